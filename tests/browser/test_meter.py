"""Somebody looks at what a sensor measured: near and far, beside others, as a table, as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_plans import violations
from tests.fix_api import serving
from tests.fix_browser import WEB, Site, Watched
from tests.fix_db import Database
from tests.fix_processes import until
from tests.fix_sun import street
from twin.model import Flag, Origin, Passport, Thing, Words
from twin.sim.clear_sky import clear_sky
from twin.store.areas import save_area
from twin.store.observations import Reading, store_batch
from twin.store.things import registry, save_things

pytestmark = pytest.mark.timeout(200)
HOUR = timedelta(hours=1)
LONGITUDE, LATITUDE = 6.8, 52.26
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
KIT = ("pm25", "pm25.calibrated", "temperature", "noise_level")
BOTH = Words("De lucht in de straat.", "The air of the street.")
PASSPORT = Passport(
    "Gemeente Hengelo", "tweeling@hengelo.example", BOTH, BOTH, BOTH,
    Words("Hij kan geen mensen zien.", "It cannot see people."), timedelta(days=400),
    ("tech__air_quality",),
)  # fmt: skip


@pytest.fixture(scope="module")
def meters(module_database: Database) -> Iterator[Site]:
    """A kit with a day of values every ten minutes and a gap, one beside it, and a pyranometer."""
    if not (WEB / "meter.html").exists():
        pytest.skip("the front end is not built: run 'make test', or 'npm run build' in frontend")
    area = street()
    kit = Thing(
        "kit", "Luchtmeter Plein", Origin.REAL, KIT, area.id, LONGITUDE, LATITUDE, 2.5,
        passports=dict.fromkeys(KIT, PASSPORT), calibrations={"pm25.calibrated": "Door het RIVM."},
    )  # fmt: skip
    things = [
        kit,
        Thing("buur", "Luchtmeter Kade", Origin.REAL, ("pm25",), area.id, LONGITUDE, LATITUDE),
        replace(kit, id="zon", name="Zonmeter Dak", quantities=("solar_radiation",), passports={},
                calibrations={}),
    ]  # fmt: skip
    with psycopg.connect(module_database.owner, autocommit=True) as conn:
        save_area(conn, area, "test")
        save_things(conn, things)
        known = registry(conn).streams
    now = datetime.now(UTC)
    readings = []
    for thing, key in [*(("kit", key) for key in KIT), ("buur", "pm25")]:
        for step in range(144):
            if thing == "kit" and 60 < step < 75:
                continue
            flag = Flag.SPIKE if step == 30 else Flag(0)
            value = 12.0 + step % 7 + (80 if step == 30 else 0)
            moment = now - timedelta(minutes=10 * step + 1)
            readings.append(Reading(known[thing, key].id, moment, value, now, flag))
    ends = [JUNE + HOUR * (hour + 1) for hour in range(144)]
    sky = clear_sky(np.array([(end - HOUR).timestamp() for end in ends]), LONGITUDE, LATITUDE)
    readings += [
        Reading(known["zon", "solar_radiation"].id, end, round(0.95 * value, 1), end)
        for end, value in zip(ends, sky.irradiance, strict=True)
    ]
    with psycopg.connect(module_database.ingest, autocommit=True) as conn:
        store_batch(conn, readings, [])
    with serving(module_database.api, web_dir=WEB) as url:
        yield Site(url, module_database, area)


@pytest.fixture(scope="module")
def screen(browser: Browser) -> Iterator[Page]:
    """One laptop for all tests. It fails when anything goes wrong in a page."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        locale="nl-NL",
        timezone_id="America/New_York",  # the clock of the area counts, not the reader's
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(60_000)  # machines that test are slow
    page = context.new_page()
    watched = Watched(page)
    expect.set_options(timeout=60_000)
    yield page
    expect.set_options(timeout=5_000)
    context.close()
    assert watched.errors == []
    assert watched.outside == []


def chart(page: Page) -> Locator:
    return page.locator("meter-chart").first


def opened(page: Page, site: Site, address: str) -> None:
    page.goto(f"{site.url}{address}")
    expect(page.locator(".chart__shown")).to_contain_text("U ziet")
    expect(chart(page).locator("canvas")).to_be_visible()


def overflowing(page: Page) -> bool:
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide


