"""A model beside a sensor: predicted and measured, and in words how they differ."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import BaseModel, Field

from twin.api.observations import near
from twin.api.shapes import Both
from twin.api.text.render import Tongue
from twin.errors import NotFound, ParameterInvalid
from twin.jobs.beside import LONGEST, Beside, Unfit, beside, predicts
from twin.model import Datastream
from twin.quantities import quantity
from twin.sim.clear_sky import SOURCE, Difference
from twin.store.observations import rolled_up
from twin.store.pool import Connection
from twin.store.things import list_things

FEW_DAYS = 5
"""Clear days below which a difference says little."""
_OF_THE_MODEL = 0.1
"""Share of the model within which a difference may be its own (docs/measurements.md)."""
_DRAWN = 62
"""Days up to which hours are given one by one."""

_UNFIT = {
    Unfit.MADE_UP: Both(
        nl="Deze metingen zijn verzonnen. Daarom vergelijken we ze niet met een model.",
        en="These measurements are made up. So we do not compare them with a model.",
    ),
    Unfit.OTHER_TIME: Both(
        nl="Deze metingen zijn op een andere tijd gedaan. De zon stond toen anders. "
        "Daarom vergelijken we ze niet met het model.",
        en="These measurements were made at another time. The sun stood elsewhere then. "
        "So we do not compare them with the model.",
    ),
    Unfit.NO_PLACE: Both(
        nl="We weten niet waar dit is gemeten. Dan weten we ook niet hoe de zon stond.",
        en="We do not know where this was measured. So we do not know how the sun stood.",
    ),
}
METHOD = Both(
    nl="Het model rekent uit hoeveel zon er valt als er geen wolken zijn. Het gaat uit van de "
    "gewone lucht van deze plek en deze maand. Het weet niets van gebouwen en bomen. We "
    "vergelijken alleen heldere dagen: dagen waarop de uren net zo verlopen als in het model. "
    "Ook het model zit ernaast. Bij het KNMI in Twente was het op heldere dagen 7 procent te laag. "
    "Een klein verschil zegt dus niets over de sensor.",
    en="The model computes how much sun falls when there are no clouds. It takes the usual air of "
    "this place and this month. It knows nothing of buildings and trees. We compare clear days "
    "only: days of which the hours go as in the model. The model is off too. At KNMI in Twente it "
    "was 7 per cent too low on clear days. So a small difference says nothing of the sensor.",
)


class ModelHour(BaseModel):
    """An hour."""

    t: datetime = Field(description="When it begins.", examples=["2020-06-01T11:00:00Z"])
    measured: float | None = Field(description="Mean; null where too little was measured.")
    model: float = Field(description="Mean that the model predicts.")
    clear: bool = Field(description="Of a clear day, so it is compared.")


class DifferenceBody(BaseModel):
    """Measured minus model over the clear hours, in the unit of the datastream."""

    bias: float = Field(description="Mean over days of the mean of each day.")
    bias_error: float | None = Field(
        description="Standard error of `bias` by the spread between days; null for one day."
    )
    low: float | None = Field(description="Where `bias` begins, with a chance of 95 %.")
    high: float | None = Field(description="Where it ends.")
    rmse: float = Field(description="Root mean square difference of the hours.")
    mean: float = Field(description="Mean of the model over the same hours.")
    hours: int
    days: int


class ModelBody(BaseModel):
    """A model beside the measurements of a datastream."""

    datastream: int = Field(examples=[12])
    quantity: str = Field(examples=["solar_radiation"])
    unit: str = Field(examples=["W/m2"])
    says: list[Both] = Field(description="What comes out, in sentences.")
    method: Both
    source: str = Field(description="Of the model.")
    difference: DifferenceBody | None = Field(description="Null where nothing can be compared.")
    items: list[ModelHour] = Field(
        description=f"Hours in order of time; none for more than {_DRAWN} days, or where the "
        "series cannot be compared at all."
    )


def model_body(conn: Connection, stream: Datastream, start: datetime, end: datetime) -> ModelBody:
    """The model beside `stream` from `start` to `end`.

    Raises
    ------
    NotFound
        No model predicts its quantity.
    ParameterInvalid
        `start` is not before `end`, or more than 366 days before it.
    """
    if not predicts(stream.quantity):
        raise NotFound(
            f"no model predicts '{stream.quantity}'", hint="one does predict 'solar_radiation'"
        )
    start, end = near("from", start), near("to", end)
    if start >= end or end - start > LONGEST:
        raise ParameterInvalid(
            f"from '{start.isoformat()}' to '{end.isoformat()}' cannot be compared",
            hint=f"give at most {LONGEST.days} days, the first moment first",
        )
    thing = next(one for one in list_things(conn) if one.id == stream.thing)
    made = beside(thing, rolled_up(conn, stream.id, start, end, "hour"), start, end)
    unit = quantity(stream.quantity)
    if isinstance(made, Unfit):
        says, found, items = [_UNFIT[made]], None, []
    else:
        says = _says(made.difference, unit.unit_label)
        found = None if made.difference is None else _difference(made.difference)
        items = _items(made) if (end - start).days <= _DRAWN else []
    return ModelBody(
        datastream=stream.id,
        quantity=stream.quantity,
        unit=unit.unit,
        says=says,
        method=METHOD,
        source=SOURCE,
        difference=found,
        items=items,
    )


def _items(made: Beside) -> list[ModelHour]:
    rows = zip(made.hour_starts, made.measured, made.model, made.clear, strict=True)
    return [
        ModelHour(
            t=datetime.fromtimestamp(at, UTC),
            measured=None if math.isnan(measured) else round(float(measured), 1),
            model=round(float(predicted), 1),
            clear=bool(clear),
        )
        for at, measured, predicted, clear in rows
    ]


def _difference(found: Difference) -> DifferenceBody:
    between = found.between()
    low, high = (None, None) if between is None else between
    return DifferenceBody(
        bias=found.bias,
        bias_error=found.bias_error,
        low=low,
        high=high,
        rmse=found.rmse,
        mean=found.mean,
        hours=found.hours,
        days=found.days,
    )


def _says(found: Difference | None, unit: str) -> list[Both]:
    if found is None:
        return [
            Both(
                nl="In deze periode was geen dag helder genoeg om te vergelijken.",
                en="In this period no day was clear enough to compare.",
            )
        ]
    says = [_in_both(lambda t: _by_how_much(t, found, unit))]
    says.append(_in_both(lambda t: _how_sure(t, found, unit)))
    says.append(
        _in_both(
            lambda t: t(
                f"Per uur wijkt de sensor meestal {t.number(found.rmse)} {unit} af.",
                f"Per hour the sensor is usually {t.number(found.rmse)} {unit} off.",
            )
        )
    )
    if abs(found.bias) < _OF_THE_MODEL * found.mean:
        says.append(
            Both(
                nl="Zo’n klein verschil kan ook van het model komen.",
                en="Such a small difference may as well be of the model.",
            )
        )
    return says


def _by_how_much(t: Tongue, found: Difference, unit: str) -> str:
    amount, share = t.number(abs(found.bias)), t.number(100 * abs(found.bias) / found.mean)
    nl, en = ("meer", "more") if found.bias > 0 else ("minder", "less")
    return t(
        f"Op heldere dagen meet deze sensor {amount} {unit} {nl} dan het model. "
        f"Dat is {share} procent.",
        f"On clear days this sensor measures {amount} {unit} {en} than the model. "
        f"That is {share} per cent.",
    )


def _how_sure(t: Tongue, found: Difference, unit: str) -> str:
    between = found.between()
    if between is None:
        return t(
            "Dat is van maar 1 heldere dag. Het zegt dus nog niet veel.",
            "That is of 1 clear day only. So it does not say much yet.",
        )
    days, hours = t.number(found.days), t.number(found.hours)
    low, high = (t.signed(each) for each in between)
    said = t(
        f"Dat volgt uit {days} heldere dagen, samen {hours} uur. "
        f"Het echte verschil ligt waarschijnlijk tussen {low} en {high} {unit}.",
        f"That follows from {days} clear days, {hours} hours together. "
        f"The true difference is probably between {low} and {high} {unit}.",
    )
    if found.days < FEW_DAYS:
        return said + t(" Dat zijn weinig dagen.", " Those are few days.")
    return said


def _in_both(say: Callable[[Tongue], str]) -> Both:
    return Both(nl=say(Tongue("nl")), en=say(Tongue("en")))
