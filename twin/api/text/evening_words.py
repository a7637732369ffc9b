"""What the slides of an evening say, once for the big screen and for the pages in words.

Numbers come from the newest results of what a slide shows. What cannot be told is left out, and
`trouble` says why to who lines the slides up: no made-up number, and no error, on a screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, Field

from twin.api.assets import area_row
from twin.api.evening_bodies import NumberChoice
from twin.api.scenarios import visible as visible_plan
from twin.api.text.plans import JUDGEMENTS, UNITS
from twin.api.text.render import Tongue
from twin.errors import NotFound
from twin.jobs.compare import BASE
from twin.jobs.showing import shown
from twin.model import Language, Origin, ScenarioState
from twin.sim.norms import norm
from twin.store import evenings, results
from twin.store.areas import AreaRow
from twin.store.evenings import Evening
from twin.store.pool import Connection
from twin.store.results import Of

_ORDER = ("voldoet", "te dichtbij om te zeggen", "voldoet niet")


class ToldVerdict(BaseModel):
    """A verdict as a word; colour and sign go by `judgement`."""

    judgement: str = Field(examples=["voldoet niet"])
    word: str
    count: str | None = Field(description="How many, where it is about many; null about one.")


class ToldNumber(BaseModel):
    """A number in the reader's form."""

    value: str = Field(examples=["83"])
    unit: str = Field(examples=["%"])
    words: str = Field(description="What it is a number of.")
    verdicts: list[ToldVerdict]


class ToldSide(BaseModel):
    """One picture of a slide."""

    label: str = Field(examples=["Nu"])
    plan: str | None = Field(description="Null: the area as it is.")
    number: ToldNumber | None


class ToldSlide(BaseModel):
    """A slide as it is shown."""

    id: str
    kind: str
    title: str
    sentence: str
    state: str = Field(description="Query string of the page; '' where there is no view.")
    way: str
    sides: list[ToldSide]
    moment: str | None = Field(description="Of the view; null: as it is now.")
    norm: str | None = Field(description="What the norm says.")
    sure: str | None = Field(description="How sure the number is.")
    sensors: list[str]
    trouble: list[str] = Field(description="For who lines up: what is missing.")


class ToldEvening(BaseModel):
    """An evening as it is shown."""

    id: int
    area: str
    area_name: str
    made_up: bool = Field(description="Whether the area does not exist.")
    title: str
    revision: int
    slides: list[ToldSlide]


@dataclass(frozen=True, slots=True)
class _Found:
    """The figure that a side shows; `body` is of the whole result."""

    figure: Mapping[str, Any]
    body: Mapping[str, Any]


def told(
    conn: Connection,
    evening: Evening,
    who: str | None,
    language: Language,
) -> ToldEvening:
    """What an evening says in a language to a planner, or to everybody where `who` is None.

    Raises
    ------
    NotFound
        Its area is gone.
    """
    row = area_row(conn, evening.area)
    teller = _Teller(conn, row, who, Tongue(language))
    return ToldEvening(
        id=evening.id,
        area=row.id,
        area_name=row.name,
        made_up=row.origin is Origin.SYNTHETIC,
        title=evening.title,
        revision=evening.revision,
        slides=[teller.slide(each) for each in shown(evening.slides)],
    )


def visible(conn: Connection, evening: int, who: str | None) -> Evening:
    """An evening for who asks.

    Raises
    ------
    NotFound
        There is none, or it was never shown and no planner asks.
    """
    found = evenings.load(conn, evening)
    if who is None and found.opened_at is None:
        raise NotFound(
            f"there is no evening '{evening}' that was shown",
            hint="planners see all with a key for 'scenarios:write'",
        )
    return found


