"""The books of ingest: what came in was stored, came twice, was refused, or waits."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field

from twin.api.context import Database
from twin.api.problems import responses
from twin.store.ledger import LedgerRow, totals
from twin.store.pool import Connection
from twin.store.workers import workers

router = APIRouter(prefix="/api/v1", tags=["ledger"])


class Account(BaseModel):
    """Running totals in readings.

    `received` = `stored` + `duplicate` + all of `rejected` + `waiting`.
    """

    received: int = Field(examples=[1002])
    stored: int = Field(examples=[990])
    duplicate: int = Field(examples=[7])
    rejected: dict[str, int] = Field(description="By reason.", examples=[{"not_json": 3}])
    waiting: int = Field(
        description="Came in and waits for the database, as workers told last.", examples=[2]
    )
    missing: int = Field(
        description="Received and not accounted for: 0, or something is wrong.", examples=[0]
    )
    balanced: bool = Field(description="Whether `missing` is 0.", examples=[True])
    expired: int = Field(
        description="Of what was stored, deleted since its retention had passed. Beside the sum.",
        examples=[0],
    )


class Ledger(BaseModel):
    """The totals, and the same per source."""

    total: Account
    sources: dict[str, Account] = Field(
        description="By how it came in: `mqtt:native`, `mqtt:ttn`, `http:sensorthings` and so on; "
        "`mqtt` is what no decoder knew."
    )


@router.get(
    "/ledger",
    summary="Every reading accounted for",
    responses=responses(HTTPStatus.SERVICE_UNAVAILABLE),
)
def ledger(conn: Database) -> Ledger:
    """What came in since the beginning and what became of it, counted with the data itself.

    Readings are counted, not messages; a message that cannot be read counts as one. A refused
    reading that is stored later moves from `rejected` to `stored`.
    """
    return books(conn)


def books(conn: Connection) -> Ledger:
    """The ledger as it is now."""
    rows, waiting = totals(conn), _waiting(conn)
    sources = sorted({row.source for row in rows} | waiting.keys())
    return Ledger(
        total=account(rows, sum(waiting.values())),
        sources={
            source: account([row for row in rows if row.source == source], waiting.get(source, 0))
            for source in sources
        },
    )


def account(rows: list[LedgerRow], waiting: int) -> Account:
    """Rows of the ledger as one account, with `waiting` readings that are not in it yet."""
    rejected: dict[str, int] = {}
    for row in rows:
        if row.outcome == "rejected" and row.count:
            rejected[row.reason] = rejected.get(row.reason, 0) + row.count
    counted = _sum(rows, "received")
    stored, duplicate = _sum(rows, "stored"), _sum(rows, "duplicate")
    missing = counted - stored - duplicate - sum(rejected.values())
    return Account(
        received=counted + waiting,
        stored=stored,
        duplicate=duplicate,
        rejected=rejected,
        waiting=waiting,
        missing=missing,
        balanced=missing == 0,
        expired=_sum(rows, "expired"),
    )


def _sum(rows: list[LedgerRow], outcome: str) -> int:
    return sum(row.count for row in rows if row.outcome == outcome)


def _waiting(conn: Connection) -> Mapping[str, int]:
    """What all workers told that they hold, by source."""
    waiting: dict[str, int] = {}
    for worker in workers(conn):
        for source, count in worker.waiting.items():
            waiting[source] = waiting.get(source, 0) + count
    return waiting
