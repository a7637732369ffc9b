"""What requests and answers about scenarios hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, WithJsonSchema

from twin.api.edit_words import told
from twin.api.problems import IssueBody, issue_body
from twin.api.shapes import Both
from twin.model import Parent
from twin.sim.scenario.forms import EditForm
from twin.sim.scenario.geometry import Crs
from twin.sim.scenario.write import write_edits
from twin.store.scenarios import Kept, Mark, Revision, ScenarioRow

_TEMPLATE = "#/components/schemas/{model}"
_LIST = {"type": "array", "items": {"$ref": "#/components/schemas/Edit"}}

# They are read by twin.sim.scenario.read, which tells all that is wrong at once and in Dutch too.
Edits = Annotated[list[Any], WithJsonSchema(_LIST)]
Note = Annotated[str, Field(default="", max_length=500, description="Why, for the history.")]


def edit_schemas() -> dict[str, Any]:
    """Components of OpenAPI: `Edit` and all that it consists of."""
    adapter: TypeAdapter[Any] = TypeAdapter(EditForm)
    whole = adapter.json_schema(ref_template=_TEMPLATE)
    parts: dict[str, Any] = whole.pop("$defs")
    told = {
        "title": "Edit",
        "description": "docs/scenarios.md",
        "example": {"edit": "remove-building", "id": "0164100000012345"},
    }
    return {**parts, "Edit": told | whole}


class ParentBody(BaseModel):
    """What a fork began with."""

    id: str
    revision: int


class MarkBody(BaseModel):
    """What changed under a scenario when its area was loaded again."""

    touched: list[str] = Field(description="Ids of objects that it is about and that changed.")
    issues: list[IssueBody] = Field(description="What can no longer be made of it.")
    marked_at: datetime


class ScenarioItem(BaseModel):
    """A scenario, as lists tell of it."""

    id: str = Field(examples=["toren-aan-het-plein"])
    area: str = Field(examples=["voorbeeldwijk"])
    name: str = Field(examples=["Toren aan het Plein"])
    description: str
    state: str = Field(description="`draft`, `published` or `archived`.", examples=["draft"])
    revision: int = Field(description="The revision that counts now.", examples=[3])
    parent: ParentBody | None
    edit_count: int = Field(examples=[7])
    created_at: datetime
    changed_at: datetime
    published_at: datetime | None
    touched: list[str] = Field(
        description="Objects that it is about and that changed when the area was loaded again."
    )


class ScenarioPage(BaseModel):
    """Scenarios, the last changed first."""

    items: list[ScenarioItem]
    next: None = Field(default=None, description="Always null: there are few scenarios.")


class ScenarioBody(ScenarioItem):
    """A scenario with its edits."""

    edits: Edits
    changes: list[Both] = Field(description="What each edit does, in words and in order.")
    crs: str = Field(description="Of the geometry in `edits`.", examples=["OGC:CRS84"])
    can_undo: bool
    can_redo: bool
    mark: MarkBody | None


class RevisionItem(BaseModel):
    """A revision, as the list of them tells."""

    number: int
    previous: int | None = Field(description="From which it was made; null for the first.")
    note: str
    made_by: str = Field(description="The name of the key, or `deze computer`.")
    made_at: datetime
    edit_count: int


class RevisionPage(BaseModel):
    """All revisions of a scenario, the newest first."""

    items: list[RevisionItem]
    next: None = None


class CheckBody(BaseModel):
    """What is wrong with edits; `ok` when they can be made."""

    ok: bool
    issues: list[IssueBody]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewScenario(_Asked):
    """A scenario to make."""

    area: str = Field(max_length=64, examples=["voorbeeldwijk"])
    name: str = Field(max_length=200, examples=["Toren aan het Plein"])
    description: str = Field(default="", max_length=5_000)
    id: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$",
        description="Left out: made of the name.",
    )
    edits: Edits = []
    crs: Crs = Crs.LONLAT
    note: Note = ""


class NewEdits(_Asked):
    """Edits of a scenario."""

    edits: Edits
    crs: Crs = Crs.LONLAT
    note: Note = ""


class EditsToCheck(_Asked):
    """Edits that are to be checked and not kept."""

    area: str = Field(max_length=64)
    edits: Edits
    crs: Crs = Crs.LONLAT


class NewWords(_Asked):
    """Another name or description; what is left out stays."""

    name: str | None = Field(default=None, max_length=200)
    description: str | None = Field(default=None, max_length=5_000)


class NewFork(_Asked):
    """How a fork is called; without a revision it begins with the one that counts now."""

    name: str = Field(max_length=200)
    description: str = Field(default="", max_length=5_000)
    id: str | None = Field(default=None, pattern=r"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$")
    revision: int | None = Field(default=None, ge=1, lt=2**31)


def item(row: ScenarioRow) -> ScenarioItem:
    """A row as lists tell it."""
    return ScenarioItem(
        id=row.id,
        area=row.area,
        name=row.name,
        description=row.description,
        state=row.state,
        revision=row.revision,
        parent=_parent(row.parent),
        edit_count=row.edits,
        created_at=row.created_at,
        changed_at=row.changed_at,
        published_at=row.published_at,
        touched=list(row.touched),
    )


def body(kept: Kept, crs: Crs) -> ScenarioBody:
    """A scenario with its edits in `crs`."""
    scenario, mark = kept.scenario, kept.mark
    return ScenarioBody(
        id=scenario.id,
        area=scenario.area,
        name=scenario.name,
        description=scenario.description,
        state=scenario.state,
        revision=scenario.revision,
        parent=_parent(scenario.parent),
        edit_count=len(scenario.edits),
        created_at=kept.created_at,
        changed_at=scenario.changed_at or kept.created_at,
        published_at=kept.published_at,
        touched=[] if mark is None else list(mark.touched),
        edits=write_edits(scenario.edits, crs=crs),
        changes=[Both(nl=each.nl, en=each.en) for each in map(told, scenario.edits)],
        crs=crs,
        can_undo=kept.can_undo,
        can_redo=kept.can_redo,
        mark=None if mark is None else _mark(mark),
    )


def _mark(mark: Mark) -> MarkBody:
    return MarkBody(
        touched=list(mark.touched),
        issues=[issue_body(issue) for issue in mark.issues],
        marked_at=mark.marked_at,
    )


def revision_item(revision: Revision) -> RevisionItem:
    """A revision as the list of them tells it."""
    return RevisionItem(
        number=revision.number,
        previous=revision.previous,
        note=revision.note,
        made_by=revision.made_by,
        made_at=revision.made_at,
        edit_count=revision.edits,
    )


def _parent(parent: Parent | None) -> ParentBody | None:
    return None if parent is None else ParentBody(id=parent.id, revision=parent.revision)
