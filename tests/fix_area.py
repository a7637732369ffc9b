"""Areas: the synthetic sample, and Delft and Twente where the real data is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from twin.geo import sample
from twin.jobs.load_area import NoProgress, read_area
from twin.model import Area


@pytest.fixture(scope="session")
def sample_area() -> Area:
    """Voorbeeldwijk, which needs no data."""
    return sample.make()


@pytest.fixture(scope="session")
def delft_area(shared: Path) -> Area:
    """Delft from BGT, AHN and 3D BAG; skips where the real data is absent."""
    return read_area(str(shared / "delft"), shared=None, progress=NoProgress())


@pytest.fixture(scope="session")
def twente_area(shared: Path) -> Area:
    """Three 3D BAG tiles in Twente together; skips where the real data is absent."""
    return read_area(str(shared / "twente"), shared=None, progress=NoProgress())
