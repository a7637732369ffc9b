"""OGC API Features (Parts 1 and 2) to GeoJSON files in RD, by whatever pages the server has.

Source: OGC 17-069r4 and 18-058r1; PDOK's server is https://github.com/PDOK/gokoala.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from twin.errors import NotInRd, SourceChanged
from twin.geo.crs import Bounds, check_rd
from twin.geo.pdok.client import Answer, Client, as_json, with_query
from twin.geo.pdok.pages import Page, features_of, next_link, walk

Feature = dict[str, Any]

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
_PAGE = 1000  # features; the most that PDOK gives


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of a service; `dated` and `version` are of its data, where it tells them."""

    id: str
    items: str
    dated: date | None = None
    version: str = ""


def collections(client: Client, service: str) -> dict[str, Collection]:
    """The collections of a service by id.

    Raises
    ------
    SourceAway, SourceChanged
        As `Client.get`.
    """

    def read(answer: Answer) -> dict[str, Collection]:
        found = as_json(answer).get("collections")
        if not isinstance(found, list):
            raise SourceChanged(f"'{answer.address}' lists no collections")
        return {
            str(each["id"]): collection(each, f"{service}/collections/{each['id']}/items")
            for each in found
            if isinstance(each, dict) and "id" in each
        }

    return client.get(f"{service}/collections?f=json", accept=read)


def collection(told: Feature, items: str) -> Collection:
    """A collection as its own document describes it."""
    version = told.get("version")
    version = version.get("collection") if isinstance(version, dict) else version
    updated = [str(link["updated"]) for link in told.get("links", []) if link.get("updated")]
    named = re.search(r"(\d{4})[.-](\d{2})[.-](\d{2})", max(updated, default=str(version or "")))
    dated = date(int(named[1]), int(named[2]), int(named[3])) if named else None
    return Collection(str(told["id"]), items, dated, str(version or ""))


def query(items: str, bounds: Bounds, limit: int = _PAGE) -> str:
    """The address of the first page within `bounds` (RD metres), with coordinates in RD."""
    text = ",".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in bounds)
    return with_query(items, {"f": "json", "limit": limit, "bbox": text, "bbox-crs": RD, "crs": RD})


def download(
    client: Client,
    first: str,
    target: Path,
    *,
    within: Polygon | MultiPolygon,
    needs: frozenset[str],
    add: Callable[[Feature], None] | None = None,
) -> None:
    """Write the features of a query that touch `within` to a GeoJSON file, whole or not at all.

    Parameters
    ----------
    first
        Address of the first page, as `query` makes it.
    within
        RD.
    needs
        Names of properties, in lower case without punctuation, that every feature must have.
    add
        Adds properties to a feature that is kept.

    Raises
    ------
    SourceAway, SourceChanged
        As `Client.get`; or the features have another form. What came before is kept beside
        `target` and is not asked again.
    """
    draft, new = target.with_name(f".{target.name}.pages"), target.with_name(f".{target.name}.new")

    def read(answer: Answer) -> Page:
        document = as_json(answer)
        features = features_of(document, answer)
        kept = [each for each in features if _check(each, needs, answer, within)]
        return Page(kept, next_link(document, answer), {})

    shapely.prepare(within)
    seen: set[str] = set()
    with new.open("wb") as stream:
        stream.write(
            b'{"type":"FeatureCollection","crs":{"type":"name","properties":'
            b'{"name":"urn:ogc:def:crs:EPSG::28992"}},"features":['
        )
        for page in walk(client, first, draft, read):
            for feature in page.items:
                identity = str(feature.get("id"))
                if feature.get("id") is not None and identity in seen:
                    continue  # the collection changed between two pages
                if add is not None:
                    add(feature)
                stream.write((b",\n" if seen else b"\n") + orjson.dumps(feature))
                seen.add(identity)
        stream.write(b"\n]}\n")
    new.replace(target)
    draft.unlink()


def facts_of(feature: Feature) -> dict[str, Any]:
    """The properties of a feature by their names in lower case without punctuation."""
    properties = feature.get("properties")
    if not isinstance(properties, dict):
        return {}
    return {re.sub(r"[^a-z0-9]", "", name.lower()): value for name, value in properties.items()}


def geometry_of(feature: Feature) -> BaseGeometry | None:
    """The shape of a feature in RD; None when it has none.

    Raises
    ------
    SourceChanged
        It is no shape, or not in RD although that was asked.
    """
    if feature.get("geometry") is None:
        return None
    name = f"feature {feature.get('id')}"
    try:
        found = shape(feature["geometry"])
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise SourceChanged(
            f"{name} has a geometry of another form: {error}", hint="look for a newer twin"
        ) from error
    if found.is_empty:
        return None
    try:
        check_rd(found.bounds, name)
    except NotInRd as error:
        raise SourceChanged(error.message, hint=f"RD was asked; {error.hint}") from error
    return found


def _check(
    feature: Feature, needs: frozenset[str], answer: Answer, within: Polygon | MultiPolygon
) -> bool:
    """Whether a feature touches `within`; one that is not as agreed is refused."""
    facts = facts_of(feature).keys()
    if needs - facts:
        raise SourceChanged(
            f"features have no property '{', '.join(sorted(needs - facts))}' any more",
            hint=f"they have {', '.join(sorted(facts)) or 'none'}; asked: '{answer.address}'; look "
            "for a newer twin",
        )
    found = geometry_of(feature)
    return found is not None and bool(within.intersects(found))
