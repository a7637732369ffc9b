"""The server of the stand-in: each service below its own host's name, and faults on demand.

Paging, links and refusals are those of PDOK's gokoala and of 3D BAG's API, its flaw at the last
page included.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import rasterio
import shapely
from shapely.geometry import box, mapping, shape

from tests.standin import data
from twin.geo.crs import rd_to_lonlat

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
_KNOWN = {"f", "limit", "cursor", "bbox", "bbox-crs", "crs"}
NO_DATA = 3.4028234663852886e38


@dataclass
class Answered:
    """What the server is about to send."""

    body: bytes
    media_type: str = "application/geo+json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """What somebody asked."""

    path: str
    query: dict[str, list[str]]
    agent: str


Fault = Callable[["Handler", Answered], Answered | None]
"""Changes what is sent; None: it sent something, or nothing, itself."""


@dataclass
class StandIn:
    """The services as somebody sees them from one address."""

    shared: Path
    page: int = field(default=1000, init=False)
    asked: list[Asked] = field(default_factory=list, init=False)
    most_at_once: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        pdok = "/api.pdok.nl"
        self.features = {
            f"{pdok}/lv/bgt/ogc/v1": data.bgt(self.shared),
            f"{pdok}/kadaster/bag/ogc/v2": data.bag(self.shared),
            f"{pdok}/cbs/wijken-en-buurten-2024/ogc/v1": data.cbs(self.shared),
        }
        self.header, self.models = data.models(self.shared)
        self.heights = data.heights(self.shared)
        self.places = json.loads(Path(__file__).with_name("places.json").read_text())
        self._lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """Forget what was asked and what was to go wrong."""
        self._faults: list[tuple[str, Fault]] = []
        self._at_once = self.most_at_once = 0
        self.asked = []
        self.page = 1000
        self.stopped = threading.Event()

    def fail(self, where: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` answers to addresses with `where` in them go wrong."""
        self._faults += [(where, fault)] * times

    def paths(self, part: str) -> list[str]:
        """The addresses with `part` in them that were asked, in order."""
        return [each.path for each in self.asked if part in each.path]

    def take_fault(self, address: str) -> Fault | None:
        with self._lock:
            for place, (where, fault) in enumerate(self._faults):
                if where in address:
                    del self._faults[place]
                    return fault
        return None

    def enter(self, asked: Asked) -> None:
        with self._lock:
            self.asked.append(asked)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)

    def leave(self) -> None:
        with self._lock:
            self._at_once -= 1

    def answer(self, base: str, asked: Asked) -> Answered:
        """What a service answers; `base` is the address of the stand-in."""
        for root, collections in self.features.items():
            if asked.path.startswith(root):
                return self._ogc(base + root, asked.path.removeprefix(root), collections, asked)
        if asked.path.startswith("/api.3dbag.nl/collections/pand"):
            return self._bag3d(base, asked)
        if asked.path == "/service.pdok.nl/rws/ahn/wcs/v1_0":
            return self._wcs(asked)
        if asked.path.startswith("/api.pdok.nl/bzk/locatieserver/search/v3_1/"):
            return self._locate(asked.path.rpartition("/")[2], asked.query)
        return refusal(404, "not found")

    def _ogc(self, root: str, path: str, collections: data.Collections, asked: Asked) -> Answered:
        strange = set(asked.query) - _KNOWN
        if strange:
            return refusal(400, f"unknown query parameter(s) found: {', '.join(strange)}")
        if path == "/collections":
            told = [self._collection(root, name) for name in collections]
            return as_json({"links": [], "collections": told}, "application/json")
        _, _, name, items = path.split("/")
        if name not in collections or items != "items":
            return refusal(404, f"collection {name} doesn't exist in this features service")
        limit = min(int(asked.query.get("limit", ["10"])[0]), self.page)
        start = int(asked.query.get("cursor", ["0|"])[0].partition("|")[0])
        found = collections[name]
        if "bbox" in asked.query:
            if asked.query.get("bbox-crs") != [RD]:
                return refusal(400, "the stand-in knows bbox in RD only")
            window = _window(asked.query)
            found = [each for each in found if window.intersects(shape(each["geometry"]))]
        here = found[start : start + limit]
        if asked.query.get("crs") != [RD]:
            here = [_in_degrees(each) for each in here]
        own = f"{root}/collections/{name}/items"
        links = [_link("self", own, asked.query)]
        if start + limit < len(found):
            # The cursor of gokoala: a place, and a digest of the question.
            links.append(_link("next", own, asked.query | {"cursor": [f"{start + limit}|Nwyr1Q"]}))
        return as_json(
            {
                "type": "FeatureCollection",
                "timeStamp": "2026-11-20T06:00:00Z",
                "links": links,
                "features": here,
                "numberReturned": len(here),
            }
        )

    def _collection(self, root: str, name: str) -> dict[str, Any]:
        own = f"{root}/collections/{name}"
        link = {"rel": "self", "type": "application/json", "updated": "2026-11-19T23:00:00Z"}
        return {
            "id": name,
            "title": name,
            "itemType": "feature",
            "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84", RD],
            "storageCrs": RD,
            "links": [{**link, "href": f"{own}?f=json"}],
        }

    def _bag3d(self, base: str, asked: Asked) -> Answered:
        own = f"{base}/api.3dbag.nl/collections/pand"
        if not asked.path.endswith("/items"):
            version = {"collection": "v2023.10.08", "api": "0.1"}
            return as_json({"id": "pand", "version": version, "links": []}, "application/json")
        if set(asked.query) - {"bbox", "offset", "limit", "crs", "bbox-crs"}:
            return refusal(400, "Unknown parameter")
        limit = min(int(asked.query.get("limit", ["10"])[0]), 100, self.page)
        offset = int(asked.query.get("offset", ["1"])[0])
        window = _window(asked.query)
        found = [each for each in self.models if window.intersects(self._extent(each))]
        here = found[offset - 1 : offset - 1 + limit]
        links = []
        if offset + limit < len(found):
            query = {"bbox": asked.query["bbox"][0], "offset": offset + limit, "limit": limit}
            links.append({"rel": "next", "href": f"{own}/items?{urlencode(query)}"})
        told = {"numberMatched": len(found), "type": "FeatureCollection", "links": links}
        told |= {"metadata": self.header} if here else {}
        return as_json(told | {"numberReturned": len(here), "features": here}, "application/json")

    def _extent(self, feature: data.Feature) -> shapely.Polygon:
        scale, move = self.header["transform"]["scale"], self.header["transform"]["translate"]
        xy = np.asarray(feature["vertices"])[:, :2] * scale[:2] + move[:2]
        return box(*xy.min(axis=0), *xy.max(axis=0))

    def _wcs(self, asked: Asked) -> Answered:
        query = {name.lower(): value for name, value in asked.query.items()}
        subset = {each[0]: each[2:-1].split(",") for each in query["subset"]}
        grids = self.heights
        if query["coverageid"][0] not in grids or query["version"] != ["2.0.1"]:
            text = "<ows:ExceptionReport><ows:Exception exceptionCode='NoSuchCoverage'/>"
            return Answered(text.encode(), "text/xml")
        (minx, maxx), (miny, maxy) = (map(int, subset[axis]) for axis in "xy")
        (left, low), grid = grids[query["coverageid"][0]]
        cells = np.full(((maxy - miny) * 2, (maxx - minx) * 2), NO_DATA, np.float32)
        # Of the window, the part that the grid has.
        south, west = (miny - low) * 2, (minx - left) * 2
        rows = slice(max(0, -south), max(0, min(cells.shape[0], grid.shape[0] - south)))
        columns = slice(max(0, -west), max(0, min(cells.shape[1], grid.shape[1] - west)))
        if rows.stop > rows.start and columns.stop > columns.start:
            known = grid[
                rows.start + south : rows.stop + south, columns.start + west : columns.stop + west
            ]
            cells[rows, columns] = np.where(np.isnan(known), NO_DATA, known)
        return Answered(geotiff(cells[::-1], minx, maxy), "image/tiff")

    def _locate(self, what: str, query: dict[str, list[str]]) -> Answered:
        filters = [each.split(":", 1) for each in query.get("fq", [])]
        types = "".join(text for name, text in filters if name == "type")
        kinds = types.strip("()").split(" OR ") if types else []
        others = [(name, text) for name, text in filters if name != "type"]
        found = [
            each
            for each in self.places
            if (not kinds or each["type"] in kinds)
            and all(each.get(name) == text for name, text in others)
        ]
        if what == "lookup":
            found = [each for each in found if each["id"] == query["id"][0]]
        elif what == "suggest":
            words = query["q"][0].casefold().replace(",", " ").split()
            found = [
                {key: each[key] for key in ("id", "type", "weergavenaam")}
                for each in found
                if any(word in each["weergavenaam"].casefold() for word in words)
            ]
        response = {"numFound": len(found), "start": 0, "numFoundExact": True, "docs": found}
        return as_json({"response": response}, "application/json")


