"""What the area must get right on real data, checked by other means than our own readers."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import laspy
import numpy as np
import pyogrio
import shapely
from lxml import etree

from twin.geo import bag3d, register
from twin.geo.gml import read_features
from twin.geo.merge import merge
from twin.geo.meshes import volume
from twin.model import Area

TWENTE = ("2092", "2095", "2097")


def test_all_160_panden_of_delft_keep_their_16_digits(delft_area: Area) -> None:
    assert len(delft_area.buildings) == 160
    assert all(len(each.id) == 16 and each.id.startswith("0503") for each in delft_area.buildings)


def test_heights_of_delft_agree_with_percentiles_of_its_points(
    delft_area: Area, shared: Path
) -> None:
    clouds = [laspy.read(path) for path in sorted((shared / "delft" / "ahn3").glob("*.laz"))]
    x, y, z, kind = (
        np.concatenate([np.asarray(getattr(cloud, name)) for cloud in clouds])
        for name in ("x", "y", "z", "classification")
    )
    roof = kind == 6
    tree = shapely.STRtree(shapely.points(x[roof], y[roof]))
    footprints = [each.footprint for each in delft_area.buildings]
    which, points = tree.query(footprints, predicate="contains")
    independent = [np.quantile(z[roof][points[which == i]], 0.7) for i in range(len(footprints))]
    heights = np.array([each.roof_height for each in delft_area.buildings])
    assert np.median(np.abs(heights - independent)) < 0.5


def test_every_height_of_delft_says_how_it_is_known(delft_area: Area) -> None:
    for each in delft_area.buildings:
        assert each.height_error is not None
        assert each.measured_in is not None
        if each.height_origin == "ahn":
            assert each.measured_in == 2014  # the year of its file
            assert each.point_density is not None
            assert 1 < each.point_density < 30


def test_apeldoorn_has_353_buildings_that_exist_and_29_that_are_planned(shared: Path) -> None:
    found = register.read(sorted((shared / "apeldoorn").glob("bag_[gv]*.shp")))
    assert Counter(each.status for each in found.panden.values()) == {
        "Pand in gebruik": 352,
        "Verbouwing pand": 1,
        "Bouwvergunning verleend": 25,
        "Bouw gestart": 4,
    }
    drafts = merge(None, (), found)
    assert len(drafts.panden) == 353
    assert Counter(each.status for each in drafts.planned) == {
        "Bouwvergunning verleend": 25, "Bouw gestart": 4,
    }  # fmt: skip


def test_all_490_verblijfsobjecten_of_apeldoorn_are_joined(shared: Path) -> None:
    folder = shared / "apeldoorn"
    found = register.read(sorted(folder.glob("bag_[gv]*.shp")))
    assert (found.joined, found.by_place) == (490, 0)
    meta, _, _, columns = pyogrio.raw.read(folder / "bag_verblijfsobject.shp")
    told = dict(zip(meta["fields"], columns, strict=True))
    expected = {
        home: (pand, int(area), f"{street} {int(number)}")
        for home, pand, area, street, number in zip(
            told["identifica"], told["pandidenti"], told["oppervlakt"], told["openbare_r"],
            told["huisnummer"], strict=True,
        )
    }  # fmt: skip
    seen = 0
    for pand in found.panden.values():
        for home in pand.dwellings:
            seen += 1
            where, area, street = expected[home.id]
            assert where == pand.id
            assert home.floor_area == area or area == 1  # 1 stands for unknown
            assert (home.address or "").startswith(street)
            assert home.uses
            assert home.position is not None
    assert seen == 490


def enclosed(geometry: dict[str, Any], vertices: list[list[float]]) -> float:
    """Volume by the divergence theorem over whole faces, without triangles."""
    total = 0.0
    for face in (face for shell in geometry["boundaries"] for face in shell):
        x0, y0, z0 = vertices[face[0][0]]
        for ring in face:
            for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
                (ax, ay, az), (bx, by, bz) = vertices[here], vertices[there]
                # Half the cross product of an edge is its share of the vector area of the face.
                total += x0 * (ay * bz - az * by) + y0 * (az * bx - ax * bz)
                total += z0 * (ax * by - ay * bx)
    return total / 6


def test_all_884_buildings_of_twente_enclose_the_volume_of_their_faces(shared: Path) -> None:
    count = modelled = 0
    gaps = []
    for sheet in TWENTE:
        path = shared / "twente" / f"3dbag_v210908_fd2cee53_{sheet}.json"
        document = json.loads(path.read_bytes())
        vertices = np.array(document["vertices"]) * document["transform"]["scale"]
        around = (vertices - vertices.mean(axis=0)).tolist()
        meshes = {each.id: each.mesh for each in bag3d.read(path).panden}
        for name, each in document["CityObjects"].items():
            if each["type"] != "Building":
                continue
            count += 1
            mesh = meshes.get(name[-16:])
            parts = [document["CityObjects"][child] for child in each.get("children", ())]
            solids = [
                geometry
                for part in parts
                for geometry in part["geometry"]
                if geometry["lod"] == 2.2
            ]
            if not solids or mesh is None:
                assert mesh is None or solids
                continue
            modelled += 1
            reference = sum(enclosed(solid, around) for solid in solids)
            gaps.append(abs(volume(mesh.vertices, mesh.triangles) / reference - 1))
    assert (count, modelled) == (884, 875)
    assert max(gaps) < 0.01


def test_all_97_panden_of_hilversum_are_polygons_where_plain_gdal_gives_points(
    shared: Path,
) -> None:
    path = shared / "hilversum-bgt" / "bgt_pand.gml"
    ours = list(read_features(path))
    assert len(ours) == 97
    assert all(each.geometry is not None and each.geometry.area > 1 for each in ours)
    _, _, wkb, _ = pyogrio.raw.read(path)
    plain = Counter(shape.geom_type for shape in shapely.from_wkb(wkb))
    assert plain["Point"] == 49


def circle(points: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], float]:
    """Centre and radius through three points, by linear algebra."""
    a, b, c = points
    equations = np.array([2 * (b - a), 2 * (c - a)])
    constants = np.array([b @ b - a @ a, c @ c - a @ a])
    centre = np.linalg.solve(equations, constants)
    return centre, math.dist(a, centre)


def test_curves_of_hilversum_stay_within_a_centimetre_of_their_arcs(shared: Path) -> None:
    path = shared / "hilversum-bgt" / "bgt_begroeidterreindeel.gml"
    shapes = [each.geometry for each in read_features(path) if each.geometry is not None]
    edges = shapely.STRtree([shape.boundary for shape in shapes])
    checked = 0
    for arc in etree.parse(path).iter("{*}Arc"):
        text = "".join(leaf.text or "" for leaf in arc.iter("{*}posList"))
        points = np.array([float(number) for number in text.split()]).reshape(3, 2)
        centre, radius = circle(points - points[0])
        turns = np.unwrap([math.atan2(y, x) for x, y in points - points[0] - centre])
        assert turns[0] < turns[1] < turns[2] or turns[0] > turns[1] > turns[2]
        along = np.interp(np.linspace(0, 2, 33), [0, 1, 2], turns)
        on_arc = points[0] + centre + radius * np.column_stack([np.cos(along), np.sin(along)])
        _, nearest = edges.query_nearest(shapely.points(on_arc), return_distance=True)
        assert nearest.max() <= 0.0101
        checked += 1
    assert checked == 9
