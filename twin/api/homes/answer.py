"""What an answer to a resident is: sentences, a word with a colour, a number, and how sure it is.

An answer is made once, in the language of the reader; the resident's view (`/verken`) and the page
in words (`/tekst`) show the same one, so neither can say what the other does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from twin.api.text.render import Tongue
from twin.jobs.certificate.numbers import about

_MINUTE = 1 / 60


class Tone(StrEnum):
    """The colour that goes with the word of an answer; each has a sign of its own too."""

    GOOD = "good"
    BAD = "bad"
    CLOSE = "close"
    CALM = "calm"
    OPEN = "open"


class Picture(StrEnum):
    """What is drawn beside an answer."""

    SHADOW = "shadow"
    GROUND = "ground"
    SENSORS = "sensors"


@dataclass(frozen=True, slots=True)
class Number:
    """The number of an answer, as it is and with the plan; both as people read it too.

    Attributes
    ----------
    now, then
        None where it is not known, or there is no plan.
    unit
        What it counts, such as `uur zon`.
    """

    now: float | None
    then: float | None
    now_text: str | None
    then_text: str | None
    unit: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the table below an answer; None where it is not known, or there is no plan.

    Attributes
    ----------
    link
        Path of the page that tells more.
    """

    what: str
    now: str | None
    then: str | None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in one language.

    Attributes
    ----------
    key
        `sun`, `heat`, `water`, `green`, `busy` or `sensors`.
    word
        The answer in two or three words, in the colour of `tone`.
    sentences
        The answer; the first one is the largest on the screen.
    missing
        What nobody computes yet, said plainly; None where all of it is answered.
    how, sure
        How it is known, and how sure it is, in sentences.
    source
        Of the method; None where it is counted on the map.
    computed_at
        None where it was counted for this answer.
    """

    key: str
    question: str
    tone: Tone
    word: str
    sentences: tuple[str, ...]
    picture: Picture
    how: tuple[str, ...]
    sure: tuple[str, ...]
    number: Number | None = None
    facts: tuple[Fact, ...] = ()
    missing: str | None = None
    source: str | None = None
    computed_at: datetime | None = None


def hours(t: Tongue, value: float) -> str:
    """Hours as people say them: `ruim 3 uur`, or `niets` below a minute."""
    return about(value, t.language) if value > _MINUTE else t("niets", "nothing")


def sunshine(t: Tongue, value: float) -> str:
    """The same of sun: `ruim 3 uur zon` or `geen zon`."""
    if value <= _MINUTE:
        return t("geen zon", "no sun")
    return about(value, t.language) + t(" zon", " of sun")


def number(
    t: Tongue, now: float | None, then: float | None, unit: str, decimals: int = 0
) -> Number | None:
    """A number in both forms; None where neither side is known."""
    if now is None and then is None:
        return None
    told = [None if each is None else t.number(each, decimals) for each in (now, then)]
    return Number(now, then, told[0], told[1], unit)


def fact(
    t: Tongue, what: str, now: float | None, then: float | None, unit: str, decimals: int = 0
) -> Fact:
    """A row of a number with its unit."""
    told = [None if each is None else f"{t.number(each, decimals)} {unit}" for each in (now, then)]
    return Fact(what, told[0], told[1])


def percent(share: float | None) -> int | None:
    """A share (0-1) as people read it."""
    return None if share is None else round(100 * share)
