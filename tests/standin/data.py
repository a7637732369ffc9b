"""Real data of `shared/` under the names that PDOK's collections and their properties have."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import laspy
import numpy as np
import orjson
import pyogrio
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping

from twin.geo.crs import lonlat_to_rd

Feature = dict[str, Any]
Collections = dict[str, list[Feature]]

_NAMES = {
    "lokaalid": "lokaal_id",
    "relatievehoogteligging": "relatieve_hoogteligging",
    "bgt_status": "status",
    "eindregistratie": "eind_registratie",
    "terminationdate": "termination_date",
    "creationdate": "creation_date",
    "tijdstipregistratie": "tijdstip_registratie",
    "inonderzoek": "in_onderzoek",
    "identificatiebagpnd": "identificatie_bag_pnd",
    "function": "functie",
    "surfacematerial": "fysiek_voorkomen",
    "bgt_fysiekvoorkomen": "fysiek_voorkomen",
    "plus_fysiekvoorkomenwegdeel": "plus_fysiek_voorkomen",
    "plus_fysiekvoorkomen": "plus_fysiek_voorkomen",
    "plus_functiewegdeel": "plus_functie",
    "bgt_type": "type",
    "identifica": "identificatie",
    "oppervlakt": "oppervlakte",
    "gebruiksdo": "gebruiksdoel",
    "openbare_r": "openbare_ruimte_naam",
    "woonplaats": "woonplaats_naam",
    "gemeenteco": "gemeentecode",
    "gemeentena": "gemeentenaam",
}
_SHAPED = {"scheiding": "scheiding_vlak", "kunstwerkdeel": "kunstwerkdeel_vlak"}
_BASE = "https://api.pdok.nl/kadaster/bag/ogc/v2/collections/pand/items"


def identity(name: str) -> str:
    """The id that a service gives a feature, which is not the one of the register."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def bgt(shared: Path) -> Collections:
    """Delft's BGT."""
    found: Collections = {}
    for path in sorted((shared / "delft" / "bgt").glob("*.sqlite")):
        kind = path.stem.removeprefix("bgt_")
        rows = list(_rows(path))
        for row in rows:
            facts = row["properties"]
            if facts.get("identificatie_bag_pnd"):
                facts["identificatie_bag_pnd"] = str(facts["identificatie_bag_pnd"]).zfill(16)
            row["id"] = identity(facts["lokaal_id"])
        found[_SHAPED.get(kind, kind)] = rows
    return found


def bag(shared: Path) -> Collections:
    """Apeldoorn's panden and verblijfsobjecten, and Delft's panden as 3D BAG tells of them."""
    panden = list(_rows(shared / "apeldoorn" / "bag_gebouw.shp"))
    dwellings = list(_rows(shared / "apeldoorn" / "bag_verblijfsobject.shp"))
    for row in panden:
        row["properties"]["identificatie"] = row["properties"]["identificatie"].zfill(16)
    for row in dwellings:
        facts = row["properties"]
        pand = facts.pop("pandidenti").zfill(16)
        facts["pand.href"] = [f"{_BASE}/{identity(pand)}"]
    panden += _delft_panden(shared)
    for row in [*panden, *dwellings]:
        row["id"] = identity(row["properties"]["identificatie"])
    return {"pand": panden, "verblijfsobject": dwellings, "woonplaats": []}


def cbs(shared: Path) -> Collections:
    """Apeldoorn's neighbourhood; Hengelo's districts and boundary."""
    hengelo = shared / "hengelo"
    wijken = [
        {
            "type": "Feature",
            "id": each["properties"]["statcode"],
            "properties": {
                "wijkcode": each["properties"]["statcode"],
                "wijknaam": each["properties"]["statnaam"],
                "gemeentecode": "GM0164",
            },
            "geometry": each["geometry"],
        }
        for each in _rows(hengelo / "wijk_2023_hengelo.geojson")
    ]
    gemeenten = [
        {
            **each,
            "id": "GM0164",
            "properties": {"gemeentecode": "GM0164", "gemeentenaam": "Hengelo"},
        }
        for each in _rows(hengelo / "hengelo_gemeentegebied_rd.geojson")
    ]
    buurten = list(_rows(shared / "apeldoorn" / "bag_buurt.shp"))
    for each in buurten:
        each["id"] = each["properties"]["buurtcode"]
    return {"buurten": buurten, "wijken": wijken, "gemeenten": gemeenten}


