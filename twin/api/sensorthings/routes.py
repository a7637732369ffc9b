"""The addresses of the service below `/sta/v1.1`, and what they answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import orjson
from fastapi import APIRouter, Request, Response

from twin.api.context import Database
from twin.api.sensorthings import addresses, conformance, writing
from twin.api.sensorthings.addresses import PREFIX, Address, is_entity, service_root
from twin.api.sensorthings.entities import SETS
from twin.api.sensorthings.options import FOR_ONE, KNOWN, TOKEN, Options, only, parse
from twin.api.sensorthings.results import Page, Reader, data_array
from twin.errors import NotFound, NotSupported
from twin.store.relations import HIDDEN, RELATIONS
from twin.store.sensorthings import Parents, Row, patiently

SECONDS = 20
"""An answer may take so long."""

router = APIRouter(prefix=PREFIX, include_in_schema=False)
router.include_router(writing.router)  # before the addresses that take whatever is left


@router.get("")
@router.get("/")
def root(request: Request) -> Response:
    """The entity sets, and what of the standard is met."""
    here = service_root(request)
    return answer(
        {
            "value": [{"name": name, "url": f"{here}/{name}"} for name in SETS],
            "serverSettings": conformance.settings(),
        }
    )


@router.get("/{path:path}")
def read(path: str, request: Request, conn: Database) -> Response:
    """Entities, one entity, a property of it, or addresses."""
    address = addresses.parse(path)
    options = _options(request, address)
    reader = Reader(conn, service_root(request))
    with patiently(conn, SECONDS):
        parents, parent = _walk(reader, address)
        if address.ending in ("property", "value"):
            return _property(reader, address, parents)
        last = address.steps[-1]
        where = [] if last.identifier is None else [is_entity(last.target, last.identifier)]
        page = reader.pages(last.target, options, parents, where, single=last.single)[0]
    if last.single:
        return answer(_single(reader, address, page))
    body = reader.collection(page, path.removesuffix("/$ref"))
    if address.ending == "ref":
        body["value"] = [
            {"@iot.selfLink": reader.link(last.target.address(row))} for row in page.rows
        ]
    elif options.data_array:
        body["value"] = data_array(page, options, reader)
    if last.target.name == "Observations" and parent is not None and parent.get("counting"):
        body["@twin.notice"] = f"this datastream {HIDDEN.format(id=parent['id'])}"
    return answer(body)


@router.api_route("/{path:path}", methods=["POST", "PUT", "PATCH", "DELETE"])
def change(path: str, request: Request) -> Response:
    """What the standard has and we do not: changing and deleting."""
    raise NotSupported(
        f"{request.method} on '{PREFIX}/{path}' is not served",
        hint="Observations can be created; docs/sensorthings.md says what is not served and why",
    )


def answer(
    body: Any, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> Response:
    """`body` as JSON."""
    content = orjson.dumps(body)
    return Response(content, status, headers, media_type="application/json;charset=utf-8")


def _options(request: Request, address: Address) -> Options:
    """The options of the request, as far as they go with what its path points to."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    options = parse(pairs, address.target)
    allowed = {*KNOWN, TOKEN}
    if address.ending in ("property", "value"):
        allowed = set()
    elif address.ending == "ref":
        allowed -= FOR_ONE
    elif options.data_array:
        allowed -= {"$expand"}
    if address.steps[-1].single:
        allowed &= FOR_ONE
    only(options, allowed, request.url.path)
    return options


def _walk(reader: Reader, address: Address) -> tuple[Parents | None, Row | None]:
    """What the last step starts from: the entity before it, which must be there."""
    parents: Parents | None = None
    row: Row | None = None
    for step, following in zip(address.steps, address.steps[1:], strict=False):
        relation = RELATIONS[step.target.name]
        needs = [*relation.links[following.link].needs, *({"counting"} & {*relation.columns})]
        where = [] if step.identifier is None else [is_entity(step.target, step.identifier)]
        row = reader.one(step.target, needs, where, parents)
        if row is None:
            raise _missing(address)
        parents = Parents(step.target.name, following.link, [row])
    return parents, row


def _single(reader: Reader, address: Address, page: Page) -> dict[str, Any]:
    if not page.rows:
        raise _missing(address)
    if address.ending == "ref":
        return {"@iot.selfLink": reader.link(address.target.address(page.rows[0]))}
    return page.entities[0]


def _property(reader: Reader, address: Address, parents: Parents | None) -> Response:
    """A property as JSON, or bare with $value; 204 when it has no value."""
    last, (name, *inside) = address.steps[-1], address.inside
    known = last.target.properties[name]
    where = [] if last.identifier is None else [is_entity(last.target, last.identifier)]
    row = reader.one(last.target, known.columns, where, parents)
    if row is None:
        raise _missing(address)
    value = known.show(row)
    for part in inside:
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    if address.ending == "property":
        return answer({[name, *inside][-1]: value})
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return Response(text, media_type="text/plain;charset=utf-8")


def _missing(address: Address) -> NotFound:
    names = "/".join(
        step.link if step.identifier is None else f"{step.link}({step.identifier!r})"
        for step in address.steps
    )
    return NotFound(f"there is no '{names}'", hint=f"all of them: {PREFIX}/{address.target.name}")
