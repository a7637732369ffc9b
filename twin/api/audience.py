"""Who follows an evening through this process: screens, phones and consoles, each in its seat."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Role = Literal["screen", "remote", "console"]


class Seat:
    """One that follows an evening, in the event loop in which it was made."""

    def __init__(self, evening: int, role: Role) -> None:
        self.evening = evening
        self.role = role
        self._loop = asyncio.get_running_loop()
        self._stirred = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Whether something changed within `seconds`."""
        try:
            await asyncio.wait_for(self._stirred.wait(), seconds)
        except TimeoutError:
            return False
        self._stirred.clear()
        return True

    def stir(self) -> None:
        """Tell that something changed, from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._stirred.set)
        except RuntimeError:
            return  # its event loop has ended, and whoever sat here with it


class Audience:
    """All who follow evenings through this process; several processes count each their own."""

    def __init__(self) -> None:
        self._seats: set[Seat] = set()
        self._guard = threading.Lock()

    @contextmanager
    def seat(self, evening: int, role: Role) -> Iterator[Seat]:
        """A seat for as long as the body lasts; the others see who comes and goes."""
        seat = Seat(evening, role)
        with self._guard:
            self._seats.add(seat)
        self.stir(evening)
        try:
            yield seat
        finally:
            with self._guard:
                self._seats.discard(seat)
            self.stir(evening)

    def stir(self, evening: int) -> None:
        """Have all who follow an evening look again."""
        with self._guard:
            seats = [seat for seat in self._seats if seat.evening == evening]
        for seat in seats:
            seat.stir()

    def count(self, evening: int, role: Role) -> int:
        """How many follow an evening in a role."""
        with self._guard:
            return sum(seat.evening == evening and seat.role == role for seat in self._seats)