def models(shared: Path) -> tuple[Feature, list[Feature]]:
    """The header and the CityJSONFeatures of Delft's 3D BAG."""
    lines = (shared / "delft" / "lod22_3dbag.city.jsonl").read_bytes().splitlines()
    header, *found = [orjson.loads(line) for line in lines]
    return header, found


def heights(shared: Path) -> dict[str, tuple[tuple[int, int], NDArray[np.float32]]]:
    """AHN of Delft in cells of 0.5 m: the lower left corner, and rows from south to north.

    `dtm_05m` is the lowest ground point of a cell and `dsm_05m` the highest point; NaN is no data.
    """
    clouds = [laspy.read(path) for path in sorted((shared / "delft" / "ahn3").glob("*.laz"))]
    x = np.concatenate([np.asarray(cloud.x) for cloud in clouds])
    y = np.concatenate([np.asarray(cloud.y) for cloud in clouds])
    z = np.concatenate([np.asarray(cloud.z) for cloud in clouds])
    ground = np.concatenate([np.asarray(cloud.classification) == 2 for cloud in clouds])
    corner = int(np.floor(x.min())), int(np.floor(y.min()))
    column = ((x - corner[0]) * 2).astype(int)
    row = ((y - corner[1]) * 2).astype(int)
    shape = int(row.max()) + 1, int(column.max()) + 1
    low = np.full(shape, np.inf, np.float32)
    high = np.full(shape, -np.inf, np.float32)
    np.minimum.at(low, (row[ground], column[ground]), z[ground])
    np.maximum.at(high, (row, column), z)
    for grid in (low, high):
        grid[~np.isfinite(grid)] = np.nan
    return {"dtm_05m": (corner, low), "dsm_05m": (corner, high)}


def _delft_panden(shared: Path) -> Iterator[Feature]:
    header, found = models(shared)
    scale, move = header["transform"]["scale"], header["transform"]["translate"]
    for feature in found:
        for name, thing in feature["CityObjects"].items():
            if thing["type"] != "Building":
                continue
            told = thing["attributes"]
            xy = np.asarray(feature["vertices"]) * scale + move
            flat = next(each for each in thing["geometry"] if str(each["lod"]) == "0")
            rings = [shapely.Polygon(xy[face[0]][:, :2]) for face in flat["boundaries"]]
            yield {
                "type": "Feature",
                "properties": {
                    "identificatie": name.removeprefix("NL.IMBAG.Pand."),
                    "status": told.get("status"),
                    "bouwjaar": told.get("oorspronkelijkbouwjaar"),
                },
                "geometry": mapping(shapely.union_all(rings)),
            }


def _rows(path: Path) -> Iterator[Feature]:
    """Features in RD, with the names that PDOK gives their properties."""
    meta, _, geometry, columns = pyogrio.raw.read(path)
    shapes = shapely.force_2d(shapely.from_wkb(geometry))
    if not str(meta["crs"]).endswith("28992"):
        shapes = shapely.transform(shapes, lonlat_to_rd)
    names = [str(name) for name in meta["fields"]]
    for row, found in enumerate(shapes):
        facts = {
            _NAMES.get(name, name): _plain(column[row])
            for name, column in zip(names, columns, strict=True)
        }
        yield {"type": "Feature", "properties": facts, "geometry": mapping(found)}


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if value == "" or value != value else value
