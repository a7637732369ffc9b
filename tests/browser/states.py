"""Every page and state that people meet, each opened by its address and a few clicks.

What holds for all of them (`test_states.py`) is tried on this list, so a new room adds its states
here. `test_draw.py` comes to more states of drawing by doing what planners do. `{area}` and the
like are names of `tests.fix_states.Stage`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.fix_browser import DRAWN
from tests.fix_states import Stage

PHONE, LAPTOP, WALL = (360, 740), (1440, 900), (3840, 2160)
"""Sizes of which pictures are kept."""
BOTH = (PHONE, LAPTOP)


@dataclass(frozen=True)
class State:
    """A page in a state.

    Attributes
    ----------
    address
        From the root, with names of the stage.
    ready
        What is there once all of it is.
    clicks
        What is pressed to come to it, one after another.
    away
        Addresses that do not answer.
    webgl
        Whether the browser can draw a map.
    pictures
        Sizes of which a picture is kept.
    """

    name: str
    address: str
    ready: str
    clicks: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    webgl: bool = True
    pictures: tuple[tuple[int, int], ...] = ()


MAP = "/?gebied={area}&moment=2026-03-21T13:00"
PLAN = f"{MAP}&plan={{plan}}"
DRAFT = f"{MAP}&plan=schets&paneel=plannen"
HOME = "/verken?gebied={area}&plan={plan}&huis={home}"
EVENING = "gebied={area}&avond={evening}"
OUTCOME = "#outcome-sun-facades .figure__value"

STATES = (
    State("map", MAP, DRAWN, pictures=BOTH),
    State("map-english", f"{MAP}&taal=en", "#notice"),
    State("map-sensors", f"{MAP}&paneel=sensoren", "#sensor-table tbody tr"),
    State("map-legend", f"{MAP}&paneel=legenda", "#legend .swatches"),
    State("map-sensor", f"{MAP}&keuze=sensor:kit-1", "#facts twin-chart canvas"),
    State("map-building", f"{MAP}&keuze=gebouw:{{home}}", "#facts .utrecht-data-list"),
    State("map-plans", f"{MAP}&paneel=plannen", "#plan-list"),
    State("map-plan", f"{PLAN}&paneel=plannen", OUTCOME, pictures=(LAPTOP,)),
    State("map-plan-how", f"{PLAN}&paneel=plannen", OUTCOME, ("#outcome-sun-facades summary",)),
    State("map-outcome", f"{PLAN}&uitkomst=sun-facades:worst_change", "#result-legend"),
    State("map-plan-building", f"{PLAN}&keuze=gebouw:{{home}}", "#plan-building .mini"),
    State("map-line", f"{PLAN}&b=nu&vergelijk=schuif", "html[data-beside=drawn]"),
    State(
        "map-beside",
        f"{PLAN}&b=nu&vergelijk=naast&paneel=vergelijken",
        "#compare-table [data-indicator=sun-facades]",
        pictures=(LAPTOP,),
    ),
    State("map-difference", f"{PLAN}&b=nu&vergelijk=verschil", "#difference-legend"),
    State("map-share", f"{PLAN}&paneel=delen", "#share-link"),
    State("map-new-plan", f"{MAP}&paneel=plannen", "#plan-name", ("#new-plan",)),
    State("map-no-plan", f"{MAP}&plan=weg", "#no-plan"),
    State("map-no-area", "/?gebied=weg", ".message--warn"),
    State("map-away", MAP, "#away", away=("**/api/v1/areas",)),
    State("map-without-webgl", MAP, "#no-webgl", webgl=False),
    State("map-here", f"{MAP}&paneel=hier", "#near li"),
    State("map-alerts", f"{MAP}&paneel=meldingen", "#no-alerts"),
    State("map-draw", DRAFT, "#effect", ("#draw", "[data-tool=parking]")),
    State(
        "map-draw-road", DRAFT, "#near-objects button", ("#draw", "[data-tool=road]", "#open-plans")
    ),
    State("map-playback", f"{MAP}&terug=dag", "#played"),
    State("meter", "/meter/kit-1", "canvas", pictures=(LAPTOP,)),
    State("meter-unknown", "/meter/weg", "h1"),
    State("home-find", "/verken?gebied={area}&plan={plan}", "#address"),
    State("home-point", "/verken?gebied={area}&plan={plan}&vraag=wijs", "#aimed"),
    State("home-walk", "/verken?gebied={area}&plan={plan}&vraag=loop", "#walk-told:not(:empty)"),
    State("home-sun", f"{HOME}&vraag=zon", ".answer__first", pictures=BOTH),
    State("home-how", f"{HOME}&vraag=zon", "dialog[open]", ("#open-how",)),
    *(
        State(f"home-{name}", f"{HOME}&vraag={name}", ".answer__first")
        for name in ("warmte", "water", "groen", "drukte", "meters")
    ),
    State("home-unknown", "/verken?gebied={area}&plan={plan}&huis=weg&vraag=zon", ".trouble"),
    State("home-card", f"{HOME}&vraag=kaart", ".paper__answers li", pictures=(PHONE,)),
    State("evening-none", "/avond?gebied={area}", "#new-name"),
    State("evening-console", f"/avond?{EVENING}", "#now"),
    State("evening-screen", "/avond/scherm?avond={evening}", DRAWN, pictures=(WALL,)),
    State("evening-remote", "/avond/afstand#{code}", "#at", pictures=(PHONE,)),
    State("evening-remote-void", "/avond/afstand#avond_weg", "[role=status]"),
    *(
        State(f"words-{path}", f"/tekst/{path}", "main h1")
        for path in ("sensoren", "metingen", "onbekend", "toegankelijkheid")
    ),
    State("words-woorden", "/tekst/woorden", "main h1", pictures=(PHONE,)),
    State("words-kleuren", "/tekst/kleuren", "main h1"),
    State("words-area", "/tekst/gebied/{area}", "main h1"),
    State("words-here", "/tekst/{area}/hier", "main h1"),
    State("words-alerts", "/tekst/{area}/meldingen", "main h1"),
    State("words-playback", "/tekst/{area}/terug", "main h1"),
    State("words-sensor", "/tekst/sensoren/kit-1", "main h1"),
    State("words-plans", "/tekst/{area}/plannen", "main h1"),
    State("words-plan", "/tekst/{area}/plan/{plan}", "main h1", pictures=(LAPTOP,)),
    State("words-plan-english", "/tekst/{area}/plan/{plan}?taal=en", "main h1"),
    State("words-plan-gone", "/tekst/{area}/plan/weg", "main h1"),
    State("words-compare", "/tekst/{area}/vergelijk?a=nu&b={plan}", "main h1"),
    State("words-home", "/tekst/{area}/woning/{home}?plan={plan}", "main h1"),
    State("words-evening", "/tekst/{area}/avond/{evening}", "main h1"),
)


@contextmanager
def shown(page: Page, stage: Stage, state: State) -> Iterator[None]:
    """The page in `state`, for as long as the context lasts."""
    for pattern in state.away:
        page.route(pattern, lambda route: route.abort())
    page.goto("about:blank")  # so that another '#' of the same page is a page anew
    page.goto(stage.address(state.address) + ("" if state.webgl else "#plat"))
    for click in state.clicks:
        page.locator(click).click()
    page.locator(state.ready).first.wait_for(state="attached")
    yield
    page.unroute_all()
