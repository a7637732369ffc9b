"""The legend beside flat maps has the colours of these maps."""

from __future__ import annotations

import re
from pathlib import Path

from twin.scene import colours
from twin.scene.plan import DESIGN, HIGHLIGHT, SHADOW
from twin.scene.shadows import NEW_SHADOW

CSS = Path(__file__).parents[2] / "frontend" / "src" / "verken" / "map-colours.css"
_DEPTH = 140 / 255
"""How far shadow covers what is below it (`twin.scene.plan`)."""


def test_the_legend_of_the_residents_view_is_that_of_the_maps() -> None:
    told = {
        name: tuple(bytes.fromhex(value))
        for name, value in re.findall(r"--map-([a-z]+): #([0-9a-f]{6})", CSS.read_text())
    }
    ground = {swatch.key: swatch.color for swatch in (*colours._GREEN, *colours._ROAD)}
    assert told["home"] == HIGHLIGHT
    assert told["design"] == DESIGN
    assert told["added"] == NEW_SHADOW
    assert told["water"] == colours.WATER.color
    assert told["green"] == ground["gras"]
    assert told["paved"] == ground["rijbaan"]
    assert told["tree"] == colours.CROWN.color
    shaded = [
        round(_DEPTH * dark + (1 - _DEPTH) * light)
        for dark, light in zip(SHADOW, ground["rijbaan"], strict=True)
    ]
    assert told["shadow"] == tuple(shaded)
