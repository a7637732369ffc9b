"""The open data sets that areas are made from, as they want to be named.

`docs/data-sources.md` tells their rhythm and known gaps.
"""

from __future__ import annotations

from twin.model import Source

BGT = Source(
    name="Basisregistratie Grootschalige Topografie (BGT)",
    holder="municipalities, provinces, water boards and others, through Kadaster",
    licence="CC0-1.0",
    attribution="BGT, Kadaster/PDOK",
    url="https://www.pdok.nl/introductie/-/article/basisregistratie-grootschalige-topografie-bgt-",
)
BAG = Source(
    name="Basisregistratie Adressen en Gebouwen (BAG)",
    holder="municipalities, through Kadaster",
    licence="Public Domain Mark 1.0",
    attribution="BAG, Kadaster/PDOK",
    url="https://www.pdok.nl/introductie/-/article/basisregistratie-adressen-en-gebouwen-ba-1",
)
BAG3D = Source(
    name="3D BAG",
    holder="TU Delft and 3DGI",
    licence="CC-BY-4.0",
    attribution="© 3D BAG by tudelft3d and 3DGI (CC BY 4.0)",
    url="https://3dbag.nl",
)
AHN = Source(
    name="Actueel Hoogtebestand Nederland (AHN)",
    holder="Rijkswaterstaat, provinces and water boards",
    licence="CC0-1.0",
    attribution="AHN",
    url="https://www.ahn.nl",
)
CBS = Source(
    name="Wijken en buurten",
    holder="Centraal Bureau voor de Statistiek, Kadaster",
    licence="CC-BY-4.0",
    attribution="Bron: CBS, Kadaster (CC BY 4.0)",
    url="https://www.pdok.nl/introductie/-/article/cbs-wijken-en-buurten",
)
TREE_REGISTER = Source(
    name="Bomenregister van de gemeente",
    holder="the municipality",
    licence="as the municipality gave it",
    attribution="Bomenregister van de gemeente",
    url="",
)
SYNTHETIC = Source(
    name="Voorbeeldwijk, verzonnen",
    holder="Twin",
    licence="EUPL-1.2",
    attribution="Verzonnen voorbeeldwijk: niets hiervan bestaat",
    url="https://github.com/gemeente-hengelo/twin",
)

BY_KEY = {"bgt": BGT, "bag": BAG, "3dbag": BAG3D, "ahn": AHN, "cbs": CBS, "trees": TREE_REGISTER}
"""Sources as `sources.json` names them."""
