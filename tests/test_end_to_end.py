"""The main job as people meet it: `twin run`, a device that publishes, and a page that shows it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fix_browser import DRAWN
from tests.fix_mqtt import publish
from tests.fix_processes import until
from tests.fix_run import TwinRun

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "things.json"
KIT = {
    "id": "kit-1",
    "name": "Luchtmeter van de test",
    "origin": "real",
    "quantities": ["pm25"],
    "area": "delft",
    "longitude": 4.3657,
    "latitude": 52.0121,
    "height": 2.5,
}


@pytest.fixture
def delft(tmp_path: Path, shared: Path, twin_runs: list[TwinRun]) -> TwinRun:
    """`twin run` on the real buildings of Delft, with one registered kit and no simulator."""
    run = TwinRun(tmp_path / "data", "--no-simulator", "--area", str(shared / "delft"))
    twin_runs.append(run)
    run.wait_until_ready()
    things = tmp_path / "things.json"
    passport = json.loads(EXAMPLE.read_bytes())["passport"]
    things.write_text(json.dumps({"passport": passport, "things": [KIT]}))
    subprocess.run(
        [sys.executable, "-m", "twin", "sensors", "import", str(things)],
        env=os.environ | {"TWIN_DATA_DIR": str(tmp_path / "data")},
        check=True,
        timeout=120,
    )
    return run


def get(run: TwinRun, path: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}{path}", timeout=60) as answer:
        return json.load(answer)


@pytest.mark.timeout(400)
def test_a_published_message_changes_a_value_on_the_page(delft: TwinRun, page: Page) -> None:
    readiness = get(delft, "/readyz")
    assert readiness["ready"]
    assert readiness["database"]["engine"] == "PostgreSQL"

    def measure(value: float) -> None:
        reading = json.dumps({"t": datetime.now(UTC).isoformat(), "v": value})
        publish(f"mqtt://127.0.0.1:{delft.mqtt_port}", [("twin/v1/kit-1/pm25", reading)])

    page.goto(f"http://127.0.0.1:{delft.port}/")
    measure(8.1)
    row = page.get_by_role("row").filter(has_text="Luchtmeter van de test")
    expect(row).to_contain_text("8,1", timeout=30_000)
    page.wait_for_selector(DRAWN, timeout=60_000)
    measure(17.4)
    expect(row).to_contain_text("17,4", timeout=30_000)
    expect(row).to_contain_text("µg/m³")

    publish(f"mqtt://127.0.0.1:{delft.mqtt_port}", [("twin/v1/kit-1/pm25", "no JSON at all")])
    until(lambda: get(delft, "/api/v1/ledger")["total"]["received"] == 3, "the ledger has all")
    total = get(delft, "/api/v1/ledger")["total"]
    assert (total["stored"], total["rejected"], total["balanced"]) == (2, {"not_json": 1}, True)
    assert delft.interrupt() == 0
