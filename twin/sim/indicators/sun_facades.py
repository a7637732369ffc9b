"""Indicator: sun on façades by the norms of Dutch municipalities, and in the months without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from twin.model import Building, Words
from twin.sim.indicators.base import (
    Case,
    Column,
    Direction,
    Figure,
    Indicator,
    Result,
    Row,
    Subject,
)
from twin.sim.indicators.facade_parameters import (
    FacadeParameters,
    building_label,
    facade_id,
    facade_label,
)
from twin.sim.verdict import SURE, Judgement, Verdict

if TYPE_CHECKING:
    from twin.sim.indicators.sun_facades_told import Told

NORMS = ("bezonning.tno-licht", "bezonning.tno-streng", "bezonning.haags", "bezonning.en-17037")

_HOURS = 0.01
_COLUMNS = (
    Column("worst", Words("zon op de slechtste dag van 19 februari tot en met 21 oktober",
                          "sun on the worst day from 19 February to 21 October"),
           "h", Direction.UP, _HOURS),
    Column("worst_error", Words("onzekerheid daarvan", "its error"), "h", Direction.NEITHER,
           _HOURS),
    Column("worst_day", Words("die dag, als maand × 100 + dag", "that day, as month × 100 + day"),
           "1", Direction.NEITHER, 1),
    Column("worst_trees", Words("zon op die dag, met bomen", "sun on that day, with trees"),
           "h", Direction.UP, _HOURS),
    Column("march", Words("zon op 21 maart", "sun on 21 March"), "h", Direction.UP, _HOURS),
    Column("march_error", Words("onzekerheid daarvan", "its error"), "h", Direction.NEITHER,
           _HOURS),
    Column("march_trees", Words("zon op 21 maart, met bomen", "sun on 21 March, with trees"),
           "h", Direction.UP, _HOURS),
    Column("june", Words("zon op 21 juni", "sun on 21 June"), "h", Direction.UP, _HOURS),
    Column("december", Words("zon op 21 december", "sun on 21 December"), "h", Direction.UP,
           _HOURS),
    Column("dark", Words("zon per dag van 22 november tot en met 20 januari",
                         "sun per day from 22 November to 20 January"),
           "h", Direction.UP, _HOURS),
    Column("worst_change", Words("zon erbij of eraf op de slechtste dag",
                                 "sun gained or lost on the worst day"),
           "h", Direction.UP, _HOURS),
    Column("march_change", Words("zon erbij of eraf op 21 maart", "sun gained or lost on 21 March"),
           "h", Direction.UP, _HOURS),
    Column("dark_change", Words("zon erbij of eraf per dag in de donkere maanden",
                                "sun gained or lost per day in the dark months"),
           "h", Direction.UP, _HOURS),
)  # fmt: skip
_PICTURES = ("worst", "march", "dark", "worst_change")
_NO_FACADES = Words("Er zijn geen gevels die zon kunnen krijgen.", "No façade can get sun.")
_NOTES = (
    Words(
        "Een gevel die ook zonder buren de norm niet haalt, 'kan geen zon krijgen' en krijgt geen "
        "oordeel.",
        "A façade that would not meet the norm without neighbours either 'can get no sun' and "
        "gets no verdict.",
    ),
    Words(
        "Normen kijken alleen naar gebouwen en terrein. Wat bomen schelen, staat ernaast.",
        "Norms look at buildings and terrain only. What trees make of it is told beside.",
    ),
    Words(
        "Voor de donkere maanden geldt geen norm. De uren staan er wel bij.",
        "No norm covers the dark months. Their hours are told all the same.",
    ),
    Words(
        "We weten niet waar de ramen zitten. Elk punt staat midden op een stuk gevel, 0,75 m boven "
        "de vloer.",
        "Where windows are is unknown. Every point is in the middle of a piece of façade, 0.75 m "
        "above the floor.",
    ),
)


def compute(case: Case, parameters: FacadeParameters) -> Result:
    """Hours of sun and verdicts per façade, dwelling and building."""
    from twin.sim.facade_rows import layer
    from twin.sim.indicators.sun_facades_told import told_of

    told = told_of(case, parameters)
    rows = list(_rows(case, told))
    return Result(
        indicator="sun-facades",
        figures=_figures(told, rows),
        columns=_COLUMNS,
        rows=tuple(rows),
        points=tuple(
            layer(case.area, told.looked.now, each, told.columns[each.key])
            for each in _COLUMNS
            if each.key in _PICTURES
        ),
        notes=_NOTES,
    )


def _rows(case: Case, told: Told) -> Iterator[Row]:
    from twin.sim.facade_rows import by_building
    from twin.sim.facade_verdicts import Verdicts

    verdicts, values = Verdicts(told.now), told.values()
    names, flags = told.names(), told.flags()
    for place, points in by_building(told.looked.now):
        building = case.area.buildings[place]
        for point in points.tolist():
            facade, storey, azimuth = names[point]
            yield Row(
                Subject.FACADE,
                facade_id(building, facade, storey),
                facade_label(building, facade, storey, azimuth),
                values[point],
                verdicts.of(point),
                flags[point],
                building.id,
            )
        yield _home(building, values[told.best(points)], verdicts.best(points.tolist()))


def _home(
    building: Building, values: dict[str, float | None], verdicts: tuple[Verdict, ...]
) -> Row:
    """A dwelling where the building is one; else the building by its best façade."""
    homes = building.programme.dwellings if building.programme else len(building.dwellings)
    if homes == 1 and building.dwellings:
        only = building.dwellings[0]
        label = only.address or building_label(building)
        return Row(Subject.DWELLING, only.id, label, values, verdicts, (), building.id)
    if homes > 1:  # its best façade is not that of every home: those are judged by façade
        return Row(Subject.BUILDING, building.id, building_label(building), values, (),
                   ("several-dwellings",), building.id)  # fmt: skip
    flags = () if homes == 1 else ("dwellings-unknown",)
    return Row(Subject.BUILDING, building.id, building_label(building), values, verdicts, flags,
               building.id)  # fmt: skip


def _figures(told: Told, rows: list[Row]) -> tuple[Figure, ...]:
    facades = [row for row in rows if row.subject is Subject.FACADE]
    of_facades = _judged(facades)
    of_homes = _judged([row for row in rows if row.subject is not Subject.FACADE])
    return (
        _share("facades_tno_light", Words(
            "gevels die aan de lichte TNO-norm voldoen, van alle die zon kunnen krijgen",
            "façades that meet the TNO norm (light), of those that can get sun"),
            of_facades, NORMS[0]),
        _share("homes_tno_light", Words(
            "woningen met een gevel die aan de lichte TNO-norm voldoet",
            "homes with a façade that meets the TNO norm (light)"), of_homes, NORMS[0]),
        _share("facades_tno_strict", Words(
            "gevels die aan de strenge TNO-norm voldoen",
            "façades that meet the TNO norm (strict)"), of_facades, NORMS[1]),
        _share("facades_haags", Words(
            "gevels die aan de Haagse norm voldoen", "façades that meet The Hague norm"),
            of_facades, NORMS[2]),
        _share("facades_en_17037", Words(
            "gevels die aan EN 17037 voldoen (laagste klasse; indicatie)",
            "façades that meet EN 17037 (minimum; indicative)"), of_facades, NORMS[3]),
        _share("too_close", Words(
            "gevels waarvoor de lichte TNO-norm te dichtbij is om te zeggen",
            "façades for which the TNO norm (light) is too close to say"),
            of_facades, NORMS[0], Judgement.TOO_CLOSE),
        Figure("lost", Words(
            "gevels die door het plan niet meer aan de lichte TNO-norm voldoen",
            "façades that no longer meet the TNO norm (light) because of the plan"),
            told.lost(NORMS[0]), "1", step=1),
        Figure("no_sun", Words(
            "gevels die geen zon kunnen krijgen", "façades that can get no sun"),
            sum("cannot-get-sun" in row.flags for row in facades), "1", step=1),
        Figure("dark", Words(
            "zon per dag in de donkere maanden, gemiddeld over de gevels die zon kunnen krijgen",
            "sun per day in the dark months, mean of the façades that can get sun"),
            told.mean_dark(), "h", step=_HOURS, why=None if facades else _NO_FACADES),
    )  # fmt: skip


def _judged(rows: list[Row]) -> Counter[tuple[str, Judgement]]:
    """How many rows have each judgement by each norm."""
    verdicts = [each for row in rows for each in row.verdicts]
    known = {id(each): each for each in verdicts}  # many share one, and numbers are soon counted
    found: Counter[tuple[str, Judgement]] = Counter()
    for name, count in Counter(map(id, verdicts)).items():
        found[known[name].norm, known[name].judgement] += count
    return found


def _share(
    key: str,
    words: Words,
    counts: Counter[tuple[str, Judgement]],
    norm: str,
    wanted: Judgement = Judgement.MEETS,
) -> Figure:
    able = sum(counts[norm, each] for each in Judgement)
    if not able:
        return Figure(key, words, None, "%", why=_NO_FACADES)
    share = 100 * counts[norm, wanted] / able
    # Heights are wrong together: two standard errors move all that is too close to one side.
    error = 100 * counts[norm, Judgement.TOO_CLOSE] / able / SURE
    known = error if wanted is Judgement.MEETS and error else None
    return Figure(key, words, share, "%", known, step=0.1)


INDICATOR = Indicator(
    name="sun-facades",
    title=Words("Zon op gevels", "Sun on façades"),
    description=Words(
        "Hoeveel uur zon elke gevel en woning krijgt. Is dat genoeg volgens de TNO-norm, de "
        "Haagse norm en EN 17037?",
        "How many hours of sun every façade and home gets, and whether that is enough by the TNO "
        "norm, The Hague norm and EN 17037.",
    ),
    parameters=FacadeParameters,
    unit="%",
    direction=Direction.UP,
    method=Words(
        "Om elk punt is de horizon van gebouwen (LoD 2.2) en terrein precies berekend. De zon is "
        "elke 10 minuten van elke dag van het jaar bekeken.",
        "Around each point the skyline of buildings (LoD 2.2) and terrain is computed exactly. The "
        "sun is looked at every 10 minutes of every day of the year.",
    ),
    source="https://www.3dl.nl/informatie/TNO_norm_bezonning; NEN-EN 17037; https://doi.org/10.1016/j.solener.2003.12.003",
    validity=Words(
        "Gevels van woningen. Balkons en luifels die niet in het 3D-model zitten, tellen niet mee. "
        "Muren, schermen en hagen ook niet, en gebouwen verder dan 2,5 km evenmin.",
        "Façades of homes. Balconies and canopies that the 3D model lacks do not count, nor do "
        "walls, screens and hedges, nor buildings further than 2.5 km away.",
    ),
    error=Words(
        "Per gevel: uren die veranderen als obstakels één standaardfout hoger of lager zijn, en "
        "0,07 uur doordat elke 10 minuten is gekeken. Van een deel van de gevels: de helft van wat "
        "te dichtbij is om te zeggen.",
        "Per façade: the hours that change when obstacles are one standard error higher or lower, "
        "and 0.07 h from looking every 10 minutes. Of a share of façades: half of what is too "
        "close to say.",
    ),
    compute=compute,
    norms=NORMS,
)
