"""Who has a key may register devices; who has none, another or a revoked one may not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.fix_api import NOW, Api, serving
from tests.fix_db import Database
from twin.api.guards import LARGEST_BODY
from twin.api.ledger import Ledger
from twin.api.problems import MEDIA_TYPE, Problem
from twin.api.registration import Adopted, RegisteredBody, UnknownThingPage
from twin.api.things import ThingBody
from twin.model import RejectionReason
from twin.store.keys import Scope, list_keys, revoke
from twin.store.ledger import DeadLetter
from twin.store.observations import store_batch

WORDS = {"nl": "Lucht meten.", "en": "Measuring air."}
PASSPORT = {
    "owner": "Gemeente Hengelo",
    "contact": "tweeling@hengelo.example",
    "purpose": WORDS,
    "legal_ground": WORDS,
    "measures": WORDS,
    "cannot": WORDS,
    "retention": "P400D",
    "dtpr": ["tech__air_quality"],
}
THING = {"id": "kit-9", "name": "Luchtmeter 9", "origin": "real", "quantities": ["pm25"]}
FORM = {"passport": PASSPORT, "things": [THING]}
UNKNOWN = "/api/v1/unknown-things"


def refusal(answer: httpx.Response, status: int) -> Problem:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate_json(answer.content)
    assert problem.hint
    return problem


def test_who_has_a_key_registers_a_thing_and_brings_it_up_to_date(api: Api) -> None:
    key = api.key(Scope.THINGS_WRITE)
    for added, name in ((1, "Luchtmeter 9"), (0, "Luchtmeter Plein")):
        form = FORM | {"things": [THING | {"name": name}]}
        answer = api.client.post("/api/v1/things", json=form, headers=key)
        assert answer.status_code == 201, answer.text
        done = RegisteredBody.model_validate_json(answer.content)
        assert (done.things, done.added, done.updated) == (["kit-9"], added, 1 - added)
    thing = ThingBody.model_validate_json(api.client.get("/api/v1/things/kit-9").content)
    assert thing.name == "Luchtmeter Plein"
    assert thing.datastreams[0].passport is not None
    passport = api.client.get(thing.datastreams[0].passport).json()
    assert passport["retention"] == "P400D"
    assert passport["dtpr"][0]["label"]["nl"] == "meet de lucht"


def test_without_a_key_or_with_a_wrong_one_nothing_is_written(api: Api) -> None:
    answer = api.client.post("/api/v1/things", json=FORM)
    assert refusal(answer, 401).detail == "this needs a key"
    assert answer.headers["www-authenticate"] == "Bearer"
    for wrong in ("twin_1_" + "x" * 43, "nonsense"):
        header = {"Authorization": f"Bearer {wrong}"}
        problem = refusal(api.client.post("/api/v1/things", json=FORM, headers=header), 401)
        assert wrong not in problem.detail


def test_a_key_for_something_else_does_not_open(api: Api) -> None:
    answer = api.client.post("/api/v1/things", json=FORM, headers=api.key(Scope.LETTERS_READ))
    assert "things:write" in refusal(answer, 403).detail
    answer = api.client.get(UNKNOWN, headers=api.key(Scope.THINGS_WRITE))
    assert "letters:read" in refusal(answer, 403).detail


def test_a_revoked_key_opens_nothing(api: Api) -> None:
    key = api.key(Scope.LETTERS_READ)
    assert api.client.get(UNKNOWN, headers=key).status_code == 200
    with psycopg.connect(api.database.owner, autocommit=True) as conn:
        revoke(conn, list_keys(conn)[-1].id, NOW)
    refusal(api.client.get(UNKNOWN, headers=key), 401)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"things": [THING]}, "passport"),
        (FORM | {"things": [THING | {"quantities": ["sfeer"]}]}, "'sfeer'"),
        (FORM | {"things": [THING | {"colour": "red"}]}, "colour"),
        (FORM | {"things": [THING | {"name": "nul\0"}]}, "\\u0000"),
        (FORM | {"things": [THING | {"profile": "nobodys"}]}, "'nobodys'"),
        ([], "body"),
    ],
)
def test_a_form_that_cannot_be_is_refused_with_the_value(api: Api, form: Any, told: str) -> None:
    answer = api.client.post("/api/v1/things", json=form, headers=api.key(Scope.THINGS_WRITE))
    problem = refusal(answer, 400)
    assert told in problem.detail + problem.hint


def test_a_body_without_end_is_refused_before_it_fills_the_memory(api: Api) -> None:
    told = api.client.post("/api/v1/things", content=b" " * (LARGEST_BODY + 1))
    refusal(told, 413)
    pieces = (b" " * 1_000_000 for _ in range(LARGEST_BODY // 1_000_000 + 2))
    untold = api.client.post(
        "/api/v1/things", content=pieces, headers={"Content-Type": "application/json"}
    )
    refusal(untold, 413)


def test_a_twin_without_a_login_to_write_says_so(database: Database) -> None:
    with serving(database.api) as url:
        problem = refusal(httpx.post(f"{url}/api/v1/things", json=FORM), 503)
        assert "TWIN_WRITE_DATABASE_URL" in problem.hint


def test_a_device_that_nobody_registered_is_adopted_and_what_waited_is_stored(api: Api) -> None:
    letters = [
        DeadLetter(
            NOW,
            "twin/v1/vreemd-1/pm25",
            json.dumps({"t": f"2026-11-22T11:{minute:02}:00Z", "v": 7.5}).encode(),
            RejectionReason.UNKNOWN_THING,
            "no thing is called 'vreemd-1'",
            "vreemd-1",
            source="mqtt:native",
        )
        for minute in range(5)
    ]
    with psycopg.connect(api.database.ingest, autocommit=True) as conn:
        store_batch(conn, [], letters)
    key = api.key(Scope.THINGS_WRITE, Scope.LETTERS_READ)
    page = UnknownThingPage.model_validate_json(api.client.get(UNKNOWN, headers=key).content)
    (stranger,) = page.items
    assert (stranger.name, stranger.readings) == ("vreemd-1", 5)
    assert stranger.quantities == ["pm25"]
    answer = api.client.post(
        f"{UNKNOWN}/vreemd-1/adoption", json={"passport": PASSPORT}, headers=key
    )
    assert answer.status_code == 201, answer.text
    adopted = Adopted.model_validate_json(answer.content)
    assert (adopted.thing, adopted.stored, adopted.rejected) == ("vreemd-1", 5, 0)
    ledger = Ledger.model_validate_json(api.client.get("/api/v1/ledger").content)
    assert ledger.total.balanced
    assert ledger.sources["mqtt:native"].rejected == {}
    assert api.client.get(UNKNOWN, headers=key).json()["items"] == []
    refusal(
        api.client.post(f"{UNKNOWN}/vreemd-1/adoption", json={"passport": PASSPORT}, headers=key),
        404,
    )


def test_a_device_is_registered_by_one_click_on_a_page(api: Api) -> None:
    letter = DeadLetter(
        NOW,
        "twin/v1/vreemd-2/temperature",
        b'{"t": "2026-11-22T11:00:00Z", "v": 7.5}',
        RejectionReason.UNKNOWN_THING,
        "no thing is called 'vreemd-2'",
        "vreemd-2",
        source="mqtt:native",
    )
    with psycopg.connect(api.database.ingest, autocommit=True) as conn:
        store_batch(conn, [], [letter])
    both = api.key(Scope.THINGS_WRITE, Scope.LETTERS_READ)["Authorization"].split()[1]
    reads = api.key(Scope.LETTERS_READ)["Authorization"].split()[1]
    click = {"name": "vreemd-2", "passport": "0"}
    where = "/tekst/onbekend"
    assert "Uw sleutel" in api.client.get(where).text
    shown = api.client.post(where, data={"key": reads})
    assert "Meld aan vreemd-2" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    for wrong in ({"key": "twin_1_x"} | click, {"key": reads} | click, {"key": both} | click
                  | {"passport": "99"}):  # fmt: skip
        refused = api.client.post(where, data=wrong)
        assert refused.status_code == 403
        assert "Dat lukte niet" in refused.text
        assert both not in refused.text
    done = api.client.post(where, data={"key": both} | click)
    assert "vreemd-2 is aangemeld. Metingen die alsnog zijn bewaard: 1." in done.text
    assert api.client.get("/api/v1/things/vreemd-2").status_code == 200


def test_the_form_of_a_request_is_that_of_the_file() -> None:
    from twin.api.openapi import document

    described = json.loads(document())["components"]["schemas"]["ThingForm"]["properties"]
    schema = Path(__file__).parents[2] / "docs" / "things.schema.json"
    assert set(described) == set(json.loads(schema.read_text())["$defs"]["ThingForm"]["properties"])
