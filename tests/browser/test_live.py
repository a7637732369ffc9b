"""The page while the API is killed and comes back: nothing to click, nothing missed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.fix_browser import DRAWN, Site
from tests.fix_processes import until
from twin.embedded.ports import free_port

pytestmark = pytest.mark.timeout(400)


@contextmanager
def served(site: Site, port: int, data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`twin serve` as a process of its own, killed without a word at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "twin", "serve", "--port", str(port)],
        env=os.environ | {"TWIN_DATABASE_URL": site.database.api, "TWIN_DATA_DIR": str(data_dir)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def answers() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == httpx.codes.OK
        except httpx.TransportError:
            assert process.poll() is None, "the API ended by itself"
            return False

    try:
        until(answers, "the API answers", 120)
        yield process
    finally:
        process.kill()
        process.wait()


def test_values_go_on_after_the_api_was_killed_and_came_back(
    page: Page, site: Site, tmp_path: Path
) -> None:
    port = free_port()
    mark = page.locator(".mark[data-thing=kit-1]")
    lost = page.locator("#live-lost")
    with served(site, port, tmp_path):
        page.goto(f"http://127.0.0.1:{port}/?moment=2026-06-21T13:00&meting=pm25")
        page.wait_for_selector(DRAWN, state="attached")
        expect(mark).to_contain_text("µg/m³", timeout=60_000)
        expect(lost).to_be_hidden()
        before = page.url
    expect(lost).to_be_visible(timeout=60_000)
    expect(mark).to_contain_text("µg/m³")  # the last known value stays
    site.measure("kit-1", "pm25", 61.7)
    with served(site, port, tmp_path):
        expect(lost).to_be_hidden(timeout=60_000)
        expect(mark).to_contain_text("61,7", timeout=60_000)  # measured while it was away
        site.measure("kit-1", "pm25", 58.3)
        expect(mark).to_contain_text("58,3", timeout=60_000)
    assert page.url == before  # the camera kept its place
