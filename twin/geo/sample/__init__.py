"""Voorbeeldwijk: a neighbourhood that does not exist, made by our own code with a fixed seed."""

from __future__ import annotations

from twin.errors import Unavailable
from twin.model import Area


def make() -> Area:
    """Not there yet."""
    raise Unavailable("the sample is being built", hint="give a folder of files")
