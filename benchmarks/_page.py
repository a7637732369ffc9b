"""A page of the twin in headless Chromium, for benchmarks: opened and turned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.fix_browser import ARGUMENTS, executable

Prepare = Callable[[BrowserContext, Page], None]
STEPS = 60
"""Movements of the pointer while the camera turns."""
_DRAWN = """() => new Promise((drawn) => new PerformanceObserver((_, observer) => {
  const [mark] = performance.getEntriesByName("twin:first-picture");
  if (mark) { observer.disconnect(); drawn(mark.startTime / 1000); }
}).observe({ type: "mark", buffered: true }))"""
_COUNT = """() => {
  const times = (window.frameTimes = []);
  const next = (time) => { times.push(time); requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""


@contextmanager
def browser() -> Iterator[BrowserContext]:
    """A browser that just started, on a laptop, without a GPU."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(playwright), args=["--headless=new", *ARGUMENTS]
        )
        yield browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl-NL")
        browser.close()


@contextmanager
def opened(
    context: BrowserContext, address: str, prepare: Prepare = lambda context, page: None
) -> Iterator[tuple[Page, float]]:
    """A page with its first picture, and the seconds that took; `prepare` changes it beforehand."""
    page = context.new_page()
    prepare(context, page)
    page.goto(address, wait_until="commit")
    seconds: float = page.evaluate(_DRAWN)
    yield page, seconds
    page.close()


def settled(page: Page) -> None:
    """Let the page draw its edges and shadows, or that would count for what follows."""
    page.wait_for_timeout(4000)


def turned(page: Page) -> list[float]:
    """Moments of the frames while the camera turns, in milliseconds; nothing may poll meanwhile."""
    page.mouse.move(700, 450)
    page.mouse.down(button="right")
    page.evaluate(_COUNT)
    for step in range(STEPS):
        page.mouse.move(700 + step * 6, 450 - step)
    times: list[float] = page.evaluate("window.frameTimes")
    page.mouse.up(button="right")
    return times
