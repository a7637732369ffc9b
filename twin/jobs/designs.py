"""Reading a design that somebody made elsewhere: GeoJSON, CityJSON or CityJSONSeq."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path

import orjson

from twin.errors import FileUnreadable, InputError
from twin.model import Edit
from twin.sim.scenario.designs import from_features, from_forms
from twin.sim.scenario.geometry import Crs


def read_design(path: Path, *, crs: Crs | None = None, taken: Collection[str] = ()
                ) -> tuple[Edit, ...]:  # fmt: skip
    """The edits of a file.

    Parameters
    ----------
    crs
        Of GeoJSON; None: found out. CityJSON is in RD and NAP.
    taken
        Ids that are in use.

    Raises
    ------
    FileUnreadable
        It cannot be read, or is neither.
    EditsInvalid, NotInRd
        What is in it is no design.
    """
    try:
        return parse_design(path.read_bytes(), path.name, crs=crs, taken=taken)
    except OSError as error:
        raise FileUnreadable(f"cannot read '{path}': {error.strerror}") from error


def parse_design(content: bytes, name: str, *, crs: Crs | None = None, taken: Collection[str] = ()
                 ) -> tuple[Edit, ...]:  # fmt: skip
    """The same of what a file called `name` holds."""
    first = content.split(b"\n", 1)[0]
    for text in (content, first):
        try:
            told = orjson.loads(text)
        except orjson.JSONDecodeError:
            continue
        break
    else:
        raise FileUnreadable(f"'{name}' is not JSON", hint="give GeoJSON or CityJSON")
    if not isinstance(told, dict):
        raise InputError(f"'{name}' is JSON, and no design", hint="give GeoJSON or CityJSON")
    if told.get("type") != "CityJSON":
        return from_features(told, crs=crs, taken=taken)
    from twin.geo.bag3d import forms  # brings scipy

    with tempfile.TemporaryDirectory(prefix="twin-") as folder:
        path = Path(folder) / ("design.city.json" if text is content else "design.city.jsonl")
        path.write_bytes(content)
        found = forms(path)
    if not found:
        raise InputError(
            f"'{name}' has no building with a model",
            hint="a design needs buildings of LoD 1 or LoD 2",
        )
    return from_forms([(form.name, form.footprint, form.mesh) for form in found], taken)
