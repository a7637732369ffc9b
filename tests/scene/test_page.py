from __future__ import annotations

import base64
import json
import runpy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.fix_db import Database
from twin.errors import ParameterInvalid
from twin.geo.crs import rd_to_lonlat
from twin.jobs.export_scene import export_scene
from twin.model import Area, Origin, Thing
from twin.scene.compose import Scene, SceneData, compose
from twin.store.areas import save_area
from twin.store.pool import connect
from twin.store.things import save_things

TODAY = date(2026, 11, 22)
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "notebook_scene.py"
LOADED = (
    "deckInstance.layerManager?.getLayers().length > 0 && "
    "deckInstance.layerManager.getLayers().every(layer => layer.isLoaded)"
)
# Software rendering on a busy machine: what takes a moment elsewhere may take long here.
pytestmark = pytest.mark.timeout(400)


def corner(area: Area) -> Area:
    """The buildings, surfaces and trees around the middle of an area: quick to draw."""
    near = area.boundary.centroid.buffer(120)
    return replace(
        area,
        boundary=near,
        buildings=tuple(b for b in area.buildings if b.footprint.intersects(near)),
        surfaces=tuple(s for s in area.surfaces if s.footprint.intersects(near)),
        trees=tuple(t for t in area.trees if t.position.intersects(near)),
    )


def a_thing(area: Area, name: str) -> Thing:
    centre = area.boundary.centroid
    ((longitude, latitude),) = rd_to_lonlat([(centre.x, centre.y)])
    return Thing(
        "kit-1", name, Origin.SYNTHETIC, ("pm25",), area.id, float(longitude), float(latitude), 3.0
    )


def spread(page: Page) -> tuple[int, list[float]]:
    """How many colours the picture has, and the mean red, green and blue of its middle."""
    picture = page.screenshot(timeout=120_000)
    found: dict[str, Any] = page.evaluate(
        """async (coded) => {
            const bytes = Uint8Array.from(atob(coded), c => c.charCodeAt(0));
            const image = await createImageBitmap(new Blob([bytes]));
            const canvas = new OffscreenCanvas(image.width, image.height);
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const area = [image.width * .3, image.height * .3, image.width * .4, image.height * .4];
            const { data } = context.getImageData(...area.map(Math.round));
            const seen = new Set(), mean = [0, 0, 0];
            for (let i = 0; i < data.length; i += 4) {
                seen.add(`${data[i] >> 3},${data[i + 1] >> 3},${data[i + 2] >> 3}`);
                for (let c = 0; c < 3; c++) mean[c] += data[i + c] * 4 / data.length;
            }
            return { seen: seen.size, mean };
        }""",
        base64.b64encode(picture).decode(),
    )
    return int(found["seen"]), [float(value) for value in found["mean"]]


def test_the_exported_page_draws_the_area_and_asks_nothing_of_any_network(
    database: Database, sample_area: Area, tmp_path: Path, browser: Browser
) -> None:
    area = corner(sample_area)
    with psycopg.connect(database.owner) as conn:
        save_area(conn, area, "test")
        save_things(conn, [a_thing(area, "</script><b>Kit & co")])
        conn.commit()
    file = tmp_path / "wijk.html"
    with connect(database.api, application="test") as conn:
        export_scene(conn, area.id, file, made_on=TODAY)

    asked: list[str] = []
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 640, "height": 440})
    try:
        page = context.new_page()
        page.set_default_timeout(120_000)

        def note(request: Request) -> None:
            if not request.url.startswith(("data:", "blob:")):
                asked.append(request.url)

        page.on("request", note)
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_function(LOADED)
        expect(page.get_by_text("verzonnen: deze buurt")).to_be_visible()
        expect(page.get_by_text("made up")).to_be_visible()
        expect(page.get_by_text(area.sources[0].attribution)).to_be_visible()
        expect(page.get_by_text("Gemaakt op 22 november 2026")).to_be_visible()
        expect(page.get_by_text("Hellend dak")).to_be_visible()
        page.wait_for_function("deckInstance.metrics.framesRedrawn > 1")
        colours, mean = spread(page)
    finally:
        context.close()
    assert colours > 25
    # Lit from above: were the sun upside down, all would be in its own shadow.
    assert max(mean) > 180
    assert complaints == []
    assert asked == [file.as_uri()]


def test_a_page_can_not_be_made_of_addresses(delft_area: Area, tmp_path: Path) -> None:
    by_address = compose(delft_area, SceneData({"ground": "/ground.glb"}, []))
    with pytest.raises(ParameterInvalid, match="'ground'") as told:
        by_address.to_html(tmp_path / "page.html", TODAY)
    assert "SceneData.inline" in told.value.hint
    rows = compose(delft_area, SceneData({}, "/things.json"))
    with pytest.raises(ParameterInvalid, match="'things'"):
        rows.to_html(tmp_path / "page.html", TODAY)


def test_names_are_text_in_the_page_and_never_tags(sample_area: Area, tmp_path: Path) -> None:
    area = replace(corner(sample_area), name="Wijk <b>& co")
    scene = compose(area, SceneData({}, [{"name": "</script><b>", "origin": "real"}]))
    scene.to_html(tmp_path / "page.html", TODAY)
    page = (tmp_path / "page.html").read_text()
    assert "<h1>Wijk &lt;b&gt;&amp; co</h1>" in page
    assert "</script><b>" not in page
    written = page[page.index("const jsonInput = ") :].removeprefix("const jsonInput = ")
    sent, _ = json.JSONDecoder().raw_decode(written)
    assert sent["layers"][0]["data"][0]["name"] == "</script><b>"


def test_the_notebook_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = runpy.run_path(str(EXAMPLE))
    assert isinstance(made["scene"], Scene)
    assert (tmp_path / "voorbeeldwijk.html").stat().st_size > 1_000_000
