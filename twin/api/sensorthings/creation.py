"""Creating Observations over HTTP: through the one door that MQTT uses too (ADR 4).

What is refused is kept as a dead letter and counted, as with every other way in. Reference: OGC
18-088, sections 10.2.1 and 13.3.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from twin.api.sensorthings.entities import SETS
from twin.errors import ParameterInvalid
from twin.ingest import intake, topics
from twin.ingest.quality import Judge
from twin.model import Message
from twin.store.ledger import DeadLetter
from twin.store.observations import Outcome, Reading, store_batch
from twin.store.pool import Connection
from twin.store.registry import registry
from twin.store.sensorthings import Row

MAX_OBSERVATIONS = 5_000
"""In one request."""

_COMPONENTS = ("phenomenonTime", "result", "resultTime", "resultQuality", "validTime", "parameters")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a request: for each Observation its reading, or why it was refused."""

    items: tuple[Reading | DeadLetter, ...]
    outcome: Outcome


class Door:
    """Takes Observations in, and remembers of each datastream what judging the next one needs."""

    def __init__(self) -> None:
        self._judge = Judge()
        self._turn = threading.Lock()

    def take(self, conn: Connection, messages: Sequence[Message]) -> Taken:
        """Store `messages`, each with one Observation, in one transaction with the ledger.

        Raises
        ------
        psycopg.OperationalError
            The database is away; nothing was stored.
        """
        known = registry(conn)
        with self._turn:
            found = [
                intake.read(message, known, self._judge, via="http", settled=True)
                for message in messages
            ]
        readings = [reading for one in found for reading in one.readings]
        letters = [letter for one in found for letter in one.dead_letters]
        outcome = store_batch(conn, readings, letters)
        items: list[Reading | DeadLetter] = []
        for one in found:
            items += [*one.readings, *one.dead_letters]
        return Taken(tuple(items), outcome)


def message(payload: bytes, datastream: int | None, received_at: datetime) -> Message:
    """An Observation as the message that it would be over MQTT; None: the body names it.

    The topic has the number wherever there is one: there every datastream may be heard, since a
    key opened the door.
    """
    if datastream is None:
        datastream = _named(payload)
    topic = topics.OBSERVATIONS
    if datastream is not None:
        topic = f"v1.1/Datastreams({datastream})/Observations"
    return Message(topic, payload, received_at)


def messages(payload: bytes, received_at: datetime) -> list[Message]:
    """The Observations in the body of CreateObservations, each as a message.

    Raises
    ------
    ParameterInvalid
        It is no list of data arrays, or has too many Observations.
    """
    try:
        arrays = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise ParameterInvalid(f"the body is not JSON: '{error}'") from None
    if not isinstance(arrays, list):
        raise _unreadable("the body", 'send [{"Datastream": {"@iot.id": 3}, "components": […], …}]')
    found = [one for array in arrays for one in _observations(array)]
    if not found or len(found) > MAX_OBSERVATIONS:
        raise ParameterInvalid(
            f"'{len(found)}' Observations in one request",
            hint=f"send at least one and at most {MAX_OBSERVATIONS}",
        )
    return [message(orjson.dumps(one), None, received_at) for one in found]


def row(reading: Reading) -> Row:
    """A reading that was just stored, as the row that asking for it would give."""
    return {
        "datastream_id": reading.datastream,
        "phenomenon_time": reading.phenomenon_time,
        "value": reading.value,
        "flags": int(reading.flags),
        "delay": int((reading.received_at - reading.phenomenon_time).total_seconds() // 1),
        "sent": reading.sent,
    }


def address(reading: Reading) -> str:
    """The address of a stored reading below the service root."""
    return SETS["Observations"].address(row(reading))


def _named(payload: bytes) -> int | None:
    """The datastream that an Observation names; None where the door has to say what is wrong."""
    try:
        number = orjson.loads(payload)["Datastream"]["@iot.id"]
    except (orjson.JSONDecodeError, KeyError, TypeError, IndexError):
        return None
    return number if type(number) is int and number >= 0 else None


def _observations(array: Any) -> list[dict[str, Any]]:
    """The Observations of one data array."""
    if not isinstance(array, dict):
        raise _unreadable("a data array", "it is an object")
    components, values = array.get("components"), array.get("dataArray")
    if not isinstance(components, list) or not isinstance(values, list):
        raise _unreadable("a data array", 'give "components" and "dataArray", both lists')
    for name in components:
        if name not in _COMPONENTS:
            raise ParameterInvalid(
                f"'{name}' in 'components' is not served",
                hint=f"served are: {', '.join(_COMPONENTS)}",
            )
    if any(not isinstance(one, list) or len(one) != len(components) for one in values):
        raise _unreadable("a row of 'dataArray'", f"give '{len(components)}' values in each")
    link = {"Datastream": array["Datastream"]} if "Datastream" in array else {}
    return [link | dict(zip(components, one, strict=True)) for one in values]


def _unreadable(what: str, hint: str) -> ParameterInvalid:
    return ParameterInvalid(f"{what} of 'CreateObservations' cannot be read", hint=hint)
