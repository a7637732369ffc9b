"""What the fields of a device type's payload mean, one TOML file per device type.

A profile says what a payload formatter makes of the bytes of a device; the formatter itself runs
at The Things Stack. Each file names the formatter that it was written for.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from twin.model import split_key
from twin.quantities import conversion, quantity


@dataclass(frozen=True, slots=True)
class Field:
    """What one field means.

    Attributes
    ----------
    key
        Of the datastream: a quantity, with a variant where a device has several of it.
    unit
        UCUM code of its numbers; None: that of the quantity. A unit in the payload goes before it.
    missing
        Numbers by which the device says that it has no value.
    zero_omitted
        The formatter leaves the field out when it is 0.
    """

    key: str
    unit: str | None = None
    missing: tuple[float, ...] = ()
    zero_omitted: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A device type.

    Attributes
    ----------
    name
        That of its file.
    device, formatter
        What it is, and whose payload formatter it is for, with its address.
    fields
        By their names in the decoded payload; others are left alone.
    ports
        LoRaWAN ports of uplinks with measurements; empty: any.
    time
        The field with the device's own time: seconds since 1970, or RFC 3339.
    history
        The field with earlier measurements that are sent again, each with its own `time`.
    """

    name: str
    device: str
    formatter: str
    fields: dict[str, Field]
    ports: tuple[int, ...] = ()
    time: str | None = None
    history: str | None = None

    def __post_init__(self) -> None:
        for field in self.fields.values():
            known = quantity(split_key(field.key)[0])
            if field.unit is not None:
                conversion(field.unit, known)
        if any(field.zero_omitted for field in self.fields.values()) and not self.ports:
            # Any status message would otherwise be a measurement of nothing.
            raise ValueError(f"profile '{self.name}' takes absent fields for 0 and names no ports")


@cache
def profiles() -> dict[str, Profile]:
    """All profiles that come with Twin, by name."""
    found = sorted(
        (path.name.removesuffix(".toml"), path.read_text("utf-8"))
        for path in files(__package__).iterdir()
        if path.name.endswith(".toml")
    )
    return {name: read(name, text) for name, text in found}


def read(name: str, text: str) -> Profile:
    """The profile that a TOML file says."""
    table = tomllib.loads(text)
    fields = {
        label: Field(**{**facts, "missing": tuple(facts.get("missing", ()))})
        for label, facts in table.pop("fields").items()
    }
    ports = tuple(table.pop("ports", ()))
    return Profile(name=name, fields=fields, ports=ports, **table)
