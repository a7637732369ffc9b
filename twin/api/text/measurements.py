"""The books in words and a picture: where every measurement went."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from twin.api import reasons
from twin.api.context import Database, Now
from twin.api.ledger import Account, books
from twin.api.shapes import Both
from twin.api.text.flow import ribbons, source
from twin.api.text.render import Taal, page

router = APIRouter(include_in_schema=False)

_WAYS = {
    "mqtt:native": Both(
        nl="Sensoren met ons eigen bericht (MQTT)", en="Sensors with our own message (MQTT)"
    ),
    "mqtt:sensorthings": Both(nl="SensorThings (MQTT)", en="SensorThings (MQTT)"),
    "mqtt:ttn": Both(nl="LoRaWAN, via The Things Stack", en="LoRaWAN, by The Things Stack"),
    "mqtt:senml": Both(nl="SenML (MQTT)", en="SenML (MQTT)"),
    "mqtt": Both(nl="Niet herkend (MQTT)", en="Not recognised (MQTT)"),
    "http:sensorthings": Both(nl="SensorThings (HTTP)", en="SensorThings (HTTP)"),
}
_OUTCOMES = {
    "stored": (
        Both(nl="bewaard", en="stored"),
        Both(nl="Staat in de database. Aan de waarde veranderen we niets.",
             en="Is in the database. We change nothing about the value."),
    ),
    "duplicate": (
        Both(nl="dubbel", en="came twice"),
        Both(nl="Hadden we al. We bewaren hem maar één keer.",
             en="We had it already. We keep it only once."),
    ),
    "rejected": (
        Both(nl="geweigerd", en="refused"),
        Both(nl="Niet te lezen of niet te plaatsen. Met de reden bewaard.",
             en="Not readable or not known. Kept with the reason."),
    ),
    "waiting": (
        Both(nl="wacht", en="waiting"),
        Both(nl="Binnen, en wordt zo bewaard.", en="Has come in and will be stored shortly."),
    ),
}  # fmt: skip


@router.get("/tekst/metingen")
def measurements(conn: Database, now: Now, taal: Taal = "nl") -> HTMLResponse:
    """What came in and what became of it, for everybody to check."""
    ledger = books(conn)
    outcomes = _outcomes(ledger.total)
    return page(
        "metingen.html",
        taal,
        here="metingen",
        other="?taal=en" if taal == "nl" else "/tekst/metingen",
        now=now,
        total=ledger.total,
        outcomes=outcomes,
        words=_OUTCOMES,
        ribbons=ribbons(outcomes),
        block=source(outcomes),
        reasons=_reasons(ledger.total),
        sources=[
            (_WAYS.get(name, Both(nl=name, en=name)), account)
            for name, account in ledger.sources.items()
        ],
    )


def _outcomes(account: Account) -> list[tuple[str, int]]:
    return [
        ("stored", account.stored),
        ("duplicate", account.duplicate),
        ("rejected", sum(account.rejected.values())),
        ("waiting", account.waiting),
    ]


def _reasons(account: Account) -> list[tuple[Both, int]]:
    """Reasons in words, the most frequent first."""
    rejected = sorted(account.rejected.items(), key=lambda item: -item[1])
    return [(reasons.words(reason), count) for reason, count in rejected if count]
