"""A real browser on the built front end, and a real twin for it: API, database and meshes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, sync_playwright

from tests.fix_api import serving
from tests.fix_db import Database
from twin.jobs.spots import spots
from twin.model import Area, Origin, Thing
from twin.store.areas import save_area
from twin.store.observations import Reading, store_batch
from twin.store.things import registry, save_things

WEB = Path(__file__).parent.parent / "frontend" / "dist"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# WebGL by the processor, since machines that test have no GPU; and no calls home.
ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
]
DRAWN = "html[data-picture=drawn]"
"""There once the first picture with every mesh is on the screen."""


def executable(playwright: Playwright) -> str:
    """Debian's Chromium where it is installed, else the path of Playwright's own."""
    installed = next(filter(None, map(shutil.which, _NAMES)), None)
    return installed or playwright.chromium.executable_path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or Playwright's own; skips where there is neither.

    No longer than a module: while it is there, a loop of asyncio and a greenlet of Playwright are
    too, which tests of other things in the same process would meet.
    """
    with sync_playwright() as playwright:
        path = executable(playwright)
        if not Path(path).exists():
            pytest.skip(
                "no browser: install Debian's chromium, or run 'playwright install chromium'"
            )
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """What a page asked for and complained about."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.outside: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            self.outside.append(request.url)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a small laptop, in Dutch. It fails the test when it asks anything from outside."""
    context = browser.new_context(
        viewport={"width": 800, "height": 520},
        locale="nl-NL",
        reduced_motion="reduce",
        service_workers="block",  # what one test keeps without network is no other's
    )
    context.set_default_timeout(60_000)  # machines that test draw slowly
    page = context.new_page()
    watched = Watched(page)
    yield page
    context.close()
    assert watched.outside == []


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """The same, which also fails the test when anything goes wrong in the page."""
    watched = Watched(page)
    yield page
    assert watched.errors == []


@dataclass(frozen=True)
class Site:
    """A twin to look at; `database` is behind it."""

    url: str
    database: Database
    area: Area

    def measure(self, thing: str, quantity: str, value: float) -> None:
        """Store a measurement of now, as ingest does."""
        now = datetime.now(UTC)
        with psycopg.connect(self.database.ingest) as conn:
            datastream = registry(conn).streams[thing, quantity].id
            store_batch(conn, [Reading(datastream, now, value, now)], [])


@pytest.fixture(scope="module")
def site(module_database: Database, sample_area: Area) -> Iterator[Site]:
    """Voorbeeldwijk with three sensors and a day of measurements, served as in production."""
    if not (WEB / "index.html").exists():
        pytest.skip("the front end is not built: run 'make test', or 'npm run build' in frontend")
    with psycopg.connect(module_database.owner) as conn:
        furnish(conn, sample_area, datetime.now(UTC))
    with serving(module_database.api, web_dir=WEB) as url:
        yield Site(url, module_database, sample_area)


def furnish(conn: psycopg.Connection, area: Area, now: datetime) -> None:
    """Put an area into an empty database, with three sensors and what they measured in a day."""
    save_area(conn, area, "test")
    save_things(conn, _things(area))
    conn.commit()
    _measured(conn, now)


def _things(area: Area) -> list[Thing]:
    places = [spot["geometry"]["coordinates"] for spot in spots(area)["features"][:3]]
    names = ("Luchtmeter Plein", "Geluidmeter Kade", "Regenmeter School")
    origins = (Origin.REPLAY, Origin.SYNTHETIC, Origin.REAL)
    quantities = (("pm25", "temperature"), ("noise_level",), ("precipitation",))
    return [
        Thing(
            id=f"kit-{number}",
            name=name,
            origin=origin,
            quantities=measured,
            area=area.id,
            longitude_lonlat=longitude,
            latitude_lonlat=latitude,
            height=2.5,
            properties={"moved": True} if origin is Origin.REPLAY else {},
        )
        for number, (name, origin, measured, (longitude, latitude)) in enumerate(
            zip(names, origins, quantities, places, strict=True), 1
        )
    ]


def _measured(conn: psycopg.Connection, now: datetime) -> None:
    """A day of values every ten minutes, with a gap; the rain meter never measured."""
    readings = [
        Reading(stream.id, now - timedelta(minutes=10 * step), 12.0 + (step % 7), now)
        for (thing, _), stream in registry(conn).streams.items()
        if thing != "kit-3"
        for step in range(144)
        if not 60 < step < 75
    ]
    store_batch(conn, readings, [])
