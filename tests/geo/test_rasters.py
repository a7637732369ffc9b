"""AHN as GeoTIFF: ground and roofs from cells, windowed, and files that are not it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import rasterio
from numpy.typing import NDArray
from rasterio.transform import from_origin
from shapely import box

from tests.geo import city
from twin.errors import FileUnreadable, NotInRd
from twin.geo.provenance import Provenance
from twin.geo.rasters import read_rasters
from twin.geo.terrain import roof_heights, together
from twin.jobs.load_area import NoProgress, read_area
from twin.model import HeightOrigin

X, Y = city.RD
BOUNDS = (X - 20, Y - 20, X + 40, Y + 40)
HOUSE = box(X + 10, Y + 10, X + 20, Y + 20)


def write_tif(
    path: Path,
    heights: NDArray[np.float32],
    *,
    west: float = X - 20,
    north: float = Y + 40,
    crs: str = "EPSG:28992",
    nodata: float | None = 3.4028234663852886e38,
) -> Path:
    path.parent.mkdir(exist_ok=True)
    with rasterio.open(
        path, "w", driver="GTiff", width=heights.shape[1], height=heights.shape[0], count=1,
        dtype="float32", crs=crs, transform=from_origin(west, north, 0.5, 0.5), nodata=nodata,
        compress="deflate",
    ) as raster:  # fmt: skip
        raster.write(heights, 1)
    return path


def ground(size: int = 120) -> NDArray[np.float32]:
    """A slope up to the east, without the house."""
    rows, cols = np.mgrid[:size, :size]
    heights: NDArray[np.float32] = (18 + 0.01 * cols).astype(np.float32)
    y, x = Y + 40 - (rows + 0.5) / 2, X - 20 + (cols + 0.5) / 2
    inside = (x > X + 10) & (x < X + 20) & (y > Y + 10) & (y < Y + 20)
    heights[inside] = 3.4028234663852886e38
    return heights


def surface() -> NDArray[np.float32]:
    """The same with a roof of 25 m NAP."""
    heights = ground()
    heights[heights > 1000] = 25.0
    return heights


def test_cells_become_ground_and_roofs(tmp_path: Path) -> None:
    dtm = write_tif(tmp_path / "dtm_1_2.tif", ground())
    dsm = write_tif(tmp_path / "dsm_1_2.tif", surface())
    points = together([read_rasters([dtm, dsm], BOUNDS, [HOUSE], {})])
    (roof,) = roof_heights(points, [HOUSE])
    assert roof is not None
    assert roof.height == pytest.approx(25.0)
    assert roof.density == pytest.approx(4, abs=0.6)  # cells of half a metre, less the edge
    assert roof.flown is None
    floor = points.xyz[~points.building]
    assert len(floor) == 120 * 120 - 20 * 20
    assert floor[:, 2].max() < 20


def test_an_area_of_3d_bag_stands_on_a_raster(tmp_path: Path) -> None:
    city.write(tmp_path / "a.city.json", city.house())
    write_tif(tmp_path / "ahn" / "dtm_1_2.tif", ground())
    area = read_area(str(tmp_path), shared=None, progress=NoProgress())
    assert area.terrain is not None
    assert "AHN" in area.terrain.method
    assert area.buildings[0].height_origin is HeightOrigin.BAG3D_LOD22


def test_the_year_of_the_flight_is_that_of_the_download(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "dsm_1_2.tif", surface())
    origin = Provenance("ahn", "CC0-1.0", "x", datetime(2026, 1, 1, tzinfo=UTC), date(2023, 5, 1))
    points = read_rasters([path], BOUNDS, [HOUSE], {path: origin})
    assert set(points.flown.tolist()) == {2023}
    assert points.dated == date(2023, 5, 1)


def test_the_round_of_flights_tells_the_last_year(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "AHN4" / "R_34EN1.tif", surface())
    assert set(read_rasters([path], BOUNDS, [HOUSE], {}).flown.tolist()) == {2022}


def test_only_the_cells_of_the_area_are_read(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "M_34EN1.tif", ground())
    points = read_rasters([path], (X, Y, X + 5, Y + 5), [], {})
    assert len(points.xyz) == 100
    assert len(read_rasters([path], (X + 500, Y, X + 600, Y + 9), [], {}).xyz) == 0


def test_a_raster_that_does_not_tell_what_it_is_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="ground or surface") as refused:
        read_rasters([write_tif(tmp_path / "hoogte.tif", ground())], BOUNDS, [], {})
    assert "dtm_" in refused.value.hint


def test_a_raster_in_another_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotInRd, match="UTM"):
        read_rasters([write_tif(tmp_path / "dtm.tif", ground(), crs="EPSG:25832")], BOUNDS, [], {})


def test_a_raster_in_centimetres_is_refused(tmp_path: Path) -> None:
    heights = np.full((120, 120), 900.0, np.float32)
    with pytest.raises(NotInRd, match="'900'"):
        read_rasters([write_tif(tmp_path / "dtm.tif", heights)], BOUNDS, [], {})


@pytest.mark.parametrize("keep", [0, 60, 900])
def test_a_raster_that_was_cut_off_is_refused(tmp_path: Path, keep: int) -> None:
    rng = np.random.default_rng(1)
    path = write_tif(tmp_path / "dtm.tif", rng.uniform(1, 2, (120, 120)).astype(np.float32))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(FileUnreadable, match="GeoTIFF"):
        read_rasters([path], BOUNDS, [], {})


def test_roofs_without_ground_are_refused(tmp_path: Path) -> None:
    dsm = write_tif(tmp_path / "dsm.tif", surface())
    with pytest.raises(FileUnreadable, match="no ground heights"):
        together([read_rasters([dsm], BOUNDS, [HOUSE], {})])
