"""Making a certificate again from its inputs: is every digit and every row the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from twin.errors import FileUnreadable
from twin.jobs.certificate.document import answer
from twin.jobs.certificate.subject import Subject
from twin.jobs.identity import Code
from twin.jobs.run_scenario import Progress
from twin.jobs.verify import Verification, again, differences
from twin.jobs.workers import Workers
from twin.sim.indicators.base import Indicator
from twin.sim.indicators.canonical import Document, digest
from twin.sim.indicators.registry import INDICATORS

_NEEDED = {"area", "scenario", "made_on", "subject", "before", "after", "answer"}
_MOST = 20


def is_certificate(document: Any) -> bool:
    """Whether a file says that it is one."""
    return isinstance(document, Mapping) and "certificate" in document


def check(
    document: Document,
    workers: Workers,
    code: Code,
    *,
    report: Callable[[Progress], None] = lambda progress: None,
    known: Mapping[str, Indicator] = INDICATORS,
) -> list[Verification]:
    """Compute both results of a certificate again, and from them all that it says.

    Raises
    ------
    FileUnreadable
        It lacks something that every certificate has.
    NotFound, TwinError
        As `twin.jobs.verify.verify`.
    """
    lacking = sorted(_NEEDED - document.keys())
    if lacking:
        raise FileUnreadable(
            f"the certificate has no '{', '.join(lacking)}'", hint="take the file as it was made"
        )
    found = {side: again(document[side], workers, code, report=report, known=known).body
             for side in ("before", "after")}  # fmt: skip
    told = [_of(document[side], found[side], name) for side, name in
            (("before", "nu"), ("after", "met plan"))]  # fmt: skip
    subject = None if document["subject"] is None else Subject(**document["subject"])
    says = answer(found["before"]["result"], found["after"]["result"], subject)
    digits = tuple(differences(document["answer"], says))
    name = f"{document['after']['indicator']} (zonbewijs)"
    return [*told, Verification(name, not digits, True, (), (), digits[:_MOST])]


def _of(said: Document, found: Document, side: str) -> Verification:
    same = said["digest"] == found["digest"]
    return Verification(
        indicator=f"{said['indicator']} ({side})",
        confirmed=same,
        intact=said["input_hash"] == digest(said["input"]),
        code=tuple(differences(said["code"], found["code"])),
        input=tuple(differences(said["input"], found["input"])),
        digits=() if same else tuple(differences(said["digest"], found["digest"], "digest")),
    )
