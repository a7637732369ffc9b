"""Numbers for Prometheus: the books of ingest, and how its workers are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from twin.api.context import Database, Now
from twin.api.ledger import Ledger, books
from twin.api.problems import responses
from twin.store.ledger import LedgerRow, totals
from twin.store.workers import BOUNDS, WorkerBeat, workers

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    summary="Numbers for Prometheus",
    responses=responses(HTTPStatus.SERVICE_UNAVAILABLE)
    | {200: {"content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}}}},
    response_class=Response,
)
def metrics(conn: Database, now: Now) -> Response:
    """The ledger by source, outcome and reason, and the ingest workers, in Prometheus' format."""
    registry = CollectorRegistry()
    registry.register(_Books(totals(conn), books(conn)))
    registry.register(_Workers(workers(conn), now))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Books(Collector):
    """The ledger; the numbers are the database's, not this process's."""

    def __init__(self, rows: list[LedgerRow], ledger: Ledger) -> None:
        self._rows, self._ledger = rows, ledger

    def collect(self) -> Iterable[Metric]:
        readings = CounterMetricFamily(
            "twin_readings", "Readings by source and what became of them",
            labels=["source", "outcome", "reason"],
        )  # fmt: skip
        for row in self._rows:
            readings.add_metric([row.source, row.outcome, row.reason], row.count)
        waiting = GaugeMetricFamily(
            "twin_readings_waiting", "Readings that came in and wait for the database",
            labels=["source"],
        )  # fmt: skip
        missing = GaugeMetricFamily(
            "twin_readings_missing", "Readings received and not accounted for; 0 is right",
            labels=["source"],
        )  # fmt: skip
        for source, account in self._ledger.sources.items():
            waiting.add_metric([source], account.waiting)
            missing.add_metric([source], account.missing)
        return readings, waiting, missing


class _Workers(Collector):
    """What each ingest worker told last."""

    def __init__(self, beats: list[WorkerBeat], now: datetime) -> None:
        self._beats, self._now = beats, now

    def collect(self) -> Iterable[Metric]:
        connected = GaugeMetricFamily(
            "twin_ingest_connected", "Whether an ingest worker has its broker", labels=["worker"]
        )
        age = GaugeMetricFamily(
            "twin_ingest_beat_age_seconds", "Since an ingest worker last gave a sign of life",
            labels=["worker"],
        )  # fmt: skip
        received = CounterMetricFamily(
            "twin_ingest_received", "Readings that a worker received since it started",
            labels=["worker"],
        )  # fmt: skip
        stored = CounterMetricFamily(
            "twin_ingest_stored", "Readings that a worker stored since it started",
            labels=["worker"],
        )  # fmt: skip
        waiting = GaugeMetricFamily(
            "twin_ingest_waiting", "Readings that wait with a worker", labels=["worker"]
        )
        delays = HistogramMetricFamily(
            "twin_ingest_delay_seconds", "From receiving a message to its commit",
            labels=["worker"],
        )  # fmt: skip
        for beat in self._beats:
            connected.add_metric([beat.id], beat.connected)
            age.add_metric([beat.id], (self._now - beat.at).total_seconds())
            received.add_metric([beat.id], beat.received)
            stored.add_metric([beat.id], beat.stored)
            waiting.add_metric([beat.id], sum(beat.waiting.values()))
            within = zip(map(str, BOUNDS), beat.delays.within, strict=True)
            delays.add_metric(
                [beat.id], [*within, ("+Inf", beat.delays.count)], beat.delays.seconds
            )
        return connected, age, received, stored, waiting, delays
