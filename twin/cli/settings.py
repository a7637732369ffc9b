"""`twin settings`: what the environment chooses."""

from __future__ import annotations

from dataclasses import asdict

from twin.cli import output


def settings(as_json: output.Json = False) -> None:
    """Show every setting, its value, default and meaning; secrets stay hidden."""
    from twin.settings import describe, read

    output.write([asdict(setting) for setting in describe(read())], as_json=as_json)
