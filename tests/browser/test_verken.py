"""A resident finds home, reads six answers about a plan, and takes them along on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page, Response, expect
from pypdf import PdfReader

from tests.browser.test_plans import violations
from tests.fix_api import NOW, serving
from tests.fix_browser import WEB, Site, Watched
from tests.fix_db import Database
from tests.fix_processes import until
from tests.fix_sun import EDITS, street
from twin.api.context import Computing
from twin.model import Origin, Scenario, ScenarioState, Thing
from twin.store import scenarios
from twin.store.areas import save_area
from twin.store.scenarios import Author
from twin.store.things import save_things

pytestmark = pytest.mark.timeout(400)
HOME = "0464100000000002"
QUESTIONS = (
    "Hoeveel zon krijg ik straks?",
    "Waar wordt het heet?",
    "Waar blijft het water?",
    "Waar is het koel en groen?",
    "Wordt het drukker, luider?",
    "Wat meten die kastjes?",
)
BUDGET = 1_000_000
"""Bytes of script, compressed, that the resident's page may fetch."""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def town(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A street with a meter and a published plan for a tower, of which the sun was computed."""
    if not (WEB / "verken.html").exists():
        pytest.skip("the front end is not built: run 'make test', or 'npm run build' in frontend")
    area = street()
    meter = Thing(
        "lucht", "Luchtmeter Plein", Origin.SYNTHETIC, ("temperature",), area.id, 6.8, 52.26
    )
    with psycopg.connect(module_database.owner, autocommit=True) as conn:
        save_area(conn, area, "test")
        save_things(conn, [meter])
        plan = Scenario("toren", area.id, "De toren", edits=EDITS)
        scenarios.create(conn, plan, Author("tests", NOW))
        scenarios.set_state(conn, "toren", 1, ScenarioState.PUBLISHED, NOW)
    with serving(
        module_database.api,
        web_dir=WEB,
        write_url=module_database.write,
        computing=Computing(1, tmp_path_factory.mktemp("sim")),
    ) as url:
        api = httpx.Client(base_url=f"{url}/api/v1", timeout=60)
        asked = api.post("/scenarios/toren/runs", json={"indicators": ["sun-facades"]})
        run = asked.raise_for_status().json()["id"]
        until(
            lambda: api.get(f"/runs/{run}").json()["state"] not in ("accepted", "running"),
            "the sun is computed",
            200,
        )
        api.close()
        yield Site(url, module_database, area)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone, of somebody who wants no motion."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="nl-NL",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    watched = Watched(page)
    yield page
    context.close()
    assert watched.errors == []
    assert watched.outside == []


def overflowing(page: Page) -> bool:
    """Whether the page must be scrolled sideways."""
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide


def test_a_resident_finds_home_by_address_and_reads_the_answers(phone: Page, town: Site) -> None:
    scripts: list[Response] = []
    phone.on(
        "response",
        lambda answer: scripts.append(answer) if answer.url.endswith(".js") else None,
    )
    phone.goto(f"{town.url}/verken")
    phone.get_by_role("radio", name="De toren").check()
    found = violations(phone)
    phone.get_by_label("Straat en huisnummer").fill("straat 2")
    phone.get_by_role("button", name="Straat 2").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(QUESTIONS[0])
    assert "straat" not in phone.url.lower(), "no address in the address"
    answer = phone.locator(".answer")
    expect(answer.locator(".tone")).to_contain_text("minder zon")
    expect(answer.locator(".answer__first")).to_have_text(
        re.compile(r"Straks krijgt uw zonnigste gevel op \d+ \w+ .* zon\.")
    )
    expect(answer.locator(".bar__number")).to_have_count(2)
    for side in (".wipe__now", ".wipe__then"):
        expect(phone.locator(side)).to_have_js_property("complete", True)
        assert phone.locator(side).evaluate("image => image.naturalWidth") > 0
        drawn, frame = phone.locator(side).bounding_box(), phone.locator(".wipe").bounding_box()
        assert drawn is not None and frame is not None  # noqa: PT018 - for the type checker
        assert abs(drawn["y"] - frame["y"]) < 3, "it is in its frame, not below it"
    phone.get_by_role("button", name="Hoe zeker is dit?").click()
    expect(phone.get_by_role("dialog")).to_contain_text("hoger of lager")
    found += violations(phone)
    phone.get_by_role("button", name="Sluiten").click()
    for question in QUESTIONS[1:]:
        found += violations(phone)
        assert not overflowing(phone), phone.url
        phone.locator("#next").click()
        expect(phone.get_by_role("heading", level=1)).to_contain_text(question)
    expect(answer).to_contain_text("Luchtmeter Plein")
    phone.locator("#next").click()
    expect(phone.locator(".paper__answers li")).to_have_count(6)
    found += violations(phone)
    assert found == []
    assert sum(len(answer.body()) for answer in scripts) < 3 * BUDGET
    sent = sum(answer.request.sizes()["responseBodySize"] for answer in scripts)
    assert 0 < sent < BUDGET


