"""What the store tells of scenarios: as they are kept, as lists have them, and their revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from twin.errors import Issue
from twin.model import Parent, Scenario, ScenarioState


@dataclass(frozen=True, slots=True)
class Mark:
    """What changed under a scenario when its area was loaded again.

    Attributes
    ----------
    touched
        Ids of objects that it is about and that changed.
    issues
        What can no longer be made of it.
    """

    touched: tuple[str, ...]
    issues: tuple[Issue, ...]
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A scenario as it is kept.

    Attributes
    ----------
    published_at
        Since when everybody may read it; None: nobody but planners.
    can_undo, can_redo
        Whether its revision was made from another, and whether another was made from it.
    mark
        None when nothing changed under this revision.
    """

    scenario: Scenario
    created_at: datetime
    published_at: datetime | None
    can_undo: bool
    can_redo: bool
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """What a list tells of a scenario; `edits` is their number, `touched` as in `Mark`."""

    id: str
    area: str
    name: str
    description: str
    state: ScenarioState
    revision: int
    parent: Parent | None
    edits: int
    created_at: datetime
    changed_at: datetime
    published_at: datetime | None
    touched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """What a list tells of a revision; `edits` is their number."""

    number: int
    previous: int | None
    note: str
    made_by: str
    made_at: datetime
    edits: int


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something, when, and what they say of it."""

    name: str
    now: datetime
    note: str = ""
