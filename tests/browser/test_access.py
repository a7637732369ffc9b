"""Large letters, a narrow screen or evening colours: every page is whole (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.fix_browser import Site
from tests.fix_planned import AXE

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
WIDTHS = {320: "a narrow phone, or 400 % zoom", 640: "a laptop at 200 % zoom"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """One page for all, since a new one costs more than what is looked at."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="nl-NL")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_in_words_is_whole_on_every_width_and_in_both_colours(
    reader: Page, site: Site, path: str
) -> None:
    reader.goto(f"{site.url}{path}")
    for width, who in WIDTHS.items():
        reader.set_viewport_size({"width": width, "height": 640})
        needs: int = reader.evaluate("document.documentElement.scrollWidth")
        assert needs <= width, who
    reader.evaluate(AXE.read_text())
    for scheme in ("light", "dark"):
        reader.emulate_media(color_scheme=scheme)
        found = reader.evaluate("(rules) => axe.run(document, rules)", RULES)
        told = {one["id"]: [node["html"] for node in one["nodes"]] for one in found["violations"]}
        assert told == {}, scheme


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
