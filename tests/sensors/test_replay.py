from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from sensors.pace import Pace
from sensors.replay import knmi, samenmeten
from sensors.replay.place import moved
from sensors.replay.publish import in_order, lists
from sensors.replay.series import Tally
from sensors.spots import Spot
from sensors.things import dump
from twin.errors import FileUnreadable
from twin.jobs.things import read_things
from twin.model import Origin
from twin.quantities import QUANTITIES

KIT_COLUMNS = '"kit_id","date","lat","lon","pm10_kal","pm10","pm25_kal","pm25","rh","temp"\n'
KNMI_COLUMNS = (
    "# STN,YYYYMMDD,   HH,   DD,   FH,   FF,   FX,    T, T10N,   TD,   SQ,    Q,   DR,   RH,    P,"
    "   VV,    N,    U,   WW,   IX,    M,    R,    S,    O,    Y"
)
SPOTS = [
    Spot("water", "delft", 4.36, 52.01, 0.0, "homes", ""),
    Spot("building", "delft", 4.38, 52.02, 0.0, "homes", ""),
    Spot("building", "delft", 4.37, 52.02, 0.0, "homes", ""),
]


@pytest.fixture
def kits(tmp_path: Path) -> Path:
    (tmp_path / "Voorbeeld_sensoren.csv").write_text(
        KIT_COLUMNS
        + '"A_1",2020-02-07 01:00:00,52.473,4.663,23.765,24.54,12.508,10.57,NA,NA\n'
        + '"A_1",2020-02-07 02:00:00,52.473,4.663,NA,NA,NA,NA,NA,NA\n'
        + '"A_1",soon,52.473,4.663,1,1,1,1,NA,NA\n'
        + '"B_2",2020-02-07 01:00:00,0,0,1,344.54,1,1020.5,0,NA\n'
        + '"C_3",2020-02-07 03:00:00,NA,NA,1,2,3,4,80,-3.5\n'
    )
    return tmp_path


def test_kit_rows_are_what_the_kit_measured_and_what_rivm_made_of_it(kits: Path) -> None:
    tally = Tally()
    first = next(samenmeten.rows(kits, tally))
    assert (first.thing, first.at) == ("samenmeten-a_1", datetime(2020, 2, 7, 1, tzinfo=UTC))
    assert first.values == {
        "pm10": 24.54, "pm25": 10.57, "pm10.calibrated": 23.765, "pm25.calibrated": 12.508,
    }  # fmt: skip


def test_rows_that_cannot_be_used_are_counted(kits: Path) -> None:
    tally = Tally()
    assert len(list(samenmeten.rows(kits, tally))) == 3
    assert (tally.read, dict(tally.unusable)) == (5, {"no values": 1, "no time": 1})


def test_a_kit_without_a_place_is_replayed_without_one(kits: Path) -> None:
    known, at_zero, without = samenmeten.things(kits, Tally())
    assert (known.longitude_lonlat, known.latitude_lonlat) == (4.663, 52.473)
    assert at_zero.longitude_lonlat is None
    assert without.longitude_lonlat is None
    assert without.quantities == (
        "pm10", "pm25", "pm10.calibrated", "pm25.calibrated", "humidity", "temperature",
    )  # fmt: skip


def test_a_calibrated_series_says_who_calibrated_it_and_from_which_column(kits: Path) -> None:
    kit = samenmeten.things(kits, Tally())[0]
    assert set(kit.calibrations) == {"pm10.calibrated", "pm25.calibrated"}
    assert "RIVM" in kit.calibrations["pm25.calibrated"]
    assert "'pm25_kal'" in kit.calibrations["pm25.calibrated"]
    raw, corrected = kit.passports["pm25"], kit.passports["pm25.calibrated"]
    assert "zonder correctie" in raw.measures.nl
    assert "RIVM" in corrected.measures.nl
    assert corrected.owner == raw.owner


def test_replayed_things_tell_whose_they_are_and_are_read_by_the_twin(
    kits: Path, tmp_path: Path
) -> None:
    made = [*samenmeten.things(kits, Tally()), *knmi.things(weather(kits), Tally())]
    file = tmp_path / "things.json"
    file.write_text(dump(made))
    assert read_things(file) == made
    assert len(made) == 4
    for thing in made:
        assert set(thing.passports) == set(thing.quantities)
        assert thing.gateway == "replay"


def test_a_moved_kit_says_so_and_keeps_its_real_place(kits: Path) -> None:
    first, *lost = moved(samenmeten.things(kits, Tally()), SPOTS)
    assert (first.area, first.longitude_lonlat) == ("delft", 4.37)
    assert first.origin is Origin.REPLAY
    assert first.properties["moved"] is True
    assert first.properties["real_location"] == [4.663, 52.473]
    assert "niet echt" in first.description
    assert [(thing.area, thing.longitude_lonlat) for thing in lost] == [("delft", None)] * 2


