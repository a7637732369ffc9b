"""JSON from strangers: read it whatever it is, and quote it safely.

Numbers that are not numbers (`NaN`, `1e999`) are read as such instead of spoiling the whole
message, so that the readings beside them are kept.
"""

from __future__ import annotations

import json
import math

import orjson

from twin.errors import PayloadRejected
from twin.model import RejectionReason

MAX_PAYLOAD_BYTES = 262_144
"""A longer payload is refused unread."""

MAX_READINGS = 5_000
"""A longer list is refused unread."""

_LONGEST_QUOTE = 60
# A double has at most 309 digits before the decimal mark; longer is infinite, and Python would
# take quadratic time to find out.
_LONGEST_INTEGER = 400


def parse(payload: bytes) -> object:
    """The JSON document in `payload`, which is UTF-8.

    Raises
    ------
    PayloadRejected
        With reason `not_json`, or `too_large` if it is over `MAX_PAYLOAD_BYTES`.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise PayloadRejected(
            RejectionReason.TOO_LARGE,
            f"payload of '{len(payload)}' bytes is too large",
            hint=f"send at most {MAX_PAYLOAD_BYTES} bytes",
        )
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        problem = str(error)
    try:
        return json.loads(payload.decode(), parse_int=_integer)
    except (ValueError, RecursionError):
        raise PayloadRejected(
            RejectionReason.NOT_JSON,
            f"payload {show(payload.decode(errors='replace'))} is not JSON: {problem}",
        ) from None


def several(document: object) -> list[object]:
    """The items of a document that is one or a list of them.

    Raises
    ------
    PayloadRejected
        With reason `wrong_shape`: an empty list; or `too_large`: over `MAX_READINGS` items.
    """
    if not isinstance(document, list):
        return [document]
    if not document:
        raise PayloadRejected(RejectionReason.WRONG_SHAPE, "the list '[]' has no readings")
    if len(document) > MAX_READINGS:
        raise PayloadRejected(
            RejectionReason.TOO_LARGE,
            f"list of '{len(document)}' readings is too long",
            hint=f"send at most {MAX_READINGS} in one message",
        )
    return document


def wrong_shape(message: str, hint: str = "") -> PayloadRejected:
    """The refusal of JSON that is no reading."""
    return PayloadRejected(RejectionReason.WRONG_SHAPE, message, hint=hint)


def fragment(value: object) -> bytes:
    """A part of a document as JSON again, to be kept with a refusal."""
    try:
        return json.dumps(value).encode()
    except RecursionError:
        return b'"nested too deeply to write down"'


def show(value: object) -> str:
    """`value` in quotes for a message: short, printable and safe to store."""
    if isinstance(value, list):
        return "'a list'"
    if isinstance(value, dict):
        return "'an object'"
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    if len(text) > _LONGEST_QUOTE:
        text = text[:_LONGEST_QUOTE] + "…"
    return f"'{printable(text)}'"


def printable(text: str) -> str:
    """`text` with everything escaped that a log line or a database text cannot hold."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _integer(digits: str) -> float:
    return math.inf if len(digits) > _LONGEST_INTEGER else int(digits)
