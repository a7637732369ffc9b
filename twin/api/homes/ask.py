"""The six questions about a home, answered; and what the reader should know before all of them."""

from __future__ import annotations

from twin.api.homes.answer import Answer
from twin.api.homes.around import heat, pair, water
from twin.api.homes.green import green
from twin.api.homes.home import Home
from twin.api.homes.meters import busy, sensors
from twin.api.homes.sun import sun
from twin.api.text.render import Tongue
from twin.model import Origin


def answers(home: Home, t: Tongue) -> tuple[Answer, ...]:
    """All six, in the order in which residents ask them."""
    found = pair(home)
    return (
        sun(home, t),
        heat(home, found, t),
        water(home, found, t),
        green(home, found, t),
        busy(home, t),
        sensors(home, t),
    )


def notices(home: Home, t: Tongue) -> tuple[str, ...]:
    """What holds for every answer: a made-up area, or a home that the plan takes away."""
    told = []
    if home.now.area.origin is Origin.SYNTHETIC:
        told.append(
            t("Dit gebied is verzonnen, om te oefenen.", "This area is made up, to practise.")
        )
    if home.gone:
        told.append(
            t("In dit plan staat dit gebouw er niet meer.", "In this plan this building is gone.")
        )
    if home.scenario is not None:
        told.append(
            t("Dit is een plan. Het kan nog veranderen.", "This is a plan. It may still change.")
        )
    return tuple(told)
