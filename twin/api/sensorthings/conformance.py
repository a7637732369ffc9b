"""Which requirements of SensorThings 1.1 are met, which are not, and why.

The service root tells it to programs and `docs/sensorthings.md` to people; a test keeps the two and
this list the same. Reference: OGC 18-088, annex A.
"""

from __future__ import annotations

BASE = "http://www.opengis.net/spec/iot_sensing/1.1/req"

MET: tuple[str, ...] = (
    "datamodel/entity-control-information/common-control-information",
    "datamodel/thing/properties",
    "datamodel/thing/relations",
    "datamodel/location/properties",
    "datamodel/location/relations",
    "datamodel/historical-location/properties",
    "datamodel/historical-location/relations",
    "datamodel/datastream/properties",
    "datamodel/datastream/relations",
    "datamodel/sensor/properties",
    "datamodel/sensor/relations",
    "datamodel/observed-property/properties",
    "datamodel/observed-property/relations",
    "datamodel/observation/properties",
    "datamodel/feature-of-interest/properties",
    "datamodel/feature-of-interest/relations",
    "resource-path/resource-path-to-entities",
    "request-data/status-code",
    "request-data/query-status-code",
    "request-data/order",
    "request-data/expand",
    "request-data/select",
    "request-data/orderby",
    "request-data/top",
    "request-data/skip",
    "request-data/count",
    "request-data/filter",
    "request-data/built-in-filter-operations",
    "request-data/built-in-query-functions",
    "request-data/pagination",
    "create-update-delete/historical-location-auto-creation",
    "data-array/data-array",
    "create-observations-via-mqtt/observations-creation",
)

NOT_MET: dict[str, str] = {
    "datamodel/observation/relations": "an Observation of a thing whose place is unknown has no "
    "FeatureOfInterest; all others have exactly one",
    "create-update-delete/create-entity": "Observations only (with a key); things and datastreams "
    "are registered with a passport, by /api/v1/things or the file of `twin sensors import`",
    "create-update-delete/link-to-existing-entities": "Observations link to their Datastream only; "
    "their FeatureOfInterest is the place of the thing at that time",
    "create-update-delete/deep-insert": "nothing is made in passing: it would have no passport",
    "create-update-delete/deep-insert-status-code": "see deep-insert",
    "create-update-delete/update-entity": "what was measured is never changed, and things are "
    "changed where they are registered",
    "create-update-delete/update-entity-put": "see update-entity",
    "create-update-delete/update-entity-jsonpatch": "see update-entity",
    "create-update-delete/delete-entity": "nothing is deleted but by its stated retention",
    "create-update-delete/historical-location-manual-creation": "the history of places is kept by "
    "the database, and nobody can rewrite it",
    "batch-request/batch-request": "use $expand, $resultFormat=dataArray and CreateObservations",
    "multi-datastream/properties": "one datastream per quantity",
    "multi-datastream/relations": "one datastream per quantity",
    "multi-datastream/constraints": "one datastream per quantity",
    "receive-updates-via-mqtt/receive-updates": "the broker carries what devices send, before it "
    "is checked and without the rules of privacy; follow /api/v1/live instead",
}

REASONS = "https://github.com/gemeente-hengelo/twin/blob/main/docs/sensorthings.md#not-met"
"""Names our own entry in the settings of the server."""


def settings() -> dict[str, object]:
    """The `serverSettings` of the service root."""
    return {
        "conformance": [f"{BASE}/{name}" for name in MET],
        REASONS: {f"{BASE}/{name}": why for name, why in NOT_MET.items()},
    }
