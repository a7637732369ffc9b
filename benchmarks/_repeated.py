"""A square kilometre of sources as they come from PDOK: the real files of Delft, side by side.

The files of Delft cover 0.044 km². Each copy stands beside the one before, with ids of its own, in
the same forms: BGT as SQLite, 3D BAG as CityJSONSeq, AHN as LAZ. So each object is real, and the
whole is made up.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import laspy
import numpy as np
import pyogrio
import shapely

EAST, NORTH = 540.0, 340.0
"""Metres between copies: what Delft's files measure, and some room."""


def repeat(folder: Path, into: Path, side: int) -> None:
    """Write `side` × `side` copies of the files of Delft."""
    copies = [(600 + n, EAST * (n % side), NORTH * (n // side)) for n in range(side * side)]
    for path in sorted((folder / "bgt").glob("*.sqlite")):
        _bgt(path, into / path.name, copies)
    _bag3d(folder / "lod22_3dbag.city.jsonl", into / "3dbag.city.jsonl", copies)
    for path in sorted((folder / "ahn3").glob("*.laz")):
        _ahn(path, into / path.name, copies)


def _bgt(path: Path, into: Path, copies: list[tuple[int, float, float]]) -> None:
    about, _, shapes, columns = pyogrio.raw.read(path)
    if not len(shapes):
        return
    shapes = shapely.from_wkb(shapes)
    moved = [shapely.transform(shapes, np.array([x, y]).__add__) for _, x, y in copies]
    made = []
    for name, column in zip(about["fields"], columns, strict=True):
        parts = [
            np.array([_renamed(value, code) for value in column], dtype=column.dtype)
            if name in ("lokaalid", "identificatiebagpnd") or name.endswith("_id")
            else column
            for code, _, _ in copies
        ]
        made.append(np.concatenate(parts))
    pyogrio.raw.write(
        into, shapely.to_wkb(np.concatenate(moved)), made, about["fields"], layer=path.stem,
        driver="SQLite", crs=about["crs"], geometry_type=about["geometry_type"],
        dataset_options={"SPATIALITE": "NO"}, promote_to_multi=True,
    )  # fmt: skip


def _renamed(value: object, code: int) -> object:
    if isinstance(value, str):
        return value.replace("G0503", f"G0{code}") if "G0503" in value else f"{value}-{code}"
    if isinstance(value, int | np.integer) and value // 10**12 == 503:
        return value + (code - 503) * 10**12
    return value


def _bag3d(path: Path, into: Path, copies: list[tuple[int, float, float]]) -> None:
    head, *lines = path.read_text().splitlines()
    scale = json.loads(head)["transform"]["scale"][0]
    with into.open("w") as out:
        out.write(head + "\n")
        for code, x, y in copies:
            for line in lines:
                feature = json.loads(re.sub(r"(Pand\.)0503", rf"\g<1>0{code}", line))
                by = np.rint(np.array([x, y, 0]) / scale).astype(int)
                feature["vertices"] = (np.array(feature["vertices"]) + by).tolist()
                out.write(json.dumps(feature, separators=(",", ":")) + "\n")


def _ahn(path: Path, into: Path, copies: list[tuple[int, float, float]]) -> None:
    cloud = laspy.read(path)
    with laspy.open(into, mode="w", header=cloud.header) as out:
        for _, x, y in copies:
            part = laspy.ScaleAwarePointRecord(
                cloud.points.array.copy(), cloud.header.point_format,
                cloud.header.scales, cloud.header.offsets,
            )  # fmt: skip
            part.x, part.y = np.asarray(cloud.x) + x, np.asarray(cloud.y) + y
            out.write_points(part)
