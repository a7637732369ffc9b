"""A strict reader of GLB files, written from the glTF 2.0 specification and not from our writer."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES = {5121: "<u1", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_SHAPES = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}
_RESTART = {5123: 65_535, 5125: 4_294_967_295}


@dataclass(frozen=True)
class Primitive:
    """One primitive; `positions` are (n, 3) metres: x east, y up, z south."""

    positions: NDArray[np.float64]
    triangles: NDArray[np.int64]
    attributes: dict[str, NDArray[Any]]
    material: dict[str, Any]
    node: int


@dataclass(frozen=True)
class Glb:
    """A file that was found to be in order."""

    document: dict[str, Any]
    primitives: list[Primitive]

    @property
    def ids(self) -> list[str]:
        """The names that `_FEATURE_ID_0` points to."""
        return list(self.document["extras"]["ids"])


def read(content: bytes) -> Glb:
    """The contents of a GLB file; fails on whatever the specification does not allow."""
    magic, version, length = struct.unpack_from("<4sII", content)
    assert (magic, version, length) == (b"glTF", 2, len(content))
    chunks = _chunks(content)
    assert [kind for kind, _ in chunks] in ([b"JSON"], [b"JSON", b"BIN\0"])
    document = json.loads(chunks[0][1])
    binary = chunks[1][1] if len(chunks) > 1 else b""
    assert document["asset"]["version"] == "2.0"
    if binary:
        assert len(document["buffers"]) == 1
        assert 0 <= len(binary) - document["buffers"][0]["byteLength"] < 4
    _check_references(document)
    primitives = [
        _primitive(document, binary, number, primitive)
        for number in document["scenes"][document["scene"]].get("nodes", [])
        for primitive in document["meshes"][document["nodes"][number]["mesh"]]["primitives"]
    ]
    return Glb(document, primitives)


def _chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    start = 12
    while start < len(content):
        length, kind = struct.unpack_from("<I4s", content, start)
        assert length % 4 == 0
        assert start + 8 + length <= len(content)
        found.append((kind, content[start + 8 : start + 8 + length]))
        start += 8 + length
    assert start == len(content)
    return found


def _check_references(document: dict[str, Any]) -> None:
    """Every top-level list that is there has items, and every accessor fits its view."""
    for key in ("nodes", "meshes", "materials", "accessors", "bufferViews", "buffers"):
        assert document.get(key) != [], f"'{key}' may not be empty"
    for accessor in document.get("accessors", []):
        view = document["bufferViews"][accessor["bufferView"]]
        size = np.dtype(_TYPES[accessor["componentType"]]).itemsize
        width = size * _SHAPES[accessor["type"]]
        stride = view.get("byteStride", width)
        offset = accessor.get("byteOffset", 0)
        assert (view["byteOffset"] + offset) % size == 0
        if view["target"] == 34962:
            assert stride % 4 == 0
            assert 4 <= stride <= 252
        else:
            assert view["target"] == 34963
            assert "byteStride" not in view
        assert offset + stride * (accessor["count"] - 1) + width <= view["byteLength"]
        assert view["byteOffset"] + view["byteLength"] <= document["buffers"][0]["byteLength"]


def _accessor(document: dict[str, Any], binary: bytes, number: int) -> NDArray[Any]:
    accessor = document["accessors"][number]
    view = document["bufferViews"][accessor["bufferView"]]
    dtype = np.dtype(_TYPES[accessor["componentType"]])
    shape = _SHAPES[accessor["type"]]
    values = np.ndarray(
        (accessor["count"], shape),
        dtype,
        binary,
        view["byteOffset"] + accessor.get("byteOffset", 0),
        (view.get("byteStride", dtype.itemsize * shape), dtype.itemsize),
    )
    for bound, found in (("min", values.min(axis=0)), ("max", values.max(axis=0))):
        assert accessor.get(bound, found.tolist()) == found.tolist()
    return values


def _primitive(
    document: dict[str, Any], binary: bytes, number: int, primitive: dict[str, Any]
) -> Primitive:
    assert primitive.get("mode", 4) == 4
    attributes = {
        name: _accessor(document, binary, index) for name, index in primitive["attributes"].items()
    }
    positions = document["accessors"][primitive["attributes"]["POSITION"]]
    assert {"min", "max"} <= set(positions)
    if positions["componentType"] != 5126:
        assert "KHR_mesh_quantization" in document["extensionsRequired"]
        assert "KHR_mesh_quantization" in document["extensionsUsed"]
    counts = {len(values) for values in attributes.values()}
    assert len(counts) == 1
    indices = document["accessors"][primitive["indices"]]
    triangles = _accessor(document, binary, primitive["indices"]).astype(np.int64)
    assert triangles.max() < min(counts.pop(), _RESTART[indices["componentType"]])
    assert len(triangles) % 3 == 0
    node = document["nodes"][number]
    placed = attributes["POSITION"].astype(np.float64) * node["scale"] + node["translation"]
    return Primitive(
        placed,
        triangles.reshape(-1, 3),
        attributes,
        document["materials"][primitive["material"]],
        number,
    )
