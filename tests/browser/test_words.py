"""The pages in words without JavaScript, and what the app shows of doubt and of small groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fix_browser import Site, Watched
from twin.model import Flag, Origin, Passport, Thing, Words
from twin.store.observations import Reading, store_batch
from twin.store.things import registry, save_things

pytestmark = pytest.mark.timeout(400)
BOTH = Words("Weten hoe druk het is.", "Knowing how busy it is.")
PASSPORT = Passport(
    "Gemeente Hengelo", "tweeling@hengelo.example", BOTH, BOTH, BOTH, BOTH, timedelta(days=90),
    ("tech__induction_loop", "process__k_anonymity"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def counted(site: Site) -> Site:
    """The site with a counter that counted few, and a kit with a raw and a calibrated series."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    things = [
        Thing("lus", "Teller Brug", Origin.REAL, ("vehicle_count",), site.area.id,
              passports={"vehicle_count": PASSPORT}),
        Thing("paar", "Luchtmeter Paar", Origin.REAL, ("pm25", "pm25.calibrated"), site.area.id),
    ]  # fmt: skip
    with psycopg.connect(site.database.owner) as conn:
        save_things(conn, things)
        known = registry(conn).streams
        conn.commit()
        readings = [
            Reading(known["lus", "vehicle_count"].id, hour - timedelta(hours=ago), many, hour)
            for ago, many in ((0, 4.0), (3, 31.0), (30, 26.0))
        ]
        now = datetime.now(UTC)
        readings += [
            Reading(known["paar", "pm25"].id, now, 612.0, now, Flag.OUT_OF_RANGE),
            Reading(known["paar", "pm25.calibrated"].id, now, 9.5, now),
        ]
        store_batch(conn, readings, [])
    return site


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """A phone on which no script runs."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="nl-NL"
    )
    page = context.new_page()
    watched = Watched(page)
    yield page
    context.close()
    assert watched.errors == []
    assert watched.outside == []


def test_without_javascript_the_twin_can_be_read_from_page_to_page(
    still: Page, counted: Site
) -> None:
    still.goto(counted.url)
    still.locator("noscript a").first.click()
    expect(still.get_by_role("heading", level=1)).to_have_text(re.compile("Sensoren"))
    still.get_by_role("link", name="Teller Brug").click()
    expect(still.get_by_role("heading", level=1)).to_have_text("Teller Brug")
    expect(still.locator("main")).to_contain_text("minder dan 10")
    expect(still.locator("main")).to_contain_text("Gemeente Hengelo")
    still.get_by_role("link", name="English").click()
    expect(still.locator("main")).to_contain_text("Knowing how busy it is.")
    still.get_by_role("link", name="Count").click()
    expect(still.get_by_role("heading", name="Everything adds up.")).to_be_visible()


@pytest.mark.parametrize("path", ["metingen", "sensoren", "sensoren/lus", "sensoren/paar"])
def test_a_page_in_words_fits_a_phone_and_has_the_font_of_the_house(
    page: Page, counted: Site, path: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{counted.url}/tekst/{path}")
    width: int = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    font: bool = page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('16px \"Source Sans 3 Variable\"'))"
    )
    assert font
    small: list[str] = page.evaluate(
        """[...document.querySelectorAll("nav a, summary")]
            .filter((one) => one.getBoundingClientRect().height < 24)
            .map((one) => one.textContent)"""
    )
    assert small == [], "targets are at least 24 pixels high (WCAG 2.2, 2.5.8)"


def test_a_counter_in_the_app_shows_hours_and_no_small_numbers(
    quiet_page: Page, counted: Site
) -> None:
    quiet_page.goto(f"{counted.url}/?keuze=sensor:lus")
    facts = quiet_page.locator("#facts")
    expect(facts).to_contain_text("minder dan 10")
    expect(facts).to_contain_text("We laten alleen aantallen per uur zien")
    expect(facts).to_contain_text("Gemeente Hengelo")
    expect(facts).to_contain_text("90 dagen")
    facts.get_by_role("button", name="Week").click()
    chart = facts.get_by_role("img", name=re.compile("Voertuigen in de laatste 7 dagen"))
    expect(chart).to_be_visible()
    expect(facts).to_contain_text("per uur")
    expect(quiet_page).to_have_url(re.compile("periode=week"))
    facts.get_by_role("link", name="Alles over deze sensor").click()
    expect(quiet_page.get_by_role("heading", level=1)).to_have_text("Teller Brug")


def test_a_raw_and_a_calibrated_value_are_told_apart_with_their_flags(
    quiet_page: Page, counted: Site
) -> None:
    quiet_page.goto(f"{counted.url}/?keuze=sensor:paar")
    facts = quiet_page.locator("#facts")
    raw = facts.locator("[data-variant=raw]")
    expect(raw).to_contain_text("612,0")
    expect(raw).to_contain_text("Waarde buiten wat gewoon is")
    expect(facts.locator("[data-variant=calibrated]")).to_contain_text("9,5")
    expect(facts.locator(".quantity").first).to_contain_text("geijkt")
    facts.get_by_role("button", name="Jaar").click()
    expect(facts.get_by_role("img", name=re.compile("in het laatste jaar")).first).to_be_visible()
