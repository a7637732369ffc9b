"""What a plan does to the sun is written as a page, as JSON to verify, and as pictures."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import psycopg
import pytest
from pypdf import PdfReader

from tests.cli.test_commands import twin
from tests.fix_db import Database
from tests.fix_sun import EDITS, street
from tests.store import made
from twin.model import Scenario
from twin.store.areas import save_area
from twin.store.scenarios import Author, create


@pytest.fixture
def environment(database: Database, tmp_path: Path) -> dict[str, str]:
    """A database with a street and a plan for a tower in it."""
    with psycopg.connect(database.owner, autocommit=True) as conn:
        save_area(conn, street(), "v1")
        create(conn, Scenario("toren", "getekend", "Toren", edits=EDITS), Author("t", made.NOON))
    return {
        "TWIN_DATABASE_URL": database.owner,
        "TWIN_DATA_DIR": str(tmp_path / "data"),
        "TWIN_SIM_WORKERS": "1",
    }


def test_a_certificate_is_written_and_anyone_can_verify_it(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file, page = tmp_path / "zonbewijs.json", tmp_path / "zonbewijs.pdf"
    asked = ("scenario", "certificate", "toren", "--address", "straat 2", "--out")
    written = twin(*asked, str(page), **environment)
    assert written.returncode == 0, written.stderr
    reader = PdfReader(io.BytesIO(page.read_bytes()))
    assert len(reader.pages) == 1
    # The page carries the document that it was made of.
    ((attached,),) = reader.attachments.values()
    file.write_bytes(attached)
    verified = twin("scenario", "verify", str(file), "--json", **environment)
    assert verified.returncode == 0, verified.stderr
    assert {row["digits"] for row in json.loads(verified.stdout)} == {"the same"}

    told = json.loads(attached)
    assert told["subject"]["label"] == "Straat 2"

    unknown = twin(*asked[:4], "Straat 7", "--out", str(file), **environment)
    assert unknown.returncode == 1
    assert "no home of the plan or around it is called 'Straat 7'" in unknown.stderr
    assert "'Straat 1'" in unknown.stderr


def test_the_shadow_set_is_drawn_as_pictures(environment: dict[str, str], tmp_path: Path) -> None:
    drawn = twin("scenario", "shadows", "toren", "--out", str(tmp_path / "set"), **environment)
    assert drawn.returncode == 0, drawn.stderr
    pictures = sorted((tmp_path / "set").iterdir())
    assert len(pictures) == 24
    assert all(fromstring(each.read_text()).tag.endswith("svg") for each in pictures)
