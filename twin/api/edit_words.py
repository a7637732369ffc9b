"""What each edit of a plan does, as one plain sentence; for the page and the pages in words."""

from __future__ import annotations

from twin.model import (
    AddBuilding,
    AddParking,
    ChangeUse,
    DigWater,
    Edit,
    FellTrees,
    ParkingKind,
    PlantTrees,
    Programme,
    RemoveBuilding,
    Repave,
    SetHeight,
    SetTraffic,
    SurfaceKind,
    TreeClass,
    WaterKind,
    Words,
)

_TREES = {
    TreeClass.LARGE: Words("grote loofbomen", "large broadleaf trees"),
    TreeClass.MEDIUM: Words("middelgrote loofbomen", "middle-sized broadleaf trees"),
    TreeClass.SMALL: Words("kleine loofbomen", "small broadleaf trees"),
    TreeClass.CONIFER: Words("naaldbomen", "conifers"),
}
_GROUND = {
    SurfaceKind.WEGDEEL: Words("straat of pad", "street or path"),
    SurfaceKind.BEGROEIDTERREINDEEL: Words("groen", "green"),
    SurfaceKind.ONBEGROEIDTERREINDEEL: Words("kale of verharde grond", "bare or paved ground"),
    SurfaceKind.WATERDEEL: Words("water", "water"),
}
_PARKING = {
    ParkingKind.BICYCLE: Words("fietsen", "bicycles"),
    ParkingKind.SHARED_CAR: Words("deelauto’s", "shared cars"),
}


def told(edit: Edit) -> Words:
    """What an edit does, in words that need no map."""
    if isinstance(edit, AddBuilding | RemoveBuilding | SetHeight | ChangeUse):
        return _of_building(edit)
    return _of_ground(edit)


def _of_building(edit: AddBuilding | RemoveBuilding | SetHeight | ChangeUse) -> Words:
    match edit:
        case AddBuilding():
            return _added(edit)
        case RemoveBuilding():
            return Words(f"Gebouw {edit.id} wordt gesloopt.", f"Building {edit.id} is demolished.")
        case SetHeight():
            high = _high(edit.height, edit.storeys)
            return Words(
                f"Gebouw {edit.id} wordt {high.nl} hoog.", f"Building {edit.id} becomes {high.en}."
            )
        case ChangeUse():
            what = _programme(edit.programme)
            return Words(
                f"Gebouw {edit.id} krijgt een ander gebruik{what.nl}.",
                f"Building {edit.id} gets another use{what.en}.",
            )


def _of_ground(
    edit: PlantTrees | FellTrees | Repave | DigWater | AddParking | SetTraffic,
) -> Words:
    match edit:
        case PlantTrees():
            trees, many = _TREES[edit.species], len(edit.points)
            return Words(f"{many} {trees.nl} erbij.", f"{many} {trees.en} planted.")
        case FellTrees():
            many = len(edit.ids)
            return Words(
                f"{many} {'boom wordt' if many == 1 else 'bomen worden'} gekapt.",
                f"{many} {'tree is' if many == 1 else 'trees are'} felled.",
            )
        case Repave():
            ground, wide = _GROUND.get(edit.kind), round(edit.footprint.area)
            kind = ground or Words(edit.kind, edit.kind)
            return Words(f"{wide} m² wordt {kind.nl}.", f"{wide} m² becomes {kind.en}.")
        case DigWater():
            wide, deep = round(edit.footprint.area), edit.depth
            pond = edit.kind is WaterKind.POND
            return Words(
                f"Een {'vijver' if pond else 'wadi'} van {wide} m², {_dutch(deep)} m diep.",
                f"A {'pond' if pond else 'wadi'} of {wide} m², {deep:g} m deep.",
            )
        case AddParking():
            kind = _PARKING.get(edit.kind, Words("auto’s", "cars"))
            return Words(
                f"{edit.places} plekken voor {kind.nl} erbij ({edit.kind}).",
                f"{edit.places} more places for {kind.en}.",
            )
        case SetTraffic():
            day = round(sum(each for _, each in edit.vehicles))
            return Words(
                f"Op een weg rijden {day} voertuigen per dag, {round(edit.speed)} km per uur.",
                f"A road carries {day} vehicles a day at {round(edit.speed)} km/h.",
            )


def _added(edit: AddBuilding) -> Words:
    """How high a new building is and what it holds."""
    highest = max(edit.parts, key=lambda part: part.top)
    high = _high(highest.height, highest.storeys)
    what = Words("", "") if edit.programme is None else _programme(edit.programme)
    return Words(
        f"Een nieuw gebouw van {high.nl} hoog{what.nl}.", f"A new building, {high.en}{what.en}."
    )


def _high(height: float | None, storeys: int | None) -> Words:
    if height is not None:
        return Words(f"{_dutch(height)} m", f"{height:g} m high")
    many = storeys or 0
    return Words(
        f"{many} {'laag' if many == 1 else 'lagen'}",
        f"{many} {'storey' if many == 1 else 'storeys'} high",
    )


def _programme(programme: Programme) -> Words:
    homes = programme.dwellings
    if homes:
        return Words(
            f", met {homes} {'woning' if homes == 1 else 'woningen'}",
            f", with {homes} {'home' if homes == 1 else 'homes'}",
        )
    uses = ", ".join(use for use, _ in programme.uses)
    return Words(f": {uses}", f": {uses}") if uses else Words("", "")


def _dutch(value: float) -> str:
    return f"{value:g}".replace(".", ",")
