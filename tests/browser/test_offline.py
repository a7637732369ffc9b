"""Without the twin: a page opens on what it has, and says of when. And how much the map fetches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fix_api import serving_app
from tests.fix_browser import DRAWN, WEB, Site
from tests.fix_db import Database
from tests.fix_processes import until
from tests.fix_sun import street
from twin.api.app import ApiConfig, build_app
from twin.embedded.ports import free_port
from twin.store.areas import save_area

pytestmark = pytest.mark.timeout(400)

MISSING = """async () => {
  const kept = (await (await caches.open("twin-1")).keys()).map(({ url }) => url);
  const used = performance.getEntriesByType("resource").map(({ name }) => name);
  return [location.origin + "/verken", ...used].filter(
    (url) => /^http/.test(url) && !url.includes("/live") && !kept.includes(url));
}"""
FETCHED = """performance.getEntriesByType("resource").map((one) => [one.name, one.transferSize])"""
MOST_BYTES = 3_000_000
"""Of the sample area, all in (issue 6, part 9)."""
MOST_REQUESTS = 60


@pytest.fixture
def keeping(browser: Browser) -> Iterator[Page]:
    """A page that may keep things; those of other tests may not."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="nl-NL")
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


def test_a_page_goes_on_without_the_twin_and_says_of_when_its_data_is(
    keeping: Page, module_database: Database
) -> None:
    if not (WEB / "sw.js").exists():
        pytest.skip("the front end is not built: run 'make test', or 'npm run build' in frontend")
    with psycopg.connect(module_database.owner) as conn:
        save_area(conn, street(), "test")
    config = ApiConfig(module_database.api, default_area=None, web_dir=WEB)
    twin = partial(serving_app, port=free_port())
    question = keeping.get_by_label("Straat en huisnummer")
    with twin(build_app(config)) as url:
        keeping.goto(f"{url}/verken")
        question.wait_for()
        until(lambda: keeping.evaluate(MISSING) == [], "all that the page used is kept")

    keeping.reload()
    question.wait_for()
    said = keeping.locator(".kept")
    when = re.compile(r"Geen verbinding\. U ziet gegevens van \d\d\.\d\d uur\.")
    expect(said).to_have_text(when, timeout=60_000)
    question.fill("straat 2")

    with twin(build_app(config)):
        expect(said).to_contain_text("De verbinding is terug.", timeout=60_000)
        expect(question).to_have_value("straat 2")
        said.get_by_role("button", name="Toon de nieuwste gegevens").click()
        expect(keeping.locator(".kept")).to_have_count(0, timeout=60_000)
        question.wait_for()


def test_the_whole_sample_is_within_the_budget(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.wait_for_selector(DRAWN, state="attached")
    fetched: list[tuple[str, int]] = page.evaluate(FETCHED)
    assert sum(size for _, size in fetched) < MOST_BYTES
    assert len(fetched) < MOST_REQUESTS, [urlsplit(name).path for name, _ in fetched]
