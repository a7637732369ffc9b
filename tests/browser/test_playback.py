"""A day is played back over the map, and an alert goes on: by mouse, by keyboard and on a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_plans import patience, violations
from tests.fix_browser import DRAWN, Site
from twin.geo.crs import rd_to_lonlat
from twin.model import NO_FLAGS, Flag, Origin, Thing
from twin.store.observations import Reading, store_batch
from twin.store.things import registry, save_things

__all__ = ["patience"]  # a fixture that every test here uses

pytestmark = pytest.mark.timeout(300)
NOON = datetime(2026, 6, 3, 10, tzinfo=UTC)  # a Wednesday, 12:00 in Amsterdam
THEN = {0: (11.0, NO_FLAGS), 1: (22.0, Flag.SPIKE)}
THEN |= dict.fromkeys(range(3, 12), (33.0, NO_FLAGS))
"""Fine dust by hours after noon, up to midnight; in the hour of 2 nothing was measured."""


@pytest.fixture(scope="module")
def measured(planned: Site) -> Site:
    """The streets with an air meter and a noise meter, which measured on a day in June and now."""
    x, y = planned.area.boundary.centroid.coords[0]
    places = rd_to_lonlat(np.array([[x - 30, y], [x + 30, y]]))
    names = {"kit-1": ("Luchtmeter Plein", "pm25"), "kit-2": ("Geluidmeter Kade", "noise_level")}
    things = [
        Thing(name, label, Origin.REAL, (quantity,), planned.area.id, *place)
        for (name, (label, quantity)), place in zip(names.items(), places.tolist(), strict=True)
    ]
    now = datetime.now(UTC)
    with psycopg.connect(planned.database.owner) as conn:
        save_things(conn, things)
        streams = registry(conn).streams
        dust, noise = streams["kit-1", "pm25"].id, streams["kit-2", "noise_level"].id
        then = [
            Reading(dust, NOON + timedelta(hours=hour, minutes=20), value, NOON, flags)
            for hour, (value, flags) in THEN.items()
        ]
        ago = [timedelta(minutes=minutes) for minutes in range(40, 0, -5)]
        loud = [Reading(noise, now - each, 70.0, now) for each in ago]
        store_batch(conn, [*then, *loud, Reading(dust, now, 8.4, now)], [])
    return planned


@pytest.fixture(scope="module")
def opened(measured: Site, browser: Browser) -> Iterator[Page]:
    """One page for all, on the hour of the jump in June."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 760},
        locale="nl-NL",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{measured.url}/?gebied={measured.area.id}&moment=2026-06-03T13:00&terug=dag")
    page.wait_for_selector(DRAWN, state="attached")
    yield page
    context.close()


def test_a_shared_link_shows_the_values_of_that_hour_and_no_newer_ones(
    opened: Page, measured: Site
) -> None:
    told, mark = opened.locator("#played"), opened.locator(".mark[data-thing=kit-1]")
    expect(told).to_contain_text(re.compile("Teruggespeeld: woensdag 3 juni 2026 .*13:00"))
    expect(mark).to_contain_text("22,0")
    expect(mark).to_contain_text("plotselinge sprong")
    expect(opened.locator(".mark[data-thing=kit-2]")).to_contain_text("geen meting")
    measured.measure("kit-1", "pm25", 61.7)
    row = opened.get_by_role("row").filter(has_text="Luchtmeter Plein")
    expect(row).to_contain_text("van 13:00 tot 14:00")
    expect(mark).to_contain_text("22,0")
    assert violations(opened) == []


