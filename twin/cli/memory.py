"""What `twin` remembers between runs, in `data_dir/memory.json`: small facts, no data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from twin.settings import Settings


def recall(data_dir: Path) -> dict[str, Any]:
    """What was remembered; nothing when there is nothing yet or it cannot be read."""
    try:
        remembered: dict[str, Any] = json.loads((data_dir / "memory.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return remembered


def remember(data_dir: Path, **facts: Any) -> None:
    """Add `facts` to what is remembered; the file is replaced as a whole."""
    data_dir.mkdir(parents=True, exist_ok=True)
    draft = data_dir / "memory.json.new"
    draft.write_text(json.dumps(recall(data_dir) | facts, indent=1))
    draft.replace(data_dir / "memory.json")


def default_source(settings: Settings) -> str:
    """The area source to load when none is given: TWIN_AREA, the one loaded last, or the sample."""
    return settings.area.area or recall(settings.places.data_dir).get("area_source") or "sample"


def default_area(settings: Settings) -> str | None:
    """The id of the area that the page opens with; None when none was loaded from here."""
    area: str | None = recall(settings.places.data_dir).get("area")
    return area
