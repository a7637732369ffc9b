"""What do those boxes measure? And will it be busier, louder: counted in the plan, and measured."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from twin.api.homes.answer import Answer, Fact, Picture, Tone, fact, number
from twin.api.homes.home import Heard, Home
from twin.api.text.render import Tongue
from twin.api.things import DatastreamBody
from twin.jobs.homes import homes
from twin.model import SetTraffic

NEAR = 3
"""So many meters are told of."""
_LOUD = ("noise_level", "vehicle_count", "people_count")
_ORIGINS = {
    "replay": ("herhaling van een andere tijd of plaats", "replay of another time or place"),
    "synthetic": ("verzonnen", "made up"),
}


def nearest(home: Home, quantities: Sequence[str], t: Tongue) -> list[str]:
    """What the nearest meter of some quantities measures now; nothing where there is none."""
    for heard in home.heard:
        for body in heard.streams:
            if body.quantity in quantities and body.latest is not None:
                return [_sentence(home, heard, body, t)]
    return []


def sensors(home: Home, t: Tongue) -> Answer:
    """The meters nearest to the home, with what they measure now."""
    near = [each for each in home.heard if each.streams][:NEAR]
    if near:
        count = t.number(len(home.heard))
        said = [
            t(
                f"In dit gebied staan {count} meters. Dit zijn de {len(near)} dichtste.",
                f"In this area are {count} meters. These are the nearest {len(near)}.",
            )
            if len(near) > 1
            else t("In dit gebied staat 1 meter.", "In this area is 1 meter.")
        ]
        said += [_sentence(home, each, _shown(each), t) for each in near]
    else:
        said = [t("In dit gebied staan geen meters.", "There are no meters in this area.")]
    return Answer(
        key="sensors",
        question=t("Wat meten die kastjes?", "What do those boxes measure?"),
        tone=Tone.CALM if near else Tone.OPEN,
        word=t("gemeten", "measured") if near else t("geen meters", "no meters"),
        sentences=tuple(said),
        picture=Picture.SENSORS,
        how=(
            t(
                "Elke meter stuurt zijn metingen naar deze tweeling.",
                "Every meter sends its measurements to this twin.",
            ),
            t(
                "Bij elke meter staat van wie hij is, wat hij meet en wat hij niet kan.",
                "For every meter it is told whose it is, what it measures and what it cannot.",
            ),
        ),
        sure=(
            t(
                "Goedkope meters zitten er soms flink naast. Dan staat dat erbij.",
                "Cheap meters can be far off. Then that is told.",
            ),
            t(
                "Een meting geldt voor die plek. Bij u kan het anders zijn.",
                "A measurement holds for that place. At your home it may differ.",
            ),
        ),
        number=number(t, len(home.heard), None, t("meters in dit gebied", "meters in this area")),
        facts=tuple(_fact(each, body, t) for each in near for body in each.streams),
    )


def busy(home: Home, t: Tongue) -> Answer:
    """Will it be busier, louder? Not computed: homes of the plan and meters of noise are told."""
    now = sum(1 for _ in homes(home.now.area))
    then = None if home.then is None else sum(1 for _ in homes(home.then.area))
    said = [
        t(
            "Of het drukker of luider wordt, rekenen we nog niet uit. Dit weten we wel.",
            "Whether it gets busier or louder is not computed yet. This is what we do know.",
        )
    ]
    said.append(
        t(
            f"In dit gebied zijn nu {t.number(now)} woningen.",
            f"In this area are {t.number(now)} homes now.",
        )
    )
    if then is not None:
        said.append(
            t("Dat aantal blijft gelijk.", "That number stays the same.")
            if then == now
            else t(f"Straks zijn het er {t.number(then)}.", f"Later there are {t.number(then)}.")
        )
    if home.scenario is not None and any(
        isinstance(each, SetTraffic) for each in home.scenario.edits
    ):
        said.append(t("Het plan verandert ook het verkeer.", "The plan changes traffic too."))
    heard = nearest(home, _LOUD, t)
    said += heard or [
        t("Geluid en verkeer worden hier niet gemeten.", "Noise and traffic are not measured here.")
    ]
    return Answer(
        key="busy",
        question=t("Wordt het drukker, luider?", "Will it be busier, louder?"),
        tone=Tone.OPEN,
        word=t("nog niet berekend", "not computed yet"),
        sentences=tuple(said),
        picture=Picture.SENSORS,
        how=(
            t(
                "We telden de woningen die er zijn, en die in het plan staan.",
                "We counted the homes that are there, and those in the plan.",
            ),
        ),
        sure=(
            t(
                "Waar niemand bijhoudt hoeveel woningen in een gebouw zijn, telt het als één.",
                "Where nobody keeps how many homes a building has, it counts as one.",
            ),
            t(
                "Meer woningen betekent vaak meer verkeer. Hoeveel, weten we niet.",
                "More homes often mean more traffic. How much, we do not know.",
            ),
        ),
        number=number(t, now, then, t("woningen in dit gebied", "homes in this area")),
        facts=(fact(t, t("woningen", "homes"), now, then, ""),),
        missing=t(
            "Verkeer en geluid rekenen we nog niet uit.", "Traffic and noise are not computed yet."
        ),
    )


def value(body: DatastreamBody, t: Tongue) -> str:
    """The newest value with its unit."""
    latest = body.latest
    if latest is None or (latest.v is None and not latest.hidden):
        return t("nog geen meting", "no measurement yet")
    if latest.hidden or latest.v is None:
        return t("minder dan 10", "fewer than 10")
    return f"{t.number(latest.v, body.decimals)} {body.unit_label}".strip()


def _shown(heard: Heard) -> DatastreamBody:
    """The stream to tell of: a calibrated one goes before a raw one."""
    measured = [each for each in heard.streams if each.latest is not None] or list(heard.streams)
    return next((each for each in measured if each.variant), measured[0])


def _sentence(home: Home, heard: Heard, body: DatastreamBody, t: Tongue) -> str:
    label = t.of(body.label)
    label = label[:1].lower() + label[1:]
    where = t.number(max(round(heard.metres, -1), 10))
    if body.latest is None:
        return t(
            f"‘{heard.thing.name}’, op {where} meter, meet {label}. Er is nog geen meting.",
            f"‘{heard.thing.name}’, {where} metres away, measures {label}. There is no "
            "measurement yet.",
        )
    when = t.ago(body.latest.t, home.asked_at)
    return t(
        f"‘{heard.thing.name}’, op {where} meter, mat {when} {label}: {value(body, t)}.",
        f"‘{heard.thing.name}’, {where} metres away, measured {label} {when}: {value(body, t)}.",
    )


def _fact(heard: Heard, body: DatastreamBody, t: Tongue) -> Fact:
    words = _ORIGINS.get(heard.thing.origin)
    origin = f" ({t(*words)})" if words else ""
    return Fact(
        f"{heard.thing.name}: {t.of(body.label)}{origin}",
        value(body, t),
        None,
        f"/tekst/sensoren/{quote(heard.thing.id)}",
    )
