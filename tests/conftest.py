"""Collects the fixtures; each subject has its own `fix_*.py`."""

import os
from pathlib import Path
from typing import Any

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
    from tests.compile_loops import FOLDER
    from twin.cli.loops import kept_loops

    kept_loops(FOLDER)


BROWSER = "tests/browser/"
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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file to each process; of browsers, which draw on all cores, two at a time."""
    from xdist.scheduler import LoadFileScheduling

    if config.getvalue("dist") != "loadfile":
        return None
    scheduler = LoadFileScheduling(config, log)
    file_of = scheduler._split_scope
    files = [f"{BROWSER}{each.name}" for each in sorted(Path(__file__).parent.glob("browser/*.py"))]

    def scope_of(test: str) -> str:
        file: str = file_of(test)
        return f"{BROWSER}{files.index(file) % 2}" if file in files else file

    scheduler._split_scope = scope_of
    return scheduler
