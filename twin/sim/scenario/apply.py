"""An area as it would be with a scenario: pure, the same every time, and all that is wrong told."""

from __future__ import annotations

from collections.abc import Sequence

from twin.errors import EditsInvalid, Issue, ParameterInvalid
from twin.model import Area, Edit
from twin.sim.scenario.check import Known, problems_of
from twin.sim.scenario.draft import Draft
from twin.sim.scenario.growth import LONGEST


def apply(area: Area, edits: Sequence[Edit], horizon_years: int = 0) -> Area:
    """The area with all edits made, in their order.

    Objects that no edit touches are the very objects of `area`, so that what changed can be told
    by identity; `area` itself does not change.

    Parameters
    ----------
    horizon_years
        Years after planting to which planted trees have grown, 0-30.

    Raises
    ------
    EditsInvalid
        Some edits cannot be made in this area; all that is wrong is told.
    ParameterInvalid
        The horizon is out of bounds.
    """
    if not 0 <= horizon_years <= LONGEST:
        raise ParameterInvalid(
            f"a horizon of '{horizon_years}' years is not looked at",
            hint=f"0 to {LONGEST}; 0, 10 and 30 are the usual ones",
        )
    draft, issues = _made(area, edits, horizon_years)
    if issues:
        raise EditsInvalid(issues)
    return draft.finished() if edits else area


def examine(area: Area, edits: Sequence[Edit]) -> tuple[Issue, ...]:
    """All that is wrong with edits in an area; empty when `apply` would do."""
    return _made(area, edits, 0)[1]


def _made(area: Area, edits: Sequence[Edit], years: int) -> tuple[Draft, tuple[Issue, ...]]:
    """The area with the edits that can be made, and what is wrong with the others."""
    draft, known, issues = Draft(area, years), Known(), []
    for number, edit in enumerate(edits):
        found = problems_of(edit, f"edits[{number}]", draft, known)
        issues += found
        made = not found and not known.waits(edit)
        known.remember(edit, made=made)
        if made:
            draft.make(edit)
    return draft, tuple(issues)
