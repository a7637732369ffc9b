"""Rows and pictures of what is told per façade, for any indicator about façades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from twin.model import Area
from twin.sim.facade_sun import FacadeSun
from twin.sim.indicators.base import Column, PointLayer, Row, Subject
from twin.sim.indicators.facade_parameters import building_label, facade_id, facade_label

Floats = NDArray[np.float64]


def by_building(state: FacadeSun) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Buildings with the points on them that can have a window."""
    seeing = np.flatnonzero(~state.blind)
    buildings, starts = np.unique(state.points.building[seeing], return_index=True)
    if len(seeing):  # nothing splits into one piece of nothing
        yield from zip(buildings.tolist(), np.split(seeing, starts[1:]), strict=True)


def rows(
    area: Area, state: FacadeSun, columns: Mapping[str, Floats], best_by: str
) -> Iterator[Row]:
    """A row per façade, and one per home or building with the values of its best façade.

    Parameters
    ----------
    columns
        (n,) each, one per point; NaN where there is nothing to tell.
    best_by
        The column by which a façade is best.
    """

    def values(point: int) -> dict[str, float | None]:
        found = {key: float(column[point]) for key, column in columns.items()}
        return {key: None if np.isnan(value) else value for key, value in found.items()}

    points = state.points
    for place, own in by_building(state):
        building = area.buildings[place]
        for point in own.tolist():
            facade, storey = int(points.facade[point]), int(points.storey[point])
            label = facade_label(building, facade, storey, float(points.azimuth[point]))
            name = facade_id(building, facade, storey)
            yield Row(Subject.FACADE, name, label, values(point), belongs_to=building.id)
        best = int(own[columns[best_by][own].argmax()])
        only = building.dwellings[0] if len(building.dwellings) == 1 else None
        yield Row(
            Subject.BUILDING if only is None else Subject.DWELLING,
            building.id if only is None else only.id,
            building_label(building),
            values(best),
            belongs_to=building.id,
        )


def layer(area: Area, state: FacadeSun, column: Column, values: Floats) -> PointLayer:
    """A column as a picture: the points that can have a window."""
    seeing = np.flatnonzero(~state.blind)
    turn = np.radians(state.points.azimuth[seeing])
    ids = np.array([each.id for each in area.buildings] or [""], np.str_)
    return PointLayer(
        column.key,
        column.words,
        column.unit,
        state.points.position[seeing],
        np.column_stack([np.sin(turn), np.cos(turn), np.zeros(len(turn))]).astype(np.float32),
        ids[state.points.building[seeing]],
        values[seeing].astype(np.float32),
        column.step,
    )
