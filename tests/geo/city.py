"""Small CityJSON files for tests: one house of 8 by 6 metres with a gable, in Twente."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RD = (230_000.0, 476_000.0)
GROUND = 18.0
PAND = "NL.IMBAG.Pand.0164100000012345"

_CORNERS = [
    (0, 0, 0), (8, 0, 0), (8, 6, 0), (0, 6, 0),
    (0, 0, 3), (8, 0, 3), (8, 6, 3), (0, 6, 3),
    (0, 3, 6), (8, 3, 6),
]  # fmt: skip
_FACES = [
    ([0, 3, 2, 1], 0),
    ([0, 1, 5, 4], 1), ([2, 3, 7, 6], 1), ([1, 2, 6, 9, 5], 1), ([3, 0, 4, 8, 7], 1),
    ([4, 5, 9, 8], 2), ([6, 7, 8, 9], 2),
]  # fmt: skip
VOLUME = 8 * 6 * 3 + 8 * 6 * 3 / 2


def house(
    *, prefix: str = "b3_", version: str = "2.0", part: bool = True, **attributes: Any
) -> dict[str, Any]:
    """A CityJSON document with one house.

    Parameters
    ----------
    prefix
        Before the height attributes: `b3_` as since 2023, or nothing as before.
    part
        Whether the solid is a BuildingPart, as 3D BAG has it, or the building's own.
    attributes
        Added to, or with None taken from, those of the building.
    """
    lod: Any = "2.2" if version != "1.0" else 2.2
    solid = {
        "type": "Solid",
        "lod": lod,
        "boundaries": [[[ring] for ring, _ in _FACES]],
        "semantics": {
            "surfaces": [
                {"type": name} for name in ("GroundSurface", "WallSurface", "RoofSurface")
            ],
            "values": [[kind for _, kind in _FACES]],
        },
    }
    flat = {
        "type": "MultiSurface",
        "lod": 0 if version == "1.0" else "0",
        "boundaries": [[[0, 1, 2, 3]]],
    }
    told = {
        "identificatie": PAND,
        f"{prefix}h_maaiveld": GROUND,
        f"{prefix}h_dak_70p": GROUND + 5.1,
        f"{prefix}rmse_lod22": 0.04,
        "oorspronkelijkbouwjaar": 1934,
        "status": "Pand in gebruik",
    }
    told = {key: value for key, value in (told | attributes).items() if value is not None}
    building: dict[str, Any] = {"type": "Building", "attributes": told, "geometry": [flat]}
    objects = {PAND: building}
    if part:
        building["children"] = [f"{PAND}-0"]
        objects[f"{PAND}-0"] = {"type": "BuildingPart", "parents": [PAND], "geometry": [solid]}
    else:
        building["geometry"].append(solid)
    return {
        "type": "CityJSON",
        "version": version,
        "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/7415"},
        "transform": {"scale": [0.001, 0.001, 0.001], "translate": [*RD, GROUND]},
        "CityObjects": objects,
        "vertices": [[1000 * x, 1000 * y, 1000 * z] for x, y, z in _CORNERS],
    }


def sequence(document: dict[str, Any]) -> str:
    """The same document as CityJSONSeq: a header and one feature."""
    header = document | {"CityObjects": {}, "vertices": []}
    feature = {
        "type": "CityJSONFeature",
        "id": PAND,
        "CityObjects": document["CityObjects"],
        "vertices": document["vertices"],
    }
    return f"{json.dumps(header)}\n{json.dumps(feature)}\n"


def write(path: Path, document: dict[str, Any]) -> Path:
    """Write a document, as a sequence when the name ends in `.jsonl`."""
    path.write_text(sequence(document) if path.suffix == ".jsonl" else json.dumps(document))
    return path
