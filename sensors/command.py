"""What the commands of simulator and replay share: arguments, signals, and errors in one line."""

from __future__ import annotations

import argparse
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta

from twin.errors import TwinError

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """A length of time such as `90m`, `24h` or `7d`.

    Raises
    ------
    argparse.ArgumentTypeError
        It is none.
    """
    found = re.fullmatch(r"(\d{1,5})([mhd])", text)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text}' is no length of time such as 24h")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def speedup(text: str) -> float:
    """A factor above 0 by which time passes faster.

    Raises
    ------
    argparse.ArgumentTypeError
        It is none.
    """
    try:
        factor = float(text)
    except ValueError:
        factor = 0.0
    if not 0 < factor <= 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is no factor above 0 and up to 1000000")
    return factor


def publishing(parser: argparse.ArgumentParser) -> None:
    """The arguments of everything that publishes."""
    known = os.environ.get("TWIN_MQTT_URL")  # where a password is not in the list of processes
    parser.add_argument(
        "--mqtt",
        required=known is None,
        default=known,
        metavar="URL",
        help="mqtt://user:pass@host:port; default: TWIN_MQTT_URL",
    )
    parser.add_argument(
        "--speedup", type=speedup, default=1.0, metavar="X", help="let time pass X times as fast"
    )
    parser.add_argument(
        "--backfill",
        type=duration,
        default=timedelta(0),
        metavar="24h",
        help="first publish so much of the past",
    )


Work = Callable[[argparse.Namespace, threading.Event], None]


def run(parser: argparse.ArgumentParser, work: Work) -> int:
    """Do `work` on the arguments until it is done, or SIGTERM or SIGINT; the exit code."""
    arguments = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        work(arguments, stop)
    except TwinError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0
