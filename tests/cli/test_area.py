"""`twin area load` of places: over the network once, and without it ever after."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from tests.cli.test_commands import twin
from tests.fix_db import Database
from tests.standin.server import StandIn
from twin.cli.area import ensure_loaded
from twin.jobs.load_area import NoProgress
from twin.settings import read
from twin.store.pool import connect

ADDRESS = "Oude Delft 95, Delft"


@pytest.fixture
def environment(
    database: Database, loaded_stand_in: tuple[StandIn, str], stand_in: StandIn, tmp_path: Path
) -> dict[str, str]:
    """An empty database, a data directory of its own, and the stand-in for the network."""
    return {
        "TWIN_DATABASE_URL": database.owner,
        "TWIN_DATA_DIR": str(tmp_path),
        "TWIN_NETWORK_MIRROR": loaded_stand_in[1],
        "TWIN_NETWORK_CONTACT": "gis@hengelo.example",
    }


def test_an_address_is_downloaded_loaded_and_loaded_again_without_network(
    environment: dict[str, str], stand_in: StandIn, tmp_path: Path
) -> None:
    loaded = twin("area", "load", ADDRESS, "--radius", "50", "--json", **environment)
    assert loaded.returncode == 0, loaded.stderr
    rows = json.loads(loaded.stdout)
    sources = {row["name"]: row["why"] for row in rows if row["what"] == "source"}
    assert sources["BGT, Kadaster/PDOK"].startswith("of 2026-11-19, downloaded 20")
    assert any("3D BAG" in name for name in sources)
    assert all("gis@hengelo.example" in each.agent for each in stand_in.asked)
    assert (tmp_path / "areas" / "oude-delft-95-2611bc-delft-50m" / "sources.json").is_file()

    stand_in.asked.clear()
    words = ("area", "load", ADDRESS, "--radius", "50", "--offline", "--json")
    again = twin(*words, **environment)
    assert again.stdout == loaded.stdout
    assert stand_in.asked == []


def test_a_start_asks_once_where_its_area_is(
    environment: dict[str, str],
    stand_in: StandIn,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = read()
    there = partial(connect, database.owner, application="test")
    first = ensure_loaded(ADDRESS, settings, there, NoProgress())
    assert (first.row.id, first.how) == ("oude-delft-95-2611bc-delft-250m", "read")
    stand_in.asked.clear()
    again = ensure_loaded(ADDRESS, settings, there, NoProgress())
    assert (again.row.id, again.how) == (first.row.id, "unchanged")
    shutil.rmtree(settings.places.data_dir / "areas")
    assert "no longer there" in ensure_loaded(ADDRESS, settings, there, NoProgress()).how
    assert stand_in.asked == []


def test_what_cannot_be_loaded_is_one_line_with_a_hint(
    environment: dict[str, str], stand_in: StandIn
) -> None:
    for words, said, hint in (
        (["Dorpsstraat 1"], "2 places", "Vorden"),
        ([ADDRESS, "--offline"], "not downloaded before", "--offline"),
    ):
        ended = twin("area", "load", *words, **environment)
        assert ended.returncode == 1
        assert ended.stdout == ""
        assert said in ended.stderr
        assert hint in ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_mirror_is_an_address_of_http() -> None:
    ended = twin("settings", TWIN_NETWORK_MIRROR="ftp://mirror")
    assert "TWIN_NETWORK_MIRROR is 'ftp://mirror': must start with http://" in ended.stderr
