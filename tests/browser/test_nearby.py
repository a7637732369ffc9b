"""What is here: the list of what is near, by button and by keyboard, as in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_plans import violations
from tests.fix_browser import DRAWN, Site

pytestmark = pytest.mark.timeout(200)
PATIENCE = 60_000


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def opened(browser: Browser, site: Site) -> Iterator[Page]:
    """The map on a small laptop, with everything drawn; one for all tests of this file."""
    context = browser.new_context(
        viewport={"width": 1100, "height": 640},
        locale="nl-NL",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{site.url}/?moment=2026-03-21T13:00")
    page.wait_for_selector(DRAWN, state="attached")
    yield page
    context.close()


def test_the_button_tells_what_is_around_the_middle_of_the_map(opened: Page) -> None:
    opened.locator("#open-here").click()
    items = opened.locator("#near .near__item")
    expect(items.first).to_be_visible()
    expect(opened.locator("#here")).to_be_focused()
    expect(opened.locator("#here-told")).to_have_text(
        re.compile(r"Hier zijn \d+ dingen\. Het eerste: ")
    )
    expect(opened).to_have_url(re.compile("paneel=hier"))
    assert violations(opened) == []


def test_choosing_shows_where_it_is_and_all_that_is_known(opened: Page) -> None:
    building = opened.locator("#near .near__item", has_text="woning").first
    name = building.locator(".near__name").inner_text()
    building.press("Enter")
    expect(building).to_have_attribute("aria-pressed", "true")
    expect(opened).to_have_url(re.compile("keuze=gebouw"))
    expect(opened.locator("#facts")).to_be_focused()
    expect(opened.locator(".here-ring")).to_be_visible()
    assert violations(opened) == []
    opened.keyboard.press("Escape")
    expect(building).to_be_focused()
    onward = opened.get_by_role(
        "button", name=re.compile(f"^Wat is er om {re.escape(name)}", re.IGNORECASE)
    )
    onward.press("Enter")
    again = opened.locator("#near .near__item", has_text=name)
    expect(again.first).to_contain_text(re.compile("deze plek|1 meter"))
    expect(opened.locator("#here .panel__lead")).to_contain_text("om wat u koos")


def test_the_page_in_words_has_the_same_list(opened: Page, browser: Browser) -> None:
    told = [
        re.sub(r"\s+", " ", each).strip().lower()
        for each in opened.locator("#near .near__where").all_inner_texts()
    ]
    address = opened.locator("#here-words").get_attribute("href")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(opened.url.split("/?")[0] + str(address))
    words = page.locator("ol.near").inner_text().lower()
    context.close()
    assert len(told) > 5
    assert [where for where in told if f"{where}." not in words] == []


def test_a_key_on_the_map_tells_it_again_of_the_middle_of_now(opened: Page) -> None:
    opened.keyboard.press("Escape")
    expect(opened.locator("#near")).to_have_count(0)
    opened.locator(".stage canvas").focus()
    opened.keyboard.press("w")
    expect(opened.locator("#near .near__item").first).to_be_visible()
    expect(opened.locator("#here .panel__lead")).to_contain_text("om het midden van de kaart")


def test_on_a_phone_the_list_is_a_sheet_and_the_twin_away_is_told(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 740})
    opened.route("**/nearby?**", lambda route: route.abort())
    opened.locator("#here-look").click()
    expect(opened.locator("#here").get_by_role("alert")).to_contain_text("niet te bereiken")
    opened.unroute("**/nearby?**")
    opened.locator("#here").get_by_role("button", name="Probeer opnieuw").click()
    expect(opened.locator("#near .near__item").first).to_be_visible()
    assert violations(opened) == []
