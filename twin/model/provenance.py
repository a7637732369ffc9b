"""Where something comes from, and the words in which people read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Language = Literal["nl", "en"]
"""What people can read the twin in."""


class Origin(StrEnum):
    """Where something that people see comes from; it is shown wherever the thing is shown."""

    REAL = "real"
    REPLAY = "replay"  # real measurements, published again later or elsewhere than they were made
    SYNTHETIC = "synthetic"  # made up by our own code


@dataclass(frozen=True, slots=True)
class Source:
    """A data set that an area was made from."""

    name: str
    holder: str
    licence: str
    attribution: str
    url: str
    dated: date | None = None
    """Date of the data; None when the file does not tell."""
    version: str = ""
    """As the holder names it; '' when the files do not tell."""
    downloaded_at: datetime | None = None
    """When the newest of its files was fetched; None for files that somebody gave."""


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as people read it: Dutch first (B1), English second."""

    nl: str
    en: str
