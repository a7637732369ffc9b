"""Areas: the synthetic sample, and Apeldoorn, Delft and Twente where the real data is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from twin.geo import register, sample
from twin.geo.bag import main_use
from twin.geo.grounds import read_grounds
from twin.geo.merge import merge
from twin.jobs.load_area import NoProgress, read_area
from twin.model import Area, Building, HeightOrigin, Origin


@pytest.fixture(scope="session")
def sample_area() -> Area:
    """Voorbeeldwijk, which needs no data."""
    return sample.make()


@pytest.fixture(scope="session")
def delft_area(shared: Path) -> Area:
    """Delft from BGT, AHN and 3D BAG; skips where the real data is absent."""
    return read_area(str(shared / "delft"), shared=None, progress=NoProgress())


@pytest.fixture(scope="session")
def apeldoorn_area(shared: Path) -> Area:
    """Bedrijvenpark Apeldoorn Noord: real panden with their real verblijfsobjecten and its buurt.

    Nothing at hand tells its heights: every building is 6 m here, which is of no account where
    homes, addresses and registered floor area are asked. Skips where the real data is absent.
    """
    folder = shared / "apeldoorn"
    registered = register.read(sorted(folder.glob("bag_[gv]*.shp")))
    drafts = merge(None, (), registered)
    return Area(
        id="apeldoorn",
        name="Bedrijvenpark Apeldoorn Noord",
        boundary=drafts.boundary,
        reference_height=14.0,
        origin=Origin.REAL,
        sources=(),
        buildings=tuple(
            Building(
                pand.id, pand.footprint, 14.0, 20.0, HeightOrigin.NEIGHBOURS, year=pand.year,
                status=pand.status, use=main_use(pand.dwellings), dwellings=pand.dwellings,
            )
            for pand in drafts.panden
        ),
        planned=drafts.planned,
        grounds=read_grounds([folder / "bag_buurt.shp"], drafts.boundary),
    )  # fmt: skip


@pytest.fixture(scope="session")
def twente_area(shared: Path) -> Area:
    """Three 3D BAG tiles in Twente together; skips where the real data is absent."""
    return read_area(str(shared / "twente"), shared=None, progress=NoProgress())
