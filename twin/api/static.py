"""The built front end: files with a hash in their name for ever, its pages always fresh."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

PAGES = ("verken", "meter", "avond", "avond/scherm", "avond/afstand")
"""Pages beside the first one; their address has no `.html`."""
METER = re.compile(r"meter/[a-z0-9_.-]{1,64}")
"""One page for all sensors: which, it reads from its address."""
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


def router(web_dir: Path, ahead: Callable[[Request], list[str]]) -> APIRouter:
    """Routes for the files below `web_dir`, with their compressed siblings where there are.

    Parameters
    ----------
    ahead
        Addresses that the first page will ask for: browsers ask for them while they still read it.
    """
    root = web_dir.resolve()
    routes = APIRouter(include_in_schema=False)

    @routes.get("/{path:path}")
    def file(request: Request, path: str) -> Response:
        page = "meter" if METER.fullmatch(path) else path
        name = f"{page}.html" if page in PAGES else page
        wanted = (root / (name or "index.html")).resolve()
        if not wanted.is_relative_to(root) or not wanted.is_file():
            raise HTTPException(HTTPStatus.NOT_FOUND)
        hashed = wanted.parent.name == "assets"
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if hashed else "no-cache",
            "Vary": "Accept-Encoding",
        }
        if wanted.name == "index.html" and wanted.parent == root:
            links = [f"<{each}>; rel=preload; as=fetch; crossorigin" for each in ahead(request)]
            headers |= {"Link": ", ".join(links)} if links else {}
        kind = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
        accepted = request.headers.get("accept-encoding", "")
        for encoding, suffix in _ENCODINGS:
            sibling = wanted.with_name(wanted.name + suffix)
            if encoding in accepted and sibling.is_file():
                headers["Content-Encoding"] = encoding
                return FileResponse(sibling, headers=headers, media_type=kind)
        return FileResponse(wanted, headers=headers, media_type=kind)

    return routes
