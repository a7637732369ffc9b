"""The pages in words: what they tell, in two languages, safely, and whole without JavaScript."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.fix_api import NOW, Api
from tests.fix_db import Database
from twin.api import dtpr, flags, reasons
from twin.api.ledger import account
from twin.api.text.flow import ribbons, source
from twin.api.text.render import Tongue
from twin.model import Flag, Origin, Passport, RejectionReason, Thing, Words
from twin.store.ledger import DeadLetter, LedgerRow
from twin.store.observations import Reading, store_batch
from twin.store.things import registry, save_things
from twin.store.workers import WorkerBeat, beat

ROOT = Path(__file__).parents[2]
PASSPORT = Passport(
    "Gemeente <Hengelo>",
    "tweeling@hengelo.example",
    Words("Weten hoe schoon de lucht is.", "Knowing how clean the air is."),
    Words("Algemeen belang.", "Public interest."),
    Words("Fijnstof.", "Fine dust."),
    Words("Hij kan niemand herkennen.", "It cannot recognise anybody."),
    timedelta(days=400),
    ("tech__air_quality", "process__k_anonymity"),
)
PAGES = [
    "/tekst/metingen",
    "/tekst/sensoren",
    "/tekst/sensoren/teller",
    "/tekst/sensoren/paar",
    "/tekst/onbekend",
    "/tekst/gebied/voorbeeldwijk",
    "/tekst/kleuren",
    "/tekst/woorden",
    "/tekst/toegankelijkheid",
]


class Outline(HTMLParser):
    """What a screen reader meets first: language, headings, landmarks, references by id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.language: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.tags.append(tag)
        self.language = given.get("lang") if tag == "html" else self.language
        self.ids += [value for name, value in attributes if name == "id" and value]
        self.referred += (given.get("aria-labelledby") or "").split()
        assert not [name for name in given if name.startswith("on") or name == "style"], tag


@pytest.fixture(scope="module")
def filled(api: Api) -> Api:
    """The twin with a counter, a raw beside a calibrated series, refusals, and what waits."""
    things = [
        Thing("teller", "Teller <b>Dorp</b>", Origin.REAL, ("vehicle_count",),
              passports={"vehicle_count": PASSPORT}),
        Thing("paar", "Paar", Origin.REAL, ("pm25", "pm25.calibrated"),
              passports=dict.fromkeys(("pm25", "pm25.calibrated"), PASSPORT),
              calibrations={"pm25.calibrated": "Door het RIVM."}),
    ]  # fmt: skip
    this_hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    hour = this_hour - timedelta(hours=1)
    with psycopg.connect(api.database.owner, autocommit=True) as conn:
        save_things(conn, things)
        known = registry(conn).streams
    counter = known["teller", "vehicle_count"].id
    raw, calibrated = known["paar", "pm25"].id, known["paar", "pm25.calibrated"].id
    odd = Flag.OUT_OF_RANGE | Flag.UNCALIBRATED
    readings = [
        *(
            Reading(counter, hour + timedelta(minutes=m), 1.0, hour, source="test")
            for m in range(7)
        ),
        *(
            Reading(counter, hour - timedelta(minutes=m), 2.0, hour, source="test")
            for m in range(1, 40)
        ),
        Reading(raw, hour, 612.0, hour, odd, source="test"),
        Reading(calibrated, hour, 9.5, hour, source="test"),
    ]
    letter = DeadLetter(NOW, "x", b"{", RejectionReason.NOT_JSON, "no JSON", source="mqtt")
    with psycopg.connect(api.database.ingest, autocommit=True) as conn:
        store_batch(conn, readings, [letter] * 3)
        now = datetime.now(UTC)
        beat(conn, WorkerBeat("w-2", "127.0.0.1:1883", True, 9, 2, now, {"mqtt:ttn": 7}))
    return api


def page(api: Api, path: str) -> str:
    answer = api.client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", answer.text)


def test_the_books_say_that_all_is_well_and_where_everything_went(filled: Api) -> None:
    text = page(filled, "/tekst/metingen")
    assert "Alles klopt." in text
    assert "Niet te lezen: het bericht is stuk of geen JSON" in text
    assert re.search(r'flow__number">7</span> <span class="flow__word">wacht', text)
    assert "Everything adds up." in page(filled, "/tekst/metingen?taal=en")


def test_the_books_say_what_does_not_add_up(filled: Api) -> None:
    with psycopg.connect(filled.database.owner) as conn:
        conn.execute("INSERT INTO ledger VALUES ('lek', 'received', '', 12)")
        conn.commit()
        try:
            text = page(filled, "/tekst/metingen")
            assert "Het klopt niet." in text
            assert "Van 12 metingen weten we niet waar ze zijn." in text
            assert filled.client.get("/api/v1/ledger").json()["total"]["missing"] == 12
            metrics = filled.client.get("/metrics").text
            assert 'twin_readings_missing{source="lek"} 12.0' in metrics
            assert 'twin_readings_waiting{source="mqtt:ttn"} 7.0' in metrics
        finally:
            conn.execute("DELETE FROM ledger WHERE source = 'lek'")
            conn.commit()


def test_an_empty_twin_says_that_nothing_came_in(database: Database) -> None:
    from tests.fix_api import serving

    with serving(database.api) as url:
        assert "Er is nog niets binnengekomen." in httpx.get(f"{url}/tekst/metingen").text
        assert "Hier staan nog geen sensoren." in httpx.get(f"{url}/tekst/sensoren").text