class _Teller:
    """Tells slides of one area, and looks each result up once."""

    def __init__(
        self,
        conn: Connection,
        area: AreaRow,
        who: str | None,
        t: Tongue,
    ) -> None:
        self._conn = conn
        self._area = area
        self._who = who
        self._t = t
        self._results: dict[str | None, dict[str, results.Newest]] = {}

    def slide(self, slide: Mapping[str, Any]) -> ToldSlide:
        state = str(slide.get("state", ""))
        asked = dict(parse_qsl(state))
        trouble: list[str] = []
        sides: list[ToldSide] = []
        found: list[_Found] = []
        choice = slide.get("number")
        for plan in _plans(slide, asked):
            label = self._label(plan, trouble)
            figure = None
            if choice is not None:
                figure = self._figure(plan, NumberChoice.model_validate(choice), trouble)
            if figure is not None:
                found.append(figure)
            number = None if figure is None else self._number(figure)
            sides.append(ToldSide(label=label, plan=plan, number=number))
        return ToldSlide(
            id=str(slide["id"]),
            kind=str(slide["kind"]),
            title=str(slide["title"]),
            sentence=str(slide["sentence"]),
            state=state,
            way=str(slide.get("way", "one")),
            sides=sides,
            moment=self._moment(asked.get("moment", "")),
            norm=self._norm(found),
            sure=self._sure(found),
            sensors=list(slide.get("sensors", ())),
            trouble=list(dict.fromkeys(trouble)),
        )

    def _label(self, plan: str | None, trouble: list[str]) -> str:
        if plan is None:
            return self._t("Nu", "Now")
        try:
            kept = visible_plan(self._conn, plan, self._who, None)
        except NotFound:
            trouble.append(self._t("Dit plan is er niet meer.", "This plan is gone."))
            return self._t("Plan", "Plan")
        if kept.scenario.state is ScenarioState.DRAFT:
            return f"{kept.scenario.name} ({self._t('concept', 'draft')})"
        return kept.scenario.name

    def _of(self, plan: str | None) -> dict[str, results.Newest]:
        if plan not in self._results:
            of = Of(self._area.id)
            if plan is not None:
                revision = visible_plan(self._conn, plan, self._who, None).scenario.revision
                of = Of(self._area.id, plan, revision)
            self._results[plan] = {each.indicator: each for each in results.newest(self._conn, of)}
        return self._results[plan]

    def _figure(self, plan: str | None, choice: NumberChoice, trouble: list[str]) -> _Found | None:
        try:
            newest = self._of(plan).get(choice.indicator)
        except NotFound:
            return None  # `_label` has said so
        if newest is None:
            trouble.append(
                self._t("Het getal is nog niet uitgerekend.", "The number was not computed yet.")
            )
            return None
        if newest.computed_at < self._area.changed_at:
            trouble.append(
                self._t(
                    "Het getal is verouderd. Reken het opnieuw uit.",
                    "The number is out of date. Have it computed again.",
                )
            )
        figures = newest.body["result"]["figures"]
        figure = next((each for each in figures if each["key"] == choice.figure), None)
        if figure is None or figure["value"] is None:
            trouble.append(self._t("Dit getal is niet bekend.", "This number is not known."))
            return None
        return _Found(figure, newest.body)

    def _number(self, found: _Found) -> ToldNumber:
        figure = found.figure
        unit = UNITS.get(figure["unit"])
        words = self._in_words(figure["words"])
        return ToldNumber(
            value=self._t.quantity(figure["value"], figure["step"]),
            unit=figure["unit"] if unit is None else self._t.of(unit),
            words=words[:1].upper() + words[1:],
            verdicts=self._verdicts(found),
        )

    def _verdicts(self, found: _Found) -> list[ToldVerdict]:
        key, counts = _judged(found)
        if key is None:
            return []
        one = found.figure["verdict"] is not None
        return [
            ToldVerdict(
                judgement=judgement,
                word=self._t.of(JUDGEMENTS[judgement]),
                count=None if one else self._t.number(counts[judgement]),
            )
            for judgement in _ORDER
            if counts[judgement]
        ]

    def _norm(self, found: list[_Found]) -> str | None:
        keys = [key for each in found if (key := _judged(each)[0]) is not None]
        return self._t.of(norm(keys[-1]).definition) if keys else None

    def _sure(self, found: list[_Found]) -> str | None:
        """Of the last picture, which is that of the plan."""
        if not found:
            return None
        figure, error = found[-1].figure, found[-1].figure["error"]
        if error is None:
            said = self._t("Dat weten we niet precies.", "We do not know exactly.")
        elif error == 0:
            said = self._t("Dit is geteld, niet geschat.", "This is counted, not estimated.")
        else:
            told = self._around(figure["value"], error, figure["step"])
            said = self._t(
                "Het echte getal ligt meestal tussen {} en {}.",
                "The true number mostly lies between {} and {}.",
            ).format(*told)
        if found[-1].body["indicative"]:
            said += " " + self._t(
                "Het is een indicatie: we rekenen het eenvoudig uit.",
                "It is an indication: we compute it in a simple way.",
            )
        return said

    def _around(self, value: float, error: float, step: float) -> tuple[str, str]:
        """From where to where, as fine as the value is told, or finer where both would be alike."""
        text = self._t.quantity(value, step)
        decimals = len(text.rpartition(self._t(",", "."))[2]) if self._t(",", ".") in text else 0
        low, high = (self._t.number(each, decimals) for each in (value - error, value + error))
        if low == high:
            low, high = (self._t.quantity(each, step) for each in (value - error, value + error))
        return low, high

    def _moment(self, moment: str) -> str | None:
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            return None
        day = self._t.day(at).rpartition(" ")[0]  # the year says little on a screen
        return f"{day} {self._t('om', 'at')} {at:%H:%M}"

    def _in_words(self, words: Mapping[str, str]) -> str:
        return self._t(words["nl"], words["en"])


def _plans(slide: Mapping[str, Any], asked: Mapping[str, str]) -> list[str | None]:
    """The plan of each picture of a slide, in their order; None is the area as it is."""
    if slide["kind"] != "view":
        return []
    named = asked.get("plan", BASE)
    own = None if named == BASE or asked.get("toon") == BASE else named
    return [own] if slide["way"] == "one" else [slide["other"], own]


def _judged(found: _Found) -> tuple[str | None, Counter[str]]:
    """The norm that a figure is held against and how often it is met: once, or over all rows."""
    verdict = found.figure["verdict"]
    if verdict is not None:
        return verdict["norm"], Counter([verdict["judgement"]])
    said = found.body["result"]
    if found.figure["key"] != said["figures"][0]["key"]:
        return None, Counter()
    counted: dict[str, Counter[str]] = {}
    for row in said["rows"]:
        for each in row["verdicts"]:
            counted.setdefault(each["norm"], Counter())[each["judgement"]] += 1
    return next(iter(counted.items()), (None, Counter()))
