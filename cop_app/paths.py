"""Finds what ships with the program and where a user's own files live.

One place for source tree, installation and frozen program, so that no other module guesses.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def program_folder() -> Path:
    """Return the folder that holds `resources/` and `maps/`: the frozen bundle or the source tree."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """Return the path of a shipped resource, existing or not."""
    return program_folder().joinpath("resources", *parts)


def shipped_map(name: str) -> Path:
    """Return the path of a shipped base map or overview in `maps/`."""
    return program_folder() / "maps" / name


def default_workspace() -> Path:
    """Return the per-user workspace, or what KETENBEELD_WORKSPACE names."""
    named = os.environ.get("KETENBEELD_WORKSPACE")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("Ketenbeeld", appauthor=False))
