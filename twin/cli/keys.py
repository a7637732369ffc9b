"""`twin keys`: with which programs may write through the API."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli import output

if TYPE_CHECKING:
    from twin.store.keys import Key

app = typer.Typer(
    help="Make and revoke keys to the API, for programs that write.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("create")
def create(
    name: Annotated[str, typer.Option(help="Whose it is: a program and who looks after it.")],
    scope: Annotated[
        list[str],
        typer.Option(
            help="observations:write, things:write, scenarios:write or letters:read; "
            "may be repeated."
        ),
    ],
    as_json: output.Json = False,
) -> None:
    """Make a key and show it; it is nowhere kept, so it cannot be shown again."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store import keys
    from twin.store.pool import connect

    with database_url(read(), "owner") as url, connect(url, application="twin") as connection:
        token = keys.create(
            connection,
            name,
            keys.scopes(scope),
            secret=secrets.token_urlsafe(keys.SECRET_BYTES),
            now=datetime.now(UTC),
        )
    output.write([{"name": name, "key": token}], as_json=as_json)


@app.command("list")
def list_(as_json: output.Json = False) -> None:
    """List the keys, revoked ones too; without their secrets, which nobody has."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store import keys
    from twin.store.pool import connect

    with database_url(read(), "owner") as url, connect(url, application="twin") as connection:
        known = keys.list_keys(connection)
    output.write([_row(key) for key in known], as_json=as_json)


@app.command("revoke")
def revoke(
    number: Annotated[int, typer.Argument(help="The key's number, as `twin keys list` tells.")],
) -> None:
    """Let a key open nothing any more, from now on."""
    from twin.cli.database import database_url
    from twin.settings import read
    from twin.store import keys
    from twin.store.pool import connect

    with database_url(read(), "owner") as url, connect(url, application="twin") as connection:
        key = keys.revoke(connection, number, datetime.now(UTC))
    typer.echo(f"key {key.id} of {key.name} opens nothing any more", err=True)


def _row(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": " ".join(sorted(key.scopes)),
        "created_at": key.created_at.isoformat(timespec="seconds"),
        "revoked_at": key.revoked_at and key.revoked_at.isoformat(timespec="seconds"),
    }
