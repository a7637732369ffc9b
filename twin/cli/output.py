"""How commands write data: a table for people, or JSON for scripts with `--json`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")]


def write(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Write `rows`, which all have the same keys, to standard output."""
    if as_json:
        typer.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, default=str))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*(rows[0] if rows else ()), box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    # A pipe has no width: there, rows are as long as they are.
    width = None if sys.stdout.isatty() else 400
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    console.print(table if rows else "nothing")
