"""Shared fixtures: where the open data lies, and Qt without a screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PROJ_NETWORK", "OFF")

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path | None:
    """Return the folder of open data beside the repository, or None when it is absent."""
    named = os.environ.get("KETENBEELD_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder / "data" if (folder / "data").is_dir() else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="also the long runs (marked nightly)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long runs out, unless they are asked for by --nightly or by name in -m."""
    if config.getoption("nightly") or "nightly" in config.getoption("markexpr"):
        return
    long = [item for item in items if item.get_closest_marker("nightly")]
    items[:] = [item for item in items if item not in long]
    config.hook.pytest_deselected(items=long)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the open data, or skip loudly."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("../shared/data ontbreekt: test met echte open data overgeslagen")
    return folder


class _NoQt(MetaPathFinder):
    """Refuses PySide6, so that the families below the window prove that they do not need it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.split(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError(f"{fullname} hoort niet in dit deel van het huis")
        return None


if os.environ.get("KETENBEELD_WITHOUT_QT"):
    sys.meta_path.insert(0, _NoQt())
