"""Who may make scenarios: a key for `scenarios:write`, or whoever sits at this very machine.

`twin run` on a loopback address lets its own page work without a key, as docs/scenarios.md tells.
Then a request must come from this machine (its address, without a proxy in between), be for this
machine (`Host`, so that no other name is made to point here), and come from no other page
(`Origin`, `Sec-Fetch-Site`), so that a page somewhere cannot write through its reader's browser.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials

from twin.api.context import context
from twin.api.keys import BEARER, opening, writing
from twin.embedded.ports import is_loopback
from twin.errors import KeyNeeded
from twin.store.keys import Scope

HERE = "deze computer"
"""The author of what is changed without a key."""

_HINT = (
    "send 'Authorization: Bearer twin_…' with a key of `twin keys create --scope scenarios:write`"
)
_PROXIES = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_Given = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


def planner_if_any(request: Request, given: _Given) -> str | None:
    """The name of the planner who asks; None when it is somebody else.

    Raises
    ------
    KeyNeeded, NotAllowed, Unavailable
        A key was given that opens nothing, or something else, or cannot be looked up.
    """
    if given is not None:
        with contextmanager(writing)(request) as conn:
            return opening(conn, given.credentials, Scope.SCENARIOS_WRITE).name
    return HERE if context(request).config.planners_here and is_here(request) else None


def planner(who: Annotated[str | None, Depends(planner_if_any)]) -> str:
    """The name of the planner who asks.

    Raises
    ------
    KeyNeeded
        It is nobody who may plan.
    """
    if who is None:
        raise KeyNeeded("this needs a key for 'scenarios:write'", hint=_HINT)
    return who


def is_here(request: Request) -> bool:
    """Whether a request was made on this machine, for this machine, by no page of another place."""
    headers = request.headers
    if any(name in headers for name in _PROXIES):
        return False
    if not is_loopback(request.client.host if request.client else ""):
        return False
    host = headers.get("host", "")
    if not is_loopback(urlsplit(f"//{host}").hostname or ""):
        return False
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


# A key is looked up with a connection that may write. Name these before `Writing` and `Database` in
# the signature: FastAPI goes by that order, and who holds one connection must not wait for another.
Planner = Annotated[str, Depends(planner)]
PlannerIfAny = Annotated[str | None, Depends(planner_if_any)]
