"""The form of a things file, as data models: what its fields are, not what they may mean together.

`docs/things.schema.json` is made from here, and a test keeps the two alike.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from twin.model import Origin, Passport, Words

Text = Annotated[str, Field(min_length=1)]

_LONGEST_DAYS = 36_500
_NAME = r"[a-z0-9_.-]{1,64}"
_DTPR = r"(accountable|purpose|tech|data|process|access|storage|retention)__[a-z0-9_]{1,60}"


def _name(value: str) -> str:
    if not re.fullmatch(_NAME, value):
        raise ValueError("use at most 64 lower-case letters, digits, '-', '_' and '.'")
    return value


def _element(value: str) -> str:
    if not re.fullmatch(_DTPR, value):
        raise ValueError(
            "elements of DTPR are written as 'purpose__mobility' or 'tech__air_quality'"
        )
    return value


def _days(value: object) -> timedelta | None:
    if value is None:
        return None
    # Months and years are of no fixed length, and what is enforced to the hour must be.
    days = value[1:-1] if isinstance(value, str) and value[:1] == "P" and value[-1:] == "D" else ""
    if not (days.isascii() and days.isdigit() and 0 < int(days) <= _LONGEST_DAYS):
        raise ValueError("write a number of days as 'P400D', or null for as long as the twin")
    return timedelta(days=int(days))


Days = Annotated[
    timedelta | None,
    BeforeValidator(_days),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^P[1-9][0-9]*D$"}, {"type": "null"}]}),
]
Name = Annotated[
    str, AfterValidator(_name), WithJsonSchema({"type": "string", "pattern": f"^{_NAME}$"})
]
Element = Annotated[
    str, AfterValidator(_element), WithJsonSchema({"type": "string", "pattern": f"^{_DTPR}$"})
]


class Form(BaseModel):
    """An unknown field is more likely a typing error than a wish."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class WordsForm(Form):
    """A sentence for people: Dutch (B1) and English."""

    nl: Text
    en: Text

    def words(self) -> Words:
        """The same as the model has it."""
        return Words(self.nl, self.en)


class PassportForm(Form):
    """What people may know of a datastream."""

    owner: Annotated[Text, Field(description="The organisation that answers for it.")]
    contact: Annotated[Text, Field(description="Where to ask: an address for mail, or a page.")]
    purpose: Annotated[WordsForm, Field(description="What it is for.")]
    legal_ground: Annotated[WordsForm, Field(description="Why it may be measured.")]
    measures: Annotated[WordsForm, Field(description="What it measures.")]
    cannot: Annotated[WordsForm, Field(description="What it cannot do, such as know people.")]
    retention: Annotated[
        Days, Field(description="Days that values are kept, as 'P400D'; null: as long as the twin.")
    ]
    dtpr: Annotated[
        list[Element],
        Field(default=[], description="Elements of DTPR's taxonomy, such as 'purpose__mobility'."),
    ]

    def passport(self) -> Passport:
        """The same as the model has it."""
        return Passport(
            owner=self.owner,
            contact=self.contact,
            purpose=self.purpose.words(),
            legal_ground=self.legal_ground.words(),
            measures=self.measures.words(),
            cannot=self.cannot.words(),
            retention=self.retention,
            dtpr=tuple(self.dtpr),
        )


class DatastreamForm(Form):
    """What holds for one datastream of a thing only."""

    passport: Annotated[PassportForm | None, Field(description="Instead of the thing's.")] = None
    calibration: Annotated[
        Text | None, Field(description="How the series was calibrated, and by whom.")
    ] = None


class ThingForm(Form):
    """A device that measures."""

    id: Annotated[Name, Field(description="Its name in topics.")]
    name: Annotated[Text, Field(description="Its name for people.")]
    origin: Annotated[Origin, Field(strict=False, description="A real device, or what else.")]
    quantities: Annotated[
        list[str],
        Field(
            min_length=1,
            description="What it measures: keys of GET /api/v1/quantities, "
            "'.calibrated' behind those of a calibrated series.",
        ),
    ]
    area: Annotated[str | None, Field(description="The area's id.")] = None
    longitude: Annotated[float | None, Field(description="Degrees east.")] = None
    latitude: Annotated[float | None, Field(description="Degrees north.")] = None
    height: Annotated[float | None, Field(description="Metres above the ground.")] = None
    description: Annotated[str, Field(description="A sentence for people.")] = ""
    properties: Annotated[dict[str, Any], Field(description="Free facts for people.")] = {}
    profile: Annotated[
        Name | None, Field(description="The device profile that tells what its fields mean.")
    ] = None
    address: Annotated[
        Text | None,
        Field(description="The MQTT topic below which it publishes; null: 'twin/v1/{id}'."),
    ] = None
    alias: Annotated[Text | None, Field(description="Its name inside payloads; null: its id.")] = (
        None
    )
    gateway: Annotated[
        Name | None, Field(description="The login through which it publishes; null: its id.")
    ] = None
    passport: Annotated[PassportForm | None, Field(description="Of all its datastreams.")] = None
    datastreams: Annotated[
        dict[str, DatastreamForm],
        Field(description="What holds for one datastream only, by its key."),
    ] = {}


class ThingsForm(Form):
    """A things file."""

    schema_: Annotated[
        str | None, Field(alias="$schema", description="Where this form is described.")
    ] = None
    passport: Annotated[PassportForm | None, Field(description="Of all things in the file.")] = None
    things: list[ThingForm]


def schema() -> str:
    """The JSON Schema (2020-12) of a things file, as text."""
    form = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ThingsForm.model_json_schema(),
        "title": "Things of a twin",
    }
    return json.dumps(form, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema())
