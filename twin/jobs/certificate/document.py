"""The certificate as a document: from two results to what they say of one home, or of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from twin.errors import Conflict, NotFound
from twin.jobs.certificate.subject import Subject
from twin.sim.indicators.canonical import Document

VERSION = 1
INDICATOR = "sun-facades"
NORMS = ("bezonning.tno-licht", "bezonning.tno-streng", "bezonning.haags", "bezonning.en-17037")
SOURCE_FIELDS = (
    "key",
    "indicator",
    "source",
    "indicative",
    "code",
    "input",
    "input_hash",
    "digest",
)

_MOST_LOSERS = 8
_RANK = {"voldoet niet": 0, "te dichtbij om te zeggen": 1, "voldoet": 2}
_NO_VERDICT = "geen oordeel"
FELT = 0.05
"""Hours below which nobody has lost anything: half a tenth, as the page tells hours."""


@dataclass(frozen=True, slots=True)
class About:
    """What a certificate is of, for who reads it.

    Attributes
    ----------
    origin
        Of the area: `real` or `synthetic`.
    """

    area: str
    area_name: str
    origin: str
    scenario: str
    scenario_name: str
    revision: int
    made_on: date

    def document(self) -> Document:
        """As it stands in a certificate."""
        return {
            "area": {"id": self.area, "name": self.area_name, "origin": self.origin},
            "scenario": {
                "id": self.scenario,
                "name": self.scenario_name,
                "revision": self.revision,
            },
            "made_on": self.made_on.isoformat(),
        }


def certify(before: Document, after: Document, subject: Subject | None, about: About) -> Document:
    """The certificate of a home or building, or of the whole plan where `subject` is None.

    Parameters
    ----------
    before, after
        Bodies of results of sun on façades, as it is and with the plan.

    Raises
    ------
    Conflict
        The two cannot be compared.
    NotFound
        The plan takes away what the certificate is about.
    """
    _check_alike(before, after)
    return {
        "certificate": "sun",
        "version": VERSION,
        **about.document(),
        "subject": None if subject is None else subject.document(),
        "before": {name: before[name] for name in SOURCE_FIELDS},
        "after": {name: after[name] for name in SOURCE_FIELDS},
        "answer": answer(before["result"], after["result"], subject),
    }


def answer(before: Document, after: Document, subject: Subject | None) -> Document:
    """What two results say; raises `NotFound` as `certify`."""
    if subject is None:
        return _of_all(before, after)
    return {"before": _of_one(before, subject), "after": _after(before, after, subject)}


def verdict_of(row: Document | None, norm: str) -> Document | None:
    """The verdict of a row by a norm; None where it could not be met over an open field either."""
    verdicts: Iterable[Document] = () if row is None else row["verdicts"]
    return next((each for each in verdicts if each["norm"] == norm), None)


def _check_alike(before: Document, after: Document) -> None:
    differing = [
        what
        for what, one, other in (
            ("the area", before["input"]["area"], after["input"]["area"]),
            ("the parameters", before["input"]["parameters"], after["input"]["parameters"]),
            ("the years of growth", before["input"]["horizon_years"],
             after["input"]["horizon_years"]),
            ("the code", before["code"]["sources"], after["code"]["sources"]),
        )
        if one != other
    ]  # fmt: skip
    if differing:
        raise Conflict(
            f"'{', '.join(differing)}' of the two results is not the same",
            hint="compute both again: run the scenario with its base",
        )


def _of_one(result: Document, subject: Subject) -> Document | None:
    """The rows of a home or building; None where it is not there."""
    mine = [row for row in result["rows"] if row["belongs_to"] == subject.building]
    facades = [row for row in mine if row["subject"] == "facade"]
    whole = next((row for row in mine if row["subject"] != "facade"), None)
    if whole is None:
        return None
    return {"home": whole, "facades": facades, "judged": _counts(facades)}


def _after(before: Document, after: Document, subject: Subject) -> Document:
    found = _of_one(after, subject)
    if found is None and _of_one(before, subject) is not None:
        raise NotFound(
            f"'{subject.label}' gets no sun any more: the plan takes it away or walls it in",
            hint="ask for another address, or for the whole plan",
        )
    if found is None:
        raise NotFound(f"'{subject.label}' has no façade that can get sun")
    return found


def _of_all(before: Document, after: Document) -> Document:
    was, then = (_homes(result) for result in (before, after))
    there = {row["belongs_to"] for row in was.values()}
    # What the plan builds has nothing to lose: it is counted apart.
    now = {identity: row for identity, row in then.items() if row["belongs_to"] in there}
    losing = sorted(
        (_loss(identity, row, now[identity]) for identity, row in was.items() if identity in now),
        key=lambda each: (each["change"], each["id"]),
    )
    return {
        "homes": {"before": _counts(was.values()), "after": _counts(now.values())},
        "facades": {
            "before": _counts(_facades(before)),
            "after": _counts(row for row in _facades(after) if row["belongs_to"] in there),
        },
        "figures": {side: {each["key"]: each["value"] for each in result["figures"]}
                    for side, result in (("before", before), ("after", after))},
        "losing": sum(each["change"] <= -FELT for each in losing),
        "gaining": sum(each["change"] >= FELT for each in losing),
        "compared": len(losing),
        "gone": sum(identity not in now for identity in was),
        "new": len(then) - len(now),
        "lose_most": [each for each in losing if each["change"] <= -FELT][:_MOST_LOSERS],
        "buildings": dict(_buildings(before, after)),
    }  # fmt: skip


def _homes(result: Document) -> dict[str, Document]:
    """Rows of homes, and of buildings of which the homes are not known one by one."""
    return {row["id"]: row for row in result["rows"] if row["subject"] != "facade"}


def _facades(result: Document) -> list[Document]:
    return [row for row in result["rows"] if row["subject"] == "facade"]


def _counts(rows: Iterable[Document]) -> dict[str, dict[str, int]]:
    """By norm: how many have each judgement."""
    found: dict[str, Counter[str]] = {norm: Counter() for norm in NORMS}
    for row in rows:
        for norm in NORMS:
            verdict = verdict_of(row, norm)
            found[norm][_NO_VERDICT if verdict is None else verdict["judgement"]] += 1
    return {
        norm: {key: count[key] for key in (*reversed(_RANK), _NO_VERDICT)}
        for norm, count in found.items()
    }


def _loss(identity: str, before: Document, after: Document) -> Document:
    one, other = (row["values"]["worst"] for row in (before, after))
    return {
        "id": identity,
        "label": after["label"],
        "building": after["belongs_to"],
        "before": one,
        "after": other,
        "change": round((other or 0.0) - (one or 0.0), 2),
        "judgement_before": _judgement(before),
        "judgement_after": _judgement(after),
    }


def _judgement(row: Document) -> str:
    verdict = verdict_of(row, NORMS[0])
    return _NO_VERDICT if verdict is None else str(verdict["judgement"])


def _buildings(before: Document, after: Document) -> Iterator[tuple[str, str]]:
    """Buildings whose verdict by the TNO norm (light) changes: `worse` or `better`.

    By the home where there is one, else by the façades: worse where any of them is.
    """
    was, now = _ranks(before), _ranks(after)
    for building in sorted(was.keys() & now.keys()):
        steps = [
            now[building][each] - was[building][each]
            for each in was[building].keys() & now[building].keys()
        ]
        if any(steps):
            yield building, "worse" if min(steps) < 0 else "better"


def _ranks(result: Document) -> dict[str, dict[str, int]]:
    """By building and row the rank of its judgement."""
    whole: dict[str, dict[str, int]] = {}
    parts: dict[str, dict[str, int]] = {}
    for row in result["rows"]:
        rank = _RANK.get(_judgement(row))
        if rank is not None:
            told = parts if row["subject"] == "facade" else whole
            told.setdefault(row["belongs_to"], {})[row["id"]] = rank
    return parts | whole
