"""A made-up city for benchmarks: blocks of 5 to 69 m on flat ground, as dense at any size."""

from __future__ import annotations

import math

import numpy as np
import shapely

from twin.model import Area, Building, HeightOrigin, Origin

SIDE = 1000.0
BUILDINGS = 1578
PITCH = 25.0
X, Y = 250_000.0, 476_000.0


def city(seed: int = 5, blocks: int = BUILDINGS) -> Area:
    """So many blocks, 1,578 on each km², turned and of many sizes, none over another."""
    random = np.random.default_rng(seed)
    count = math.ceil(math.sqrt(blocks * SIDE**2 / BUILDINGS) / PITCH)
    side = count * PITCH
    chosen = random.permutation(count * count)[:blocks]
    buildings = []
    for number, place in enumerate(np.sort(chosen).tolist()):
        row, col = divmod(place, count)
        middle = X + (col + 0.5) * PITCH, Y + (row + 0.5) * PITCH
        length, depth = random.uniform(10, 19), random.uniform(8, 14)
        outline = shapely.affinity.rotate(
            shapely.box(middle[0] - length / 2, middle[1] - depth / 2,
                        middle[0] + length / 2, middle[1] + depth / 2),
            random.normal(0, 4),
        )  # fmt: skip
        height = float(np.clip(random.gamma(2.2, 10.5) + 5, 5, 69))
        buildings.append(
            Building(f"blok-{number}", outline, 0.0, height, HeightOrigin.SYNTHETIC,
                     use="woonfunctie", height_error=0.3)
        )  # fmt: skip
    return Area(
        "stad", "Stad", shapely.box(X, Y, X + side, Y + side), 0.0, Origin.SYNTHETIC, (),
        tuple(buildings),
    )  # fmt: skip
