"""A certificate says what two results say, in words and pictures, and can be made again."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.fix_sun import EDITS, street
from tests.jobs.made import setup
from tests.plans import open_ground, square
from twin.errors import Conflict, NotFound, ParameterInvalid
from twin.jobs.certificate.check import check, is_certificate
from twin.jobs.certificate.document import INDICATOR, NORMS, About, certify
from twin.jobs.certificate.draw import PDF, DrawCertificate, DrawShadows, check_moment
from twin.jobs.certificate.numbers import about, change, decimal, hours
from twin.jobs.certificate.sheet import Around, sheet
from twin.jobs.certificate.subject import Subject, Wanted, find
from twin.jobs.certificate.words import WORDS
from twin.jobs.durations import Durations
from twin.jobs.homes import homes
from twin.jobs.identity import code
from twin.jobs.run_scenario import InMemory, identify, plan, run_scenario
from twin.jobs.worker import Drawing, Variant
from twin.jobs.workers import Workers
from twin.model import AddBuilding, Area, Edit, Language, Part
from twin.sim.indicators.canonical import Document
from twin.sim.scenario.apply import apply

ABOUT = About("getekend", "Getekend", "synthetic", "toren", "Toren", 2, date(2026, 11, 22))


@dataclass(frozen=True)
class Computed:
    """A plan and its base, computed by real workers."""

    workers: Workers
    before: Document
    after: Document
    homes: list[dict[str, Any]]
    variant: Variant
    area_key: str

    def certificate(self, address: str | None = None, building: str | None = None) -> Document:
        """Of a home, a building or the plan."""
        subject = find(
            Wanted(address, building), self.before["result"], self.after["result"], self.homes
        )
        return certify(self.before, self.after, subject, ABOUT)

    def page(self, document: Document, language: Language = "nl") -> PdfReader:
        """A certificate as a PDF."""
        return self.draw(DrawCertificate(self.variant, self.area_key, document, language))

    def draw(self, drawing: Drawing) -> PdfReader:
        """A drawing that is a PDF."""
        files = self.workers.run(drawing)
        assert isinstance(files, dict)
        return PdfReader(io.BytesIO(files[PDF]))


def compute(area: Area, edits: tuple[Edit, ...], workers: Workers) -> Computed:
    """A plan and its base."""
    bodies: list[Document] = []
    variants = Variant(area.id), Variant(area.id, edits=edits)
    for variant in variants:
        of = identify(workers, variant)
        steps = plan(of.area_key, variant, [INDICATOR], {}, code())
        outcome = run_scenario(
            steps, variant, of, workers=workers, results=InMemory(),
            durations=Durations(None), code=code(),
        )  # fmt: skip
        assert not outcome.failures
        bodies.append(json.loads(json.dumps(outcome.records[INDICATOR].body)))
    known = [asdict(home) for each in (area, apply(area, edits)) for home in homes(each)]
    return Computed(workers, bodies[0], bodies[1], known, variants[1], of.area_key)


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Computed]:
    area = street()
    with Workers(setup(area, tmp_path_factory.mktemp("workers")), 1) as workers:
        yield compute(area, EDITS, workers)


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_home_is_found_by_what_people_know_of_it(computed: Computed) -> None:
    for wanted in (Wanted("Straat 2"), Wanted(" straat-2 "), Wanted("2")):
        found = find(wanted, computed.before["result"], computed.after["result"], computed.homes)
        assert found == Subject("2", "Straat 2", "0464100000000002")
    by_building = computed.certificate(building="0464100000000009")["subject"]
    assert by_building["id"] == by_building["building"]
    assert computed.certificate("Straat 9b")["subject"]["id"] == "9b"
    assert computed.certificate()["subject"] is None


def test_an_unknown_address_is_told_with_what_is_alike(computed: Computed) -> None:
    with pytest.raises(NotFound, match="called 'Straat 22'") as error:
        computed.certificate("Straat 22")
    assert "'Straat 2'" in error.value.hint
    with pytest.raises(NotFound, match="no building"):
        computed.certificate(building="0464100000000008")
    with pytest.raises(ParameterInvalid, match="both an address"):
        computed.certificate("Straat 2", "0464100000000002")
    with pytest.raises(ParameterInvalid, match="is no address"):
        computed.certificate("!?")


def test_a_certificate_has_the_rows_of_its_home_and_what_they_rest_on(computed: Computed) -> None:
    told = computed.certificate("Straat 2")
    for side, body in (("before", computed.before), ("after", computed.after)):
        rows = [row for row in body["result"]["rows"] if row["belongs_to"] == "0464100000000002"]
        home = told["answer"][side]["home"]
        assert home["subject"] == "dwelling"
        assert [*told["answer"][side]["facades"], home] == rows
        assert told[side]["digest"] == body["digest"]
        assert told[side]["input"] == body["input"]
    worst = [told["answer"][side]["home"]["values"]["worst"] for side in ("before", "after")]
    assert worst[1] < worst[0]  # the tower stands in the south of it


def test_a_new_home_has_no_before_and_one_that_is_gone_is_refused(computed: Computed) -> None:
    told = computed.certificate(building="plan-toren")
    assert told["answer"]["before"] is None
    words = sheet(told, Around(None, ()), "nl")
    assert {cell["now"]["word"] for cell in words["verdicts"]} == {"nog niet gebouwd"}
    away = copy.deepcopy(computed.after)
    away["result"]["rows"] = [
        row for row in away["result"]["rows"] if row["belongs_to"] != "0464100000000001"
    ]
    subject = Subject("1", "Straat 1", "0464100000000001")
    with pytest.raises(NotFound, match="'Straat 1' gets no sun any more"):
        certify(computed.before, away, subject, ABOUT)


def test_results_that_cannot_be_compared_make_no_certificate(computed: Computed) -> None:
    other = copy.deepcopy(computed.before)
    other["input"]["parameters"]["year"] = 2030
    with pytest.raises(Conflict, match="'the parameters' of the two results"):
        certify(other, computed.after, None, ABOUT)


def test_the_plan_counts_every_home_once(computed: Computed) -> None:
    told = computed.certificate()["answer"]
    for norm in NORMS:
        for side in ("before", "after"):
            assert sum(told["homes"][side][norm].values()) == 4
    assert (told["compared"], told["new"], told["gone"]) == (4, 1, 0)
    assert told["losing"] == len(told["lose_most"]) > 0
    changes = [each["change"] for each in told["lose_most"]]
    assert changes == sorted(changes)
    assert changes[0] < 0
    # The verdict of the flats is that of their façades.
    assert set(told["buildings"].values()) <= {"worse", "better"}


def test_a_certificate_is_one_page_that_everybody_can_read(computed: Computed) -> None:
    for address, language, title in (
        ("Straat 2", "nl", "Hoeveel zon krijgt dit huis?"),
        ("Straat 9a", "nl", "Hoeveel zon krijgt dit gebouw?"),
        ("Straat 2", "en", "How much sun does this home get?"),
        (None, "nl", "Wat doet dit plan met de zon?"),
        (None, "en", "What does this plan do to the sun?"),
    ):
        document = computed.certificate(address)
        reader = computed.page(document, language)  # type: ignore[arg-type]
        assert len(reader.pages) == 1, (address, language)
        root: Any = reader.trailer["/Root"]
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in root
        assert reader.xmp_metadata is not None
        assert "pdfuaid" in str(root["/Metadata"].get_data())
        text = text_of(reader)
        assert title in text
        assert (address or "Toren") in text
        assert "verzonnen" in text if language == "nl" else "made up" in text
        ((attached,),) = reader.attachments.values()
        assert json.loads(attached) == document


def test_numbers_on_the_page_are_those_of_the_result(computed: Computed) -> None:
    document = computed.certificate("Straat 2")
    text = text_of(computed.page(document))
    for side in ("before", "after"):
        values = document["answer"][side]["home"]["values"]
        for key in ("worst", "march", "march_trees", "june", "december", "dark"):
            assert hours(values[key], "nl") in text
        for verdict in document["answer"][side]["home"]["verdicts"]:
            assert hours(verdict["value"], "nl") in text
            assert verdict["judgement"] in text


def test_who_computes_a_certificate_again_finds_the_same(computed: Computed) -> None:
    document = json.loads(json.dumps(computed.certificate("Straat 2")))
    assert is_certificate(document)
    told = check(document, computed.workers, code())
    assert all(each.confirmed and each.intact for each in told)
    forged = copy.deepcopy(document)
    forged["answer"]["after"]["home"]["verdicts"][0]["judgement"] = "voldoet"
    forged["answer"]["after"]["home"]["values"]["worst"] += 0.5
    forged["before"]["digest"] = "0" * 64
    forged["after"]["input_hash"] = "0" * 64
    *_, answer = again = check(forged, computed.workers, code())
    assert [each.confirmed for each in again] == [False, True, False]
    assert not again[1].intact
    assert "after.home.values.worst" in {each.what for each in answer.digits}


def test_a_shadow_study_has_a_page_a_day_and_says_when_the_sun_is_down(computed: Computed) -> None:
    reader = computed.draw(DrawShadows(computed.variant, ABOUT.document(), paper=True))
    assert len(reader.pages) == 3
    days = [page.extract_text() for page in reader.pages]
    for day, words in zip(days, ("21 maart", "21 juni", "22 december"), strict=True):
        assert words in day
    assert days[1].count("zon op") == 5


def test_a_moment_is_drawn_alone_and_an_unknown_one_is_refused(computed: Computed) -> None:
    drawing = DrawShadows(computed.variant, ABOUT.document(), ("1222-1200",), language="en")
    files = computed.workers.run(drawing)
    assert isinstance(files, dict)
    assert sorted(files) == ["1222-1200-now.svg", "1222-1200-plan.svg"]
    assert b"New shadow is orange" in files["1222-1200-plan.svg"]
    with pytest.raises(NotFound, match="'0101-0000'"):
        check_moment("0101-0000")


def test_numbers_are_written_as_people_read_them() -> None:
    assert decimal(-0.04, "nl") == "0,0"
    assert [hours(each, "nl") for each in (3.24, None)] == ["3,2 uur", "–"]
    assert hours(3.24, "en") == "3.2 hours"
    assert change(4.66, 3.42, "nl") == "−1,3 uur"  # as the reader subtracts: 4,7 and 3,4
    assert change(None, 3.4, "nl") == "–"
    said = {
        0.1: "een paar minuten",
        0.5: "ongeveer een half uur",
        2.0: "ongeveer 2 uur",
        3.2: "ruim 3 uur",
        3.5: "ongeveer 3,5 uur",
        3.8: "bijna 4 uur",
        3.95: "ongeveer 4 uur",
    }
    assert {value: about(value, "nl") for value in said} == said
    assert about(3.2, "en") == "a good 3 hours"


def test_both_languages_say_the_same_with_the_same_values() -> None:
    from string import Formatter

    def values(text: str) -> set[str]:
        return {(name or "").lower() for _, name, _, _ in Formatter().parse(text) if name}

    for key, words in WORDS.items():
        assert values(words.nl) == values(words.en), key


def test_delft_gets_its_certificate_with_its_sources(delft_area: Area, tmp_path: Path) -> None:
    x, y = open_ground(delft_area, 14)
    tower = AddBuilding("plan-toren", (Part(square(x, y, 12), height=40.0),))
    with Workers(setup(delft_area, tmp_path), 1) as workers:
        done = compute(delft_area, (tower,), workers)
        losers = done.certificate()["answer"]["lose_most"]
        reader = done.page(done.certificate(building=losers[0]["building"]))
    assert len(reader.pages) == 1
    text = text_of(reader)
    assert "3D BAG" in text
    assert "verzonnen" not in text
