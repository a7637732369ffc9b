"""Prints the OpenAPI description; needs no database: `python -m twin.api.openapi`."""

from __future__ import annotations

import json
import sys

from twin.api.app import ApiConfig, build_app


def document() -> str:
    """The description of the API as JSON, indented, ending in a newline."""
    app = build_app(ApiConfig(database_url="", default_area=None, web_dir=None))
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
