"""Planners make, draw and keep plans: by mouse, by touch and by keyboard, alone and two at once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import numpy as np
import psycopg
import pytest
import shapely
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_plans import violations
from tests.fix_api import serving
from tests.fix_browser import DRAWN, WEB, Site
from twin.geo.crs import rd_to_lonlat
from twin.model import Area
from twin.store.areas import save_area
from twin.store.keys import Scope, create

pytestmark = pytest.mark.timeout(400)
METRES = 0.1
"""Metres per pixel of the map, seen from straight above."""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def open_ground(planned: Site) -> shapely.Point:
    """A place with 8.5 m around it without a building, as near to the middle as can be."""
    area = planned.area
    standing = shapely.union_all([building.footprint for building in area.buildings])
    west, south, east, north = area.boundary.bounds
    x, y = np.meshgrid(np.arange(west + 20, east - 20, 3.0), np.arange(south + 20, north - 20, 3.0))
    spots = shapely.points(x.ravel(), y.ravel())
    free = spots[shapely.distance(spots, standing) > 8.5]
    nearest: shapely.Point = free[shapely.distance(free, area.boundary.centroid).argmin()]
    return nearest


def above(spot: shapely.Point) -> str:
    """The part of an address that looks straight down on a place, `METRES` to a pixel."""
    longitude, latitude = rd_to_lonlat([(spot.x, spot.y)])[0]
    zoom = math.log2(40.03e6 * math.cos(math.radians(latitude)) / (512 * METRES))
    view = f"{longitude:.6f},{latitude:.6f},{zoom:.2f},0,0"
    return f"moment=2026-03-21T13:00&paneel=plannen&beeld={view}"


def made(site: Site, name: str, *edits: dict[str, Any]) -> str:
    """The id of a new plan, made as another planner would."""
    body = {"area": site.area.id, "name": name, "edits": edits, "crs": "EPSG:28992"}
    answer = httpx.post(f"{site.url}/api/v1/scenarios", json=body, timeout=60)
    assert answer.status_code == httpx.codes.CREATED, answer.text
    told: str = answer.json()["id"]
    return told


def asked(site: Site, plan: str) -> dict[str, Any]:
    """A plan as the API has it."""
    told: dict[str, Any] = httpx.get(f"{site.url}/api/v1/scenarios/{plan}", timeout=60).json()
    return told


def test_a_planner_draws_a_block_sees_what_it_does_and_publishes(
    quiet_page: Page, planned: Site, open_ground: shapely.Point
) -> None:
    page = quiet_page
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(f"{planned.url}/?{above(open_ground)}")
    page.wait_for_selector(DRAWN, state="attached")
    page.locator("#new-plan").click()
    expect(page.locator("#plan-name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#plan-name-error")).to_have_text("Vul een naam in.")
    found = violations(page)
    page.keyboard.type("Toren van de planner")
    page.keyboard.press("Enter")
    page.locator("[data-tool=block]").click()
    storeys = page.get_by_label("Lagen vanaf de grond")
    storeys.fill("200")
    storeys.press("Enter")
    expect(page.locator("#make-storeys-error")).to_have_text(
        "Vul een getal in van 1 tot en met 90."
    )
    storeys.fill("16")
    storeys.press("Enter")
    expect(page.locator("#make-storeys-error")).to_be_empty()

    page.mouse.move(560, 360)
    page.mouse.down()
    page.mouse.move(600, 400)
    page.mouse.move(640, 440)
    expect(page.locator(".guides__figures")).to_contain_text(" m")
    effect = page.locator("#effect")
    expect(effect).to_have_attribute("data-kind", "guess")
    expect(effect).to_contain_text("Hooguit")
    found += violations(page)
    page.mouse.up()
    edits = page.locator("#edits")
    expect(edits).to_have_text(re.compile("Nieuw gebouw, 16 lagen"))
    expect(effect).to_have_attribute("data-kind", "exact", timeout=300_000)
    expect(effect).to_contain_text("minder zon dan de norm")
    expect(effect).to_contain_text("Uitgerekend")
    found += violations(page)

    high = page.get_by_label("Lagen vanaf de grond")
    high.fill("3")
    high.press("Enter")
    expect(edits).to_contain_text("3 lagen")
    page.keyboard.press("Control+z")
    expect(edits).to_contain_text("16 lagen")
    page.keyboard.press("Control+Shift+z")
    expect(edits).to_contain_text("3 lagen")
    page.locator("[data-edit='0']").click()
    page.locator("[data-handle=raise]").focus()
    page.keyboard.press("ArrowUp")
    expect(edits).to_contain_text("4 lagen")
    page.locator("[data-handle=turn]").focus()
    before = page.locator("#edit-turn").input_value()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#edit-turn")).not_to_have_value(before)

    page.get_by_label("Wat veranderde u?").fill("Lager, op verzoek van de buurt")
    page.locator("#save").click()
    expect(page.locator("#saved")).to_have_text("Alles is bewaard.")
    page.locator("#done").click()
    expect(page.locator("#plan-changes")).to_contain_text("4 lagen")
    page.get_by_role("button", name="Alle versies").click()
    expect(page.locator("#revisions")).to_contain_text("Lager, op verzoek van de buurt")
    expect(page.locator("#revisions")).to_contain_text("deze computer")
    found += violations(page)
    page.get_by_role("button", name="Publiceer").click()
    page.get_by_role("button", name="Ja, publiceer").click()
    expect(page.locator(".tag--published")).to_be_visible()
    expect(page.locator("#draw")).to_have_count(0)
    assert found + violations(page) == []


def test_two_planners_at_once_get_a_choice_and_lose_nothing(
    page: Page, planned: Site, open_ground: shapely.Point
) -> None:
    plan = made(planned, "Samen")
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(f"{planned.url}/?{above(open_ground)}&plan={plan}")
    page.wait_for_selector(DRAWN, state="attached")
    page.locator("#draw").click()
    page.locator("[data-tool=trees]").press("Enter")
    page.get_by_label("Lengte van de rij").fill("8")
    page.locator("#put-down").press("Enter")  # all of it without a pointer
    expect(page.locator("#edits")).to_contain_text("2 bomen")
    house = planned.area.buildings[0].id
    theirs = {"edits": [{"edit": "set-height", "id": house, "height": 20}], "note": "hoger"}
    other = httpx.post(
        f"{planned.url}/api/v1/scenarios/{plan}/revisions",
        json=theirs,
        headers={"If-Match": '"1"'},
        timeout=60,
    )
    assert other.status_code == httpx.codes.CREATED
    choice = page.locator("#conflict")  # the page looks for itself, before anything is kept
    expect(choice).to_contain_text("Iemand anders veranderde dit plan ook")
    expect(choice).to_contain_text("deze computer")
    choice.get_by_role("button", name="Hun versie", exact=True).click()
    expect(choice).to_contain_text("wordt 20 m hoog")
    found = violations(page)
    choice.get_by_role("button", name="Mijn versie").click()
    page.locator("#fork-mine").click()
    expect(page).to_have_url(re.compile("plan=samen-mijn-versie"))
    expect(page.locator("#saved")).to_have_text("Alles is bewaard.")
    expect(page.locator("#edits")).to_contain_text("2 bomen")
    assert [edit["edit"] for edit in asked(planned, plan)["edits"]] == ["set-height"]
    assert [edit["edit"] for edit in asked(planned, "samen-mijn-versie")["edits"]] == [
        "plant-trees"
    ]

    page.locator("[data-edit='0']").click()
    page.locator("#copy-edit").click()
    expect(page.locator("[data-edit='1']")).to_be_visible()
    away = httpx.post(
        f"{planned.url}/api/v1/scenarios/samen-mijn-versie/archive",
        headers={"If-Match": '"2"'},
        timeout=60,
    )
    assert away.status_code == httpx.codes.OK
    page.evaluate("document.getElementById('save')?.click()")  # or the page saw it before
    expect(choice).to_contain_text("intussen opgeborgen")
    assert found + violations(page) == []


def test_what_cannot_be_is_told_at_the_edit_and_a_closed_page_loses_nothing(
    page: Page, planned: Site
) -> None:
    house = planned.area.buildings[0]
    plan = made(planned, "Over een huis heen")
    where = above(house.footprint.representative_point())
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(f"{planned.url}/?{where}&plan={plan}")
    page.wait_for_selector(DRAWN, state="attached")
    page.locator("#draw").click()
    page.locator("[data-tool=block]").click()
    page.locator("#put-down").click()
    told = page.locator(".edit__wrong")
    expect(told).to_contain_text("haal dat eerst weg")
    expect(page.locator("#effect")).to_have_attribute("data-kind", "wrong")
    found = violations(page)
    page.reload()
    page.wait_for_selector(DRAWN, state="attached")
    page.get_by_role("button", name="Ga verder met tekenen").click()
    expect(page.locator("#edits")).to_contain_text("Nieuw gebouw")
    expect(told).to_be_visible()
    page.route("**/revisions", lambda route: route.abort())
    page.locator("#save").click()
    expect(page.get_by_role("alert").first).to_contain_text("blijft op dit apparaat staan")
    assert found + violations(page) == []
    page.locator("[data-edit='0'] + .edit__remove").click()
    page.mouse.click(600, 400)
    page.get_by_role("button", name="Sloop dit gebouw").click()
    expect(page.locator("#edits")).to_contain_text(f"Sloop gebouw {house.id}")


def test_use_traffic_and_felling_arrive_in_the_plan(
    page: Page, planned: Site, sample_area: Area
) -> None:
    x, y = planned.area.boundary.centroid.coords[0]
    tree = min(sample_area.trees, key=lambda each: each.position.distance(shapely.Point(x, y)))
    area = replace(planned.area, id="met-boom", name="Met een boom", trees=(tree,))
    with psycopg.connect(planned.database.owner) as conn:
        save_area(conn, area, "test")
        conn.commit()
    house = area.buildings[0].id
    plan = made(replace(planned, area=area), "Winkel aan een drukke weg")
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto(f"{planned.url}/?gebied=met-boom&{above(area.boundary.centroid)}&plan={plan}")
    page.wait_for_selector(DRAWN, state="attached")
    page.locator("#draw").press("Enter")
    page.get_by_label("Adres of nummer").fill(house)
    page.keyboard.press("Enter")
    page.get_by_label("Gebruik", exact=True).select_option("winkelfunctie")
    edits = page.locator("#edits")
    expect(edits).to_contain_text("winkel")
    page.locator("[data-tool=road]").press("Enter")
    road = page.locator("#near-objects button").first
    expect(road).not_to_contain_text("rijbaan lokale weg")  # words that people know
    road.press("Enter")
    expect(edits).to_contain_text("voertuigen per dag")
    page.locator("[data-tool=fell]").press("Enter")
    page.locator(f"[data-object='{tree.id}']").press("Enter")
    expect(edits).to_contain_text("1 boom wordt gekapt")
    page.locator("#save").press("Enter")
    expect(page.locator("#saved")).to_have_text("Alles is bewaard.")
    use, traffic, felling = asked(planned, plan)["edits"]
    assert (use["edit"], use["id"]) == ("change-use", house)
    assert list(use["programme"]["uses"]) == ["winkelfunctie"]
    assert (traffic["edit"], traffic["speed"]) == ("set-traffic", 30)
    assert traffic["vehicles"]["licht"] == 1000
    assert (felling["edit"], felling["ids"]) == ("fell-trees", [tree.id])


def test_on_a_phone_one_draws_with_a_finger(
    browser: Browser, planned: Site, open_ground: shapely.Point
) -> None:
    plan = made(planned, "Met de vinger")
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{planned.url}/?{above(open_ground)}&plan={plan}")
    page.wait_for_selector(DRAWN, state="attached")
    page.locator("#draw").tap()
    page.locator("[data-tool=water]").tap()
    page.locator("#plans").wait_for(state="hidden")  # it makes room for what is drawn
    page.touchscreen.tap(140, 340)
    page.touchscreen.tap(220, 400)
    page.locator("#open-plans").tap()
    expect(page.locator("#edits")).to_contain_text("Wadi van")
    found = violations(page)
    context.close()
    assert found == []


def test_elsewhere_a_planner_shows_a_key(
    page: Page, planned: Site, open_ground: shapely.Point
) -> None:
    with psycopg.connect(planned.database.owner, autocommit=True) as conn:
        secret, now = "s" * 43, datetime.now(UTC)
        key = create(conn, "Bureau X", {Scope.SCENARIOS_WRITE}, secret=secret, now=now)
    with serving(planned.database.api, web_dir=WEB, write_url=planned.database.write) as url:
        page.goto(f"{url}/?{above(open_ground)}")
        page.wait_for_selector(DRAWN, state="attached")
        page.locator("#be-planner").click()
        field = page.get_by_label("Uw sleutel")
        field.fill("twin_verkeerd")
        field.press("Enter")
        expect(page.locator("#key-error")).to_contain_text("werkt niet")
        found = violations(page)
        field.fill(key)
        field.press("Enter")
        expect(page.locator("#plans")).to_contain_text("U werkt als: Bureau X")
        page.locator("#new-plan").click()
        expect(page.locator("#plan-name")).to_be_focused()
        page.keyboard.type("Met een sleutel")
        page.keyboard.press("Enter")
        expect(page.locator(".tools")).to_be_visible()
        assert found + violations(page) == []
