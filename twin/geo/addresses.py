"""Finding homes and firms of an area by what people type; asks nobody outside.

Words may be cut short, and capitals, accents and signs do not matter: `linde 12a`, `Lindestraat
12-A` and `0000 ab 12` find the same. Where nothing begins so, what is alike is found instead.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shapely import Point

from twin.model import Area, Building, Dwelling

_NUMBERED = (re.compile(r"^(.*)\s(\d+)(\S*)$"), re.compile(r"^(.*?)\s(\d+)(.*)$"))
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_POSTCODE = re.compile(r"^(\d{4})(?:\s?([a-z]{1,2}))?(?=\s|$|\d)")
_ALIKE = 0.7
"""Similarity (0-1) from which a street may have been meant: one letter in four may be wrong."""
_ENDINGS = (
    "straat",
    "plein",
    "laan",
    "weg",
    "pad",
    "hof",
    "kade",
    "dijk",
    "singel",
    "steeg",
    "park",
)
"""What many streets have in common, and what therefore makes none of them alike."""
_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class Written:
    """An address in its parts; `number` is 0 where there is none."""

    street: str
    number: int
    addition: str


def split(address: str) -> Written:
    """Street, number, and letter with addition: `Plein 1940 12A-3` is `Plein 1940`, 12, `A-3`."""
    for form in _NUMBERED:
        found = form.match(address.strip())
        if found:
            return Written(found[1].strip(), int(found[2]), found[3].strip())
    return Written(address.strip(), 0, "")


def fold(text: str) -> str:
    """Text without capitals, accents and signs: what people write in different ways is the same."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return re.sub(r"[\W_]+", " ", kept).strip()


class Match(StrEnum):
    """How what was found answers what was asked."""

    BEGINS = "begins"
    ALIKE = "alike"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An address with what is there."""

    dwelling: Dwelling
    building: Building
    written: Written

    @property
    def position(self) -> Point:
        """RD; where the register puts it, else in the middle of its building."""
        return self.dwelling.position or self.building.footprint.representative_point()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of answers.

    Attributes
    ----------
    more
        Whether there are others after these.
    """

    match: Match
    entries: tuple[Entry, ...]
    more: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Keyed:
    """An entry as it is compared: words of its street, number, addition and town."""

    entry: Entry
    street: tuple[str, ...]
    number: str
    addition: tuple[str, ...]
    town: tuple[str, ...]
    postcode: str


