"""How the API tells of indicators' results; the words are those of the canonical form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from twin.api.shapes import Both

ARRAYS = "/api/v1/arrays"
RESULTS = "/api/v1/results"


class VerdictBody(BaseModel):
    """A norm held against a value."""

    norm: str = Field(examples=["bezonning.tno-licht"])
    judgement: str = Field(
        description="`voldoet`, `voldoet niet` or `te dichtbij om te zeggen`.", examples=["voldoet"]
    )
    value: float | None
    limit: float | None
    margin: float | None = Field(description="By how much it is met; negative when it is not.")
    error: float | None = Field(description="One standard error of the value.")
    causes: list[str] = Field(description="Why it is uncertain.", examples=[["height-uncertain"]])


class FigureBody(BaseModel):
    """A number of the whole area."""

    key: str = Field(examples=["fsi"])
    words: Both
    value: float | None = Field(description="Null where it cannot be told; `why` says why.")
    unit: str = Field(description="UCUM.", examples=["h"])
    error: float | None = Field(description="One standard error; null where nobody knows.")
    step: float = Field(description="The value is told to a multiple of this.")
    verdict: VerdictBody | None
    why: Both | None


class ColumnBody(BaseModel):
    """A key of the values of rows."""

    key: str
    words: Both
    unit: str
    direction: str = Field(description="Which way is better: `up`, `down` or `neither`.")
    step: float


class RowBody(BaseModel):
    """What it is for one subject."""

    subject: str = Field(
        description="`area`, `building`, `dwelling`, `facade`, `place`, `tree`, `street`, `group`."
    )
    id: str
    label: str
    values: dict[str, float | None] = Field(description="By the key of a column.")
    verdicts: list[VerdictBody]
    flags: list[str] = Field(description="What to doubt, by name.", examples=[["no-model"]])
    belongs_to: str = Field(description="Id of the building that it is a part of, or ''.")


class ArrayBody(BaseModel):
    """Numbers that are fetched apart: integers, little-endian, row by row.

    The smallest integer of the type says that there is nothing to tell.
    """

    digest: str = Field(description=f"Fetch it at {ARRAYS}/{{digest}}; it never changes.")
    dtype: str = Field(description="`<i2` or `<i4`: signed integers of 2 or 4 bytes.")
    shape: list[int]


class RasterBody(BaseModel):
    """A map; row 0 is the southern one, a value is an integer of `values` times `step`."""

    key: str
    words: Both
    unit: str
    x0: float = Field(description="RD of the centre of the south-western cell.")
    y0: float
    cell: float = Field(description="Side of a cell in metres.")
    step: float
    values: ArrayBody


class PointsBody(BaseModel):
    """Values at points, such as on façades."""

    key: str
    words: Both
    unit: str
    step: float
    positions: ArrayBody = Field(description="(n, 3) centimetres: RD x, RD y, NAP.")
    normals: ArrayBody = Field(description="(n, 3), outward, in 1/32767.")
    belongs_to: ArrayBody = Field(description="(n,) number in `buildings`; -1 for none.")
    buildings: list[str]
    values: ArrayBody = Field(description="(n,) in `step`.")


class SaidBody(BaseModel):
    """What an indicator says."""

    indicator: str = Field(examples=["density"])
    figures: list[FigureBody] = Field(description="Of the whole area; the first is the headline.")
    columns: list[ColumnBody]
    rows: list[RowBody]
    rasters: list[RasterBody]
    points: list[PointsBody]
    notes: list[Both]


class CodeBody(BaseModel):
    """The code that computed."""

    twin: str
    commit: str = Field(description="'' when it ran from no checkout.")
    sources: str = Field(description="Hash of the sources that decide what a result says.")
    libraries: dict[str, str]


class NeedBody(BaseModel):
    """A result that another rests on."""

    parameters: dict[str, Any]
    input_hash: str


class InputBody(BaseModel):
    """All that a result depends on, but for the code."""

    indicator: str
    area: dict[str, str] = Field(description="`id`, and `key`: a hash of its content.")
    edits: list[dict[str, Any]] = Field(description="Of the plan; geometry in RD New.")
    horizon_years: int
    parameters: dict[str, Any]
    needs: dict[str, NeedBody] = Field(description="The results that it rests on.")


class ResultBody(BaseModel):
    """A result with where it comes from; computing it again gives the same bytes."""

    key: str
    indicator: str
    method: Both
    source: str
    indicative: bool = Field(description="Whether the method is simplified: read 'indicatie'.")
    code: CodeBody
    input: InputBody
    input_hash: str
    flags: dict[str, int] = Field(description="How many buildings have which doubt.")
    result: SaidBody
    digest: str = Field(description="SHA-256 of the canonical JSON of `result`.")


class ResultSummary(BaseModel):
    """A result without its rows."""

    indicator: str
    key: str
    url: str = Field(description="Where the whole of it is.")
    computed_at: datetime
    indicative: bool
    figures: list[FigureBody]
    rows: int = Field(description="How many rows the whole has.")
    judgements: dict[str, dict[str, int]] = Field(
        description="How many rows have which judgement, by norm.",
        examples=[{"bezonning.tno-licht": {"voldoet": 120, "voldoet niet": 3}}],
    )
    rasters: list[RasterBody]
    points: list[PointsBody]
    notes: list[Both]
    flags: dict[str, int]
    digest: str


def summary(body: Mapping[str, Any], computed_at: datetime) -> ResultSummary:
    """A result without its rows."""
    said = body["result"]
    judged: dict[str, Counter[str]] = {}
    for row in said["rows"]:
        for verdict in row["verdicts"]:
            judged.setdefault(verdict["norm"], Counter())[verdict["judgement"]] += 1
    return ResultSummary.model_validate(
        {
            "indicator": body["indicator"],
            "key": body["key"],
            "url": f"{RESULTS}/{body['key']}",
            "computed_at": computed_at,
            "indicative": body["indicative"],
            "figures": said["figures"],
            "rows": len(said["rows"]),
            "judgements": judged,
            "rasters": said["rasters"],
            "points": said["points"],
            "notes": said["notes"],
            "flags": body["flags"],
            "digest": body["digest"],
        }
    )
