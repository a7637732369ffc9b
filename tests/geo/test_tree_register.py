"""Registers of trees as municipalities keep them: any columns, classes, gaps and places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.geo import city
from twin.errors import FileUnreadable, NotInRd
from twin.geo.crs import rd_to_lonlat
from twin.geo.tree_register import read_trees, size
from twin.jobs.load_area import NoProgress, read_area
from twin.model import SizeOrigin

X, Y = city.RD


def write(tmp_path: Path, text: str, columns: str | None = None) -> Path:
    path = tmp_path / "bomen.csv"
    path.write_text(text, encoding="utf-8")
    if columns is not None:
        path.with_suffix(".toml").write_text(f"[columns]\n{columns}\n")
    return path


@pytest.mark.parametrize(
    ("text", "metres", "is_class"),
    [
        ("12", 12, False), ("12,5", 12.5, False), ("12.5 m", 12.5, False), ("9-12 m", 10.5, True),
        ("6 tot 9 m", 7.5, True), ("< 6 m", 6, True), ("hoger dan 24 m", 24, True),
        ("", None, False), ("onbekend", None, False), ("0", None, False), ("1200", None, False),
    ],
)  # fmt: skip
def test_sizes_are_numbers_or_classes(text: str, metres: float | None, is_class: bool) -> None:
    found, told = size(text, 60)
    assert found == metres
    assert told == is_class or metres is None


def test_a_register_with_common_names_needs_no_map(tmp_path: Path) -> None:
    path = write(
        tmp_path, f"Boomnummer;X;Y;Hoogte;Kroondiameter;Boomsoort\n7;{X};{Y};12,5;6;Tilia\n"
    )
    (tree,) = read_trees([path]).trees
    assert (tree.id, tree.x, tree.y, tree.species) == ("7", X, Y, "Tilia")
    assert (tree.height, tree.crown_radius, tree.origin) == (12.5, 3.0, SizeOrigin.REGISTER)


def test_a_map_tells_the_columns_of_any_register(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"NR,OOST,NOORD,HGT_KLASSE,SRT\nA1,{X},{Y},9-12 m,Quercus robur\n",
        'id = "NR"\nx = "OOST"\ny = "NOORD"\nheight = "HGT_KLASSE"\nspecies = "SRT"',
    )
    (tree,) = read_trees([path]).trees
    assert (tree.id, tree.height, tree.species) == ("A1", 10.5, "Quercus robur")
    assert tree.origin is SizeOrigin.ESTIMATED  # its crown
    assert tree.crown_radius == pytest.approx(10.5 / 4, abs=0.01)


def test_longitude_and_latitude_become_rd(tmp_path: Path) -> None:
    ((lon, lat),) = rd_to_lonlat([(X, Y)])
    path = write(tmp_path, f"id;longitude;latitude;hoogte;kroondiameter\n1;{lon};{lat};8;4\n")
    (tree,) = read_trees([path]).trees
    assert (tree.x, tree.y) == pytest.approx((X, Y), abs=0.01)


def test_a_missing_height_is_typical_of_its_species_and_says_so(tmp_path: Path) -> None:
    known = [(10, "Tilia"), (12, "Tilia"), (14, "Tilia"), (3, "Malus"), ("", "Tilia"), ("", "Acer")]
    rows = [
        f"{place};{X + place};{Y};{height};4;{species}"
        for place, (height, species) in enumerate(known)
    ]
    path = write(tmp_path, "\n".join(["id;x;y;hoogte;kroondiameter;soort", *rows]))
    trees = read_trees([path]).trees
    assert [tree.height for tree in trees[4:]] == [12, 11]
    assert [tree.origin for tree in trees[3:]] == [
        SizeOrigin.REGISTER, SizeOrigin.ESTIMATED, SizeOrigin.ESTIMATED,
    ]  # fmt: skip


def test_trees_of_unknown_height_are_left_out_and_counted(tmp_path: Path) -> None:
    found = read_trees([write(tmp_path, f"id;x;y\n1;{X};{Y}\n2;{X};{Y}\n")])
    assert found.trees == ()
    assert (found.read, found.left_out[0].count) == (2, 2)


def test_a_geojson_register_is_read(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"boomhoogteklasse": "12-15 m", "soortnaam": "Platanus"},
        "geometry": {"type": "Point", "coordinates": [X, Y]},
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    path = tmp_path / "bomen.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature, feature]})
    )
    first, second = read_trees([path]).trees
    assert (first.id, first.height, first.x) == ("bomen-1", 13.5, X)
    assert second.id == "bomen-2"


def test_trees_of_the_area_stand_on_its_ground(tmp_path: Path) -> None:
    city.write(tmp_path / "a.city.json", city.house())
    write(tmp_path, f"id;x;y;hoogte\n1;{X + 4};{Y + 3};8\n2;{X + 900};{Y};8\n")
    area = read_area(str(tmp_path), shared=None, progress=NoProgress())
    (tree,) = area.trees
    assert tree.ground_height == pytest.approx(city.GROUND, abs=0.1)
    assert tree.sizes is SizeOrigin.ESTIMATED
    assert dict(area.report.read)["trees"] == 2
    assert any(left.source == "trees" and left.count == 1 for left in area.report.left_out)
    assert not any("No trees" in note for note in area.report.notes)


@pytest.mark.parametrize(
    ("text", "columns", "told"),
    [
        ("id;hoogte\n1;8\n", None, "where its trees are"),
        ("a;b\n1;2\n", 'x = "c"', "no column 'c'"),
        ("a;b\n1;2\n", 'leaves = "a"', "maps 'leaves'"),
        ("a;b\n1;2\n", "= =", "no column map"),
        ("", None, "no CSV"),
    ],
)
def test_a_register_that_cannot_be_used_says_what_is_missing(
    tmp_path: Path, text: str, columns: str | None, told: str
) -> None:
    with pytest.raises(FileUnreadable, match=told) as refused:
        read_trees([write(tmp_path, text, columns)])
    assert refused.value.hint


def test_swapped_coordinates_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotInRd, match="not RD"):
        read_trees([write(tmp_path, f"id;x;y;hoogte\n1;{Y};{X};8\n")])
