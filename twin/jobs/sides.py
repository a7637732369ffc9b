"""Variants with what is stored of them, to be compared."""

from __future__ import annotations

from dataclasses import dataclass

from twin.jobs.compare import Side
from twin.store import results
from twin.store.pool import Connection
from twin.store.results import Of


@dataclass(frozen=True, slots=True)
class Named:
    """A variant; `revision` is None for the area as it is."""

    name: str
    title: str
    revision: int | None


def side(conn: Connection, area: str, named: Named, horizon_years: int) -> Side:
    """A variant with the newest result of each indicator and its homes, so far as there are."""
    plan = ("", 0) if named.revision is None else (named.name, named.revision)
    # Homes do not grow: they are told once for all years.
    found = results.homes(conn, Of(area, *plan))
    newest = results.newest(conn, Of(area, *plan, horizon_years))
    homes = found[1] if found is not None else ()
    return Side(named.name, named.title, {each.indicator: each.body for each in newest}, homes)
