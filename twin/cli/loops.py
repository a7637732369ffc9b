"""Where numba keeps the loops that it compiles, for this process and those that it starts."""

from __future__ import annotations

import os
from pathlib import Path

import twin

_BESIDE = Path(twin.__file__).parent / "sim" / "__pycache__"


def kept_loops(folder: Path) -> Path:
    """The place of machine code: `NUMBA_CACHE_DIR`, beside the sources, or below `folder` where
    an installation cannot be written to. Nothing in it is of another version afterwards.
    """
    from twin.jobs.compiled import forget_older

    place = _chosen(folder)
    forget_older(place)
    return place


def _chosen(folder: Path) -> Path:
    told = os.environ.get("NUMBA_CACHE_DIR")
    if told:
        return Path(told)
    if os.access(_BESIDE if _BESIDE.exists() else _BESIDE.parent, os.W_OK):
        return _BESIDE
    os.environ["NUMBA_CACHE_DIR"] = str(folder / "compiled")
    return folder / "compiled"
