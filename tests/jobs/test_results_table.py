"""Results as a table: every value with its unit and method, and no cell that runs as a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from twin.jobs.results_table import Computed, table
from twin.jobs.spreadsheet import Form

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
BOTH = {"nl": "zon op de slechtste dag", "en": "sun on the worst day"}


def result(label: str = "Kade 1") -> Computed:
    """What an indicator said of an area with one home."""
    verdict = {"norm": "n", "judgement": "voldoet niet", "value": 1.5}
    body: dict[str, Any] = {
        "indicator": "sun",
        "indicative": False,
        "method": {"nl": "stralen", "en": "rays"},
        "source": "TNO",
        "input": {"area": {"id": "delft"}},
        "result": {
            "figures": [
                {"key": "share", "words": BOTH, "value": -12.5, "unit": "%", "error": 0.5,
                 "verdict": None},
                {"key": "lost", "words": BOTH, "value": None, "unit": "h", "error": None,
                 "verdict": None},
            ],
            "columns": [{"key": "worst", "words": BOTH, "unit": "h"},
                        {"key": "worst_error", "words": BOTH, "unit": "h"}],
            "rows": [
                {"subject": "dwelling", "id": "0503", "label": label, "belongs_to": "house",
                 "values": {"worst": 1.5, "worst_error": 0.2}, "verdicts": [verdict]},
            ],
        },
    }  # fmt: skip
    return Computed("Toren", "3", body, AT)


def read(form: Form, *, language: Any = "nl", **how: Any) -> list[dict[str, str]]:
    """The table as a spreadsheet would read it."""
    text = b"".join(table([result(**how)], language, form, every_row=True)).decode()
    delimiter = ";" if form is Form.EXCEL else ","
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter))


def test_every_value_has_its_unit_error_method_and_verdict() -> None:
    share, lost, home = read(Form.RFC4180)
    assert (share["waarde"], share["eenheid"], share["fout"]) == ("-12.5", "%", "0.5")
    assert (share["plan"], share["versie"], share["methode"]) == ("Toren", "3", "stralen")
    assert lost["waarde"] == ""
    assert (home["naam"], home["gebouw"], home["waarde"]) == ("Kade 1", "house", "1.5")
    assert (home["fout"], home["norm"], home["oordeel"]) == ("0.2", "n", "voldoet niet")
    assert home["uitgerekend"] == "2026-11-22T12:00:00+00:00"


def test_dutch_spreadsheets_get_semicolons_commas_and_a_mark_of_utf_8() -> None:
    content = b"".join(table([result()], "nl", Form.EXCEL, every_row=False))
    assert content.startswith("\ufeffplan;".encode())
    assert read(Form.EXCEL)[0]["waarde"] == "-12,5"
    assert read(Form.RFC4180, language="en")[2]["description"] == "sun on the worst day"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_what_begins_as_a_formula_is_a_text(start: str) -> None:
    evil = f'{start}HYPERLINK("http://elders")'
    assert read(Form.EXCEL, label=evil)[2]["naam"].startswith(f"'{start}".rstrip("\r\n"))
    for line in b"".join(table([result(evil)], "nl", Form.EXCEL, every_row=True)).split(b";"):
        assert not line.strip(b'"').startswith(start.encode()) or line.startswith(b"-12,5")
