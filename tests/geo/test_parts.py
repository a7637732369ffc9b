"""Roofs at several heights out of laser points, compared with 3D BAG models of the same homes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely import Polygon, box

from twin.geo import bag3d, bgt
from twin.geo.meshes import volume
from twin.geo.parts import Part, blocks, split
from twin.geo.terrain import ROOF_PERCENTILE, read_points
from twin.model import FaceClass

X, Y = 252_000.0, 476_000.0
HOUSE = box(X, Y, X + 12, Y + 8)


def points(
    footprint: Polygon, height: NDArray[np.float64] | float, seed: int = 1
) -> NDArray[np.float64]:
    """Twelve points per m² at a height, with the noise of a scan."""
    rng = np.random.default_rng(seed)
    west, south, east, north = footprint.bounds
    xy = rng.uniform((west, south), (east, north), (int(footprint.area * 12), 2))
    z = np.broadcast_to(height, len(xy)) + rng.normal(0, 0.05, len(xy))
    return np.column_stack([xy, z])


def heights(parts: tuple[Part, ...]) -> list[float]:
    return sorted(part.roof_height for part in parts)


def test_a_flat_roof_is_one_part() -> None:
    (part,) = split(HOUSE, points(HOUSE, 25.0), 70)
    assert part.footprint.equals(HOUSE)
    assert part.roof_height == pytest.approx(25.0, abs=0.1)


def test_a_pitched_roof_is_not_split() -> None:
    cloud = points(HOUSE, 0.0)
    cloud[:, 2] += 28 - 1.2 * np.abs(cloud[:, 1] - Y - 4)
    assert len(split(HOUSE, cloud, 70)) == 1


@pytest.mark.parametrize("turn", [0, 30, 77])
def test_a_low_annexe_becomes_a_part_of_its_own_however_the_house_is_turned(turn: float) -> None:
    low, high = box(X + 8, Y, X + 12, Y + 8), box(X, Y, X + 8, Y + 8)
    cloud = np.concatenate([points(high, 27.0), points(low, 21.0, seed=2)])
    centre = np.array([X, Y])
    angle = np.radians(turn)
    matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    cloud[:, :2] = (cloud[:, :2] - centre) @ matrix + centre
    footprint = shapely.transform(HOUSE, lambda xy: (xy - centre) @ matrix + centre)
    parts = split(footprint, cloud, 70)
    assert heights(parts) == pytest.approx([21.0, 27.0], abs=0.1)
    assert min(part.footprint.area for part in parts) == pytest.approx(32, abs=8)
    assert sum(part.footprint.area for part in parts) == pytest.approx(HOUSE.area)


def test_a_chimney_a_bird_and_a_stray_point_are_no_parts() -> None:
    chimney = points(box(X + 5, Y + 3, X + 6, Y + 4), 30.0, seed=3)
    stray = np.array([[X + 1, Y + 1, 60.0], [X + 2, Y + 1, 3.0]])
    assert len(split(HOUSE, np.concatenate([points(HOUSE, 25.0), chimney, stray]), 70)) == 1


def test_three_heights_become_three_parts() -> None:
    strips = [box(X + 10 * place, Y, X + 10 * place + 10, Y + 8) for place in range(3)]
    cloud = np.concatenate([points(strip, 20.0 + 4 * place) for place, strip in enumerate(strips)])
    parts = split(box(X, Y, X + 30, Y + 8), cloud, 70)
    assert heights(parts) == pytest.approx([20, 24, 28], abs=0.1)


def test_blocks_hold_the_volume_of_their_parts_and_stand_on_the_ground() -> None:
    mesh = blocks((Part(HOUSE, 25.0), Part(box(X + 12, Y, X + 16, Y + 8), 21.0)), 18.0)
    assert mesh is not None
    assert volume(mesh.vertices, mesh.triangles) == pytest.approx(96 * 7 + 32 * 3)
    assert set(mesh.classes.tolist()) == {FaceClass.GROUND, FaceClass.WALL, FaceClass.ROOF}
    assert blocks((Part(HOUSE, 17.0),), 18.0) is None


def test_parts_of_homes_in_delft_come_near_the_volumes_of_3d_bag(shared: Path) -> None:
    delft = shared / "delft"
    models = {pand.id: pand for pand in bag3d.read(delft / "lod22_3dbag.city.jsonl").panden}
    cloud = read_points(sorted((delft / "ahn3").glob("*.laz")), (84_000, 447_000, 86_000, 448_000))
    roof = cloud.xyz[cloud.building]
    one, several = [], []
    for pand in bgt.read([delft / "bgt" / "bgt_pand.sqlite"]).panden:
        model = models.get(pand.id)
        if model is None or model.mesh is None or model.ground_height is None:
            continue
        own = roof[shapely.contains_xy(pand.footprint, roof[:, 0], roof[:, 1])]
        real = volume(model.mesh.vertices, model.mesh.triangles)
        height = float(np.percentile(own[:, 2], ROOF_PERCENTILE)) - model.ground_height
        mesh = blocks(split(pand.footprint, own, ROOF_PERCENTILE), model.ground_height)
        assert mesh is not None
        one.append(abs(pand.footprint.area * height / real - 1))
        several.append(abs(volume(mesh.vertices, mesh.triangles) / real - 1))
    assert len(one) == 12
    assert np.median(several) < 0.1 < 0.18 < np.median(one)
