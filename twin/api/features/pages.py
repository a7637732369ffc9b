"""What people get: the same answers as pages in words, in Dutch and (`?taal=en`) English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse

from twin.api.features.answers import path
from twin.api.features.collections import Collection
from twin.api.features.conformance import MET, NOT_MET
from twin.api.text.render import Tongue, page
from twin.geo.layers import Field, Record, Value
from twin.model import Language, Origin

PREFIX = "/ogc/features"
_WIDTH = 5
"""Columns of a table of features beside the id; a page of one feature has them all."""


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads somewhere, or nowhere when `href` is empty."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row leads on."""

    title: str
    headings: Sequence[str]
    rows: Sequence[tuple[Link, Sequence[str]]]
    more: Link | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A page: words, facts, tables and links."""

    title: str
    lead: str
    json: str
    up: Link | None = None
    synthetic: bool = False
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    links: Sequence[Link] = ()


class Pages:
    """The pages in one language, for one request."""

    def __init__(self, language: Language, query: Mapping[str, str], where: str) -> None:
        self._t = Tongue(language)
        self._language = language
        self._query = {name: value for name, value in query.items() if name not in ("f", "taal")}
        self._where = where

    def landing(self, known: Sequence[Collection]) -> HTMLResponse:
        """Where a reader begins: what there is, by area."""
        t = self._t
        return self._page(
            View(
                t("Kaartlagen", "Map layers"),
                t(
                    "Alles wat we van een gebied weten, laag voor laag. U kunt de lagen hier lezen "
                    "of openen in een kaartprogramma, zoals QGIS.",
                    "All that we know of an area, layer by layer. Read the layers here, or open "
                    "them in a map program such as QGIS.",
                ),
                self._json(),
                tables=self._areas(known),
                links=[
                    self._link(t("Waar dit aan voldoet", "What this conforms to"), "conformance"),
                    self._link(t("De adressen in woorden", "The addresses in words"), "api"),
                ],
            )
        )

    def collections(self, known: Sequence[Collection]) -> HTMLResponse:
        """All layers."""
        t = self._t
        lead = t("Alle lagen van alle gebieden.", "All layers of all areas.")
        title = t("Alle kaartlagen", "All map layers")
        view = View(title, lead, self._json(), self._begin(), tables=self._areas(known))
        return self._page(view)

    def collection(self, one: Collection) -> HTMLResponse:
        """One layer and the properties of what is in it."""
        t = self._t
        return self._page(
            View(
                t.of(one.title),
                t.of(one.about),
                self._json(),
                self._begin(),
                synthetic=_made_up(one),
                tables=[self._properties(one)],
                links=[
                    self._link(
                        t("Bekijk alles in deze laag", "See all in this layer"),
                        "collections", one.id, "items",
                    )
                ],
            )
        )  # fmt: skip

    def items(
        self,
        one: Collection,
        records: Sequence[Record],
        matched: int,
        cursor: str | None,
        credit: Sequence[str],
    ) -> HTMLResponse:
        """A page of features."""
        t = self._t
        shown = one.fields[:_WIDTH]
        more = None
        if cursor is not None:
            address = self._address("collections", one.id, "items", cursor=cursor)
            more = Link(t("Volgende pagina", "Next page"), address)
        table = Table(
            t("Objecten", "Features"),
            [t("Naam", "Name"), *(t.of(field.words) for field in shown)],
            [
                (
                    self._link(record.id, "collections", one.id, "items", record.id),
                    [self._said(*pair) for pair in zip(shown, record.values, strict=False)],
                )
                for record in records
            ],
            more,
        )
        number = t.number(matched)
        lead = t(f"{number} gevonden.", f"{number} found.")
        return self._page(
            View(
                t.of(one.title),
                f"{t.of(one.about)} {lead}",
                self._json(),
                self._link(t("Over deze laag", "About this layer"), "collections", one.id),
                synthetic=_made_up(one),
                facts=[(t("Bron", "Source"), each) for each in credit],
                tables=[table],
            )
        )

    def feature(self, one: Collection, record: Record, credit: Sequence[str]) -> HTMLResponse:
        """One feature, with all that is known of it."""
        t = self._t
        facts = [
            (t.of(field.words), self._said(field, value))
            for field, value in zip(one.fields, record.values, strict=True)
        ]
        return self._page(
            View(
                record.id,
                t.of(one.about),
                self._json(),
                self._link(t.of(one.title), "collections", one.id, "items"),
                synthetic="synthetic" in record.values,
                facts=[*facts, *((t("Bron", "Source"), each) for each in credit)],
            )
        )

    def conformance(self) -> HTMLResponse:
        """What is met, what is not, and why."""
        t = self._t
        met = Table(
            t("Voldoet", "Met"), [t("Klasse", "Class")], [(Link(name, name), ()) for name in MET]
        )
        rows = [(Link(name, name), (why,)) for name, why in NOT_MET.items()]
        headings = [t("Klasse", "Class"), t("Waarom niet (Engels)", "Why not")]
        return self._page(
            View(
                t("Waar dit aan voldoet", "What this conforms to"),
                t("De delen van de standaard OGC API Features.", "Parts of OGC API Features."),
                self._json(),
                self._begin(),
                tables=[met, Table(t("Voldoet niet", "Not met"), headings, rows)],
            )
        )

    def api(self, told: Mapping[str, Mapping[str, object]]) -> HTMLResponse:
        """The addresses of the service; `told` is `paths` of its description."""
        t = self._t
        rows = []
        for where, operations in told.items():
            operation = operations["get"]
            summary = operation["summary"] if isinstance(operation, dict) else ""
            rows.append((Link(PREFIX + where), (str(summary),)))
        headings = [t("Adres", "Address"), t("Wat (Engels)", "What")]
        return self._page(
            View(
                t("Adressen voor programma’s", "Addresses for programs"),
                t(
                    "In een kaartprogramma geeft u alleen het eerste adres op.",
                    "A map program needs the first address only.",
                ),
                self._json(),
                self._begin(),
                tables=[Table(t("Adressen", "Addresses"), headings, rows)],
            )
        )

    def _page(self, view: View) -> HTMLResponse:
        other = {"taal": "en"} if self._language == "nl" else {"taal": "nl"}
        switch = f"{PREFIX}{self._where}?{urlencode(self._query | other)}"
        made = page("kaartlagen.html", self._language, here="", other=switch, view=view)
        made.headers["Vary"] = "Accept"
        return made

    def _areas(self, known: Sequence[Collection]) -> list[Table]:
        t = self._t
        tables = []
        for row, group in groupby(known, key=lambda one: one.row):
            title = row.name if row is not None else t("Alle gebieden", "All areas")
            rows = [
                (self._link(t.of(one.title), "collections", one.id), (t.of(one.about),))
                for one in group
            ]
            tables.append(Table(title, [t("Laag", "Layer"), t("Wat erin staat", "What")], rows))
        return tables

    def _properties(self, one: Collection) -> Table:
        t = self._t
        headings = [t("Naam", "Name"), t("Wat het is", "What it is"), t("Eenheid", "Unit")]
        return Table(
            t("Gegevens per object", "Properties of a feature"),
            headings,
            [(Link(field.name), (t.of(field.words), field.unit)) for field in one.fields],
        )

    def _said(self, field: Field, value: Value) -> str:
        if value is None:
            return self._t("onbekend", "unknown")
        if isinstance(value, float):
            return f"{self._t.number(value, 2)} {field.unit}".rstrip()
        return f"{value} {field.unit}".rstrip()

    def _begin(self) -> Link:
        return self._link(self._t("Alle kaartlagen", "All map layers"))

    def _link(self, text: str, *parts: str) -> Link:
        spoken = {"taal": "en"} if self._language == "en" else {}
        return Link(text, PREFIX + path(*(parts or ("",)), **spoken))

    def _address(self, *parts: str, **query: str) -> str:
        spoken = {"taal": "en"} if self._language == "en" else {}
        return PREFIX + path(*parts, **(self._query | spoken | query))

    def _json(self) -> str:
        return f"{PREFIX}{self._where}?{urlencode(self._query | {'f': 'json'})}"


def _made_up(one: Collection) -> bool:
    return one.row is not None and one.row.origin is Origin.SYNTHETIC
