"""A twin that is served for a benchmark, over a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from twin.embedded.ports import LOOPBACK, free_port
from twin.embedded.postgres import EmbeddedPostgres
from twin.jobs.spots import spots
from twin.model import Area, Origin, Thing
from twin.store.areas import save_area
from twin.store.migrate import migrate
from twin.store.pool import connect
from twin.store.things import save_things


@contextmanager
def served(areas: list[Area], sensors: int = 0) -> Iterator[tuple[str, str]]:
    """Serve `areas`, the first with so many sensors, with an empty cache.

    Gives the address of the twin and that of the database's owner.
    """
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "db") as server:
        migrate(server.urls["owner"])
        with connect(server.urls["owner"], application="twin bench") as conn:
            for area in areas:
                save_area(conn, area, "bench")
            save_things(conn, _things(areas[0], sensors))
            conn.commit()
        port = free_port()
        url = f"http://{LOOPBACK}:{port}"
        others = {name: each for name, each in os.environ.items() if not name.startswith("TWIN_")}
        environment = others | {
            "TWIN_DATABASE_URL": server.urls["api"],
            "TWIN_WRITE_DATABASE_URL": server.urls["write"],
            "TWIN_DATA_DIR": str(Path(folder) / "data"),
        }
        command = [sys.executable, "-m", "twin", "serve", "--host", LOOPBACK, "--port", str(port)]
        with subprocess.Popen(command, env=environment) as process:
            try:
                _wait(url)
                yield url, server.urls["owner"]
            finally:
                process.terminate()


def _wait(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            httpx.get(f"{url}/healthz", timeout=5)
            return
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _things(area: Area, sensors: int) -> list[Thing]:
    """Sensors that have not measured, on real spots."""
    places = [spot["geometry"]["coordinates"] for spot in spots(area)["features"][:sensors]]
    return [
        Thing(
            id=f"bench-{number}", name=f"Meter {number}", origin=Origin.SYNTHETIC,
            quantities=("temperature",), area=area.id,
            longitude_lonlat=longitude, latitude_lonlat=latitude, height=2.5, properties={},
        )
        for number, (longitude, latitude) in enumerate(places)
    ]  # fmt: skip
