"""The desk of the exercise at its marked moment, in a real window: what the tests of acts start from."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from cop_app.bootstrap import exercise_layers, read_exercise
from cop_app.bootstrap.exercise_desk import ExerciseDesk
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


@pytest.fixture
def desk(layers, tmp_path):
    made = ExerciseDesk(read_exercise("havenbrand"), layers, tmp_path)
    made.play_to(made.scenario.marked)
    yield made
    made.close()


@pytest.fixture
def shown(qtbot, desk, layers):
    load_fonts()
    made = DeskWindow(desk, layers)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.refresh()
    return made
