"""The colours of the scene stay apart for eyes that lack one kind of cone.

Colours are turned into what such eyes see after Machado, Oliveira and Fernandes (2009), severity 1,
and held against each other in CIELAB (D65): a difference of 2 is just visible side by side, one of
10 at a glance.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from twin.scene import colours
from twin.scene.colours import Rgb

AT_A_GLANCE = 10.0
SIDE_BY_SIDE = 5.0
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)

GROUND = {swatch.key: swatch.color for swatch in colours._GROUND_ORDER}
MEET = [
    ("rijbaan", "voetpad"),
    ("rijbaan", "gras"),
    ("rijbaan", "fietspad"),
    ("rijbaan", "water"),
    ("voetpad", "gras"),
    ("gras", "water"),
    ("gras", "erf"),
    ("oever", "water"),
    ("bos", "gras"),
    ("ander-verkeer", "rijbaan"),
    ("ander-verkeer", "gras"),
    ("ander-verkeer", "water"),
]
"""Ground that lies beside each other and that a reader must tell apart by its colour."""


def seen(color: Rgb, eyes: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB of a colour as these eyes see it."""
    light = np.clip(eyes @ np.array(colours.linear(color)), 0, 1)
    share = TO_XYZ @ light / WHITE
    cube = np.where(share > 216 / 24389, np.cbrt(share), share * 841 / 108 + 4 / 29)
    x, y, z = cube
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(one: Rgb, other: Rgb, eyes: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(seen(one, eyes) - seen(other, eyes)))


@pytest.mark.parametrize("eyes", EYES)
def test_families_of_sensors_are_told_apart_at_a_glance(eyes: str) -> None:
    families = [(one.key, one.color) for one in colours.sensor_legend().items]
    close = {
        (a, b): round(found, 1)
        for (a, first), (b, second) in itertools.combinations(families, 2)
        if (found := apart(first, second, EYES[eyes])) < AT_A_GLANCE
    }
    assert close == {}


@pytest.mark.parametrize("eyes", EYES)
def test_ground_that_meets_is_told_apart(eyes: str) -> None:
    close = {
        (a, b): round(found, 1)
        for a, b in MEET
        if (found := apart(GROUND[a], GROUND[b], EYES[eyes])) < SIDE_BY_SIDE
    }
    assert close == {}


@pytest.mark.parametrize("eyes", EYES)
def test_what_a_plan_adds_is_told_from_what_stands_there(eyes: str) -> None:
    pairs = [
        (colours.DESIGN, colours.PITCHED),
        (colours.DESIGN, colours.FLAT),
        (colours.DESIGN_WALL, colours.WALL),
        (colours.REUSED, colours.PITCHED),
        (colours.REUSED, colours.FLAT),
        (colours.REUSED, colours.DESIGN),
        (colours.CROWN_PLANNED, colours.CROWN),
    ]
    close = {
        (new.key, old.key): round(found, 1)
        for new, old in pairs
        if (found := apart(new.color, old.color, EYES[eyes])) < AT_A_GLANCE
    }
    assert close == {}


def test_the_measure_knows_white_and_black() -> None:
    assert apart((255, 255, 255), (0, 0, 0), EYES["all cones"]) == pytest.approx(100, abs=0.1)
