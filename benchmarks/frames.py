"""A frame of the map on 10,000 buildings beside one on a tenth of that, and an hour of live values.

In headless Chromium with SwiftShader, so without a GPU. What a GPU would be asked is counted at its
door: draw calls a frame, which may not grow with the number of buildings; and the page's own work a
frame, which is all that a GPU does not take over. The hour is 3,600 updates of 200 sensors sent as
fast as they are stored, to a page that shows them all and has one of them open; memory is what
JavaScript holds after its garbage is collected.

The cities are made up (`benchmarks/_city.py`).
"""

from __future__ import annotations

import itertools
import statistics
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page

from benchmarks._city import city
from benchmarks._page import browser, opened, settled, turned
from benchmarks._served import served
from twin.geo import sample
from twin.store.observations import Reading, store_batch
from twin.store.pool import connect
from twin.store.things import registry

MANY, FEW = 10_000, 1_000
SENSORS = 200
UPDATES = 3_600
WARM_UPDATES = 200
"""Before memory is looked at first, so that what is made once is there."""

_COUNTED = """for (const name of ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"]) {
  const draw = WebGL2RenderingContext.prototype[name];
  window.draws = 0;
  WebGL2RenderingContext.prototype[name] = function (...told) {
    window.draws += 1;
    return draw.apply(this, told);
  };
}"""  # noqa: E501 - JavaScript


@dataclass(frozen=True)
class Turning:
    """What a frame takes while the camera turns: median milliseconds, draw calls, own work."""

    frame_ms: float
    draws: float
    page_ms: float


def turning(address: str) -> Turning:
    """Turn the camera over an area and tell what a frame took."""

    def count(context: BrowserContext, page: Page) -> None:
        page.add_init_script(_COUNTED)

    with browser() as context, opened(context, address, count) as (page, _):
        settled(page)
        chromium = context.new_cdp_session(page)
        chromium.send("Performance.enable")
        page.evaluate("window.draws = 0")
        before = _work(chromium)
        times = turned(page)
        work, draws = _work(chromium) - before, page.evaluate("window.draws")
    frames = [after - before for before, after in itertools.pairwise(times)]
    return Turning(statistics.median(frames), draws / len(times), 1000 * work / len(times))


def _work(chromium: CDPSession) -> float:
    """Seconds that the page's own thread has worked."""
    metrics = chromium.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


@dataclass(frozen=True)
class Held:
    """What a page holds after its garbage is collected."""

    megabytes: float
    elements: int


def _held(chromium: CDPSession) -> Held:
    chromium.send("HeapProfiler.collectGarbage")
    used = chromium.send("Runtime.getHeapUsage")["usedSize"]
    return Held(used / 1e6, chromium.send("Memory.getDOMCounters")["nodes"])


def hour(url: str, owner: str) -> tuple[Held, Held, int]:
    """What the page holds before and after an hour of values; how many messages came."""
    heard: list[object] = []
    with browser() as context, opened(context, f"{url}&keuze=sensor:bench-0") as (page, _):
        settled(page)
        chromium = context.new_cdp_session(page)
        chromium.send("Network.enable")
        chromium.on("Network.eventSourceMessageReceived", heard.append)
        _update(owner, WARM_UPDATES, timedelta(hours=2))
        settled(page)
        before = _held(chromium)
        heard.clear()
        _update(owner, UPDATES, timedelta(hours=1))
        settled(page)
        return before, _held(chromium), len(heard)


def _update(owner: str, updates: int, ago: timedelta) -> None:
    """So many updates of every sensor, a second apart by their own times."""
    start = datetime.now(UTC) - ago
    with connect(owner, application="twin bench") as conn:
        streams = [stream.id for stream in registry(conn).streams.values()]
        for number in range(updates):
            at = start + timedelta(seconds=number)
            value = 15 + number % 90 / 10
            store_batch(conn, [Reading(each, at, value, datetime.now(UTC)) for each in streams], [])
            conn.commit()


def figures() -> dict[str, dict[str, Any]]:
    """Every figure with its unit, its goal and what it is measured against."""
    areas = [
        sample.make(),
        replace(city(blocks=MANY), id="veel"),
        replace(city(blocks=FEW), id="weinig"),
    ]
    with served(areas, SENSORS) as (url, owner):
        many, few = (turning(f"{url}/?gebied={name}") for name in ("veel", "weinig"))
        before, after, messages = hour(f"{url}/?gebied={areas[0].id}", owner)
    beside = f"{few.frame_ms:.0f} ms on {FEW:,} buildings"
    grown = after.megabytes - before.megabytes
    elements = after.elements - before.elements
    return {
        "frame": _figure(many.frame_ms, "ms", "", f"SwiftShader; {beside}"),
        "page_work": _figure(many.page_ms, "ms", "<= 16", f"{few.page_ms:.1f} ms on {FEW:,}"),
        "draw_calls": _figure(many.draws, "a frame", "<= 40", f"{few.draws:.1f} on {FEW:,}"),
        "draw_growth": _figure(
            many.draws / few.draws, "ratio", "<= 1.2", "ten times the buildings"
        ),
        "memory_growth": _figure(
            grown, "MB", "<= 2", f"{before.megabytes:.1f} MB, {messages} sent"
        ),
        "element_growth": _figure(elements, "", "<= 50", f"of {before.elements:,} in the page"),
    }


def _figure(value: float, unit: str, goal: str, against: str) -> dict[str, Any]:
    return {"value": round(value, 3), "unit": unit, "goal": goal, "against": against}
