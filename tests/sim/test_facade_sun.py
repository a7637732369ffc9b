"""Sun on façades: the calendar, rays through the same models, and edits against full runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import affinity, box

from tests.sim.blocks import X, Y, area, block
from twin.geo.shapes import prism
from twin.model import Area, Building, HeightOrigin, Mesh
from twin.sim.crowns import through_crowns
from twin.sim.facade_sun import (
    NORMS,
    WINDOWS,
    FacadeSun,
    facade_sun,
    facade_sun_after,
    of_arrays,
)
from twin.sim.facade_verdicts import Verdicts, hours
from twin.sim.norms import norm
from twin.sim.skyline_frame import HALF
from twin.sim.sunlight import Suns, day_of, open_field, suns_of
from twin.sim.verdict import Judgement

PLACE = {window.key: place for place, window in enumerate(WINDOWS)}


@cache
def year(x: float = X, y: float = Y) -> Suns:
    return suns_of(2026, x, y)


def south_side(state: FacadeSun) -> int:
    """The ground floor of the first building, looking south."""
    points = state.points
    return int(np.flatnonzero((points.azimuth.round() == 180) & (points.building == 0))[0])


def test_a_year_has_every_day_once_whatever_the_clock_does() -> None:
    suns = year()
    assert len(suns.days) == 365
    for day in (date(2026, 3, 29), date(2026, 10, 25)):  # of 23 and 25 hours
        number = suns.days.index(day)
        here, before = (len(suns.azimuth[day_of(suns, each)]) for each in (number, number - 1))
        assert abs(here - before) <= 2
    assert (np.diff(suns.start) > 40).all()


def test_the_sun_stands_by_true_north_and_façades_by_the_grid() -> None:
    suns = year()
    june = day_of(suns, suns.days.index(date(2026, 6, 21)))
    highest = june.start + int(suns.elevation[june].argmax())
    # In Hengelo the grid is 1.1 degrees clockwise of true north.
    assert suns.azimuth[highest] == pytest.approx(180 - 1.1, abs=3)
    assert suns.elevation[highest] == pytest.approx(90 - 52.27 + 23.44, abs=0.1)


def test_an_open_field_has_the_sun_of_the_almanac() -> None:
    state = facade_sun(area(block("huis", -5, -5, 5, 5, 3.5)), year())
    told = hours(state, year())
    south = south_side(state)
    assert told.value[south, PLACE["march"]] == pytest.approx(12.0, abs=0.3)
    assert told.value[south, PLACE["december"]] == pytest.approx(7.8, abs=0.3)
    north = int(np.flatnonzero(state.points.azimuth.round() == 0)[0])
    assert told.value[north, PLACE["december"]] == 0
    # Half of a midsummer day less the time that the sun is south of east and west.
    assert 6 < told.value[north, PLACE["june"]] < 9
    assert not told.possible[north, PLACE[NORMS[0]]]
    assert (told.value <= open_field(year(), WINDOWS)[state.first] / 6 + 1e-9).all()


@pytest.mark.parametrize(("key", "pick"), [(NORMS[2], min), (NORMS[3], max)])
def test_low_sun_does_not_count_where_a_norm_leaves_it_out(
    key: str, pick: Callable[[Iterable[int]], int]
) -> None:
    suns, asked = year(), norm(key).numbers
    assert asked["lowest_sun_degrees"] > 0
    first, last = ((asked[f"{end}_month"], asked[f"{end}_day"]) for end in ("first", "last"))
    # A façade that looks east has what comes before the sun is in the south.
    ahead = (suns.steps < HALF) & (suns.elevation > asked["lowest_sun_degrees"])
    on_days = [
        int(ahead[day_of(suns, number)].sum())
        for number, day in enumerate(suns.days)
        if first <= (day.month, day.day) <= last
    ]
    assert open_field(suns, WINDOWS)[0, PLACE[key]] == pick(on_days)


@pytest.mark.parametrize(
    ("day", "noon"),
    [(date(2026, 12, 21), 14.3), (date(2026, 3, 21), 37.9), (date(2026, 6, 21), 61.2)],
)
def test_a_block_hides_the_sun_at_noon_where_it_is_higher(day: date, noon: float) -> None:
    suns = year()
    moments = day_of(suns, suns.days.index(day))
    highest = moments.start + int(suns.elevation[moments].argmax())
    for rise, hidden in ((noon - 2, False), (noon + 2, True)):
        top = 0.75 + 9.95 * float(np.tan(np.radians(rise)))
        house, wall = block("huis", -5, -5, 5, 5, 3.5), block("blok", -3, -20, 3, -15, top)
        state = facade_sun(area(house, wall), suns)
        south = south_side(state)
        ahead = int(suns.steps[highest]) - int(state.first[south])
        assert (suns.sines[highest] <= state.skyline[south, ahead]) == hidden


def test_a_doubtful_wall_makes_the_verdict_too_close_to_say() -> None:
    house = block("huis", -5, -5, 5, 5, 3.5)
    walls = [block("muur", -60, -20, 60, -15, 3.4, error=error) for error in (0.0, 1.5)]
    found = []
    for wall in walls:
        state = facade_sun(area(house, wall), year())
        told = hours(state, year())
        found.append((told, Verdicts(told).of(south_side(state))[0]))
    (sure, _), (doubtful, verdict) = found
    south = PLACE[NORMS[0]]
    assert (doubtful.error[:, south] >= sure.error[:, south]).all()
    assert verdict.causes == ("height-uncertain",)
    assert verdict.judgement in (Judgement.MEETS, Judgement.TOO_CLOSE)


def scene(buildings: tuple[Building, ...], origin: NDArray[np.float64]) -> object:
    """The models of buildings for rays, around an origin."""
    meshes: list[Mesh] = [
        each.mesh or prism(each.footprint, each.ground_height, each.roof_height)
        for each in buildings
    ]
    triangles = np.concatenate([mesh.vertices[mesh.triangles] for mesh in meshes])
    made = rtcore_scene.EmbreeScene(robust=True)
    TriangleMesh(made, (triangles - origin).astype(np.float32))
    return made


def village(whole: Area, half: float) -> Area:
    """The part of an area around its first building, so many metres each way."""
    x, y = whole.buildings[0].footprint.centroid.coords[0]
    near = box(x - half, y - half, x + half, y + half)
    kept = tuple(each for each in whole.buildings if each.footprint.intersects(near))
    return replace(whole, buildings=kept, boundary=near)


def worst_by_rays(place: Area, state: FacadeSun, suns: Suns, chosen: NDArray[np.intp]) -> list[int]:
    """Moments with sun on the worst day of the TNO norm (light), a ray for each moment."""
    points = state.points
    origin = np.append(points.position[:, :2].mean(axis=0), 0.0)
    made = scene(place.buildings, origin)
    when = np.repeat([(day.month, day.day) for day in suns.days], np.diff(suns.start), axis=0)
    when = when[:, 0] * 100 + when[:, 1]
    season = np.flatnonzero((when >= 219) & (when <= 1021))
    azimuth, rise = np.radians(suns.azimuth[season]), np.radians(suns.elevation[season])
    flat = np.cos(rise)
    rays = np.column_stack([np.sin(azimuth) * flat, np.cos(azimuth) * flat, np.sin(rise)])
    rays = rays.astype(np.float32)
    found = []
    for point in chosen.tolist():
        ahead = np.flatnonzero(np.cos(azimuth - np.radians(points.azimuth[point])) > 0)
        at = np.tile((points.position[point] - origin).astype(np.float32), (len(ahead), 1))
        free = made.run(at, rays[ahead], query="OCCLUDED") < 0  # type: ignore[attr-defined]
        lit = np.bincount(when[season[ahead[free]]], minlength=1022)
        found.append(int(lit[np.unique(when[season])].min()))
    return found


@pytest.mark.parametrize("name", ["delft", "twente"])
def test_verdicts_are_those_of_rays_through_the_same_models(
    name: str, request: pytest.FixtureRequest
) -> None:
    whole: Area = request.getfixturevalue(f"{name}_area")
    place = replace(whole, terrain=None)  # rays see buildings only
    place = village(place, 250 if name == "twente" else 90)
    suns = year(*(round(each) for each in place.boundary.centroid.coords[0]))
    state = facade_sun(place, suns)
    seeing = np.flatnonzero(~state.blind)
    chosen = np.random.default_rng(5).choice(seeing, min(250, len(seeing)), replace=False)
    by_rays = np.array(worst_by_rays(place, state, suns, chosen))
    ours = state.counts[chosen, PLACE[NORMS[0]], 0].astype(np.int64)
    assert ((ours >= 12) == (by_rays >= 12)).mean() >= 0.995
    assert np.abs(ours - by_rays).mean() / 6 < 0.03


def equal(one: FacadeSun, other: FacadeSun) -> None:
    """To the last bit, in everything."""
    theirs = other.arrays()
    for name, values in one.arrays().items():
        np.testing.assert_array_equal(values, theirs[name], err_msg=name)


def test_what_is_kept_is_read_again() -> None:
    state = facade_sun(area(block("huis", -5, -5, 5, 5, 6.5)), year())
    equal(of_arrays(state.arrays()), state)


KNOWN: dict[str, tuple[Area, FacadeSun, Suns]] = {}


@pytest.mark.parametrize(("name", "half"), [("delft", 75), ("twente", 150)])
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_edit_equals_a_full_run_to_the_last_bit(
    data: st.DataObject, name: str, half: float, request: pytest.FixtureRequest
) -> None:
    if name not in KNOWN:
        part = village(request.getfixturevalue(f"{name}_area"), half)
        sun = year(*(round(each) for each in part.boundary.centroid.coords[0]))
        KNOWN[name] = part, facade_sun(part, sun), sun
    base, before, suns = KNOWN[name]
    buildings, trees = list(base.buildings), list(base.trees[:20])
    for _ in range(data.draw(st.integers(1, 3), "edits")):
        place = data.draw(st.integers(0, len(buildings) - 1), "which")
        chosen = buildings[place]
        kind = data.draw(st.sampled_from(["remove", "height", "add", "doubt", "fell"]), "edit")
        if kind == "remove":
            del buildings[place]
        elif kind == "height":
            rise = data.draw(st.floats(2.5, 60), "height")
            buildings[place] = replace(
                chosen, mesh=None, roof_height=chosen.ground_height + rise,
                height_origin=HeightOrigin.DESIGN,
            )  # fmt: skip
        elif kind == "doubt":
            buildings[place] = replace(chosen, height_error=data.draw(st.floats(0, 2), "error"))
        elif kind == "fell":
            trees = trees[1:]
        else:
            aside = data.draw(st.floats(-40, 40), "aside")
            footprint = affinity.translate(chosen.footprint, aside, -aside / 2)
            made = replace(chosen, id=f"plan-{aside}", footprint=footprint, mesh=None)
            buildings.insert(data.draw(st.integers(0, len(buildings)), "place"), made)
    after = replace(base, buildings=tuple(buildings), trees=tuple(trees))
    equal(facade_sun_after(before, base, after, suns), facade_sun(after, suns))


def test_a_crown_takes_sun_only_where_it_stands_in_it(sample_area: Area) -> None:
    tree = sample_area.trees[0]
    south = affinity.translate(tree.position, X - tree.position.x, Y - 15 - tree.position.y)
    crown = replace(tree, position=south, ground_height=0.0, height=12.0, crown_radius=4.0)
    state = facade_sun(area(block("huis", -5, -5, 5, 5, 3.5)), year())
    point = np.array([south_side(state)])
    day = np.array([year().days.index(date(2026, 3, 21))])
    at = state.points.position[point], state.first[point], state.skyline[point], day, year()
    taken = int(through_crowns(*at, [crown])[0])
    # Seen from 10 m away it is 47 degrees wide; the sun goes about 15 degrees an hour.
    assert 6 <= taken <= 24
    north = affinity.translate(south, 0, 60)
    assert int(through_crowns(*at, [replace(crown, position=north)])[0]) == 0
