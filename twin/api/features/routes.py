"""`/ogc/features`: each address of OGC API Features, for programs (JSON) and people (HTML)."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from twin.api.context import Context, Database, Now, Shared
from twin.api.features import answers
from twin.api.features.collections import Collection, collection, collections
from twin.api.features.conformance import MET
from twin.api.features.description import MEDIA_TYPE, description
from twin.api.features.pages import PREFIX, Pages
from twin.api.features.question import crs_of, form, language, only, read
from twin.errors import NotFound
from twin.model import Area, Language
from twin.store.pool import Connection

router = APIRouter(prefix=PREFIX, include_in_schema=False)

CollectionId = Annotated[str, Path(max_length=128)]
FeatureId = Annotated[str, Path(max_length=256)]


@router.get("")
@router.get("/")
def landing(request: Request, conn: Database) -> Response:
    """Where clients and readers begin."""
    pages = _pages(request, "/")
    if pages is not None:
        return pages.landing(list(collections(conn)))
    return _json(answers.landing(_root(request)))


@router.get("/conformance")
def conformance(request: Request) -> Response:
    """Which parts of the standard are met."""
    pages = _pages(request, "/conformance")
    return pages.conformance() if pages is not None else _json({"conformsTo": list(MET)})


@router.get("/api")
def api(request: Request) -> Response:
    """The description of this service in OpenAPI 3.0."""
    told = description(_root(request))
    pages = _pages(request, "/api")
    return pages.api(told["paths"]) if pages is not None else _json(told, MEDIA_TYPE)


@router.get("/collections")
def all_collections(request: Request, conn: Database) -> Response:
    """A collection for each layer of each area, and one for things."""
    known = list(collections(conn))
    pages = _pages(request, "/collections")
    if pages is not None:
        return pages.collections(known)
    return _json(answers.collections(_root(request), known))


@router.get("/collections/{collection_id}")
def one_collection(collection_id: CollectionId, request: Request, conn: Database) -> Response:
    """One collection."""
    one = collection(conn, collection_id)
    pages = _pages(request, answers.path("collections", one.id))
    if pages is not None:
        return pages.collection(one)
    return _json(answers.collection(_root(request), one))


@router.get("/collections/{collection_id}/queryables")
def queryables(collection_id: CollectionId, request: Request, conn: Database) -> Response:
    """The properties that features can be chosen by."""
    one = collection(conn, collection_id)
    pages = _pages(request, answers.path("collections", one.id, "queryables"))
    if pages is not None:
        return pages.collection(one)
    return _json(answers.queryables(_root(request), one), answers.SCHEMA)


@router.get("/collections/{collection_id}/items")
def items(
    collection_id: CollectionId, request: Request, shared: Shared, conn: Database, now: Now
) -> Response:
    """A page of features, in order of id."""
    one = collection(conn, collection_id)
    question = read(one, request.query_params.multi_items())
    lookup = shared.lookups.of(shared.assets, conn, one)
    matched = [record for record in lookup.within(question.place) if question.wanted(record)]
    after = question.cursor
    rest = matched if after is None else [record for record in matched if record.id > after]
    shown = rest[: question.limit]
    cursor = shown[-1].id if len(rest) > len(shown) else None
    credit = answers.attributions(_area(shared, conn, one))
    where = answers.path("collections", one.id, "items")
    if form(request.query_params, _accept(request)) == "html":
        pages = Pages(_language(request), request.query_params, where)
        return pages.items(one, shown, len(matched), cursor, credit)
    root = _root(request)
    asked = dict(request.query_params)
    here = answers.path("collections", one.id, "items", **asked)
    links = answers.both(root, here, answers.GEOJSON)
    if cursor is not None:
        following = answers.path("collections", one.id, "items", **asked | {"cursor": cursor})
        links.append(answers.link(root, following, "next", answers.GEOJSON))
    links.append(_up(root, one))
    body = {
        "type": "FeatureCollection",
        "features": [answers.feature(one, record, question.crs) for record in shown],
        "links": links,
        "timeStamp": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberMatched": len(matched),
        "numberReturned": len(shown),
        "attribution": credit,
    }
    return _json(body, answers.GEOJSON, {"Content-Crs": f"<{question.crs}>"})


@router.get("/collections/{collection_id}/items/{feature_id}")
def feature(
    collection_id: CollectionId,
    feature_id: FeatureId,
    request: Request,
    shared: Shared,
    conn: Database,
) -> Response:
    """One feature; an `If-None-Match` with its ETag is answered 304."""
    one = collection(conn, collection_id)
    crs = crs_of("crs", only(request.query_params.multi_items(), "crs").get("crs"))
    record = shared.lookups.of(shared.assets, conn, one).get(feature_id)
    if record is None:
        raise NotFound(
            f"collection '{one.id}' has no feature '{feature_id}'",
            hint=f"all of them: {PREFIX}/collections/{quote(one.id)}/items",
        )
    credit = answers.attributions(_area(shared, conn, one))
    where = answers.path("collections", one.id, "items", record.id)
    if form(request.query_params, _accept(request)) == "html":
        return Pages(_language(request), request.query_params, where).feature(one, record, credit)
    root = _root(request)
    body = answers.feature(one, record, crs) | {
        "links": [*answers.both(root, where, answers.GEOJSON), _up(root, one)],
        "attribution": credit,
    }
    headers = {"Content-Crs": f"<{crs}>"}
    # Weak: the same bytes go out compressed or not.
    tag = f'W/"{hashlib.sha256(orjson.dumps(body)).hexdigest()[:32]}"'
    if tag in (each.strip() for each in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers | {"ETag": tag, "Vary": "Accept"})
    return _json(body, answers.GEOJSON, headers | {"ETag": tag})


def _pages(request: Request, where: str) -> Pages | None:
    """The pages for who asks for HTML, and None for programs; no parameters but the common ones."""
    given = only(request.query_params.multi_items())
    if form(given, _accept(request)) == "json":
        return None
    return Pages(_language(request), given, where)


def _language(request: Request) -> Language:
    return language(request.query_params)


def _accept(request: Request) -> str:
    return request.headers.get("accept", "")


def _root(request: Request) -> str:
    """The absolute address of the service as the client reaches it, without slash at the end."""
    return str(request.base_url).rstrip("/") + PREFIX


def _up(root: str, one: Collection) -> dict[str, Any]:
    where = answers.path("collections", one.id)
    return answers.link(root, where, "collection", answers.JSON, one.title.nl)


def _area(shared: Context, conn: Connection, one: Collection) -> Area | None:
    return None if one.row is None else shared.assets.of(conn, one.row.id).area


def _json(
    body: Any, media_type: str = answers.JSON, headers: dict[str, str] | None = None
) -> Response:
    told = {"Vary": "Accept", "Cache-Control": "no-cache", **(headers or {})}
    return Response(orjson.dumps(body), media_type=media_type, headers=told)
