"""What the fields of a thing may mean together: rules for one thing, and for all at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from twin.errors import NotFound, ParameterInvalid
from twin.jobs.thing_forms import DatastreamForm, PassportForm, ThingForm
from twin.model import CALIBRATED, Origin, Thing, split_key
from twin.quantities import quantity

INGEST = "ingest"
"""The login of those who store; no device can have it."""

# The Netherlands with its part of the North Sea coast, in degrees (OGC:CRS84).
_WEST, _SOUTH, _EAST, _NORTH = 3.2, 50.7, 7.3, 53.7
_WORD = r"[^/+#\s\x00-\x1f\x7f]{1,64}"
_TTN = re.compile(rf"v3/{_WORD}/devices/{_WORD}")
_SENML = re.compile(rf"senml(/{_WORD}){{1,4}}")
_BY_NUMBER = "v1.1/Observations"
_VARIANT = re.compile(r"[a-z0-9_]{1,32}")


def thing(entry: ThingForm, default: PassportForm | None) -> Thing:
    """The thing that `entry` describes.

    Parameters
    ----------
    default
        The passport of all things in the file; the nearest to a datastream wins.

    Raises
    ------
    ParameterInvalid
        There cannot be such a thing.
    """
    if INGEST in (entry.id, entry.gateway):
        raise ParameterInvalid(
            f"'{INGEST}' cannot be the id or gateway of a thing: it is the login of the ingest",
            hint="use another name",
        )
    _check_quantities(entry)
    _check_place(entry)
    streams = {key: entry.datastreams.get(key, DatastreamForm()) for key in entry.quantities}
    _check_calibrations(entry, streams)
    nearest = {key: own.passport or entry.passport or default for key, own in streams.items()}
    _check_passports(entry, nearest)
    return Thing(
        id=entry.id,
        name=entry.name,
        origin=entry.origin,
        quantities=tuple(entry.quantities),
        area=entry.area,
        longitude_lonlat=entry.longitude,
        latitude_lonlat=entry.latitude,
        height=entry.height,
        description=entry.description,
        properties=entry.properties,
        passports={key: form.passport() for key, form in nearest.items() if form is not None},
        calibrations={
            key: own.calibration for key, own in streams.items() if own.calibration is not None
        },
        profile=entry.profile,
        address=_address(entry),
        alias=entry.alias,
        gateway=entry.gateway,
    )


def check_names(things: Sequence[Thing], where: str) -> None:
    """Make sure that no name means two of `things`: as id, inside payloads, or as LoRaWAN device.

    Raises
    ------
    ParameterInvalid
        One does.
    """
    ids: set[str] = set()
    for one in things:
        if one.id in ids:
            raise ParameterInvalid(
                f"two things {where} are called '{one.id}'", hint="give each its own id"
            )
        ids.add(one.id)
    meant: dict[str, str] = {}
    for one in things:
        if one.alias is None:
            continue
        other = one.alias if one.alias in ids - {one.id} else meant.get(one.alias)
        if other is not None:
            raise ParameterInvalid(
                f"things '{other}' and '{one.id}' {where} are both '{one.alias}' in payloads",
                hint="give each its own alias",
            )
        meant[one.alias] = one.id
    _check_addresses(things, where)


def check_profiles(things: Sequence[Thing], profiles: Collection[str]) -> None:
    """Make sure that each profile is one of `profiles`.

    Raises
    ------
    ParameterInvalid
        One is not.
    """
    for one in things:
        if one.profile is not None and one.profile not in profiles:
            raise ParameterInvalid(
                f"thing '{one.id}' has profile '{one.profile}', which there is not",
                hint=f"there are: {', '.join(sorted(profiles))}",
            )


def login(one: Thing) -> str:
    """The login through which a thing publishes."""
    return one.gateway or one.id


def _check_addresses(things: Sequence[Thing], where: str) -> None:
    """Make sure that no login can speak for a thing of another, and that a device is one thing."""
    at = {one.address: one for one in things if one.address is not None}
    for one in things:
        if one.address is None:
            continue
        if _TTN.fullmatch(one.address) and at[one.address] is not one:
            raise ParameterInvalid(
                f"things '{one.id}' and '{at[one.address].id}' {where} are both the device "
                f"'{one.address}'",
                hint="a device is one thing with several quantities",
            )
        words = one.address.split("/")
        for length in range(1, len(words) + 1):
            above = at.get("/".join(words[:length]))
            if above is not None and login(above) != login(one):
                raise ParameterInvalid(
                    f"things '{above.id}' and '{one.id}' {where} share the topic '{above.address}' "
                    f"and not the login: '{login(above)}', '{login(one)}'",
                    hint="give them one gateway, or each its own topic",
                )


def _check_quantities(entry: ThingForm) -> None:
    for key in entry.quantities:
        name, variant = split_key(key)
        try:
            quantity(name)
        except NotFound as error:
            raise ParameterInvalid(
                f"thing '{entry.id}' measures '{key}', which is no quantity of ours",
                hint=error.hint,
            ) from error
        if variant is not None and not _VARIANT.fullmatch(variant):
            raise ParameterInvalid(
                f"thing '{entry.id}' measures '{key}', and there can be no variant '{variant}'",
                hint=f"write it as '{name}.{CALIBRATED}' or '{name}.in': at most 32 lower-case "
                "letters, digits and '_'",
            )
    if len(set(entry.quantities)) < len(entry.quantities):
        raise ParameterInvalid(
            f"thing '{entry.id}' has a quantity twice: '{', '.join(entry.quantities)}'",
            hint="name each once; two sensors of one kind are two things",
        )
    for key in entry.datastreams:
        if key not in entry.quantities:
            raise ParameterInvalid(
                f"thing '{entry.id}' tells of datastream '{key}', which it does not have",
                hint=f"name it in 'quantities', or one of '{', '.join(entry.quantities)}' here",
            )


def _check_calibrations(entry: ThingForm, streams: dict[str, DatastreamForm]) -> None:
    for key, own in streams.items():
        if split_key(key)[1] == CALIBRATED and own.calibration is None:
            raise ParameterInvalid(
                f"thing '{entry.id}' does not tell how '{key}' was calibrated",
                hint=f'add "datastreams": {{"{key}": {{"calibration": "how, and by whom"}}}}',
            )


def _check_passports(entry: ThingForm, nearest: dict[str, PassportForm | None]) -> None:
    if entry.origin is not Origin.REAL:
        return  # what is made up or measured long ago harms nobody now
    for key, form in nearest.items():
        if form is None:
            raise ParameterInvalid(
                f"the real thing '{entry.id}' has no passport for '{key}'",
                hint="people may know whose sensor it is and what for: add a passport at the top "
                "of the file, to the thing or to the datastream (docs/sensors.md)",
            )


def _address(entry: ThingForm) -> str | None:
    """The topic of the thing; None for the default."""
    address = entry.address
    if address is None or address == f"twin/v1/{entry.id}":
        return None
    if _TTN.fullmatch(address):
        if entry.profile is None:
            raise ParameterInvalid(
                f"thing '{entry.id}' publishes through The Things Stack and has no profile",
                hint="the profile tells what the fields of its payload mean (docs/measurements.md)",
            )
        return address
    if _SENML.fullmatch(address) or address == _BY_NUMBER:
        return address
    raise ParameterInvalid(
        f"thing '{entry.id}' cannot publish below '{address}'",
        hint=f"leave it out for 'twin/v1/{entry.id}', or write "
        f"'v3/{{application}}/devices/{{device}}', 'senml/{{gateway}}' or '{_BY_NUMBER}'",
    )


def _check_place(entry: ThingForm) -> None:
    longitude, latitude = entry.longitude, entry.latitude
    if longitude is None and latitude is None:
        return
    if longitude is None or latitude is None:
        raise ParameterInvalid(
            f"thing '{entry.id}' has half a place: '({longitude}, {latitude})'",
            hint="give longitude and latitude, or neither",
        )
    if _WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH:
        return
    if longitude == latitude == 0:
        hint = "(0, 0) is what devices send that do not know; leave both out"
    elif _WEST <= latitude <= _EAST and _SOUTH <= longitude <= _NORTH:
        hint = "longitude and latitude seem swapped: here longitude is near 5, latitude near 52"
    elif abs(longitude) > 180 or abs(latitude) > 90:
        hint = "these are no degrees; RD metres have to be converted to longitude and latitude"
    else:
        hint = f"longitude is {_WEST} to {_EAST} and latitude {_SOUTH} to {_NORTH} degrees"
    raise ParameterInvalid(
        f"thing '{entry.id}' stands at '({longitude}, {latitude})', outside the Netherlands",
        hint=hint,
    )
