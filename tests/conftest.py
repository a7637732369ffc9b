"""Collects the fixtures; each subject has its own `fix_*.py`."""

from pathlib import Path

pytest_plugins = [
    f"tests.{path.stem}" for path in sorted(Path(__file__).parent.glob("fix_*.py"))
]
