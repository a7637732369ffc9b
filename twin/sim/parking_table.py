"""The parking norms of a municipality as a table, read from CSV or TOML text.

CROW's own figures are licensed, so none are here; `parking_example.toml` is an example.

Columns of the CSV (comma or semicolon, decimals with point or comma): `naam`, `doelgroep`,
`gebruik`, `type`, `eigendom`, `vanaf_m2`, `tot_m2`, `zone`, `eenheid`, `minimum`, `maximum`; every
further column is a moment of the week with the presence in percent.
"""

from __future__ import annotations

import csv
import io
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

from twin.errors import ParameterInvalid
from twin.model import DwellingType, Tenure
from twin.model import Use as BuildingUse

_FACTS = ("naam", "doelgroep", "gebruik", "type", "eigendom", "vanaf_m2", "tot_m2", "zone",
          "eenheid", "minimum", "maximum")  # fmt: skip
_NEEDED = ("gebruik", "eenheid", "minimum", "maximum")
_HIGHEST = 100.0

Words_ = TypeVar("Words_", bound=StrEnum)


class Unit(StrEnum):
    """Of what a norm is a number of places."""

    DWELLING = "woning"
    FLOOR = "100 m2 bvo"


@dataclass(frozen=True, slots=True)
class ParkingNorm:
    """A row of the table: places per unit, and how many of them are used at each moment.

    Attributes
    ----------
    group
        Who parks, such as `bewoners` or `bezoekers`; of each group the row that fits best counts.
    type, tenure, zone
        None: any.
    from_area, to_area
        Gebruiksoppervlakte of a home in m²: at least, and below.
    least, most
        Places per unit: the band of the norm.
    presence
        Share (0-1) of the places that is taken, by moment.
    """

    name: str
    group: str
    use: BuildingUse
    type: DwellingType | None
    tenure: Tenure | None
    from_area: float
    to_area: float
    zone: str | None
    unit: Unit
    least: float
    most: float
    presence: Mapping[str, float]

    @property
    def narrowness(self) -> int:
        """How many things it asks of a unit; the row that asks most goes first."""
        asks = (self.type, self.tenure, self.zone)
        bounded = self.from_area > 0 or math.isfinite(self.to_area)
        return sum(each is not None for each in asks) + bounded


@dataclass(frozen=True, slots=True)
class ParkingTable:
    """All norms of a municipality.

    Attributes
    ----------
    title
        Where it is from.
    example
        Whether it is the one that Twin ships, which nobody decided on.
    """

    title: str
    moments: tuple[str, ...]
    norms: tuple[ParkingNorm, ...]
    example: bool = False

    @property
    def zones(self) -> tuple[str, ...]:
        """Zones that rows ask for, in order."""
        return tuple(dict.fromkeys(each.zone for each in self.norms if each.zone is not None))


@cache
def example_table() -> ParkingTable:
    """The example that Twin ships: made up, called 'voorbeeld', of no municipality."""
    text = (files("twin.sim") / "parking_example.toml").read_text("utf-8")
    read = read_table(text)
    return ParkingTable(read.title, read.moments, read.norms, example=True)


def read_table(text: str, title: str = "") -> ParkingTable:
    """A table out of the text of a CSV or TOML file; TOML where it has `[[norm]]`.

    Raises
    ------
    ParameterInvalid
        Names the row, the column and the value that cannot be used.
    """
    if "[[norm]]" in text:
        return _from_toml(text, title)
    return _from_csv(text, title)


def _from_toml(text: str, title: str) -> ParkingTable:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ParameterInvalid(f"the parking table is no TOML: '{error}'") from None
    rows: list[Mapping[str, Any]] = []
    for place, row in enumerate(told["norm"], start=1):
        presence = row.get("aanwezig", {})
        if not isinstance(presence, dict):
            raise _wrong(f"norm {place}", "aanwezig", presence, "give moments with a percentage")
        plain = {key: value for key, value in row.items() if key != "aanwezig"}
        unknown = sorted(set(plain) - set(_FACTS))
        if unknown:
            raise _wrong(f"norm {place}", unknown[0], plain[unknown[0]], _known_columns())
        rows.append(plain | presence)
    moments = tuple(dict.fromkeys(key for row in rows for key in row if key not in _FACTS))
    return _table(rows, [f"norm {n}" for n in range(1, len(rows) + 1)], moments,
                  title or str(told.get("titel", "")))  # fmt: skip


