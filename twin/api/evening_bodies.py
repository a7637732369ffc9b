"""What the API takes and tells of evenings, their slides, and where they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter

from twin.jobs.showing import KINDS, Move
from twin.store.evenings import Evening, Show

MOST_SLIDES = 60
_WRITTEN = r"^[!$%&'()*+,./0-9:;=@A-Z_a-z~-]*$"
"""What a query string is written in (RFC 3986), so that it is a safe part of any address."""
_PLAN = r"^[a-z0-9][a-z0-9-]{0,63}$"
_ANY_KIND = re.compile(r"[a-z]{1,20}")

_Id = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9-]{1,40}$",
        description="Of the slide in its evening; it stays when the order changes.",
        examples=["s1"],
    ),
]
_Title = Annotated[str, Field(max_length=60, description="In very large letters.")]
_Sentence = Annotated[str, Field(max_length=140, description="One sentence below the title.")]


class NumberChoice(BaseModel):
    """Which number of the results a slide shows."""

    model_config = ConfigDict(extra="forbid")

    indicator: str = Field(max_length=64, examples=["sun-facades"])
    figure: str = Field(max_length=64, description="Key of one of its figures.")


class ViewSlide(BaseModel):
    """A view of the area, perhaps beside another."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["view"]
    id: _Id
    title: _Title
    sentence: _Sentence = ""
    state: Annotated[
        str,
        Field(
            max_length=4096,
            pattern=_WRITTEN,
            description="Query string of the page, as saved views have it.",
            examples=["gebied=voorbeeldwijk&plan=toren&moment=2027-03-21T15:00"],
        ),
    ]
    way: Literal["one", "fade", "swipe", "beside"] = Field(
        default="one",
        description="`one` picture; or two: the other `fade`s in, a line `swipe`s over, or they "
        "stand `beside` each other.",
    )
    other: Annotated[str, Field(pattern=_PLAN)] | None = Field(
        default=None, description="The plan of the other picture; null is the area as it is now."
    )
    number: NumberChoice | None = None
    sensors: list[Annotated[str, Field(max_length=64)]] = Field(
        default=[], max_length=3, description="Ids of things whose newest values are shown."
    )


class InviteSlide(BaseModel):
    """A QR code with which phones open the residents' view."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["invite"]
    id: _Id
    title: _Title
    sentence: _Sentence = ""


class OtherSlide(BaseModel):
    """A slide of a newer Twin: kept as it is, and passed over on the screen."""

    model_config = ConfigDict(extra="allow")

    kind: str = Field(pattern=r"^[a-z]{1,20}$")
    id: _Id


def _kind(slide: Any) -> str:
    told = slide.get("kind") if isinstance(slide, Mapping) else getattr(slide, "kind", "")
    kind = str(told)
    return kind if kind in KINDS or not _ANY_KIND.fullmatch(kind) else "other"


Slide = Annotated[
    Annotated[ViewSlide, Tag("view")]
    | Annotated[InviteSlide, Tag("invite")]
    | Annotated[OtherSlide, Tag("other")],
    Discriminator(_kind),
]
_SLIDES = TypeAdapter(list[Slide])
_Name = Annotated[str, Field(min_length=1, max_length=120, examples=["Bewonersavond 12 maart"])]


class NewEvening(BaseModel):
    """An evening to keep."""

    model_config = ConfigDict(extra="forbid")

    area: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=64, examples=["voorbeeldwijk"])
    title: _Name
    slides: list[Slide] = Field(default=[], max_length=MOST_SLIDES)


class EveningChange(BaseModel):
    """What an evening becomes, as a whole."""

    model_config = ConfigDict(extra="forbid")

    title: _Name
    slides: list[Slide] = Field(max_length=MOST_SLIDES)


class EveningBody(BaseModel):
    """An evening with its slides."""

    id: int
    area: str
    title: str
    slides: list[Slide]
    revision: int = Field(description="As in `ETag`.")
    made_by: str = Field(description="The name of the key, or `deze computer`.")
    changed_at: datetime
    opened_at: datetime | None = Field(
        description="When it was first shown; from then on everybody may read it."
    )


class EveningPage(BaseModel):
    """The evenings of an area, the newest first."""

    items: list[EveningBody]
    may_change: bool = Field(description="Whether who asks may make and show evenings.")
    next: None = Field(default=None, description="Always null: there are few evenings.")


class PlaceBody(BaseModel):
    """Where an evening is to be."""

    model_config = ConfigDict(extra="forbid")

    slide: int = Field(ge=0, lt=1000, description="Number of the slide, from 0.")
    black: bool = False
    frozen: bool = False


class MoveBody(BaseModel):
    """What a presenter does."""

    model_config = ConfigDict(extra="forbid")

    move: Move


class ShowBody(BaseModel):
    """Where an evening is that is shown now."""

    slide: int = Field(description="Number of the slide among those that are shown, from 0.")
    slides: int = Field(description="How many are shown.")
    black: bool
    frozen: bool = Field(description="Whether the screen keeps its picture while this moves on.")
    revision: int = Field(description="Of the evening: another one has other slides.")
    screens: int = Field(description="How many screens follow.")
    remotes: int = Field(description="How many phones can move it now.")
    ends_at: datetime


class OpenedBody(ShowBody):
    """The same, with the code that lets a phone move it; told once, to who opens."""

    code: str = Field(description="For the header `Authorization: Bearer avond_…`.")


class RemoteBody(BaseModel):
    """What a phone that moves an evening is told, and no more."""

    slide: int
    slides: int
    black: bool
    frozen: bool
    screens: int
    title: str = Field(description="Of the slide; '' when there is none.")
    next: str = Field(description="Title of the one after it; '' after the last.")


class NetworkBody(BaseModel):
    """Where phones on the local network find this twin."""

    open: bool = Field(description="Whether it listens to more than this machine.")
    addresses: list[str] = Field(
        description="Where it can be reached, the likeliest first.",
        examples=[["http://192.168.1.20:8000"]],
    )


def evening_body(evening: Evening) -> EveningBody:
    """An evening as the API tells it."""
    return EveningBody(
        id=evening.id,
        area=evening.area,
        title=evening.title,
        slides=_SLIDES.validate_python([dict(slide) for slide in evening.slides]),
        revision=evening.revision,
        made_by=evening.made_by,
        changed_at=evening.changed_at,
        opened_at=evening.opened_at,
    )


def show_body(show: Show, evening: Evening, slides: int, *, screens: int, remotes: int) -> ShowBody:
    """Where an evening is, as the API tells it."""
    return ShowBody(
        slide=min(show.slide, max(slides - 1, 0)),
        slides=slides,
        black=show.black,
        frozen=show.frozen,
        revision=evening.revision,
        screens=screens,
        remotes=remotes,
        ends_at=show.ends_at,
    )
