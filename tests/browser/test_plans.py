"""A planner chooses a plan, has it computed and reads what it does: on the map and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.fix_browser import DRAWN, Site
from tests.fix_planned import AXE

pytestmark = pytest.mark.timeout(400)
LIGHT = "bezonning.tno-licht"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page: where, what, and the first element that has it."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run 'npm ci' in frontend")
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
    )
    return [f"{page.url} {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def counts(card: Locator, judgement: str) -> tuple[int, int]:
    """How many façades have a judgement with the plan, and now."""
    text = card.locator(f".counted [data-judgement='{judgement}']").inner_text()
    then, now = (int(each.replace(".", "")) for each in re.findall(r"\d[\d.]*", text)[:2])
    return then, now


@pytest.fixture(scope="module")
def computed(planned: Site, tower: str, browser: Browser) -> Site:
    """The site after somebody chose the plan in the page and had sun on façades computed."""
    context = browser.new_context(viewport={"width": 1200, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{planned.url}/?moment=2026-06-21T13:00")
    page.wait_for_selector(DRAWN, state="attached")
    page.get_by_role("button", name="Plannen").click()
    expect(page.locator("#plans")).to_be_focused()
    page.locator(f"[data-plan={tower}]").click()
    expect(page).to_have_url(re.compile(f"plan={tower}"))
    expect(page.locator("#plan-changes")).to_contain_text("Een nieuw gebouw van 16 lagen hoog.")
    expect(page.locator("#notice")).to_contain_text("Dit is een plan")
    expect(page.locator("#outcome-sun-facades")).to_contain_text("Nog niet uitgerekend")
    page.get_by_role("button", name="Reken uit: Zon op gevels").click()
    expect(page.locator("#run")).to_contain_text("We weten nog niet hoe lang dit duurt")
    expect(page.locator("#outcome-sun-facades .figure__value")).to_be_visible(timeout=200_000)
    expect(page.locator("#run")).to_have_count(0)
    context.close()
    return planned


def test_the_verdict_changes_on_the_card_and_is_the_same_in_words(
    quiet_page: Page, computed: Site, tower: str
) -> None:
    quiet_page.goto(f"{computed.url}/?plan={tower}&paneel=plannen")
    card = quiet_page.locator("#outcome-sun-facades")
    expect(card.locator(".counted")).to_be_visible()
    failing, failed = counts(card, "voldoet niet")
    assert failing > failed, "a tower among homes takes sun from some of them"
    expect(card).to_contain_text("minder")
    headline = card.locator(".figure__value").inner_text()
    card.get_by_text("Hoe weten we dit?").click()
    expect(card).to_contain_text("Hoe zeker")
    quiet_page.get_by_role("link", name="Dit plan als gewone pagina").click()
    words = quiet_page.locator("main")
    expect(words.get_by_role("heading", level=1)).to_have_text("Toren")
    expect(words).to_contain_text("Een nieuw gebouw van 16 lagen hoog.")
    expect(words).to_contain_text(f"{headline} %")
    expect(words).to_contain_text(f"{failing} × voldoet niet")
    first = words.locator("#woningen + p + .table-room tbody tr").first
    expect(first).to_contain_text("-")  # who loses most comes first
    first.get_by_role("link").click()
    expect(words.locator("#gevels + .table-room tbody tr").first).to_be_visible()


def test_the_result_is_drawn_with_a_legend_and_each_building_tells_its_hours(
    quiet_page: Page, computed: Site, tower: str
) -> None:
    homes = [one for one in computed.area.buildings if one.use == "woonfunctie"]
    quiet_page.goto(
        f"{computed.url}/?plan={tower}&moment=2026-06-21T13:00&keuze=gebouw:{homes[0].id}"
        "&uitkomst=sun-facades:worst_change"
    )
    quiet_page.wait_for_selector(DRAWN, state="attached")
    legend = quiet_page.locator("#result-legend")
    expect(legend).to_contain_text("eraf")
    expect(legend).to_contain_text("gelijk")
    told = quiet_page.locator("#plan-building")
    expect(told).to_contain_text("Slechtste dag")
    expect(told).to_contain_text("Donkere maanden")
    told.get_by_text(re.compile("Alle gevels")).click()
    expect(told.locator("#facade-table tbody tr").first).to_be_visible()
    bar = quiet_page.locator("#plan-bar")
    bar.get_by_role("button", name="Nu", exact=True).click()
    expect(quiet_page).to_have_url(re.compile("toon=nu"))
    expect(quiet_page.locator("#notice")).not_to_contain_text("Dit is een plan")
    bar.get_by_role("button", name="Met plan").click()
    expect(quiet_page.locator("#notice")).to_contain_text("Dit is een plan")
    quiet_page.goto(f"{computed.url}/?plan={tower}&uitkomst=sun-facades:verdict")
    expect(legend).to_contain_text("te dichtbij om te zeggen")


def test_what_goes_wrong_with_a_plan_is_told_in_words(
    page: Page, planned: Site, tower: str
) -> None:
    page.goto(f"{planned.url}/?plan=bestaat-niet")
    expect(page.locator("#no-plan")).to_contain_text("zoals het nu is")
    page.route("**/api/v1/scenarios/*/runs", lambda route: route.abort())
    page.goto(f"{planned.url}/?plan={tower}&paneel=plannen")
    page.locator("#run-all").click()
    expect(page.get_by_role("alert")).to_contain_text("niet te bereiken")
    page.route("**/api/v1/scenarios/*/runs", lambda route: route.fulfill(status=429, body="{}"))
    page.locator("#run-all").click()
    expect(page.get_by_role("alert")).to_contain_text("Er loopt al een berekening")
    page.unroute_all()
    page.locator("#run-all").click()
    page.locator("#stop-run").click()
    expect(page.locator(".run")).to_contain_text("gestopt")
