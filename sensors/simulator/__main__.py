"""`python -m sensors.simulator`: make the fleet's things, and publish what they measure."""

from __future__ import annotations

import argparse
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from sensors import command, spots, things
from sensors.publisher import Publisher
from sensors.simulator import fleet
from sensors.simulator.publish import publish


def main() -> int:
    """Run the command line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sensors.simulator", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    make = verbs.add_parser("things", help="print the things of the fleet as a things file")
    make.add_argument("--spots", type=Path, required=True, help="GeoJSON of where they can stand")
    make.add_argument(
        "--formats",
        action="store_true",
        help="let some speak SenML through a gateway and some LoRaWAN, as they would if real",
    )
    send = verbs.add_parser("publish", help="publish what they measure, until stopped")
    send.add_argument("--things", type=Path, required=True, help="the things file")
    command.publishing(send)
    for verb in (make, send):
        verb.add_argument("--seed", type=int, default=1, help="another seed is another city")
    return command.run(parser, _work)


def _work(arguments: argparse.Namespace, stop: threading.Event) -> None:
    known = fleet.load()
    if arguments.verb == "things":
        places = spots.read(arguments.spots)
        made = fleet.things(known, places, arguments.seed, formats=arguments.formats)
        sys.stdout.write(things.dump(made))
        return
    devices = list(fleet.devices(known, things.read(arguments.things)))
    with Publisher(arguments.mqtt, stop) as publisher:
        publish(
            publisher,
            devices,
            known.faults,
            seed=arguments.seed,
            speedup=arguments.speedup,
            backfill=arguments.backfill,
            start=datetime.now(UTC),
            stop=stop,
        )


if __name__ == "__main__":
    sys.exit(main())
