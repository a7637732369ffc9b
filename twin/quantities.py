"""The observed properties that Twin knows: name, unit, valid range and definition.

One unit per quantity in the database; `convert` is the only place where units change. Units are
UCUM codes (https://ucum.org). Valid ranges are those of outdoor sensors in the Netherlands: a
value outside is flagged by quality control, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from twin.errors import NotFound, PayloadRejected

Aggregation = Literal["mean", "sum"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """An observed property.

    Attributes
    ----------
    key
        The name in topics, payloads and addresses.
    label_nl, label_en
        What people see.
    unit
        UCUM code of the one unit in which values are stored.
    unit_label
        The unit as people write it.
    valid_min, valid_max
        Plausible range in `unit`; outside it a value is flagged.
    decimals
        Digits after the decimal mark that an instrument of this kind justifies.
    aggregation
        How values roll up over time: a mean of levels, or a sum of amounts per interval.
    accepts
        Other UCUM codes with (factor, offset): value·factor + offset is in `unit`.
    definition
        URL of the definition of the property.
    counting
        It counts people or vehicles, so it is shown only in groups (docs/measurements.md).
    calibrate
        Low-cost sensors of it are far off until somebody calibrates them; a raw series is flagged.
    largest_step
        In `unit`. A value further than this from the ones before it, within an hour, is flagged as
        a spike; None: the quantity really jumps.
    stuck_after
        The same value for so long is flagged as stuck; None: the quantity really stands still.
    rests_at
        The value at which it does stand still: no sun, no wind, saturated air.
    """

    key: str
    label_nl: str
    label_en: str
    unit: str
    unit_label: str
    valid_min: float
    valid_max: float
    decimals: int
    aggregation: Aggregation
    definition: str
    accepts: tuple[tuple[str, float, float], ...] = ()
    counting: bool = False
    calibrate: bool = False
    largest_step: float | None = None
    stuck_after: timedelta | None = None
    rests_at: float | None = None


_CF = "http://vocab.nerc.ac.uk/standard_name/"
_WIKI = "https://www.wikidata.org/wiki/"
_MASS = (("mg/m3", 1000.0, 0.0), ("g/m3", 1e6, 0.0))
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

QUANTITIES: dict[str, Quantity] = {
    q.key: q
    for q in (
        Quantity(
            "pm25",
            "Fijnstof PM2.5",
            "Fine dust PM2.5",
            "ug/m3",
            "µg/m³",
            0,
            500,
            1,
            "mean",
            _CF + "mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air/",
            _MASS,
            calibrate=True,
            largest_step=100,
            stuck_after=12 * _HOUR,
        ),
        Quantity(
            "pm10",
            "Fijnstof PM10",
            "Dust PM10",
            "ug/m3",
            "µg/m³",
            0,
            1000,
            1,
            "mean",
            _CF + "mass_concentration_of_pm10_ambient_aerosol_particles_in_air/",
            _MASS,
            calibrate=True,
            largest_step=200,
            stuck_after=12 * _HOUR,
        ),
        Quantity(
            "no2",
            "Stikstofdioxide",
            "Nitrogen dioxide",
            "ug/m3",
            "µg/m³",
            0,
            400,
            1,
            "mean",
            _CF + "mass_concentration_of_nitrogen_dioxide_in_air/",
            _MASS,
            calibrate=True,
            largest_step=100,
            stuck_after=12 * _HOUR,
        ),
        Quantity(
            "temperature",
            "Temperatuur",
            "Temperature",
            "Cel",
            "°C",
            -30,
            45,
            1,
            "mean",
            _CF + "air_temperature/",
            (("K", 1.0, -273.15), ("[degF]", 5 / 9, -160 / 9)),
            largest_step=8,
            stuck_after=12 * _HOUR,
        ),
        Quantity(
            "humidity",
            "Luchtvochtigheid",
            "Humidity",
            "%",
            "%",
            0,
            100,
            0,
            "mean",
            _CF + "relative_humidity/",
            (("1", 100.0, 0.0),),
            largest_step=40,
            stuck_after=36 * _HOUR,
            rests_at=100,
        ),
        Quantity(
            "pressure",
            "Luchtdruk",
            "Air pressure",
            "hPa",
            "hPa",
            940,
            1060,
            1,
            "mean",
            _CF + "air_pressure/",
            (("Pa", 0.01, 0.0), ("kPa", 10.0, 0.0), ("mbar", 1.0, 0.0), ("bar", 1000.0, 0.0)),
            largest_step=5,
            stuck_after=12 * _HOUR,
        ),
        Quantity(
            "wind_speed",
            "Windsnelheid",
            "Wind speed",
            "m/s",
            "m/s",
            0,
            50,
            1,
            "mean",
            _CF + "wind_speed/",
            (("km/h", 1 / 3.6, 0.0),),
            largest_step=20,
            stuck_after=24 * _HOUR,
            rests_at=0,
        ),
        Quantity(
            "solar_radiation",
            "Zonnestraling",
            "Solar radiation",
            "W/m2",
            "W/m²",
            0,
            1200,
            0,
            "mean",
            _CF + "surface_downwelling_shortwave_flux_in_air/",
            largest_step=1000,
            stuck_after=6 * _HOUR,
            rests_at=0,
        ),
        Quantity(
            "precipitation",
            "Neerslag",
            "Rain",
            "mm",
            "mm",
            0,
            60,
            1,
            "sum",
            _CF + "thickness_of_rainfall_amount/",
            (("cm", 10.0, 0.0), ("m", 1000.0, 0.0)),
        ),
        Quantity(
            "noise_level",
            "Geluid (LAeq)",
            "Noise (LAeq)",
            "dB(A)",
            "dB(A)",
            20,
            120,
            1,
            "mean",
            "https://www.iso.org/standard/59765.html",
            (("dB[SPL]A", 1.0, 0.0),),
            calibrate=True,
            stuck_after=_HOUR,
        ),
        Quantity(
            "groundwater_level",
            "Grondwaterstand",
            "Groundwater level",
            "m",
            "m NAP",
            -10,
            330,
            2,
            "mean",
            _WIKI + "Q161598",
            (("cm", 0.01, 0.0), ("mm", 0.001, 0.0)),
            largest_step=0.5,
            stuck_after=30 * _DAY,
        ),
        Quantity(
            "vehicle_count",
            "Voertuigen",
            "Vehicles",
            "{vehicle}",
            "voertuigen",
            0,
            2000,
            0,
            "sum",
            _WIKI + "Q1049389",
            (("1", 1.0, 0.0),),
            counting=True,
        ),
        Quantity(
            "people_count",
            "Voorbijgangers",
            "Passers-by",
            "{person}",
            "mensen",
            0,
            5000,
            0,
            "sum",
            "https://github.com/smart-data-models/dataModel.Transportation/tree/master/CrowdFlowObserved",
            (("1", 1.0, 0.0),),
            counting=True,
        ),
        Quantity(
            "parking_occupied",
            "Bezette parkeerplaatsen",
            "Occupied parking places",
            "{place}",
            "plekken",
            0,
            5000,
            0,
            "mean",
            _WIKI + "Q6501349",
            (("1", 1.0, 0.0),),
            counting=True,
        ),
        Quantity(
            "energy",
            "Energieverbruik",
            "Energy use",
            "kW.h",
            "kWh",
            0,
            10000,
            2,
            "sum",
            _WIKI + "Q1805337",
            (("W.h", 0.001, 0.0), ("MJ", 1 / 3.6, 0.0)),
        ),
        Quantity(
            "bin_level",
            "Vulling container",
            "Bin level",
            "%",
            "%",
            0,
            100,
            0,
            "mean",
            _WIKI + "Q216530",
            (("1", 100.0, 0.0),),
        ),
    )
}


def quantity(key: str) -> Quantity:
    """The quantity named `key`.

    Raises
    ------
    NotFound
        No quantity has that key.
    """
    try:
        return QUANTITIES[key]
    except KeyError:
        known = ", ".join(sorted(QUANTITIES))
        raise NotFound(f"no quantity is called '{key}'", hint=f"known are: {known}") from None


def conversion(unit: str, to: Quantity) -> tuple[float, float]:
    """Factor and offset that bring UCUM `unit` to the one of `to`: value·factor + offset.

    Raises
    ------
    PayloadRejected
        With reason `unknown_unit`: the unit does not fit the quantity.
    """
    if unit == to.unit:
        return 1.0, 0.0
    for code, factor, offset in to.accepts:
        if unit == code:
            return factor, offset
    accepted = ", ".join([to.unit, *(code for code, _, _ in to.accepts)])
    raise PayloadRejected(
        "unknown_unit",
        f"unit '{unit}' does not fit {to.key}",
        hint=f"send one of these UCUM codes: {accepted}",
    )


def convert(value: float, unit: str, to: Quantity) -> float:
    """`value` in UCUM `unit`, as a value in the unit of quantity `to`.

    Raises
    ------
    PayloadRejected
        With reason `unknown_unit`: the unit does not fit the quantity.
    """
    factor, offset = conversion(unit, to)
    return value * factor + offset
