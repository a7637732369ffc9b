"""A certificate in words: from the document to what the page shows, in Dutch or English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from twin.jobs.certificate.document import FELT, NORMS, verdict_of
from twin.jobs.certificate.numbers import (
    about,
    change,
    decimal,
    hours,
)
from twin.jobs.certificate.words import say
from twin.model import Language, day_of_year, full_date
from twin.sim.indicators.canonical import Document
from twin.sim.norms import norm

TONES = {
    "voldoet": "good",
    "voldoet niet": "bad",
    "te dichtbij om te zeggen": "unsure",
    "geen oordeel": "plain",
}


@dataclass(frozen=True, slots=True)
class Around:
    """What the page says of the area besides numbers.

    Attributes
    ----------
    notice
        When the area is not real; None when it is.
    sources
        One line per source.
    """

    notice: str | None
    sources: Sequence[str]


def sheet(document: Document, around: Around, language: Language) -> Document:
    """Everything on the page but its pictures, as the template reads it."""
    subject = document["subject"]
    name = "title-plan"
    if subject is not None:
        name = "title-home" if _is_home(document) else "title-building"
    scenario, area = document["scenario"], document["area"]
    made = full_date(date.fromisoformat(document["made_on"]), language)
    told = {
        "language": language,
        "author": say("author", language),
        "kicker": say("kicker", language),
        "title": say(name, language),
        "notice": around.notice,
        "subject": scenario["name"] if subject is None else subject["label"],
        "plan": say("plan-line", language, plan=scenario["name"], revision=scenario["revision"],
                    area=area["name"], date=made),
        "words": {
            key: say(key, language)
            for key in ("norms", "norm", "demand", "now", "with-plan", "difference", "hours",
                        "when", "sure", "check", "sources", "homes", "lose-most", "lose-note",
                        "address")
        },
        "check": say("check-how", language),
        "command": "twin scenario verify zonbewijs.json",
        "fingerprint": [
            f"{say('now', language)}: {document['before']['digest'][:24]}…",
            f"{say('with-plan', language)}: {document['after']['digest'][:24]}…",
        ],
        "sources": " · ".join((*around.sources, say("method", language))),
    }  # fmt: skip
    return told | (_of_plan(document, language) if subject is None else _of_one(document, language))


def _is_home(document: Document) -> bool:
    """Whether the verdict of the row holds for a home as a whole."""
    answer = document["answer"]
    row = (answer["after"] or answer["before"])["home"]
    return "several-dwellings" not in row["flags"]


def _of_one(document: Document, language: Language) -> Document:
    answer = document["answer"]
    before, after = answer["before"], answer["after"]
    home = _is_home(document)
    what = say("home" if home else "best-facade", language)
    row = after["home"]
    was = None if before is None else before["home"]
    sure = [
        say("sure-error", language, error=hours(row["values"]["worst_error"], language)),
        say("sure-close", language),
        say("sure-windows", language),
        say("sure-trees", language),
        say("sure-no-law", language),
    ]
    if not home:
        sure.insert(0, say("several", language))
    return {
        "kind": "one",
        "sentence": _sentence(was, row, what, language),
        "second": _verdict_sentence(was, row, language) if home else "",
        "verdicts": list(
            _home_verdicts(was, row, language) if home else _facade_verdicts(answer, language)
        ),
        "hours": list(_hours(was, row, language)),
        "sure": sure,
    }


def _sentence(was: Document | None, row: Document, what: str, language: Language) -> str:
    after = row["values"]["worst"] or 0.0
    words = {"what": what, "What": what[0].upper() + what[1:], "after": _said(after, language)}
    if was is None:
        return say("sentence-new", language, **words)
    before = was["values"]["worst"] or 0.0
    if abs(after - before) < FELT:
        return say("sentence-same", language, **words)
    words["before"] = _said(before, language)
    if words["before"] == words["after"]:  # said alike, though not alike
        words |= {"before": hours(before, language), "after": hours(after, language)}
    return say("sentence-less", language, **words)


def _said(value: float, language: Language) -> str:
    return about(value, language) if value > 0 else say("no-hours", language)


def _verdict_sentence(was: Document | None, row: Document, language: Language) -> str:
    now = verdict_of(row, NORMS[0])
    then = verdict_of(was, NORMS[0])
    if now is None:
        return say("verdict-none", language)
    one = "" if then is None else str(then["judgement"])
    key = {
        ("voldoet", "voldoet"): "verdict-kept",
        ("voldoet", "voldoet niet"): "verdict-lost",
        ("voldoet niet", "voldoet"): "verdict-won",
        ("voldoet niet", "voldoet niet"): "verdict-never",
    }.get((one, str(now["judgement"])))
    alone = {"voldoet": "verdict-meets", "voldoet niet": "verdict-fails"}
    return say(key or alone.get(now["judgement"], "verdict-close"), language)


def _home_verdicts(was: Document | None, row: Document, language: Language) -> Iterator[Document]:
    for key in NORMS:
        yield {
            "norm": norm_name(key, language),
            "demand": demand(key, language),
            "now": _cell(was, key, language),
            "plan": _cell(row, key, language),
        }


def _cell(row: Document | None, key: str, language: Language) -> Document:
    """The hours by a norm and what is thought of them."""
    if row is None:
        return {"value": "", "tone": "plain", "word": say("not-there", language)}
    verdict = verdict_of(row, key)
    if verdict is None:
        return {"value": "", "tone": "plain", "word": say("geen oordeel", language)}
    judgement = verdict["judgement"]
    return {
        "value": hours(verdict["value"], language),
        "tone": TONES[judgement],
        "word": say(judgement, language),
    }


def _facade_verdicts(answer: Document, language: Language) -> Iterator[Document]:
    for key in NORMS:
        cells = {}
        for name, side in (("now", answer["before"]), ("plan", answer["after"])):
            if side is None:
                cells[name] = _cell(None, key, language)
                continue
            count = side["judged"][key]
            total = sum(count.values()) - count["geen oordeel"]
            cells[name] = {
                "value": say("count-of", language, count=count["voldoet"], total=total),
                "tone": None,
                "word": say("facades-meet", language),
            }
        yield {"norm": norm_name(key, language), "demand": demand(key, language), **cells}


def _hours(was: Document | None, row: Document, language: Language) -> Iterator[Document]:
    values = row["values"]
    old: dict[str, Any] = {} if was is None else was["values"]
    ends = [_day_of(each.get("worst_day"), language) for each in (old, values)]
    if ends[0] is None or ends[0] == ends[1]:
        worst = say("worst-on-one", language, worst=say("worst", language), after=ends[1])
    else:
        worst = say("worst-on", language, worst=say("worst", language), before=ends[0],
                    after=ends[1])  # fmt: skip
    march = day_of_year(3, 21, language)
    for key, label in (
        ("worst", worst),
        ("march", march),
        ("march_trees", say("trees", language, day=march)),
        ("june", day_of_year(6, 21, language)),
        ("december", day_of_year(12, 21, language)),
        ("dark", say("dark", language)),
    ):
        one, other = old.get(key), values[key]
        yield {
            "label": label,
            "now": hours(one, language),
            "plan": hours(other, language),
            "change": change(one, other, language),
        }


def _day_of(number: float | None, language: Language) -> str | None:
    return None if number is None else day_of_year(int(number) // 100, int(number) % 100, language)


def _of_plan(document: Document, language: Language) -> Document:
    answer = document["answer"]
    losing, total = answer["losing"], answer["compared"]
    key = {0: "plan-lose-none", 1: "plan-lose-one"}.get(losing, "plan-lose")
    lost = int(answer["figures"]["after"]["lost"] or 0)
    facades = {0: "plan-facades-none", 1: "plan-facades-one"}.get(lost, "plan-facades")
    columns = ("voldoet", "voldoet niet", "te dichtbij om te zeggen", "geen oordeel")
    groups = [(norm_name(each, language), answer["homes"], each) for each in NORMS]
    light = say("homes-facades", language, norm=norm_name(NORMS[0], language))
    groups.append((light, answer["facades"], NORMS[0]))
    return {
        "kind": "plan",
        "sentence": say(key, language, count=losing, total=total),
        "second": say(facades, language, count=lost),
        "columns": [{"tone": TONES[each], "word": say(each, language)} for each in columns],
        "counts": [
            {
                "norm": label,
                "cells": [
                    {
                        "text": _two(sides["before"][each][column], sides["after"][each][column]),
                        "changed": sides["before"][each][column] != sides["after"][each][column],
                    }
                    for column in columns
                ],
            }
            for label, sides, each in groups
        ],
        "counted": say("homes-column", language),
        "lose": [
            {
                "label": each["label"],
                "now": hours(each["before"], language),
                "plan": hours(each["after"], language),
                "change": change(each["before"], each["after"], language),
                "tone": TONES[each["judgement_after"]],
            }
            for each in answer["lose_most"]
        ],
        "lose_none": say("lose-none", language),
        "sure": [
            say(each, language)
            for each in ("sure-close", "sure-windows", "sure-trees-plan", "sure-no-law")
        ],
    }


def _two(before: int, after: int) -> str:
    return str(after) if before == after else f"{before} → {after}"


def norm_name(key: str, language: Language) -> str:
    """The title of a norm, with 'indicatie' where we did not see it in its source."""
    found = norm(key)
    title = found.title.nl if language == "nl" else found.title.en
    return title if found.checked else say("indicative", language, norm=title)


def demand(key: str, language: Language) -> str:
    """What a norm for sun asks, in few words."""
    numbers = norm(key).numbers
    first = day_of_year(int(numbers["first_month"]), int(numbers["first_day"]), language)
    last = day_of_year(int(numbers["last_month"]), int(numbers["last_day"]), language)
    least = decimal(numbers["hours"], language, 0 if numbers["hours"].is_integer() else 1)
    unit = "uur" if language == "nl" else "hours"
    one_day = "medium_hours" in numbers  # EN 17037: one day that may be chosen
    told = say("demand-one" if one_day else "demand-every", language, first=first, last=last,
               hours=f"{least} {unit}")  # fmt: skip
    if numbers["lowest_sun_degrees"] > 0:
        told += say("demand-high", language, degrees=f"{numbers['lowest_sun_degrees']:g}")
    return told
