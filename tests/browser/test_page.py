"""What people see and do, in a real browser on a real twin of the sample area."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.fix_browser import DRAWN, Site
from twin.geo.crs import rd_to_lonlat

# Software rendering on a busy machine: what takes a moment elsewhere may take long here.
pytestmark = pytest.mark.timeout(400)
NOON = "moment=2026-06-21T13:00"
FROM_ABOVE = "&beeld={longitude:.6f},{latitude:.6f},18,0,0"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


def open_drawn(page: Page, site: Site, query: str = NOON) -> None:
    page.goto(f"{site.url}/?{query}")
    page.wait_for_selector(DRAWN, state="attached")


def colours(page: Page) -> int:
    """How many colours the middle of the map has, out of a sample of its pixels."""
    picture = page.locator("#map").screenshot()
    counted: int = page.evaluate(
        """async (bytes) => {
            const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
            const canvas = new OffscreenCanvas(image.width, image.height);
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const { data } = context.getImageData(0, 0, image.width, image.height);
            const seen = new Set();
            for (let i = 0; i < data.length; i += 4 * 97)
                seen.add(`${data[i] >> 3},${data[i + 1] >> 3},${data[i + 2] >> 3}`);
            return seen.size;
        }""",
        list(picture),
    )
    return counted


def test_the_page_draws_the_area_and_says_that_it_is_made_up(quiet_page: Page, site: Site) -> None:
    open_drawn(quiet_page, site)
    assert colours(quiet_page) > 40
    expect(quiet_page.get_by_role("heading", level=1)).to_contain_text(site.area.name)
    expect(quiet_page.locator("#notice")).to_contain_text("verzonnen")
    expect(quiet_page.locator("#map")).to_have_attribute("aria-label", re.compile("gebouwen"))
    expect(quiet_page.locator("#sun-words")).to_contain_text("zuiden")


def test_a_click_on_a_building_opens_its_facts(quiet_page: Page, site: Site) -> None:
    building = max(site.area.buildings, key=lambda one: one.footprint.area)
    inside = building.footprint.representative_point()
    ((longitude, latitude),) = rd_to_lonlat(np.array([[inside.x, inside.y]]))
    place = FROM_ABOVE.format(longitude=longitude, latitude=latitude)
    open_drawn(quiet_page, site, NOON + place)
    quiet_page.locator("#map").click()
    facts = quiet_page.locator("#facts")
    expect(facts.get_by_role("heading", name="Gebouw")).to_be_visible()
    expect(facts).to_contain_text("boven de grond")
    expect(facts).to_contain_text("Hoe zeker?")
    expect(facts).to_contain_text(building.id)
    expect(quiet_page).to_have_url(re.compile(f"keuze=gebouw:{building.id}"))
    expect(facts).not_to_contain_text("NaN")
    quiet_page.keyboard.press("Escape")
    expect(facts).to_be_hidden()


def test_a_sensor_shows_its_values_and_a_chart_of_the_day(quiet_page: Page, site: Site) -> None:
    quiet_page.goto(f"{site.url}/?{NOON}&keuze=sensor:kit-1")
    facts = quiet_page.locator("#facts")
    expect(facts.get_by_role("heading", name="Luchtmeter Plein")).to_be_visible()
    expect(facts).to_contain_text("herhaling")
    expect(facts).to_contain_text("Deze sensor staat in het echt ergens anders")
    chart = facts.get_by_role("img", name=re.compile("Fijnstof PM2.5 in de laatste 24 uur"))
    expect(chart).to_be_visible()
    expect(chart.locator("canvas")).to_be_visible()
    expect(facts).to_contain_text("µg/m³")


def test_a_new_measurement_changes_the_mark_and_the_table(quiet_page: Page, site: Site) -> None:
    open_drawn(quiet_page, site, NOON + "&meting=pm25")
    mark = quiet_page.locator(".mark[data-thing=kit-1]")
    expect(mark).to_contain_text("µg/m³")
    before = quiet_page.url
    site.measure("kit-1", "pm25", 43.2)
    expect(mark).to_contain_text("43,2")
    expect(mark).to_contain_text("herhaling")
    row = quiet_page.get_by_role("row").filter(has_text="Luchtmeter Plein")
    expect(row).to_contain_text("43,2")
    assert quiet_page.url == before  # the camera kept its place


def test_the_language_switches_and_the_address_keeps_it(quiet_page: Page, site: Site) -> None:
    quiet_page.goto(f"{site.url}/?{NOON}")
    quiet_page.get_by_role("button", name="English").click()
    expect(quiet_page.get_by_role("button", name="Legend")).to_be_visible()
    expect(quiet_page.locator("#notice")).to_contain_text("made up")
    expect(quiet_page).to_have_url(re.compile("taal=en"))
    expect(quiet_page.locator("html")).to_have_attribute("lang", "en")
    quiet_page.reload()
    expect(quiet_page.get_by_role("button", name="Nederlands")).to_be_visible()


def test_everything_fits_on_a_narrow_phone(quiet_page: Page, site: Site) -> None:
    quiet_page.set_viewport_size({"width": 360, "height": 720})
    open_drawn(quiet_page, site)
    expect(quiet_page.locator("#notice")).to_be_in_viewport(ratio=1)
    expect(quiet_page.locator("#clock")).to_be_in_viewport(ratio=1)
    width: int = quiet_page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    quiet_page.get_by_role("button", name="Sensoren").click()
    expect(quiet_page.locator("#list")).to_be_in_viewport(ratio=1)
    quiet_page.get_by_role("button", name="Sluiten").click()
    expect(quiet_page.get_by_role("button", name="Legenda")).to_be_visible()


def test_a_sensor_is_reached_by_keyboard_alone(quiet_page: Page, site: Site) -> None:
    quiet_page.goto(f"{site.url}/?{NOON}")
    expect(quiet_page.locator("#sensor-table")).to_contain_text("Luchtmeter Plein")
    button = quiet_page.locator("#open-sensors")
    button.focus()
    quiet_page.keyboard.press("Enter")
    expect(quiet_page.locator("#list")).to_be_focused()
    sensor = quiet_page.get_by_role("button", name="Luchtmeter Plein", exact=True)
    for _ in range(12):
        quiet_page.keyboard.press("Tab")
        if sensor.evaluate("(element) => element === document.activeElement"):
            break
    expect(sensor).to_be_focused()
    quiet_page.keyboard.press("Enter")
    expect(quiet_page.locator("#facts")).to_be_focused()
    quiet_page.keyboard.press("Escape")
    expect(sensor).to_be_focused()


def test_the_sun_follows_the_chosen_moment(quiet_page: Page, site: Site) -> None:
    quiet_page.goto(f"{site.url}/?moment=2026-12-21T23:00")
    expect(quiet_page.locator("#sun-words")).to_contain_text("De zon is onder")
    quiet_page.get_by_role("button", name="21 jun").click()
    quiet_page.get_by_role("slider", name="Tijd").fill("780")
    expect(quiet_page.locator("#sun-words")).to_contain_text("60° hoog")
    expect(quiet_page).to_have_url(re.compile("moment=2026-06-21T13:00"))


def test_a_missing_api_is_told_in_words_and_the_page_recovers(page: Page, site: Site) -> None:
    page.route("**/api/v1/areas", lambda route: route.abort())
    page.goto(site.url)
    expect(page.locator("#away")).to_contain_text("niet te bereiken")
    page.unroute("**/api/v1/areas")
    page.get_by_role("button", name="Probeer opnieuw").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(site.area.name)
    expect(page.locator("#away")).to_have_count(0)


def test_a_mesh_that_does_not_come_is_named_and_the_rest_is_drawn(page: Page, site: Site) -> None:
    page.route("**/trees.glb*", lambda route: route.abort())
    open_drawn(page, site)
    assert colours(page) > 40
    expect(page.locator(".message--warn")).to_contain_text("bomen")


def test_without_webgl_the_table_of_sensors_is_the_page(page: Page, site: Site) -> None:
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(site.url)
    expect(page.locator("#no-webgl")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Geluidmeter Kade")).to_be_visible()
