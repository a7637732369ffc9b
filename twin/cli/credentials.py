"""`twin sensors credentials`: who may publish what, as Mosquitto wants to read it."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from twin.cli import output


def credentials(
    out: Annotated[Path, typer.Option(help="Directory for the files 'passwords' and 'acl'.")],
    password: Annotated[
        list[str] | None,
        typer.Option(help="LOGIN=FILE: its password is in FILE, as that of the ingest may be."),
    ] = None,
    renew: Annotated[
        list[str] | None, typer.Option(help="Give this login a new password; may be repeated.")
    ] = None,
    new: Annotated[
        Path | None, typer.Option(help="Add new passwords to this file instead of showing them.")
    ] = None,
    as_json: output.Json = False,
) -> None:
    """Write Mosquitto's password and access files; new passwords are shown once, now."""
    from twin.cli.database import database_url
    from twin.jobs import credentials as job
    from twin.settings import read
    from twin.store import things
    from twin.store.pool import connect

    given = dict(_given(pair) for pair in password or ())
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    passwords = out / "passwords"
    with database_url(read(), "api") as url, connect(url, application="twin") as connection:
        granted = job.grants(
            things.list_things(connection),
            things.list_datastreams(connection),
            datetime.now(UTC),
        )
    made = job.credentials(
        granted,
        known=passwords.read_text() if passwords.exists() else "",
        given=given,
        renew=renew or (),
        randomness=secrets.token_bytes,
    )
    if new is not None and made.made:
        # Before the files that make them hold: a password that nobody has can only be renewed.
        _append(new, "".join(f"{login}:{word}\n" for login, word in made.made.items()))
    _replace(passwords, made.passwords)
    _replace(out / "acl", made.access)
    if new is None:
        rows = [{"login": login, "password": word} for login, word in made.made.items()]
        output.write(rows, as_json=as_json)
    typer.echo(
        f"{len(made.made)} new, {len(made.kept)} kept, {len(made.revoked)} revoked"
        + (f": {' '.join(made.revoked)}" if made.revoked else ""),
        err=True,
    )


def _given(pair: str) -> tuple[str, str]:
    from twin.errors import FileUnreadable, ParameterInvalid

    login, equals, file = pair.partition("=")
    if not equals:
        raise ParameterInvalid(f"'{pair}' is not LOGIN=FILE", hint="such as ingest=secrets/ingest")
    try:
        return login, Path(file).read_text().strip()
    except OSError as error:
        raise FileUnreadable(
            f"the password file '{file}' cannot be read: {error.strerror}", hint=""
        ) from error


def _append(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)


def _replace(path: Path, text: str) -> None:
    """Write the whole file at once, readable by its owner only: the broker may read it any time."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    _append(draft, text)
    draft.replace(path)