class Directory:
    """The addresses of an area that stand, in the order of street, number and addition."""

    def __init__(self, area: Area) -> None:
        self._all = sorted(_keyed(area), key=_order)
        self._postcodes = {each.postcode for each in self._all if each.postcode}
        self._streets: dict[str, list[_Keyed]] = defaultdict(list)
        for each in self._all:
            self._streets["".join(each.street)].append(each)

    def __len__(self) -> int:
        return len(self._all)

    def search(self, text: str, limit: int, skip: int = 0) -> Found:
        """What begins as `text` does, the likeliest first; else a few that are alike.

        Parameters
        ----------
        text
            Street, number, addition, postcode and town, as far as somebody typed. Nothing: all.
        limit
            At most so many.
        skip
            So many of the first are left out.
        """
        postcode, pieces = self._read(text)
        among = [each for each in self._all if each.postcode.startswith(postcode)]
        ranked = [(rank, each) for each in among if (rank := _rank(pieces, each)) is not None]
        ranked.sort(key=lambda found: found[0])  # equals stay in the order of streets
        if ranked:
            shown = tuple(each.entry for _, each in ranked[skip : skip + limit])
            return Found(Match.BEGINS, shown, more=len(ranked) > skip + limit)
        alike = self._alike(pieces)[: min(limit, _SUGGESTED)]
        return Found(Match.ALIKE if alike else Match.NOTHING, tuple(each.entry for each in alike))

    def _read(self, text: str) -> tuple[str, list[str]]:
        """A postcode or the beginning of one, if there is one that is known; and the rest."""
        plain = fold(text)
        # In front, or after the number: `Lindestraat 1234 ab` has none.
        for start in (0, *(found.end() for found in re.finditer(r"\d\w*(?: [a-z])? ", plain))):
            found = _POSTCODE.match(plain[start:])
            if not found:
                continue
            for told in (found[1] + (found[2] or ""), found[1]):
                if any(each.startswith(told) for each in self._postcodes):
                    stop = start + (found.end() if told != found[1] else found.end(1))
                    rest = f"{plain[:start]} {plain[stop:]}"
                    return told, _PIECES.findall(rest)
        return "", _PIECES.findall(plain)

    def _alike(self, pieces: Sequence[str]) -> list[_Keyed]:
        """Addresses in streets that may have been meant, the nearest numbers first."""
        first = next((place for place, each in enumerate(pieces) if each.isdecimal()), len(pieces))
        asked = "".join(pieces[:first])
        number = int(pieces[first]) if first < len(pieces) else 0
        if not asked:
            return []
        near: list[tuple[float, int, _Keyed]] = []
        for name, homes in self._streets.items():
            likeness = max(_likeness(asked, name), _likeness(asked, name[: len(asked)]) - 0.01)
            if likeness >= _ALIKE:
                near += [
                    (-likeness, abs(each.entry.written.number - number), each) for each in homes
                ]
        near.sort(key=lambda found: found[:2])
        return [each for _, _, each in near]


def _keyed(area: Area) -> Iterator[_Keyed]:
    for building in area.buildings:
        for dwelling in building.dwellings:
            if dwelling.address is None:
                continue
            written = split(dwelling.address)
            yield _Keyed(
                Entry(dwelling, building, written),
                street=_words(written.street),
                number=str(written.number),
                addition=_words(written.addition),
                town=_words(dwelling.city or ""),
                postcode=fold(dwelling.postcode or "").replace(" ", ""),
            )


def _words(text: str) -> tuple[str, ...]:
    return tuple(_PIECES.findall(fold(text)))


def _order(each: _Keyed) -> tuple[str, int, tuple[str, ...], str]:
    return " ".join(each.street), int(each.number), each.addition, each.entry.dwelling.id


def _rank(pieces: Sequence[str], each: _Keyed) -> tuple[bool, bool, int] | None:
    """How well an address answers, less is better; None when it does not begin so.

    Every piece must begin a word of the address, in its order; words may be left out, but an
    addition says nothing without its number.
    """
    words = (*each.street, each.number, *each.addition, *each.town)
    at_number, town = len(each.street), len(each.street) + 1 + len(each.addition)
    place = 0
    taken: list[int] = []
    for piece in pieces:
        while place < len(words) and not (
            words[place].startswith(piece) and (not at_number < place < town or at_number in taken)
        ):
            place += 1
        if place == len(words):
            return None
        taken.append(place)
        place += 1
    streets = [number for number in taken if number < at_number]
    whole = [pieces[turn] == words[number] for turn, number in enumerate(taken)]
    exact = bool(streets) and all(whole[: len(streets)]) and len(streets) == at_number
    later = bool(streets) and streets[0] > 0
    if at_number not in taken:
        return later, not exact, 2
    turn = taken.index(at_number)
    additions = [number for number in taken if at_number < number < town]
    complete = len(additions) == len(each.addition) and all(whole[turn:])
    return later, not exact, 0 if whole[turn] and complete else 1 if whole[turn] else 2


def _likeness(one: str, other: str) -> float:
    for ending in _ENDINGS:
        if one.endswith(ending) and other.endswith(ending):
            one, other = one.removesuffix(ending), other.removesuffix(ending)
            break
    compared = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if compared.real_quick_ratio() < _ALIKE or compared.quick_ratio() < _ALIKE:
        return 0.0
    return compared.ratio()
