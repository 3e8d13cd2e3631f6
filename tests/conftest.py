"""Shared fixtures: where the open data lies, and Qt without a screen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PROJ_NETWORK", "OFF")

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path | None:
    """Return the folder of open data beside the repository, or None when it is absent."""
    named = os.environ.get("KETENBEELD_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder / "data" if (folder / "data").is_dir() else None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the open data, or skip loudly."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("../shared/data ontbreekt: test met echte open data overgeslagen")
    return folder
