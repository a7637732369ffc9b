"""What can go wrong with an answer."""

from __future__ import annotations

from tests.standin.server import Answered, Fault, Handler


def status(code: int, **headers: str) -> Fault:
    """A failure; `Retry_After="1"` is the header Retry-After."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, answered: Answered(b"{}", "application/problem+json", code, told)


def cut(handler: Handler, answered: Answered) -> None:
    """The connection is lost in the middle of the body."""
    handler.give(answered, answered.body[: len(answered.body) // 2])


def cut_unseen(handler: Handler, answered: Answered) -> None:
    """The body ends in its middle, and nothing in HTTP says so."""
    handler.give(answered, answered.body[: len(answered.body) // 2], length=False)


def page_of_maintenance(handler: Handler, answered: Answered) -> Answered:
    """Success, says the status; it is a page for people."""
    return Answered(b"<html><body>Wij zijn even bezig</body></html>", "text/html")


def slow(handler: Handler, answered: Answered) -> None:
    """Nothing comes for as long as the stand-in is there."""
    handler.stand_in.stopped.wait()
    handler.close_connection = True


def renamed(old: str, new: str) -> Fault:
    """Another schema: a property has another name."""
    return lambda handler, answered: Answered(
        answered.body.replace(f'"{old}"'.encode(), f'"{new}"'.encode())
    )