def test_home_is_pointed_at_with_arrow_keys_and_with_a_finger(quiet_page: Page, town: Site) -> None:
    page = quiet_page
    page.goto(f"{town.url}/verken?plan=toren")
    page.get_by_role("button", name="Wijs uw huis aan").click()
    told = page.locator("#aimed")
    expect(told).to_contain_text("Dit is Straat")
    assert violations(page) == []
    page.locator("#aim").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(told).to_have_text("Dit is Straat 1.")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("Dit is Straat 2.")
    middle = page.locator("#aim").bounding_box()
    assert middle is not None
    page.mouse.click(middle["x"] + middle["width"] - 4, middle["y"] + middle["height"] / 2)
    expect(told).not_to_have_text("Dit is Straat 2.")
    page.locator("#aim").focus()
    for _ in range(8):
        page.keyboard.press("ArrowLeft")  # to the first of the street, however far it was
    expect(told).to_have_text("Dit is Straat 1.")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("Dit is Straat 2.")
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_contain_text("Straat 2")


def test_what_the_screen_says_is_on_the_page_in_words(quiet_page: Page, town: Site) -> None:
    page = quiet_page
    page.goto(f"{town.url}/verken?plan=toren&huis={HOME}")
    said = []
    for question in QUESTIONS:
        expect(page.get_by_role("heading", level=1)).to_contain_text(question)
        said += page.locator(".answer p.answer__first, .answer p.answer__more").all_inner_texts()
        said += page.locator(".bar__number").all_inner_texts()
        link = page.get_by_role("link", name="Lees dit als gewone pagina").get_attribute("href")
        if question != QUESTIONS[-1]:
            page.locator("#next").click()
    assert link is not None
    page.goto(f"{town.url}{link}")
    words = page.locator("main").inner_text()
    assert [each for each in said if each not in words] == []
    assert violations(page) == []


def test_the_same_by_keyboard(quiet_page: Page, town: Site) -> None:
    page = quiet_page
    page.goto(f"{town.url}/verken?plan=toren")
    page.get_by_label("Straat en huisnummer").focus()
    page.keyboard.type("Straat 2")
    expect(page.locator("#address-told")).to_have_text("1 adres gevonden.")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(QUESTIONS[0])
    expect(heading).to_be_focused()
    slider = page.get_by_label("Schuif van nu naar straks")
    slider.focus()
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "U ziet het plan.")
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "U ziet hoe het nu is.")
    hour = page.get_by_label("Hoe laat?")
    hour.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".wipe__now")).to_have_attribute("src", re.compile("0321-1300"))
    page.locator("#open-how").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("elke 10 minuten")
    page.keyboard.press("Escape")
    expect(page.locator("#open-how")).to_be_focused()
    page.locator("#next").focus()
    page.keyboard.press("Enter")
    expect(heading).to_contain_text(QUESTIONS[1])
    page.go_back()
    expect(heading).to_contain_text(QUESTIONS[0])


def test_somebody_walks_to_the_home_at_the_height_of_their_eyes(
    quiet_page: Page, town: Site
) -> None:
    page = quiet_page
    page.goto(f"{town.url}/verken?plan=toren")
    page.get_by_role("button", name="Loop naar uw huis").click()
    told = page.locator("#walk-told")
    expect(told).to_contain_text("Voor u staat Straat")
    assert violations(page) == []
    first = told.inner_text()
    page.get_by_role("button", name="Vooruit").click()
    expect(told).not_to_have_text(first)
    page.locator("#street").focus()
    page.keyboard.press("ArrowDown")
    expect(told).to_have_text(first)
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_contain_text(
        first.split(",")[0].removeprefix("Voor u staat ")
    )


def test_the_card_is_one_page_of_a5_and_says_where_to_check_it(
    quiet_page: Page, town: Site
) -> None:
    quiet_page.goto(f"{town.url}/verken?plan=toren&huis={HOME}&vraag=kaart")
    expect(quiet_page.locator(".paper h2")).to_have_text("Straat 2")
    expect(quiet_page.locator(".paper__picture img")).to_have_js_property("complete", True)
    reader = PdfReader(io.BytesIO(quiet_page.pdf(prefer_css_page_size=True)))
    (paper,) = reader.pages
    assert (round(paper.mediabox.width), round(paper.mediabox.height)) == (420, 595)
    text = " ".join(paper.extract_text().split())
    assert all(question in text for question in QUESTIONS)
    assert f"huis={HOME}" in text.replace(" ", "")
    assert "Print de kaart" not in text


def test_it_works_at_320_pixels_in_english(phone: Page, town: Site) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(f"{town.url}/verken?plan=toren&huis={HOME}&vraag=zon")
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("How much sun will I get?")
    expect(phone.locator(".answer__first")).to_contain_text("Later your sunniest façade")
    assert not overflowing(phone)
    assert violations(phone) == []


def test_a_home_that_is_not_there_is_told(page: Page, town: Site) -> None:
    page.goto(f"{town.url}/verken?huis=weg")
    expect(page.get_by_role("alert")).to_contain_text("Dit huis kennen we niet meer")
