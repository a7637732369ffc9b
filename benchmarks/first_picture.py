"""Opening the page: seconds to the first picture on loopback and on a slow line, and what it takes.

In headless Chromium with SwiftShader, so without a GPU: the slowest machine that shows the map. The
first picture is when the GPU has drawn the ground and all buildings (the mark `twin:first-picture`
of the page). Fresh is the first page of a browser that just started, warm a later one. Slow is a
fresh one at 1.6 Mbit/s with a processor four times slower, as Chromium imitates them (the processor
that draws instead of a GPU is not slowed); far is the same with the 150 ms to the server and back
that Lighthouse reckons with. Nothing may poll the page meanwhile: a poll per frame makes Chromium
draw each, which doubles the work.

Twente needs the real data in `TWIN_SHARED_DATA` or beside the checkout.
"""

from __future__ import annotations

import itertools
import os
import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from benchmarks._page import Prepare, browser, opened, settled, turned
from benchmarks._served import served
from twin.geo import sample
from twin.jobs.load_area import NoProgress, read_area

SHARED = Path(os.environ.get("TWIN_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
LOADS = 5
SLOW_LOADS = 3
SENSORS = 50
SLOWER = 4
BYTES_PER_SECOND = 1.6e6 / 8
FAR_MS = 150

_FETCHED = """() => {
  const of = (kind) => performance.getEntriesByType(kind);
  const fetched = [...of("navigation"), ...of("resource")];
  return [fetched.reduce((sum, { transferSize }) => sum + transferSize, 0), fetched.length];
}"""


def first_pictures(url: str) -> tuple[list[float], list[float]]:
    """Seconds of `LOADS` fresh and of `LOADS` warm loads of the page at `url`."""
    fresh, warm = [], []
    for load in range(LOADS):
        with browser() as context:
            with opened(context, url) as (page, seconds):
                fresh.append(seconds)
                if load == 0:
                    settled(page)
            for _ in range(LOADS if load == 0 else 0):
                with opened(context, url) as (page, seconds):
                    warm.append(seconds)
                    settled(page)
    return fresh, warm


def slow_pictures(url: str, latency_ms: float) -> tuple[list[float], int, int]:
    """Seconds of `SLOW_LOADS` loads, slowed; bytes and requests of the last."""
    seconds, size, requests = [], 0, 0
    for _ in range(SLOW_LOADS):
        with browser() as context, opened(context, url, _slowed(latency_ms)) as (page, took):
            seconds.append(took)
            size, requests = page.evaluate(_FETCHED)
    return seconds, size, requests


def _slowed(latency_ms: float) -> Prepare:
    def slow(context: BrowserContext, page: Page) -> None:
        chromium = context.new_cdp_session(page)
        line = {
            "offline": False,
            "latency": latency_ms,
            "downloadThroughput": BYTES_PER_SECOND,
            "uploadThroughput": BYTES_PER_SECOND,
        }
        chromium.send("Network.enable")
        chromium.send("Network.emulateNetworkConditions", line)
        chromium.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    return slow


def frame(url: str) -> float:
    """Median milliseconds of a frame while the camera turns."""
    with browser() as context, opened(context, url) as (page, _):
        settled(page)
        times = turned(page)
    return statistics.median(after - before for before, after in itertools.pairwise(times))


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    areas = [sample.make()]
    if SHARED.is_dir():
        areas.append(read_area(str(SHARED / "twente"), shared=None, progress=NoProgress()))
    with served(areas, SENSORS) as (url, _):
        sampled = f"{url}/?gebied={areas[0].id}"
        fresh, warm = first_pictures(sampled)
        slow, size, requests = slow_pictures(sampled, 0)
        far, _, _ = slow_pictures(sampled, FAR_MS)
        found = {
            "warm": _seconds(warm, "<= 2"),
            "fresh": _seconds(fresh, "<= 2"),
            "slow": _seconds(slow, "<= 5"),
            "far": _seconds(far, ""),
            "bytes": _figure(size / 1e6, "MB", "<= 3", "to the first picture, all files"),
            "requests": _figure(requests, "", "<= 60", "to the first picture"),
        }
        if len(areas) == 1:
            return found
        took = frame(f"{url}/?gebied={areas[1].id}")
        return found | {"twente_frame": _figure(took, "ms", "", "884 buildings, without a GPU")}


def _seconds(took: list[float], goal: str) -> dict[str, Any]:
    return _figure(statistics.median(took), "s", goal, f"slowest {max(took):.2f} s")


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(value, 3), "unit": unit, "goal": goal, "against": against}
