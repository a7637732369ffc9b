"""Runs `twin/ingest/decoders/examples/*.yaml`, which say what becomes of each message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import pytest
import yaml

from tests.fix_registry import registry_of
from twin.ingest import decoders, intake
from twin.ingest.intake import Intake
from twin.ingest.quality import Judge
from twin.model import Message, Origin, Thing, Uplink
from twin.store.registry import Registry


class Examples:
    """The examples of one format, and the things that are registered in them."""

    def __init__(self, format_: str) -> None:
        text = (files(decoders) / "examples" / f"{format_}.yaml").read_text("utf-8")
        document = yaml.safe_load(text)
        self.format = format_
        self.received_at: datetime = document["received_at"]
        self.registry: Registry = registry_of(
            Thing(name="", origin=Origin.REAL, **facts) for facts in document["things"]
        )
        self.all: list[Mapping[str, Any]] = document["examples"]

    def payload(self, example: Mapping[str, Any]) -> bytes:
        given = example["text"] if "text" in example else json.dumps(example["payload"])
        return str(given).encode()

    def read(self, topic: str, payload: bytes) -> Intake:
        message = Message(topic, payload, self.received_at)
        return intake.read(message, self.registry, Judge(), settled=True)

    def check(self, example: Mapping[str, Any]) -> None:
        """The example becomes what it says: observations and rejections, none more."""
        said = self.read(example["topic"], self.payload(example))
        expected = example.get("observations", [])
        for one, row in zip(said.readings, expected, strict=True):
            key, at, value, *sent = row
            stream = self.registry.by_number[one.datastream]
            assert key in (stream.key, f"{stream.thing} {stream.key}")
            assert one.phenomenon_time == datetime.fromisoformat(at)
            assert one.value == pytest.approx(value, rel=1e-12)
            assert one.sent == (sent[0] if sent else None)
            assert one.source == f"mqtt:{self.format}"
        uplinks = {one.uplink for one in said.readings}
        if "uplink" in example:
            assert uplinks == {example["uplink"] and Uplink(*example["uplink"])}
        rejections = example.get("rejections", [])
        assert [one.reason for one in said.dead_letters] == [reason for reason, _ in rejections]
        for letter, (_, detail) in zip(said.dead_letters, rejections, strict=True):
            assert detail in letter.detail