def test_it_is_stepped_and_played_by_keyboard_and_a_gap_keeps_no_value(opened: Page) -> None:
    slider, mark = opened.get_by_role("slider"), opened.locator(".mark[data-thing=kit-1]")
    slider.focus()
    opened.keyboard.press("ArrowRight")
    expect(mark).to_contain_text("geen meting")
    expect(mark).not_to_contain_text("22")
    expect(opened).to_have_url(re.compile("moment=2026-06-03T14:00&terug=dag"))
    assert "14:00" in (slider.get_attribute("aria-valuetext") or "")
    opened.keyboard.press("Space")
    expect(opened.get_by_role("button", name="Stop even")).to_be_visible()
    expect(mark).to_contain_text("33,0")
    slider.fill("12")  # which stops it
    expect(opened.get_by_role("button", name="Speel af")).to_be_visible()
    expect(mark).to_contain_text("11,0")
    words = opened.get_by_role("link", name="Dit uur als gewone pagina").get_attribute("href")
    page = opened.request.get(f"{opened.url.split('/?')[0]}{words}").text()
    assert "11,0 µg/m³" in page
    assert "van 12:00 tot 13:00" in page


def test_a_week_is_played_back_too_and_one_press_leads_to_now(opened: Page) -> None:
    opened.get_by_role("button", name="Week", exact=True).click()
    expect(opened.get_by_role("slider")).to_have_attribute("max", "167")
    expect(opened.locator(".mark[data-thing=kit-1]")).to_contain_text("11,0")
    opened.locator("#now").click()
    expect(opened.locator(".mark[data-thing=kit-1]")).to_contain_text("61,7")
    expect(opened).not_to_have_url(re.compile("terug|moment"))
    expect(opened.locator("#replay")).to_be_focused()


def test_a_planner_sets_an_alert_by_keyboard_and_it_goes_on(opened: Page) -> None:
    opened.locator("#open-alerts").focus()
    opened.keyboard.press("Enter")
    expect(opened.locator("#no-alerts")).to_be_visible()
    opened.locator("#new-alert").focus()
    opened.keyboard.press("Enter")
    expect(opened.locator("#alert-name")).to_be_focused()
    opened.keyboard.type("Te luid")
    opened.locator("#alert-key").select_option("noise_level")
    opened.locator("#alert-threshold").fill("900")
    opened.keyboard.press("Enter")
    expect(opened.locator("#alert-threshold-wrong")).to_contain_text("Vul een getal in van")
    expect(opened.locator("#alert-threshold")).to_be_focused()
    assert violations(opened) == []
    opened.locator("#alert-threshold").fill("62,5")
    opened.keyboard.press("Enter")
    alert = opened.locator(".alert")
    expect(alert).to_contain_text("meer dan 62,5")
    expect(alert.locator(".alert__state")).to_contain_text("aan")
    expect(opened.locator("#open-alerts")).to_contain_text("1 aan")
    expect(opened.locator(".mark[data-thing=kit-2]")).to_have_class(re.compile("mark--alert"))
    alert.get_by_role("button", name=re.compile("De laatste 30 dagen")).click()
    expect(alert.get_by_role("row").nth(1)).to_contain_text("aan")
    assert violations(opened) == []


def test_who_was_overtaken_by_another_planner_keeps_what_was_typed(
    opened: Page, measured: Site
) -> None:
    opened.get_by_role("button", name=re.compile("Verander: Te luid")).click()
    opened.locator("#alert-name").fill("Veel te luid")
    where = f"{measured.url}/api/v1/areas/{measured.area.id}/alerts"
    (alert,) = opened.request.get(where).json()["items"]
    other = {name: alert[name] for name in ("name", "key", "thing", "side", "threshold")}
    answer = opened.request.put(
        f"{where}/{alert['id']}",
        data=json.dumps(other | {"minutes": 0}),
        headers={"If-Match": '"1"', "Content-Type": "application/json"},
    )
    assert answer.ok
    opened.locator("#save-alert").click()
    expect(opened.get_by_role("alert").filter(has_text="Iemand anders")).to_be_visible()
    expect(opened.locator("#alert-name")).to_have_value("Veel te luid")
    opened.locator("#save-alert").click()
    expect(opened.locator(".alert__name")).to_have_text("Veel te luid")


def test_both_are_whole_on_a_phone(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 740})
    expect(opened.locator("#alerts")).to_be_in_viewport(ratio=1)
    opened.keyboard.press("Escape")
    opened.locator("#replay").click()
    expect(opened.locator("#play")).to_be_focused()
    expect(opened.locator(".playback")).to_be_in_viewport(ratio=1)
    width: int = opened.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    assert violations(opened) == []
