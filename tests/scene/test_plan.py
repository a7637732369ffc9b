"""A flat map as SVG: what is on it, where, and that it is a document that others can read."""

from __future__ import annotations

import base64
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pytest
from rasterio.io import MemoryFile

from twin.errors import ParameterInvalid
from twin.model import Area
from twin.scene import colours
from twin.scene.plan import HIGHLIGHT, Drawing, Mark, Shade, plan_svg
from twin.sim.grid import cover

SVG = "{http://www.w3.org/2000/svg}"


def middle(area: Area, half: float = 60) -> tuple[float, float, float, float]:
    x, y = area.buildings[0].footprint.centroid.coords[0]
    return x - half, y - half, x + half, y + half


def drawn(area: Area, drawing: Drawing | None = None, title: str = "kaart") -> Element:
    return fromstring(plan_svg(area, middle(area), title, drawing))


def fills(svg: Element) -> set[str | None]:
    return {path.get("fill") for path in svg.iter(f"{SVG}path")}


def test_a_map_has_one_unit_for_a_metre_and_says_what_it_is(sample_area: Area) -> None:
    svg = drawn(sample_area, title="Zon & schaduw")
    assert svg.get("viewBox") == "0 0 120 120"
    assert svg.findtext(f"{SVG}title") == "Zon & schaduw"
    assert "20 m" in [text.text for text in svg.iter(f"{SVG}text")]


def test_ground_buildings_and_trees_are_in_the_colours_of_the_scene(sample_area: Area) -> None:
    found = fills(drawn(sample_area))
    assert "#{:02x}{:02x}{:02x}".format(*colours.WALL.color) in found
    shown = {
        "#{:02x}{:02x}{:02x}".format(*colours.ground(surface).color)
        for surface in sample_area.surfaces
    }
    assert len(found & shown) > 2


def test_a_marked_building_has_its_own_fill_and_outline(sample_area: Area) -> None:
    mine = sample_area.buildings[0].id
    svg = drawn(sample_area, Drawing(fills={mine: (1, 2, 3)}, highlight=frozenset([mine])))
    (path,) = [path for path in svg.iter(f"{SVG}path") if path.get("fill") == "#010203"]
    assert path.get("stroke") == "#{:02x}{:02x}{:02x}".format(*HIGHLIGHT)


def test_a_word_of_a_mark_cannot_become_markup(sample_area: Area) -> None:
    x, y = sample_area.buildings[0].footprint.centroid.coords[0]
    svg = drawn(sample_area, Drawing(marks=(Mark(x, y, "<b>Kerkstraat</b>"),)))
    assert "<b>Kerkstraat</b>" in [text.text for text in svg.iter(f"{SVG}text")]


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_shadow_lies_where_it_falls_with_the_north_up(sample_area: Area) -> None:
    grid = cover(middle(sample_area), 1.0)
    depth = np.zeros(grid.shape, dtype=np.float32)
    depth[-1, 0] = 1.0  # the north-western corner
    svg = drawn(sample_area, Drawing((Shade(grid, depth),)))
    (image,) = svg.iter(f"{SVG}image")
    data = base64.b64decode(str(image.get("href")).partition(",")[2])
    with MemoryFile(data) as file, file.open() as picture:
        alpha = picture.read(4)
    assert np.argwhere(alpha).tolist() == [[0, 0]]


def test_a_map_without_size_is_refused(sample_area: Area) -> None:
    with pytest.raises(ParameterInvalid, match="has no size"):
        plan_svg(sample_area, (0, 0, 0, 10), "niets")
