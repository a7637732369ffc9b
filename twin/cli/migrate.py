"""`twin migrate`: bring the database's schema up to date."""

from __future__ import annotations

from twin.cli import output


def migrate(as_json: output.Json = False) -> None:
    """Apply the migrations that the database does not have yet, as its owner."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store import migrate as migrations

    with database_url(read(), "owner") as url:
        applied = migrations.migrate(url)
    output.write([{"applied": name} for name in applied], as_json=as_json)
