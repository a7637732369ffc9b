"""What every request and answer passes: a limit on bodies, security headers, and HEAD for pages.

Plain ASGI, so that live streams pass through untouched.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twin import __version__
from twin.api.problems import answer

LARGEST_BODY = 10_000_000
"""Bytes of a request; more than any registration needs, and no room to fill the memory with."""

_TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
_DETAIL = f"a request may have '{LARGEST_BODY}' bytes, and this one has more"
_HEADERS = {
    # deck.gl uploads pictures of letters from blobs and data addresses; nothing comes from outside.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "API-Version": __version__,
}


class Secure:
    """Adds the security headers to every answer that has none of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(  # noqa: D102 - the form of ASGI
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class Bounded:
    """Refuses a body over `LARGEST_BODY`, before any of it is read where its size is told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(  # noqa: D102 - the form of ASGI
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "")
        if told.isascii() and told.isdigit() and int(told) > LARGEST_BODY:
            refusal = answer(_TOO_LARGE, _DETAIL, "send it in parts", {"Connection": "close"})
            await refusal(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > LARGEST_BODY:
                raise HTTPException(_TOO_LARGE, _DETAIL)
            return message

        await self._app(scope, counted, send)


class Heads:
    """Answers HEAD on pages and files as GET; the server leaves the body out.

    Not below `/api/`, where a live stream would go on for a reader of whom nothing is heard.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(  # noqa: D102 - the form of ASGI
        self, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if scope.get("method") == "HEAD" and not scope["path"].startswith("/api/"):
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)
