"""Every failure has one shape and says what happened, with the offending value and a hint."""

from __future__ import annotations

import pytest

from tests.fix_api import Api, serving
from tests.fix_db import Database
from twin.api.problems import MEDIA_TYPE, Problem
from twin.errors import DatabaseAway


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/api/v1/areas/atlantis", 404, "'atlantis'"),
        ("/api/v1/areas/atlantis/scene", 404, "'atlantis'"),
        ("/api/v1/areas/{area}/buildings/0164000000000000", 404, "'0164000000000000'"),
        ("/api/v1/areas/{area}/buildings?limit=0", 400, "'0'"),
        ("/api/v1/areas/{area}/buildings?limit=99999999", 400, "'99999999'"),
        ("/api/v1/areas/{area}/buildings?crs=EPSG:4326", 400, "'EPSG:4326'"),
        ("/api/v1/areas/{area}/sun?date=2026-13-01", 400, "'2026-13-01'"),
        ("/api/v1/areas/{area}/sun", 400, "date"),
        ("/api/v1/areas/{area}/scene/clouds.glb", 404, "'clouds'"),
        ("/api/v1/things/nobody", 404, "'nobody'"),
        ("/api/v1/datastreams/999999", 404, "'999999'"),
        ("/api/v1/datastreams/99999999999999999999999", 404, "'99999999999999999999999'"),
        ("/api/v1/datastreams/one", 400, "'one'"),
        ("/api/v1/datastreams/{pm25}/observations?interval=week", 400, "'week'"),
        ("/api/v1/datastreams/{pm25}/observations?from=2026-11-22T10:00:00", 400, "from"),
        (
            "/api/v1/datastreams/{pm25}/observations"
            "?from=2026-11-22T10:00:00Z&to=2026-11-21T10:00:00Z",
            400,
            "2026-11-22T10:00:00",
        ),
        (
            "/api/v1/datastreams/{pm25}/observations"
            "?from=1900-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&interval=hour",
            400,
            "days are too many",
        ),
        ("/api/v1/datastreams/{pm25}/observations?cursor=later", 400, "'later'"),
        ("/api/v1/datastreams/{pm25}/observations?to=0001-01-01T00:00:00Z", 400, "0001-01-01"),
        ("/api/v1/datastreams/{pm25}/observations?from=9999-12-31T23:59:59Z", 400, "9999-12-31"),
        (
            "/api/v1/datastreams/{pm25}/observations?cursor=0001-01-01T00:00:00%2B02:00",
            400,
            "'cursor'",
        ),
        ("/api/v1/datastreams?cursor=%C2%B2", 400, "'²'"),
        ("/api/v1/things?area=%00", 400, "area"),
        ("/api/v1/observations/latest?area=a%00b", 400, "area"),
        ("/api/v1/live?area=Delft!", 400, "'Delft!'"),
        ("/api/v1/areas/%00", 404, "area"),
        ("/%00", 404, "nothing is at"),
        ("/api/v2/areas", 404, "'/api/v2/areas'"),
    ],
)
def test_a_bad_question_gets_a_problem_that_names_the_value(
    api: Api, path: str, status: int, told: str
) -> None:
    area = api.client.get("/api/v1/areas").json()["items"][0]["id"]
    answer = api.client.get(path.format(area=area, pm25=api.pm25))
    assert answer.status_code == status
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate_json(answer.content)
    assert problem.status == status
    assert told in problem.detail
    assert problem.hint


def test_a_method_that_is_not_there_is_a_problem_too(api: Api) -> None:
    answer = api.client.delete("/api/v1/areas")
    assert answer.status_code == 405
    assert "DELETE" in Problem.model_validate_json(answer.content).detail
    assert answer.headers["allow"] == "GET"


def test_an_empty_twin_says_what_is_missing(database: Database) -> None:
    import httpx

    with serving(database.api) as url:
        answer = httpx.get(f"{url}/readyz")
        assert answer.status_code == 503
        told = answer.json()
        assert told["database"]["ready"]
        assert "twin area load" in told["area"]["told"]
        assert "twin ingest" in told["ingest"]["told"]


def test_a_database_that_is_away_at_the_start_is_told() -> None:
    import asyncio

    from twin.api.app import ApiConfig, build_app
    from twin.embedded.ports import free_port

    address = f"postgresql://twin:secret@127.0.0.1:{free_port()}/twin"
    app = build_app(ApiConfig(database_url=address, default_area=None, web_dir=None))

    async def start() -> None:
        async with app.router.lifespan_context(app):
            raise AssertionError("it must not start")

    with pytest.raises(DatabaseAway, match="cannot be used") as away:
        asyncio.run(start())
    assert "secret" not in str(away.value)
