"""A shadow study in words: the standard shadow set, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from twin.jobs.certificate.numbers import decimal
from twin.jobs.certificate.sheet import Around
from twin.jobs.certificate.words import WINDS, say
from twin.model import Language, day_of_year, full_date
from twin.sim.indicators.canonical import Document
from twin.sim.shadow_set import Moment, Sun


def titles(moment: Moment, sun: Sun, language: Language) -> tuple[str, str]:
    """What both maps of a moment are called for who cannot see them."""
    values = {"day": day_of_year(moment.month, moment.day, language), "hour": moment.hour}
    if not sun.up:
        down = say("map-down", language, **values)
        return down, down
    return say("map-now", language, **values), say("map-plan", language, **values)


def legend(language: Language, *, subject: bool, design: bool) -> list[Document]:
    """What colours on maps of shadow mean."""
    found = ["shadow", "new"] + ["design"] * design + ["subject"] * subject
    return [{"look": each, "word": say(f"legend-{each}", language)} for each in found]


def study(
    about: Document,
    suns: Mapping[Moment, Sun],
    around: Around,
    language: Language,
    *,
    design: bool,
) -> Document:
    """All words of a study; pictures are called `{moment}-now.svg` and `{moment}-plan.svg`.

    Parameters
    ----------
    about
        As `twin.jobs.certificate.document.About.document`.
    design
        Whether new buildings are drawn.
    """
    scenario, area = about["scenario"], about["area"]
    made = full_date(date.fromisoformat(about["made_on"]), language)
    days: dict[tuple[int, int], list[Moment]] = {}
    for moment in suns:
        days.setdefault((moment.month, moment.day), []).append(moment)
    return {
        "language": language,
        "author": say("author", language),
        "kicker": say("study-title", language),
        "title": scenario["name"],
        "subject": area["name"],
        "plan": say("plan-line", language, plan=scenario["name"], revision=scenario["revision"],
                    area=area["name"], date=made),
        "notice": around.notice,
        "lead": say("study-lead", language),
        "note": say("study-note", language),
        "now": say("now", language),
        "with-plan": say("with-plan", language),
        "legend": legend(language, subject=False, design=design),
        "sources-word": say("sources", language),
        "sources": " · ".join(around.sources),
        "page": say("page", language, page="{page}", pages="{pages}"),
        "parts": [
            {
                "title": day_of_year(*which, language),
                "moments": [_told(each, suns[each], language) for each in moments],
            }
            for which, moments in days.items()
        ],
    }  # fmt: skip


def _told(moment: Moment, sun: Sun, language: Language) -> Document:
    alts = titles(moment, sun, language)
    return {
        "title": say("hour", language, hour=moment.hour),
        "sun": sun_words(sun, language),
        "pictures": [
            {"file": f"{moment.key}-{side}.svg", "alt": alt}
            for side, alt in zip(("now", "plan"), alts, strict=True)
        ],
    }


def sun_words(sun: Sun, language: Language) -> str:
    """Where the sun is, or that it is down."""
    if not sun.up:
        return say("sun-down", language)
    wind = WINDS[language][int((sun.azimuth + 22.5) % 360 // 45)]
    return say("study-sun", language, elevation=decimal(sun.elevation, language, 0), wind=wind)
