"""Why readings are refused, in plain words; codes and counting are those of the ledger."""

from __future__ import annotations

from twin.api.shapes import Both
from twin.model import RejectionReason

WORDS: dict[RejectionReason, Both] = {
    RejectionReason.UNKNOWN_TOPIC: Both(
        nl="Gestuurd naar een adres dat wij niet kennen",
        en="Sent to an address that we do not know",
    ),
    RejectionReason.NOT_JSON: Both(
        nl="Niet te lezen: het bericht is stuk of geen JSON",
        en="Unreadable: the message is broken or no JSON",
    ),
    RejectionReason.WRONG_SHAPE: Both(
        nl="Het bericht heeft een andere vorm dan afgesproken",
        en="The message has another form than agreed",
    ),
    RejectionReason.TOO_LARGE: Both(nl="Het bericht is te groot", en="The message is too large"),
    RejectionReason.BAD_TIME: Both(
        nl="De tijd ontbreekt of kan niet kloppen", en="The time is missing or cannot be right"
    ),
    RejectionReason.NOT_A_NUMBER: Both(
        nl="De waarde is geen getal", en="The value is not a number"
    ),
    RejectionReason.UNKNOWN_QUANTITY: Both(
        nl="Wij weten niet wat er gemeten is", en="We do not know what was measured"
    ),
    RejectionReason.UNKNOWN_UNIT: Both(
        nl="De eenheid past niet bij wat er gemeten is",
        en="The unit does not fit what was measured",
    ),
    RejectionReason.UNKNOWN_THING: Both(
        nl="Van een sensor die nog niet is aangemeld",
        en="From a sensor that is not registered yet",
    ),
    RejectionReason.UNKNOWN_DATASTREAM: Both(
        nl="De sensor is bekend, maar niet dat hij dit meet",
        en="The sensor is known, but not that it measures this",
    ),
    RejectionReason.UNKNOWN_PROFILE: Both(
        nl="Wij weten niet hoe we dit soort sensor moeten lezen",
        en="We do not know how to read this kind of sensor",
    ),
    RejectionReason.NO_READING: Both(
        nl="Er staat geen meting in het bericht", en="There is no measurement in the message"
    ),
    RejectionReason.WRONG_ADDRESS: Both(
        nl="Gestuurd via het adres van een andere sensor",
        en="Sent by way of another sensor's address",
    ),
    RejectionReason.RETIRED: Both(
        nl="Van een sensor die is gestopt", en="From a sensor that has been retired"
    ),
    RejectionReason.EXPIRED: Both(
        nl="Ouder dan we metingen van deze sensor mogen bewaren",
        en="Older than we may keep measurements of this sensor",
    ),
    RejectionReason.UNSTORABLE: Both(
        nl="De database weigerde de meting", en="The database refused the reading"
    ),
    RejectionReason.SPOOL_FULL: Both(nl="De wachtruimte was vol", en="The waiting room was full"),
}
UNNAMED = Both(nl="Andere reden", en="Another reason")
"""For a reason that an older or newer version of the twin counted."""


def words(reason: str) -> Both:
    """A reason as it stands in the ledger, in words."""
    known = {str(one): said for one, said in WORDS.items()}
    return known.get(reason, UNNAMED)
