"""The edge of ingest: MQTT in, database out, and nothing acknowledged before it is stored.

One loop in one thread: take messages from the subscription, gather a batch, decode it, store it in
one transaction, acknowledge. While the database is away the worker holds what it has and the broker
holds the rest, since nothing is acknowledged; messages at QoS 0, which the broker does not hold,
wait in a spool on disk. What was stored but not acknowledged when a worker dies comes again and is
then a duplicate.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from twin.errors import DatabaseAway
from twin.ingest.batch import Batch, Limits, Taken
from twin.ingest.database import Database
from twin.ingest.reader import Read, Reader
from twin.ingest.spool import Spool
from twin.ingest.storing import store_all
from twin.ingest.subscription import BrokerAddress, Clock, Subscription
from twin.ingest.upkeep import keep_up
from twin.model import Message, RejectionReason
from twin.store.observations import DeadLetter, Outcome, Reading, Series, store_batch
from twin.store.workers import Delays, WorkerBeat, beat

log = logging.getLogger("twin.ingest")

_BEAT_SECONDS = 3.0
_IDLE_SECONDS = 0.25
_FIRST_WAIT_SECONDS = 0.1
_LONGEST_WAIT_SECONDS = 10.0
_MOST_HELD_BYTES = 67_108_864
_COLLECT_AFTER = 200_000


@dataclass(frozen=True, slots=True)
class IngestConfig:
    """What an ingest worker needs to know.

    Attributes
    ----------
    database_url
        PostgreSQL, as a role that may ingest.
    mqtt_url
        `mqtt://user:password@host:port`, or `mqtts://` for TLS.
    spool
        Folder for what waits on disk; of this worker alone.
    spool_bytes
        How much may wait there.
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
    spool: Path
    spool_bytes: int = 67_108_864
    client_id: str = "twin-ingest"
    share: str | None = None
    topics: tuple[str, ...] = ("#",)
    in_flight: int = 10_000
    limits: Limits = field(default_factory=Limits)

    def filters(self) -> tuple[str, ...]:
        """The filters as the broker wants them."""
        if self.share is None:
            return self.topics
        return tuple(f"$share/{self.share}/{topic}" for topic in self.topics)


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def tune_process() -> None:
    """Make a process that does nothing else better at ingesting.

    A batch is many objects without cycles, and looking for cycles costs a tenth of the speed.
    """
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)


def run(config: IngestConfig, stop: threading.Event, clock: Clock = utc_now) -> None:
    """Ingest until `stop` is set; then store what was received, acknowledge it and return.

    Neither a broker nor a database that is away ends it, whenever that happens. `clock` tells when
    messages are received, and how long ago that was, so it may jump.

    Raises
    ------
    ParameterInvalid
        `mqtt_url` is no MQTT address.
    FileUnreadable, Conflict
        The spool cannot be used, or another worker uses it.
    """
    address = BrokerAddress.parse(config.mqtt_url)
    threading.Thread(target=keep_up, args=(config.database_url, stop), daemon=True).start()
    with ExitStack() as stack:
        database = stack.enter_context(Database(config.database_url, config.client_id))
        reader = Reader(database)
        spool = stack.enter_context(Spool(config.spool, config.spool_bytes, reader.measure))
        subscription = Subscription(
            address, config.client_id, config.filters(), config.in_flight, clock
        )
        worker = _Worker(config, str(address), subscription, database, reader, spool, clock)
        try:
            while not stop.is_set():
                worker.turn()
            worker.finish()
        finally:
            subscription.close()
        worker.say(connected=False)


@dataclass(slots=True)
class _Due:
    """A batch on its way into the database, which may take several tries."""

    taken: Taken
    kept: Read | None = None
    loose: Read | None = None


