"""How much sun comes through the crown of a tree, by the day of the year and in a mean year.

The paper itself was not seen: its ranges are as others cite them, and the UMEP manual has its 3 %
in leaf as default. Kinds and ages differ, and not everybody finds that little: Wilkinson (1992) saw
11 to 24 % of the sky through crowns in summer, 44 to 54 % in winter.

References
----------
Konarska, J., Lindberg, F., Larsson, A., Thorsson, S. and Holmer, B. (2014). Transmissivity of solar
radiation through crowns of single urban trees. Theoretical and Applied Climatology 117, 363-376.
https://doi.org/10.1007/s00704-013-1000-3

Lindberg, F. and Grimmond, C.S.B. (2011). The influence of vegetation and building morphology on
shadow patterns and mean radiant temperatures in urban areas. Theoretical and Applied Climatology
105, 311-323. https://doi.org/10.1007/s00704-010-0382-8

Wilkinson, D.M. (1992). Modelling light attenuation by urban trees. PhD thesis, Manchester
Metropolitan University; as tabled in Tregenza and Sharples, Daylight Algorithms, 1.44.
"""

from __future__ import annotations

from datetime import date

IN_LEAF = 0.03
"""Share of direct sun through a crown in leaf: 1.3 to 5.3 % (Konarska et al. 2014, as cited)."""

BARE = 0.46
"""Share through a bare crown, the middle of 40.2 to 51.9 % (the same)."""

LEAF_SEASON = ((4, 15), (10, 31))
"""First and last (month, day) in leaf; an assumption for the Netherlands, for trees of any kind."""

YEAR_IN_LEAF = 0.785
"""Share of the light of a year that comes in `LEAF_SEASON`: KNMI hours of Twenthe, 2011-2020."""

MEAN_YEAR = round(YEAR_IN_LEAF * IN_LEAF + (1 - YEAR_IN_LEAF) * BARE, 1)
"""Share of the light of a mean year through a crown; no more digits than it is known to."""

TRUNK = 0.25
"""Share of the height of a tree that is below its crown (Lindberg and Grimmond 2011)."""


def transmissivity(day: date) -> float:
    """Share of direct sun (0-1) that comes through a crown on a day; evergreens are not known."""
    first, last = LEAF_SEASON
    return IN_LEAF if first <= (day.month, day.day) <= last else BARE
