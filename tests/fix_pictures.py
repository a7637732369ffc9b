"""Pictures of pages, held against those that somebody looked at and blessed.

The measure: both pictures are made as small as the blessed one is kept (which averages smooth edges
away), `pixelmatch` finds the pixels that differ by more than `THRESHOLD` of all contrast and are no
smoothed edge, and these are counted in squares of `SQUARE` pixels. A picture is as blessed when no
square has more than `MOST` of its pixels different: a word that changed fills a part of one square,
while noise of drawing is spread over all.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.fix_browser import WEB
from tests.fix_processes import until

BLESSED = Path(__file__).parent / "pictures"
TAKEN = Path(__file__).parents[1] / ".artifacts" / "pictures"
PIXELMATCH = WEB.parent / "node_modules" / "pixelmatch" / "index.js"
COMPARE = Path(__file__).parent / "browser" / "compare.js"
THRESHOLD = 0.12
SQUARE = 24
MOST = 0.08
PATIENCE = 45
"""Seconds for what comes a frame later: shadows, edges, sharpness."""


@dataclass(frozen=True)
class Gallery:
    """Where pictures are compared: `judge` is an empty page that does the sums."""

    judge: Page
    bless: bool

    def same(self, page: Page, name: str, scale: float) -> bool:
        """Whether the page looks as it was blessed under `name`, kept at `scale` of its size."""
        taken = self._shot(page, scale)
        TAKEN.mkdir(parents=True, exist_ok=True)
        (TAKEN / f"{name}.webp").write_bytes(base64.b64decode(taken))
        difference = TAKEN / f"{name}-difference.png"
        difference.unlink(missing_ok=True)
        kept = BLESSED / f"{name}.webp"
        found = self._difference(kept, taken) if kept.exists() else ""
        if found:
            difference.write_bytes(base64.b64decode(found))
        return kept.exists() and not found

    def hold(self, page: Page, name: str, scale: float) -> None:
        """Fail unless the page looks as blessed, soon; when blessing, keep what it looks like."""
        if not self.bless:
            if not BLESSED.exists():
                pytest.skip("no picture is blessed yet: look at the pages, and run 'make bless'")
            until(
                lambda: self.same(page, name, scale),
                f"'{name}' looks as blessed. Look at {TAKEN.name}/{name}.webp and"
                f" {name}-difference.png beside it; if it is as it should be: make bless",
                PATIENCE,
            )
            return
        now = self._shot(page, scale)
        for _ in range(PATIENCE):  # shadows, edges and sharpness come after the first picture
            page.wait_for_timeout(1000)
            before, now = now, self._shot(page, scale)
            if before == now:
                break
        BLESSED.mkdir(exist_ok=True)
        kept = BLESSED / f"{name}.webp"
        if not kept.exists() or self._difference(kept, now):
            kept.write_bytes(base64.b64decode(now))

    def _shot(self, page: Page, scale: float) -> str:
        return self._sum("compare.small", _told(page.screenshot(animations="disabled")), scale)

    def _difference(self, kept: Path, taken: str) -> str:
        """A picture of the differences; nothing when there are none that count."""
        limits = {"threshold": THRESHOLD, "square": SQUARE, "most": MOST}
        return self._sum("compare.differs", _told(kept.read_bytes()), taken, limits)

    def _sum(self, function: str, *told: object) -> str:
        said: str = self.judge.evaluate(f"(told) => {function}(...told)", list(told))
        return said


def _told(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Keep pictures as they are now."""
    parser.addoption("--bless", action="store_true", help="bless the pictures of pages as they are")


@pytest.fixture(scope="module")
def gallery(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Gallery]:
    """The blessed pictures, and the means to compare with them."""
    if not PIXELMATCH.exists():
        pytest.skip("pixelmatch is not installed: run 'npm ci' in frontend")
    context = browser.new_context()
    judge = context.new_page()
    source = f"data:text/javascript;base64,{_told(PIXELMATCH.read_bytes())}"
    judge.evaluate(f"import({json.dumps(source)}).then((one) => (window.pixelmatch = one.default))")
    judge.evaluate(COMPARE.read_text())
    bless = request.config.getoption("--bless")
    blessed_with = BLESSED / "chromium.txt"
    if bless:
        BLESSED.mkdir(exist_ok=True)
        blessed_with.write_text(f"{browser.version}\n")
    elif blessed_with.exists() and (with_ := blessed_with.read_text().strip()) != browser.version:
        pytest.skip(
            f"the pictures were blessed with Chromium {with_}, and this is {browser.version}: "
            "it may draw letters otherwise. Look at the pages, and run 'make bless'"
        )
    yield Gallery(judge, bless)
    context.close()
