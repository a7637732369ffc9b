"""Which conformance classes of OGC API Features are met, which are not, and why.

`/ogc/features/conformance` tells it to programs and `docs/features.md` to people; a test keeps the
two and this list the same. Reference: OGC 17-069r4, 18-058r1 and 19-079r2.
"""

from __future__ import annotations

_SPEC = "http://www.opengis.net/spec/ogcapi-features-"

MET: tuple[str, ...] = (
    f"{_SPEC}1/1.0/conf/core",
    f"{_SPEC}1/1.0/conf/oas30",
    f"{_SPEC}1/1.0/conf/geojson",
    f"{_SPEC}1/1.0/conf/html",
    f"{_SPEC}2/1.0/conf/crs",
    f"{_SPEC}3/1.0/conf/queryables",
    f"{_SPEC}3/1.0/conf/queryables-query-parameters",
)

NOT_MET: dict[str, str] = {
    f"{_SPEC}1/1.0/conf/gmlsf0": "GeoJSON is what programs ask for",
    f"{_SPEC}1/1.0/conf/gmlsf2": "see gmlsf0",
    f"{_SPEC}3/1.0/conf/filter": "no CQL2: filter by the value of a property, by place, or with "
    "the GeoPackage of `twin export`",
    f"{_SPEC}3/1.0/conf/features-filter": "see filter",
    f"{_SPEC}4/1.0/conf/create-replace-delete": "an area comes from its sources and is never "
    "edited here; what-if is for scenarios",
}
