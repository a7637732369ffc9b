"""Starts the parts of the twin in order, watches them, and stops them in the opposite order."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from twin.cli import memory, publishers, readiness
from twin.cli.area import Loaded, ensure_loaded
from twin.cli.progress import Bars, Steps
from twin.cli.publishers import Publisher
from twin.cli.service import Service
from twin.embedded.broker import EmbeddedBroker
from twin.embedded.lock import DirectoryLock
from twin.embedded.ports import require_free
from twin.embedded.postgres import EmbeddedPostgres
from twin.errors import StartFailed
from twin.model import Origin
from twin.settings import Settings
from twin.store.pool import Connection, connect, engine

if TYPE_CHECKING:
    from twin.store.areas import AreaRow

_WATCH_SECONDS = 0.25
_READY_SECONDS = 60
_REMEMBER_SECONDS = 30


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What `twin run` was asked for.

    Attributes
    ----------
    area
        `sample`, a preset or a path; None takes the default.
    host, port
        Where the page listens.
    planners_here
        Whether who sits at this machine may plan without a key.
    mqtt_port, mqtt_port_v5
        TCP ports.
    replays
        Names of real series to publish again.
    speedup
        How many times faster than real time is published.
    seed
        Of the simulated fleet.
    """

    area: str | None
    host: str
    planners_here: bool
    port: int
    mqtt_port: int
    mqtt_port_v5: int
    simulator: bool
    replays: tuple[str, ...]
    speedup: float
    seed: int


