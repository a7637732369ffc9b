"""What quality control noticed of a value, in plain words; it never changed the value.

The rules behind the flags are those of `twin.ingest.quality`.
"""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from twin.api.shapes import Both
from twin.model import Flag

router = APIRouter(prefix="/api/v1", tags=["observations"])

WORDS: dict[Flag, tuple[Both, Both]] = {
    Flag.OUT_OF_RANGE: (
        Both(nl="Waarde buiten wat gewoon is", en="Value outside the usual range"),
        Both(
            nl="De waarde is hoger of lager dan in Nederland buiten voorkomt. "
            "Misschien is de sensor stuk.",
            en="The value is higher or lower than occurs outdoors in the Netherlands. "
            "The sensor may be broken.",
        ),
    ),
    Flag.SPIKE: (
        Both(nl="Plotselinge sprong", en="Sudden jump"),
        Both(
            nl="De waarde verschilt veel van de vorige. Dat kan echt zijn, of een storing.",
            en="The value differs much from the one before. It may be real, or a fault.",
        ),
    ),
    Flag.STUCK: (
        Both(nl="Waarde staat lang stil", en="Value has not moved for long"),
        Both(
            nl="De sensor geeft al lang precies dezelfde waarde. Misschien zit hij vast.",
            en="The sensor has given exactly the same value for long. It may be stuck.",
        ),
    ),
    Flag.LATE: (
        Both(nl="Laat binnengekomen", en="Came in late"),
        Both(
            nl="De meting kwam pas lang na het meten binnen. De tijd klopt wel.",
            en="The measurement came in long after it was made. Its time is right.",
        ),
    ),
    Flag.CLOCK_AHEAD: (
        Both(nl="Klok van de sensor loopt voor", en="The sensor's clock runs ahead"),
        Both(
            nl="Volgens de sensor is de meting in de toekomst gedaan. De tijd klopt dus niet.",
            en="By the sensor's clock this was measured in the future. So the time is wrong.",
        ),
    ),
    Flag.POSITION_MISSING: (
        Both(nl="Plek van de sensor is onbekend", en="Place of the sensor is unknown"),
        Both(
            nl="We weten niet waar deze sensor stond.",
            en="We do not know where this sensor stood.",
        ),
    ),
    Flag.POSITION_ZERO: (
        Both(nl="Plek van de sensor klopt niet", en="Place of the sensor is wrong"),
        Both(
            nl="De sensor gaf als plek een punt in de oceaan (0, 0). Zo meldt hij dat hij "
            "zijn plek niet weet.",
            en="The sensor gave a place in the ocean (0, 0). That is how it tells that it does "
            "not know where it is.",
        ),
    ),
    Flag.UNCALIBRATED: (
        Both(nl="Niet geijkt", en="Not calibrated"),
        Both(
            nl="Een goedkope sensor zonder ijking: lees de waarde als een schatting.",
            en="A low-cost sensor without calibration: read the value as an estimate.",
        ),
    ),
}


class FlagBody(BaseModel):
    """Something that quality control can notice."""

    name: str = Field(description="As it stands in `flags` of a value.", examples=["out_of_range"])
    number: int = Field(
        description="Its bit, as the database adds them up and SensorThings gives it.", examples=[1]
    )
    label: Both
    explanation: Both


class FlagPage(BaseModel):
    """All flags."""

    items: list[FlagBody]
    next: None = None


@router.get("/flags", summary="What quality control can notice of a value")
def flags() -> FlagPage:
    """Each flag by its name in answers, with words for people. A flag never changes a value."""
    return FlagPage(
        items=[
            FlagBody(
                name=name_of(flag),
                number=flag.value,
                label=WORDS[flag][0],
                explanation=WORDS[flag][1],
            )
            for flag in Flag
        ],
        next=None,
    )


def name_of(flag: Flag) -> str:
    """The name of a single flag in answers, such as `out_of_range`."""
    return (flag.name or "").lower()


def names(flags: Flag) -> list[str]:
    """The names of all flags in a sum of them."""
    return [name_of(flag) for flag in flags]


def explanation(name: str) -> Both:
    """What the flag of that name means, in a sentence or two."""
    return WORDS[Flag[name.upper()]][1]


def label(name: str) -> Both:
    """What the flag of that name is called."""
    return WORDS[Flag[name.upper()]][0]
