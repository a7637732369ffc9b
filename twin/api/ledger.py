"""The books of ingest: what came in equals what was stored, duplicate or refused."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel, Field

from twin.api.context import Database
from twin.api.problems import responses
from twin.store.ledger import LedgerRow, totals

router = APIRouter(prefix="/api/v1", tags=["ledger"])


class Account(BaseModel):
    """Running totals in readings; `received` = `stored` + `duplicate` + all of `rejected`."""

    received: int = Field(examples=[1000])
    stored: int = Field(examples=[990])
    duplicate: int = Field(examples=[7])
    rejected: dict[str, int] = Field(description="By reason.", examples=[{"not_json": 3}])
    balanced: bool = Field(description="Whether the sum holds.", examples=[True])


class Ledger(BaseModel):
    """The totals, and the same per source."""

    total: Account
    sources: dict[str, Account]


@router.get(
    "/ledger",
    summary="Every reading accounted for",
    responses=responses(HTTPStatus.SERVICE_UNAVAILABLE),
)
def ledger(conn: Database) -> Ledger:
    """What came in since the beginning and what became of it, counted with the data itself.

    Readings are counted, not messages; a message that cannot be read counts as one.
    """
    rows = totals(conn)
    sources = sorted({row.source for row in rows})
    return Ledger(
        total=account(rows),
        sources={
            source: account([row for row in rows if row.source == source]) for source in sources
        },
    )


def account(rows: list[LedgerRow]) -> Account:
    """Rows of the ledger as one account."""
    sums = {
        outcome: sum(row.count for row in rows if row.outcome == outcome)
        for outcome in ("received", "stored", "duplicate", "rejected")
    }
    rejected: dict[str, int] = {}
    for row in rows:
        if row.outcome == "rejected":
            rejected[row.reason] = rejected.get(row.reason, 0) + row.count
    return Account(
        received=sums["received"],
        stored=sums["stored"],
        duplicate=sums["duplicate"],
        rejected=rejected,
        balanced=sums["received"] == sums["stored"] + sums["duplicate"] + sums["rejected"],
    )
