"""The API of 3D BAG to CityJSONSeq files, one a page.

Pages are counted by ourselves: the API counts from 1, and gives no `next` when one building is left
(github.com/3DBAG/3dbag-api, app/loading.py).
"""

from __future__ import annotations

from pathlib import Path

import orjson

from twin.errors import SourceChanged
from twin.geo.crs import Bounds
from twin.geo.pdok.client import Answer, Broken, Client, as_json, with_query
from twin.geo.pdok.features import Collection, collection
from twin.geo.pdok.pages import Page, features_of, walk

_PAGE = 100  # buildings; the most that it gives


def about(client: Client, service: str) -> Collection:
    """The collection of buildings, with its version.

    Raises
    ------
    SourceAway, SourceChanged
        As `Client.get`.
    """
    address = f"{service}/collections/pand"

    def read(answer: Answer) -> Collection:
        told = as_json(answer)
        if "id" not in told:
            raise SourceChanged(f"'{answer.address}' describes no collection")
        return collection(told, f"{address}/items")

    return client.get(address, accept=read)


def download(client: Client, items: str, bounds: Bounds, folder: Path) -> list[str]:
    """Write the buildings within `bounds` (RD metres) to files `0001.city.jsonl` and on.

    Returns
    -------
    The names of the files.

    Raises
    ------
    SourceAway, SourceChanged
        As `Client.get`; pages that came before are kept and not asked again.
    """
    draft = folder / ".pages"
    first = _address(items, bounds, 1)
    names = []
    for number, page in enumerate(walk(client, first, draft, _read), start=1):
        if page.items:
            name = f"{number:04d}.city.jsonl"
            lines = [page.header, *page.items]
            (folder / name).write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
            names.append(name)
    draft.unlink()
    return names


def _address(items: str, bounds: Bounds, offset: int) -> str:
    text = ",".join(f"{value:.3f}" for value in bounds)
    return with_query(items, {"bbox": text, "limit": _PAGE, "offset": offset})


def _read(answer: Answer) -> Page:
    document = as_json(answer)
    features = features_of(document, answer)
    here, _, last = answer.address.rpartition("offset=")
    offset = int(last)
    matched = document.get("numberMatched")
    if not isinstance(matched, int):
        raise SourceChanged(
            f"3D BAG does not tell how many buildings there are: '{matched}'",
            hint=f"asked: '{answer.address}'; look for a newer twin",
        )
    expected = min(_PAGE, max(0, matched - offset + 1))
    if len(features) != expected:
        raise Broken(f"{len(features)} buildings where {expected} were due")
    header = {}
    if features:
        header = _header(document.get("metadata"), answer)
        strange = [each for each in features if each.get("type") != "CityJSONFeature"]
        if strange:
            raise SourceChanged(
                f"3D BAG gives a '{strange[0].get('type')}' where a CityJSONFeature was agreed",
                hint=f"asked: '{answer.address}'",
            )
    step = f"{here}offset={offset + _PAGE}" if offset + _PAGE <= matched else None
    return Page(features, step, header)


def _header(metadata: object, answer: Answer) -> dict[str, object]:
    """The first line of CityJSONSeq, without which coordinates mean nothing."""
    if not isinstance(metadata, dict) or not isinstance(metadata.get("transform"), dict):
        raise SourceChanged(
            "3D BAG gives no 'metadata.transform'", hint=f"asked: '{answer.address}'"
        )
    return {"version": "2.0"} | metadata | {"type": "CityJSON", "CityObjects": {}, "vertices": []}
