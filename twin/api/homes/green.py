"""Where is it cool and green? Trees near a home, green around it, and the way to a park."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from twin.api.homes.answer import Answer, Fact, Tone, fact, number
from twin.api.homes.around import Pair, counted, how_counted, kind_facts, share_said
from twin.api.homes.home import Home, Told
from twin.api.text.render import Tongue
from twin.sim.green import Ground
from twin.sim.indicators.registry import INDICATORS

_INDICATOR = "3-30-300"


def green(home: Home, found: Pair, t: Tongue) -> Answer:
    """Where is it cool and green? Trees near the home, green around it and the way to a park."""
    now, then = found.now.trees, None if found.then is None else found.then.trees
    said = _trees(t, now, then)
    green_now, green_then = found.percents((Ground.GREEN,))
    said += share_said(t, green_now, green_then, t("openbaar groen", "public green"))
    told = home.latest.results.get(_INDICATOR)
    row = None if told is None else _row(told, home)
    if row is None:
        said.append(
            t(
                "Hoe ver u loopt naar een park, is nog niet uitgerekend.",
                "How far you walk to a park was not computed yet.",
            )
        )
    elif row["values"]["park"] is not None:
        metres = t.number(row["values"]["park"])
        said.append(
            t(
                f"Naar een park is het {metres} meter lopen.",
                f"It is a walk of {metres} metres to a park.",
            )
        )
    else:
        said.append(
            t(
                "In het gebied vinden we geen park van 1 hectare.",
                "In the area we find no park of 1 hectare.",
            )
        )
    tone, word = _green_word(t, row, now, then)
    trees = None if now is None else number(t, now, then, t("grote bomen bij u", "large trees"))
    return replace(
        counted(
            "green",
            t("Waar is het koel en groen?", "Where is it cool and green?"),
            t,
            tuple(said),
            found,
            missing=None,
            told=trees,
        ),
        tone=tone,
        word=word,
        facts=(*_rule(t, home, row), *kind_facts(t, found)),
        how=(
            *how_counted(t),
            t(
                "De regel 3-30-300 vraagt 3 bomen bij huis, 30 % schaduw van bomen, en "
                "een park op 300 meter.",
                "The rule 3-30-300 asks for 3 trees at home, 30 % under trees, and a park "
                "within 300 metres.",
            ),
        ),
        source=None if row is None else INDICATORS[_INDICATOR].source,
        computed_at=None if row is None or told is None else told.computed_at,
    )


def _trees(t: Tongue, now: int | None, then: int | None) -> list[str]:
    if now is None:
        return [
            t(
                "We kennen hier geen bomen. Dat betekent niet dat er geen zijn.",
                "No trees are known here. That does not mean that there are none.",
            )
        ]
    if now == 1:
        said = [t("Vlak bij uw huis staat nu 1 grote boom.", "Close to your home is 1 large tree.")]
    else:
        count = t.number(now) if now else t("geen", "no")
        said = [
            t(
                f"Vlak bij uw huis staan nu {count} grote bomen.",
                f"Close to your home are {count} large trees.",
            )
        ]
    if then is not None:
        count = t.number(then) if then else t("geen", "none")
        said.append(
            t("Dat blijft zo.", "That stays so.")
            if then == now
            else t(f"Straks zijn dat er {count}.", f"Later there are {count}.")
        )
    return said


def _row(told: Told, home: Home) -> Any:
    return next((row for row in told.said["rows"] if row["id"] == home.building.id), None)


def _green_word(t: Tongue, row: Any, now: int | None, then: int | None) -> tuple[Tone, str]:
    judged = [] if row is None else [each["judgement"] for each in row["verdicts"]]
    if "voldoet niet" in judged:
        return Tone.BAD, t("minder groen dan de regel", "less green than the rule")
    if judged and all(each == "voldoet" for each in judged):
        return Tone.GOOD, t("groen genoeg", "green enough")
    if judged:
        return Tone.CLOSE, t("te dichtbij om te zeggen", "too close to say")
    if now is None or then is None or now == then:
        return Tone.CALM, t("geen oordeel", "no verdict")
    return Tone.CALM, (
        t("meer bomen", "more trees") if then > now else t("minder bomen", "fewer trees")
    )


def _rule(t: Tongue, home: Home, row: Any) -> list[Fact]:
    """The three numbers of the rule, as it is and with the plan, where they were computed."""
    base = home.now.results.get(_INDICATOR)
    was = None if base is None else _row(base, home)
    now = {} if was is None else was["values"]
    then = {} if row is None or home.then is None else row["values"]
    rows = (
        fact(t, what, now.get(key), then.get(key), unit)
        for key, what, unit in (
            (
                "trees",
                t("grote bomen binnen 25 meter", "large trees within 25 metres"),
                t("bomen", "trees"),
            ),
            ("canopy", t("onder bomen, binnen 500 meter", "under trees, within 500 metres"), "%"),
            ("park", t("lopen naar een park", "walk to a park"), t("meter", "metres")),
        )
    )
    return [row for row in rows if row.now or row.then]
