"""Designs of other programs become edits: GeoJSON as people write it, and CityJSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests import plans
from twin.errors import EditsInvalid, FileUnreadable, InputError
from twin.geo.crs import rd_to_lonlat
from twin.geo.meshes import volume
from twin.jobs.designs import parse_design, read_design
from twin.jobs.export_area import export_cityjson
from twin.model import AddBuilding, Area, RemoveBuilding
from twin.sim.scenario.apply import apply
from twin.sim.scenario.designs import to_features
from twin.sim.scenario.geometry import Crs


def feature(ring: list[list[float]], **facts: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": facts,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


RING = [[254_400.0, 476_100.0], [254_410.0, 476_100.0], [254_410.0, 476_110.0],
        [254_400.0, 476_100.0]]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "top"), [({"hoogte": 12}, 12), ({"bouwlagen": 4}, 12), ({"height": 9.5}, 9.5)]
)
def test_a_polygon_with_a_height_is_a_building(facts: dict[str, Any], top: float) -> None:
    degrees = rd_to_lonlat(RING).tolist()
    for ring in (RING, degrees):
        (edit,) = parse_design(json.dumps(feature(ring, **facts)).encode(), "ontwerp")
        assert isinstance(edit, AddBuilding)
        assert edit.parts[0].top == top
        assert edit.parts[0].footprint.area == pytest.approx(50, abs=0.1)


@pytest.mark.parametrize("crs", list(Crs))
def test_what_was_exported_is_imported_as_it_was(sample_area: Area, crs: Crs) -> None:
    edits = plans.every_kind(sample_area)
    text = json.dumps(to_features(edits, crs)).encode()
    found = parse_design(text, "plan.geojson")
    assert len(found) == len(edits)
    if crs is Crs.RD:
        assert found == edits


def test_features_that_are_nothing_are_all_told() -> None:
    line = {"type": "LineString", "coordinates": RING}
    collection = {
        "type": "FeatureCollection",
        "features": [
            feature(RING, hoogte="hoog"),
            {"type": "Feature", "properties": {}, "geometry": line},
        ],
    }
    with pytest.raises(EditsInvalid) as told:
        parse_design(json.dumps(collection).encode(), "ontwerp")
    assert [issue.place for issue in told.value.issues] == ["features[1]"]
    collection["features"].pop()  # type: ignore[attr-defined]
    with pytest.raises(EditsInvalid) as told:
        parse_design(json.dumps(collection).encode(), "ontwerp")
    assert [issue.place for issue in told.value.issues] == ["features[0].height"]


@pytest.mark.parametrize(
    "wrong",
    ["tekst", {"type": "Feature", "geometry": [1]}, {"type": "Feature", "properties": ["edit"]}],
)
def test_a_feature_of_another_form_is_told_with_its_place(wrong: object) -> None:
    collection = {"type": "FeatureCollection", "features": [wrong, feature(RING, hoogte=9)]}
    with pytest.raises(EditsInvalid) as told:
        parse_design(json.dumps(collection).encode(), "ontwerp")
    assert [(issue.place, issue.code) for issue in told.value.issues] == [
        ("features[0]", "no-edit")
    ]


def test_a_building_of_cityjson_keeps_its_form(sample_area: Area, tmp_path: Path) -> None:
    path = tmp_path / "ontwerp.city.json"
    export_cityjson(sample_area, path, made_on=date(2026, 11, 22))
    edits = read_design(path)
    assert len(edits) == len(sample_area.buildings)
    house = sample_area.buildings[0]
    mine = next(each for each in edits if each.id == f"plan-{house.id}")  # type: ignore[union-attr]
    made = apply(sample_area, [RemoveBuilding(house.id), mine]).buildings[-1]
    assert made.mesh is not None
    assert house.mesh is not None
    assert made.roof_height == pytest.approx(house.roof_height, abs=1.5)
    assert np.isclose(
        volume(made.mesh.vertices, made.mesh.triangles),
        volume(house.mesh.vertices, house.mesh.triangles),
        rtol=0.01,
    )


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"type": "Topology"}'])
def test_what_is_no_design_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        parse_design(content, "ontwerp")
    with pytest.raises(FileUnreadable):
        read_design(tmp_path / "weg.geojson")
