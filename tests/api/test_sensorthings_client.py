"""The client that people use, FROST's own for Python, finds its way in our service."""

from __future__ import annotations

import warnings

import pytest
import requests

from tests.fix_sensorthings import MINUTES, SensorThings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the client, which this project does not mend
    import frost_sta_client as frost

pytestmark = pytest.mark.filterwarnings("ignore:furl.pathstr is deprecated")


@pytest.fixture
def service(sta: SensorThings) -> frost.SensorThingsService:
    return frost.SensorThingsService(sta.url)


def test_it_finds_things_by_their_name(service: frost.SensorThingsService) -> None:
    thing = service.things().find("kit-1")
    assert (thing.id, thing.name) == ("kit-1", "Luchtmeter 1")
    assert thing.properties["origin"] == "replay"


def test_it_follows_pages_to_the_end(service: frost.SensorThingsService, sta: SensorThings) -> None:
    stream = service.datastreams().find(sta.streams["kit-1", "pm25"])
    listed = (
        stream.get_observations().query().top(400).count().orderby("phenomenonTime", "ASC").list()
    )
    assert listed.count == MINUTES
    times = [one.phenomenon_time for one in listed]
    assert len(times) == MINUTES
    assert times == sorted(set(times))


def test_it_filters_selects_orders_and_expands(service: frost.SensorThingsService) -> None:
    things = (
        service.things()
        .query()
        .filter("properties/origin eq 'replay' and Datastreams/ObservedProperty/id eq 'pm25'")
        .expand("Datastreams($expand=Observations($top=1;$orderby=phenomenonTime desc)),Locations")
        .orderby("name", "ASC")
        .list()
    )
    (thing,) = things
    assert thing.locations.entities[0].location == {"type": "Point", "coordinates": [6.8, 52.26]}
    newest = {
        stream.id: stream.observations.entities[0].result for stream in thing.datastreams.entities
    }
    assert newest == {1: 0.0, 2: 20.0, 3: 7.25}


def test_it_reads_every_entity_set(service: frost.SensorThingsService) -> None:
    for dao in (
        service.things(), service.locations(), service.historical_locations(),
        service.datastreams(), service.sensors(), service.observed_properties(),
        service.observations(), service.features_of_interest(),
    ):  # fmt: skip
        entity = dao.query().top(1).list().entities[0]
        assert dao.find(entity.id).id == entity.id, dao.entitytype


def test_it_hears_what_is_not_there(service: frost.SensorThingsService) -> None:
    with pytest.raises(requests.exceptions.HTTPError, match="404"):
        service.things().find("nobody")
