"""Collects the fixtures; each subject has its own `fix_*.py`."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

_FIXTURES = [f"tests.{path.stem}" for path in sorted(Path(__file__).parent.glob("fix_*.py"))]
# Before any of them imports another, so that a failing assertion tells its values in all of them.
pytest.register_assert_rewrite(*_FIXTURES)
pytest_plugins = _FIXTURES

# A busy machine is no defect: examples are counted, never timed.
settings.register_profile("twin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("twin")


def pytest_configure() -> None:
    """Leave machine code of an older version unused, as the commands do."""
    from tests.compile_loops import FOLDER
    from twin.cli.loops import kept_loops

    kept_loops(FOLDER)


BROWSER = "tests/browser/"
_BROWSERS = [f"{BROWSER}{path.name}" for path in sorted(Path(__file__).parent.glob("browser/*.py"))]
_LONGEST_FIRST = (BROWSER, "tests/cli/", "tests/test_", "tests/ingest/", "tests/embedded/")
"""Where tests take long that mostly wait, so that no process is left with them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""

    def rank(item: pytest.Item) -> int:
        places = [item.nodeid.startswith(place) for place in _LONGEST_FIRST]
        return places.index(True) if True in places else len(places)

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """A process more than cores, since tests with a database or a broker wait half their time."""
    return (os.cpu_count() or 1) + 1


class _TwoBrowsers(LoadFileScheduling):  # type: ignore[misc]
    """A file to each process; of browsers, which draw on all cores, two at a time."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return f"{BROWSER}{_BROWSERS.index(file) % 2}" if file in _BROWSERS else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """As the documentation of xdist has it."""
    return _TwoBrowsers(config, log) if config.getvalue("dist") == "loadfile" else None
