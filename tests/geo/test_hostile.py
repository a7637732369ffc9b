"""Files made to do harm: each is refused with its name, in bounded time and memory."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.geo import city, extract
from twin.errors import FileUnreadable, TwinError
from twin.geo import bag3d, bgt, cityjson, gml, register
from twin.jobs.load_area import NoProgress, read_area

ROOT = Path(__file__).parents[2]
MEGABYTE = 1 << 20
RING = "<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>"
ENTITIES = "".join(
    f'<!ENTITY e{place} "{f"&e{place - 1};" * 20 if place else "ha" * 1000}">' for place in range(9)
)


def bomb(path: Path, name: str = "bgt_pand.gml") -> None:
    """A zip that grows from 0.15 to 150 MB."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as stream,
    ):
        for _ in range(150):
            stream.write(b" " * MEGABYTE)


def lying_bomb(path: Path) -> None:
    """The same, with another size in the central directory, where readers look."""
    bomb(path)
    data = bytearray(path.read_bytes())
    start = data.rfind(b"PK\x01\x02")
    data[start + 24 : start + 28] = struct.pack("<I", 1000)
    path.write_bytes(data)


def nested_bomb(path: Path) -> None:
    """The same, in a zip of the BAG."""
    inner = path.with_suffix(".inner")
    bomb(inner, "0164PND01112026-1.xml")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "9999PND01112026.zip")
    inner.unlink()


def entities(inside: str) -> Callable[[Path], None]:
    """GML with entities that multiply to a terabyte."""
    text = (
        f'<?xml version="1.0"?><!DOCTYPE a [{ENTITIES}]>'
        f"<a><cityObjectMember>{inside}</cityObjectMember></a>"
    )

    def write(path: Path) -> None:
        path.write_text(text)

    return write


def entities_in_bag(path: Path) -> None:
    """The same in a BAG Extract."""
    text = extract.delivery(extract.pand(status="&e8;"))
    path.write_text(text.replace("?>", f"?><!DOCTYPE a [{ENTITIES}]>", 1))


def ten_gigabytes(head: str, piece: str) -> Callable[[Path], None]:
    """A file that begins well and goes on for ten gigabytes, which take no room on the disk."""

    def write(path: Path) -> None:
        with path.open("wb") as stream:
            stream.write(head.encode())
            for _ in range(40):
                stream.write((piece * (MEGABYTE // len(piece))).encode())
            stream.truncate(10 * 1024 * MEGABYTE)

    return write


def until(text: str, mark: str) -> str:
    return text[: text.rindex(mark) + len(mark)]


PAND = extract.delivery(extract.pand())
CITY = until(json.dumps(city.house() | {"vertices": []}), '"vertices": [')
GEOJSON = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": '
    '"Polygon", "coordinates": [['
)
GML = f'<a xmlns:gml="http://www.opengis.net/gml"><cityObjectMember><b><geometrie2d>{RING}'
POSITION, TRIPLE = "252000.1 476000.1 ", "[252000,476000,1],"

HOSTILE: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a zip bomb": ("bgt.zip", bomb, "would grow from"),
    "a zip bomb that lies": ("bgt-2.zip", lying_bomb, "bgt-2.zip"),
    "a zip bomb in a zip": ("BAG.zip", nested_bomb, "would grow from"),
    "entities in text": ("bgt_pand.gml", entities("<x>&e8;</x>"), "bgt_pand.gml"),
    "entities in an attribute": ("bgt_wegdeel.gml", entities('<x y="&e8;"/>'), "bgt_wegdeel.gml"),
    "entities in the BAG": ("0164.xml", entities_in_bag, "0164.xml"),
    "10 GB of GML": ("bgt_erf.gml", ten_gigabytes(GML, POSITION), "bgt_erf.gml"),
    "10 GB of BAG": (
        "0164PND01112026.xml", ten_gigabytes(until(PAND, "<gml:posList>"), POSITION), "0164PND"
    ),
    "10 GB of GeoJSON": ("bgt_pand.geojson", ten_gigabytes(GEOJSON, TRIPLE), "bytes, more than"),
    "10 GB of CityJSON": ("a.city.json", ten_gigabytes(CITY, TRIPLE), "bytes, more than"),
    "10 GB in a line": ("a.city.jsonl", ten_gigabytes(CITY, TRIPLE), "line 1"),
}  # fmt: skip


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a process with limits says of each file; it has none where nothing was refused."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, write, _ in HOSTILE.values():
        write(folder / name)
    paths = [str(folder / name) for name, _, _ in HOSTILE.values()]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.geo.limits", *paths],
        cwd=ROOT, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    for path in paths:
        Path(path).unlink()
    assert ended.returncode == 0, ended.stderr[-2000:]
    return {Path(path).name: told for path, told in json.loads(ended.stdout).items()}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_made_to_do_harm_is_refused_in_little_memory_and_time(
    verdicts: dict[str, str], case: str
) -> None:
    name, _, told = HOSTILE[case]
    assert told in verdicts[name]
    assert "hint: " in verdicts[name]


def test_zips_in_zips_in_zips_are_refused(tmp_path: Path) -> None:
    data = b"nothing"
    for depth in range(4):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("9999PND01112026.zip" if depth else "0164PND01112026-1.xml", data)
        data = stream.getvalue()
    path = tmp_path / "BAG.zip"
    path.write_bytes(data)
    with pytest.raises(FileUnreadable, match="nested deeper"):
        register.read([path])


@pytest.mark.parametrize("name", ["../../etc/bgt_pand.gml", "/etc/bgt_pand.gml", "..\\bgt.gml"])
def test_names_that_point_outside_an_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bgt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "<x/>")
    with pytest.raises(FileUnreadable, match="points outside"):
        bgt.read([path])


def test_more_positions_than_a_city_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No single text is long, so only their count can stop it."""
    monkeypatch.setattr(gml, "MOST_POSITIONS", 1000)
    square = "252000.1 476000.1 252009.1 476000.1 252009.1 476009.1 252000.1 476000.1 "
    member = (
        f'<cityObjectMember><TrafficArea xmlns="http://www.opengis.net/citygml/2.0">'
        f"<geometrie2d>{RING}{square}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
        "</geometrie2d></TrafficArea></cityObjectMember>"
    )
    path = tmp_path / "bgt_wegdeel.gml"
    path.write_text(f'<a xmlns:gml="http://www.opengis.net/gml">{member * 300}</a>')
    with pytest.raises(FileUnreadable, match="1,000 positions"):
        bgt.read([path])


def test_a_sequence_with_more_vertices_than_a_city_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cityjson, "MOST_VERTICES", 5)
    with pytest.raises(FileUnreadable, match="5 vertices"):
        bag3d.read(city.write(tmp_path / "a.city.jsonl", city.house()))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
@pytest.mark.parametrize(
    "name",
    ["delft/bgt/bgt_pand.sqlite", "hilversum-bgt/bgt_waterdeel.gml", "apeldoorn/bag_gebouw.shp",
     "bag-extract/BAGNLDL-15092020-small.zip", "bag-extract/0221PND15092020-000001.xml",
     "twente/3dbag_v210908_fd2cee53_2095.json", "delft/delft_subset.city.jsonl"],
)  # fmt: skip
def test_files_that_were_cut_off_are_refused(
    tmp_path: Path, shared: Path, name: str, share: float
) -> None:
    source = shared / name
    for beside in source.parent.glob(f"{source.stem}.*"):
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    data = source.read_bytes()
    (tmp_path / source.name).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(TwinError):
        read_area(str(tmp_path / source.name), shared=None, progress=NoProgress())
