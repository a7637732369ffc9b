"""Tables that spreadsheets read, written so that none of them runs a cell as a formula.

What begins as a formula (CWE-1236, OWASP "CSV Injection") gets an apostrophe: a text that begins
with one of `=`, `+`, `-`, `@`, a tab or a line end. Numbers are never texts, so `-1.5` stays one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

Cell = str | float | None

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BYTE_ORDER_MARK = "\ufeff"
_LINES = 500
"""Lines that are written at once."""


class Form(StrEnum):
    """How a table is written."""

    RFC4180 = "rfc4180"
    """Commas, a point before decimals."""
    EXCEL = "excel"
    """As Dutch spreadsheets open it: semicolons, a comma before decimals, a byte order mark."""


def written(head: Sequence[str], lines: Iterable[Sequence[Cell]], form: Form) -> Iterator[bytes]:
    """The table in UTF-8, in parts."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if form is Form.EXCEL else ",", lineterminator="\r\n")
    if form is Form.EXCEL:
        text.write(_BYTE_ORDER_MARK)
    writer.writerow([_cell(each, form) for each in head])
    for number, line in enumerate(lines):
        writer.writerow([_cell(each, form) for each in line])
        if number % _LINES == _LINES - 1:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _cell(value: Cell, form: Form) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_DANGEROUS) else value
    told = repr(value)
    return told.replace(".", ",") if form is Form.EXCEL else told
