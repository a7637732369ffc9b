"""How much sun will I get? From sun on façades, by the sunniest façade of the building."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twin.api.homes.answer import Answer, Fact, Picture, Tone, fact, hours, number, sunshine
from twin.api.homes.home import Home, Told
from twin.api.text.render import Tongue
from twin.jobs.certificate.numbers import about
from twin.model import day_of_year
from twin.sim.indicators.registry import INDICATORS

_INDICATOR = "sun-facades"
_LIGHT = "bezonning.tno-licht"
_SAME = 0.1
"""Hours; a smaller difference is called none."""
_ROWS = ("building", "dwelling")

Values = Mapping[str, float | None]


def sun(home: Home, t: Tongue) -> Answer:
    """The answer; says so where nobody computed it."""
    told = home.latest.results.get(_INDICATOR)
    row = None if told is None else _row(told, home.building.id)
    if home.gone:
        return _answer(
            t,
            Tone.BAD,
            t("weg in dit plan", "gone in this plan"),
            (
                t(
                    "In dit plan staat dit gebouw er niet meer.",
                    "In this plan this building is gone.",
                ),
            ),
        )
    if told is None:
        return _not_yet(home, t)
    if row is None:
        sentence = t(
            "Voor dit gebouw rekenen we geen zon uit: voor zover we weten woont er niemand.",
            "No sun is computed for this building: as far as we know nobody lives in it.",
        )
        return _answer(t, Tone.OPEN, t("niet berekend", "not computed"), (sentence,))
    then = row["values"]["worst"]
    now = _before(home, told)
    if home.then is None:
        now, then = then, None
    tone, word = _word(t, row, now, then)
    return _answer(
        t,
        tone,
        word,
        tuple(_sentences(t, row, now, then)),
        number=number(t, now, then, t("uur zon", "hours of sun"), 1),
        facts=_facts(home, t, row["values"]),
        sure=tuple(_sure(t, row, told)),
        told=told,
    )


def _row(told: Told, building: str) -> Any:
    return next(
        (
            row
            for row in told.said["rows"]
            if row["subject"] in _ROWS and row["belongs_to"] == building
        ),
        None,
    )


def _before(home: Home, told: Told) -> float | None:
    """Hours of the façade that is sunniest now; of which the result of the plan tells the change.

    Not those of the façade that will be sunniest: who has sun in front now and only behind later
    loses what there was in front.
    """
    found = [
        row["values"]["worst"] - row["values"]["worst_change"]
        for row in told.said["rows"]
        if row["subject"] == "facade"
        and row["belongs_to"] == home.building.id
        and None not in (row["values"]["worst"], row["values"]["worst_change"])
    ]
    return max(found, default=None)


def _judged(row: Any) -> str:
    """By the light TNO norm; '' where there is no verdict."""
    found = (each["judgement"] for each in row["verdicts"] if each["norm"] == _LIGHT)
    return str(next(found, ""))


def _word(t: Tongue, row: Any, now: float | None, then: float | None) -> tuple[Tone, str]:
    judged = _judged(row)
    tone, enough = {
        "voldoet": (Tone.GOOD, t("genoeg zon", "enough sun")),
        "voldoet niet": (Tone.BAD, t("te weinig zon", "too little sun")),
        "te dichtbij om te zeggen": (Tone.CLOSE, t("net op de grens", "right at the limit")),
    }.get(judged, (Tone.CALM, t("geen oordeel", "no verdict")))
    if now is None or then is None:
        return tone, enough
    if abs(then - now) < _SAME:
        return tone, t(f"blijft gelijk: {enough}", f"stays the same: {enough}")
    if then > now:
        return tone, t(f"meer zon: {enough}", f"more sun: {enough}")
    if tone is Tone.GOOD:
        return tone, t("minder zon, maar genoeg", "less sun, but enough")
    return tone, t(f"minder zon: {enough}", f"less sun: {enough}")


def _sentences(t: Tongue, row: Any, now: float | None, then: float | None) -> list[str]:
    values: Values = row["values"]
    when = _worst_day(t, values)
    if then is None:
        assert now is not None  # noqa: S101 - a row always has its hours
        said = [
            t(
                f"Nu krijgt uw zonnigste gevel op {when} {sunshine(t, now)}.",
                f"Now your sunniest façade gets {sunshine(t, now)} on {when}.",
            )
        ]
    else:
        said = [
            t(
                f"Straks krijgt uw zonnigste gevel op {when} {sunshine(t, then)}.",
                f"Later your sunniest façade gets {sunshine(t, then)} on {when}.",
            )
        ]
        if now is None:
            said.append(t("Dit gebouw staat er nu nog niet.", "This building is not there yet."))
        elif abs(then - now) < _SAME:
            said.append(t("Dat is even veel als nu.", "That is as much as now."))
        else:
            said.append(t(f"Nu is dat {hours(t, now)}.", f"Now that is {hours(t, now)}."))
    said.append(
        t(
            "Dat is uw slechtste dag tussen 19 februari en 21 oktober.",
            "That is your worst day between 19 February and 21 October.",
        )
    )
    judged = _judged(row)
    if judged:
        said.append(
            {
                "voldoet": t(
                    "De TNO-norm vraagt 2 uur. Dat haalt u.",
                    "The TNO norm asks for 2 hours. You have those.",
                ),
                "voldoet niet": t(
                    "De TNO-norm vraagt 2 uur. Dat haalt u niet.",
                    "The TNO norm asks for 2 hours. You do not have those.",
                ),
                "te dichtbij om te zeggen": t(
                    "De TNO-norm vraagt 2 uur. Of u dat haalt, is te dichtbij om te zeggen.",
                    "The TNO norm asks for 2 hours. Whether you have those is too close to say.",
                ),
            }[judged]
        )
    return said


def _worst_day(t: Tongue, values: Values) -> str:
    told = values["worst_day"]
    assert told is not None  # noqa: S101 - told wherever hours are
    return day_of_year(*divmod(int(told), 100), t.language)


def _facts(home: Home, t: Tongue, values: Values) -> tuple[Fact, ...]:
    base = home.now.results.get(_INDICATOR)
    was = None if base is None else _row(base, home.building.id)
    before: Values = {} if was is None else was["values"]
    unit = t("uur", "hours")
    months = t("november, december en januari, per dag", "November, December, January, per day")
    rows = (
        fact(t, what, before.get(key), None if home.then is None else values.get(key), unit, 1)
        for key, what in (
            ("march", t("21 maart", "21 March")),
            ("june", t("21 juni", "21 June")),
            ("december", t("21 december", "21 December")),
            ("dark", months),
            ("march_trees", t("21 maart, met schaduw van bomen", "21 March, with shade of trees")),
        )
    )
    return tuple(row for row in rows if row.now or row.then)


def _sure(t: Tongue, row: Any, told: Told) -> list[str]:
    error = row["values"].get("worst_error")
    said = []
    if error is not None and error >= 0.05:
        span = about(error, t.language)
        said.append(
            t(
                f"Het echte getal kan {span} hoger of lager zijn.",
                f"The true number may be {span} higher or lower.",
            )
        )
    said += [
        t(
            "Dat komt vooral doordat we de hoogte van huizen niet precies weten.",
            "Mainly because the height of buildings is not known exactly.",
        ),
        t(
            "We weten niet waar uw ramen zitten. We kijken midden op elke gevel.",
            "We do not know where your windows are. We look at the middle of every façade.",
        ),
        t("We rekenen met een dag zonder wolken.", "Days are taken to be without clouds."),
    ]
    if "several-dwellings" in row["flags"]:
        said.append(
            t(
                "In dit gebouw zijn meer woningen. Welke gevel van u is, weten we niet.",
                "There are several homes in this building. Which façade is yours is unknown.",
            )
        )
    if told.stale:
        said.append(
            t(
                "De kaart is daarna vernieuwd. Dit antwoord kan dus verouderd zijn.",
                "The map was renewed since, so this answer may be out of date.",
            )
        )
    return said


def _not_yet(home: Home, t: Tongue) -> Answer:
    """Nobody had it computed for this plan; what is known of the area as it is, is told."""
    said = [
        t(
            "Voor dit plan is de zon nog niet uitgerekend.",
            "Sun was not computed for this plan yet.",
        )
        if home.then is not None
        else t("De zon is hier nog niet uitgerekend.", "Sun was not computed here yet.")
    ]
    base = home.now.results.get(_INDICATOR) if home.then is not None else None
    row = None if base is None else _row(base, home.building.id)
    if row is not None:
        when, now = _worst_day(t, row["values"]), sunshine(t, row["values"]["worst"])
        said.append(
            t(
                f"Nu krijgt uw zonnigste gevel op {when} {now}.",
                f"Now your sunniest façade gets {now} on {when}.",
            )
        )
    said.append(
        t("De schaduw op de kaart ziet u al wel.", "You can see the shade on the map already.")
    )
    return _answer(t, Tone.OPEN, t("nog niet berekend", "not computed yet"), tuple(said))


def _answer(
    t: Tongue,
    tone: Tone,
    word: str,
    sentences: tuple[str, ...],
    *,
    told: Told | None = None,
    sure: tuple[str, ...] = (),
    **rest: Any,
) -> Answer:
    return Answer(
        key="sun",
        question=t("Hoeveel zon krijg ik straks?", "How much sun will I get?"),
        tone=tone,
        word=word,
        sentences=sentences,
        picture=Picture.SHADOW,
        how=(
            t(
                "We maakten een model van alle huizen en daken in de buurt.",
                "We made a model of all buildings and roofs around you.",
            ),
            t(
                "Daarin keken we elke 10 minuten of de zon uw gevel raakt. Dat deden we voor elke "
                "dag van het jaar.",
                "In it we looked every 10 minutes whether the sun reaches you. We did so for "
                "every day of the year.",
            ),
            t(
                "De TNO-norm is een regel die veel gemeenten gebruiken. Een wet is het niet.",
                "The TNO norm is a rule that many municipalities use. It is no law.",
            ),
        ),
        sure=sure
        or (
            t(
                "Er is nog geen getal, dus ook geen onzekerheid.",
                "There is no number yet, so no uncertainty either.",
            ),
        ),
        source=INDICATORS[_INDICATOR].source,
        computed_at=None if told is None else told.computed_at,
        **rest,
    )
