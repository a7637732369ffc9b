"""Which files of a folder are what, by name and, where a name can mean more, by their first bytes.

Nothing is read here: a file that turns out to be something else is refused by its reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from twin.errors import FileUnreadable, NotFound
from twin.geo import provenance
from twin.geo.kinds import Kind, kind_of
from twin.geo.provenance import Provenance

_WHAT_WE_READ = (
    "we read BGT (.gml, .zip, .gpkg, .sqlite, .geojson), BAG (.xml, .zip, .shp, .gpkg, .geojson), "
    "3D BAG (.city.json, .city.jsonl), AHN (.laz, .tif) and tree registers (.csv, .geojson)"
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Files by what they are, each in alphabetical order.

    Attributes
    ----------
    bgt, bag, bag3d
        Maps, the register of buildings, and their models.
    ahn
        Laser points.
    rasters
        AHN as GeoTIFF: ground (DTM) and surface (DSM).
    trees
        Registers of trees.
    cbs, parcels
        Neighbourhoods, and parcels of the Kadaster.
    boundary
        What the area is cut to, if a folder says so.
    ignored
        Files in the folders that are none of these.
    provenance
        Of files below a folder with `sources.json`.
    name
        Of the area, if a folder says so.
    """

    bgt: tuple[Path, ...] = ()
    bag: tuple[Path, ...] = ()
    bag3d: tuple[Path, ...] = ()
    ahn: tuple[Path, ...] = ()
    rasters: tuple[Path, ...] = ()
    trees: tuple[Path, ...] = ()
    cbs: tuple[Path, ...] = ()
    parcels: tuple[Path, ...] = ()
    boundary: Path | None = None
    ignored: tuple[Path, ...] = ()
    provenance: dict[Path, Provenance] = field(default_factory=dict)
    name: str = ""

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read."""
        found = self.bgt + self.bag + self.bag3d + self.ahn + self.rasters + self.trees
        found += self.cbs + self.parcels
        return found if self.boundary is None else (*found, self.boundary)


def find_inputs(paths: Sequence[Path]) -> Inputs:
    """The readable files among paths and in the folders among them, at any depth.

    Raises
    ------
    NotFound
        A path does not exist.
    FileUnreadable
        A file that was named is of an unknown type, or there is nothing to read.
    """
    found: dict[Kind, list[Path]] = {kind: [] for kind in Kind}
    told: dict[Path, Provenance] = {}
    name = ""
    for path in paths:
        if path.is_dir():
            folder = provenance.read(path)
            if folder is not None:
                name = name or folder.name
                told |= {path / each: origin for each, origin in folder.files.items()}
            for each in _walk(path):
                found[kind_of(each, path)].append(each)
        elif path.exists():
            kind = kind_of(path, path.parent)
            if kind in (Kind.OTHER, Kind.PART):
                raise FileUnreadable(f"'{path}' is of an unknown type", hint=_WHAT_WE_READ)
            found[kind].append(path)
        else:
            raise NotFound(
                f"there is no file or folder '{path}'",
                hint=f"give 'sample', a preset or a path; {_WHAT_WE_READ}",
            )
    inputs = Inputs(
        bgt=tuple(found[Kind.BGT]),
        bag=tuple(found[Kind.BAG]),
        bag3d=tuple(found[Kind.BAG3D]),
        ahn=tuple(found[Kind.POINTS]),
        rasters=tuple(found[Kind.RASTER]),
        trees=tuple(found[Kind.TREES]),
        cbs=tuple(found[Kind.CBS]),
        parcels=tuple(found[Kind.PARCELS]),
        boundary=next(iter(found[Kind.BOUNDARY]), None),
        ignored=tuple(found[Kind.OTHER]),
        provenance=told,
        name=name,
    )
    _check(inputs, paths)
    return inputs


def _check(inputs: Inputs, paths: Sequence[Path]) -> None:
    where = ", ".join(map(str, paths))
    if not inputs.files:
        raise FileUnreadable(f"there is nothing to read in '{where}'", hint=_WHAT_WE_READ)
    if not inputs.bgt and not inputs.bag and not inputs.bag3d:
        raise FileUnreadable(
            f"'{where}' has no buildings",
            hint="put BGT, BAG or 3D BAG of the same place beside the other files",
        )


def _walk(folder: Path) -> Iterable[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
