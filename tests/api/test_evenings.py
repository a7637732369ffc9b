"""Planners line up an evening and show it; a phone with its code moves it and can do no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from starlette.requests import Request

from tests.fix_api import NOW, Api
from tests.fix_processes import until
from tests.store.test_results import arrays, body
from twin.api.planners import is_here
from twin.embedded.network import addresses
from twin.model import Area, Scenario, ScenarioState
from twin.store import results, scenarios
from twin.store.keys import Scope
from twin.store.results import Kept, Of, packed
from twin.store.scenarios import Author

VIEW = {
    "kind": "view", "id": "a", "title": "De toren", "sentence": "Zon op de gevels.",
    "state": "gebied=voorbeeldwijk&plan=toren&moment=2027-03-21T15:00",
    "way": "beside", "sensors": ["kit-1"],
}  # fmt: skip
INVITE = {"kind": "invite", "id": "b", "title": "Kijk mee", "sentence": ""}
VOTE = {"kind": "stem", "id": "c", "question": "Hoger of lager?"}


@pytest.fixture(scope="module")
def desk(api: Api, sample_area: Area) -> Api:
    """The twin with a published plan, at which the client is a planner."""
    with psycopg.connect(api.database.write, autocommit=True) as conn:
        scenarios.create(conn, Scenario("toren", sample_area.id, "Toren"), Author("tests", NOW))
        scenarios.set_state(conn, "toren", 1, ScenarioState.PUBLISHED, NOW)
    api.client.headers.update(api.key(Scope.SCENARIOS_WRITE))
    return api


@pytest.fixture
def public(desk: Api) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.url, timeout=60) as client:
        yield client


def made(desk: Api, *slides: dict[str, Any], title: str = "Bewonersavond") -> dict[str, Any]:
    told = {"area": "voorbeeldwijk", "title": title, "slides": slides or (VIEW, VOTE, INVITE)}
    answer = desk.client.post("/api/v1/evenings", json=told)
    assert answer.status_code == httpx.codes.CREATED, answer.text
    body: dict[str, Any] = answer.json()
    return body


@contextmanager
def following(client: httpx.Client, path: str) -> Iterator[Iterator[tuple[str, Any]]]:
    """The events of a stream, each with its data."""

    def events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
        name = ""
        for line in lines:
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                yield name, json.loads(line[6:])

    with client.stream("GET", path) as answer:
        assert answer.status_code == httpx.codes.OK
        yield events(answer.iter_lines())


def test_an_evening_keeps_slides_of_kinds_that_come_later(desk: Api) -> None:
    told = made(desk)
    again = desk.client.get(f"/api/v1/evenings/{told['id']}")
    assert again.headers["etag"] == '"1"'
    assert again.json()["slides"][1] == VOTE
    words = desk.client.get(f"/api/v1/evenings/{told['id']}/words").json()
    assert [slide["kind"] for slide in words["slides"]] == ["view", "invite"]


@pytest.mark.parametrize(
    ("slide", "said"),
    [
        (VIEW | {"way": "spin"}, "way"),
        (VIEW | {"state": "a b"}, "state"),
        (VIEW | {"title": "x" * 61}, "title"),
        (VIEW | {"id": "z", "state": "gebied=elders"}, "elders"),
        (INVITE | {"id": "a"}, "two slides have the id 'a'"),
        (VOTE | {"kind": "<b>"}, "kind"),
    ],
)
def test_a_slide_that_cannot_be_is_refused(desk: Api, slide: dict[str, Any], said: str) -> None:
    told = {"area": "voorbeeldwijk", "title": "x", "slides": [VIEW | {"state": ""}, slide]}
    answer = desk.client.post("/api/v1/evenings", json=told)
    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert said in answer.json()["detail"]


def test_two_planners_do_not_overwrite_each_other(desk: Api) -> None:
    which = f"/api/v1/evenings/{made(desk)['id']}"
    change = {"title": "Anders", "slides": [INVITE]}
    assert desk.client.put(which, json=change).status_code == 428
    first = desk.client.put(which, json=change, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    second = desk.client.put(which, json=change, headers={"If-Match": '"1"'})
    assert second.status_code == httpx.codes.CONFLICT


def test_everybody_reads_an_evening_once_it_was_shown(desk: Api, public: httpx.Client) -> None:
    told = made(desk, title="Nog niet getoond")
    which, page = f"/api/v1/evenings/{told['id']}", f"/tekst/voorbeeldwijk/avond/{told['id']}"
    assert public.get(which).status_code == httpx.codes.NOT_FOUND
    assert public.get(page).status_code == httpx.codes.NOT_FOUND
    for refused in (
        public.post(f"{which}/show"),
        public.delete(which),
        public.get("/api/v1/network"),
    ):
        assert refused.status_code == httpx.codes.UNAUTHORIZED
    desk.client.post(f"{which}/show")
    assert public.get(which).json()["title"] == "Nog niet getoond"
    assert "De toren" in public.get(page).text
    assert "Nog niet getoond" in public.get("/tekst/voorbeeldwijk/avond").text
    assert public.put(f"{which}/show", json={"slide": 1}).status_code == httpx.codes.UNAUTHORIZED


def test_a_code_moves_its_evening_and_opens_nothing_else(desk: Api, public: httpx.Client) -> None:
    which = f"/api/v1/evenings/{made(desk)['id']}"
    code = desk.client.post(f"{which}/show").json()["code"]
    assert len(code) > 30
    with (
        following(public, f"{which}/show/events?role=screen") as screen,
        httpx.Client(
            base_url=desk.url, timeout=60, headers={"Authorization": f"Bearer {code}"}
        ) as holder,
    ):
        assert next(screen)[1]["slide"] == 0
        with following(holder, "/api/v1/remote") as phone:
            name, at = next(phone)
            assert (name, at["title"], at["next"]) == ("show", "De toren", "Kijk mee")
            moved = holder.post("/api/v1/remote", json={"move": "next"})
            assert (moved.json()["slide"], moved.json()["next"]) == (1, "")
            assert next(at["slide"] for _, at in phone if at["slide"] == 1)
            assert any(at["slide"] == 1 and at["remotes"] == 1 for _, at in screen)
            for closed in (
                holder.put(f"{which}/show", json={"slide": 0}),
                holder.get("/api/v1/network"),
                holder.post("/api/v1/remote", json={"move": "end"}),
            ):
                assert closed.status_code in (400, 401)
            desk.client.delete(f"{which}/show")
            assert any(name == "ended" for name, _ in phone)
        assert any(name == "ended" for name, _ in screen)
        assert holder.post("/api/v1/remote", json={"move": "next"}).status_code == 401
    for guess in ({}, {"Authorization": "Bearer avond_x"}):
        answer = public.post("/api/v1/remote", json={"move": "next"}, headers=guess)
        assert answer.status_code == httpx.codes.UNAUTHORIZED


def test_opening_again_goes_on_where_it_was_with_another_code(desk: Api) -> None:
    which = f"/api/v1/evenings/{made(desk)['id']}/show"
    old = desk.client.post(which).json()["code"]
    desk.client.put(which, json={"slide": 1, "black": True})
    new = desk.client.post(which).json()
    assert (new["slide"], new["black"]) == (1, True)
    for code, status in ((old, 401), (new["code"], 200)):
        headers = {"Authorization": f"Bearer {code}"}
        answer = desk.client.post("/api/v1/remote", json={"move": "black"}, headers=headers)
        assert answer.status_code == status


def test_who_leaves_is_no_longer_counted(desk: Api, public: httpx.Client) -> None:
    which = f"/api/v1/evenings/{made(desk)['id']}/show"
    desk.client.post(which)
    with following(public, f"{which}/events?role=screen") as screen:
        next(screen)
        assert desk.client.get(which).json()["screens"] == 1
    until(lambda: desk.client.get(which).json()["screens"] == 0, "the screen is gone")


def test_numbers_come_from_results_and_say_how_sure_they_are(
    desk: Api, public: httpx.Client
) -> None:
    with psycopg.connect(desk.database.write, autocommit=True) as conn:
        text = json.dumps(body("avond") | {"indicative": True})
        said = json.loads(text.replace('"norm": "n"', '"norm": "bezonning.tno-licht"'))
        kept = Kept("avond", said["indicator"], "voorbeeldwijk", packed(said))
        results.save_result(conn, kept, arrays())
        results.save_use(conn, Of("voorbeeldwijk", "toren", 1), said["indicator"], "avond")
    figure = said["result"]["figures"][0]
    choice = {"indicator": said["indicator"], "figure": figure["key"]}
    told = made(desk, VIEW | {"number": choice})
    answer = desk.client.get(f"/api/v1/evenings/{told['id']}/words")
    assert answer.status_code == httpx.codes.OK, answer.text
    words = answer.json()
    now, plan = words["slides"][0]["sides"]
    assert (now["label"], now["number"], plan["label"]) == ("Nu", None, "Toren")
    assert plan["number"]["value"]
    assert words["slides"][0]["moment"] == "21 maart om 15:00"
    assert words["slides"][0]["sure"]
    assert any("nog niet uitgerekend" in each for each in words["slides"][0]["trouble"])
    desk.client.post(f"/api/v1/evenings/{told['id']}/show")
    page = public.get(f"/tekst/voorbeeldwijk/avond/{told['id']}").text
    for fact in (plan["number"]["value"], words["slides"][0]["sure"], "21 maart om 15:00"):
        assert fact in page
    assert "Luchtmeter 1" in page


def test_on_loopback_no_phone_can_come_and_elsewhere_its_addresses_are_told(desk: Api) -> None:
    assert desk.client.get("/api/v1/network").json() == {"open": False, "addresses": []}
    own = {each.address for given in psutil.net_if_addrs().values() for each in given}
    for address in addresses("0.0.0.0", 8000):
        host = address.removeprefix("http://").removesuffix(":8000")
        assert host in own
        assert not host.startswith("127.")
    assert addresses("fd00::7", 80) == ["http://[fd00::7]:80"]


@pytest.mark.parametrize(("client", "here"), [("127.0.0.1", True), ("192.168.1.9", False)])
def test_on_a_network_only_who_sits_at_the_machine_needs_no_key(client: str, here: bool) -> None:
    scope = {
        "type": "http",
        "client": (client, 40_000),
        "headers": [(b"host", b"127.0.0.1:8000")],
    }
    assert is_here(Request(scope)) is here
