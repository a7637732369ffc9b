"""A small twin on which every page and state can be opened by its address, at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page

from tests.fix_api import serving_app
from tests.fix_browser import WEB, Watched, furnish
from tests.fix_db import Database
from tests.fix_processes import until
from tests.fix_sun import EDITS, street
from twin.api.app import build_app
from twin.api.context import ApiConfig, Computing, now
from twin.model import (
    ChangeUse,
    Edit,
    Programme,
    Scenario,
    ScenarioState,
    SetTraffic,
    Use,
    VehicleClass,
)
from twin.store import scenarios
from twin.store.scenarios import Author

MOMENT = datetime(2026, 3, 21, 12, tzinfo=UTC)
"""What the clock says, on the twin as in the browser."""
DRAFT: tuple[Edit, ...] = (
    ChangeUse("0464100000000001", Programme(((Use.SHOP, 120.0),))),
    SetTraffic("plan-verkeer", ((VehicleClass.LIGHT, 900.0),), 30.0, ("weg",)),
)
"""What somebody is drawing: another use of a house, other traffic on the road."""
FLAT = """if (location.hash === "#plat") {
  const open = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return kind.startsWith("webgl") ? null : open.call(this, kind, ...more);
  };
}"""
"""With `#plat` in its address a page has no WebGL."""


@dataclass(frozen=True)
class Stage:
    """Where it is, and the names that addresses of its states need."""

    url: str
    names: dict[str, str]

    def address(self, pattern: str) -> str:
        """The address of a state, with the names filled in."""
        return self.url + pattern.format_map(self.names)


@pytest.fixture(scope="module")
def stage(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A street with three sensors, a plan with its sun computed, and an evening shown."""
    if not (WEB / "index.html").exists():
        pytest.skip("the front end is not built: run 'make test', or 'npm run build' in frontend")
    area = street()
    with psycopg.connect(module_database.owner) as conn:
        furnish(conn, area, MOMENT - timedelta(minutes=3))
    with psycopg.connect(module_database.owner, autocommit=True) as conn:
        tower = Scenario("toren", area.id, "De toren", edits=EDITS)
        scenarios.create(conn, tower, Author("tests", MOMENT))
        scenarios.set_state(conn, "toren", 1, ScenarioState.PUBLISHED, MOMENT)
        sketch = Scenario("schets", area.id, "Schets", edits=DRAFT)
        scenarios.create(conn, sketch, Author("tests", MOMENT))
    app = build_app(
        ApiConfig(
            database_url=module_database.api,
            default_area=None,
            web_dir=WEB,
            write_url=module_database.write,
            computing=Computing(1, tmp_path_factory.mktemp("sim")),
            planners_here=True,
        )
    )
    app.dependency_overrides[now] = lambda: MOMENT
    names = {"area": area.id, "plan": "toren", "home": area.buildings[1].id}
    with serving_app(app) as url, httpx.Client(base_url=f"{url}/api/v1", timeout=60) as api:
        _compute(api, "toren")
        names |= _evening(api, area.id)
        with psycopg.connect(module_database.owner) as conn:
            # Who follows an evening is told of its end by the clock of the machine.
            conn.execute("UPDATE evening_shows SET ends_at = '2100-01-01'")
        yield Stage(url, names)


@pytest.fixture(scope="module")
def traveller(browser: Browser) -> Iterator[Page]:
    """One page for all states, on which it is always the same moment."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640},
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(60_000)
    context.add_init_script(FLAT)
    page = context.new_page()
    page.clock.set_fixed_time(MOMENT)
    watched = Watched(page)
    yield page
    context.close()
    assert watched.outside == []


def _compute(api: httpx.Client, plan: str) -> None:
    asked = api.post(f"/scenarios/{plan}/runs", json={"indicators": ["sun-facades"]})
    where = f"/runs/{asked.raise_for_status().json()['id']}"
    until(
        lambda: api.get(where).json()["state"] not in ("accepted", "running"),
        "the sun is computed",
        200,
    )
    assert api.get(where).json()["state"] == "successful"


def _evening(api: httpx.Client, area: str) -> dict[str, str]:
    """An evening with a slide of each kind, begun; its id and the code of its remote."""
    state = f"gebied={area}&plan=toren&moment=2026-03-21T15:00"
    slides = [
        {"kind": "view", "id": "a", "title": "De toren", "sentence": "Zo hoog.", "state": state},
        {"kind": "view", "id": "b", "title": "Nu en straks", "state": state, "way": "beside"},
        {"kind": "invite", "id": "c", "title": "Kijk zelf mee"},
    ]
    told = {"area": area, "title": "Bewonersavond", "slides": slides}
    evening = api.post("/evenings", json=told).raise_for_status().json()["id"]
    code = api.post(f"/evenings/{evening}/show").raise_for_status().json()["code"]
    return {"evening": str(evening), "code": code}
