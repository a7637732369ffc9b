"""Edits out of their JSON form, `{"edit": "add-building", …}` with GeoJSON geometry.

The inverse of `twin.sim.scenario.write`: in RD New to the last bit; in longitude and latitude
coordinates are kept to the millimetre, so that reading what was written changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from twin.errors import EditsInvalid, Issue
from twin.model import (
    PLANNED_ID,
    AddBuilding,
    AddParking,
    ChangeUse,
    DigWater,
    Edit,
    FaceClass,
    FellTrees,
    Homes,
    Part,
    PlantTrees,
    Programme,
    RemoveBuilding,
    Repave,
    Roof,
    SetHeight,
    SetTraffic,
    Solid,
    TreeSize,
)
from twin.sim.scenario import forms, geometry
from twin.sim.scenario.geometry import Crs

_MOST = 2_000
_FORM: TypeAdapter[forms.EditForm] = TypeAdapter(forms.EditForm)


def read_edits(
    raw: Sequence[Any], *, crs: Crs = Crs.RD, taken: Collection[str] = (), first: int = 0
) -> tuple[Edit, ...]:
    """Edits out of their JSON form.

    Parameters
    ----------
    raw
        Parsed JSON; what adds something and has no `id` gets the next free one, `plan-1`.
    crs
        Of the geometry in it.
    taken
        Ids that edits before these use.
    first
        Number of the first one in the places that issues tell.

    Raises
    ------
    EditsInvalid
        Some are of the wrong form; all of them are told. Whether they can be made in an area is
        what `twin.sim.scenario.check` tells.
    """
    if len(raw) > _MOST:
        raise EditsInvalid([_too_many(len(raw))])
    issues: list[Issue] = []
    read: list[forms.EditForm] = []
    for number, each in enumerate(raw, first):
        try:
            read.append(_FORM.validate_python(each))
        except ValidationError as error:
            issues += _issues(f"edits[{number}]", error)
    if issues:
        raise EditsInvalid(issues, hint="docs/scenarios.md describes every edit")
    used = {*taken, *(form.id for form in read if isinstance(form, forms.Addition) and form.id)}
    return tuple(_edit(form, crs, used) for form in read)


def _too_many(count: int) -> Issue:
    return Issue(
        "edits",
        "too-many",
        f"'{count}' wijzigingen zijn er meer dan {_MOST}",
        f"'{count}' edits are more than {_MOST}",
    )


def _issues(place: str, error: ValidationError) -> list[Issue]:
    """What pydantic found, each with the path to it in our own terms."""
    found = []
    for wrong in error.errors(include_url=False):
        steps = [step for step in wrong["loc"] if not _is_tag(step)]
        path = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)
        value = str(wrong.get("input"))
        shown = value if len(value) <= 60 else f"{value[:57]}..."
        code = _CODES.get(wrong["type"], "wrong-form")
        if steps and steps[-1] == "species" and code == "wrong-form":
            code = "unknown-species-class"
        found.append(
            Issue(
                place + path,
                code,
                f"'{shown}' kan hier niet staan ({wrong['msg']})",
                f"'{shown}' cannot be here: {wrong['msg']}",
            )
        )
    return found


_CODES = {"missing": "missing", "extra_forbidden": "unknown-field"}


def _is_tag(step: int | str) -> bool:
    """Whether a step of a path is the name of a kind, which is no field."""
    return isinstance(step, str) and (step in forms.TAGS or step.endswith("Form"))


def _edit(form: forms.EditForm, crs: Crs, used: set[str]) -> Edit:
    """The edit of a form; `used` gets the id that it takes."""
    if isinstance(form, forms.Addition):
        name = form.id or _free(used)
        used.add(name)
        return _addition(form, name, crs)
    match form:
        case forms.RemoveBuildingForm():
            return RemoveBuilding(form.id)
        case forms.SetHeightForm():
            return SetHeight(form.id, form.height, form.storeys)
        case forms.ChangeUseForm():
            return ChangeUse(form.id, _programme(form.programme))
        case forms.FellTreesForm():
            return FellTrees(tuple(form.ids))


def _addition(form: forms.Addition, name: str, crs: Crs) -> Edit:
    """The edit of a form that adds something under a name."""
    match form:
        case forms.AddBuildingForm():
            return _building(form, name, crs)
        case forms.PlantTreesForm():
            return PlantTrees(
                name,
                geometry.points(form.geometry, crs),
                form.species,
                _size(form.now),
                _size(form.after_10),
                _size(form.after_30),
            )
        case forms.RepaveForm():
            shape = geometry.polygon(form.geometry, crs)
            return Repave(name, shape, form.kind, form.material, form.function)
        case forms.DigWaterForm():
            shape = geometry.polygon(form.geometry, crs)
            return DigWater(name, shape, form.kind, form.depth)
        case forms.AddParkingForm():
            place = geometry.place(form.geometry, crs)
            return AddParking(name, place, form.places, form.kind)
        case forms.SetTrafficForm():
            line = None if form.geometry is None else geometry.line(form.geometry, crs)
            vehicles = tuple(form.vehicles.items())
            return SetTraffic(name, vehicles, form.speed, tuple(form.surfaces), line)


def _building(form: forms.AddBuildingForm, name: str, crs: Crs) -> AddBuilding:
    return AddBuilding(
        name,
        tuple(
            Part(shape, part.height, part.storeys, part.base)
            for part in form.all_parts()
            for shape in geometry.polygons(part.geometry, crs)
        ),
        Roof(form.roof.kind, form.roof.pitch, form.roof.ridge_direction),
        None if form.programme is None else _programme(form.programme),
        None if form.solid is None else _solid(form.solid),
    )


def _free(used: Collection[str]) -> str:
    number = 1
    while f"{PLANNED_ID}{number}" in used:
        number += 1
    return f"{PLANNED_ID}{number}"


def _programme(form: forms.ProgrammeForm) -> Programme:
    return Programme(
        tuple(form.uses.items()),
        tuple(Homes(each.type, each.tenure, each.count, each.floor_area) for each in form.homes),
    )


def _size(form: forms.SizeForm | None) -> TreeSize | None:
    return None if form is None else TreeSize(form.height, form.crown_radius)


def _solid(form: forms.SolidForm) -> Solid:
    return Solid(tuple(form.vertices), tuple(form.triangles), tuple(map(FaceClass, form.classes)))
