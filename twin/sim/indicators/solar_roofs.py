"""Indicator: the electricity that roofs could make, and what neighbours take of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from twin.model import Area, Building, HeightOrigin, Words
from twin.sim.indicators.base import (
    Arrays,
    Case,
    Column,
    Direction,
    Figure,
    Indicator,
    Parameters,
    PointLayer,
    Result,
    Row,
    Subject,
)

if TYPE_CHECKING:
    from twin.sim.roofs import RoofPlane
    from twin.sim.solar import Patches, RoofSun

ERROR = 0.12
"""One standard error of a yield: radiation 5 % (years differ 4 %), panels and losses 10 %, shape of
the roof 5 %; as a share."""

_SPACING = 2.0
_SHAPED = (HeightOrigin.BAG3D_LOD22, HeightOrigin.SYNTHETIC, HeightOrigin.DESIGN)


class SolarParameters(Parameters):
    """What panels make of the sun, and where they are worth it."""

    efficiency: float = Field(
        default=0.21, ge=0.05, le=0.40, description="Of a panel: electricity per light (0-1)."
    )
    losses: float = Field(
        default=0.14, ge=0.0, le=0.5, description="Lost in heat, dust, wires and inverter (0-1)."
    )
    usable: float = Field(
        default=0.6, ge=0.05, le=1.0, description="Share of a roof plane that panels can cover."
    )
    least: float = Field(
        default=650.0, ge=0.0, le=1500.0, description="Light (kWh/m² a year) below which no panel."
    )


_COLUMNS = (
    Column("roof", Words("dak", "roof"), "m2", Direction.NEITHER, step=1.0),
    Column("radiation", Words("licht op het dak", "light on the roof"), "kW.h/m2", Direction.UP,
           step=1.0),
    Column("shaded", Words("deel dat schaduw wegneemt", "share that shade takes"), "%",
           Direction.DOWN, step=1.0),
    Column("electricity", Words("stroom per jaar", "electricity a year"), "kW.h", Direction.UP,
           step=10.0),
    Column("change", Words("verschil door het plan", "change by the plan"), "kW.h", Direction.UP,
           step=10.0),
)  # fmt: skip


def compute(case: Case, parameters: SolarParameters) -> Result:
    """Yield of every roof of the case, and how it differs from the base."""
    from twin.sim.solar import roof_sun_after

    base_planes, before, sky = _today(case)
    if case.area is case.base:
        planes, sun = base_planes, before
    else:
        planes = _planes(case.area)
        sun = roof_sun_after(
            before, base_planes, case.base, planes, case.area, sky, watch=case.watch
        )
    rows = _rows(case, planes, sun, _yields(base_planes, before, parameters), parameters)
    total = sum(row.values["electricity"] or 0.0 for row in rows)
    lost = sum(min(row.values["change"] or 0.0, 0.0) for row in rows)
    return Result(
        indicator="solar-roofs",
        figures=(
            Figure("electricity", Words("stroom die de daken kunnen maken, per jaar",
                                        "electricity that roofs could make, a year"),
                   total / 1000, "MW.h", total / 1000 * ERROR, step=1.0),
            Figure("lost", Words("stroom die bestaande daken verliezen, per jaar",
                                 "electricity that existing roofs lose, a year"),
                   -lost / 1000, "MW.h", -lost / 1000 * ERROR, step=0.1),
        ),
        columns=_COLUMNS,
        rows=rows,
        points=(_picture(planes, sun),),
        notes=(
            Words(
                "Schoorstenen, dakramen en dakkapellen die niet in het 3D-model zitten tellen niet "
                "mee.",
                "Chimneys, roof windows and dormers that are not in the 3D model do not count.",
            ),
        ),
    )  # fmt: skip


def _today(case: Case) -> tuple[list[RoofPlane], RoofSun, Patches]:
    from twin.geo.crs import grid_north
    from twin.sim.radiation import typical_year
    from twin.sim.solar import RoofSun, patches, roof_sun

    sky = patches(typical_year(), grid_north(*case.base.boundary.centroid.coords[0]))
    planes = _planes(case.base)

    def make() -> Arrays:
        made = roof_sun(planes, case.base, sky, case.watch)
        return {"shaded": made.shaded, "open": made.open}

    kept = case.keep(f"solar-roofs-{case.base_key}", make)
    return planes, RoofSun(np.asarray(kept["shaded"]), np.asarray(kept["open"])), sky


def _planes(area: Area) -> list[RoofPlane]:
    from twin.sim.roofs import roof_planes

    return roof_planes(area.buildings, _SPACING)


def _yields(
    planes: Sequence[RoofPlane], sun: RoofSun, parameters: SolarParameters
) -> Mapping[str, float]:
    """Electricity in kWh a year by building."""
    yields: dict[str, float] = {}
    share = parameters.usable * parameters.efficiency * (1 - parameters.losses)
    for plane, light in zip(planes, sun.shaded.tolist(), strict=True):
        made = plane.area * light * share if light >= parameters.least else 0.0
        yields[plane.building] = yields.get(plane.building, 0.0) + made
    return yields


def _rows(
    case: Case,
    planes: Sequence[RoofPlane],
    sun: RoofSun,
    before: Mapping[str, float],
    parameters: SolarParameters,
) -> tuple[Row, ...]:
    after = _yields(planes, sun, parameters)
    areas = np.array([plane.area for plane in planes])
    names, owner = np.unique([plane.building for plane in planes], return_inverse=True)
    roofs, light, unshaded = (
        np.bincount(owner, weights=weight, minlength=len(names))
        for weight in (areas, areas * sun.shaded, areas * sun.open)
    )
    place = {name: number for number, name in enumerate(names.tolist())}
    return tuple(
        _row(building, roofs[at], light[at], unshaded[at], after[building.id], before)
        for building in case.area.buildings
        if (at := place.get(building.id)) is not None
    )


def _row(
    building: Building,
    roof: float,
    light: float,
    unshaded: float,
    made: float,
    before: Mapping[str, float],
) -> Row:
    was = before.get(building.id)
    addresses = [home.address for home in building.dwellings if home.address]
    return Row(
        subject=Subject.BUILDING,
        id=building.id,
        label=addresses[0] if addresses else building.id,
        values={
            "roof": float(roof),
            "radiation": float(light / roof),
            "shaded": float(100 * (1 - light / unshaded)),
            "electricity": made,
            "change": None if was is None else made - was,
        },
        flags=() if building.height_origin in _SHAPED else ("roof-shape-unknown",),
    )


def _picture(planes: Sequence[RoofPlane], sun: RoofSun) -> PointLayer:
    return PointLayer(
        key="radiation",
        words=Words("licht per jaar op het dak", "light on the roof in a year"),
        unit="kW.h/m2",
        positions=np.array([plane.points.mean(axis=0) for plane in planes]).reshape(-1, 3),
        normals=np.array([plane.normal for plane in planes], np.float32).reshape(-1, 3),
        belongs_to=np.array([plane.building for plane in planes], np.str_),
        values=sun.shaded.astype(np.float32),
        step=1.0,
    )


INDICATOR = Indicator(
    name="solar-roofs",
    title=Words("Zonnestroom van daken", "Solar power from roofs"),
    description=Words(
        "Hoeveel stroom zonnepanelen op elk dak in een jaar kunnen maken, en hoeveel een plan "
        "daarvan wegneemt met zijn schaduw.",
        "How much electricity panels on each roof can make in a year, and how much a plan takes "
        "of it with its shade.",
    ),
    parameters=SolarParameters,
    unit="MW.h",
    direction=Direction.UP,
    method=Words(
        "Straling van tien jaar KNMI Twenthe, per richting van de hemel (pvlib). Voor elk dakvlak "
        "van het 3D-model volgen we stralen langs gebouwen en bomen.",
        "Ten years of radiation at KNMI Twenthe by direction of the sky (pvlib), per roof plane "
        "of the 3D model, with rays past buildings and trees.",
    ),
    source="https://doi.org/10.1016/j.solener.2012.03.006",
    validity=Words(
        "Oost-Nederland; aan de kust schijnt de zon tot 10 % meer. Daken waarvan de vorm bekend "
        "is. Geen advies voor één installatie.",
        "The east of the Netherlands; at the coast there is up to 10 % more sun. Roofs of known "
        "shape. No advice on a single installation.",
    ),
    error=Words(
        "12 %: straling 5 %, panelen en verliezen 10 %, vorm van het dak 5 %.",
        "12 %: radiation 5 %, panels and losses 10 %, shape of the roof 5 %.",
    ),
    compute=compute,
    indicative=True,
)
