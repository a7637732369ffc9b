"""What people ask to have computed, and how much who has no key may ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from twin.jobs.run_scenario import Given
from twin.jobs.worker import Variant
from twin.model import Edit
from twin.store.results import Of


@dataclass(frozen=True, slots=True)
class Limits:
    """What who has no key may ask, since reading and trying need no account.

    Attributes
    ----------
    each
        Unfinished runs of one asker.
    waiting
        Unfinished runs of all who have no key.
    seconds
        After so long a run of theirs is stopped.
    waiting_in_all
        Unfinished runs of everybody.
    result_bytes
        Of results in the database; what was used longest ago goes first.
    kept
        How long ended runs are told of.
    """

    each: int = 1
    waiting: int = 8
    seconds: float = 300.0
    waiting_in_all: int = 40
    result_bytes: int = 2_000_000_000
    kept: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to have computed.

    Attributes
    ----------
    version
        Of the area, see `Variant`.
    square_metres
        Of the area, for the estimate of time.
    scenario, revision
        None for the area as it is, and for edits that nobody saved.
    edits_json
        Edits as they were given, when nobody saved them.
    with_base
        Whether the area as it is is computed too, to compare with.
    response
        In which form the result was asked for; only remembered.
    """

    area: str
    version: str
    square_metres: float
    indicators: tuple[str, ...]
    parameters: Given = field(default_factory=dict)
    scenario: str | None = None
    revision: int | None = None
    edits: tuple[Edit, ...] = ()
    edits_json: tuple[Mapping[str, Any], ...] = ()
    horizon_years: int = 0
    with_base: bool = True
    response: str = ""

    @property
    def variants(self) -> tuple[Variant, ...]:
        """What is computed: the plan first, since people wait for that."""
        wanted = Variant(self.area, self.version, self.edits, self.horizon_years)
        base = replace(wanted, edits=())
        return (wanted, base) if self.with_base and self.edits else (wanted,)

    def of(self, variant: Variant) -> Of | None:
        """What results of a variant are of; None where nobody saved its edits."""
        if not variant.edits and (self.scenario is None or self.edits):
            return Of(self.area, horizon_years=self.horizon_years)
        if self.scenario is None or self.revision is None:
            return None
        return Of(self.area, self.scenario, self.revision, self.horizon_years)
