"""Drawing certificates and shadow studies; done by a worker process, which has areas at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin.errors import NotFound, NotSupported
from twin.jobs.certificate.words import say
from twin.jobs.worker import Drawing, Files, Variant
from twin.model import Language, day_of_year
from twin.sim.indicators.base import Watch
from twin.sim.indicators.canonical import Document, canonical, digest

if TYPE_CHECKING:
    from twin.geo.crs import Bounds
    from twin.jobs.certificate.sheet import Around
    from twin.model import Area, Building
    from twin.scene.shadows import Ground
    from twin.sim.shadow_set import Moment, Sun

PDF = "pdf"
_HOME = (120.0, 320.0)
"""Metres that the maps of a home are wide, at least and at most."""
_PLAN = (200.0, 1_200.0)
_SMALL, _LARGE = 1 / 17, 1 / 24
_WIDE = 1.75
"""Width over height of the maps of a study, so that five fit under each other."""
_WORSE, _BETTER = (213, 94, 0), (0, 114, 178)


@dataclass(frozen=True, slots=True)
class DrawCertificate(Drawing):
    """A certificate as a page; answered by `pdf`.

    Attributes
    ----------
    document
        As `twin.jobs.certificate.document.certify`.
    """

    variant: Variant
    area_key: str
    document: Document
    language: Language = "nl"

    @property
    def label(self) -> str:
        """What people read of it."""
        return "certificate"

    @property
    def key(self) -> str:
        """Names all that it depends on."""
        return digest({"document": self.document, "language": self.language})

    def draw(self, base: Area, area: Area, watch: Watch) -> Files:
        """The page."""
        from twin.jobs.certificate.sheet import sheet
        from twin.jobs.certificate.typeset import pdf

        told, files = self.told(base, area, watch)
        made = sheet(self.document, _around(base, self.language), self.language) | told
        return {PDF: pdf("sheet", made, files)}

    def told(self, base: Area, area: Area, watch: Watch) -> tuple[Document, Files]:
        """The pictures, and where they go on the page."""
        from twin.jobs.certificate.study import legend
        from twin.sim.shadow_set import SPRING

        subject = self.document["subject"]
        building = None if subject is None else _building(base, area, subject["building"])
        window = _window(base, area, building)
        mine = frozenset() if building is None else frozenset([building.id])
        year = int(self.document["after"]["input"]["parameters"]["year"])
        suns, files = _shadows(base, area, window, SPRING, year, self.language, watch, _SMALL, mine)
        rows = [
            {
                "label": say(word, self.language),
                "pictures": [_picture(each, suns[each], side, self.language) for each in SPRING],
            }
            for side, word in (("now", "now"), ("plan", "with-plan"))
        ]
        heads = [_head(each, suns[each], self.language) for each in SPRING]
        told: Document = {
            "rows": rows if subject is not None else rows[1:],
            "heads": heads,
            "legend": legend(self.language, subject=subject is not None, design=_new(area)),
        }
        if subject is None:
            told["map"] = self._map(area, window, files)
        files["zonbewijs.json"] = canonical(self.document)
        return told, files

    def _map(self, area: Area, window: Bounds, files: dict[str, bytes]) -> Document:
        """The map of verdicts that change, and what its colours mean."""
        from twin.scene.plan import Drawing as Shown
        from twin.scene.plan import plan_svg

        changed = self.document["answer"]["buildings"]
        colour = {"worse": _WORSE, "better": _BETTER}
        shown = Shown(
            fills={name: colour[change] for name, change in changed.items()}, lettering=_LARGE
        )
        alt = say("map-change", self.language)
        files["map.svg"] = plan_svg(area, window, alt, shown).encode()
        looks = ("worse", "better") + ("design",) * _new(area)
        items = [{"look": each, "word": say(f"legend-{each}", self.language)} for each in looks]
        return {"file": "map.svg", "alt": alt, "legend": items}


@dataclass(frozen=True, slots=True)
class DrawShadows(Drawing):
    """Maps of shadow of some moments: `{moment}-now.svg` and `-plan.svg`, or one `pdf`.

    Attributes
    ----------
    about
        As `twin.jobs.certificate.document.About.document`.
    moments
        Keys of the standard set; empty for all.
    """

    variant: Variant
    about: Document
    moments: tuple[str, ...] = ()
    paper: bool = False
    year: int = 2026
    language: Language = "nl"
    area_key: str = ""

    @property
    def label(self) -> str:
        """What people read of it."""
        return "shadows"

    @property
    def key(self) -> str:
        """Names all that it depends on."""
        told: dict[str, Any] = {"about": self.about, "version": self.variant.version}
        told |= {"moments": self.moments, "paper": self.paper, "year": self.year}
        return digest(told | {"language": self.language, "years": self.variant.horizon_years})

    def draw(self, base: Area, area: Area, watch: Watch) -> Files:
        """The maps, or the pages with them."""
        from twin.jobs.certificate.study import study
        from twin.jobs.certificate.typeset import pdf
        from twin.sim.shadow_set import STANDARD

        wanted = tuple(each for each in STANDARD if not self.moments or each.key in self.moments)
        window = _window(base, area, None, _WIDE)
        suns, files = _shadows(base, area, window, wanted, self.year, self.language, watch, _LARGE)
        if not self.paper:
            return files
        around = _around(base, self.language)
        return {
            PDF: pdf("study", study(self.about, suns, around, self.language, design=_new(area)),
                     files)
        }  # fmt: skip


def moment_keys() -> tuple[str, ...]:
    """Names of the moments of the standard set."""
    from twin.sim.shadow_set import STANDARD

    return tuple(each.key for each in STANDARD)


def check_moment(key: str) -> str:
    """`key` itself; raises `NotFound` where no moment of the standard set is called so."""
    if key not in moment_keys():
        raise NotFound(
            f"no moment of the shadow set is called '{key}'",
            hint=f"known: {', '.join(moment_keys())}",
        )
    return key


def _shadows(
    base: Area, area: Area, window: Bounds, moments: Sequence[Moment], year: int,
    language: Language, watch: Watch, lettering: float, mine: frozenset[str] = frozenset(),
) -> tuple[dict[Moment, Sun], dict[str, bytes]]:  # fmt: skip
    from twin.jobs.certificate.study import titles
    from twin.scene.shadows import Look, ground_in, pair
    from twin.sim.shadow_set import sun_at

    middle = (window[0] + window[2]) / 2, (window[1] + window[3]) / 2
    ground: Ground = ground_in(base, area, window)
    suns: dict[Moment, Sun] = {}
    files: dict[str, bytes] = {}
    for number, moment in enumerate(moments):
        watch(number / (len(moments) + 1))
        suns[moment] = sun_at(moment, year, *middle)
        look = Look(*titles(moment, suns[moment], language), lettering=lettering, highlight=mine)
        made = pair(ground, suns[moment], look)
        files[f"{moment.key}-now.svg"] = made.now.encode()
        files[f"{moment.key}-plan.svg"] = made.plan.encode()
    return suns, files


def _window(base: Area, area: Area, building: Building | None, shape: float = 4 / 3) -> Bounds:
    """What maps show: a home with what is built near it, or all that the plan builds."""
    from twin.scene.shadows import reached_by, window_around

    differs = reached_by(base, area)
    if building is not None:
        return window_around(building.footprint.bounds, differs, least=_HOME[0], most=_HOME[1])
    if differs is None:
        raise NotSupported(
            "the plan changes nothing that casts a shadow", hint="add a building to it"
        )
    return window_around(differs, None, least=_PLAN[0], most=_PLAN[1], shape=shape)


def _building(base: Area, area: Area, name: str) -> Building:
    for place in (area, base):
        for each in place.buildings:
            if each.id == name:
                return each
    raise NotFound(f"no building is called '{name}'", hint="run the scenario again")


def _new(area: Area) -> bool:
    """Whether there are buildings of a design."""
    from twin.model import HeightOrigin

    return any(each.height_origin is HeightOrigin.DESIGN for each in area.buildings)


def _around(base: Area, language: Language) -> Around:
    from twin.jobs.certificate.sheet import Around
    from twin.scene.compose import attribution, notice

    said = notice(base)
    return Around(None if said is None else said[0 if language == "nl" else 1], attribution(base))


def _picture(moment: Moment, sun: Sun, side: str, language: Language) -> Document:
    from twin.jobs.certificate.study import titles

    alts = dict(zip(("now", "plan"), titles(moment, sun, language), strict=True))
    return {"file": f"{moment.key}-{side}.svg", "alt": alts[side]}


def _head(moment: Moment, sun: Sun, language: Language) -> str:
    which = day_of_year(moment.month, moment.day, language)
    told = say("at-hour", language, day=which, hour=moment.hour)
    return told if sun.up else f"{told}, {say('sun-down', language)}"
