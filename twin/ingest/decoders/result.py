"""What decoding one message gives: the good readings, and the refused ones with their reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from twin.errors import PayloadRejected
from twin.ingest.decoders.text import printable
from twin.model import Observation, Rejection, RejectionReason


@dataclass(frozen=True, slots=True)
class Refused:
    """A reading, or a whole message, that did not become an observation.

    Attributes
    ----------
    fragment
        The refused part of the payload: the message itself, or the one reading out of it in a
        form that can be sent again once the cause is mended.
    """

    rejection: Rejection
    fragment: bytes


class Decoded(NamedTuple):
    """One message, read. Its readings are the observations and the refused ones together.

    Attributes
    ----------
    parts
        For each observation the part of the payload that it was in; the `alone` of its decoder
        makes of it a message with nothing else, to be kept if nobody knows the thing.
    """

    observations: Sequence[Observation] = ()
    refused: Sequence[Refused] = ()
    parts: Sequence[Any] = ()

    @property
    def readings(self) -> int:
        """How many readings the ledger counts; a message that cannot be read counts one."""
        return len(self.observations) + len(self.refused)


def refuse(problem: PayloadRejected, fragment: bytes, thing: str | None = None) -> Refused:
    """The refusal that `problem` stands for."""
    detail = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
    return Refused(Rejection(RejectionReason(problem.reason), printable(detail), thing), fragment)
