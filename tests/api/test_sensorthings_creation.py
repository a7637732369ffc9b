"""Observations created over HTTP go through the same door as those over MQTT."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import requests

from tests.fix_api import serving
from tests.fix_db import Database
from tests.fix_sensorthings import THINGS
from twin.api.problems import Problem
from twin.api.sensorthings.creation import MAX_OBSERVATIONS
from twin.store import keys
from twin.store.keys import Scope
from twin.store.pool import connect
from twin.store.things import registry, save_things

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the client, which this project does not mend
    import frost_sta_client as frost

NOW = datetime(2025, 11, 22, 12, tzinfo=UTC)
AT = "2025-11-22T10:00:00Z"


@dataclass(frozen=True)
class Writable:
    """A served twin that takes writes, and a client with a key for them."""

    url: str
    client: httpx.Client
    token: str
    other: str
    streams: dict[tuple[str, str], int]

    def ledger(self) -> dict[str, Any]:
        """The account of what came over HTTP."""
        whole = self.client.get(f"{self.url.removesuffix('/sta/v1.1')}/api/v1/ledger").json()
        account: dict[str, Any] = whole["sources"]["http:sensorthings"]
        return account


@pytest.fixture(scope="module")
def _served(module_database: Database) -> Iterator[Writable]:
    database = module_database
    with connect(database.owner, application="test") as conn:
        save_things(conn, THINGS)
        streams = {key: stream.id for key, stream in registry(conn).streams.items()}
        token, other = (
            keys.create(conn, "test", [scope], secret=secrets.token_urlsafe(32), now=NOW)
            for scope in (Scope.OBSERVATIONS_WRITE, Scope.THINGS_WRITE)
        )
    with serving(database.api, write_url=database.write) as root:
        url = f"{root}/sta/v1.1"
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=url, timeout=60, headers=headers) as client:
            yield Writable(url, client, token, other, streams)


@pytest.fixture
def writable(_served: Writable, module_database: Database) -> Writable:
    """A twin with things and keys, of which one is for Observations; nothing was measured yet."""
    with connect(module_database.owner, application="test") as conn:
        conn.execute("TRUNCATE observations, latest, originals, ledger, dead_letters")
    return _served


def observation(**more: Any) -> dict[str, Any]:
    return {"phenomenonTime": AT, "result": 8.25} | more


def test_an_observation_is_created_kept_and_counted(writable: Writable) -> None:
    number = writable.streams["kit-1", "pm25"]
    body = observation(Datastream={"@iot.id": number}, parameters={"batch": 7})
    made = writable.client.post("/Observations", json=body)
    assert made.status_code == 201, made.text
    where = made.headers["location"]
    assert where == f"{writable.url}/Observations('{number}@{AT}')"
    kept = writable.client.get(where).json()
    assert kept == made.json()
    assert (kept["result"], kept["phenomenonTime"]) == (8.25, AT)
    assert kept["parameters"].keys() == {"delay"}, "what is not kept is not shown"
    assert "uncalibrated" in kept["resultQuality"]["flags"]
    account = writable.ledger()
    assert (account["received"], account["stored"], account["balanced"]) == (1, 1, True)


def test_the_same_again_is_no_second_observation(writable: Writable) -> None:
    where = f"/Datastreams({writable.streams['kit-1', 'pm25']})/Observations"
    first = writable.client.post(where, json=observation())
    again = writable.client.post(where, json=observation(result=99))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["location"] == first.headers["location"]
    assert writable.client.get(first.headers["location"]).json()["result"] == 8.25
    account = writable.ledger()
    assert (account["received"], account["stored"], account["duplicate"]) == (2, 1, 1)


def test_without_time_it_is_that_of_reception(writable: Writable) -> None:
    where = f"/Datastreams({writable.streams['kit-1', 'pm25']})/Observations"
    made = writable.client.post(where, json={"result": 1}).json()
    assert made["parameters"] == {"delay": 0}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "not_json"),
        (b"[]", "wrong_shape"),
        (b'{"phenomenonTime": "2025-11-22T10:00:00Z"}', "'result'"),
        (b'{"result": "warm"}', "not_a_number"),
        (b'{"result": 1, "phenomenonTime": "yesterday"}', "bad_time"),
        (b'{"result": 1, "Datastream": {"@iot.id": 99}}', "topic"),
    ],
)
def test_what_cannot_be_used_is_refused_kept_and_counted(
    writable: Writable, body: bytes, told: str
) -> None:
    where = f"/Datastreams({writable.streams['kit-1', 'pm25']})/Observations"
    refused = writable.client.post(where, content=body)
    assert refused.status_code == 400
    assert told in Problem.model_validate_json(refused.content).detail
    account = writable.ledger()
    assert (account["received"], sum(account["rejected"].values())) == (1, 1)


def test_an_unknown_datastream_is_refused(writable: Writable) -> None:
    refused = writable.client.post("/Datastreams(99)/Observations", json=observation())
    assert refused.status_code == 400
    assert "unknown_datastream" in Problem.model_validate_json(refused.content).detail


def test_only_a_key_for_it_opens_the_door(writable: Writable) -> None:
    where = f"/Datastreams({writable.streams['kit-1', 'pm25']})/Observations"
    for path, body in ((where, observation()), ("/Observations", {}), ("/CreateObservations", [])):
        for key, status in (("", 401), ("Bearer twin_1_x", 401), (f"Bearer {writable.other}", 403)):
            answer = writable.client.post(path, json=body, headers={"Authorization": key})
            assert answer.status_code == status, (path, key)
            assert Problem.model_validate_json(answer.content).hint
    assert writable.client.get(where).json()["value"] == []


def test_a_twin_that_takes_no_writes_says_so(database: Database) -> None:
    with serving(database.api) as root:
        answer = httpx.post(f"{root}/sta/v1.1/Observations", json={}, timeout=60)
    assert answer.status_code == 503
    assert "no writes" in Problem.model_validate_json(answer.content).detail


def test_other_entities_cannot_be_created(writable: Writable) -> None:
    for path in ("/Things", "/Datastreams", "/Things('kit-1')/Locations"):
        assert writable.client.post(path, json={"name": "mine"}).status_code == 501


def test_data_arrays_create_many_at_once(writable: Writable) -> None:
    first, second = writable.streams["kit-1", "pm25"], writable.streams["kit-2", "pm25"]
    rows = [[f"2025-11-22T10:{minute:02}:00Z", minute] for minute in range(50)]
    arrays = [
        {"Datastream": {"@iot.id": first}, "components": ["phenomenonTime", "result"],
         "dataArray@iot.count": 50, "dataArray": rows},
        {"Datastream": {"@iot.id": second}, "components": ["result", "phenomenonTime"],
         "dataArray": [[3, AT], ["warm", AT]]},
    ]  # fmt: skip
    made = writable.client.post("/CreateObservations", json=arrays)
    assert made.status_code == 201, made.text
    links = made.json()
    assert len(links) == 52
    assert links[-1] == "error"
    assert writable.client.get(links[7]).json()["result"] == 7
    assert writable.client.get(links[50]).json()["result"] == 3
    account = writable.ledger()
    assert account["stored"] == 51
    assert account["rejected"] == {"not_a_number": 1}
    assert account["balanced"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"{", "not JSON"),
        (b"{}", "the body"),
        (b"[]", "'0' Observations"),
        (b"[1]", "data array"),
        (b'[{"components": ["result"]}]', "data array"),
        (b'[{"components": ["FeatureOfInterest/id"], "dataArray": [[1]]}]', "FeatureOfInterest/id"),
        (b'[{"components": ["result"], "dataArray": [[1, 2]]}]', "row"),
        (b'[{"components": ["result"], "dataArray": [' + b"[1]," * MAX_OBSERVATIONS + b"[1]]}]",
         "Observations in one request"),
        (b" " * 8_000_001, "larger"),
    ],
)  # fmt: skip
def test_data_arrays_that_cannot_be_read_are_refused(
    writable: Writable, body: bytes, told: str
) -> None:
    refused = writable.client.post("/CreateObservations", content=body)
    assert refused.status_code == 400
    assert told in Problem.model_validate_json(refused.content).detail


class KeyHandler(frost.AuthHandler):  # type: ignore[misc]  # it ships no types
    """Lets FROST's client send a key rather than a password."""

    def add_auth_header(self) -> Any:
        def with_key(request: requests.PreparedRequest) -> requests.PreparedRequest:
            request.headers["Authorization"] = f"Bearer {self.password}"
            return request

        return with_key


@pytest.mark.filterwarnings("ignore:furl.pathstr is deprecated")
def test_the_client_that_people_use_creates_observations(writable: Writable) -> None:
    service = frost.SensorThingsService(writable.url, KeyHandler("", writable.token))
    stream = frost.Datastream(id=writable.streams["kit-1", "pm25"])
    one = frost.Observation(phenomenon_time=AT, result=4.5, datastream=stream)
    service.create(one)
    assert service.observations().find(one.id).result == 4.5
    array = frost.model.ext.data_array_value.DataArrayValue()
    array.datastream = stream
    array.components = {array.Property.PHENOMENON_TIME, array.Property.RESULT}
    array.add_observation(frost.Observation(phenomenon_time="2025-11-22T10:01:00Z", result=5.5))
    document = frost.model.ext.data_array_document.DataArrayDocument()
    document.add_data_array_value(array)
    (made,) = service.observations().create(document)
    assert writable.client.get(made.self_link).json()["result"] == 5.5
