"""Names and addresses to places: PDOK Locatieserver says what is meant, CBS where its boundary is.

Source: https://github.com/PDOK/locatieserver/wiki (version 3.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.errors import ShapelyError

from twin.errors import NotFound, ParameterInvalid, SourceChanged
from twin.geo.crs import Bounds, check_rd
from twin.geo.pdok.client import Answer, Client, as_json, with_query
from twin.geo.pdok.features import collections, facts_of, geometry_of, query
from twin.geo.pdok.pages import features_of
from twin.geo.pdok.services import Services
from twin.geo.shapes import clean

AREAS = {"gemeente": "gemeenten", "wijk": "wijken", "buurt": "buurten"}
"""Kinds of places with a boundary, and the collections of CBS that have it."""

ADDRESS = "adres"
"""The kind of place around which a radius is drawn."""

_NEAR = 1000.0  # metres
_CODES = {"GM": ("gemeente", 4), "WK": ("wijk", 6), "BU": ("buurt", 8)}
_FIELDS = "id,type,weergavenaam,gemeentecode,wijkcode,buurtcode,centroide_rd,geometrie_rd"


@dataclass(frozen=True, slots=True)
class Found:
    """A place that Locatieserver knows.

    Attributes
    ----------
    kind
        One of `AREAS`, or `ADDRESS`.
    code
        Of CBS, such as `BU01640303`; '' for an address.
    centre
        RD.
    bounds
        RD; of its shape, or around its centre when that is all there is.
    """

    id: str
    kind: str
    name: str
    code: str
    centre: Point
    bounds: Bounds


def find(client: Client, services: Services, text: str) -> Found:
    """The one place that `text` means.

    Parameters
    ----------
    text
        A name (`Berflo Es, Hengelo`), a name after its kind (`gemeente Hengelo`), a code of CBS
        (`GM0164`, `WK016403`, `BU01640303`), or an address.

    Raises
    ------
    NotFound
        Nothing is called so.
    ParameterInvalid
        Several places are.
    SourceAway, SourceChanged
        As `Client.get`.
    """
    address = services.locatieserver
    asked: dict[str, str | int | list[str]]
    code = text.strip().upper()
    known = _CODES.get(code[:2])
    if known is not None and re.fullmatch(rf"\d{{{known[1]}}}", code[2:]):
        kind = known[0]
        # Locatieserver has the code of a municipality without its letters.
        value = code[2:] if kind == "gemeente" else code
        filters = [f"type:{kind}", f"{kind}code:{value}"]
        asked = {"q": "*:*", "fq": filters, "fl": _FIELDS, "rows": 1}
        found = _docs(client, with_query(f"{address}/free", asked))
        if not found:
            raise NotFound(f"no {kind} has code '{code}'", hint="codes change with the years")
        return _found(found[0])
    kinds, name = _kinds(text)
    asked = {"q": name, "fq": f"type:({' OR '.join(kinds)})", "rows": 20}
    one = _choose(text, name, _docs(client, with_query(f"{address}/suggest", asked)))
    asked = {"id": str(one["id"]), "fl": _FIELDS}
    details = _docs(client, with_query(f"{address}/lookup", asked))
    if not details:
        raise SourceChanged(f"Locatieserver suggests '{one['id']}' and does not know it")
    return _found(details[0])


def boundary(client: Client, services: Services, place: Found) -> Polygon | MultiPolygon:
    """The boundary of a municipality, district or neighbourhood in RD, as CBS has it.

    Raises
    ------
    NotFound
        CBS has no such code in the year that we ask for.
    SourceAway, SourceChanged
        As `Client.get`.
    """
    name = AREAS[place.kind]
    known = collections(client, services.cbs)
    if name not in known:
        raise SourceChanged(f"CBS has no '{name}' but {', '.join(sorted(known))}")

    def read(answer: Answer) -> list[dict[str, Any]]:
        return features_of(as_json(answer), answer)

    for feature in client.get(query(known[name].items, place.bounds), accept=read):
        if facts_of(feature).get(f"{place.kind}code") == place.code:
            found = clean(geometry_of(feature))
            if found is None:
                raise SourceChanged(f"CBS gives '{place.code}' without a shape")
            return found
    raise NotFound(
        f"CBS has no {place.kind} '{place.code}' ({place.name}) in '{services.cbs}'",
        hint="its borders may have changed since: give a polygon file, or an address and --radius",
    )


def _kinds(text: str) -> tuple[tuple[str, ...], str]:
    """The kinds that are meant, and the name without them."""
    first, _, rest = text.strip().partition(" ")
    if first.lower() in (*AREAS, ADDRESS) and rest:
        return (first.lower(),), rest.strip()
    return (*AREAS, ADDRESS), text.strip()


def _choose(text: str, name: str, docs: list[dict[str, Any]]) -> dict[str, Any]:
    """The only one of `docs` that is called `name`."""
    called = [each for each in docs if _is_called(str(each.get("weergavenaam", "")), name)]
    if len(called) == 1:
        return called[0]
    if not docs:
        raise NotFound(
            f"no place is called '{text}'",
            hint="write 'gemeente Hengelo', 'buurt Berflo Es, Hengelo' or 'Langestraat 1, Hengelo'",
        )
    if not called:
        raise NotFound(f"no place is called '{text}'", hint=f"near it: {_list(docs)}")
    raise ParameterInvalid(
        f"'{text}' is the name of {len(called)} places",
        hint=f"say which: {_list(called)}",
    )


def _list(docs: Iterable[dict[str, Any]]) -> str:
    named = [f"'{each.get('type')} {_bare(str(each.get('weergavenaam')))}'" for each in docs]
    return ", ".join(list(dict.fromkeys(named))[:6])


def _is_called(full: str, name: str) -> bool:
    """Whether `name` is the head of a full name, before its comma, and words of what comes after.

    `Langestraat 1, 7551 Hengelo` is called `Langestraat 1 Hengelo`, and not `Langestraat`.
    """
    head, _, rest = _bare(full).casefold().partition(",")
    text = " ".join(_bare(name).casefold().replace(",", " ").split())
    if not f"{text} ".startswith(f"{head} "):
        return False
    return set(_words(text[len(head) :])) <= set(_words(rest))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text)


def _bare(name: str) -> str:
    """A name without the kind that Locatieserver puts before it."""
    return re.sub(r"^(gemeente|wijk( \d+)?|buurt( \d+)?) ", "", name.strip(), flags=re.IGNORECASE)


def _docs(client: Client, address: str) -> list[dict[str, Any]]:
    def read(answer: Answer) -> list[dict[str, Any]]:
        response = as_json(answer).get("response")
        docs = response.get("docs") if isinstance(response, dict) else None
        if not isinstance(docs, list):
            raise SourceChanged(
                "Locatieserver answers without 'response.docs'", hint=f"asked: '{answer.address}'"
            )
        return docs

    return client.get(address, accept=read)


def _found(told: dict[str, Any]) -> Found:
    try:
        kind = str(told["type"])
        centre = shapely.from_wkt(told["centroide_rd"])
        if not isinstance(centre, Point):
            raise TypeError(f"a centre that is a {centre.geom_type}")
        # A centre can lie outside of what it is the centre of.
        shape = told.get("geometrie_rd")
        shown = shapely.from_wkt(shape) if shape else centre.buffer(_NEAR)
        check_rd(shown.bounds, str(told["weergavenaam"]))
        code = str(told[f"{kind}code"]) if kind in AREAS else ""
        code = f"GM{code}" if kind == "gemeente" and code.isdecimal() else code
        name = str(told["weergavenaam"])
        return Found(str(told["id"]), kind, name, code, centre, shown.bounds)
    except (KeyError, TypeError, ShapelyError) as error:
        raise SourceChanged(
            f"Locatieserver tells of a place in another form: {error!r}",
            hint="look for a newer twin",
        ) from error
