"""Homes, addresses, floor and parking on a real register: Apeldoorn's BAG, counted apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
from numpy.typing import NDArray

from tests.fix_drawn import case, figure
from tests.sim.test_parking import TABLE
from twin.geo.addresses import Directory, Match, split
from twin.jobs.homes import UNKNOWN, homes
from twin.model import Area
from twin.sim.homes import home_buildings, label
from twin.sim.indicators import density, housing_programme, parking_balance

Column = NDArray[np.object_]


@pytest.fixture(scope="module")
def told(shared: Path) -> dict[str, Column]:
    """Verblijfsobjecten of panden that stand, straight out of the file, by column."""
    meta, _, _, columns = pyogrio.raw.read(shared / "apeldoorn" / "bag_verblijfsobject.shp")
    found = dict(zip(meta["fields"], columns, strict=True))
    stands = ~np.isin(found["pandstatus"].astype(str), ["Bouwvergunning verleend", "Bouw gestart"])
    return {name: column[stands] for name, column in found.items()}


def is_home(told: dict[str, Column]) -> NDArray[np.bool_]:
    return np.array(["woonfunctie" in uses for uses in told["gebruiksdo"]])


def test_every_registered_home_is_a_home_with_its_street(
    apeldoorn_area: Area, told: dict[str, Column]
) -> None:
    found = list(homes(apeldoorn_area))
    assert {home.id for home in found} == set(told["identifica"][is_home(told)])
    assert len(found) == 119
    assert {home.street for home in found} == set(told["openbare_r"][is_home(told)])
    assert {home.tenure for home in found} == {UNKNOWN}, "the BAG has no tenures"
    buildings = home_buildings(apeldoorn_area)
    assert buildings.told
    assert {each.id for each in buildings.buildings} == set(told["pandidenti"][is_home(told)])
    assert all(any(sign.isdigit() for sign in name) for name in label(buildings.buildings))


def test_every_address_is_found_by_street_by_postcode_and_with_a_slip(
    apeldoorn_area: Area, told: dict[str, Column]
) -> None:
    directory = Directory(apeldoorn_area)
    assert len(directory) == len(told["identifica"]) == 448
    for building in apeldoorn_area.buildings[::3]:
        for home in building.dwellings:
            written = split(home.address or "")
            asked = [f"{home.address}, {home.city}"]
            if home.postcode is not None:  # boxes and the like have none
                asked += [f"{home.address}, {home.postcode} {home.city}",
                          f"{home.postcode} {written.number}{written.addition}"]  # fmt: skip
            for typed in asked:
                answer = directory.search(typed, 50)
                assert answer.match is Match.BEGINS, typed
                assert home.id in {entry.dwelling.id for entry in answer.entries}, typed
    slip = directory.search("Anklarseweg 141", 5)
    assert slip.match is Match.ALIKE
    assert slip.entries[0].dwelling.address == "Anklaarseweg 141"


def test_homes_that_stand_are_counted_and_those_with_a_permit_are_not(
    apeldoorn_area: Area, told: dict[str, Column]
) -> None:
    result = housing_programme.compute(case(apeldoorn_area), housing_programme.HousingParameters())
    assert figure(result, "standing").value == is_home(told).sum()
    assert sum(len(each.dwellings) for each in apeldoorn_area.planned) == 42


def test_parking_demand_follows_from_homes_and_registered_floor(
    apeldoorn_area: Area, told: dict[str, Column]
) -> None:
    parameters = parking_balance.ParkingParameters(scope="area", table=TABLE)
    result = parking_balance.compute(case(apeldoorn_area), parameters)
    office = 0.0
    for uses, size in zip(told["gebruiksdo"], told["oppervlakt"], strict=True):
        parts = uses.split(",")
        office += float(size) / len(parts) / 0.8 * parts.count("kantoorfunctie")
    by_day = 0.5 * is_home(told).sum() + 2 * office / 100
    # A pand of which one unit has no area goes by its height, which is ours here.
    assert figure(result, "least").value == pytest.approx(by_day, rel=0.02)
    assert figure(result, "supply").value is None, "without BGT no places are known"
    assert figure(result, "balance").value is None
    assert result.rows == ()


def test_the_buurt_of_cbs_has_its_own_density(
    apeldoorn_area: Area, told: dict[str, Column]
) -> None:
    (buurt,) = apeldoorn_area.grounds
    assert (buurt.level, buurt.id) == ("buurt", "BU02000706")
    assert buurt.label.startswith("Bedrijvenpark Apeldoorn Noord")
    result = density.compute(case(apeldoorn_area), density.DensityParameters())
    row = next(row for row in result.rows if row.id == "BU02000706")
    inside = [each for each in apeldoorn_area.buildings if buurt.shape.contains(each.footprint)]
    ids = {home.id for each in inside for home in each.dwellings}
    known = np.isin(told["identifica"].astype(str), list(ids))
    registered = float(told["oppervlakt"][known].astype(float).sum()) / 0.8
    # Beside what is registered there are sheds and halls without an address.
    assert registered < (row.values["floor"] or 0) < 1.25 * registered
    assert row.values["ground"] == pytest.approx(buurt.shape.area, abs=1)
