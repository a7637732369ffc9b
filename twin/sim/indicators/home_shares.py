"""Words and figures that indicators per home share: who surely meets a norm, and who is unsure."""

from __future__ import annotations

from collections.abc import Sequence

from twin.model import Words
from twin.sim.indicators.base import Figure
from twin.sim.verdict import Judgement, Verdict

USE_UNKNOWN = Words(
    "Van geen gebouw weten we of er mensen wonen. Daarom tellen alle gebouwen vanaf 30 m² mee.",
    "Of no building it is known whether people live there. So all of 30 m² and more count.",
)
NO_HOMES = Words("Er zijn geen woningen.", "There are no homes.")


def share_figures(
    key: str, rule: Words, verdicts: Sequence[Verdict | None], why: Words | None = None
) -> tuple[Figure, Figure]:
    """Percentage of homes that surely meet a rule, and of those of which nobody can tell.

    Parameters
    ----------
    verdicts
        Of each home; None where nothing is known.
    why
        Given where no home has an answer.
    """
    sure = Words(f"woongebouwen: {rule.nl}", f"buildings with homes: {rule.en}")
    unsure = Words(f"niet te zeggen: {rule.nl}", f"cannot be told: {rule.en}")
    if why is None and not verdicts:
        why = NO_HOMES
    if why is not None:
        return (
            Figure(key, sure, None, "%", why=why, step=0.1),
            Figure(f"{key}_unsure", unsure, None, "%", why=why, step=0.1),
        )
    count = len(verdicts)
    meets = sum(each is not None and each.judgement is Judgement.MEETS for each in verdicts)
    open_ = sum(each is None or each.judgement is Judgement.TOO_CLOSE for each in verdicts)
    return (
        Figure(key, sure, round(100 * meets / count, 1), "%", step=0.1),
        Figure(f"{key}_unsure", unsure, round(100 * open_ / count, 1), "%", step=0.1),
    )