def _from_csv(text: str, title: str) -> ParkingTable:
    head = text.lstrip("\ufeff").splitlines()[:1]
    if not head:
        raise ParameterInvalid("the parking table is empty", hint=_known_columns())
    separator = ";" if head[0].count(";") >= head[0].count(",") else ","
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
    names = [name.strip().lower() for name in next(reader)]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise ParameterInvalid(
            f"the parking table has no column '{missing[0]}'", hint=_known_columns()
        )
    double = [name for name in names if names.count(name) > 1]
    if double:
        raise ParameterInvalid(f"the parking table has the column '{double[0]}' twice")
    rows, places = [], []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            raise ParameterInvalid(
                f"line {reader.line_num} of the parking table has '{len(cells)}' cells and the "
                f"first line {len(names)}",
                hint="quote a cell that has a separator in it",
            )
        rows.append({name: cell.strip() for name, cell in zip(names, cells, strict=True)})
        places.append(f"line {reader.line_num}")
    moments = tuple(name for name in names if name not in _FACTS)
    return _table(rows, places, moments, title)


def _table(
    rows: Sequence[Mapping[str, Any]], places: Sequence[str], moments: tuple[str, ...], title: str
) -> ParkingTable:
    if not rows:
        raise ParameterInvalid("the parking table has no rows", hint=_known_columns())
    if not moments:
        raise ParameterInvalid(
            "the parking table has no moments",
            hint="add a column for each moment of the week, such as 'werkdagavond', in percent",
        )
    norms = tuple(_norm(row, place, moments) for row, place in zip(rows, places, strict=True))
    return ParkingTable(title or "zonder titel", moments, norms)


def _norm(row: Mapping[str, Any], place: str, moments: tuple[str, ...]) -> ParkingNorm:
    use = _one_of(BuildingUse, row, place, "gebruik")
    unit = _one_of(Unit, row, place, "eenheid")
    if use is None or unit is None:
        lost = "gebruik" if use is None else "eenheid"
        raise _wrong(place, lost, "", "it must be filled in")
    least, most = (_number(row, place, key, None, _HIGHEST) for key in ("minimum", "maximum"))
    if least > most:
        raise _wrong(place, "minimum", least, f"it must be at most the maximum, {most:g}")
    from_area = _number(row, place, "vanaf_m2", 0.0, math.inf)
    to_area = _number(row, place, "tot_m2", math.inf, math.inf)
    if from_area >= to_area:
        raise _wrong(place, "vanaf_m2", from_area, f"it must be below tot_m2, {to_area:g}")
    if unit is Unit.DWELLING and use is not BuildingUse.HOME:
        raise _wrong(place, "eenheid", unit, "only 'woonfunctie' is counted in homes")
    if unit is Unit.FLOOR and use is BuildingUse.HOME:
        raise _wrong(place, "eenheid", unit, "homes are counted by 'woning'")
    return ParkingNorm(
        name=str(row.get("naam", "")) or place,
        group=str(row.get("doelgroep", "")),
        use=use,
        type=_one_of(DwellingType, row, place, "type"),
        tenure=_one_of(Tenure, row, place, "eigendom"),
        from_area=from_area,
        to_area=to_area,
        zone=str(row.get("zone", "")) or None,
        unit=unit,
        least=least,
        most=most,
        presence=MappingProxyType(
            {moment: _number(row, place, moment, None, 100.0) / 100 for moment in moments}
        ),
    )


def _one_of(words: type[Words_], row: Mapping[str, Any], place: str, column: str) -> Words_ | None:
    given = str(row.get(column, "")).strip()
    if not given:
        return None
    try:
        return words(given.lower())
    except ValueError:
        raise _wrong(place, column, given, f"give one of: {', '.join(words)}") from None


def _number(
    row: Mapping[str, Any], place: str, column: str, absent: float | None, highest: float
) -> float:
    given = str(row.get(column, "")).strip()
    if not given and absent is not None:
        return absent
    try:
        value = float(given.removesuffix("%").replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 <= value <= highest or math.isinf(value):
        limit = "" if math.isinf(highest) else f" to {highest:g}"
        raise _wrong(place, column, given, f"give a number from 0{limit}")
    return value


def _wrong(place: str, column: str, value: object, hint: str) -> ParameterInvalid:
    return ParameterInvalid(
        f"'{value}' cannot be the {column} in {place} of the parking table", hint=hint
    )


def _known_columns() -> str:
    return f"columns are {', '.join(_FACTS)}, and one for each moment of the week"
