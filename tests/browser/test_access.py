"""Large letters and a keyboard on the pages in words; the rest of WCAG is in `test_states.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.fix_browser import Site

PATHS = [
    "/tekst/sensoren",
    "/tekst/sensoren/kit-1",
    "/tekst/metingen",
    "/tekst/onbekend",
    "/tekst/gebied/voorbeeldwijk",
    "/tekst/voorbeeldwijk/plannen",
    "/tekst/woorden",
    "/tekst/kleuren",
    "/tekst/toegankelijkheid",
]


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """One page for all, since a new one costs more than what is looked at."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="nl-NL")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def test_letters_of_twice_the_size_push_nothing_off_the_page(reader: Page, site: Site) -> None:
    reader.set_viewport_size({"width": 640, "height": 640})
    for path in PATHS:
        reader.goto(f"{site.url}{path}")
        reader.evaluate("document.documentElement.style.fontSize = '200%'")
        needs: int = reader.evaluate("document.documentElement.scrollWidth")
        assert needs <= 640, path


def test_the_first_tab_leads_past_the_menu(reader: Page, site: Site) -> None:
    reader.goto(f"{site.url}/tekst/woorden")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.hash") == "#inhoud"
    reader.keyboard.press("Enter")
    assert reader.evaluate("document.activeElement.id") == "inhoud"
