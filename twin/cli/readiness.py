"""Asks the API over loopback whether the twin is ready; an HTTP client for that alone."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from twin.embedded.ports import LOOPBACK

_EVERYWHERE = {"0.0.0.0": LOOPBACK, "::": "::1", "": LOOPBACK}  # noqa: S104 - where not to ask
_TIMEOUT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Readiness:
    """What `/readyz` answered; `said` is empty while nobody answers."""

    ready: bool
    said: dict[str, Any]


def ask(host: str, port: int) -> Readiness:
    """What `/readyz` of the API on `port` says now."""
    connection = http.client.HTTPConnection(
        _EVERYWHERE.get(host, host), port, timeout=_TIMEOUT_SECONDS
    )
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
        return Readiness(answer.status == 200, said)
    except (OSError, http.client.HTTPException, ValueError):
        return Readiness(False, {})
    finally:
        connection.close()


def page_url(host: str, port: int) -> str:
    """The address that a person on this machine opens."""
    where = _EVERYWHERE.get(host, host)
    return f"http://{f'[{where}]' if ':' in where else where}:{port}/"


def without_password(url: str) -> str:
    """`url` as it may be shown."""
    parts = urlsplit(url)
    where = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    return parts._replace(netloc=f"{user}{where}").geturl()
