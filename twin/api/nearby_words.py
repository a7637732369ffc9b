"""What is around a place in words; the map and the pages in words say the same ones."""

from __future__ import annotations

from collections.abc import Mapping

from twin.geo.nearby import Meter, Near, Planned, Sort
from twin.model import (
    Building,
    ParkingPlace,
    Programme,
    Surface,
    SurfaceKind,
    Traffic,
    Tree,
    Use,
    Words,
    split_key,
)
from twin.quantities import quantity

_WAYS = (
    Words("het noorden", "the north"),
    Words("het noordoosten", "the north-east"),
    Words("het oosten", "the east"),
    Words("het zuidoosten", "the south-east"),
    Words("het zuiden", "the south"),
    Words("het zuidwesten", "the south-west"),
    Words("het westen", "the west"),
    Words("het noordwesten", "the north-west"),
)
USES = {
    Use.HOME: Words("woning", "home"),
    Use.ASSEMBLY: Words("plek om samen te komen", "place to meet"),
    Use.CELL: Words("gevangenis", "prison"),
    Use.HEALTH: Words("zorg", "care"),
    Use.INDUSTRY: Words("bedrijf", "industry"),
    Use.OFFICE: Words("kantoor", "office"),
    Use.LODGING: Words("hotel of vakantiehuis", "hotel or holiday home"),
    Use.EDUCATION: Words("school", "school"),
    Use.SPORT: Words("sport", "sports"),
    Use.SHOP: Words("winkel", "shop"),
    Use.OTHER: Words("ander gebruik", "other use"),
}
"""What people call the gebruiksdoelen of the BAG."""
_ROADS: Mapping[str, Words] = {
    "voetpad": Words("stoep of voetpad", "pavement or footpath"),
    "voetgangersgebied": Words("plein of straat voor voetgangers", "square or street on foot"),
    "fietspad": Words("fietspad", "cycle path"),
    "rijbaan lokale weg": Words("straat", "street"),
    "rijbaan regionale weg": Words("grote weg", "main road"),
    "rijbaan autoweg": Words("grote weg", "main road"),
    "rijbaan autosnelweg": Words("snelweg", "motorway"),
    "woonerf": Words("woonstraat", "home zone"),
    "inrit": Words("oprit", "driveway"),
    "parkeervlak": Words("plek om te parkeren", "place to park"),
    "ov-baan": Words("baan voor bus of tram", "lane for bus or tram"),
    "spoorbaan": Words("spoor", "railway"),
    "ruiterpad": Words("pad voor paarden", "bridleway"),
}
_PARKING = {"fiets": Words("fietsen", "bicycles"), "deelauto": Words("deelauto’s", "shared cars")}
_CHANGES = {
    Planned.NEW: Words("nieuw in het plan", "new in the plan"),
    Planned.CHANGED: Words("verandert in het plan", "changes in the plan"),
    Planned.GONE: Words("verdwijnt in het plan", "goes in the plan"),
}


def named(near: Near) -> Words:
    """What it is called: its address, what stands on it, or what it is."""
    match near.subject:
        case Building():
            return _address(near.subject) or Words(
                "gebouw zonder adres", "building without an address"
            )
        case Tree():
            return Words("boom", "tree")
        case Meter():
            return Words(f"sensor ‘{near.subject.name}’", f"sensor ‘{near.subject.name}’")
        case Surface():
            return _ground(near)
        case ParkingPlace():
            kind = _PARKING.get(near.subject.kind, Words("auto’s", "cars"))
            return Words(f"plekken voor {kind.nl}", f"places for {kind.en}")
        case Traffic():
            return Words("weg met ander verkeer", "road with other traffic")


