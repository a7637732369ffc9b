"""Every page and state is whole for who sees little, has a narrow screen or uses no mouse.

WCAG 2.2 AA, as far as a machine can tell: axe finds nothing by day and in the evening; at 320
pixels and at 200 % zoom nothing is cut off and no page scrolls sideways; and wherever the focus
goes it can be seen and nothing covers it. `looks.js` has what axe does not look for.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.states import STATES, State, shown
from tests.fix_planned import AXE
from tests.fix_states import Stage

pytestmark = pytest.mark.timeout(400)
LOOKS = Path(__file__).with_name("looks.js")
NARROW: ViewportSize = {"width": 320, "height": 640}
ZOOMED: ViewportSize = {"width": 640, "height": 400}
"""A laptop of 1280 by 800 at 200 % zoom."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *, scheme: str) -> list[str]:
    """What axe finds wrong; in the evening only with colours, the rest being the same."""
    page.emulate_media(color_scheme="light" if scheme == "day" else "dark")
    only = (
        {"type": "tag", "values": RULES}
        if scheme == "day"
        else {"type": "rule", "values": ["color-contrast"]}
    )
    found = page.evaluate(
        "(only) => axe.run(document, { runOnly: only, resultTypes: ['violations'] })", only
    )
    return [
        f"{each['id']} ({scheme}): {node['html'][:160]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_everybody_can_see_reach_and_read_all_of_it(
    traveller: Page, stage: Stage, state: State
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run 'npm ci' in frontend")
    page = traveller
    page.set_viewport_size(NARROW)
    faults: list[str] = []
    with shown(page, stage, state):
        page.evaluate(AXE.read_text())
        page.evaluate(LOOKS.read_text())
        faults += violations(page, scheme="evening") + violations(page, scheme="day")
        faults += page.evaluate("looks.cutOff()")
        page.set_viewport_size(ZOOMED)
        faults += [f"zoomed: {each}" for each in page.evaluate("looks.cutOff()")]
        page.keyboard.press("Tab")  # from now on the browser shows where the focus is
        faults += page.evaluate("looks.unseenFocus()")
    assert faults == []
