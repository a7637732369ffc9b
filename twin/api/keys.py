"""Who may write: a key that `twin keys create` made, in the header `Authorization: Bearer twin_…`.

`needs(scope)` is a dependency that gives the key and refuses whoever has none that opens it:

    @router.post("/things")
    def register(conn: Writing, _: Annotated[Key, needs(Scope.THINGS_WRITE)]) -> …
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from twin.api.context import context
from twin.api.problems import responses
from twin.errors import KeyNeeded, NotAllowed, Unavailable
from twin.store.keys import Key, Scope, check
from twin.store.pool import Connection

REFUSALS = responses(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.SERVICE_UNAVAILABLE)
"""What every operation that needs a key can answer, for OpenAPI."""

BEARER = HTTPBearer(
    auto_error=False, description="A key of `twin keys create`: `twin_…`.", scheme_name="key"
)
_HINT = "send 'Authorization: Bearer twin_…' with a key of `twin keys create`"


def writing(request: Request) -> Iterator[Connection]:
    """A connection that may write, for as long as the request takes.

    Raises
    ------
    Unavailable
        This twin was started without one.
    """
    pool = context(request).write_pool
    if pool is None:
        raise Unavailable(
            "this twin takes no writes over HTTP",
            hint="start it with TWIN_WRITE_DATABASE_URL, the database as a member of twin_write",
        )
    with pool.connection() as conn:
        yield conn


Writing = Annotated[Connection, Depends(writing)]


def needs(scope: Scope) -> Any:
    """The dependency that gives the key of who asks, which opens `scope`.

    Raises
    ------
    KeyNeeded
        There is no key, or nobody has it any more.
    NotAllowed
        The key is for other things.
    """

    def asker(
        conn: Writing,
        given: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)],
    ) -> Key:
        if given is None:
            raise KeyNeeded("this needs a key", hint=_HINT)
        return opening(conn, given.credentials, scope)

    return Depends(asker)


def opening(conn: Connection, token: str, scope: Scope) -> Key:
    """The key of `token`, which opens `scope`; raises as `needs`."""
    key = check(conn, token)
    if key is None or key.revoked_at is not None:
        # What was given is not told again: it may be a real key with one letter wrong.
        raise KeyNeeded("nobody has this key, or it was revoked", hint=_HINT)
    if not key.opens(scope):
        raise NotAllowed(
            f"the key of '{key.name}' does not open '{scope}'",
            hint=f"make one that does: twin keys create --scope {scope}",
        )
    return key
