"""Composes the one scene of an area for all its viewers: web app, notebook and offline page."""

from __future__ import annotations

import base64
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.geo.crs import SceneFrame, lonlat_to_rd, rd_to_lonlat
from twin.model import PLANNED_ID, Area, HeightOrigin, Origin, Thing, TreeOrigin
from twin.scene import colours
from twin.scene.buildings import buildings_mesh, is_reused, roofs
from twin.scene.glb import Paint, encode
from twin.scene.ground import ground_heights, ground_mesh, planned_traffic
from twin.scene.mesh import PaintedMesh
from twin.scene.trees import trees_mesh

if TYPE_CHECKING:
    from pydeck import Deck

LAYERS = ("ground", "buildings", "trees")
"""The meshes of a scene, in drawing order."""

WIDEST_START = 1_500.0
"""Metres that the first view shows at most: buildings are specks in a wider one."""

SYNTHETIC_NL = "Voorbeeldwijk, verzonnen: deze buurt en haar gegevens bestaan niet echt."
SYNTHETIC_EN = "Sample neighbourhood, made up: this place and its data are not real."
DESIGN_NL = "Dit is een plan: wat er getekend is, bestaat nog niet. Nieuwe gebouwen zijn geel."
DESIGN_EN = "This is a plan: what is drawn is not there yet. New buildings are yellow."
REPLAY_NL = "Sommige meters spelen echte metingen van een andere tijd of plaats opnieuw af."
REPLAY_EN = "Some sensors replay real measurements of another time or place."
_ORIGIN_NL = {
    Origin.REAL: "echte meter",
    Origin.REPLAY: "speelt echte metingen opnieuw af",
    Origin.SYNTHETIC: "verzonnen meter",
}


@dataclass(frozen=True, slots=True)
class SceneData:
    """Where a scene's data is: addresses for the web app, or the data itself.

    Attributes
    ----------
    meshes
        Per name of `LAYERS` that the area has, the address of its GLB, or a data URI.
    things
        Address of a JSON array of `thing_rows`, or those rows.
    """

    meshes: Mapping[str, str]
    things: str | list[dict[str, Any]]

    @staticmethod
    def inline(area: Area, things: Iterable[Thing] = ()) -> SceneData:
        """The data itself, as deck.gl's own layers draw it: for notebooks and offline pages."""
        credit = "; ".join(attribution(area))
        meshes = {
            name: "data:model/gltf-binary;base64,"
            + base64.b64encode(encode(mesh, Paint.MATERIAL, credit)).decode()
            for name, mesh in scene_meshes(area).items()
        }
        return SceneData(meshes, thing_rows(area, things))


@dataclass(frozen=True, slots=True)
class Scene:
    """What people see of an area, with the words that belong beside it.

    Attributes
    ----------
    deck
        A `pydeck.Deck`; `deck.to_json()` is what the web app renders.
    legend
        Per layer.
    notice
        (Dutch, English) when something shown is not real or not from now; else None.
    attribution
        One line per source.
    """

    title: str
    deck: Deck
    legend: tuple[colours.Legend, ...]
    notice: tuple[str, str] | None
    attribution: tuple[str, ...]

    def show(self) -> Deck:
        """The deck, which a notebook shows as the value of a cell."""
        return self.deck

    def to_html(self, path: Path, made_on: date) -> None:
        """Writes one HTML file that shows the scene offline and contacts no host.

        Only a scene with inline data can be written.

        Parameters
        ----------
        made_on
            The date to show on the page.
        """
        from twin.scene.page import offline_page

        path.write_text(offline_page(self, made_on), encoding="utf-8")


def frame_of(area: Area) -> SceneFrame:
    """The frame of an area's meshes: the middle of its boundary, at its reference height."""
    west, south, east, north = area.boundary.bounds
    return SceneFrame(((west + east) / 2, (south + north) / 2), area.reference_height)


