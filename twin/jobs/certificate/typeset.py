"""The only door to Typst: a template of ours with its files becomes a PDF that all can read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Literal

import orjson

from twin.sim.indicators.canonical import Document

Template = Literal["sheet", "study"]


def pdf(template: Template, told: Document, pictures: Mapping[str, bytes]) -> bytes:
    """A PDF/UA-1 document: tagged, with a title, a language and words for every picture.

    Parameters
    ----------
    told
        What the template reads.
    pictures
        And other files, by the name that `told` or the template uses.
    """
    import typst

    inputs: Any = _inputs(template, told, pictures)  # its types know no files in memory
    return typst.compile(
        inputs, font_paths=[_fonts()], ignore_system_fonts=True, pdf_standards=["ua-1"]
    )


def pages(
    template: Template, told: Document, pictures: Mapping[str, bytes], ppi: float = 110
) -> list[bytes]:
    """The same as PNG, one per page; for looking at."""
    import typst

    inputs: Any = _inputs(template, told, pictures)
    made: Any = typst.compile(
        inputs, font_paths=[_fonts()], ignore_system_fonts=True, format="png", ppi=ppi
    )
    return [made] if isinstance(made, bytes) else list(made)


def _inputs(template: Template, told: Document, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    room = files("twin.jobs.certificate")
    return {
        "main.typ": (room / f"{template}.typ").read_bytes(),
        "parts.typ": (room / "parts.typ").read_bytes(),
        "sheet.json": orjson.dumps(told),
        **pictures,
    }


@cache
def _fonts() -> str:
    """The folder of Source Sans Pro, which is on disk wherever the package is installed."""
    with as_file(files("font_source_sans_pro") / "files") as folder:
        return str(folder)
