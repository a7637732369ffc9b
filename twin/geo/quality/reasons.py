"""Why readers leave things out, and what they note, in plain words: Dutch and English.

A load keeps its report in terse English, with numbers and names in it. Here every sentence that a
reader can write has its words; `{}` stands for what differs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from twin.model import Words

REASONS: Mapping[str, Words] = {
    "the same pand twice": Words("dit pand staat er twee keer in", "the same building twice"),
    "pand without a polygon": Words("het pand heeft geen omtrek", "the building has no outline"),
    "verblijfsobject with status '{}'": Words(
        "adres met de status '{}'", "address with the status '{}'"
    ),
    "verblijfsobject whose pand is not there": Words(
        "het gebouw van dit adres staat niet in de gegevens",
        "the building of this address is not in the data",
    ),
    "older version of an object": Words("een oudere versie", "an older version"),
    "history: its registration has ended": Words("bestaat niet meer", "no longer exists"),
    "history: another occurrence came after it": Words("een oudere versie", "an older version"),
    "declared inactive or no part of the BAG": Words(
        "ongeldig verklaard, of hoort niet bij de BAG", "declared invalid, or no part of the BAG"
    ),
    "status '{}': not there": Words(
        "staat er niet: de status is '{}'", "not there: the status is '{}'"
    ),
    "status '{}': nothing stands there": Words(
        "er staat niets: de status is '{}'", "nothing stands there: the status is '{}'"
    ),
    "BAG status '{}': nothing stands there": Words(
        "er staat niets: de status in de BAG is '{}'",
        "nothing stands there: the status in the BAG is '{}'",
    ),
    "pand without a BAG id": Words(
        "het pand heeft geen nummer van de BAG", "the building has no BAG number"
    ),
    "building without a BAG id": Words(
        "het gebouw heeft geen nummer van de BAG", "the building has no BAG number"
    ),
    "verblijfsobject without a BAG id": Words(
        "het adres heeft geen nummer van de BAG", "the address has no BAG number"
    ),
    "line, point or sliver: no polygon": Words(
        "een lijn, een punt of een splinter: geen vlak", "a line, a point or a sliver: no surface"
    ),
    "wall or fence on a bridge or underground": Words(
        "muur of hek op een brug of onder de grond", "wall or fence on a bridge or underground"
    ),
    "type that covers no ground or that we do not draw": Words(
        "bedekt geen grond, of wij tekenen dit niet", "covers no ground, or we do not draw it"
    ),
    "does not stand, by the BAG": Words("staat er niet, volgens de BAG", "not there, by the BAG"),
    "the same pand in a newer file": Words(
        "hetzelfde pand staat in een nieuwer bestand", "the same building is in a newer file"
    ),
    "outside the extent of the area": Words("buiten het gebied", "outside the area"),
    "stands where another pand is drawn": Words(
        "op deze plek is al een ander pand getekend", "another building is drawn in its place"
    ),
    "neither panden nor verblijfsobjecten": Words(
        "geen gebouwen en geen adressen", "neither buildings nor addresses"
    ),
    "pand whose shape cannot be read: {}": Words(
        "de vorm van het pand is niet te lezen: {}", "the shape of the building is unreadable: {}"
    ),
    "the same tree in a register": Words(
        "dezelfde boom staat in een bomenregister", "the same tree is in a register of trees"
    ),
    "nothing tells how high it is": Words(
        "niets zegt hoe hoog het is", "nothing tells how high it is"
    ),
    "a {} is not a building": Words("dit is geen gebouw: {}", "this is not a building: {}"),
    "no LoD 0 and no LoD 2 geometry": Words(
        "er is geen omtrek en geen 3D-vorm", "there is no outline and no 3D shape"
    ),
    "no LoD 2.2 and no roof height: not of 3D BAG": Words(
        "er is geen 3D-vorm en geen dakhoogte", "there is no 3D shape and no roof height"
    ),
}

NOTES: Mapping[str, Words] = {
    "{} panden were built after the flight that measured their place: what it measured is not "
    "their height.": Words(
        "{} gebouwen zijn jonger dan de hoogtemeting. Wat daar gemeten is, is niet hun hoogte.",
        "{} buildings are younger than the flight that measured heights. What it measured there "
        "is not their height.",
    ),
    "No AHN: the ground goes through the ground heights of the buildings.": Words(
        "Er zijn geen gegevens van de AHN. De hoogte van de grond komt van de gebouwen.",
        "There is no AHN data. The height of the ground comes from the buildings.",
    ),
    "No BGT: roads, green and water are unknown, so there are no surfaces.": Words(
        "Er zijn geen gegevens van de BGT. Straten, groen en water kennen we niet.",
        "There is no BGT data. We do not know streets, green and water.",
    ),
    "No BAG: homes, their use and their addresses are unknown.": Words(
        "Er zijn geen gegevens van de BAG. Woningen en adressen kennen we niet.",
        "There is no BAG data. We do not know homes and addresses.",
    ),
    "Of {} of {} pieces of ground the cover or use is assumed by their type, since the BGT does "
    "not tell it: {}.": Words(
        "Van {} van de {} stukken grond zegt de BGT niet wat er ligt. Wij kiezen wat daar "
        "gewoon is: {}.",
        "Of {} of the {} pieces of ground the BGT does not tell what covers them. We take what "
        "is usual there: {}.",
    ),
    "Turned from longitude and latitude into RD, right to 0.25 m: {}.": Words(
        "Omgerekend van lengte en breedte, tot op 0,25 meter goed: {}.",
        "Converted from longitude and latitude, right to 0.25 metres: {}.",
    ),
    "{} buildings have no AHN ground points around them: their ground height is that of the "
    "nearest ground.": Words(
        "Rond {} gebouwen is de grond niet gemeten. We nemen de grond die het dichtst bij is.",
        "The ground around {} buildings was not measured. We take the nearest ground.",
    ),
    "{} panden of the BGT are not in the BAG that was given.": Words(
        "{} panden van de BGT staan niet in de BAG.", "{} buildings of the BGT are not in the BAG."
    ),
    "No trees: these files have none.": Words(
        "Er zijn geen bomen: ze staan niet in deze bestanden.",
        "There are no trees: these files have none.",
    ),
    "{} of {} trees were found in measured heights (uit hoogtemeting, indicatie): nobody checked "
    "them, and neighbours may be taken for one.": Words(
        "{} van de {} bomen komen uit de hoogtemeting. Niemand heeft ze bekeken. Bomen die naast "
        "elkaar staan, kunnen er samen één lijken.",
        "{} of the {} trees come from measured heights. Nobody checked them. Trees side by side "
        "may be taken for one.",
    ),
    "Not read, being of another kind: {}.": Words(
        "Niet gelezen, want het is iets anders: {}.", "Not read, being of another kind: {}."
    ),
    "Voorbeeldwijk is verzonnen: made by Twin itself, nothing of it exists.": Words(
        "De Voorbeeldwijk is verzonnen. Wij hebben haar zelf gemaakt; niets ervan bestaat.",
        "The sample neighbourhood is made up. We made it ourselves; nothing of it exists.",
    ),
    "Made with seed {}.": Words("Gemaakt met startgetal {}.", "Made with seed {}."),
}


def reason(told: str) -> Words:
    """Why something was left out, in plain words; as it was told where nobody put it in words."""
    return _words(told, REASONS)


def note(told: str) -> Words:
    """What a load noted, in plain words; likewise."""
    return _words(told, NOTES)


def _words(told: str, known: Mapping[str, Words]) -> Words:
    for sentence, words in known.items():
        found = _pattern(sentence).fullmatch(told)
        if found is not None:
            return Words(words.nl.format(*found.groups()), words.en.format(*found.groups()))
    return Words(told, told)


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.escape(sentence).replace(r"\{\}", "(.*)"), re.DOTALL)
