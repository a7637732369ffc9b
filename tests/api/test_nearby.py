"""What is around a place over HTTP, and the page in words that says the same."""

from __future__ import annotations

import html
import re

import pytest

from tests.fix_api import Api
from twin.api.nearby import NearbyBody
from twin.api.nearby_words import away
from twin.geo.crs import rd_to_lonlat
from twin.model import Area


def ask(api: Api, area: Area, place: str) -> NearbyBody:
    answer = api.client.get(f"/api/v1/areas/{area.id}/nearby?place={place}")
    assert answer.status_code == 200, answer.text
    return NearbyBody.model_validate_json(answer.content)


def read(page: str) -> str:
    """The words of a page, without marks and with single spaces."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_place_is_told_in_degrees_and_in_rd_alike(api: Api, sample_area: Area) -> None:
    middle = sample_area.boundary.centroid
    longitude, latitude = rd_to_lonlat([(middle.x, middle.y)])[0]
    by_rd = ask(api, sample_area, f"{middle.x:.2f},{middle.y:.2f}")
    by_degrees = ask(api, sample_area, f"{longitude:.8f},{latitude:.8f}")
    assert [each.id for each in by_rd.items] == [each.id for each in by_degrees.items]
    assert by_rd.says.nl.startswith(f"Hier zijn {len(by_rd.items)} dingen.")
    house = next(each for each in by_rd.items if each.sort == "building")
    assert house.facts is not None
    assert "meter hoog" in house.facts.nl
    assert re.fullmatch(r"\d+ meter naar het \w+", house.where.nl)
    assert house.sentence.nl.endswith(f"{house.where.nl}.")


@pytest.mark.parametrize("place", ["hier", "1,2,3", "6.79", "nan,nan", "52.26,6.79"])
def test_what_is_no_place_is_refused(api: Api, sample_area: Area, place: str) -> None:
    answer = api.client.get(f"/api/v1/areas/{sample_area.id}/nearby?place={place}")
    assert answer.status_code == 400
    assert f"'{place}'" in answer.json()["detail"]


def test_the_page_in_words_says_all_that_the_map_says(api: Api, sample_area: Area) -> None:
    middle = sample_area.boundary.centroid
    place = f"{middle.x:.1f},{middle.y:.1f}"
    told = ask(api, sample_area, place)
    for language in ("nl", "en"):
        page = api.client.get(f"/tekst/{sample_area.id}/hier?plek={place}&taal={language}")
        assert page.status_code == 200
        words = read(page.text)
        last = 0
        for each in told.items:
            name, where = getattr(each.name, language), getattr(each.where, language)
            facts = "" if each.facts is None else f", {getattr(each.facts, language)}"
            last = words.index(f"{name} {facts} {where}.".replace("  ", " "), last)


def test_a_place_can_be_an_address_and_leads_on_to_what_is_there(
    api: Api, sample_area: Area
) -> None:
    page = api.client.get(f"/tekst/{sample_area.id}/hier", params={"plek": "lindestraat 12"})
    assert "Dit is om Lindestraat 12." in read(page.text)
    links = [html.unescape(each) for each in re.findall(r'href="(/tekst/[^"]+)"', page.text)]
    assert f"/tekst/{sample_area.id}/woning/" in page.text
    onward = next(each for each in links if "/hier?plek=" in each and "taal=en" not in each)
    assert "om de plek die u koos" in read(api.client.get(onward).text)


def test_a_place_that_is_not_found_is_told_beside_the_field(api: Api, sample_area: Area) -> None:
    page = api.client.get(f"/tekst/{sample_area.id}/hier", params={"plek": "nergensstraat 1"})
    assert 'aria-describedby="plek-hulp plek-fout" aria-invalid="true"' in page.text
    assert 'value="nergensstraat 1"' in page.text


def test_an_area_or_plan_that_is_not_there_is_told_so(api: Api, sample_area: Area) -> None:
    assert api.client.get("/tekst/nergens/hier").status_code == 404
    assert api.client.get(f"/tekst/{sample_area.id}/hier?plan=nergens").status_code == 404


@pytest.mark.parametrize(
    ("metres", "said"), [(0.2, 1), (7.4, 7), (23.0, 25), (98.0, 100), (243.0, 240)]
)
def test_distances_are_said_as_people_do(metres: float, said: int) -> None:
    assert away(metres) == said
