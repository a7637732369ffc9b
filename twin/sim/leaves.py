"""How much sun comes through the crown of a tree, by the day of the year.

References
----------
Konarska, J., Lindberg, F., Larsson, A., Thorsson, S. and Holmer, B. (2014). Transmissivity of solar
radiation through crowns of single urban trees. Theoretical and Applied Climatology 117, 363-376.
https://doi.org/10.1007/s00704-013-1000-3
"""

from __future__ import annotations

from datetime import date

IN_LEAF = 0.03
"""Share of direct sun through a crown in leaf: 1.3 to 5.3 % (Konarska et al. 2014)."""

BARE = 0.46
"""Share through a bare crown: 40.2 to 51.9 % (the same)."""

LEAF_SEASON = ((4, 15), (10, 31))
"""First and last (month, day) in leaf; an assumption for the Netherlands, for trees of any kind."""


def transmissivity(day: date) -> float:
    """Share of direct sun (0-1) that comes through a crown on a day; evergreens are not known."""
    first, last = LEAF_SEASON
    return IN_LEAF if first <= (day.month, day.day) <= last else BARE
