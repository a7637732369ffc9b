"""TCP ports on loopback: one that is free, or the assurance that a wanted one is."""

from __future__ import annotations

import errno
import random
import socket
from ipaddress import ip_address

from twin.errors import StartFailed

LOOPBACK = "127.0.0.1"
_OURS = (20_000, 32_000)
_TRIES = 200


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on at this moment.

    Below those that systems give to connections that go out (from 32,768 on Linux, 49,152
    elsewhere), for such a connection may take it before who listens does.

    Raises
    ------
    StartFailed
        None was found.
    """
    chance = random.SystemRandom()
    for _ in range(_TRIES):
        port = chance.randrange(*_OURS)
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise StartFailed(
        f"no free port was found between '{_OURS[0]}' and '{_OURS[1]}'", hint="stop other programs"
    )


def require_free(port: int, what: str, *, hint: str, host: str = LOOPBACK) -> None:
    """Make sure that `what` can listen on `port`.

    Raises
    ------
    StartFailed
        Somebody listens there already, or we may not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As servers do: a connection that lingers in TIME_WAIT is no listener.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartFailed(
                    f"port '{port}' for {what} is in use by another program", hint=hint
                ) from error
            raise StartFailed(
                f"{what} cannot listen on '{host}:{port}': {error.strerror}", hint=hint
            ) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`, an address or `localhost`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def answers(port: int) -> bool:
    """Whether something accepts connections on 127.0.0.1:`port`."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=0.5):
            return True
    except OSError:
        return False
