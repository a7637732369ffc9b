"""An area in words: what it is made of, what is missing or doubtful, and what changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from twin.api.context import Database, Now, Shared
from twin.api.quality import ZONE
from twin.api.text.render import Taal, page
from twin.geo.changes import Changes
from twin.geo.quality import Finding, Indicator, Weight, assess, reasons
from twin.geo.quality.words import INDICATORS
from twin.model import Words
from twin.store.areas import list_areas
from twin.store.changes import last_load

router = APIRouter(include_in_schema=False)

_WEIGHTS = {
    Weight.MISSING: Words("Dit weten we niet", "What we do not know"),
    Weight.DOUBT: Words("Hier twijfelen we aan", "What we doubt"),
    Weight.NOTE: Words("Goed om te weten", "Good to know"),
}
_CHANGES = {
    "built": Words("Nieuwe gebouwen", "New buildings"),
    "changed": Words("Veranderde gebouwen", "Changed buildings"),
    "gone": Words("Gebouwen die er niet meer zijn", "Buildings that are gone"),
    "came_in": Words("Gebouwen die nu binnen de grens vallen", "Buildings now within the boundary"),
    "fell_out": Words("Gebouwen die nu buiten de grens vallen", "Buildings now outside it"),
    "surfaces": Words("Andere stukken straat, groen of water", "Other streets, green or water"),
    "trees_new": Words("Nieuwe bomen", "New trees"),
    "trees_gone": Words("Bomen die er niet meer zijn", "Trees that are gone"),
    "trees_changed": Words("Bomen die veranderden", "Trees that changed"),
    "barriers": Words("Andere muren, hekken of hagen", "Other walls, fences or hedges"),
}


@router.get("/tekst/gebied/{area}")
def area(
    area: Annotated[str, Path(max_length=64)],
    shared: Shared,
    conn: Database,
    now: Now,
    taal: Taal = "nl",
) -> HTMLResponse:
    """What we know of an area, what we doubt, and for which questions that matters."""
    known = list_areas(conn)
    if area not in (row.id for row in known):
        return page(
            "geen-gebied.html", taal, 404, here="gebied", other="?taal=en", area=area, areas=known
        )
    assets = shared.assets.of(conn, area)
    judged = assess(assets.area, assets.survey, now.astimezone(ZONE).date())
    last = last_load(conn, area)
    return page(
        "gebied.html",
        taal,
        here="gebied",
        other="?taal=en" if taal == "nl" else f"/tekst/gebied/{area}",
        now=now,
        area=assets.area,
        judged=judged,
        weights=_WEIGHTS,
        groups=[
            (weight, found)
            for weight in Weight
            if (found := [each for each in judged.findings if each.weight is weight])
        ],
        questions=_questions(judged.findings),
        indicators=INDICATORS,
        left_out=[(left, reasons.reason(left.reason)) for left in assets.area.report.left_out],
        remarks=[reasons.note(note) for note in assets.area.report.notes],
        last=last,
        changes=_counted(last.changes),
    )


def _questions(
    findings: tuple[Finding, ...],
) -> list[tuple[Indicator, list[tuple[Words, Words]]]]:
    """What is so and what it does, for each kind of answer; those that are fine too."""
    return [
        (
            indicator,
            [
                (each.says, words)
                for each in findings
                for about, words in each.means
                if about is indicator
            ],
        )
        for indicator in Indicator
    ]


def _counted(changes: Changes) -> list[tuple[Words, int]]:
    """How many of each kind of change, without those that did not happen."""
    counted = [(words, len(getattr(changes, name))) for name, words in _CHANGES.items()]
    return [(words, count) for words, count in counted if count]
