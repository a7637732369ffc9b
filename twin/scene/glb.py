"""Writes a painted mesh as GLB (glTF 2.0), small enough for the wire and readable by any viewer.

Axes are glTF's: x east, y up, z south, in metres of the mesh's `SceneFrame`. Positions are
uint16 steps of `STEP` (KHR_mesh_quantization); a mesh wider than 65,535 steps becomes several
chunks, each a node with the step as scale and a translation that is a whole number of steps, so
that chunks meet without a crack. There are no normals: surfaces are flat, and viewers shade them
by derivatives, as the glTF specification asks.

References
----------
glTF 2.0, ISO/IEC 12113:2022.
KHR_mesh_quantization, https://github.com/KhronosGroup/glTF/tree/main/extensions/2.0/Khronos
"""

from __future__ import annotations

import hashlib
import struct
from enum import StrEnum
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from twin.errors import ParameterInvalid
from twin.scene.colours import linear
from twin.scene.mesh import PaintedMesh

STEP = 1 / 64
"""Metres between positions, a power of two so that nothing is rounded twice."""

_SPAN = 65_535
_U8, _U16, _U32, _F32 = 5121, 5123, 5125, 5126
_VERTICES, _INDICES = 34962, 34963
_LINEAR_LIGHT = np.array([linear((v, 0, 0))[0] for v in range(256)])

Ints = NDArray[np.int64]


class Paint(StrEnum):
    """How a mesh carries its colours.

    `VERTEX`: in COLOR_0 with `_FEATURE_ID_0`, few draw calls, for the web app. `MATERIAL`: one
    material per colour, for viewers that do not read COLOR_0 (deck.gl's own ScenegraphLayer).
    """

    VERTEX = "vertex"
    MATERIAL = "material"


def encode(mesh: PaintedMesh, paint: Paint, copyright_line: str = "") -> bytes:
    """The bytes of a GLB file.

    Parameters
    ----------
    mesh
        Scene metres, see `PaintedMesh`. Triangles that vanish at `STEP` are left out.
    paint
        How colours are written; both are linear light, as glTF asks.
    copyright_line
        Attribution of the data, into `asset.copyright`.

    Returns
    -------
    With `Paint.VERTEX` every vertex has `_FEATURE_ID_0`, an index into the file's top-level
    `extras.ids`.

    Raises
    ------
    ParameterInvalid
        A single triangle is wider than a chunk can be (1,024 m).
    """
    writer = _Writer(paint, wide_ids=len(mesh.ids) > _SPAN + 1)
    east, north, up = np.rint(mesh.positions.astype(np.float64) / STEP).astype(np.int64).T
    places = np.column_stack([east, up, -north])
    triangles = mesh.triangles.astype(np.int64)
    a, b, c = (places[triangles[:, corner]] for corner in range(3))
    solid = np.any(np.cross(b - a, c - a) != 0, axis=1)
    for chunk in _chunks(places, triangles[solid]):
        writer.add_chunk(mesh, places, chunk)
    return writer.finish(mesh.ids, copyright_line)


def _chunks(places: Ints, triangles: Ints) -> list[Ints]:
    """Triangles in groups that each span at most 65,535 steps along every axis."""
    if not len(triangles):
        return []
    corners = places[triangles]
    low, high = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
    axis = int(np.argmax(high - low))
    if (high - low)[axis] <= _SPAN:
        return [triangles]
    centre = corners[:, :, axis].mean(axis=1)
    near = centre < (centre.min() + centre.max()) / 2
    if near.all() or not near.any():
        raise ParameterInvalid(
            f"a triangle of '{(high - low)[axis] * STEP:.0f}' m does not fit a chunk",
            hint="divide it before it is written (twin.scene.ground.divide)",
        )
    return _chunks(places, triangles[near]) + _chunks(places, triangles[~near])


