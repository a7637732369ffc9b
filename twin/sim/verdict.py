"""A norm held against a computed value: met, not met, or too close to say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from twin.errors import ParameterInvalid

SURE = 2.0
"""Standard errors between value and limit from which a verdict is given: about 95 %."""


class Judgement(StrEnum):
    """What a verdict says, in the words that residents read."""

    MEETS = "voldoet"
    FAILS = "voldoet niet"
    TOO_CLOSE = "te dichtbij om te zeggen"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A norm held against a value.

    Attributes
    ----------
    norm
        Key in `twin/sim/norms.toml`.
    value, limit
        In the unit of the norm.
    margin
        By how much the norm is met, negative when it is not.
    error
        One standard error of `value`.
    causes
        Why the value is uncertain, as flags: `height-uncertain`, `simplified-method`.
    """

    norm: str
    judgement: Judgement
    value: float
    limit: float
    margin: float
    error: float
    causes: tuple[str, ...] = ()


def judge(
    norm: str,
    value: float,
    limit: float,
    error: float,
    *,
    at_least: bool = True,
    causes: tuple[str, ...] = (),
) -> Verdict:
    """Hold `value` against `limit`.

    Parameters
    ----------
    error
        One standard error of `value`, not negative. Where it is 0 the limit itself meets the norm.
    at_least
        Whether `value` must be at least `limit`; else at most.

    Raises
    ------
    ParameterInvalid
        A value or limit that is no finite number, or an error that is none or negative.
    """
    if not (math.isfinite(value) and math.isfinite(limit) and 0.0 <= error < math.inf):
        raise ParameterInvalid(
            f"'{value}' with error '{error}' cannot be held against '{limit}'",
            hint="give finite numbers and an error that is not negative",
        )
    margin = value - limit if at_least else limit - value
    if abs(margin) < SURE * error:
        judgement = Judgement.TOO_CLOSE
    else:
        judgement = Judgement.MEETS if margin >= 0 else Judgement.FAILS
    return Verdict(norm, judgement, value, limit, margin, error, causes)