def scene_meshes(area: Area, known: Collection[str] = ()) -> dict[str, PaintedMesh]:
    """The meshes that an area has, by name of `LAYERS`, in `frame_of(area)`.

    Parameters
    ----------
    known
        Names that are left out, since they are known already.
    """
    frame = frame_of(area)
    make = {"ground": ground_mesh, "buildings": buildings_mesh, "trees": trees_mesh}
    return {name: make[name](area, frame) for name in mesh_layers(area) if name not in known}


def same_meshes(before: Area, after: Area) -> frozenset[str]:
    """Names of meshes that both have and that are equal, since what they show is the same."""
    footprints = [[building.footprint for building in area.buildings] for area in (before, after)]
    same = {
        # The plate is left out under buildings.
        "ground": before.surfaces == after.surfaces
        and before.barriers == after.barriers
        and planned_traffic(before) == planned_traffic(after)
        and before.terrain is after.terrain
        and before.boundary is after.boundary
        and footprints[0] == footprints[1],
        "buildings": before.buildings == after.buildings,
        "trees": before.trees == after.trees,
    }
    both = {*mesh_layers(before)} & {*mesh_layers(after)}
    return frozenset(name for name in both if same[name])


def mesh_layers(area: Area) -> tuple[str, ...]:
    """The names that `scene_meshes` would give, without making the meshes."""
    has = {"ground": True, "buildings": bool(area.buildings), "trees": bool(area.trees)}
    return tuple(name for name in LAYERS if has[name])


def attribution(area: Area) -> tuple[str, ...]:
    """The lines that a picture of the area must carry, each once."""
    return tuple(dict.fromkeys(source.attribution for source in area.sources))


