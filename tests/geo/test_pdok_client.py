"""Asking services that falter: who we say we are, how often we ask again, and when we give up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.standin import faults
from tests.standin.server import Fault, StandIn
from twin import __version__
from twin.errors import SourceAway, SourceChanged
from twin.geo.pdok.client import AT_ONCE, Answer, Client, as_json
from twin.geo.pdok.services import PDOK, Services, behind


def ask(client: Client, services: Services) -> dict[str, object]:
    return client.get(f"{services.bgt}/collections?f=json", accept=as_json)


def test_every_question_says_who_asks_and_where_to_complain(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    ask(client, services)
    assert stand_in.asked[0].agent == f"twin/{__version__} (+tests@example.org)"


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(500),
        faults.status(503),
        faults.status(429),
        faults.cut,
        faults.cut_unseen,
        faults.page_of_maintenance,
    ],
    ids=["500", "503", "429", "cut", "cut and nobody says so", "HTML for JSON"],
)
def test_an_answer_that_is_not_whole_is_asked_again_after_a_growing_pause(
    fault: Fault, client: Client, services: Services, stand_in: StandIn, pauses: list[float]
) -> None:
    stand_in.fail("/collections", fault, times=3)
    assert ask(client, services)["collections"]
    assert pauses == [0.5, 1.0, 2.0]


def test_a_service_says_itself_when_to_come_back(
    client: Client, services: Services, stand_in: StandIn, pauses: list[float]
) -> None:
    stand_in.fail("/collections", faults.status(429, Retry_After="7"))
    ask(client, services)
    assert pauses == [7.0]


def test_or_says_it_as_a_moment(
    client: Client, services: Services, stand_in: StandIn, pauses: list[float]
) -> None:
    # The stand-in tells the time as it is; this moment is long past.
    until = "Wed, 21 Oct 2015 07:28:00 GMT"
    stand_in.fail("/collections", faults.status(503, Retry_After=until))
    ask(client, services)
    assert pauses == [0.5]


def test_who_is_told_to_stay_away_for_long_gives_up_at_once(
    client: Client, services: Services, stand_in: StandIn, pauses: list[float]
) -> None:
    stand_in.fail("/collections", faults.status(429, Retry_After="3600"))
    with pytest.raises(SourceAway, match="3600 s") as refused:
        ask(client, services)
    assert "kept" in refused.value.hint
    assert pauses == []


def test_after_five_attempts_the_last_trouble_is_told(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    stand_in.fail("/collections", faults.page_of_maintenance, times=9)
    with pytest.raises(SourceAway, match="Wij zijn even bezig") as refused:
        ask(client, services)
    assert len(stand_in.asked) == 5
    assert "--offline" in refused.value.hint


def test_no_internet_is_told_with_what_to_do_without(client: Client) -> None:
    nobody = behind("http://127.0.0.1:9")
    with pytest.raises(SourceAway, match=r"'127\.0\.0\.1' cannot be reached") as refused:
        ask(client, nobody)
    assert "internet" in refused.value.hint
    assert "files" in refused.value.hint


def test_a_service_that_says_nothing_is_given_up(services: Services, stand_in: StandIn) -> None:
    stand_in.fail("/collections", faults.slow, times=5)
    pauses: list[float] = []
    with (
        Client(pause=pauses.append, patience=0.05) as client,
        pytest.raises(SourceAway, match="timed out"),
    ):
        ask(client, services)


def test_what_is_refused_is_not_asked_again(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    with pytest.raises(SourceChanged, match="404"):
        client.get(f"{services.bgt}/collections/boom/items", accept=as_json)
    assert len(stand_in.asked) == 1


def test_no_more_than_four_questions_are_under_way(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = [pool.submit(ask, client, services) for _ in range(48)]
        assert all(each.result()["collections"] for each in answers)
    assert stand_in.most_at_once <= AT_ONCE


def test_a_stopped_client_asks_nothing_more(
    client: Client, services: Services, stand_in: StandIn
) -> None:
    client.stop()
    with pytest.raises(SourceAway, match="stopped"):
        ask(client, services)
    assert stand_in.asked == []


def test_what_is_json_and_no_object_is_another_service() -> None:
    with pytest.raises(SourceChanged, match="'list'"):
        as_json(Answer("http://x", "application/json", b"[]"))


def test_a_mirror_has_each_service_below_its_own_name() -> None:
    assert PDOK.bgt == "https://api.pdok.nl/lv/bgt/ogc/v1"
    assert behind("http://mirror/").bgt == "http://mirror/api.pdok.nl/lv/bgt/ogc/v1"
    assert behind("http://mirror").bag3d == "http://mirror/api.3dbag.nl"
