"""A planner lines up an evening and shows it; a phone moves it, and nothing covers the picture."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_plans import violations
from tests.fix_api import serving_app
from tests.fix_browser import DRAWN, WEB, Site
from twin.api.app import build_app
from twin.api.context import ApiConfig
from twin.embedded.network import addresses
from twin.embedded.ports import free_port

pytestmark = pytest.mark.timeout(400)
EVERYWHERE = "0.0.0.0"
READY = "html[data-ready=all]"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@dataclass
class Hall:
    """A twin on the network of a hall, which can be taken away and given back."""

    config: ApiConfig
    area: str
    plan: str
    running: AbstractContextManager[str] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.config.port}"

    @property
    def network(self) -> str:
        """Where phones find it."""
        return addresses(EVERYWHERE, self.config.port)[0]

    def start(self) -> None:
        self.running = serving_app(build_app(self.config), self.config.port, EVERYWHERE)
        self.running.__enter__()

    def stop(self) -> None:
        if self.running is not None:
            self.running.__exit__(None, None, None)
            self.running = None

    def evening(self) -> int:
        """An evening of three slides, made over HTTP."""
        state = f"gebied={self.area}&plan={self.plan}&moment=2026-03-21T15:00"
        slides = [
            {"kind": "view", "id": "a", "title": "De toren", "sentence": "", "state": state},
            {"kind": "stem", "id": "v", "question": "Hoger?"},
            {"kind": "view", "id": "b", "title": "Nu en straks", "state": state, "way": "beside"},
            {"kind": "invite", "id": "c", "title": "Kijk zelf mee"},
        ]
        told = {"area": self.area, "title": "Bewonersavond", "slides": slides}
        made = httpx.post(f"{self.url}/api/v1/evenings", json=told, timeout=60)
        assert made.status_code == httpx.codes.CREATED, made.text
        number: int = made.json()["id"]
        return number


@pytest.fixture(scope="module")
def hall(planned: Site, tower: str) -> Iterator[Hall]:
    """The streets with the plan of a tower, served to the network."""
    if not addresses(EVERYWHERE, 80):
        pytest.skip("this machine has no network")
    config = ApiConfig(
        database_url=planned.database.api,
        default_area=None,
        web_dir=WEB,
        write_url=planned.database.write,
        planners_here=True,
        host=EVERYWHERE,
        port=free_port(),
    )
    hall = Hall(config, planned.area.id, tower)
    hall.start()
    yield hall
    hall.stop()


@pytest.fixture
def laptop(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1200, "height": 800}, locale="nl-NL", reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="nl-NL")
    page = context.new_page()
    yield page
    context.close()


def titled(page: Page, *titles: str) -> None:
    """Wait until the slides have these titles in this order."""
    expect(page.locator(".slide__name > :nth-child(2)")).to_have_text(list(titles))


def saved(page: Page) -> None:
    expect(page.locator("#saving")).to_have_attribute("data-saving", "saved")


def test_a_planner_lines_slides_up_by_mouse_and_by_keyboard(
    laptop: BrowserContext, hall: Hall
) -> None:
    page = laptop.new_page()
    page.goto(f"{hall.url}/avond")
    page.get_by_role("button", name="Maak een avond").click()
    expect(page.get_by_role("alert").filter(has_text="Geef de avond een naam")).to_be_visible()
    page.get_by_label("Naam van de avond").fill("Avond aan de singel")
    page.keyboard.press("Enter")
    expect(page.locator("#no-slides")).to_be_visible()
    found = violations(page)

    page.locator("#add-whole").click()
    expect(page.locator("#slide-title")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Dit is de wijk")
    page.locator("#add-invite").click()
    expect(page.locator("#slide-title")).to_be_focused()
    page.locator("#address").fill("zomaar iets")
    page.keyboard.press("Enter")
    expect(page.locator("#address-wrong")).to_contain_text("geen adres van de kaart")
    page.locator("#address").fill(f"{hall.url}/?gebied={hall.area}&plan={hall.plan}")
    page.keyboard.press("Enter")
    expect(page.locator("#slide-title")).to_be_focused()
    page.locator("#slide-title").fill("De toren")
    page.locator("#slide-way").select_option("swipe")
    titled(page, "Dit is de wijk", "Kijk zelf mee", "De toren")

    grip = page.locator("[data-slide]").nth(2).locator(".slide__grip").bounding_box()
    first = page.locator("[data-slide]").nth(0).bounding_box()
    assert grip is not None and first is not None  # noqa: PT018 - for the type checker
    page.mouse.move(grip["x"] + 9, grip["y"] + 9)
    page.mouse.down()
    page.mouse.move(first["x"] + 9, first["y"] + 9, steps=4)
    page.mouse.up()
    titled(page, "De toren", "Dit is de wijk", "Kijk zelf mee")
    page.get_by_role("button", name=re.compile("2 ?Dit is de wijk")).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("status").filter(has_text="plaats 3 van 3")).to_be_attached()
    page.get_by_role("button", name="Kijk zelf mee: naar beneden").press("Enter")
    titled(page, "De toren", "Dit is de wijk", "Kijk zelf mee")

    page.locator("#take").click()
    expect(page.locator("#put-back")).to_be_focused()
    page.keyboard.press("Enter")
    saved(page)
    page.reload()
    expect(page.locator(".slide__name")).to_have_count(3)
    titled(page, "De toren", "Dit is de wijk", "Kijk zelf mee")
    expect(page.locator(".preview .said__title")).to_have_text("De toren")
    found += violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert found + violations(page) == []


def test_two_planners_are_told_and_choose(laptop: BrowserContext, hall: Hall) -> None:
    number = hall.evening()
    page = laptop.new_page()
    page.goto(f"{hall.url}/avond?gebied={hall.area}&avond={number}")
    expect(page.locator(".slide__name")).to_have_count(4)
    change = {"title": "Van een ander", "slides": []}
    which = f"{hall.url}/api/v1/evenings/{number}"
    assert httpx.put(which, json=change, headers={"If-Match": '"1"'}, timeout=60).is_success
    page.locator("#name").fill("Van mij")
    expect(page.locator("#conflict")).to_contain_text("Iemand anders")
    page.get_by_role("button", name="Bewaar mijn versie").click()
    saved(page)
    kept = httpx.get(which, timeout=60).json()
    assert (kept["title"], len(kept["slides"])) == ("Van mij", 4)


def test_the_screen_is_moved_by_its_keys_and_by_a_phone_on_the_network(
    laptop: BrowserContext, phone: Page, hall: Hall
) -> None:
    number = hall.evening()
    console = laptop.new_page()
    console.goto(f"{hall.url}/avond?gebied={hall.area}&avond={number}")
    console.locator("#open").click()
    expect(console.locator("#now")).to_contain_text("dia 1 van 3, De toren")
    with laptop.expect_page() as opened:
        console.locator("#screen-link").click()
    screen = opened.value
    screen.set_viewport_size({"width": 640, "height": 360})  # drawn by the processor
    screen.wait_for_selector(DRAWN, state="attached")
    screen.wait_for_selector(READY, state="attached")
    expect(console.locator("#followers")).to_contain_text("1 scherm verbonden")
    expect(screen.locator(".said__title")).to_have_text("De toren")
    assert violations(screen) == []

    screen.keyboard.press("PageDown")
    expect(screen.locator(".said__title")).to_have_text("Nu en straks")
    sizes = screen.locator(".said__title, .said__sentence, .screen__label").evaluate_all(
        "all => all.map(each => parseFloat(getComputedStyle(each).fontSize) / innerHeight)"
    )
    assert min(sizes) >= 1 / 25, "main words are read from 4 m (docs/evening.md)"
    expect(screen.locator(".screen__label")).to_have_text(["Nu", "Toren (concept)"])
    expect(console.locator("#now")).to_contain_text("dia 2 van 3")
    code = console.locator(".show__remote .qr").get_attribute("data-text")
    assert code is not None
    assert code.startswith(f"{hall.network}/avond/afstand#avond_")

    phone.goto(code)
    expect(phone.locator("#at")).to_contain_text("Dia 2 van 3")
    assert "#" not in phone.url, "the code is not left in the address"
    expect(phone.get_by_role("status")).to_have_text("Verbonden met het scherm.")
    phone.get_by_role("button", name="Volgende").click()
    expect(screen.locator(".said__title")).to_have_text("Kijk zelf mee")
    visit = screen.locator(".screen__qr .qr").get_attribute("data-text")
    assert visit == f"{hall.network}/verken?gebied={hall.area}"
    assert violations(screen) == []
    phone.get_by_role("button", name="Zwart").press("Enter")
    expect(screen.locator(".screen--black")).to_be_attached()
    expect(phone.get_by_role("button", name="Zwart")).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("button", name="Vorige").click()
    expect(screen.locator(".screen--black")).to_have_count(0)
    phone.get_by_role("button", name="Stilzetten").click()
    expect(screen.locator(".screen--frozen")).to_be_attached()
    phone.get_by_role("button", name="Vorige").click()
    expect(phone.locator("#at")).to_contain_text("Dia 2 van 3")
    expect(screen.locator(".said__title")).to_have_text("Kijk zelf mee")
    found = violations(phone) + violations(console)
    phone.get_by_role("button", name="Stilzetten").click()
    expect(screen.locator(".said__title")).to_have_text("Nu en straks")

    console.locator("#close").click()
    expect(phone.get_by_role("status")).to_contain_text("werkt niet meer")
    phone.reload()
    expect(phone.get_by_role("status")).to_contain_text("werkt niet meer")
    assert found + violations(phone) == []


def test_while_the_twin_is_away_the_screen_goes_on_and_only_the_others_tell(
    laptop: BrowserContext, phone: Page, hall: Hall
) -> None:
    number = hall.evening()
    opened = httpx.post(f"{hall.url}/api/v1/evenings/{number}/show", timeout=60).json()
    screen, console = laptop.new_page(), laptop.new_page()
    screen.set_viewport_size({"width": 640, "height": 360})
    screen.goto(f"{hall.url}/avond/scherm?avond={number}")
    console.goto(f"{hall.url}/avond?gebied={hall.area}&avond={number}")
    phone.goto(f"{hall.network}/avond/afstand#{opened['code']}")
    screen.wait_for_selector(DRAWN, state="attached")
    screen.wait_for_selector(READY, state="attached")
    expect(phone.locator("#at")).to_contain_text("Dia 1 van 3")
    expect(console.locator("#now")).to_be_visible()
    words = screen.locator("main").inner_text()

    hall.stop()
    expect(phone.get_by_role("status")).to_contain_text("De tweeling is even weg")
    expect(console.locator("#show-lost")).to_be_visible()
    assert screen.locator("main").inner_text() == words
    screen.keyboard.press(" ")
    expect(screen.locator(".said__title")).to_have_text("Nu en straks")
    assert re.sub(r"\s+", " ", screen.locator("main").inner_text()).count("weg") == 0

    hall.start()
    expect(phone.locator("#at")).to_contain_text("Dia 2 van 3")
    expect(console.locator("#now")).to_contain_text("dia 2 van 3")
    expect(screen.locator(".said__title")).to_have_text("Nu en straks")


def test_every_word_of_the_screen_is_on_its_page_in_words(
    laptop: BrowserContext, hall: Hall
) -> None:
    number = hall.evening()
    httpx.post(f"{hall.url}/api/v1/evenings/{number}/show", timeout=60)
    words = httpx.get(f"{hall.url}/api/v1/evenings/{number}/words", timeout=60).json()
    page = laptop.new_page()
    page.goto(f"{hall.url}/tekst/{hall.area}/avond/{number}")
    told = page.locator("main").inner_text()
    for slide in words["slides"]:
        for fact in (slide["title"], slide["moment"], *[side["label"] for side in slide["sides"]]):
            assert fact is None or fact in told, json.dumps(slide)
    assert violations(page) == []
    page.goto(f"{hall.url}/tekst/{hall.area}/avond")
    assert violations(page) == []
