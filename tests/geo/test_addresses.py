"""Finding an address: as people type it, and honest when it is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.geo.addresses import Directory, Match, Written, fold, split
from twin.model import Area, Dwelling

ADDRESSES = (
    "Lindestraat 1", "Lindestraat 2", "Lindestraat 10", "Lindestraat 12", "Lindestraat 12A",
    "Lindestraat 12-3", "Lindestraat 120", "Van den Bergstraat 5", "Coöperatieplein 3",
    "Plein 1940 12", "Plein 1940 1A", "'s-Gravenstraat 4", "1e Lindedwarsstraat 7", "Laan 1",
    "Laanzicht 1", "IJsselstraat 9",
)  # fmt: skip


@pytest.fixture(scope="module")
def directory(sample_area: Area) -> Directory:
    """Sixteen addresses, every second one in another postcode."""
    return Directory(with_addresses(sample_area, ADDRESSES))


def with_addresses(area: Area, addresses: tuple[str | None, ...]) -> Area:
    """An area with one dwelling at each address and nothing else."""
    homes = (
        Dwelling(f"woning-{number}", ("woonfunctie",), 50, address,
                 "7551AB" if number % 2 else "7551 CD", "Hengelo")
        for number, address in enumerate(addresses)
    )  # fmt: skip
    return replace(
        area,
        buildings=tuple(
            replace(building, dwellings=(home,))
            for building, home in zip(area.buildings, homes, strict=False)
        ),
    )


def found(directory: Directory, text: str, limit: int = 20) -> list[str | None]:
    """What begins as `text` does."""
    answer = directory.search(text, limit)
    assert answer.match is Match.BEGINS, text
    return [entry.dwelling.address for entry in answer.entries]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Lindestraat 12", "Lindestraat 12"),
        ("LINDESTRAAT 12a", "Lindestraat 12A"),
        ("lindestraat12-A", "Lindestraat 12A"),
        ("linde 12 3", "Lindestraat 12-3"),
        ("  lindestraat   120 ", "Lindestraat 120"),
        ("cooperatie", "Coöperatieplein 3"),
        ("Coo\u0308peratieplein 3", "Coöperatieplein 3"),
        ("berg", "Van den Bergstraat 5"),
        ("v d bergstraat", "Van den Bergstraat 5"),
        ("plein 1940", "Plein 1940 1A"),
        ("plein 1940 12", "Plein 1940 12"),
        ("1e linde", "1e Lindedwarsstraat 7"),
        ("s gravenstr", "'s-Gravenstraat 4"),
        ("\u0132sselstraat 9", "IJsselstraat 9"),
        ("laan 1", "Laan 1"),
        ("7551ab 12", "Lindestraat 12"),
        ("7551 CD 12a", "Lindestraat 12A"),
        ("Lindestraat 12, 7551 AB Hengelo", "Lindestraat 12"),
        ("Lindestraat 12 hengelo", "Lindestraat 12"),
    ],
)
def test_people_find_what_they_type(directory: Directory, typed: str, first: str) -> None:
    assert found(directory, typed)[0] == first


def test_the_number_itself_comes_before_those_that_begin_with_it(directory: Directory) -> None:
    assert found(directory, "lindestraat 1") == [
        "Lindestraat 1", "Lindestraat 10", "Lindestraat 12", "Lindestraat 12-3", "Lindestraat 12A",
        "Lindestraat 120",
    ]  # fmt: skip
    assert found(directory, "lindestraat 12")[-1] == "Lindestraat 120"


def test_an_addition_says_nothing_without_its_number(directory: Directory) -> None:
    assert "Lindestraat 12-3" not in found(directory, "3")


def test_a_postcode_narrows_and_may_be_half_typed(directory: Directory) -> None:
    half = ["Lindestraat 2", "Lindestraat 12", "Lindestraat 12-3"]
    for typed in ("7551ab lindestraat", "7551 AB linde"):
        assert found(directory, typed)[: len(half)] == half
    assert len(found(directory, "7551")) == len(ADDRESSES)
    assert len(found(directory, "7551a")) == len(ADDRESSES) // 2


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lindestrat 12", "Lindestraat 12"),
        ("linde straat 12", "Lindestraat 12"),
        ("lyndestr", "Lindestraat 1"),
        ("lindestraat 11", "Lindestraat 10"),
        ("lindestraat 999", "Lindestraat 120"),
        ("ysselstraat 9", "IJsselstraat 9"),
    ],
)
def test_what_is_alike_is_offered_as_such(directory: Directory, typed: str, first: str) -> None:
    answer = directory.search(typed, 20)
    assert answer.match is Match.ALIKE
    assert answer.entries[0].dwelling.address == first
    assert len(answer.entries) <= 5
    assert not answer.more


@pytest.mark.parametrize("typed", ["zzz", "9999 zz", "!?", "Kalverstraat 1"])
def test_nothing_is_found_where_nothing_is_like_it(directory: Directory, typed: str) -> None:
    wanted = Match.BEGINS if not fold(typed) else Match.NOTHING
    assert directory.search(typed, 20).match is wanted


def test_pages_follow_each_other_without_gaps(directory: Directory) -> None:
    pages = [directory.search("", 5, skip) for skip in range(0, 20, 5)]
    assert [page.more for page in pages] == [True, True, True, False]
    shown = [entry.dwelling.address for page in pages for entry in page.entries]
    assert sorted(shown, key=str) == sorted(ADDRESSES)
    assert len(directory) == len(ADDRESSES)


def test_dwellings_without_an_address_or_a_place_do_no_harm(sample_area: Area) -> None:
    directory = Directory(with_addresses(sample_area, ("Lindestraat 1", None)))
    (entry,) = directory.search("linde", 20).entries
    assert entry.building.footprint.contains(entry.position)
    assert Directory(replace(sample_area, buildings=())).search("linde", 9).match is Match.NOTHING


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("Dorpsstraat 12", ("Dorpsstraat", 12, "")),
        ("Plein 1940 12A-3", ("Plein 1940", 12, "A-3")),
        ("Laan 12-3 hoog", ("Laan", 12, "-3 hoog")),
        ("Steiger", ("Steiger", 0, "")),
    ],
)
def test_an_address_is_split_at_its_number(address: str, parts: tuple[str, int, str]) -> None:
    assert split(address) == Written(*parts)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(directory: Directory, typed: str) -> None:
    answer = directory.search(typed, 3)
    assert bool(answer.entries) is (answer.match is not Match.NOTHING)


def test_every_address_of_the_sample_finds_itself(sample_area: Area) -> None:
    directory = Directory(sample_area)
    homes = [home for each in sample_area.buildings for home in each.dwellings]
    for home in homes[::7]:
        for typed in (
            home.address,
            f"{home.postcode} {home.address}",
            f"{home.address} {home.city}",
        ):
            first = directory.search(typed or "", 1).entries[0]
            assert first.dwelling.id == home.id
