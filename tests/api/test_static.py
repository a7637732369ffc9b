"""The page is always fresh, its hashed files are kept, and nothing outside its folder is served."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.fix_api import serving
from tests.fix_db import Database
from tests.fix_sun import street
from twin.store.areas import save_area


@pytest.fixture(scope="module")
def page(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A served folder with a page, a hashed script and its compressed sibling."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "secret.txt").write_text("not for the web")
    web = folder / "dist"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<title>Twin</title>")
    (web / "meter.html").write_text("<title>Meter</title>")
    (web / "assets" / "app-1a2b.js").write_text("plain")
    (web / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(b"from the sibling"))
    with (
        serving(module_database.api, web_dir=Path(web)) as url,
        httpx.Client(base_url=url) as client,
    ):
        yield client


def test_the_page_is_asked_for_again_each_time(page: httpx.Client) -> None:
    answer = page.get("/")
    assert answer.text == "<title>Twin</title>"
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"


def test_one_page_shows_each_sensor_by_its_address(page: httpx.Client) -> None:
    for address in ("/meter", "/meter/kit-1", "/meter/lucht_2.b"):
        assert page.get(address).text == "<title>Meter</title>"
    for address in ("/meter/", "/meter/kit/1", "/meter/Kit", "/meter/a%2F..%2Fb"):
        assert page.get(address).status_code == 404, address


def test_a_page_says_without_its_body_what_it_would_answer(page: httpx.Client) -> None:
    asked, seen = page.head("/"), page.get("/")
    assert asked.status_code == 200
    assert asked.content == b""
    assert asked.headers["content-length"] == str(len(seen.content))


def test_a_hashed_file_is_kept_and_sent_compressed(page: httpx.Client) -> None:
    answer = page.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"})
    assert answer.text == "from the sibling"
    assert "javascript" in answer.headers["content-type"]
    assert "immutable" in answer.headers["cache-control"]
    plain = page.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == "plain"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "//etc/passwd"]
)
def test_nothing_outside_the_folder_is_served(page: httpx.Client, path: str) -> None:
    answer = page.get(path)
    assert answer.status_code == 404
    assert "not for the web" not in answer.text


def test_the_api_is_served_beside_the_page(page: httpx.Client) -> None:
    assert page.get("/healthz").json()["status"] == "ok"
    assert page.get("/api/v1/nothing").headers["content-type"] == "application/problem+json"


def test_the_first_page_names_what_its_picture_takes(
    page: httpx.Client, module_database: Database
) -> None:
    area = street()
    with psycopg.connect(module_database.owner) as conn:
        save_area(conn, area, "test")
        conn.commit()
    scene = page.get(f"/api/v1/areas/{area.id}/scene")
    layers = scene.json()["deck"]["layers"]
    meshes = [layer["scenegraph"] for layer in layers if "scenegraph" in layer]
    link = page.get(f"/?gebied={area.id}").headers["link"]
    named = re.findall(r"<([^>]+)>; rel=preload; as=fetch; crossorigin", link)
    assert set(named) == {f"/api/v1/areas/{area.id}/scene", *meshes} - {
        each for each in meshes if "trees" in each
    }
    assert [page.get(each).status_code for each in named] == [200] * len(named)
    assert page.get(f"/?gebied={area.id}&plan=x&toon=nu").headers["link"] == link
    for other in (f"/?gebied={area.id}&plan=x", "/?gebied=weg", f"/meter?gebied={area.id}"):
        assert "link" not in page.get(other).headers, other
