"""The services themselves: whether they are where we think, and answer as we read them.

Run `pytest --online tests/online` where there is internet; it asks some thirty small questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely import box

from twin.geo.pdok import buildings, features, heights, locate
from twin.geo.pdok.client import Client
from twin.geo.pdok.download import BGT_TYPES
from twin.geo.pdok.services import PDOK
from twin.jobs.fetch_area import Downloads, Wish, fetch
from twin.jobs.load_area import NoProgress, read_area

pytestmark = pytest.mark.online

BLOCK = (251_000.0, 475_200.0, 251_100.0, 475_300.0)
"""In Hengelo."""


@pytest.fixture(scope="module")
def network() -> Iterator[Client]:
    with Client() as client:
        yield client


def test_the_bgt_has_the_types_that_we_read(network: Client) -> None:
    known = features.collections(network, PDOK.bgt)
    assert {name.partition("_")[0] for name in known} >= BGT_TYPES


@pytest.mark.parametrize(
    ("service", "name", "needs"),
    [
        (PDOK.bgt, "pand", {"lokaalid", "identificatiebagpnd", "eindregistratie"}),
        (PDOK.bgt, "wegdeel", {"lokaalid", "functie", "fysiekvoorkomen"}),
        (PDOK.bgt, "vegetatieobject_punt", {"lokaalid", "plustype"}),
        (PDOK.bag, "pand", {"identificatie", "status", "bouwjaar"}),
        (PDOK.bag, "verblijfsobject", {"identificatie", "gebruiksdoel", "oppervlakte", "pandhref"}),
        (PDOK.cbs, "buurten", {"buurtcode", "buurtnaam", "gemeentecode"}),
    ],
)
def test_a_collection_has_the_properties_that_we_read(
    service: str, name: str, needs: set[str], network: Client, tmp_path: Path
) -> None:
    target = tmp_path / f"{name}.geojson"
    first = features.query(f"{service}/collections/{name}/items", BLOCK)
    features.download(
        network, first, target, within=box(*BLOCK).buffer(500), needs=frozenset(needs)
    )
    assert target.stat().st_size > 0


def test_3d_bag_gives_buildings_with_their_transform(network: Client, tmp_path: Path) -> None:
    about = buildings.about(network, PDOK.bag3d)
    assert about.version
    assert buildings.download(network, about.items, BLOCK, tmp_path)


@pytest.mark.parametrize("coverage", heights.COVERAGES.values())
def test_ahn_gives_a_window(coverage: str, network: Client, tmp_path: Path) -> None:
    asked = heights.address(PDOK.ahn, coverage, (251_000, 475_200, 251_050, 475_250))
    heights.download(network, asked, tmp_path / "window.tif")


@pytest.mark.parametrize(
    ("text", "code"),
    [("gemeente Hengelo", "GM0164"), ("GM0164", "GM0164"), ("wijk Berflo Es, Hengelo", "WK016405")],
)
def test_a_name_is_a_place_with_a_boundary(text: str, code: str, network: Client) -> None:
    found = locate.find(network, PDOK, text)
    assert found.code == code
    assert locate.boundary(network, PDOK, found).area > 1e5


def test_an_address_becomes_an_area(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path, PDOK, "twin tests", lambda: datetime.now(UTC))
    folder = fetch(
        Wish("Burgemeester van der Dussenplein 1, Hengelo", radius=60), downloads, NoProgress()
    )
    area = read_area(str(folder), shared=None, progress=NoProgress())
    assert area.buildings
    assert area.surfaces
    assert {source.downloaded_at is not None for source in area.sources} == {True}
