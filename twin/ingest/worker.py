"""The edge of ingest: MQTT in, database out, and nothing acknowledged before it is stored.

One loop: take messages from the subscription, decode them, gather a batch, store it in one
transaction, acknowledge. While the database is away the worker holds what it has and the broker
holds the rest, since nothing is acknowledged. What was stored but not acknowledged when a worker
dies comes again and is then a duplicate.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from twin.errors import DatabaseAway
from twin.ingest import intake
from twin.ingest.batch import Batch, Limits
from twin.ingest.database import Database, Registry
from twin.ingest.decoders.result import Decoded
from twin.ingest.subscription import BrokerAddress, Delivery, Subscription
from twin.store.observations import Outcome, store_batch
from twin.store.pool import Connection
from twin.store.workers import WorkerBeat, beat

log = logging.getLogger("twin.ingest")

_BEAT_SECONDS = 3.0
_IDLE_SECONDS = 0.25
_LONGEST_WAIT = 10.0


@dataclass(frozen=True, slots=True)
class IngestConfig:
    """What an ingest worker needs to know.

    Attributes
    ----------
    database_url
        PostgreSQL, as a role that may ingest.
    mqtt_url
        `mqtt://user:password@host:port`, or `mqtts://` for TLS.
    client_id
        Names the worker and its session at the broker; each worker needs its own.
    share
        Workers with the same share divide the messages among them (`$share/{share}/…`).
    topics
        Filters to subscribe to. `#` is everything but the broker's own `$SYS`: a message that
        nobody can decode is then counted and kept instead of missed. On a broker that others use
        too, name the topics.
    in_flight
        How many messages may be under way, received and not acknowledged.
    limits
        When a batch is stored.
    """

    database_url: str
    mqtt_url: str
    client_id: str = "twin-ingest"
    share: str | None = None
    topics: tuple[str, ...] = ("#",)
    in_flight: int = 2_000
    limits: Limits = field(default_factory=Limits)

    def filters(self) -> tuple[str, ...]:
        """The filters as the broker wants them."""
        if self.share is None:
            return self.topics
        return tuple(f"$share/{self.share}/{topic}" for topic in self.topics)


def run(config: IngestConfig, stop: threading.Event) -> None:
    """Ingest until `stop` is set; then store what was received, acknowledge it and return.

    Neither a broker nor a database that is away ends it, whenever that happens.

    Raises
    ------
    ParameterInvalid
        `mqtt_url` is no MQTT address.
    """
    address = BrokerAddress.parse(config.mqtt_url)
    with Database(config.database_url, config.client_id) as database:
        subscription = Subscription(address, config.client_id, config.filters(), config.in_flight)
        worker = _Worker(config, str(address), subscription, database, stop)
        try:
            worker.work()
        finally:
            subscription.close()
        worker.say(connected=False)


class _Worker:
    """The loop and its counts."""

    def __init__(
        self,
        config: IngestConfig,
        broker: str,
        subscription: Subscription,
        database: Database,
        stop: threading.Event,
    ) -> None:
        self._id = config.client_id
        self._broker = broker
        self._subscription = subscription
        self._database = database
        self._registry = Registry()
        self._stop = stop
        self._batch: Batch[tuple[Delivery, Decoded]] = Batch(config.limits)
        self._received = self._stored = 0
        self._next_beat = 0.0

    def work(self) -> None:
        """Ingest until told to stop."""
        while not self._stop.is_set():
            wait = self._batch.wait(time.monotonic())
            delivery = self._subscription.next(_IDLE_SECONDS if wait is None else wait)
            now = time.monotonic()
            if delivery is not None:
                self._take(delivery, now)
            if self._batch.due(now):
                self._flush()
            if now >= self._next_beat:
                self._next_beat = now + _BEAT_SECONDS
                self.say(connected=self._subscription.connected)
        while (delivery := self._subscription.next(None)) is not None:
            self._take(delivery, time.monotonic())
        self._flush()

    def say(self, *, connected: bool) -> None:
        """Give a sign of life, if the database is there."""
        sign = WorkerBeat(
            self._id, self._broker, connected, self._received, self._stored, datetime.now(UTC)
        )
        # A database that is away has been told by its own edge; the missing sign says the rest.
        with suppress(DatabaseAway):
            self._database.use(lambda conn: beat(conn, sign))

    def _take(self, delivery: Delivery, now: float) -> None:
        decoded = intake.read(delivery.message)
        self._batch.add((delivery, decoded), decoded.readings, now)

    def _flush(self) -> None:
        """Store the batch and acknowledge it; hold it for as long as the database is away."""
        taken = self._batch.take()
        if not taken:
            return
        wait = 0.1
        while True:
            try:
                outcome = self._database.use(lambda conn: self._store(conn, taken))
                break
            except DatabaseAway:
                # On stopping, what is held stays unacknowledged: the broker sends it again.
                if self._stop.wait(wait):
                    return
                wait = min(2 * wait, _LONGEST_WAIT)
        self._subscription.acknowledge([delivery for delivery, _ in taken])
        self._received += outcome.stored + outcome.duplicate + outcome.rejected
        self._stored += outcome.stored
        log.debug("event=stored outcome=%s", outcome)

    def _store(self, conn: Connection, taken: list[tuple[Delivery, Decoded]]) -> Outcome:
        wanted = {(one.thing, one.quantity) for _, said in taken for one in said.observations}
        readings, dead_letters = intake.assign(
            ((delivery.message, said) for delivery, said in taken),
            self._registry.covering(conn, wanted),
        )
        return store_batch(conn, readings, dead_letters)