def lonlat_bbox(area: Area) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees (OGC:CRS84)."""
    west, south, east, north = area.boundary.bounds
    corners = rd_to_lonlat([(west, south), (east, south), (east, north), (west, north)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def thing_rows(area: Area, things: Iterable[Thing]) -> list[dict[str, Any]]:
    """Devices as rows of the layer `things`: those whose place is known, with colour and words.

    A row's `position` is longitude, latitude, and metres in the height of the area's scene.
    """
    placed = [
        (thing, (thing.longitude_lonlat, thing.latitude_lonlat))
        for thing in things
        if thing.longitude_lonlat is not None and thing.latitude_lonlat is not None
    ]
    if not placed:
        return []
    ground = ground_heights(area, lonlat_to_rd([place for _, place in placed]))
    # A little higher than the device hangs, so that its mark is not hidden in the grass.
    heights = ground - area.reference_height + [(thing.height or 0) + 2 for thing, _ in placed]
    return [
        {
            "id": thing.id,
            "name": thing.name,
            "origin": str(thing.origin),
            "label": _ORIGIN_NL[thing.origin],
            "quantities": list(thing.quantities),
            "position": [*place, round(float(height), 2)],
            "color": list(colours.sensor(thing.quantities).color),
        }
        for (thing, place), height in zip(placed, heights, strict=True)
    ]


def compose(area: Area, data: SceneData) -> Scene:
    """The scene of an area.

    Parameters
    ----------
    data
        See `SceneData`; meshes are drawn with deck.gl's ScenegraphLayer, devices as points.
    """
    import pydeck

    origin = frame_of(area).origin_lonlat
    layers = [
        _mesh_layer(name, data.meshes[name], origin) for name in LAYERS if name in data.meshes
    ]
    layers.append(_things_layer(data.things))
    deck = pydeck.Deck(
        layers=layers,
        initial_view_state=_camera(area),
        views=[pydeck.View(type="MapView", controller=True)],
        map_provider=None,
        map_style=None,
        tooltip={"text": "{name}\n{label}"},
    )
    explained = legend(area) + ((colours.sensor_legend(),) if data.things else ())
    return Scene(area.name, deck, explained, notice(area, data.things), attribution(area))


def legend(area: Area) -> tuple[colours.Legend, ...]:
    """The legends of what an area shows, without its devices."""
    kinds = {kind for building in area.buildings for kind in roofs(building)}
    return (
        colours.ground_legend(area.surfaces, area.barriers, driven=bool(planned_traffic(area))),
        *((colours.building_legend(kinds),) if area.buildings else ()),
        *((colours.tree_legend(area.trees),) if area.trees else ()),
    )


def notice(area: Area, things: str | Sequence[Mapping[str, Any]] = ()) -> tuple[str, str] | None:
    """(Dutch, English) words when something shown is made up, designed, or not live and real."""
    if is_designed(area):
        made_up = area.origin is Origin.SYNTHETIC
        dutch, english = (SYNTHETIC_NL, SYNTHETIC_EN) if made_up else ("", "")
        return f"{DESIGN_NL} {dutch}".strip(), f"{DESIGN_EN} {english}".strip()
    if area.origin is Origin.SYNTHETIC:
        return SYNTHETIC_NL, SYNTHETIC_EN
    if not isinstance(things, str) and any(t["origin"] == Origin.REPLAY for t in things):
        return REPLAY_NL, REPLAY_EN
    return None


def is_designed(area: Area) -> bool:
    """Whether a scenario was applied that shows: in buildings, trees, ground or traffic."""
    return (
        any(building.height_origin is HeightOrigin.DESIGN for building in area.buildings)
        or any(tree.known_by is TreeOrigin.DESIGN for tree in area.trees)
        or any(surface.id.startswith(PLANNED_ID) for surface in area.surfaces)
        or any(is_reused(building) for building in area.buildings)
        or bool(planned_traffic(area))
    )


def _mesh_layer(name: str, address: str, origin: tuple[float, float]) -> Any:
    from pydeck import Layer
    from pydeck.types import String

    return Layer(
        "ScenegraphLayer",
        id=name,
        data=[{"position": [*origin, 0]}],
        scenegraph=String(address),
        get_position="position",
        get_orientation=[0, 0, 90],
        size_scale=1,
        _lighting=String("pbr"),
        # deck.gl's own layer cannot tell one building of a mesh from another; the web app's can.
        pickable=not address.startswith("data:"),
    )


def _things_layer(rows: str | list[dict[str, Any]]) -> Any:
    from pydeck import Layer
    from pydeck.types import String

    return Layer(
        "ScatterplotLayer",
        id="things",
        data=String(rows) if isinstance(rows, str) else rows,
        get_position="position",
        get_fill_color="color",
        get_line_color=[255, 255, 255],
        get_radius=3,
        radius_min_pixels=5,
        radius_max_pixels=14,
        line_width_min_pixels=2,
        stroked=True,
        billboard=True,
        pickable=True,
    )


def _camera(area: Area) -> Any:
    """A view from the south with north almost up, on the buildings, in a window of 900 pixels."""
    from pydeck import ViewState

    centre, width = _focus(area)
    longitude, latitude = rd_to_lonlat([centre])[0]
    # At zoom 0 the world of 40,075 km is 512 pixels wide.
    metres_per_pixel = 1.15 * width / 900
    zoom = math.log2(40_075_016 * math.cos(math.radians(latitude)) / 512 / metres_per_pixel)
    return ViewState(
        longitude=float(longitude), latitude=float(latitude), zoom=round(zoom, 2), pitch=52,
        bearing=-20, max_pitch=85, min_zoom=9, max_zoom=21,
    )  # fmt: skip


def _focus(area: Area) -> tuple[tuple[float, float], float]:
    """Where to look first: centre (RD) and width in metres, at most `WIDEST_START`.

    The middle of nearly all buildings; where they lie too far apart, where most stand together.
    """
    west, south, east, north = area.boundary.bounds
    if not area.buildings:
        return ((west + east) / 2, (south + north) / 2), min(
            max(east - west, north - south), WIDEST_START
        )
    places = shapely.get_coordinates(shapely.centroid([b.footprint for b in area.buildings]))
    low, high = np.percentile(places, [1, 99], axis=0)
    width = float((high - low).max())
    if width > WIDEST_START:
        cells, counts = np.unique(places // (WIDEST_START / 2), axis=0, return_counts=True)
        low, high = (cells[counts.argmax()] + [[0], [1]]) * (WIDEST_START / 2)
        width = WIDEST_START / 2
    x, y = (low + high) / 2
    return (float(x), float(y)), max(width, 200.0)
