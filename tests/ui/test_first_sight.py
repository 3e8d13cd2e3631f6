"""The first moment of the program: the start screen as it was left, and nothing else of what was open."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from cop_app.bootstrap import open_workspace
from cop_app.store.last_picture import keep, recall
from cop_app.store.vault import Vault
from cop_app.ui import first_sight
from cop_app.ui.first_sight import FirstSight, packed, told, unpacked
from cop_app.ui.start import StartScreen
from cop_app.ui.theme import Theme

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def workspace(tmp_path: Path):
    Vault.open(tmp_path / "keys")
    return open_workspace(tmp_path)


@pytest.fixture
def sight(qtbot, workspace):
    made = FirstSight(workspace)
    qtbot.addWidget(made)
    return made


def window_with(qtbot, page: QWidget) -> QMainWindow:
    window, pages = QMainWindow(), QStackedWidget()
    pages.addWidget(page)
    window.setCentralWidget(pages)
    qtbot.addWidget(window)
    return window


def test_a_picture_survives_packing() -> None:
    picture = QImage(30, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkCyan)
    picture.setPixelColor(3, 4, Qt.GlobalColor.red)
    assert unpacked(packed(picture)) == picture
    for damaged in (b"", b"abc", packed(picture)[:-4], packed(picture)[:8] + b"x"):
        assert unpacked(damaged) is None


def test_the_time_of_a_picture_is_told_as_on_the_screen() -> None:
    assert told(1_795_632_600_000) == "25 nov 19:50"


def test_garbage_is_still_collected(sight) -> None:
    """Only the command that becomes the window may hold the collector off, until the start screen is there."""
    assert gc.isenabled()


def test_at_a_first_start_the_name_is_seen(sight) -> None:
    assert sight.picture is None
    colours = {sight.grab().toImage().pixelColor(x, 420).name() for x in range(700, 900)}
    assert len(colours) > 3


def test_the_start_screen_is_seen_again_at_the_next_start(qtbot, workspace, sight, monkeypatch) -> None:
    monkeypatch.setattr(first_sight, "_REMEMBER_MS", 1)
    window = window_with(qtbot, StartScreen(Theme("dag")))
    sight.give_way(window)
    assert window.isVisible()
    assert not sight.isVisible()
    qtbot.waitUntil(lambda: recall(workspace.root, workspace.root / "keys") is not None)
    again = FirstSight(workspace)
    qtbot.addWidget(again)
    assert (again.picture.width(), again.picture.height()) == (window.width(), window.height())


def test_of_another_page_no_picture_is_kept(qtbot, workspace, sight, monkeypatch) -> None:
    monkeypatch.setattr(first_sight, "_REMEMBER_MS", 1)
    sight.give_way(window_with(qtbot, QWidget()))
    qtbot.wait(30)
    assert recall(workspace.root, workspace.root / "keys") is None


def test_a_picture_of_another_screen_is_shown_whole(qtbot, workspace) -> None:
    picture = QImage(300, 400, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    keep(workspace.root, workspace.root / "keys", packed(picture))
    sight = FirstSight(workspace)
    qtbot.addWidget(sight)
    seen = sight.grab().toImage()
    assert seen.pixelColor(800, 2).name() == seen.pixelColor(800, 997).name() == "#ff0000"
    assert seen.pixelColor(100, 500).name() != "#ff0000"


def test_the_command_writes_the_first_painted_frame_and_stops(workspace, tmp_path: Path) -> None:
    file = tmp_path / "eerste.png"
    words = ["--first-paint", str(file), "--workspace", str(workspace.root)]
    subprocess.run([sys.executable, "-m", "cop_app", *words], cwd=ROOT, check=True, timeout=60)
    assert QImage(str(file)).width() == 1600
    words[1] = str(tmp_path / "nergens" / "eerste.png")
    failed = subprocess.run(
        [sys.executable, "-m", "cop_app", *words], cwd=ROOT, check=False, timeout=60, capture_output=True, text=True
    )
    assert failed.returncode == 1
    assert "niet te schrijven" in failed.stderr
