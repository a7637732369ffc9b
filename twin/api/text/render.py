"""Turns a template and its facts into a page in one language; every value is escaped."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Protocol
from zoneinfo import ZoneInfo

from fastapi import Query
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from twin.api.text.glossary import explained
from twin.model import Language, full_date

Taal = Annotated[Language, Query(description="Language of the page: `nl` or `en`.")]

_ZONE = ZoneInfo("Europe/Amsterdam")
_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""No script and nothing from elsewhere: a page is text, one stylesheet and its font."""
_ENVIRONMENT = Environment(
    loader=PackageLoader("twin.api.text"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class InBoth(Protocol):
    """Words in both languages, of the model or of an answer."""

    @property
    def nl(self) -> str:
        """Dutch."""

    @property
    def en(self) -> str:
        """English."""


class Tongue:
    """What a template needs to speak one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, dutch: str, english: str) -> str:
        """The one of two texts that is in this language."""
        return dutch if self.language == "nl" else english

    def of(self, words: InBoth) -> str:
        """The same of a pair."""
        return self(words.nl, words.en)

    def explained(self, words: InBoth) -> Markup:
        """The same of a pair, in which difficult words lead to what they mean."""
        return explained(self.of(words), dutch=self.language == "nl")

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the marks of this language."""
        text = f"{value:,.{decimals}f}"
        if not any(digit in text for digit in "123456789"):
            text = text.lstrip("-")  # no "-0,0"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "nl" else text

    def signed(self, value: float, decimals: int = 0) -> str:
        """A change, with its sign; none for no change."""
        text = self.number(value, decimals)
        return f"+{text}" if any(digit in text for digit in "123456789") and value > 0 else text

    def quantity(self, value: float, step: float) -> str:
        """A multiple of `step`; what is finer than people read is told as short as it can be."""
        decimals = self.decimals(step)
        if step < 0.01:
            decimals = len(f"{value:.{decimals}f}".rstrip("0").partition(".")[2])
        return self.number(value, decimals)

    def decimals(self, step: float) -> int:
        """How many decimals a multiple of `step` needs."""
        return max(0, math.ceil(-math.log10(step) - 1e-9))

    def moment(self, at: datetime) -> str:
        """A moment on the clock of the Netherlands, such as 22 november 2026 om 14:30."""
        local = at.astimezone(_ZONE)
        return f"{self.day(local)} {self('om', 'at')} {local:%H:%M}"

    def day(self, on: date) -> str:
        """A day, such as 22 november 2026."""
        return full_date(on, self.language)

    def clock(self, at: datetime) -> str:
        """Hours and minutes of a moment."""
        return f"{at.astimezone(_ZONE):%H:%M}"

    def day_of(self, at: datetime) -> str:
        """The day of a moment on the clock of the Netherlands."""
        return self.day(at.astimezone(_ZONE))

    def hour(self, at: datetime) -> str:
        """A moment at which an hour begins; of two hours with one name, which of them it is."""
        local = at.astimezone(_ZONE)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        if not twice:
            return self.moment(at)
        which = (
            self("wintertijd", "winter time") if local.fold else self("zomertijd", "summer time")
        )
        return f"{self.moment(at)} ({which})"

    def period(self, span: timedelta) -> str:
        """A time to keep things, such as 2 jaar, 400 dagen or 12 uur."""
        days, seconds = span.days, span.seconds
        if not days or seconds:
            hours = round(span.total_seconds() / 3600)
            return self(f"{self.number(hours)} uur", f"{self.number(hours)} hours")
        if days % 365 == 0:
            return self(f"{days // 365} jaar", f"{days // 365} year{'s' * (days != 365)}")
        return self(
            f"{self.number(days)} dag{'en' * (days != 1)}",
            f"{self.number(days)} day{'s' * (days != 1)}",
        )

    def ago(self, at: datetime, now: datetime) -> str:
        """How long ago `at` was; a clock that runs ahead is just now."""
        minutes = int((now - at).total_seconds() // 60)
        if minutes < 2:
            return self("zojuist", "just now")
        if minutes < 100:
            return self(f"{minutes} minuten geleden", f"{minutes} minutes ago")
        if minutes < 36 * 60:
            return self(f"{minutes // 60} uur geleden", f"{minutes // 60} hours ago")
        days = max(minutes // (24 * 60), 2)
        return self(f"{self.number(days)} dagen geleden", f"{self.number(days)} days ago")


def page(template: str, language: Language, status: int = 200, **facts: Any) -> HTMLResponse:
    """The page that `template` makes of `facts`, under a policy that allows no script."""
    made = _ENVIRONMENT.get_template(template).render(t=Tongue(language), **facts)
    return HTMLResponse(
        made,
        status_code=status,
        headers={
            "Content-Security-Policy": _POLICY,
            "Content-Language": language,
            "Cache-Control": "no-cache",
        },
    )
