"""Keys with which programs may write through the API: made, listed, revoked and checked.

A token is `twin_{number}_{secret}`; the secret is kept only as its fingerprint.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from twin.errors import NotFound, ParameterInvalid
from twin.store.pool import Connection
from twin.store.queries import queries

SECRET_BYTES = 32

_TOKEN = re.compile(r"twin_([1-9][0-9]{0,17})_([A-Za-z0-9_-]{43})")
_NOBODY = bytes(32)  # no SHA-256 that anybody knows a text of

_SQL = queries("keys")


class Scope(StrEnum):
    """What a key opens."""

    OBSERVATIONS_WRITE = "observations:write"  # send measurements over HTTP
    THINGS_WRITE = "things:write"  # register devices
    SCENARIOS_WRITE = "scenarios:write"  # make, change and publish scenarios
    LETTERS_READ = "letters:read"  # see what was refused, which may hold anything


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret.

    Attributes
    ----------
    name
        Whose it is, for people.
    revoked_at
        Since when it opens nothing; None while it holds.
    """

    id: int
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    revoked_at: datetime | None = None

    def opens(self, scope: Scope) -> bool:
        """Whether it may do what `scope` says."""
        return self.revoked_at is None and scope in self.scopes


def scopes(names: Iterable[str]) -> set[Scope]:
    """The scopes called so.

    Raises
    ------
    ParameterInvalid
        There is no such scope.
    """
    found = set()
    for name in names:
        if name not in [*Scope]:
            raise ParameterInvalid(
                f"there is no scope '{name}'", hint=f"there are: {', '.join(Scope)}"
            )
        found.add(Scope(name))
    return found


def create(
    conn: Connection, name: str, scopes: Collection[Scope], *, secret: str, now: datetime
) -> str:
    """Make a key and return its token, which cannot be had again.

    Parameters
    ----------
    secret
        43 letters of the URL-safe base64 of `SECRET_BYTES` random bytes (`secrets.token_urlsafe`).

    Raises
    ------
    ParameterInvalid
        The name is empty, there are no scopes, or the secret is of another form.
    """
    if not name.strip() or not scopes:
        raise ParameterInvalid(
            f"a key called '{name}' for '{', '.join(scopes)}' is of no use",
            hint="give it a name that tells whose it is, and at least one scope",
        )
    if not _TOKEN.fullmatch(f"twin_1_{secret}"):
        raise ParameterInvalid(
            "the secret is no 256 random bits in URL-safe base64",
            hint=f"make it with secrets.token_urlsafe({SECRET_BYTES})",
        )
    row = conn.execute(
        _SQL["create"],
        {
            "name": name.strip(),
            "scopes": sorted(scopes),
            "fingerprint": _fingerprint(secret),
            "created_at": now,
        },
    ).fetchone()
    assert row is not None, "an insert returns its row"  # noqa: S101 - tells the type checker
    return f"twin_{row[0]}_{secret}"


def list_keys(conn: Connection) -> list[Key]:
    """All keys, revoked ones too, the oldest first."""
    return [_key(row) for row in conn.execute(_SQL["list"])]


def revoke(conn: Connection, id: int, now: datetime) -> Key:  # noqa: A002 - its name for people
    """Let the key numbered `id` open nothing any more; again changes nothing.

    Raises
    ------
    NotFound
        No key has that number.
    """
    row = conn.execute(_SQL["revoke"], {"id": id, "at": now}).fetchone() if id < 2**63 else None
    if row is None:
        raise NotFound(f"no key has number '{id}'", hint="`twin keys list` shows what there is")
    return _key(row)


def check(conn: Connection, token: str) -> Key | None:
    """The key of `token`; None when there is none or it was revoked.

    How long it takes tells nothing of the secret: the number finds the row, and fingerprints are
    compared in constant time.
    """
    parts = _TOKEN.fullmatch(token)
    if parts is None:
        return None
    row = conn.execute(_SQL["find"], {"id": int(parts[1])}).fetchone()
    kept = _NOBODY if row is None else row[5]
    same = hmac.compare_digest(kept, _fingerprint(parts[2]))
    return _key(row[:5]) if same and row is not None else None


def _fingerprint(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _key(row: tuple[Any, ...]) -> Key:
    number, name, scopes, created_at, revoked_at = row
    return Key(number, name, frozenset(map(Scope, scopes)), created_at, revoked_at)
