"""From a message to readings and dead letters, across all formats."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fix_registry import registry_of
from tests.ingest.examples import Examples
from twin.ingest import intake
from twin.ingest.intake import Intake
from twin.ingest.quality import Judge
from twin.model import NO_FLAGS, Flag, Message, Origin, RejectionReason, Thing
from twin.store.registry import Registry

NOW = datetime(2026, 11, 22, 10, 0, 5, tzinfo=UTC)
FORMATS = [Examples(format_) for format_ in ("native", "sensorthings", "ttn", "senml")]
METER = Thing("meter", "", Origin.REAL, ("pm25", "temperature"))
NOBODY = Registry()


def native(values: dict[str, float], at: datetime = NOW) -> Message:
    payload = json.dumps({"t": at.isoformat(), "values": values}).encode()
    return Message("twin/v1/meter", payload, NOW)


def test_every_reason_for_refusal_has_an_example() -> None:
    shown = {reason for form in FORMATS for e in form.all for reason, _ in e.get("rejections", [])}
    elsewhere = {
        RejectionReason.TOO_LARGE,  # its example would fill this folder
        RejectionReason.EXPIRED,  # below
        RejectionReason.UNSTORABLE,  # likewise no matter of decoding, as
        RejectionReason.SPOOL_FULL,  # no matter of decoding
    }
    assert shown == set(RejectionReason) - elsewhere


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.format)
def test_no_source_speaks_for_another(form: Examples) -> None:
    for example in form.all:
        said = form.read(example["topic"], form.payload(example))
        sources = {one.source for one in said.readings} | {one.source for one in said.dead_letters}
        assert sources <= {f"mqtt:{form.format}", "mqtt"}


def test_what_comes_over_http_says_so() -> None:
    message = Message("v1.1/Datastreams(1)/Observations", b'{"result": 8.1}', NOW)
    (reading,) = intake.read(message, registry_of([METER]), Judge(), via="http").readings
    assert reading.source == "http:sensorthings"


def test_strays_are_told_and_nothing_of_their_message_is_judged_before_it_is_settled() -> None:
    thing = Thing("meter", "", Origin.REAL, ("temperature",))
    registry, judge = registry_of([thing]), Judge()
    message = native({"temperature": 60.0, "pm25": 8.1})
    first = intake.read(message, registry, judge)
    assert first.strays
    assert [reading.flags for reading in first.readings] == [NO_FLAGS]
    again = intake.read(message, registry_of([METER]), judge)
    assert not again.strays
    assert [Flag.OUT_OF_RANGE in reading.flags for reading in again.readings] == [True, False]
    settled = intake.read(message, registry, Judge(), settled=True)
    assert settled.strays
    assert [Flag.OUT_OF_RANGE in reading.flags for reading in settled.readings] == [True]


def test_without_a_judge_nothing_is_judged() -> None:
    said = intake.read(native({"temperature": 60.0}), registry_of([METER]), None)
    assert [reading.flags for reading in said.readings] == [NO_FLAGS]


def test_readings_older_than_their_datastream_keeps_are_refused() -> None:
    registry = registry_of([METER], retention=timedelta(days=7))
    kept = intake.read(native({"pm25": 8.1}, NOW - timedelta(days=7)), registry, None)
    assert len(kept.readings) == 1
    late = intake.read(native({"pm25": 8.1}, NOW - timedelta(days=7, seconds=1)), registry, None)
    (letter,) = late.dead_letters
    assert letter.reason is RejectionReason.EXPIRED
    assert "is older than '7 days" in letter.detail
    assert not late.strays


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.format)
def test_what_nobody_knew_can_be_sent_again_once_it_is_registered(form: Examples) -> None:
    """Every reading of the examples, from the dead letter that it was before."""
    known = form.registry
    bare = Registry(things=known.things, by_address=known.by_address, aliases=known.aliases)
    for example in form.all:
        first = form.read(example["topic"], form.payload(example))
        message = Message(example["topic"], form.payload(example), form.received_at)
        waiting = intake.read(message, bare, None, settled=True)
        assert not waiting.readings
        again = {
            facts
            for letter in waiting.dead_letters
            if letter.reason is RejectionReason.UNKNOWN_DATASTREAM
            for facts in said_by(
                intake.read(
                    Message(letter.topic, letter.payload, letter.received_at), form.registry, None
                )
            )
        }
        # A zero that a formatter left out is known only while somebody measures that.
        assert again == {
            facts for facts in said_by(first) if facts[2] or "zelf" not in message.topic
        }


def said_by(said: Intake) -> set[tuple[int, datetime, float]]:
    return {(one.datastream, one.phenomenon_time, round(one.value, 9)) for one in said.readings}


def test_a_broken_topic_is_refused_in_printable_words() -> None:
    said = intake.read(Message("\x00/\ud800", b"8.1", NOW), NOBODY, None)
    (letter,) = said.dead_letters
    assert letter.reason is RejectionReason.UNKNOWN_TOPIC
    assert letter.detail.isprintable()


texts = st.text(max_size=8)
topics = st.one_of(
    texts,
    st.builds("twin/v1/{}/{}".format, texts, texts),
    st.builds("v1.1/Datastreams({})/Observations".format, texts | st.integers()),
    st.builds("v3/{}/devices/{}/{}".format, texts, texts, st.just("up") | texts),
    st.builds("senml/{}".format, texts),
    st.sampled_from([example["topic"] for form in FORMATS for example in form.all]),
)
payloads = st.binary() | st.sampled_from(
    [form.payload(example) for form in FORMATS for example in form.all]
)


@given(topics, payloads, st.sampled_from(FORMATS))
def test_no_message_on_any_topic_crashes_it_or_vanishes(
    topic: str, payload: bytes, form: Examples
) -> None:
    said = form.read(topic, payload)
    assert said.readings or said.dead_letters
    assert all(letter.detail.isprintable() for letter in said.dead_letters)
