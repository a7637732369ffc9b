"""Pages look as somebody blessed them: `tests/pictures`, kept anew by `make bless`.

The clock stands still and nothing moves, fonts come with the page, and the map is drawn by the
processor, so that a picture is the same on every machine with this browser. What is compared, and
how much may differ, is in `tests.fix_pictures`.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.states import LAPTOP, PHONE, STATES, WALL, State, shown
from tests.fix_pictures import Gallery
from tests.fix_states import Stage

pytestmark = pytest.mark.timeout(400)
KEPT = {PHONE: 1.0, LAPTOP: 0.5, WALL: 0.25}
"""At which part of its size a picture is kept: as sharp as is needed to see what changed."""
CASES = [
    pytest.param(state, size, id=f"{state.name}-{size[0]}")
    for state in STATES
    for size in state.pictures
]


@pytest.mark.parametrize(("state", "size"), CASES)
def test_it_looks_as_blessed(
    traveller: Page, stage: Stage, gallery: Gallery, state: State, size: tuple[int, int]
) -> None:
    page = traveller
    page.set_viewport_size({"width": size[0], "height": size[1]})
    with shown(page, stage, state):
        page.evaluate("document.fonts.ready")
        for image in page.locator("img").all():  # those of a home are drawn when asked for
            expect(image).to_have_js_property("complete", True, timeout=60_000)
        gallery.hold(page, f"{state.name}-{size[0]}", KEPT[size])