def test_a_file_without_a_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Voorbeeld_sensoren.csv").write_text("kit_id,date\nA,2020-02-07 01:00:00\n")
    with pytest.raises(FileUnreadable, match="no column 'lat'"):
        list(samenmeten.rows(tmp_path, Tally()))


def test_a_folder_without_the_series_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"Voorbeeld_sensoren\.csv"):
        list(samenmeten.rows(tmp_path, Tally()))


def weather(folder: Path, *lines: str) -> Path:
    with zipfile.ZipFile(folder / "uurgeg_290_2011-2020.zip", "w") as archive:
        archive.writestr("uurgeg.txt", "\n".join(["BRON: KNMI", "", KNMI_COLUMNS, "", *lines]))
    return folder


def test_weather_is_in_our_units_and_hour_24_is_midnight(tmp_path: Path) -> None:
    line = "  290,20201231,   24,  220,   10,   10,   20,  -18,    3,   15,    0,  360,    0,    7,10053,   27,    8,   98,   10,    7,    0,    0,    0,    0,    0"  # noqa: E501
    (row,) = knmi.rows(weather(tmp_path, line), Tally())
    assert row.at == datetime(2021, 1, 1, tzinfo=UTC)
    assert row.values == {
        "temperature": -1.8,
        "humidity": 98.0,
        "wind_speed": 1.0,
        "pressure": 1005.3,
        "solar_radiation": 1000.0,
        "precipitation": 0.7,
    }


def test_a_trace_of_rain_is_zero_and_an_empty_cell_is_no_value(tmp_path: Path) -> None:
    line = "  290,20110101,    1,  220,   30,   30,   60,     ,     ,   14,    0,    0,    0,   -1,10207,   19,    8,   98,   51,    7,    0,    1,    0,    0,    0"  # noqa: E501
    (row,) = knmi.rows(weather(tmp_path, line), Tally())
    assert row.values["precipitation"] == 0
    assert "temperature" not in row.values


def test_broken_weather_lines_are_counted(tmp_path: Path) -> None:
    tally = Tally()
    assert not list(knmi.rows(weather(tmp_path, "  290,20110101,    1", "  290," * 25), tally))
    assert tally.read == tally.unusable.total() == 2


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "uurgeg_290_2011-2020.zip").write_bytes(b"PK\x03\x04 half of it")
    with pytest.raises(FileUnreadable, match="is damaged"):
        list(knmi.rows(tmp_path, Tally()))


def test_the_real_kits_are_all_there(shared: Path) -> None:
    tally = Tally()
    things = samenmeten.things(shared, tally)
    assert (len(things), tally.read, tally.unusable.total()) == (139, 27_965, 0)
    assert sum(thing.longitude_lonlat is None for thing in things) == 11
    assert things[0].properties["replayed_from"] == "2020-02-07/2020-02-21"


def test_a_year_of_the_real_weather_fits_its_quantities(shared: Path) -> None:
    for row in islice(knmi.rows(shared, Tally()), 0, 9_000, 7):
        for key, value in row.values.items():
            assert QUANTITIES[key].valid_min <= value <= QUANTITIES[key].valid_max


def test_the_clock_now_squeezes_the_series_and_keeps_the_past_as_it_was() -> None:
    wall = datetime(2026, 11, 22, 10, tzinfo=UTC)
    pace = Pace(datetime(2020, 2, 8, tzinfo=UTC), wall, 720)
    assert pace.due(datetime(2020, 2, 8, 2, tzinfo=UTC)) == wall + timedelta(seconds=10)
    assert pace.due(datetime(2020, 2, 7, 22, tzinfo=UTC)) == wall - timedelta(hours=2)


def test_the_past_of_a_replay_is_a_list_per_kit(kits: Path) -> None:
    rows = in_order(samenmeten.rows(kits, Tally()), {"samenmeten-a_1", "samenmeten-c_3"})
    wall = datetime(2026, 11, 22, 10, tzinfo=UTC)
    messages = dict(lists(rows, Pace(datetime(2020, 2, 7, 4, tzinfo=UTC), wall, 1), now=True))
    assert messages["twin/v1/samenmeten-a_1"] == (
        b'{"t":"2026-11-22T07:00:00Z","values":{"pm10":24.54,"pm25":10.57,'
        b'"pm10.calibrated":23.765,"pm25.calibrated":12.508}}'
    )
    original = dict(lists(rows, Pace(rows[0].at, wall, 1), now=False))
    assert b"2020-02-07T01:00:00Z" in original["twin/v1/samenmeten-a_1"]
