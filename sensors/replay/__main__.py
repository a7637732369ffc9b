"""`python -m sensors.replay`: real measured series, published as the devices would."""

from __future__ import annotations

import argparse
import logging
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from sensors import command, spots, things
from sensors.publisher import Publisher
from sensors.replay.knmi import KNMI
from sensors.replay.place import moved
from sensors.replay.publish import in_order, publish
from sensors.replay.samenmeten import SAMENMETEN
from sensors.replay.series import Tally

log = logging.getLogger("sensors")

_SERIES = {series.key: series for series in (SAMENMETEN, KNMI)}


def main() -> int:
    """Run the command line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sensors.replay", description=__doc__)
    parser.add_argument("series", choices=_SERIES)
    verbs = parser.add_subparsers(dest="verb", required=True)
    make = verbs.add_parser("things", help="print the devices of the series as a things file")
    make.add_argument("--spots", type=Path, help="move them to these spots, openly")
    send = verbs.add_parser("publish", help="publish what they measured")
    send.add_argument("--things", type=Path, required=True, help="the things file")
    send.add_argument(
        "--clock",
        choices=("now", "original"),
        default="now",
        help="times of the wall clock, again and again, or those of the series, once",
    )
    command.publishing(send)
    for verb in (make, send):
        verb.add_argument("--data", type=Path, required=True, help="folder of the real series")
    return command.run(parser, _work)


def _work(arguments: argparse.Namespace, stop: threading.Event) -> None:
    series = _SERIES[arguments.series]
    tally = Tally()
    if arguments.verb == "things":
        made = series.things(arguments.data, tally)
        if arguments.spots:
            made = moved(made, spots.read(arguments.spots))
        sys.stdout.write(things.dump(made))
        log.info("event=read series=%s things=%d %s", series.key, len(made), tally)
        return
    known = {thing.id for thing in things.read(arguments.things)}
    rows = in_order(series.rows(arguments.data, tally), known)
    log.info("event=read series=%s %s", series.key, tally)
    with Publisher(arguments.mqtt, stop) as publisher:
        publish(
            publisher,
            rows,
            now=arguments.clock == "now",
            speedup=arguments.speedup,
            backfill=arguments.backfill,
            start=datetime.now(UTC),
            stop=stop,
        )


if __name__ == "__main__":
    sys.exit(main())
