"""How the API tells of homes."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from twin.api.homes.answer import Picture, Tone


class NumberBody(BaseModel):
    """The number of an answer."""

    model_config = ConfigDict(from_attributes=True)

    now: float | None = Field(description="As it is; null where it is not known.")
    then: float | None = Field(description="With the plan; null where not known or none chosen.")
    now_text: str | None = Field(description="As people read it.", examples=["4,9"])
    then_text: str | None = Field(examples=["3,2"])
    unit: str = Field(examples=["uur zon"])


class FactBody(BaseModel):
    """A row of the table below an answer."""

    model_config = ConfigDict(from_attributes=True)

    what: str = Field(examples=["21 maart"])
    now: str | None
    then: str | None
    link: str | None = Field(description="Path of the page that tells more.")


class AnswerBody(BaseModel):
    """An answer in the language that was asked for."""

    model_config = ConfigDict(from_attributes=True)

    key: str = Field(description="`sun`, `heat`, `water`, `green`, `busy` or `sensors`.")
    question: str = Field(examples=["Hoeveel zon krijg ik straks?"])
    tone: Tone = Field(description="The colour of `word`; `open`: nobody computes this yet.")
    word: str = Field(examples=["minder zon: genoeg zon"])
    sentences: list[str] = Field(description="The answer; the first one is the largest.")
    picture: Picture = Field(description="What is drawn beside it.")
    how: list[str] = Field(description="How it is known.")
    sure: list[str] = Field(description="How sure it is.")
    number: NumberBody | None
    facts: list[FactBody]
    missing: str | None = Field(description="What nobody computes yet; null where all is answered.")
    source: str | None = Field(description="Of the method; null where it is counted on the map.")
    computed_at: datetime | None = Field(description="Null where it was counted for this answer.")


class PlanBody(BaseModel):
    """The plan that is looked at."""

    id: str
    name: str
    revision: int


class HomeBody(BaseModel):
    """A home, and the answers to the six questions about it."""

    area: str
    building: str = Field(examples=["0503100000018603"])
    address: str | None = Field(description="The first one in it; null where none is known.")
    addresses: int = Field(description="How many there are in it.", examples=[1])
    plan: PlanBody | None = Field(description="Null for the area as it is.")
    notices: list[str] = Field(description="What to know before believing any answer.")
    answers: list[AnswerBody]
    attribution: list[str] = Field(description="Sources of the map.")
    text: str = Field(description="Path of the same as a page in words.")
    asked_at: datetime


class HomeItem(BaseModel):
    """A home on the map of the area."""

    building: str
    label: str | None = Field(description="Its address; null where none is known.")
    outline: list[list[float]] = Field(
        description="Corners on `map.svg` of the area: metres from its north-western corner.",
        examples=[[[10.5, 20.0], [18.5, 20.0], [18.5, 30.0]]],
    )


class HomesBody(BaseModel):
    """Buildings that people live in, to point at on the map."""

    west: float = Field(description="RD of the western edge of the map of the area.")
    north: float = Field(description="RD of its northern edge.")
    width: float = Field(description="Metres from west to east of the map of the area.")
    height: float = Field(description="Metres from north to south.")
    items: list[HomeItem]
