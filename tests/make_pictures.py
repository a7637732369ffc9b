"""`make pictures`: takes the pictures of the tours in docs/ anew, of a twin that it starts itself.

The twin holds a few streets of Voorbeeldwijk, three sensors and a published plan for a tower, of
which the sun is computed. Look at what changed (`git diff --stat docs/pictures`) before you commit
it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
from playwright.sync_api import Browser, Page, sync_playwright

from tests.fix_api import serving
from tests.fix_browser import ARGUMENTS, DRAWN, WEB, executable, furnish
from tests.fix_planned import densest, tower_plan
from tests.fix_processes import until
from twin.api.context import Computing
from twin.embedded.postgres import EmbeddedPostgres
from twin.geo import sample
from twin.model import ScenarioState
from twin.store.migrate import migrate
from twin.store.scenarios import set_state

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
LAPTOP = {"width": 1200, "height": 750}
PHONE = {"width": 390, "height": 760}
MOMENT = "moment=2026-03-21T10:00"
QUALITY = 72
"""Of JPEG: some 100 kB a picture."""


@contextmanager
def twin() -> Iterator[tuple[str, str]]:
    """A twin to look at; gives its address and the id of the plan."""
    area = densest(sample.make())
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres(Path(folder) / "postgres") as server,
    ):
        migrate(server.urls["owner"])
        with psycopg.connect(server.urls["owner"]) as conn:
            furnish(conn, area, datetime.now(UTC))
        with (
            serving(
                server.urls["api"],
                web_dir=WEB,
                write_url=server.urls["write"],
                computing=Computing(2, Path(folder) / "sim"),
                planners_here=True,
            ) as url,
            httpx.Client(base_url=f"{url}/api/v1", timeout=120) as api,
        ):
            made = (
                api.post("/scenarios", json=tower_plan(area, "De toren")).raise_for_status().json()
            )
            with psycopg.connect(server.urls["owner"]) as conn:
                set_state(conn, made["id"], 1, ScenarioState.PUBLISHED, datetime.now(UTC))
            indicators = {"indicators": ["sun-facades"]}
            run = api.post(f"/scenarios/{made['id']}/runs", json=indicators).raise_for_status()
            where = f"/runs/{run.json()['id']}"
            done = ("successful", "failed", "dismissed")
            until(lambda: api.get(where).json()["state"] in done, "the sun is computed", 900)
            assert api.get(where).json()["state"] == "successful"
            yield url, made["id"]


def show(page: Page, address: str) -> None:
    """Open the map and wait for all that it draws."""
    page.goto(address)
    page.wait_for_selector(DRAWN, state="attached")
    page.wait_for_load_state("networkidle")


def planners(page: Page, url: str, plan: str) -> Iterator[str]:
    """What a planner meets in five minutes; a name for each moment worth a picture."""
    show(page, f"{url}/?{MOMENT}")
    yield "planner-area"
    shown = "paneel=plannen&uitkomst=sun-facades:worst_change"
    show(page, f"{url}/?{MOMENT}&plan={plan}&{shown}")
    page.locator("#outcome-sun-facades .figure__value").wait_for()
    page.locator("#result-legend").wait_for()
    yield "planner-plan"
    page.goto(f"{url}/tekst/voorbeeldwijk/plan/{plan}")
    yield "planner-words"


def residents(page: Page, url: str, plan: str) -> Iterator[str]:
    """What a resident meets in five minutes."""
    page.goto(f"{url}/verken?plan={plan}")
    address = page.get_by_label("Straat en huisnummer")
    address.wait_for()
    yield "resident-start"
    address.fill("Eikstraat 28")
    page.locator("#address-told").filter(has_text="gevonden").wait_for()
    page.locator(".found__one").first.click()
    page.locator(".answer__first").wait_for()
    page.locator("#open-sure").click()
    page.get_by_role("dialog").wait_for()
    yield "resident-sure"
    page.goto(f"{url}/tekst/woorden")
    yield "resident-words"


Tour = Callable[[Page, str, str], Iterator[str]]
TOURS: list[tuple[Tour, dict[str, int]]] = [(planners, LAPTOP), (residents, PHONE)]


def take(browser: Browser, tour: Tour, size: dict[str, int], url: str, plan: str) -> None:
    """Walk a tour and take its pictures."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        locale="nl-NL",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(240_000)
    page = context.new_page()
    for name in tour(page, url, plan):
        path = FOLDER / f"{name}.jpg"
        page.screenshot(path=path, type="jpeg", quality=QUALITY)
        sys.stdout.write(f"{path.name}\n")
    context.close()


def main() -> None:
    """Take every picture."""
    with twin() as (url, plan_id), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(playwright), args=ARGUMENTS)
        for tour, size in TOURS:
            take(browser, tour, size, url, plan_id)
        browser.close()


if __name__ == "__main__":
    main()
