"""Results as rows of a table that spreadsheets read: a line per value, with its unit and method.

Pure; how the lines are written is of `twin.jobs.spreadsheet`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twin.jobs.spreadsheet import Cell, Form, written
from twin.model import Language

_ERROR = "_error"
_HEAD = {
    "nl": ("plan", "versie", "indicator", "soort", "id", "naam", "gebouw", "maat", "omschrijving",
           "waarde", "eenheid", "fout", "norm", "oordeel", "indicatie", "methode", "bron",
           "uitgerekend"),
    "en": ("plan", "revision", "indicator", "subject", "id", "label", "building", "measure",
           "description", "value", "unit", "error", "norm", "judgement", "indicative", "method",
           "source", "computed_at"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Computed:
    """A result with the plan that it is of; `plan` and `revision` are '' of an area as it is."""

    plan: str
    revision: str
    body: Mapping[str, Any]
    computed_at: datetime


def table(
    results: Sequence[Computed], language: Language, form: Form, *, every_row: bool
) -> Iterator[bytes]:
    """The table in UTF-8, in parts.

    Parameters
    ----------
    every_row
        Whether homes, façades and places are told one by one, beside the figures of the area.
    """
    return written(_HEAD[language], _lines(results, language, every_row), form)


def _lines(
    results: Sequence[Computed], language: Language, every_row: bool
) -> Iterator[tuple[Cell, ...]]:
    for result in results:
        body = result.body
        said = body["result"]
        head = (result.plan, result.revision, body["indicator"])
        yes, no = ("ja", "nee") if language == "nl" else ("yes", "no")
        tail = (
            yes if body["indicative"] else no,
            body["method"][language],
            body["source"],
            result.computed_at.isoformat(timespec="seconds"),
        )
        for figure in said["figures"]:
            verdict = figure["verdict"] or {}
            yield (
                *head, "area", body["input"]["area"]["id"], "", "", figure["key"],
                figure["words"][language], figure["value"], figure["unit"], figure["error"],
                verdict.get("norm", ""), verdict.get("judgement", ""), *tail,
            )  # fmt: skip
        if every_row:
            yield from _rows(said, language, head, tail)


def _rows(
    said: Mapping[str, Any], language: Language, head: tuple[Cell, ...], tail: tuple[Cell, ...]
) -> Iterator[tuple[Cell, ...]]:
    columns = [each for each in said["columns"] if not each["key"].endswith(_ERROR)]
    for row in said["rows"]:
        about = (*head, row["subject"], row["id"], row["label"], row["belongs_to"])
        for column in columns:
            key = column["key"]
            value = row["values"].get(key)
            verdicts = [each for each in row["verdicts"] if each["value"] == value] or [{}]
            for verdict in verdicts if value is not None else [{}]:
                yield (
                    *about, key, column["words"][language], value, column["unit"],
                    row["values"].get(key + _ERROR), verdict.get("norm", ""),
                    verdict.get("judgement", ""), *tail,
                )  # fmt: skip
