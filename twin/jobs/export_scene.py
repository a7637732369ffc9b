"""Writing what the twin shows of an area as one HTML file that works without a network."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from twin.scene.compose import SceneData, compose

if TYPE_CHECKING:
    from twin.store.pool import Connection


def export_scene(connection: Connection, area: str, path: Path, *, made_on: date) -> None:
    """Write the scene of a stored area, with its devices, as one HTML file.

    Parameters
    ----------
    area
        Its id.
    made_on
        The date that the page shows: today.

    Raises
    ------
    NotFound
        No area has that id.
    """
    from twin.store.areas import load_area
    from twin.store.things import list_things

    loaded = load_area(connection, area)
    inline = SceneData.inline(loaded, list_things(connection, area))
    compose(loaded, inline).to_html(path, made_on)
