"""Results of indicators and their arrays, by key; knows nothing of what they say."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from twin.errors import NotFound
from twin.sim.indicators.canonical import Document, Packed, canonical
from twin.store.pool import Connection
from twin.store.queries import queries

_SQL = queries("results")


@dataclass(frozen=True, slots=True)
class Of:
    """What a result is of.

    Attributes
    ----------
    scenario, revision
        '' and 0 for the area as it is.
    """

    area: str
    scenario: str = ""
    revision: int = 0
    horizon_years: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A result as it is kept.

    Attributes
    ----------
    area
        Its id.
    packed
        The body, see `packed`.
    """

    key: str
    indicator: str
    area: str
    packed: bytes

    @property
    def body(self) -> Document:
        """The body, read."""
        told: Document = _unpacked(self.packed)
        return told


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest result of an indicator."""

    indicator: str
    key: str
    computed_at: datetime
    body: Document


def packed(body: Document) -> bytes:
    """The body of a result as it is kept and sent: canonical JSON compressed by gzip."""
    return gzip.compress(canonical(body), compresslevel=5, mtime=0)


def save_result(conn: Connection, kept: Kept, arrays: Sequence[Packed]) -> None:
    """Keep a result with its arrays."""
    with conn.transaction():
        conn.execute(_SQL["lock_for_saving"])
        for array in arrays:
            conn.execute(
                _SQL["insert_arrays"],
                {
                    "digest": array.digest,
                    "dtype": array.dtype,
                    "shape": list(array.shape),
                    "content": array.content,
                },
            )
        conn.execute(
            _SQL["insert_result"],
            {
                "key": kept.key,
                "indicator": kept.indicator,
                "area": kept.area,
                "body": kept.packed,
                "bytes": len(kept.packed) + sum(len(array.content) for array in arrays),
            },
        )
        digests = [array.digest for array in arrays]
        conn.execute(_SQL["insert_layers"], {"key": kept.key, "digests": digests})


def use_result(conn: Connection, key: str) -> Kept | None:
    """A result that a run asks for; None when it is not there."""
    row = conn.execute(_SQL["use"], {"key": key}).fetchone()
    return None if row is None else Kept(key, row[0], row[1], bytes(row[2]))


def is_there(conn: Connection, key: str) -> bool:
    """Whether there is a result of that key."""
    return conn.execute(_SQL["is_there"], {"key": key}).fetchone() is not None


def packed_result(conn: Connection, key: str) -> bytes:
    """The body of a result, as JSON compressed by gzip.

    Raises
    ------
    NotFound
        There is none of that key.
    """
    row = conn.execute(_SQL["body"], {"key": key}).fetchone()
    if row is None:
        raise NotFound(f"there is no result '{key}'", hint="it may be forgotten; run it again")
    return bytes(row[0])


def result(conn: Connection, key: str) -> Document:
    """The body of a result; raises as `packed_result`."""
    told: Document = _unpacked(packed_result(conn, key))
    return told


def arrays_of(conn: Connection, key: str) -> list[Packed]:
    """The arrays of a result."""
    with conn.cursor(binary=True) as cursor:
        return [_array(row) for row in cursor.execute(_SQL["arrays"], {"key": key})]


def array(conn: Connection, digest: str) -> Packed:
    """One array.

    Raises
    ------
    NotFound
        There is none of that digest.
    """
    with conn.cursor(binary=True) as cursor:
        row = cursor.execute(_SQL["array"], {"digest": digest}).fetchone()
    if row is None:
        raise NotFound(f"there is no array '{digest}'", hint="take its address from a result")
    return _array(row)


def save_use(conn: Connection, of: Of, indicator: str, key: str) -> None:
    """Tell that a result that is still there is one of a revision of a scenario, or of an area."""
    conn.execute(_SQL["insert_use"], _of(of) | {"indicator": indicator, "key": key})


def newest(conn: Connection, of: Of) -> list[Newest]:
    """The newest result of each indicator, by name."""
    return [
        Newest(indicator, key, computed_at, _unpacked(body))
        for indicator, key, computed_at, body in conn.execute(_SQL["newest"], _of(of))
    ]


def newest_of(conn: Connection, of: Of, indicator: str) -> Document | None:
    """The body of the newest result of one indicator; None before it was computed."""
    row = conn.execute(_SQL["newest_of"], _of(of) | {"indicator": indicator}).fetchone()
    return None if row is None else _unpacked(row[0])


def save_homes(conn: Connection, of: Of, area_key: str, homes: list[Document]) -> None:
    """Keep the homes of a revision."""
    body = gzip.compress(orjson.dumps(homes), compresslevel=5, mtime=0)
    conn.execute(_SQL["save_homes"], _of(of) | {"area_key": area_key, "body": body})


def homes(conn: Connection, of: Of) -> tuple[str, list[Document]] | None:
    """The key of the area and the homes in it; None when nobody told them."""
    row = conn.execute(_SQL["homes"], _of(of)).fetchone()
    return None if row is None else (row[0], _unpacked(row[1]))


def forget(conn: Connection, most: int) -> None:
    """Take away what was used longest ago until the rest fits in `most` bytes.

    Arrays that no result has any more go along, and homes of what has no result any more.
    """
    with conn.transaction():
        conn.execute(_SQL["lock_for_forgetting"])
        if conn.execute(_SQL["forget"], {"most": most}).rowcount:
            conn.execute(_SQL["forget_arrays"])
            conn.execute(_SQL["forget_homes"])


def _of(of: Of) -> dict[str, Any]:
    return {
        "area": of.area,
        "scenario": of.scenario,
        "revision": of.revision,
        "horizon_years": of.horizon_years,
    }


def _array(row: tuple[Any, ...]) -> Packed:
    digest, dtype, shape, content = row
    return Packed(digest, dtype, tuple(shape), bytes(content))


def _unpacked(body: bytes) -> Any:
    return orjson.loads(gzip.decompress(body))