def test_the_page_opens_with_raw_beside_calibrated_gaps_and_what_was_noticed(
    screen: Page, meters: Site
) -> None:
    opened(screen, meters, "/meter/kit?periode=dag")
    expect(screen.get_by_role("heading", level=1)).to_have_text("Luchtmeter Plein")
    names = screen.locator(".legend__name")
    expect(names).to_contain_text(["Fijnstof PM2.5 (ruw) µg/m³", "Fijnstof PM2.5 (geijkt) µg/m³"])
    said = screen.locator(".legend__item").first
    expect(said).to_contain_text("De lijn is één keer onderbroken. Daar is 2,5 uur niets")
    expect(said).to_contain_text("Plotselinge sprong: 1 keer")
    expect(screen.locator(".chart__shown")).to_contain_text("elke meting zoals hij binnenkwam")
    expect(screen.get_by_text("Zo is het geijkt: Door het RIVM.")).to_be_visible()
    passport = screen.locator("#passport")
    expect(passport).to_contain_text("Hij kan geen mensen zien.")
    expect(passport).to_contain_text("400 dagen. Daarna wist de database")
    assert violations(screen) == []


def resting(page: Page) -> str:
    """The address once it stays: on a slow machine each step of a move may come into it."""
    seen: list[str] = []

    def stays() -> bool:
        page.wait_for_timeout(400)
        seen.append(page.url)
        return len(seen) > 2 and seen[-1] == seen[-2] == seen[-3]

    until(stays, "the address stays as it is", 30)
    return seen[-1]


def test_zoom_and_pan_by_mouse_ask_finer_values_and_stay_in_the_address(
    screen: Page, meters: Site
) -> None:
    opened(screen, meters, "/meter/kit?periode=maand")
    shown = screen.locator(".chart__shown")
    expect(shown).to_contain_text("het gemiddelde per uur, met laagste en hoogste")
    box = chart(screen).locator(".u-over").bounding_box()
    assert box is not None
    right, middle = box["x"] + box["width"] - 2, box["y"] + box["height"] / 2
    screen.mouse.move(right, middle)
    screen.mouse.wheel(0, -400)  # not chosen yet, so it is the page's
    expect(screen).to_have_url(re.compile("periode=maand"))
    chart(screen).scroll_into_view_if_needed()
    box = chart(screen).locator(".u-over").bounding_box()
    assert box is not None
    screen.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    for _ in range(4):
        screen.mouse.wheel(0, -500)
    expect(shown).to_contain_text("elke meting zoals hij binnenkwam")
    expect(screen).to_have_url(re.compile(r"van=\S+Z&tot=\S+Z"))
    before = resting(screen)
    y = box["y"] + box["height"] / 2
    screen.mouse.move(box["x"] + 200, y)
    screen.mouse.down()
    screen.mouse.move(box["x"] + 500, y, steps=3)
    screen.mouse.up()
    expect(screen).not_to_have_url(before)
    moved = resting(screen)
    screen.reload()
    expect(shown).to_contain_text("U ziet")
    assert screen.url == moved


def test_the_same_by_keyboard_and_back_to_everything(screen: Page, meters: Site) -> None:
    opened(screen, meters, "/meter/kit?periode=week")
    shown = screen.locator(".chart__shown")
    chart(screen).focus()
    for _ in range(2):
        screen.keyboard.press("+")
    expect(shown).to_contain_text("elke meting")
    near = resting(screen)
    screen.keyboard.press("ArrowLeft")
    expect(screen).not_to_have_url(near)
    screen.keyboard.press("Home")
    expect(screen.locator(".legend__item").first).to_contain_text("één keer onderbroken")
    screen.keyboard.press("-")
    screen.locator("[data-span=year]").focus()
    screen.keyboard.press("Enter")
    expect(shown).to_contain_text("het gemiddelde per dag")
    expect(screen).to_have_url(re.compile("periode=jaar"))
    screen.go_back()
    expect(screen).not_to_have_url(re.compile("periode=jaar"))