def facts(near: Near) -> Words | None:
    """What else is known of it; None where nothing is."""
    match near.subject:
        case Building():
            return _building(near.subject)
        case Tree():
            high = _metres(near.subject.height)
            kind = f"{near.subject.species}, " if near.subject.species else ""
            return Words(f"{kind}{high} meter hoog", f"{kind}{high} metres high")
        case Meter():
            measured = [quantity(split_key(each)[0]) for each in near.subject.quantities]
            labels = dict.fromkeys((each.label_nl, each.label_en) for each in measured)
            if not labels:
                return None
            dutch = ", ".join(nl[:1].lower() + nl[1:] for nl, _ in labels)
            english = ", ".join(en[:1].lower() + en[1:] for _, en in labels)
            return Words(f"meet {dutch}", f"measures {english}")
        case ParkingPlace():
            many = near.subject.places
            return Words(f"{many} plekken", f"{many} places")
        case Traffic():
            day = round(sum(count for _, count in near.subject.vehicles))
            fast = round(near.subject.speed)
            return Words(
                f"{day} voertuigen per dag, {fast} km per uur", f"{day} vehicles a day, {fast} km/h"
            )
        case Surface():
            return None


def changed(near: Near) -> Words | None:
    """What a plan does to it; None where that is nothing."""
    return None if near.change is None else _CHANGES[near.change]


def whereabouts(near: Near) -> Words:
    """How far it is and in which of eight directions, as people say it."""
    if near.azimuth is None:
        return Words("op deze plek", "at this place")
    far, way = away(near.metres), _WAYS[round(near.azimuth / 45) % 8]
    return Words(
        f"{far} meter naar {way.nl}",
        f"{far} {'metre' if far == 1 else 'metres'} to {way.en}",
    )


def sentence(near: Near) -> Words:
    """All of it in one line, for who hears it."""
    told = [named(near), facts(near), changed(near)]
    parts = [each for each in told if each is not None]
    where = whereabouts(near)
    dutch = f"{', '.join(each.nl for each in parts)}. {where.nl[:1].upper()}{where.nl[1:]}."
    english = f"{', '.join(each.en for each in parts)}. {where.en[:1].upper()}{where.en[1:]}."
    return Words(dutch[:1].upper() + dutch[1:], english[:1].upper() + english[1:])


def away(metres: float) -> int:
    """A distance as people say it: whole metres, steps of 5, or of 10 from 100 metres."""
    step = 1 if metres < 10 else 5 if metres < 100 else 10
    return max(1, round(metres / step) * step)


def _building(building: Building) -> Words:
    high = _metres(building.roof_height - building.ground_height)
    tall = Words(f"{high} meter hoog", f"{high} metres high")
    use = _used(building.programme, building.use)
    return tall if use is None else Words(f"{use.nl}, {tall.nl}", f"{use.en}, {tall.en}")


def _used(programme: Programme | None, use: str | None) -> Words | None:
    if programme is not None and programme.uses:
        uses = [USES[each] for each, _ in programme.uses]
        return Words(" en ".join(each.nl for each in uses), " and ".join(each.en for each in uses))
    known = {each.value: words for each, words in USES.items()}
    return known.get(use or "")


def _address(building: Building) -> Words | None:
    known = [each.address for each in building.dwellings if each.address]
    if not known:
        return None
    others = len(known) - 1
    if not others:
        return Words(known[0], known[0])
    more = "adres" if others == 1 else "adressen"
    return Words(
        f"{known[0]} en nog {others} {more}",
        f"{known[0]} and {others} more address{'es' * (others != 1)}",
    )


def _ground(near: Near) -> Words:
    surface = near.subject
    assert isinstance(surface, Surface)  # noqa: S101 - `named` asks of ground only
    if near.sort is Sort.ROAD:
        if surface.kind is SurfaceKind.OVERBRUGGINGSDEEL:
            return Words("brug", "bridge")
        told = surface.function or ""
        found = next((words for key, words in _ROADS.items() if told.startswith(key)), None)
        return found or Words(told or "weg", told or "road")
    if surface.depth is not None:
        return Words("vijver", "pond") if near.sort is Sort.WATER else Words("wadi", "wadi")
    if near.sort is Sort.WATER:
        return Words("water", "water")
    lawn = (surface.material or "").startswith("gras")
    return Words("gras", "grass") if lawn else Words("groen", "green")


def _metres(value: float) -> int:
    return max(1, round(value))
