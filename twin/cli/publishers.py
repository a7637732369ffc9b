"""The simulator and the replays as children of `twin run`; they only ever speak MQTT."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from twin.errors import FileUnreadable, StartFailed

if TYPE_CHECKING:
    from twin.model import Area

BACKFILL = timedelta(hours=24)
_REPLAYS = {"samenmeten": "samenmeten", "knmi": "knmi-twenthe"}
REPLAYS = tuple(_REPLAYS)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Something that publishes as devices do.

    Attributes
    ----------
    name
        For people, its log and its files.
    module
        The Python module and the words that come before the verb.
    options
        What both verbs get.
    publish_options
        What only `publish` gets.
    """

    name: str
    module: tuple[str, ...]
    options: tuple[str, ...]
    publish_options: tuple[str, ...]

    def make_things(self, file: Path, spots: Path) -> None:
        """Have it write to `file` which things it publishes for, placed on `spots`.

        Raises
        ------
        StartFailed
            It cannot.
        """
        command = [sys.executable, "-m", *self.module, "things", "--spots", str(spots)]
        ended = subprocess.run(  # noqa: S603 - our own modules
            [*command, *self.options],
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C is for us to handle
        )
        if ended.returncode:
            last = (ended.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise StartFailed(
                f"the {self.name} cannot make its things: '{last}'",
                hint=f"try it by hand: python {' '.join(command[1:])}",
            )
        file.write_text(ended.stdout)

    def digest(self, area_fingerprint: str) -> str:
        """What its things depend on: the area, its options, and its own code."""
        found = hashlib.sha256(f"{area_fingerprint} {self.module} {self.options}".encode())
        package = importlib.util.find_spec("sensors")
        for folder in (package and package.submodule_search_locations) or ():
            for path in sorted(Path(folder).rglob("*")):
                if path.suffix in (".py", ".toml"):
                    found.update(path.read_bytes())
        return found.hexdigest()

    def publish_command(self, things: Path, speedup: float, missing: timedelta) -> list[str]:
        """The command that publishes what is `missing` of the past, then goes on until stopped.

        It finds the broker in TWIN_MQTT_URL.
        """
        minutes = math.ceil(missing / timedelta(minutes=1))
        return [
            *(sys.executable, "-m", *self.module, "publish", "--things", str(things)),
            *("--speedup", f"{speedup:g}", "--backfill", f"{minutes}m"),
            *self.options,
            *self.publish_options,
        ]


def simulator(seed: int) -> Publisher:
    """The simulated fleet."""
    return Publisher("simulator", ("sensors.simulator",), ("--seed", str(seed)), ())


def replay(series: str, shared: Path) -> Publisher:
    """A replay of a real series from the open data in `shared`, as if it were measured now.

    Raises
    ------
    FileUnreadable
        That series is not there.
    """
    data = shared / _REPLAYS[series]
    if not data.is_dir():
        raise FileUnreadable(
            f"the series '{series}' is not in '{shared}'",
            hint="set TWIN_SHARED_DATA to the directory with the open data",
        )
    return Publisher(
        f"replay-{series}",
        ("sensors.replay", series),
        ("--data", str(data)),
        ("--clock", "now"),
    )


def missing(until: datetime | None, now: datetime) -> timedelta:
    """How much of the past to publish when `until` is the last moment that was: at most a day."""
    return BACKFILL if until is None else min(BACKFILL, max(timedelta(0), now - until))


def write_spots(area: Area, directory: Path) -> Path:
    """Write the places of `area` where devices can stand."""
    from twin.jobs.spots import spots

    file = directory / "spots.geojson"
    file.write_text(json.dumps(spots(area)))
    return file
