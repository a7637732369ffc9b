"""The `twin` command: composes the rooms, and is the only one that reads settings.

Standard output is data; progress and logs go to standard error. Every failure is one line with a
hint and a non-zero exit status.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback
from typing import Annotated

import typer

from twin import __version__
from twin.cli import (
    area,
    export,
    ingest,
    keys,
    migrate,
    run,
    scenario,
    sensors,
    serve,
    settings,
)
from twin.errors import TwinError

app = typer.Typer(
    name="twin",
    help="A digital twin of a development area: live sensors, open geometry, Dutch norms.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # frames around help cost more time than the rest of the command
)
app.command("run")(run.run)
app.command("serve")(serve.serve)
app.command("ingest")(ingest.ingest)
app.command("migrate")(migrate.migrate)
app.add_typer(area.app, name="area")
app.add_typer(scenario.app, name="scenario")
app.add_typer(sensors.app, name="sensors")
app.add_typer(keys.app, name="keys")
app.add_typer(export.app, name="export")
app.command("settings")(settings.settings)

_INTERRUPTED = 130
_OURS = ("twin", "sensors")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of a failure, and detailed logs.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("twin").setLevel(logging.DEBUG if debug else logging.INFO)


def main() -> None:
    """Run the command line; tell a failure in one line with a hint."""
    try:
        app(standalone_mode=True)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except Exception as error:
        if "--debug" in sys.argv:
            traceback.print_exc()
        print(in_words(error), file=sys.stderr)  # noqa: T201
        sys.exit(1)


def in_words(error: Exception) -> str:
    """`error` as the line and the hint that people read."""
    if isinstance(error, TwinError):
        return f"error: {error}"
    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] not in _OURS:
        return (
            f"error: the Python package '{error.name}' is missing\n"
            "hint: start with `make run`, or: pip install --require-hashes -r requirements/run.txt"
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        where = f" of '{error.filename}'" if error.filename else ""
        return f"error: the disk{where} is full\nhint: free some space and start again"
    if isinstance(error, OSError) and error.filename:
        return f"error: '{os.fsdecode(error.filename)}': {error.strerror}"
    return (
        f"error: unexpected {type(error).__name__}: {error}\n"
        "hint: this is a fault in twin; run `twin --debug …` and report what it shows"
    )
