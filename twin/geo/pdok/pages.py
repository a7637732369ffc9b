"""Answers that come in pages, kept on disk one by one, so that a walk goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson

from twin.errors import SourceChanged
from twin.geo.pdok.client import Answer, Broken, Client

_MOST = 10_000
"""Pages of one walk; the largest municipality has some hundreds."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes
    ----------
    header
        What it tells of all its items, such as the transform of CityJSON.
    next
        Address of the page after it; None at the end.
    """

    items: list[dict[str, Any]]
    next: str | None
    header: dict[str, Any]


def walk(client: Client, first: str, draft: Path, read: Callable[[Answer], Page]) -> Iterator[Page]:
    """All pages from `first` on: those that `draft` has, then those of the service.

    Parameters
    ----------
    draft
        File in which every page is kept before it is given; whoever has all of them removes it.
    read
        Makes a page of an answer; raises as `Client.get` tells.

    Raises
    ------
    SourceAway
        As `Client.get`; `draft` has what came before.
    SourceChanged
        Also when pages lead back to one before, to another host, or never end.
    """
    step: str | None = first
    visited = set()
    resumed = False
    for page, asked in _kept(draft, first):
        visited.add(asked)
        step, resumed = page.next, True
        yield page
    with draft.open("ab") as stream:
        if not stream.tell():
            stream.write(orjson.dumps({"first": first}) + b"\n")
        while step is not None:
            if step in visited or not _same_host(first, step) or len(visited) == _MOST:
                raise SourceChanged(
                    f"page {len(visited) + 1} of '{first}' is said to be '{step}'",
                    hint="that is one before, of another host, or one too many: look for a newer "
                    "twin",
                )
            visited.add(step)
            try:
                page = client.get(step, accept=read)
            except SourceChanged:
                if resumed:  # most likely a cursor that is no longer valid
                    draft.unlink()
                raise
            resumed = False
            line = {
                "asked": step,
                "items": page.items,
                "next": page.next,
                "header": page.header,
            }
            stream.write(orjson.dumps(line) + b"\n")
            stream.flush()
            step = page.next
            yield page


def next_link(document: dict[str, Any], answer: Answer) -> str | None:
    """The address of the next page by the links of an OGC API answer.

    Raises
    ------
    SourceChanged
        Its links have another form.
    """
    try:
        links = [link for link in document.get("links", []) if link.get("rel") == "next"]
        return urljoin(answer.address, links[0]["href"]) if links else None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SourceChanged(
            f"the links of a page have another form: {error!r}", hint=f"asked: '{answer.address}'"
        ) from error


def features_of(document: dict[str, Any], answer: Answer) -> list[dict[str, Any]]:
    """The features of a page.

    Raises
    ------
    Broken
        There are fewer than the page says.
    SourceChanged
        It is no FeatureCollection.
    """
    features = document.get("features")
    if (
        document.get("type") != "FeatureCollection"
        or not isinstance(features, list)
        or not all(isinstance(each, dict) for each in features)
    ):
        raise SourceChanged(
            f"a page is '{document.get('type')}' where a FeatureCollection was agreed",
            hint=f"asked: '{answer.address}'; look for a newer twin",
        )
    promised = document.get("numberReturned", len(features))
    if promised != len(features):
        raise Broken(f"{len(features)} features where {promised} were promised")
    return features


def _kept(draft: Path, first: str) -> Iterator[tuple[Page, str]]:
    """Pages of an earlier walk from the same `first`; a last one that is cut off is removed."""
    if not draft.exists():
        return
    with draft.open("r+b") as stream:
        whole = 0
        for line in stream:
            try:
                told = orjson.loads(line) if line.endswith(b"\n") else None
            except orjson.JSONDecodeError:
                told = None
            if told is None or (not whole and told != {"first": first}):
                break
            if whole:
                yield Page(told["items"], told["next"], told["header"]), told["asked"]
            whole += len(line)
        stream.truncate(whole)


def _same_host(first: str, step: str) -> bool:
    return urlsplit(first)[:2] == urlsplit(step)[:2]