def test_series_in_two_units_and_of_another_sensor_and_a_third_unit_is_refused(
    screen: Page, meters: Site
) -> None:
    opened(screen, meters, "/meter/kit?periode=dag&reeks=pm25")
    screen.get_by_label("Temperatuur").check()
    expect(screen.get_by_text("Links staat µg/m³, rechts °C.")).to_be_visible()
    third = screen.get_by_label("Geluid (LAeq)")
    third.click()
    expect(screen.locator("#series-told")).to_contain_text("Er staan er al twee: µg/m³, °C.")
    expect(third).not_to_be_checked()
    screen.locator("summary", has_text="Van een andere sensor").click()
    screen.get_by_label("Kies een andere sensor die hetzelfde meet").select_option("buur/pm25")
    screen.get_by_role("button", name="Zet erbij").click()
    expect(screen.locator(".legend__name")).to_contain_text(
        ["Fijnstof PM2.5 (ruw)", "Temperatuur", "Fijnstof PM2.5 – Luchtmeter Kade"]
    )
    expect(screen).to_have_url(re.compile("reeks=pm25,temperature,buur/pm25"))


def test_the_numbers_are_in_a_table_and_in_a_file(screen: Page, meters: Site) -> None:
    opened(screen, meters, "/meter/kit?periode=dag&reeks=pm25")
    screen.locator("#numbers summary").click()
    rows = screen.locator("#numbers tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.nth(30)).to_contain_text("Plotselinge sprong")
    expect(screen.locator("#numbers")).to_contain_text("Rij 1 tot en met 50 van 130")
    screen.get_by_role("button", name="Ouder").click()
    expect(screen.locator("#numbers")).to_contain_text("Rij 51 tot en met 100 van 130")
    with screen.expect_download() as file:
        screen.get_by_role("link", name="Fijnstof PM2.5 (ruw) voor Excel").click()
    text = file.value.path().read_text("utf-8-sig")
    assert file.value.suggested_filename == "kit-pm25.csv"
    assert len(text.splitlines()) == 131
    assert "waarde (µg/m³)" in text.splitlines()[0]


def test_dates_are_chosen_by_hand_and_a_wrong_order_is_told(screen: Page, meters: Site) -> None:
    opened(screen, meters, "/meter/kit")
    screen.get_by_label("Van", exact=True).fill("2026-10-26")
    screen.get_by_label("Tot en met").fill("2026-10-24")
    screen.get_by_role("button", name="Toon", exact=True).click()
    expect(screen.get_by_role("alert")).to_have_text(
        "De eerste dag moet voor de laatste dag liggen."
    )
    screen.get_by_label("Van", exact=True).fill("2026-10-25")
    screen.get_by_label("Tot en met").fill("2026-10-25")
    screen.get_by_role("button", name="Toon", exact=True).click()
    expect(screen).to_have_url(re.compile("van=2026-10-24T22:00Z&tot=2026-10-25T23:00Z"))
    expect(screen.locator(".chart__empty")).to_have_text("In deze periode is niets gemeten.")


def test_the_model_stands_beside_the_sensor_and_in_words(screen: Page, meters: Site) -> None:
    opened(screen, meters, "/meter/zon?periode=week")
    expect(screen.get_by_text("De laatste meting is van")).to_be_visible()
    part = screen.locator("#model")
    expect(part.locator(".says li").first).to_contain_text(
        "minder dan het model. Dat is 5 procent."
    )
    expect(part.locator("meter-chart canvas")).to_be_visible()
    expect(part.locator("#differences")).to_contain_text("6 heldere dagen")
    said = part.locator(".says li").all_inner_texts()
    assert violations(screen) == []
    screen.get_by_role("link", name="Lees dit als gewone pagina").click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Zonmeter Dak")
    words = screen.locator("main").inner_text()
    assert said
    assert [each for each in said if each not in words] == []
    screen.get_by_role("link", name="Bekijk dit in grafieken").click()
    expect(screen.locator(".chart__shown")).to_contain_text("U ziet")


def test_it_fits_a_phone_in_english(screen: Page, meters: Site) -> None:
    screen.set_viewport_size({"width": 360, "height": 740})
    screen.goto(f"{meters.url}/meter/kit?periode=dag&taal=en")
    expect(screen.locator(".chart__shown")).to_contain_text("You see")
    screen.locator("#numbers summary").click()
    assert violations(screen) == []
    assert not overflowing(screen)
    screen.set_viewport_size({"width": 320, "height": 640})
    until(lambda: not overflowing(screen), "the chart, too, is as narrow as the screen")


def test_a_sensor_that_nobody_knows_is_told(page: Page, meters: Site) -> None:
    page.goto(f"{meters.url}/meter/weg")
    expect(page.get_by_role("alert")).to_contain_text("De sensor “weg” kennen we niet.")
