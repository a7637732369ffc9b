"""Queries by name from the files in `twin/store/sql`, where every query has a comment.

A file holds blocks that begin with `-- name: some_name`; its placeholders are psycopg's.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def names() -> list[str]:
    """The names of the files, which are those of the modules of this room that use them."""
    files = resources.files("twin.store").joinpath("sql").iterdir()
    return sorted(file.name.removesuffix(".sql") for file in files if file.name.endswith(".sql"))


@cache
def queries(file: str) -> dict[str, bytes]:
    """The queries in `sql/<file>.sql` by name, as bytes, which psycopg takes as they are."""
    text = resources.files("twin.store").joinpath("sql", f"{file}.sql").read_text("utf-8")
    _, *parts = _NAME.split(text)
    return {name: body.strip().encode() for name, body in zip(parts[::2], parts[1::2], strict=True)}
