"""Which conformance classes of OGC API Processes are met, which are not, and why.

Reference: OGC 18-062r2 (Part 1: Core, 1.0).
"""

from __future__ import annotations

_SPEC = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"

MET: tuple[str, ...] = (
    f"{_SPEC}core",
    f"{_SPEC}ogc-process-description",
    f"{_SPEC}json",
    f"{_SPEC}oas30",
    f"{_SPEC}job-list",
    f"{_SPEC}dismiss",
)

NOT_MET: dict[str, str] = {
    f"{_SPEC}html": "people read `/api/v1/indicators` and the pages of docs/indicators",
    f"{_SPEC}callback": "this server calls nobody: a caller could have it call anything; poll the "
    "job, or follow `/api/v1/runs/{run}/events`",
}