def digest(content: bytes) -> str:
    """A name for the content of a file, for `?v=` and ETag: 16 hexadecimal digits of SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]


class _Writer:
    """Builds the binary chunk and the JSON that points into it."""

    def __init__(self, paint: Paint, *, wide_ids: bool) -> None:
        self._paint = paint
        self._wide_ids = wide_ids
        self._binary = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._materials: dict[tuple[int, int, int], int] = {}
        self._meshes: list[dict[str, Any]] = []
        self._nodes: list[dict[str, Any]] = []

    def add_chunk(self, mesh: PaintedMesh, places: Ints, triangles: Ints) -> None:
        """A node with one primitive, or with one per colour."""
        low = places[triangles].min(axis=(0, 1))
        if self._paint is Paint.VERTEX:
            primitives = [self._vertex_primitive(mesh, places - low, triangles)]
        else:
            of_triangle = mesh.colours[triangles[:, 0]]
            primitives = [
                self._material_primitive(
                    (int(color[0]), int(color[1]), int(color[2])),
                    places - low,
                    triangles[(of_triangle == color).all(axis=1)],
                )
                for color in np.unique(of_triangle, axis=0)
            ]
        self._nodes.append(
            {
                "mesh": len(self._meshes),
                "scale": [STEP, STEP, STEP],
                "translation": [float(steps) * STEP for steps in low],
            }
        )
        self._meshes.append({"primitives": primitives})

    def _vertex_primitive(self, mesh: PaintedMesh, places: Ints, triangles: Ints) -> dict[str, Any]:
        used = np.unique(triangles)
        color = mesh.colours[used].astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
        rows = np.column_stack([mesh.features[used].astype(np.int64), color, places[used]])
        rows, merged = _unique_rows(rows)
        colours = np.full((len(rows), 4), 255, dtype=np.uint8)
        for channel, shift in enumerate((16, 8, 0)):
            light = _LINEAR_LIGHT[(rows[:, 1] >> shift) & 255]
            colours[:, channel] = np.rint(light * 255)
        id_type = np.dtype("<f4") if self._wide_ids else np.dtype("<u2")
        return {
            "attributes": {
                "POSITION": self._positions(rows[:, 2:]),
                "COLOR_0": self._attribute(colours, _U8, "VEC4", normalized=True),
                "_FEATURE_ID_0": self._attribute(
                    rows[:, :1].astype(id_type), _F32 if self._wide_ids else _U16, "SCALAR"
                ),
            },
            "indices": self._indices(merged[np.searchsorted(used, triangles)], len(rows)),
            "material": self._material((255, 255, 255)),
        }

    def _material_primitive(
        self, color: tuple[int, int, int], places: Ints, triangles: Ints
    ) -> dict[str, Any]:
        used = np.unique(triangles)
        rows, merged = _unique_rows(places[used])
        return {
            "attributes": {"POSITION": self._positions(rows)},
            "indices": self._indices(merged[np.searchsorted(used, triangles)], len(rows)),
            "material": self._material(color),
        }

    def _material(self, color: tuple[int, int, int]) -> int:
        return self._materials.setdefault(color, len(self._materials))

    def _positions(self, places: Ints) -> int:
        accessor = self._attribute(places.astype("<u2"), _U16, "VEC3")
        self._accessors[accessor] |= {
            "min": places.min(axis=0).tolist(),
            "max": places.max(axis=0).tolist(),
        }
        return accessor

    def _attribute(
        self, rows: NDArray[Any], component: int, shape: str, *, normalized: bool = False
    ) -> int:
        """A vertex attribute; every row begins at a multiple of 4 bytes, as glTF demands."""
        raw = np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), -1)
        width = raw.shape[1]
        stride = -(-width // 4) * 4
        padded = np.zeros((len(rows), stride), dtype=np.uint8)
        padded[:, :width] = raw
        view = self._view(padded.tobytes(), _VERTICES) | {"byteStride": stride}
        return self._accessor(
            view, component, shape, len(rows), {"normalized": True} if normalized else {}
        )

    def _indices(self, triangles: Ints, vertices: int) -> int:
        # 65,535 is the primitive restart value and may not be an index.
        short = vertices <= _SPAN
        data = triangles.astype("<u2" if short else "<u4").tobytes()
        view = self._view(data, _INDICES)
        return self._accessor(view, _U16 if short else _U32, "SCALAR", triangles.size, {})

    def _view(self, data: bytes, target: int) -> dict[str, Any]:
        start = len(self._binary)
        self._binary += data + bytes(-len(data) % 4)
        return {"buffer": 0, "byteOffset": start, "byteLength": len(data), "target": target}

    def _accessor(
        self, view: dict[str, Any], component: int, shape: str, count: int, more: dict[str, Any]
    ) -> int:
        self._views.append(view)
        self._accessors.append(
            {
                "bufferView": len(self._views) - 1,
                "componentType": component,
                "type": shape,
                "count": count,
                **more,
            }
        )
        return len(self._accessors) - 1

    def finish(self, ids: tuple[str, ...], copyright_line: str) -> bytes:
        """Header, JSON chunk and binary chunk, each padded to 4 bytes."""
        asset = {"version": "2.0", "generator": "twin"}
        document: dict[str, Any] = {
            "asset": asset | ({"copyright": copyright_line} if copyright_line else {}),
            "scene": 0,
            "scenes": [{"nodes": list(range(len(self._nodes)))} if self._nodes else {}],
        }
        if self._nodes:
            document |= {
                "extensionsUsed": ["KHR_mesh_quantization"],
                "extensionsRequired": ["KHR_mesh_quantization"],
                "nodes": self._nodes,
                "meshes": self._meshes,
                "materials": [_material(color) for color in self._materials],
                "accessors": self._accessors,
                "bufferViews": self._views,
                "buffers": [{"byteLength": len(self._binary)}],
            }
        if self._paint is Paint.VERTEX:
            document["extras"] = {"ids": list(ids)}
        text = orjson.dumps(document)
        text += b" " * (-len(text) % 4)
        chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
        if self._nodes:
            chunks += struct.pack("<II", len(self._binary), 0x004E4942) + bytes(self._binary)
        return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks


def _material(color: tuple[int, int, int]) -> dict[str, Any]:
    return {
        "pbrMetallicRoughness": {
            "baseColorFactor": [*(round(channel, 5) for channel in linear(color)), 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": 1.0,
        }
    }


def _unique_rows(rows: Ints) -> tuple[Ints, Ints]:
    """Sorted distinct rows, and for every row of the input its place among them."""
    order = np.lexsort(rows.T[::-1])
    ranked = rows[order]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = np.any(ranked[1:] != ranked[:-1], axis=1)
    place = np.empty(len(rows), dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    return ranked[new], place
