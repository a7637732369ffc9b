"""Asking a service of others: with our name, few at a time, again when it falters, never for ever.

Nothing here knows what an answer means; whoever asks says by `accept` what a whole answer is.
"""

from __future__ import annotations

import email.utils
import logging
import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import orjson

from twin import __version__
from twin.errors import SourceAway, SourceChanged

T = TypeVar("T")

_log = logging.getLogger(__name__)

CONTACT = "https://github.com/gemeente-hengelo/twin"
AT_ONCE = 4
"""Questions under way at the same time, over all services."""

_ATTEMPTS = 5
_ATTEMPTS_TO_REACH = 3  # without internet nobody should wait long to hear so
_FIRST_PAUSE = 0.5  # seconds, doubled at every attempt
_LONGEST_PAUSE = 60.0  # seconds; who asks us to stay away longer is believed, and we give up
_LARGEST = 256 * 1024 * 1024  # bytes of one answer
_HINT = (
    "is there internet? Start again to go on where it stopped; without internet give files, or "
    "--offline for a place that was downloaded before"
)
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class Broken(Exception):
    """An answer that is not whole; asking again may help.

    Parameters
    ----------
    wait
        Seconds that the service asks for before that.
    reached
        Whether there was anybody to answer.
    """

    def __init__(self, message: str, *, wait: float = 0.0, reached: bool = True) -> None:
        super().__init__(message)
        self.wait = wait
        self.reached = reached


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service sent.

    Attributes
    ----------
    address
        What was asked, with its parameters.
    media_type
        Without parameters, in lower case.
    """

    address: str
    media_type: str
    content: bytes


@dataclass
class Client:
    """Asks, at most `AT_ONCE` at a time from any number of threads; use it as a context manager.

    Parameters
    ----------
    contact
        Mail address or page of who runs this twin, for who runs the service.
    pause
        Waits so many seconds; None waits until `stop`.
    patience
        Seconds without a byte after which an answer is given up.
    spread
        A number from 0 to 1 by which pauses differ, so that many askers do not return at once.
    """

    contact: str = CONTACT
    pause: Callable[[float], None] | None = None
    patience: float = 60.0
    spread: Callable[[], float] = random.random
    _stopped: threading.Event = field(default_factory=threading.Event, init=False, repr=False)
    _turns: threading.Semaphore = field(init=False, repr=False)
    _http: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._turns = threading.Semaphore(AT_ONCE)
        self._http = httpx.Client(
            headers={"User-Agent": f"twin/{__version__} (+{self.contact})"},
            timeout=httpx.Timeout(self.patience, connect=min(10.0, self.patience)),
            limits=httpx.Limits(max_connections=AT_ONCE),
            follow_redirects=True,
            max_redirects=3,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._http.close()

    def stop(self) -> None:
        """Ask nothing more and wake who waits for another attempt."""
        self._stopped.set()

    def get(self, address: str, *, accept: Callable[[Answer], T]) -> T:
        """Ask until the answer is whole, with pauses that grow.

        Parameters
        ----------
        address
            With its query.
        accept
            Makes of an answer what is wanted. It raises `Broken` when the answer is cut off, so
            that it is asked again, and `SourceChanged` when it is another than agreed.

        Raises
        ------
        SourceAway
            The service cannot be reached, or answers with failures for too long.
        SourceChanged
            It refuses what we ask or answers something else than agreed.
        """
        host = urlsplit(address).hostname
        for attempt in range(1, _ATTEMPTS + 1):
            if self._stopped.is_set():
                raise SourceAway(f"'{host}' is not asked any more: the download was stopped")
            try:
                return self._try(address, accept)
            except Broken as broken:
                trouble = broken
            if not trouble.reached and attempt == _ATTEMPTS_TO_REACH:
                raise SourceAway(f"'{host}' cannot be reached: {trouble}", hint=_HINT)
            if trouble.wait > _LONGEST_PAUSE:
                raise SourceAway(
                    f"'{host}' asks to come back in {trouble.wait:.0f} s",
                    hint="start again then: what was downloaded is kept",
                )
            if attempt < _ATTEMPTS:
                pause = _FIRST_PAUSE * 2 ** (attempt - 1) * (1 + self.spread())
                pause = max(pause, trouble.wait)
                _log.info("%s: %s; asked again in %.1f s", host, trouble, pause)
                self._wait(pause)
        raise SourceAway(
            f"'{host}' gives no whole answer: {trouble} ({_ATTEMPTS} attempts at '{address}')",
            hint=_HINT,
        )

    def _try(self, address: str, accept: Callable[[Answer], T]) -> T:
        try:
            with self._turns:
                status, headers, answer = self._ask(address)
        except httpx.HTTPError as error:
            reached = not isinstance(error, httpx.ConnectError)
            raise Broken(str(error) or type(error).__name__, reached=reached) from error
        if status in _PASSING:
            raise Broken(f"answered {status}", wait=_retry_after(headers))
        if status >= 400:
            raise _refused(status, answer)
        return accept(answer)

    def _ask(self, address: str) -> tuple[int, httpx.Headers, Answer]:
        content = bytearray()
        with self._http.stream("GET", address) as response:
            for piece in response.iter_bytes():
                content += piece
                if len(content) > _LARGEST:
                    raise SourceChanged(
                        f"an answer of '{response.url.host}' is larger than {_LARGEST >> 20} MiB",
                        hint=f"it was asked for '{address}'",
                    )
            told = response.headers
            media_type = told.get("Content-Type", "").partition(";")[0].strip().lower()
            return response.status_code, told, Answer(address, media_type, bytes(content))

    def _wait(self, seconds: float) -> None:
        if self.pause is not None:
            self.pause(seconds)
        else:
            self._stopped.wait(seconds)


def with_query(address: str, params: Mapping[str, str | int | list[str]]) -> str:
    """An address that asks `params`; those with several values are there several times."""
    return f"{address}?{urlencode(params, doseq=True)}"


def as_json(answer: Answer) -> dict[str, Any]:
    """A JSON object out of an answer; for `Client.get`.

    Raises
    ------
    Broken
        It is cut off, or no JSON, as a page that tells of maintenance.
    """
    if not answer.media_type.endswith("json"):
        begin = " ".join(answer.content[:80].decode("utf-8", "replace").split())
        raise Broken(f"'{answer.media_type}' where JSON was asked: '{begin}'")
    try:
        told = orjson.loads(answer.content)
    except orjson.JSONDecodeError as error:
        raise Broken(f"JSON of {len(answer.content)} bytes is not whole: {error}") from error
    if not isinstance(told, dict):
        raise SourceChanged(
            f"an answer is no JSON object but '{type(told).__name__}'",
            hint=f"it was asked for '{answer.address}'",
        )
    return told


def _retry_after(headers: httpx.Headers) -> float:
    """Seconds that a service asks to be left alone (RFC 9110, 10.2.3); 0 when it does not say."""
    told = headers.get("Retry-After", "").strip()
    if told.isdecimal():
        return float(told)
    until, now = _moment(told), _moment(headers.get("Date"))
    return 0.0 if until is None or now is None else max(0.0, (until - now).total_seconds())


def _moment(told: str | None) -> datetime | None:
    if not told:
        return None
    try:
        moment = email.utils.parsedate_to_datetime(told)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _refused(status: int, answer: Answer) -> SourceChanged:
    said = " ".join(answer.content[:300].decode("utf-8", "replace").split())
    return SourceChanged(
        f"'{urlsplit(answer.address).hostname}' refuses with {status}: '{said}'",
        hint=f"it was asked for '{answer.address}'; the service may have changed: look for a newer "
        "twin",
    )
