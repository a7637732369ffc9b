"""Real Dutch open data beside the checkout; what needs it skips with a reason where it is not."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("TWIN_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real open data in '{SHARED}' (set TWIN_SHARED_DATA)")
    return SHARED
