"""What words mean a place: one of that name, none, or several."""

from __future__ import annotations

import pytest

from tests.standin import faults
from tests.standin.server import StandIn
from twin.errors import NotFound, ParameterInvalid, SourceChanged
from twin.geo.pdok.client import Client
from twin.geo.pdok.locate import boundary, find
from twin.geo.pdok.services import Services


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("gemeente Hengelo", "gemeente", "GM0164"),
        ("Hengelo", "gemeente", "GM0164"),
        ("GM0164", "gemeente", "GM0164"),
        ("wk016405", "wijk", "WK016405"),
        ("Berflo Es", "wijk", "WK016405"),
        ("wijk Berflo Es, Hengelo", "wijk", "WK016405"),
        ("berflo es hengelo", "wijk", "WK016405"),
        ("Binnenstad, Hengelo", "wijk", "WK016400"),
        ("buurt Bedrijvenpark Apeldoorn Noord", "buurt", "BU02000706"),
        ("Oude Delft 95, Delft", "adres", ""),
        ("Oude Delft 95 2611BC", "adres", ""),
        ("Dorpsstraat 1, Vorden", "adres", ""),
        ("adres Dorpsstraat 1, 7251AA Vorden", "adres", ""),
    ],
)
def test_a_place_is_found_by_its_name_its_code_or_its_address(
    text: str, kind: str, code: str, client: Client, services: Services, stand_in: StandIn
) -> None:
    found = find(client, services, text)
    assert (found.kind, found.code) == (kind, code)


def test_several_of_one_name_are_listed(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    with pytest.raises(ParameterInvalid, match="2 places") as refused:
        find(client, services, "Dorpsstraat 1")
    assert "Vorden" in refused.value.hint
    assert "Hengelo (Gld)" in refused.value.hint


def test_a_name_that_nobody_has_is_told_with_what_is_near(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    with pytest.raises(NotFound, match="Oude Delft 951") as refused:
        find(client, services, "Oude Delft 951")
    assert "Oude Delft 95, 2611BC Delft" in refused.value.hint
    with pytest.raises(NotFound, match="Atlantis") as refused:
        find(client, services, "Atlantis")
    assert "gemeente Hengelo" in refused.value.hint
    with pytest.raises(NotFound, match="BU99999999"):
        find(client, services, "BU99999999")


def test_boundaries_are_those_of_cbs(client: Client, services: Services, stand_in: StandIn) -> None:
    sizes = {
        text: boundary(client, services, find(client, services, text)).area / 1e6
        for text in ("gemeente Hengelo", "Berflo Es", "BU02000706")
    }
    assert sizes == {
        "gemeente Hengelo": pytest.approx(61.83, abs=0.02),
        "Berflo Es": pytest.approx(3.93, abs=0.01),
        "BU02000706": pytest.approx(2.09, abs=0.01),
    }


def test_a_code_that_cbs_no_longer_has_is_told_with_another_way(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    place = find(client, services, "Oude Haven, Delft")
    with pytest.raises(NotFound, match="BU05030099") as refused:
        boundary(client, services, place)
    assert "polygon" in refused.value.hint


@pytest.mark.parametrize("name", ["response", "docs"])
def test_another_form_of_locatieserver_is_refused(
    name: str, client: Client, services: Services, stand_in: StandIn
) -> None:
    stand_in.fail("suggest", faults.renamed(name, "antwoord"))
    with pytest.raises(SourceChanged, match=r"response\.docs"):
        find(client, services, "Hengelo")


def test_a_place_without_a_centre_is_refused(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    stand_in.fail("lookup", faults.renamed("centroide_rd", "centrum"))
    with pytest.raises(SourceChanged, match="centroide_rd"):
        find(client, services, "Hengelo")
