"""PostgreSQL refuses to run as root, so when we are root it runs as a user without rights.

Gives that user no more than it needs: to pass through the directories above its files (the x bit
for others, never r) and to read the database programs. Every change is logged.
"""

from __future__ import annotations

import logging
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from twin.embedded.child import Identity
from twin.errors import StartFailed

_log = logging.getLogger(__name__)
_USERS = ("postgres", "twin-postgres")


def identity(owned: Path) -> Identity | None:
    """Who runs the database; None is ourselves, since we are not root.

    As root: the user that owns the files in `owned` already, else the machine's `postgres`, else
    a system user `twin-postgres`, made here.

    Raises
    ------
    StartFailed
        Such a user can be neither found nor made.
    """
    if os.geteuid() != 0:
        return None
    if owned.exists() and (owner := owned.stat()).st_uid != 0:
        return Identity(owner.st_uid, owner.st_gid)
    for name in _USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(entry.pw_uid, entry.pw_gid)
    name = _USERS[-1]
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    hint = f"run as an ordinary user, or make a system user '{name}' or 'postgres' first"
    if useradd is None:
        raise StartFailed("PostgreSQL does not run as root and 'useradd' is not here", hint=hint)
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if made.returncode:
        raise StartFailed(f"cannot make user '{name}': '{made.stderr.strip()}'", hint=hint)
    _log.info("made system user '%s', because PostgreSQL does not run as root", name)
    entry = pwd.getpwnam(name)
    return Identity(entry.pw_uid, entry.pw_gid)


def let_through(path: Path, who: Identity) -> None:
    """Let `who` pass through every directory above `path`."""
    for above in reversed(path.resolve().parents):
        status = above.stat()
        passes = (
            status.st_mode & stat.S_IXOTH
            or (status.st_uid == who.user and status.st_mode & stat.S_IXUSR)
            or (status.st_gid == who.group and status.st_mode & stat.S_IXGRP)
        )
        if not passes:
            above.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)
            _log.warning(
                "others may now pass through (not list) '%s': PostgreSQL runs there", above
            )


def let_read(tree: Path, who: Identity) -> None:
    """Let `who` reach, read and, where the owner may, execute what is in `tree`."""
    let_through(tree, who)
    changed = 0
    for path in (tree, *tree.rglob("*")):
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            continue
        mode = stat.S_IMODE(status.st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)
            changed += 1
    if changed:
        _log.warning("others may now read '%s' (%d files): PostgreSQL's programs", tree, changed)
