"""A certificate out of what is stored: the results of a plan and its base, and their homes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from twin.errors import Conflict
from twin.jobs.certificate.document import INDICATOR, About, certify
from twin.jobs.certificate.subject import Wanted, find
from twin.model import Scenario
from twin.sim.indicators.canonical import Document
from twin.store import results
from twin.store.areas import AreaRow
from twin.store.pool import Connection
from twin.store.results import Of


@dataclass(frozen=True, slots=True)
class Asked:
    """Which certificate somebody wants."""

    scenario: Scenario
    area: AreaRow
    wanted: Wanted
    horizon_years: int
    made_on: date

    @property
    def about(self) -> About:
        """What it is of."""
        return About(
            area=self.area.id,
            area_name=self.area.name,
            origin=str(self.area.origin),
            scenario=self.scenario.id,
            scenario_name=self.scenario.name,
            revision=self.scenario.revision,
            made_on=self.made_on,
        )


def collect(conn: Connection, asked: Asked) -> Document:
    """The certificate, of the newest results.

    Raises
    ------
    Conflict
        Sun on façades of the plan or of its base was not computed yet, or both cannot be compared.
    NotFound, ParameterInvalid
        As `twin.jobs.certificate.subject.find` and `twin.jobs.certificate.document.certify`.
    """
    plan = asked.scenario
    base = Of(plan.area, horizon_years=asked.horizon_years)
    with_plan = Of(plan.area, plan.id, plan.revision, asked.horizon_years)
    before, after = (_newest(conn, each, plan.id) for each in (base, with_plan))
    homes = [
        home for each in (base, with_plan) for home in (results.homes(conn, each) or ("", ()))[1]
    ]
    subject = find(asked.wanted, before["result"], after["result"], homes)
    return certify(before, after, subject, asked.about)


def _newest(conn: Connection, of: Of, scenario: str) -> Document:
    body = results.newest_of(conn, of, INDICATOR)
    if body is None:
        what = f"scenario '{of.scenario}' (revision {of.revision})" if of.scenario else "its base"
        raise Conflict(
            f"sun on façades of {what} was not computed yet",
            hint=f"compute it: twin scenario run {scenario} -i {INDICATOR}, or POST to "
            f"/api/v1/scenarios/{scenario}/runs",
        )
    return body
