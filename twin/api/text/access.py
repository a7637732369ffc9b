"""The accessibility statement: what everybody can use, what not yet, and how to complain.

It follows the model statement of the Dutch government (https://www.digitoegankelijk.nl): status,
what was examined, what falls short with its criterion of WCAG 2.2, its effect and the way around.
It is about the product; a municipality adds its own examination and address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from twin.api.shapes import Both
from twin.api.text.render import Taal, page

router = APIRouter(include_in_schema=False)

MADE = date(2026, 11, 22)
"""When this was last held against the pages."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What does not meet a criterion of WCAG 2.2, whom that hinders, and what helps until then."""

    criterion: str
    what: Both
    instead: Both


SHORTFALLS = (
    Shortfall(
        "1.1.1",
        Both(
            nl="De kaart in 3D is een tekening. Een schermlezer kan die niet voorlezen.",
            en="The 3D map is a drawing. A screen reader cannot read it out.",
        ),
        Both(
            nl="Alles op de kaart staat ook op gewone pagina’s, met tabellen en zinnen.",
            en="All that is on the map is also on plain pages, in tables and sentences.",
        ),
    ),
    Shortfall(
        "1.4.11",
        Both(
            nl="Sommige kleuren op de kaart lijken op elkaar, zoals stoep en parkeerplek.",
            en="Some colours of the map are alike, such as pavement and parking.",
        ),
        Both(
            nl="Klik iets aan: dan zeggen we in woorden wat het is.",
            en="Choose a thing: then we say in words what it is.",
        ),
    ),
    Shortfall(
        "2.1.1",
        Both(
            nl="In een grafiek leest u een losse waarde alleen af met een muis of een vinger.",
            en="In a chart, a single value can be read with a mouse or a finger only.",
        ),
        Both(
            nl="De pagina van elke sensor heeft dezelfde waarden in een tabel.",
            en="The page of every sensor has the same values in a table.",
        ),
    ),
    Shortfall(
        "3.1.2",
        Both(
            nl="Namen van plannen en sensoren lezen we voor in de taal van de pagina.",
            en="Names of plans and sensors are read out in the language of the page.",
        ),
        Both(
            nl="Wie ze maakt, kan kiezen voor eenvoudige Nederlandse namen.",
            en="Who makes them can choose plain Dutch names.",
        ),
    ),
    Shortfall(
        "1.3.1",
        Both(
            nl="Het rapport in PDF is nog niet onderzocht met een schermlezer.",
            en="The report in PDF was not examined with a screen reader yet.",
        ),
        Both(
            nl="Dezelfde uitkomsten staan op de pagina van het plan.",
            en="The same results are on the page of the plan.",
        ),
    ),
)


@router.get("/tekst/toegankelijkheid")
def statement(taal: Taal = "nl") -> HTMLResponse:
    """The statement, the same for who uses a keyboard, a screen reader or large letters."""
    other = "?taal=en" if taal == "nl" else "/tekst/toegankelijkheid"
    return page(
        "toegankelijkheid.html",
        taal,
        here="toegankelijkheid",
        other=other,
        made=MADE,
        shortfalls=SHORTFALLS,
    )
