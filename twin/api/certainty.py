"""How sure we are of a building's height and of a measured value, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from twin.api.flags import explanation
from twin.api.shapes import Both
from twin.model import CALIBRATED, Building, HeightOrigin, Origin

_SOURCES = {
    HeightOrigin.BAG3D_LOD22: "3D BAG, LoD 2.2",
    HeightOrigin.BAG3D_LOD13: "3D BAG, LoD 1.3",
    HeightOrigin.BAG3D_ATTRIBUTE: "3D BAG",
    HeightOrigin.AHN: "AHN",
    HeightOrigin.NEIGHBOURS: None,
    HeightOrigin.SYNTHETIC: None,
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
}


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


def certainty(building: Building) -> Both:
    """One sentence on how the height is known, and one on the error where that is known."""
    dutch, english = _WORDS[building.height_origin]
    error = building.height_error
    if error is not None and building.height_origin is not HeightOrigin.SYNTHETIC:
        # Two standard errors hold about 95 in 100 cases.
        margin = f"{max(2 * error, 0.1):.1f}"
        dutch += f" Het kan ongeveer {margin.replace('.', ',')} meter schelen."
        english += f" It may be about {margin} metres off."
    return Both(nl=dutch, en=english)


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