class _Worker:
    """The loop and its counts."""

    def __init__(
        self,
        config: IngestConfig,
        broker: str,
        subscription: Subscription,
        database: Database,
        reader: Reader,
        spool: Spool,
        clock: Clock,
    ) -> None:
        self._id = config.client_id
        self._broker = broker
        self._subscription = subscription
        self._database = database
        self._reader = reader
        self._spool = spool
        self._clock = clock
        self._batch = Batch(config.limits)
        self._due: _Due | None = None
        self._received = self._stored = 0
        self._delays = Delays()
        self._next_beat = 0.0
        self._told = False  # whether we were connected, as we told last
        self._again_at = 0.0  # when to try the database again
        self._wait = _FIRST_WAIT_SECONDS

    def turn(self) -> None:
        """Take in what there is; store what is due; give a sign of life now and then."""
        patience = self._patience(time.monotonic())
        if self._batch.size > _MOST_HELD_BYTES:
            self._subscription.rest(patience)
        else:
            self._take(patience)
        now = time.monotonic()
        if now >= self._again_at:
            try:
                if self._due or self._batch.due(now):
                    self._store()
                if self._spool or self._spool.refused:
                    self._drain()
                self._wait = _FIRST_WAIT_SECONDS
            except DatabaseAway:
                self._set_aside()
                self._again_at = time.monotonic() + self._wait
                self._wait = min(2 * self._wait, _LONGEST_WAIT_SECONDS)
        connected = self._subscription.connected
        news = now >= self._next_beat or connected != self._told
        if news and now >= self._again_at:
            self._next_beat, self._told = now + _BEAT_SECONDS, connected
            self.say(connected=connected)

    def finish(self) -> None:
        """Store what was received and acknowledge it, unless the database is away.

        Then the broker has what is not acknowledged, and the spool the rest.
        """
        try:
            while self._due or self._batch:
                self._store()
        except DatabaseAway:
            self._set_aside()

    def say(self, *, connected: bool) -> None:
        """Give a sign of life, if the database is there."""
        sign = WorkerBeat(
            self._id,
            self._broker,
            connected,
            self._received,
            self._stored,
            datetime.now(UTC),
            self._spool.waiting,
            self._delays,
        )
        # A database that is away has been told by its own edge; the missing sign says the rest.
        with suppress(DatabaseAway):
            self._database.use(lambda conn: beat(conn, sign))

    def _patience(self, now: float) -> float:
        """Seconds to wait for messages, before something else is to be done."""
        if now < self._again_at:
            return min(_IDLE_SECONDS, self._again_at - now)
        if self._due or self._spool:
            return 0.0
        wait = self._batch.wait(now)
        return _IDLE_SECONDS if wait is None else wait

    def _take(self, patience: float) -> None:
        heard = self._subscription.receive(patience)
        if heard.loose and (self._spool or self._due):
            # The database is away, or older ones still wait: these come after them.
            self._spool.put(heard.loose)
            heard.loose = []
        if heard.kept or heard.loose:
            self._batch.add(heard, self._subscription.connection, time.monotonic())

    def _store(self) -> None:
        """Store and acknowledge the batch that is due."""
        if self._due is None:
            self._due = _Due(self._batch.take())
        due = self._due
        due.kept = due.kept or self._reader.read(due.taken.kept)
        due.loose = due.loose or self._reader.read(due.taken.loose)
        self._commit(due.kept, due.loose)
        self._tell_delay(due.taken.kept + due.taken.loose)
        self._subscription.acknowledge(due.taken.connection, due.taken.acknowledgement)
        self._due = None

    def _set_aside(self) -> None:
        """Put on disk what nobody else keeps."""
        batch = self._batch.take_loose()
        if self._due is not None:
            batch = self._due.taken.loose + batch
            self._due.taken.loose, self._due.loose = [], Read()
        if batch:
            self._spool.put(batch)

    def _drain(self) -> None:
        """Store the oldest part of the spool; then tell the ledger what did not fit in it."""
        segment = self._spool.oldest()
        if segment is not None:
            self._commit(self._reader.read(segment.messages))
            self._tell_delay(segment.messages)
            self._spool.remove(segment)
        if self._spool.refused:
            self._commit(Read([], [_full(*one) for one in self._spool.refused.items()]))
            self._spool.settle()

    def _commit(self, *parts: Read) -> None:
        """Store `parts` in one transaction."""
        readings = [reading for part in parts for reading in part.readings]
        dead_letters = [letter for part in parts for letter in part.dead_letters]
        outcome = store_all(self._in_one_transaction, readings, dead_letters)
        self._received += outcome.stored + outcome.duplicate + outcome.rejected
        self._stored += outcome.stored
        log.debug("event=stored outcome=%s", outcome)

    def _tell_delay(self, messages: Sequence[Message]) -> None:
        self._delays.add([message.received_at for message in messages], self._clock())

    def _in_one_transaction(
        self, readings: Sequence[Reading | Series], dead_letters: Sequence[DeadLetter]
    ) -> Outcome:
        return self._database.use(lambda conn: store_batch(conn, readings, dead_letters))


def _full(source: str, count: int) -> DeadLetter:
    """The readings of a source that did not fit in the spool."""
    return DeadLetter(
        received_at=datetime.now(UTC),
        topic="",
        payload=b"",
        reason=RejectionReason.SPOOL_FULL,
        detail=f"'{count}' readings at QoS 0 came while the database was away, and the spool full",
        source=source,
        count=count,
    )