class Handler(BaseHTTPRequestHandler):
    """One question."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = Asked(parts.path, parse_qs(parts.query), self.headers.get("User-Agent", ""))
        self.stand_in.enter(asked)
        try:
            answered = self.stand_in.answer(f"http://{self.headers['Host']}", asked)
            fault = self.stand_in.take_fault(self.path)
            changed = fault(self, answered) if fault else answered
            if changed is not None:
                self.give(changed, changed.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # who asked has gone
        finally:
            self.stand_in.leave()

    def give(self, answered: Answered, body: bytes, *, length: bool = True) -> None:
        """Send the head of an answer and `body`, which can be less than it promises."""
        self.send_response(answered.status)
        self.send_header("Content-Type", answered.media_type)
        if length:
            self.send_header("Content-Length", str(len(answered.body)))
        else:
            self.send_header("Connection", "close")
        for name, value in answered.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = len(body) < len(answered.body) or not length

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Says nothing."""


def serve(stand_in: StandIn) -> tuple[ThreadingHTTPServer, str]:
    """The running server and its address."""
    handler = type("Bound", (Handler,), {"stand_in": stand_in})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


def geotiff(cells: Any, left: float, top: float) -> bytes:
    """Cells of 0.5 m as AHN's service packs them: float32, Deflate with a predictor, in RD."""
    packed = io.BytesIO()
    with (
        rasterio.Env(GDAL_PAM_ENABLED="NO"),
        rasterio.open(
            packed, "w", driver="GTiff", width=cells.shape[1], height=cells.shape[0], count=1,
            dtype="float32", crs="EPSG:28992", nodata=NO_DATA, compress="deflate", predictor=3,
            transform=rasterio.Affine(0.5, 0, left, 0, -0.5, top),
        ) as file,
    ):  # fmt: skip
        file.write(cells, 1)
    return packed.getvalue()


def as_json(told: dict[str, Any], media_type: str = "application/geo+json") -> Answered:
    """JSON as an answer."""
    return Answered(json.dumps(told).encode(), media_type)


def refusal(status: int, detail: str) -> Answered:
    """A refusal as gokoala words it."""
    told = {"title": "refused", "status": status, "detail": detail}
    return Answered(json.dumps(told).encode(), "application/problem+json", status)


def _window(query: dict[str, list[str]]) -> shapely.Polygon:
    minx, miny, maxx, maxy = map(float, query["bbox"][0].split(","))
    return box(minx, miny, maxx, maxy)


def _link(rel: str, own: str, query: dict[str, list[str]]) -> dict[str, str]:
    href = f"{own}?{urlencode(sorted(query.items()), doseq=True)}"
    return {"rel": rel, "title": rel, "type": "application/geo+json", "href": href}


def _in_degrees(feature: data.Feature) -> data.Feature:
    found = shapely.transform(shape(feature["geometry"]), rd_to_lonlat)
    return {**feature, "geometry": mapping(found)}
