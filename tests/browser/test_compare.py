"""A plan beside now: on two maps, in a table, per home and in words; saved and taken away."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_plans import patience, violations
from tests.fix_browser import DRAWN, Site
from tests.fix_processes import until

__all__ = ["patience"]  # a fixture that every test here uses

pytestmark = pytest.mark.timeout(400)
BESIDE = "html[data-beside=drawn]"


@pytest.fixture(scope="module")
def client(planned: Site) -> Iterator[httpx.Client]:
    """Asks the site as who sits at its machine."""
    with httpx.Client(base_url=planned.url, timeout=120) as client:
        yield client


@pytest.fixture(scope="module")
def compared(planned: Site, tower: str, client: httpx.Client) -> Site:
    """The site with sun on façades computed, now and with the tower."""
    run = client.post(f"/api/v1/scenarios/{tower}/runs", json={"indicators": ["sun-facades"]})
    where = f"/api/v1/runs/{run.json()['id']}"
    until(
        lambda: client.get(where).json()["state"] not in ("accepted", "running"),
        "the run ends", 240,
    )  # fmt: skip
    assert client.get(where).json()["state"] == "successful"
    return planned


@pytest.fixture(scope="module")
def opened(compared: Site, tower: str, browser: Browser) -> Iterator[Page]:
    """One page for all that needs two maps: opening them takes longest."""
    context = browser.new_context(
        viewport={"width": 1100, "height": 700},
        locale="nl-NL",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{compared.url}/?plan={tower}&moment=2026-06-21T15:00")
    page.wait_for_selector(DRAWN, state="attached")
    yield page
    context.close()


def words_of(page: str) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_line_is_dragged_over_two_maps_by_mouse_and_by_keyboard(opened: Page) -> None:
    opened.locator("#open-compare").click()
    expect(opened.locator("#compare")).to_be_visible()
    opened.wait_for_selector(BESIDE, state="attached")
    expect(opened).to_have_url(re.compile("b=nu&vergelijk=schuif"))
    names = opened.locator("#halves p").all_inner_texts()
    assert names == ["Nu", "Toren"]
    line = opened.get_by_role("slider", name="Schuiflijn")
    box, stage = line.bounding_box(), opened.locator("#stage").bounding_box()
    assert box is not None
    assert stage is not None
    middle = box["y"] + box["height"] * 0.5
    opened.mouse.move(box["x"] + box["width"] / 2, middle)
    opened.mouse.down()
    opened.mouse.move(stage["x"] + stage["width"] * 0.25, middle, steps=3)
    opened.mouse.up()
    expect(line).to_have_attribute("aria-valuenow", "25")
    line.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuenow", "27")
    expect(opened).to_have_url(re.compile("lijn=27"))
    assert "27 %" in (line.get_attribute("aria-valuetext") or "")
    line.press("End")
    expect(line).to_have_attribute("aria-valuenow", "100")


def test_the_panel_tells_differences_and_who_gains_and_loses_and_axe_finds_nothing(
    opened: Page, compared: Site, tower: str, client: httpx.Client
) -> None:
    table = opened.locator("#compare-table [data-indicator=sun-facades]")
    told = client.get(f"/api/v1/compare?a=nu&b={tower}").json()
    (sun,) = [one for one in told["indicators"] if one["indicator"] == "sun-facades"]
    assert sun["figures"][0]["changes"][1] == "slechter"
    expect(table.locator("tr").first).to_contain_text("slechter")
    (worst,) = [one for one in sun["columns"] if one["key"] == "worst" and one["subject"] == "home"]
    losing = worst["everybody"]["changes"]["slechter"]
    everybody = opened.locator("#compare-everybody")
    expect(everybody.locator("[data-change=slechter]")).to_contain_text(f"{losing} krijgen het")
    opened.get_by_text("Wie het meest verliest").click()
    expect(opened.locator("#compare-losers li").first).to_contain_text(worst["each"][0]["label"])
    assert violations(opened) == []
    words = words_of(client.get(f"/tekst/{compared.area.id}/vergelijk?a=nu&b={tower}").text)
    for said in opened.locator("#compare-table [data-indicator=sun-facades] .number").all():
        first = said.inner_text().split("\n")[0].replace("−", "-").removeprefix("+")
        assert first in words
    assert f"{losing} × − slechter" in words
    for group in worst["streets"]:
        assert group["name"] in words


def test_maps_side_by_side_share_a_camera_and_the_difference_has_a_legend(opened: Page) -> None:
    opened.locator("[data-how=side]").click()
    opened.locator("#map").focus()
    before = opened.url
    opened.get_by_role("button", name="Dichterbij").click()
    expect(opened).not_to_have_url(before)
    halves = [opened.locator(f"#{name}").bounding_box() for name in ("stage-beside", "stage")]
    assert all(halves)
    left, right = [one for one in halves if one]
    assert abs(left["x"] + left["width"] - right["x"]) <= 1
    assert abs(left["width"] - right["width"]) <= 1
    opened.locator("[data-how=difference]").click()
    expect(opened.locator("#stage-beside")).to_have_count(0)
    expect(opened.locator("#difference-legend")).to_contain_text("slechter")
    opened.locator("#compare-colours").select_option("sun-facades:worst")
    expect(opened.locator("#difference-legend")).to_contain_text("eraf")
    assert violations(opened) == []


def test_a_view_is_saved_and_shows_the_same_again(opened: Page, compared: Site) -> None:
    opened.locator("#open-share").click()
    expect(opened.locator("#share-link")).to_have_value(re.compile("vergelijk=verschil"))
    opened.locator("#save-view").click()
    expect(opened.locator("#view-wrong")).to_contain_text("eerst een naam")
    opened.route("**/views", lambda route: route.abort())
    opened.get_by_label("Naam van dit beeld").fill("Wat de toren doet")
    opened.locator("#save-view").click()
    expect(opened.locator("#view-wrong")).to_contain_text("niet te bereiken")
    expect(opened.get_by_label("Naam van dit beeld")).to_have_value("Wat de toren doet")
    opened.unroute("**/views")
    opened.get_by_label("Naam van dit beeld").press("Enter")
    saved = opened.locator("#views a", has_text="Wat de toren doet")
    expect(saved).to_have_attribute("href", re.compile("b=nu&vergelijk=verschil"))
    assert violations(opened) == []
    opened.get_by_role("button", name="Verwijder: Wat de toren doet").click()
    opened.get_by_role("button", name="Echt verwijderen?: Wat de toren doet").click()
    expect(opened.locator("#no-views")).to_be_visible()


def test_a_picture_and_a_sheet_have_what_is_needed_to_read_them(
    opened: Page, tmp_path: Path
) -> None:
    with opened.expect_download() as coming:
        opened.locator("#save-picture").click()
    picture = tmp_path / coming.value.suggested_filename
    coming.value.save_as(picture)
    assert picture.name.endswith("toren.png")
    assert picture.read_bytes().startswith(b"\x89PNG")
    opened.evaluate("window.print = () => {}")
    opened.locator("#print-picture").click()
    opened.wait_for_selector("html[data-paper=ready]", state="attached")
    paper = opened.locator("#paper").inner_html()
    for said in ("Toren", "meter", "Noorden", "Bronnen", "Gemaakt op", "eraf", "verzonnen"):
        assert said in paper
    assert opened.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_what_is_taken_away_opens_elsewhere(
    opened: Page, compared: Site, tower: str, client: httpx.Client, tmp_path: Path
) -> None:
    links = {
        one.get_attribute("data-file"): one.get_attribute("href") or ""
        for one in opened.locator("#share-files a").all()
    }
    table = client.get(links["excel"]).text
    assert table.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff")), delimiter=";"))
    assert {row["plan"] for row in rows} == {"Toren"}
    assert all(row["methode"] and row["bron"] for row in rows)
    assert len(client.get(links["rows"]).text) > len(table)
    buildings = client.get(links["cityjson"]).json()["CityObjects"]
    assert "plan-toren" in buildings
    assert len(client.get(links["geojson"]).json()["features"]) == 1
    file = tmp_path / "plan.gpkg"
    file.write_bytes(client.get(links["gpkg"]).content)
    layers = sqlite3.connect(file).execute("SELECT table_name FROM gpkg_contents").fetchall()
    assert len(layers) > 3
    today = client.get(f"/api/v1/areas/{compared.area.id}/area.city.json")
    assert "plan-toren" not in json.loads(today.content)["CityObjects"]
    assert (
        client.get(f"/api/v1/areas/{compared.area.id}/results.csv?rows=true").text.count("\n") > 9
    )
    assert client.get("/api/v1/scenarios/weg/area.gpkg").status_code == 404


def test_a_comparison_that_cannot_be_is_told(compared: Site, tower: str, page: Page) -> None:
    page.goto(f"{compared.url}/?plan={tower}&b=bestaat-niet&paneel=vergelijken")
    expect(page.locator("#compare")).to_contain_text("Een van de twee plannen is er niet meer")
    page.goto(f"{compared.url}/tekst/{compared.area.id}/vergelijk?a=nu&b=bestaat-niet")
    expect(page.locator("main")).to_be_visible()
    page.goto(f"{compared.url}/tekst/{compared.area.id}/vergelijk?b={tower}&taal=en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Now and Toren compared")
    assert violations(page) == []
