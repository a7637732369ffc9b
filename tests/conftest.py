"""Collects the fixtures; each subject has its own `fix_*.py`."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_FIXTURES = [f"tests.{path.stem}" for path in sorted(Path(__file__).parent.glob("fix_*.py"))]
# Before any of them imports another, so that a failing assertion tells its values in all of them.
pytest.register_assert_rewrite(*_FIXTURES)
pytest_plugins = _FIXTURES

# A busy machine is no defect: examples are counted, never timed.
settings.register_profile("twin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("twin")


def pytest_configure() -> None:
    """Leave machine code of an older version unused, as the commands do."""
    from twin.cli.loops import kept_loops

    kept_loops(Path(tempfile.gettempdir()) / "twin-tests")
