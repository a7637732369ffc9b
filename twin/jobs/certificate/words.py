"""Every word on a certificate or shadow study, in Dutch (B1) and English; it makes no numbers."""

from __future__ import annotations

from twin.model import Language, Words

WORDS: dict[str, Words] = {
    "author": Words("Twin", "Twin"),
    "kicker": Words("Zonbewijs", "Sun certificate"),
    "title-home": Words("Hoeveel zon krijgt dit huis?", "How much sun does this home get?"),
    "title-building": Words(
        "Hoeveel zon krijgt dit gebouw?", "How much sun does this building get?"
    ),
    "title-plan": Words("Wat doet dit plan met de zon?", "What does this plan do to the sun?"),
    "plan-line": Words(
        "Plan ‘{plan}’, versie {revision} · {area} · gemaakt op {date}",
        "Plan ‘{plan}’, version {revision} · {area} · made on {date}",
    ),
    "sentence-less": Words(
        "Met dit plan krijgt {what} op de slechtste dag {after} zon. Nu is dat {before}.",
        "With this plan {what} gets {after} of sun on its worst day. Now that is {before}.",
    ),
    "sentence-same": Words(
        "Met dit plan verandert er niets: {what} krijgt op de slechtste dag {after} zon.",
        "With this plan nothing changes: {what} gets {after} of sun on its worst day.",
    ),
    "sentence-new": Words(
        "{What} krijgt op de slechtste dag {after} zon.",
        "{What} gets {after} of sun on its worst day.",
    ),
    "no-hours": Words("geen", "none"),
    "home": Words("dit huis", "this home"),
    "building": Words("dit gebouw", "this building"),
    "best-facade": Words("de zonnigste gevel", "the sunniest façade"),
    "verdict-kept": Words(
        "Dat blijft genoeg voor de lichte TNO-norm.", "That stays enough for the TNO norm (light)."
    ),
    "verdict-lost": Words(
        "Dat is niet meer genoeg voor de lichte TNO-norm.",
        "That is no longer enough for the TNO norm (light).",
    ),
    "verdict-won": Words(
        "Dat is nu wel genoeg voor de lichte TNO-norm.",
        "That is now enough for the TNO norm (light).",
    ),
    "verdict-meets": Words(
        "Dat is genoeg voor de lichte TNO-norm.", "That is enough for the TNO norm (light)."
    ),
    "verdict-never": Words(
        "Ook nu is dat niet genoeg voor de lichte TNO-norm.",
        "It is not enough for the TNO norm (light) now either.",
    ),
    "verdict-fails": Words(
        "Dat is niet genoeg voor de lichte TNO-norm.",
        "That is not enough for the TNO norm (light).",
    ),
    "verdict-close": Words(
        "Of dat genoeg is voor de lichte TNO-norm, is te dichtbij om te zeggen.",
        "Whether that is enough for the TNO norm (light) is too close to say.",
    ),
    "verdict-none": Words(
        "Ook zonder buren krijgt geen gevel genoeg zon voor een oordeel.",
        "Without neighbours either no façade would get enough sun for a verdict.",
    ),
    "several": Words(
        "In dit gebouw zijn meer woningen. We weten niet welke gevel bij welk adres hoort. Daarom "
        "tellen we gevels. Gevels die ook zonder buren te weinig zon krijgen, tellen niet mee.",
        "There are several homes in this building. We do not know which façade belongs to which "
        "address, so façades are counted, without those that get too little sun anyway.",
    ),
    "now": Words("Nu", "Now"),
    "with-plan": Words("Met plan", "With plan"),
    "difference": Words("Verschil", "Change"),
    "at-hour": Words("{day}, {hour} uur", "{day}, {hour}:00"),
    "hour": Words("{hour} uur", "{hour}:00"),
    "sun-down": Words("zon is onder", "sun is down"),
    "map-now": Words(
        "Kaart van boven: schaduw nu op {day} om {hour} uur.",
        "Map from above: shadow now on {day} at {hour}:00.",
    ),
    "map-plan": Words(
        "Kaart van boven: schaduw met het plan op {day} om {hour} uur. Nieuwe schaduw is oranje.",
        "Map from above: shadow with the plan on {day} at {hour}:00. New shadow is orange.",
    ),
    "map-down": Words(
        "Kaart van boven: op {day} om {hour} uur is de zon onder.",
        "Map from above: on {day} at {hour}:00 the sun is down.",
    ),
    "map-change": Words(
        "Kaart van boven: huizen waarvan het oordeel door het plan verandert.",
        "Map from above: homes whose verdict changes because of the plan.",
    ),
    "legend-shadow": Words("schaduw die er al is", "shadow that is there already"),
    "legend-new": Words("nieuwe schaduw door het plan", "new shadow because of the plan"),
    "legend-design": Words("nieuw gebouw", "new building"),
    "legend-subject": Words("dit adres", "this address"),
    "legend-worse": Words("oordeel wordt slechter", "verdict gets worse"),
    "legend-better": Words("oordeel wordt beter", "verdict gets better"),
    "legend-same": Words("oordeel blijft gelijk", "verdict stays the same"),
    "norms": Words("Is dat genoeg?", "Is that enough?"),
    "norm": Words("Norm", "Norm"),
    "demand": Words("Wat de norm vraagt", "What the norm asks"),
    "demand-every": Words(
        "elke dag van {first} tot en met {last} minstens {hours} zon",
        "at least {hours} of sun on every day from {first} to {last}",
    ),
    "demand-one": Words(
        "één dag van {first} tot en met {last} minstens {hours} zon",
        "at least {hours} of sun on one day from {first} to {last}",
    ),
    "demand-high": Words(", alleen zon hoger dan {degrees}°", ", only sun higher than {degrees}°"),
    "indicative": Words("{norm} (indicatie)", "{norm} (indicative)"),
    "voldoet": Words("voldoet", "meets"),
    "voldoet niet": Words("voldoet niet", "fails"),
    "te dichtbij om te zeggen": Words("te dichtbij om te zeggen", "too close to say"),
    "geen oordeel": Words("geen oordeel", "no verdict"),
    "not-there": Words("nog niet gebouwd", "not built yet"),
    "count-of": Words("{count} van {total}", "{count} of {total}"),
    "facades-meet": Words("gevels voldoen", "façades meet it"),
    "hours": Words("Hoeveel zon kan er zijn?", "How much sun can there be?"),
    "when": Words("Wanneer", "When"),
    "worst": Words(
        "Slechtste dag van 19 februari tot en met 21 oktober",
        "Worst day from 19 February to 21 October",
    ),
    "worst-on": Words(
        "{worst} (nu {before}, met plan {after})", "{worst} (now {before}, with plan {after})"
    ),
    "worst-on-one": Words("{worst} ({after})", "{worst} ({after})"),
    "dark": Words(
        "Donkere maanden, 22 november tot en met 20 januari, gemiddeld per dag",
        "Dark months, 22 November to 20 January, mean per day",
    ),
    "trees": Words("{day}, ook met schaduw van bomen", "{day}, with the shade of trees too"),
    "homes": Words("Voor en na het plan", "Before and after the plan"),
    "homes-column": Words(
        "Wat er al is, nu → met plan. Geen oordeel: een gebouw met meer woningen, of een gevel die "
        "ook zonder buren te weinig zon krijgt.",
        "What is there already, now → with plan. No verdict: a building with several homes, or a "
        "façade that gets too little sun without neighbours too.",
    ),
    "homes-facades": Words("Gevels, {norm}", "Façades, {norm}"),
    "lose-most": Words("Wie verliest het meest?", "Who loses most?"),
    "lose-none": Words(
        "Geen woning verliest zon op de slechtste dag.", "No home loses sun on its worst day."
    ),
    "lose-note": Words("Uren zon op de slechtste dag.", "Hours of sun on the worst day."),
    "address": Words("Adres", "Address"),
    "plan-lose": Words(
        "{count} van de {total} woningen en woongebouwen krijgen door dit plan minder zon op hun "
        "slechtste dag.",
        "{count} of the {total} homes and residential buildings get less sun on their worst day "
        "because of this plan.",
    ),
    "plan-lose-none": Words(
        "Geen van de {total} woningen en woongebouwen krijgt door dit plan minder zon op de "
        "slechtste dag.",
        "None of the {total} homes and residential buildings gets less sun on its worst day "
        "because of this plan.",
    ),
    "plan-lose-one": Words(
        "1 van de {total} woningen en woongebouwen krijgt door dit plan minder zon op de "
        "slechtste dag.",
        "1 of the {total} homes and residential buildings gets less sun on its worst day "
        "because of this plan.",
    ),
    "plan-facades": Words(
        "{count} gevels voldoen door het plan niet meer aan de lichte TNO-norm.",
        "{count} façades no longer meet the TNO norm (light) because of the plan.",
    ),
    "plan-facades-none": Words(
        "Geen gevel voldoet door het plan niet meer aan de lichte TNO-norm.",
        "No façade stops meeting the TNO norm (light) because of the plan.",
    ),
    "plan-facades-one": Words(
        "1 gevel voldoet door het plan niet meer aan de lichte TNO-norm.",
        "1 façade no longer meets the TNO norm (light) because of the plan.",
    ),
    "sure": Words("Hoe zeker is dit?", "How sure is this?"),
    "sure-error": Words(
        "Op de slechtste dag kan het {error} schelen. Dat komt vooral doordat de hoogte van "
        "gebouwen niet precies bekend is.",
        "On the worst day it may be {error} off, mainly because the height of buildings is not "
        "known exactly.",
    ),
    "sure-close": Words(
        "Ligt een uitkomst dichter bij de norm dan twee keer de onzekerheid, dan zeggen we ‘te "
        "dichtbij om te zeggen’.",
        "Where an answer is closer to the norm than twice its error, we say ‘too close to say’.",
    ),
    "sure-windows": Words(
        "We weten niet waar de ramen zitten. We rekenen op 0,75 m boven de vloer, in het midden "
        "van elk stuk gevel.",
        "Where windows are is unknown. We look 0.75 m above the floor, in the middle of every "
        "piece of façade.",
    ),
    "sure-trees": Words(
        "Normen tellen alleen gebouwen en terrein. Bomen staan er apart bij. Bewolking telt niet.",
        "Norms count buildings and terrain only. Trees are told apart. Clouds do not count.",
    ),
    "sure-trees-plan": Words(
        "Normen tellen alleen gebouwen en terrein, geen bomen. Bewolking telt niet mee.",
        "Norms count buildings and terrain only, no trees. Clouds do not count.",
    ),
    "sure-no-law": Words(
        "Er is geen landelijke wet voor zon op gevels. De gemeente kiest welke norm telt.",
        "No national law tells how much sun a façade needs. The municipality chooses the norm.",
    ),
    "check": Words("Zelf narekenen", "Check it yourself"),
    "check-how": Words(
        "Iedereen kan dit narekenen met hetzelfde programma en dezelfde open gegevens. Elk cijfer "
        "is dan gelijk. Het JSON-bestand zit als bijlage in deze PDF:",
        "Anyone can compute this again with the same program and the same open data. Every digit "
        "is then the same. The JSON file is attached to this PDF:",
    ),
    "sources": Words("Bronnen", "Sources"),
    "method": Words(
        "Methode: zonnestand volgens NREL SPA, elke 10 minuten; horizon uit 3D-gebouwen (LoD 2.2).",
        "Method: sun position by NREL SPA, every 10 minutes; skyline of 3D buildings (LoD 2.2).",
    ),
    "page": Words("bladzijde {page} van {pages}", "page {page} of {pages}"),
    "study-title": Words("Bezonningsstudie", "Shadow study"),
    "study-lead": Words(
        "Waar is schaduw, nu en met het plan? Op de vaste momenten voor een bezonningsstudie, "
        "op de klok in Nederland.",
        "Where is shadow, now and with the plan? At the usual moments of a shadow study, by the "
        "clock of the Netherlands.",
    ),
    "study-note": Words(
        "Schaduw van gebouwen en terrein op de grond, zonder bomen. De kaart laat niet zien of een "
        "gevel genoeg zon krijgt: dat staat in het zonbewijs.",
        "Shadow of buildings and terrain on the ground, without trees. The map does not tell "
        "whether a façade gets enough sun: the sun certificate does.",
    ),
    "study-sun": Words(
        "zon op {elevation}° hoogte, in het {wind}", "sun at {elevation}° height, in the {wind}"
    ),
}

WINDS: dict[Language, tuple[str, ...]] = {
    "nl": ("noorden", "noordoosten", "oosten", "zuidoosten", "zuiden", "zuidwesten", "westen",
           "noordwesten"),
    "en": ("north", "north-east", "east", "south-east", "south", "south-west", "west",
           "north-west"),
}  # fmt: skip


def say(key: str, language: Language, **values: object) -> str:
    """What the catalogue has under `key`, filled in."""
    words = WORDS[key]
    return (words.nl if language == "nl" else words.en).format(**values)
