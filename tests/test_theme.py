"""The theme and those that come as examples: readable by day and in the evening (WCAG 2.2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[1] / "frontend"
HOUSE = FRONTEND / "src" / "theme.css"
THEMES = [HOUSE, *sorted((FRONTEND / "themes").glob("*.css"))]
SCHEMES = ("day", "evening")

TEXT = 4.5
"""Least contrast of text (WCAG 1.4.3)."""
SHAPE = 3.0
"""Least contrast of what must be seen to use the page: outlines, signs (WCAG 1.4.11)."""

PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-soft") for ground in ("paper", "mist")],
    ("ink-soft", "action-mist", TEXT),
    ("action", "paper", TEXT),
    ("action", "mist", TEXT),
    ("action", "action-mist", TEXT),
    ("action-strong", "paper", TEXT),
    ("action-strong", "action-mist", TEXT),
    ("on-action", "action", TEXT),
    ("on-action", "action-strong", TEXT),
    ("warn-ink", "warn", TEXT),
    ("on-close", "close", TEXT),
    ("on-mark", "yes", SHAPE),
    ("on-mark", "no", SHAPE),
    ("on-mark", "mark-old", SHAPE),
    ("ink-faint", "paper", SHAPE),
    ("duplicate", "paper", 2.5),  # bands of the flow, told by words beside them too
    ("rejected", "paper", SHAPE),
    *[(f"series-{number}", "paper", SHAPE) for number in (1, 2, 3, 4)],
]
"""Which token stands on which, and by how much they must differ."""


def tokens(theme: Path) -> dict[str, tuple[str, str]]:
    """Every colour of a theme without `--twin-color-`, by day and in the evening."""
    found = {}
    for name, value in re.findall(r"--twin-color-([\w-]+):\s*([^;]+);", theme.read_text()):
        both = re.fullmatch(r"light-dark\((.+?), ((?:#|rgb).+)\)", value)
        found[name] = (both[1], both[2]) if both else (value, value)
    return found


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.stem)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_stands_on_each_other_can_be_read(theme: Path, scheme: str) -> None:
    colors = tokens(theme)
    shown = {name: both[SCHEMES.index(scheme)] for name, both in colors.items()}
    weak = {
        f"{front} on {ground}": round(found, 2)
        for front, ground, least in PAIRS
        if (found := contrast(shown[front], shown[ground])) < least
    }
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES[1:], ids=lambda theme: theme.stem)
def test_an_example_theme_says_all_that_the_theme_of_the_house_says(theme: Path) -> None:
    def names(path: Path) -> set[str]:
        return set(re.findall(r"(--twin-[\w-]+):", path.read_text()))

    assert names(theme) == names(HOUSE)


def test_the_pages_take_their_colours_from_the_theme_only() -> None:
    # Those of the map are the scene's, the same in every theme, and have a test of their own.
    of_scene = "-colours.css"
    styles = [
        path
        for path in FRONTEND.glob("src/**/*.css")
        if path != HOUSE and not path.name.endswith(of_scene)
    ]
    literal = {
        f"{path.relative_to(FRONTEND)}: {found}"
        for path in styles
        for found in re.findall(r"#[0-9a-fA-F]{3,8}\b|(?:rgb|hsl)a?\([^)]*\)", path.read_text())
    }
    assert literal == set()


def test_every_token_that_the_pages_use_is_in_the_theme() -> None:
    used = {
        name
        for path in FRONTEND.glob("src/**/*")
        if path.suffix in {".css", ".ts"}
        for name in re.findall(r"var\((--twin-[\w-]+)\)", path.read_text())
    }
    known = set(re.findall(r"(--twin-[\w-]+):", HOUSE.read_text()))
    assert used <= known, used - known
