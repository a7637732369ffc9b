"""Addresses over HTTP, read back with the public models."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

from tests.fix_api import Api
from twin.api.addresses import AddressPage
from twin.model import Area
from twin.store.areas import save_area


def ask(api: Api, path: str) -> AddressPage:
    """The page at `path`."""
    answer = api.client.get(path)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == set(AddressPage.model_fields)
    return AddressPage.model_validate_json(answer.content)


def test_a_resident_finds_home_by_street_and_number(api: Api, sample_area: Area) -> None:
    page = ask(api, f"/api/v1/areas/{sample_area.id}/addresses?q=lindestraat+12")
    first = page.items[0]
    assert page.match == "begins"
    assert page.says is None
    assert first.address == "Lindestraat 12"
    assert first.home
    assert first.origin == "synthetic"
    assert first.dwelling.startswith("verzonnen-")
    assert "verzonnen" in (first.city or "")
    assert first.storey == 0
    building = next(each for each in sample_area.buildings if each.id == first.building)
    assert first.dwelling in {home.id for home in building.dwellings}
    longitude, latitude = first.location.coordinates
    assert 6.7 < longitude < 6.9
    assert 52.2 < latitude < 52.4


def test_pages_lead_to_all_addresses_once(api: Api, sample_area: Area) -> None:
    path: str | None = f"/api/v1/areas/{sample_area.id}/addresses?q=lin&limit=40"
    shown: list[str] = []
    while path is not None:
        page = ask(api, path)
        shown += [item.dwelling for item in page.items]
        path = page.next
    wanted = {
        home.id
        for each in sample_area.buildings
        for home in each.dwellings
        if (home.address or "").startswith("Lin")
    }
    assert len(shown) == len(wanted) > 80
    assert set(shown) == wanted


def test_what_is_not_there_is_said_in_plain_words(api: Api, sample_area: Area) -> None:
    where = f"/api/v1/areas/{sample_area.id}/addresses"
    alike = ask(api, f"{where}?q=Lindestrat 12")
    assert alike.match == "alike"
    assert alike.says is not None
    assert alike.says.nl == "‘Lindestrat 12’ vinden we niet. Bedoelt u een van deze adressen?"
    assert alike.items[0].address == "Lindestraat 12"
    nothing = ask(api, f"{where}?q=Xyzzy 1")
    assert nothing.match == "nothing"
    assert nothing.says is not None
    assert "‘Xyzzy 1’ vinden we niet in Voorbeeldwijk (verzonnen)" in nothing.says.nl
    assert not nothing.items


def test_an_area_without_a_register_says_so(api: Api, sample_area: Area) -> None:
    bare = tuple(replace(each, dwellings=()) for each in sample_area.buildings[:3])
    with psycopg.connect(api.database.owner, autocommit=True) as conn:
        save_area(conn, replace(sample_area, id="kaal", buildings=bare), "as tests made it")
    page = ask(api, "/api/v1/areas/kaal/addresses?q=Lindestraat 12")
    assert page.match == "nothing"
    assert page.says is not None
    assert "geen adressen" in page.says.nl
    assert "no addresses" in page.says.en


@pytest.mark.parametrize(
    ("asked", "status"),
    [("?q=" + "a" * 201, 400), ("?limit=0", 400), ("?cursor=x", 400), ("?q=%00", 200)],
)
def test_what_cannot_be_asked_is_refused(
    api: Api, sample_area: Area, asked: str, status: int
) -> None:
    answer = api.client.get(f"/api/v1/areas/{sample_area.id}/addresses{asked}")
    assert answer.status_code == status
    assert api.client.get("/api/v1/areas/nergens/addresses").status_code == 404
