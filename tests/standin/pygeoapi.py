"""pygeoapi, the OGC's reference server, on Hilversum's BGT: `python -m tests.standin.pygeoapi`.

It pages by offset. Prints its address when it listens, and serves until it is ended.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from pathlib import Path

from shapely.geometry import mapping

from twin.geo.gml import read_features

PAGE = 300
_RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def main(shared: Path) -> None:
    """Serve `wegdeel` of Hilversum."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = folder / "wegdeel.geojson"
        rows.write_text(json.dumps(_features(shared)))
        config = folder / "config.json"  # YAML is a superset
        config.write_text(json.dumps(_config(address, rows)))
        openapi = folder / "openapi.json"
        openapi.write_text(json.dumps({"openapi": "3.0.2", "info": {}, "paths": {}}))
        os.environ |= {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
        from pygeoapi.flask_app import APP
        from werkzeug.serving import make_server

        server = make_server("127.0.0.1", 0, APP, threaded=True, fd=listening.fileno())
        print(address, flush=True)  # noqa: T201
        server.serve_forever()


def _features(shared: Path) -> dict[str, object]:
    found = [
        {
            "type": "Feature",
            "id": str(number),
            "properties": {
                "lokaal_id": each.facts["lokaalID"],
                "functie": each.facts.get("function"),
            },
            "geometry": mapping(each.geometry),
        }
        for number, each in enumerate(read_features(shared / "hilversum-bgt" / "bgt_wegdeel.gml"))
        if each.geometry is not None
    ]
    return {"type": "FeatureCollection", "features": found}


def _config(address: str, rows: Path) -> dict[str, object]:
    text = {"title": "t", "description": "t", "keywords": ["t"], "keywords_type": "theme"}
    about = text | {"terms_of_service": "t", "url": address}
    contact = {"name": "t", "position": "t", "address": "t", "city": "t", "country": "t"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 0},
            "url": address,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": PAGE, "on_exceed": "throttle"},
            "map": {"url": "t", "attribution": "t"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": about,
            "license": {"name": "CC0", "url": address},
            "provider": {"name": "t", "url": address},
            "contact": contact,
        },
        "resources": {
            "wegdeel": text
            | {
                "type": "collection",
                "links": [],
                "extents": {"spatial": {"bbox": [3, 50, 8, 54], "crs": _CRS84}},
                "providers": [
                    {
                        "type": "feature",
                        "name": "GeoJSON",
                        "data": str(rows),
                        "id_field": "id",
                        "crs": [_CRS84, _RD],
                        "storage_crs": _RD,
                    }
                ],
            }
        },
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
