"""How sure we are of a building's height and of a measured value, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from twin.api.flags import explanation
from twin.api.shapes import Both
from twin.geo.quality import BuildingFlag
from twin.model import CALIBRATED, Building, HeightOrigin, Origin

_SOURCES = {
    HeightOrigin.BAG3D_LOD22: "3D BAG, LoD 2.2",
    HeightOrigin.BAG3D_LOD13: "3D BAG, LoD 1.3",
    HeightOrigin.BAG3D_ATTRIBUTE: "3D BAG",
    HeightOrigin.AHN: "AHN",
    HeightOrigin.NEIGHBOURS: None,
    HeightOrigin.SYNTHETIC: None,
    HeightOrigin.DESIGN: None,
}

_WORDS = {
    HeightOrigin.BAG3D_LOD22: (
        "Gemeten vanuit de lucht; de vorm van het dak is ook bekend.",
        "Measured from the air; the shape of the roof is known too.",
    ),
    HeightOrigin.BAG3D_LOD13: (
        "Gemeten vanuit de lucht; elk deel van het dak is plat getekend.",
        "Measured from the air; each part of the roof is drawn flat.",
    ),
    HeightOrigin.BAG3D_ATTRIBUTE: (
        "Gemeten vanuit de lucht; de vorm van het dak is niet bekend.",
        "Measured from the air; the shape of the roof is not known.",
    ),
    HeightOrigin.AHN: (
        "Geschat uit laserpunten vanuit de lucht; het dak is plat getekend.",
        "Estimated from laser points taken from the air; the roof is drawn flat.",
    ),
    HeightOrigin.NEIGHBOURS: (
        "Niet gemeten: dit is de gewone hoogte van de huizen in de buurt.",
        "Not measured: this is the usual height of the houses nearby.",
    ),
    HeightOrigin.SYNTHETIC: (
        "Verzonnen: dit gebouw bestaat niet.",
        "Made up: this building does not exist.",
    ),
    HeightOrigin.DESIGN: (
        "Ontworpen: dit is een plan. De hoogte is die van de tekening.",
        "Designed: this is a plan. The height is that of the drawing.",
    ),
}

FLAGS = {
    BuildingFlag.MADE_UP: Both(
        nl="Verzonnen: dit gebouw bestaat niet.", en="Made up: this building does not exist."
    ),
    BuildingFlag.HEIGHT_ESTIMATED: Both(
        nl="De hoogte is niet gemeten, maar geschat.",
        en="The height was not measured but estimated.",
    ),
    BuildingFlag.HEIGHT_UNCERTAIN: Both(
        nl="De hoogte kan meer dan 2 meter schelen.",
        en="The height may be more than 2 metres off.",
    ),
    BuildingFlag.FEW_POINTS: Both(
        nl="Er vielen weinig laserpunten op het dak.", en="Few laser points fell on the roof."
    ),
    BuildingFlag.MEASURED_WHILE_BUILT: Both(
        nl="Gemeten in het jaar van de bouw: misschien was het toen nog niet af.",
        en="Measured in the year it was built: it may not have been finished.",
    ),
    BuildingFlag.NO_MODEL: Both(
        nl="De vorm van het dak is niet bekend.", en="The shape of the roof is not known."
    ),
    BuildingFlag.YEAR_UNKNOWN: Both(
        nl="Het bouwjaar is niet bekend.", en="The year it was built is not known."
    ),
    BuildingFlag.ONLY_BAG: Both(
        nl="Het staat in de BAG en niet op de kaart (BGT).",
        en="It is in the BAG and not on the map (BGT).",
    ),
    BuildingFlag.ONLY_BGT: Both(
        nl="Het staat op de kaart (BGT) en niet in de BAG. Misschien is het er niet meer.",
        en="It is on the map (BGT) and not in the BAG. It may be gone.",
    ),
    BuildingFlag.OUTLINE_DIFFERS: Both(
        nl="In de BAG is de omtrek anders dan op de kaart (BGT).",
        en="Its outline in the BAG differs from that on the map (BGT).",
    ),
    BuildingFlag.OVERLAPS: Both(
        nl="Het ligt op de kaart deels over een ander gebouw.",
        en="On the map it lies partly over another building.",
    ),
}
"""What each flag means for a building that has it."""

_SAID = frozenset(
    {
        BuildingFlag.MADE_UP,
        BuildingFlag.HEIGHT_ESTIMATED,
        BuildingFlag.HEIGHT_UNCERTAIN,
        BuildingFlag.NO_MODEL,
        BuildingFlag.YEAR_UNKNOWN,
    }
)
"""What the origin of the height, its error or the facts beside it say already."""

_ORIGINS = {
    Origin.REPLAY: Both(
        nl="Echt gemeten, maar op een ander moment. We spelen de metingen opnieuw af.",
        en="Really measured, but at another moment. We play the measurements again.",
    ),
    Origin.SYNTHETIC: Both(
        nl="Verzonnen, om te laten zien hoe het werkt.",
        en="Made up, to show how it works.",
    ),
}
_CALIBRATED = Both(
    nl="Geijkt: de ruwe waarde is verbeterd.",
    en="Calibrated: the raw value was improved.",
)
_NOTHING = Both(
    nl="We hebben aan deze waarde niets vreemds gemerkt.",
    en="We have noticed nothing odd about this value.",
)


def source_of(building: Building) -> str | None:
    """The data set that the height comes from; None when it was not measured."""
    return _SOURCES[building.height_origin]


def certainty(building: Building, flags: Sequence[BuildingFlag]) -> Both:
    """How the height is known, how large the error is where that is known, and what else to doubt.

    Parameters
    ----------
    flags
        Those of the building.
    """
    dutch, english = _WORDS[building.height_origin]
    error = building.height_error
    if error is not None and building.height_origin is not HeightOrigin.SYNTHETIC:
        # Two standard errors hold about 95 in 100 cases.
        margin = f"{max(2 * error, 0.1):.1f}"
        dutch += f" Het kan ongeveer {margin.replace('.', ',')} meter schelen."
        english += f" It may be about {margin} metres off."
    more = [FLAGS[flag] for flag in flags if flag not in _SAID]
    return Both(
        nl=" ".join([dutch, *(words.nl for words in more)]),
        en=" ".join([english, *(words.en for words in more)]),
    )


def value_certainty(
    origin: str, variant: str | None, calibration: str | None, flags: Sequence[str]
) -> list[Both]:
    """What to know before believing a value: where it is from, and what quality control noticed."""
    told = [_ORIGINS[Origin(origin)]] if Origin(origin) in _ORIGINS else []
    if variant == CALIBRATED:
        how = f" {calibration}" if calibration else ""
        told.append(Both(nl=_CALIBRATED.nl + how, en=_CALIBRATED.en + how))
    noticed = [explanation(name) for name in flags]
    return [*told, *(noticed or [_NOTHING])]
