"""The desk of the exercise at its marked moment, in a real window: what the tests of acts start from."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from cop_app.bootstrap import exercise_layers, read_exercise
from cop_app.bootstrap.exercise_desk import ExerciseDesk
from cop_app.ui import desk_window
from cop_app.ui.desk_window import DeskWindow
from cop_app.ui.theme import load_fonts


@pytest.fixture(autouse=True)
def let_go():
    """Delete what a test closed: without an event loop Qt would keep every window until the last test, gigabytes."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def layers():
    return exercise_layers()


@pytest.fixture(scope="session")
def played(layers, tmp_path_factory):
    """Play the exercise to its marked moment once; each test goes on with a copy of these files."""
    folder = tmp_path_factory.mktemp("gespeeld")
    made = ExerciseDesk(read_exercise("havenbrand"), layers, folder)
    made.play_to(made.scenario.marked)
    made.close()
    return folder, made.incident


@pytest.fixture
def desk(layers, played, tmp_path):
    folder, incident = played
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    made = ExerciseDesk(read_exercise("havenbrand"), layers, tmp_path, incident=incident)
    made.play_to(made.scenario.marked)
    yield made
    made.close()


@pytest.fixture(scope="session")
def base_map(layers):
    return desk_window.BaseMap(layers)


@pytest.fixture
def shown(qtbot, desk, layers, base_map, monkeypatch):
    load_fonts()
    monkeypatch.setattr(desk_window, "BaseMap", lambda _layers: base_map)  # the same layers, packed once
    made = DeskWindow(desk, layers)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.refresh()
    return made
