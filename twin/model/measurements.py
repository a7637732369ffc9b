"""Things, their datastreams and what they measure, from the message to the observation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntFlag, StrEnum
from typing import Any, NamedTuple

from twin.model.provenance import Origin, Words


@dataclass(frozen=True, slots=True)
class Passport:
    """What people may know of a datastream: whose it is, why it is there, how long it is kept.

    Attributes
    ----------
    owner, contact
        The organisation that answers for it, and where to ask it.
    measures, cannot
        What it measures, and what it cannot (recognise people, say).
    retention
        How long its observations are kept, enforced by the database; None: as long as the twin is.
    dtpr
        Identifiers of the DTPR taxonomy (Digital Trust for Places and Routines, dtpr.io), which
        give the icons of purpose, technology, data, access and storage.
    """

    owner: str
    contact: str
    purpose: Words
    legal_ground: Words
    measures: Words
    cannot: Words
    retention: timedelta | None
    dtpr: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """A device that measures, as SensorThings names it.

    Attributes
    ----------
    id
        Its name in topics: lower-case letters, digits, `-`, `_` and `.`, at most 64.
    quantities
        Keys of its datastreams: a quantity such as `pm25`, or `pm25.calibrated` for the series
        that somebody calibrated (`split_key`).
    longitude_lonlat, latitude_lonlat
        Degrees; both None when its place is unknown.
    height
        Metres above the ground; None when unknown.
    origin
        Real device, replay of a real series, or synthetic.
    properties
        Free facts for people: for a replay `replayed_from`, `moved`, `real_location`.
    passports, calibrations
        By datastream key. A calibration says in words how a series was calibrated, by whom.
    profile
        Device profile that tells what its payload's fields mean; None for formats without need.
    address
        The MQTT topic below which it publishes, and no other; None: `twin/v1/{id}`.
    alias
        Its name inside payloads where that is not `id`, such as a SenML base name.
    gateway
        The login through which it publishes; None: its own, named `id`.
    retired_at
        From this moment its readings are refused; what was measured stays.
    """

    id: str
    name: str
    origin: Origin
    quantities: tuple[str, ...]
    area: str | None = None
    longitude_lonlat: float | None = None
    latitude_lonlat: float | None = None
    height: float | None = None
    description: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    passports: dict[str, Passport] = field(default_factory=dict)
    calibrations: dict[str, str] = field(default_factory=dict)
    profile: str | None = None
    address: str | None = None
    alias: str | None = None
    gateway: str | None = None
    retired_at: datetime | None = None


CALIBRATED = "calibrated"
"""The variant of a datastream that holds what somebody made of the raw values."""


def split_key(key: str) -> tuple[str, str | None]:
    """Quantity and variant in the key of a datastream: `pm25.calibrated` is (pm25, calibrated)."""
    name, dot, variant = key.partition(".")
    return name, variant if dot else None


@dataclass(frozen=True, slots=True)
class Datastream:
    """One quantity of one thing; `id` is given by the store, `origin` is the thing's.

    `key` is what payloads call it: the quantity, with its variant if it has one.
    """

    id: int
    thing: str
    quantity: str
    origin: Origin
    variant: str | None = None
    calibration: str | None = None
    passport: Passport | None = None
    retired_at: datetime | None = None

    @property
    def key(self) -> str:
        """The name of this datastream in payloads and topics."""
        return self.quantity if self.variant is None else f"{self.quantity}.{self.variant}"


class Flag(IntFlag):
    """What quality control noticed; it never changes a value. Kept as the sum of the numbers."""

    OUT_OF_RANGE = 1
    SPIKE = 2
    STUCK = 4
    LATE = 8
    CLOCK_AHEAD = 16
    POSITION_MISSING = 32
    POSITION_ZERO = 64
    UNCALIBRATED = 128


NO_FLAGS = Flag(0)


@dataclass(frozen=True, slots=True)
class Uplink:
    """Which transmission of a LoRaWAN device a reading came in, so that a repeat is known as one.

    `session` changes when the device joins again and its counter starts anew.
    """

    session: str
    f_cnt: int


class Observation(NamedTuple):
    """A decoded measurement, before it has a datastream.

    Attributes
    ----------
    quantity
        Key of the datastream (`Thing.quantities`).
    value
        In the unit of the quantity.
    sent
        The value and unit as they were sent, where converting them loses something.
    """

    thing: str
    quantity: str
    phenomenon_time: datetime
    value: float
    sent: str | None = None
    flags: Flag = NO_FLAGS
    uplink: Uplink | None = None


class RejectionReason(StrEnum):
    """Why a message, or a reading in it, was refused; each is counted in the ledger."""

    UNKNOWN_TOPIC = "unknown_topic"
    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    TOO_LARGE = "too_large"
    BAD_TIME = "bad_time"
    NOT_A_NUMBER = "not_a_number"
    UNKNOWN_QUANTITY = "unknown_quantity"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_THING = "unknown_thing"
    UNKNOWN_DATASTREAM = "unknown_datastream"
    UNKNOWN_PROFILE = "unknown_profile"
    NO_READING = "no_reading"
    WRONG_ADDRESS = "wrong_address"
    RETIRED = "retired"
    EXPIRED = "expired"
    SPOOL_FULL = "spool_full"
    UNSTORABLE = "unstorable"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refused message or reading, with enough to find out why."""

    reason: RejectionReason
    detail: str
    thing: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """An MQTT message as it came in."""

    topic: str
    payload: bytes
    received_at: datetime