class Supervisor:
    """`twin run`, from the first step to the last child's end.

    Attributes
    ----------
    ready
        Whether it came as far as serving.
    """

    def __init__(self, settings: Settings, options: RunOptions, steps: Steps) -> None:
        self._settings = settings
        self._options = options
        self._steps = steps
        self._data_dir = settings.places.data_dir.expanduser().absolute()
        self._embedded: list[EmbeddedPostgres | EmbeddedBroker] = []
        self._services: list[Service] = []
        self._publishers: list[Service] = []
        self.ready = False

    def run(self) -> None:
        """Start everything, say so, and watch until stopped.

        Raises
        ------
        TwinError
            A part cannot be started, or the database or the broker is lost.
        Stopped
            Somebody asked to stop; by then every child has ended.
        """
        began = time.monotonic()
        with DirectoryLock(self._data_dir / "run.lock", "the data directory"), ExitStack() as stack:
            require_free(
                self._options.port,
                "the page and the API",
                hint="choose another with --port, or stop that program",
                host=self._options.host,
            )
            urls = self._database(stack)
            self._migrate(urls["owner"])
            mqtt_url = self._broker(stack)
            # Ingest and API start while the area and the things are looked at.
            with self._stopping():
                self._start_service("ingest", ["ingest"], urls["ingest"], mqtt_url)
                loaded = self._area(urls["owner"])
                address = ["--host", self._options.host, "--port", str(self._options.port)]
                if self._options.planners_here:
                    address.append("--planners-here")
                self._start_service(
                    "api", ["serve", *address], urls["api"], mqtt_url, write=urls["write"]
                )
                planned = self._things(loaded, urls["owner"])
                self._wait_until_ready()
                self._publish(loaded.row.id, planned, mqtt_url)
                self.ready = True
                self._tell(loaded.row, mqtt_url, time.monotonic() - began)
                self._watch(loaded.row.id)

    def _database(self, stack: ExitStack) -> dict[str, str]:
        with self._steps.step("database") as note:
            given = self._settings.database.full_url()
            if given is not None:
                urls = dict.fromkeys(("owner", "ingest", "api"), given)
                urls["write"] = self._settings.write_database.full_url() or ""
            else:
                postgres = stack.enter_context(EmbeddedPostgres(self._data_dir))
                self._embedded.append(postgres)
                urls = postgres.urls
            note.text = _engine(urls["owner"], embedded=given is None)
        return urls

    def _migrate(self, url: str) -> None:
        from twin.store.migrate import migrate

        with self._steps.step("migrations") as note:
            applied = migrate(url)
            note.text = f"{len(applied)} applied" if applied else "up to date"

    def _area(self, url: str) -> Loaded:
        source = self._options.area or memory.default_source(self._settings)
        with self._steps.step("area") as note, Bars(self._steps.console) as bars:
            loaded = ensure_loaded(source, self._settings, lambda: _connect(url), bars)
            note.text = f"{loaded.row.name}: {loaded.row.buildings} buildings, {loaded.how}"
        return loaded

    def _things(self, loaded: Loaded, url: str) -> list[tuple[Publisher, Path]]:
        """Register the things that will publish; returns each publisher with its things file."""
        from twin.jobs.things import read_things, register

        planned = []
        directory = self._data_dir / "things"
        directory.mkdir(exist_ok=True)
        with self._steps.step("things") as note:
            for publisher in self._wanted():
                file = directory / f"{publisher.name}-{loaded.row.id}.json"
                made = memory.recall(self._data_dir).get("things", {})
                digest = publisher.digest(loaded.fingerprint)
                if made.get(file.name) != digest or not file.exists():
                    publisher.make_things(file, self._spots(loaded, url, directory))
                    memory.remember(self._data_dir, things=made | {file.name: digest})
                things = read_things(file)
                with _connect(url) as connection:
                    register(connection, things)
                note.text += f"{', ' if note.text else ''}{len(things)} by {publisher.name}"
                planned.append((publisher, file))
            note.text = note.text or "none publish from here"
        return planned

    @staticmethod
    def _spots(loaded: Loaded, url: str, directory: Path) -> Path:
        from twin.store import areas

        with _connect(url) as connection:
            area = loaded.area or areas.load_area(connection, loaded.row.id)
        return publishers.write_spots(area, directory)

    def _wanted(self) -> Iterator[Publisher]:
        if self._options.simulator:
            yield publishers.simulator(self._options.seed)
        for series in self._options.replays:
            yield publishers.replay(series, self._settings.places.shared_data)

    def _broker(self, stack: ExitStack) -> str:
        with self._steps.step("broker") as note:
            url = self._settings.mqtt.full_url()
            if url is None:
                options = self._options
                broker = stack.enter_context(
                    EmbeddedBroker(self._data_dir, options.mqtt_port, options.mqtt_port_v5)
                )
                self._embedded.append(broker)
                url = broker.url
                note.text = f"embedded, {broker.url} (MQTT 5: {broker.url_v5})"
            else:
                note.text = readiness.without_password(url)
        return url

    def _start_service(
        self, name: str, words: list[str], url: str, mqtt_url: str, *, write: str = ""
    ) -> None:
        environment = self._environment() | {
            "TWIN_DATABASE_URL": url,
            "TWIN_WRITE_DATABASE_URL": write,  # empty is unset
            "TWIN_MQTT_URL": mqtt_url,
        }
        self._start(self._services, name, [sys.executable, "-m", "twin", *words], environment)

    def _wait_until_ready(self) -> None:
        """Wait until the twin itself says that it is ready."""
        with self._steps.step("ingest, API") as note:
            deadline = time.monotonic() + _READY_SECONDS
            host, port = self._options.host, self._options.port
            while not (answer := readiness.ask(host, port)).ready:
                for service in self._services:
                    if service.child is not None and not service.child.running:
                        raise service.child.failure(f"{service.name} stopped while starting")
                if time.monotonic() > deadline:
                    raise StartFailed(
                        f"the twin was not ready within {_READY_SECONDS} s: '{answer.said}'",
                        hint=f"the logs are in '{self._data_dir / 'logs'}'",
                    )
                self._look_after_embedded()
                time.sleep(_WATCH_SECONDS / 2)
            note.text = "ready"

    def _publish(self, area: str, planned: list[tuple[Publisher, Path]], mqtt_url: str) -> None:
        """Start what publishes; each first fills the gap since it last did so in this area."""
        now = datetime.now(UTC)
        for publisher, things in planned:
            until = self._published_until().get(f"{publisher.name} {area}")
            gap = publishers.missing(datetime.fromisoformat(until) if until else None, now)
            command = publisher.publish_command(things, self._options.speedup, gap)
            environment = self._environment() | {"TWIN_MQTT_URL": mqtt_url}
            self._start(self._publishers, publisher.name, command, environment)

    def _start(
        self, kept: list[Service], name: str, command: list[str], environment: dict[str, str]
    ) -> None:
        service = Service(
            name,
            command,
            environment=environment,
            data_dir=self._data_dir,
            may_end=kept is self._publishers,
        )
        kept.append(service)
        service.start(time.monotonic())

    def _environment(self) -> dict[str, str]:
        """Ours, made whole: children get addresses with passwords, not the files with them."""
        kept = {name: value for name, value in os.environ.items() if "PASSWORD" not in name}
        return kept | {"TWIN_DATA_DIR": str(self._data_dir), "PYTHONUNBUFFERED": "1"}

    def _tell(self, area: AreaRow, mqtt_url: str, seconds: float) -> None:
        """The one line that says that the twin is ready and where."""
        told = [
            f"ready in {seconds:.1f} s",
            readiness.page_url(self._options.host, self._options.port),
            area.name,
            f"devices publish to {readiness.without_password(mqtt_url)}",
        ]
        if area.origin is Origin.SYNTHETIC:
            told.insert(3, "voorbeeldwijk, verzonnen")
        print(" | ".join(told), flush=True)  # noqa: T201 - what scripts wait for

    def _watch(self, area: str) -> None:
        """Look after the children until somebody asks to stop."""
        try:
            remember_at = 0.0
            while True:
                now = time.monotonic()
                self._look_after_embedded()
                for service in (*self._services, *self._publishers):
                    told = service.tend(now)
                    if told:
                        self._steps.say(told)
                if now >= remember_at:
                    self._remember_published(area)
                    remember_at = now + _REMEMBER_SECONDS
                time.sleep(_WATCH_SECONDS)
        finally:
            self._remember_published(area)

    def _published_until(self) -> dict[str, str]:
        """Until when each publisher was at work in each area."""
        known: dict[str, str] = memory.recall(self._data_dir).get("published_until", {})
        return known

    def _remember_published(self, area: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        until = {f"{service.name} {area}": now for service in self._publishers}
        memory.remember(self._data_dir, published_until=self._published_until() | until)

    def _look_after_embedded(self) -> None:
        for part in self._embedded:
            if not part.running:
                raise part.server.failure(f"{part.server.name} stopped unexpectedly")

    @contextlib.contextmanager
    def _stopping(self) -> Iterator[None]:
        """Stop what publishes, then what stores and shows; each group at once."""
        try:
            yield
        finally:
            for group in (self._publishers, self._services):
                for service in group:
                    service.ask_to_stop()
                for service in group:
                    service.stop()


def _connect(url: str) -> Connection:
    return connect(url, application="twin run")


def _engine(url: str, *, embedded: bool) -> str:
    """Which database runs, in words."""
    with _connect(url) as connection:
        found = engine(connection)
    timescale = f" with TimescaleDB {found.timescaledb}" if found.timescaledb else ""
    return f"PostgreSQL {found.version}{timescale}{', embedded' if embedded else ''}"
