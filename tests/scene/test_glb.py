from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.scene import gltf
from twin.errors import ParameterInvalid
from twin.model import Area
from twin.scene.colours import linear
from twin.scene.compose import scene_meshes
from twin.scene.glb import STEP, Paint, digest, encode
from twin.scene.mesh import PaintedMesh


@pytest.fixture(scope="module")
def meshes(sample_area: Area) -> dict[str, PaintedMesh]:
    return scene_meshes(sample_area)


def strip(length: float, count: int, ids: int = 1) -> PaintedMesh:
    """A flat strip of `count` pairs of triangles along the east axis, turning over `ids` names."""
    x = np.linspace(0, length, count + 1)
    low = np.column_stack([x, np.zeros_like(x), np.zeros_like(x)])
    near = np.arange(count)
    far = near + count + 1
    triangles = np.concatenate(
        [np.column_stack([near, near + 1, far]), np.column_stack([near + 1, far + 1, far])]
    )
    vertices = np.concatenate([low, low + np.array([0, 2, 0])])
    features = np.arange(len(vertices)) % ids
    return PaintedMesh(
        vertices.astype(np.float32),
        np.full((len(vertices), 3), 200, np.uint8),
        features.astype(np.uint32),
        triangles.astype(np.uint32),
        tuple(f"id-{number}" for number in range(ids)),
    )


def corners(mesh: PaintedMesh) -> NDArray[np.float64]:
    """The corners of a mesh's triangles as glTF places them: x east, y up, z south."""
    east, north, up = mesh.positions[mesh.triangles].astype(np.float64).transpose(2, 0, 1)
    return np.stack([east, up, -north], axis=-1)


@pytest.mark.parametrize("paint", Paint)
@pytest.mark.parametrize("name", ["ground", "buildings", "trees"])
def test_every_mesh_of_a_scene_is_valid_gltf(
    meshes: dict[str, PaintedMesh], name: str, paint: Paint
) -> None:
    read = gltf.read(encode(meshes[name], paint, "Kadaster"))
    assert read.document["asset"]["copyright"] == "Kadaster"
    written = sum(len(primitive.triangles) for primitive in read.primitives)
    # Only triangles thinner than a step are left out.
    assert 0.97 * len(meshes[name].triangles) < written <= len(meshes[name].triangles)


def test_positions_come_back_within_half_a_step(meshes: dict[str, PaintedMesh]) -> None:
    read = gltf.read(encode(meshes["trees"], Paint.VERTEX))
    (primitive,) = read.primitives
    found = primitive.positions[primitive.triangles].reshape(-1, 9)
    given = corners(meshes["trees"]).reshape(-1, 9)
    assert found.shape == given.shape  # Trees are coarse: nothing vanishes and order is kept.
    assert np.abs(found - given).max() <= STEP / 2 + 1e-6


def test_every_vertex_names_what_it_belongs_to(
    meshes: dict[str, PaintedMesh], sample_area: Area
) -> None:
    read = gltf.read(encode(meshes["buildings"], Paint.VERTEX))
    assert read.ids == [building.id for building in sample_area.buildings]
    (primitive,) = read.primitives
    features = primitive.attributes["_FEATURE_ID_0"][:, 0]
    assert set(np.unique(features)) == set(range(len(read.ids)))
    of_triangle = features[primitive.triangles]
    assert np.all(of_triangle == of_triangle[:, :1])
    mesh = meshes["buildings"]
    for number in (0, len(read.ids) // 2, len(read.ids) - 1):
        here = primitive.positions[features == number]
        given = mesh.positions[mesh.features == number]
        assert np.allclose(here[:, 0].min(), given[:, 0].min(), atol=STEP)
        assert np.allclose(-here[:, 2].max(), given[:, 1].min(), atol=STEP)


def test_colours_are_linear_light_in_both_ways_of_painting() -> None:
    mesh = strip(10, 2)
    vertex = gltf.read(encode(mesh, Paint.VERTEX)).primitives[0]
    assert vertex.material["pbrMetallicRoughness"]["baseColorFactor"] == [1, 1, 1, 1]
    expected = linear((200, 200, 200))
    assert np.allclose(vertex.attributes["COLOR_0"][0, :3] / 255, expected, atol=0.5 / 255)
    assert vertex.attributes["COLOR_0"][0, 3] == 255
    material = gltf.read(encode(mesh, Paint.MATERIAL)).primitives[0]
    factor = material.material["pbrMetallicRoughness"]["baseColorFactor"]
    assert np.allclose(factor[:3], expected, atol=1e-5)


def test_a_wide_mesh_becomes_chunks_that_meet_without_a_crack() -> None:
    read = gltf.read(encode(strip(3000, 150), Paint.VERTEX))
    assert len(read.primitives) >= 3
    edges = sorted(
        (float(primitive.positions[:, 0].min()), float(primitive.positions[:, 0].max()))
        for primitive in read.primitives
    )
    assert edges[0][0] == 0
    assert edges[-1][1] == 3000
    for (_, end), (start, _) in pairwise(edges):
        assert start <= end  # Not merely near: steps of neighbours fall on the same places.
    places = np.concatenate([primitive.positions for primitive in read.primitives])
    assert np.array_equal(places / STEP, np.rint(places / STEP))


def test_a_triangle_wider_than_a_chunk_is_refused() -> None:
    with pytest.raises(ParameterInvalid, match="1100"):
        encode(strip(1100, 1), Paint.VERTEX)


def test_many_vertices_get_wide_indices_and_many_names_get_floats() -> None:
    read = gltf.read(encode(strip(1000, 40_000, ids=70_000), Paint.VERTEX))
    (primitive,) = read.primitives
    kinds = [accessor["componentType"] for accessor in read.document["accessors"]]
    assert kinds == [5123, 5121, 5126, 5125]
    assert len(read.ids) == 70_000
    assert primitive.triangles.max() > 65_535
    assert primitive.attributes["_FEATURE_ID_0"].max() == 69_999


def test_an_empty_mesh_is_a_valid_file() -> None:
    nothing = strip(10, 1)
    empty = PaintedMesh(
        nothing.positions, nothing.colours, nothing.features, nothing.triangles[:0], ()
    )
    assert gltf.read(encode(empty, Paint.VERTEX)).primitives == []


def test_the_same_mesh_always_has_the_same_name() -> None:
    first, again = (encode(strip(10, 2), Paint.VERTEX) for _ in range(2))
    assert digest(first) == digest(again)
    assert digest(first) != digest(encode(strip(11, 2), Paint.VERTEX))