def test_the_list_has_every_sensor_with_its_doubts(filled: Api) -> None:
    text = page(filled, "/tekst/sensoren")
    assert "minder dan 10 voertuigen" in text
    assert "Waarde buiten wat gewoon is" in text
    assert "herhaling" in text
    assert "Luchtmeter 1" in text
    assert "Teller" not in page(filled, "/tekst/sensoren?gebied=voorbeeldwijk")


def test_a_counter_shows_hours_of_ten_or_more_and_no_others(filled: Api) -> None:
    text = page(filled, "/tekst/sensoren/teller")
    assert text.count("minder dan 10") >= 2
    assert re.search(r'number">78</td>', text)
    assert not re.search(r'number">7</td>', text)
    assert "Hij kan niemand herkennen." in text
    assert "alleen groepen van 10 of meer" in text
    assert "400 dagen" in text


def test_raw_and_calibrated_are_told_apart_with_how_sure_we_are(filled: Api) -> None:
    text = page(filled, "/tekst/sensoren/paar")
    assert text.index("geijkt</span>") < text.index("ruw</span>")
    assert ": de ruwe waarde is verbeterd. Door het RIVM." in text
    assert "lees de waarde als een schatting" in text
    assert text.count(">Paspoort</h2>") == 1, "the same passport is told once"


def test_what_others_wrote_is_text_and_never_markup(filled: Api) -> None:
    text = page(filled, "/tekst/sensoren/teller")
    assert "Teller &lt;b&gt;Dorp&lt;/b&gt;" in text
    assert "Gemeente &lt;Hengelo&gt;" in text
    assert "<b>" not in text


def test_a_sensor_that_is_not_there_is_told_with_a_way_on(filled: Api) -> None:
    answer = filled.client.get("/tekst/sensoren/nergens?taal=en")
    assert answer.status_code == 404
    assert "We do not know this sensor" in answer.text
    assert 'href="/tekst/sensoren?taal=en"' in answer.text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_is_whole_for_who_cannot_see_it_and_runs_nothing(
    filled: Api, path: str, language: str
) -> None:
    answer = filled.client.get(f"{path}?taal={language}")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert "unsafe" not in policy
    outline = Outline(answer.text)
    assert outline.language == language
    assert answer.headers["content-language"] == language
    assert outline.tags.count("h1") == 1
    assert {"title", "main", "nav", "header", "footer"} <= set(outline.tags)
    assert "script" not in outline.tags
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.referred) <= set(outline.ids)
    levels = [int(tag[1]) for tag in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    for number in re.findall(r"\bNone\b|\bnan\b|Undefined", answer.text):
        raise AssertionError(number)


def test_every_reason_flag_and_category_has_words_in_both_languages() -> None:
    assert set(reasons.WORDS) == set(RejectionReason)
    assert set(flags.WORDS) == set(Flag)
    assert reasons.words("of_a_newer_version") == reasons.UNNAMED
    unknown = dtpr.mark("purpose__dining_out")
    assert (unknown.category.nl, unknown.label.nl) == ("Doel", "dining out")
    assert dtpr.mark("process__k_anonymity").label.nl == "alleen groepen van 10 of meer"


def test_ribbons_are_as_thick_as_their_share_and_never_too_thin_to_see() -> None:
    shown = ribbons([("stored", 9_999), ("duplicate", 0), ("rejected", 1), ("waiting", 0)])
    assert [ribbon.name for ribbon in shown] == ["stored", "rejected"]
    assert shown[0].height > 80
    assert shown[1].height > 2
    top, height = source([("stored", 9_999), ("duplicate", 0), ("rejected", 1), ("waiting", 0)])
    assert height == pytest.approx(sum(ribbon.height for ribbon in shown))
    assert top + height / 2 == pytest.approx(200)


def test_what_waits_came_in_and_what_expired_stays_beside_the_sum() -> None:
    rows = [
        LedgerRow("s", "received", "", 10),
        LedgerRow("s", "stored", "", 8),
        LedgerRow("s", "rejected", "not_json", 2),
        LedgerRow("s", "expired", "", 5),
    ]
    told = account(rows, waiting=3)
    assert (told.received, told.waiting, told.expired, told.balanced) == (13, 3, 5, True)


def test_numbers_and_times_are_those_of_the_language() -> None:
    dutch, english = Tongue("nl"), Tongue("en")
    assert dutch.number(12345.678, 1) == "12.345,7"
    assert english.number(12345.678, 1) == "12,345.7"
    assert dutch.number(-0.04, 1) == "0,0"
    assert dutch.moment(NOW) == "22 november 2026 om 13:00"
    assert english.moment(NOW) == "22 November 2026 at 13:00"
    assert dutch.period(timedelta(days=365)) == "1 jaar"
    assert dutch.period(timedelta(days=400)) == "400 dagen"
    assert english.period(timedelta(hours=12)) == "12 hours"
    assert dutch.ago(NOW - timedelta(days=3), NOW) == "3 dagen geleden"
    assert dutch.ago(NOW + timedelta(hours=3), NOW) == "zojuist"


def test_every_element_of_dtpr_in_our_passports_has_words_in_two_languages() -> None:
    used = {
        name
        for folder, pattern in (("sensors", "*.toml"), ("sensors", "*.py"), ("docs/examples", "*"))
        for file in (ROOT / folder).rglob(pattern)
        if file.suffix in (".toml", ".py", ".json")
        for name in re.findall(r'"([a-z]+__[a-z0-9_]+)"', file.read_text())
        if not name.startswith("__")
    }
    known = tomllib.loads((ROOT / "twin/api/dtpr.toml").read_text())["elements"]
    assert "purpose__mobility" in used
    assert used <= known.keys()
