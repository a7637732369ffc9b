"""Run one command and stop it when whoever asked for it is gone.

A file that is run as it is, with the standard library only, so that it starts quickly.
Standard input is a pipe whose other end only the asker holds. The kernel closes it however the
asker ends, also by kill -9, and end-of-file then stops the command: its stop signal first, SIGKILL
to its whole session after the grace. Works on Linux and macOS alike.

Usage: tether.py STOP_SIGNAL GRACE_SECONDS UID:GID|- PID_FILE -- COMMAND [ARGUMENT …]
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

_CANNOT_START = 127


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status (128 + signal if a signal ended it)."""
    stop_name, grace, owner, pid_file, _, *command = arguments
    stop_signal = signal.Signals[stop_name]
    # Ctrl-C goes to the asker, who decides the order in which its children stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    user, group = (None, None) if owner == "-" else map(int, owner.split(":"))
    try:
        child = subprocess.Popen(  # noqa: S603 - running what it is told is its purpose
            command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_default_interrupt,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
        )
    except OSError as error:
        print(f"cannot start '{command[0]}': {error.strerror}", file=sys.stderr)  # noqa: T201
        return _CANNOT_START
    with open(pid_file, "w", encoding="ascii") as file:  # noqa: PTH123 - keep the start quick
        file.write(f"{child.pid}\n")

    def stop(*_: object) -> None:
        """Ask the command to stop, and end its whole session when it does not."""
        threading.Thread(target=_stop, args=(child, stop_signal, float(grace)), daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=_at_end_of_input, args=(stop,), daemon=True).start()
    status = child.wait()
    _kill_session(child.pid)  # helpers that outlived the command
    os.unlink(pid_file)  # noqa: PTH108 - as above
    return status if status >= 0 else 128 - status


def _default_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _at_end_of_input(then: Callable[[], None]) -> None:
    while os.read(0, 64):
        pass
    then()


def _stop(child: subprocess.Popen[bytes], stop_signal: signal.Signals, grace: float) -> None:
    child.send_signal(stop_signal)
    try:
        child.wait(grace)
    except subprocess.TimeoutExpired:
        _kill_session(child.pid)


def _kill_session(leader: int) -> None:
    # Nobody left; macOS says so with EPERM when only zombies are.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
