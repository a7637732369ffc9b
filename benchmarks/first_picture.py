"""Opening the page on loopback: seconds to the first picture, and a frame while the camera turns.

In headless Chromium with SwiftShader, so without a GPU: the slowest machine that shows the map. The
first picture is when the GPU has drawn the ground and all buildings (the mark `twin:first-picture`
of the page). Fresh is the first page of a browser that just started, warm a later one. Nothing may
poll the page meanwhile: a poll per frame makes Chromium draw each, which doubles the work.

Twente needs the real data in `TWIN_SHARED_DATA` or beside the checkout.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.fix_browser import ARGUMENTS, executable
from twin.embedded.ports import LOOPBACK, free_port
from twin.embedded.postgres import EmbeddedPostgres
from twin.geo import sample
from twin.jobs.load_area import NoProgress, read_area
from twin.jobs.spots import spots
from twin.model import Area, Origin, Thing
from twin.store.areas import save_area
from twin.store.migrate import migrate
from twin.store.pool import connect
from twin.store.things import save_things

SHARED = Path(os.environ.get("TWIN_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
LOADS = 5
SENSORS = 50
STEPS = 60
"""Movements of the pointer while the camera turns."""

_DRAWN = """() => new Promise((drawn) => new PerformanceObserver((_, observer) => {
  const [mark] = performance.getEntriesByName("twin:first-picture");
  if (mark) { observer.disconnect(); drawn(mark.startTime / 1000); }
}).observe({ type: "mark", buffered: true }))"""
_COUNT = """() => {
  const times = (window.frameTimes = []);
  const next = (time) => { times.push(time); requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""


@contextmanager
def _served(areas: list[Area]) -> Iterator[str]:
    """Serve `areas` from a database of their own; gives the address."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as server:
        migrate(server.urls["owner"])
        with connect(server.urls["owner"], application="twin bench") as conn:
            for area in areas:
                save_area(conn, area, "bench")
            save_things(conn, _things(areas[0]))
            conn.commit()
        port = free_port()
        url = f"http://{LOOPBACK}:{port}"
        environment = os.environ | {"TWIN_DATABASE_URL": server.urls["api"]}
        command = [sys.executable, "-m", "twin", "serve", "--host", LOOPBACK, "--port", str(port)]
        with subprocess.Popen(command, env=environment) as process:
            try:
                _wait(f"{url}/healthz")
                yield url
            finally:
                process.terminate()


def _wait(address: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _things(area: Area) -> list[Thing]:
    """Sensors that have not measured, on real spots."""
    places = [spot["geometry"]["coordinates"] for spot in spots(area)["features"][:SENSORS]]
    return [
        Thing(
            id=f"bench-{number}", name=f"Meter {number}", origin=Origin.SYNTHETIC,
            quantities=("temperature",), area=area.id,
            longitude_lonlat=longitude, latitude_lonlat=latitude, height=2.5, properties={},
        )
        for number, (longitude, latitude) in enumerate(places)
    ]  # fmt: skip


@contextmanager
def _browser() -> Iterator[tuple[Browser, BrowserContext]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(playwright), args=["--headless=new", *ARGUMENTS]
        )
        yield browser, browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl-NL")
        browser.close()


@contextmanager
def _opened(context: BrowserContext, address: str) -> Iterator[tuple[Page, float]]:
    """A page with its first picture, and the seconds that took."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    seconds: float = page.evaluate(_DRAWN)
    yield page, seconds
    page.close()


def _settled(page: Page) -> None:
    """Let the page draw its edges and shadows, or that would count for what follows."""
    page.wait_for_timeout(4000)


def first_pictures(url: str) -> tuple[list[float], list[float]]:
    """Seconds of `LOADS` fresh and of `LOADS` warm loads of the page at `url`."""
    fresh, warm = [], []
    for load in range(LOADS):
        with _browser() as (_, context):
            with _opened(context, url) as (page, seconds):
                fresh.append(seconds)
                if load == 0:
                    _settled(page)
            for _ in range(LOADS if load == 0 else 0):
                with _opened(context, url) as (page, seconds):
                    warm.append(seconds)
                    _settled(page)
    return fresh, warm


def frame(url: str) -> float:
    """Median milliseconds of a frame while the camera turns."""
    with _browser() as (_, context), _opened(context, url) as (page, _):
        _settled(page)
        page.mouse.move(700, 450)
        page.mouse.down(button="right")
        page.evaluate(_COUNT)
        for step in range(STEPS):
            page.mouse.move(700 + step * 6, 450 - step)
        times: list[float] = page.evaluate("window.frameTimes")
        page.mouse.up(button="right")
    return statistics.median(after - before for before, after in itertools.pairwise(times))


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    areas = [sample.make()]
    if SHARED.is_dir():
        areas.append(read_area(str(SHARED / "twente"), shared=None, progress=NoProgress()))
    with _served(areas) as url:
        fresh, warm = first_pictures(f"{url}/?gebied={areas[0].id}")
        found = {
            "warm": _figure(statistics.median(warm), "s", "<= 2", f"slowest {max(warm):.2f} s"),
            "fresh": _figure(statistics.median(fresh), "s", "<= 2", f"slowest {max(fresh):.2f} s"),
        }
        if len(areas) == 1:
            return found
        took = frame(f"{url}/?gebied={areas[1].id}")
        return found | {"twente_frame": _figure(took, "ms", "", "884 buildings, without a GPU")}


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(value, 3), "unit": unit, "goal": goal, "against": against}
