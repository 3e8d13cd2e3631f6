"""From a closed laptop to an opened real incident: paste a line, confirm, and the window stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cop_app.bootstrap import open_workspace
from cop_app.ui.app import application
from cop_app.ui.start_window import StartWindow
from cop_app.ui.views import WindowMode


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> StartWindow:
    application()
    made = StartWindow(open_workspace(tmp_path), "dag")
    qtbot.addWidget(made.window)
    made.window.resize(1280, 720)
    made.window.show()
    return made


def test_nothing_is_preselected_and_the_exercise_is_large(start: StartWindow) -> None:
    assert start._pages.currentWidget() is start._start
    assert start._start.exercise.large
    assert start._session.incidents() == ()


def test_a_pasted_line_opens_a_real_incident(start: StartWindow, qtbot: QtBot) -> None:
    start._start.real.click()
    field = start._new.field
    qtbot.keyClicks(field, "P 1 BMD-01 Brand industrie Chemiekade 85100 446200 162131")
    assert start._new.view.place.startswith("RD 85100 / 446200")
    assert start._new.view.kind == "industriebrand"
    assert start._new.open.isEnabled()
    start._new.open.click()
    assert start._desk is not None
    qtbot.addWidget(start._desk.window)
    start._desk._timer.stop()
    assert start._desk.window.isVisible()
    assert not start.window.isVisible()
    assert start._desk.window.mode is WindowMode.ECHT
    incident = start._session.incidents()[0]
    assert (incident.kind, incident.place) == ("industriebrand", (85100.0, 446200.0))


def test_place_and_kind_alone_are_enough_and_no_place_is_told(start: StartWindow, qtbot: QtBot) -> None:
    start._start.real.click()
    qtbot.keyClicks(start._new.field, "iets bij de haven")
    assert not start._new.open.isEnabled()
    assert "RD-coördinaten" in start._new.view.problem
    start._new.field.clear()
    qtbot.keyClicks(start._new.field, "142000 503000")
    start._new.kind_chosen.emit("stroomuitval")
    assert start._new.open.isEnabled()


def test_an_exercise_has_its_own_frame_and_leaves_reality_alone(start: StartWindow, qtbot: QtBot) -> None:
    start._start.exercise.click()
    assert start._desk is not None
    qtbot.addWidget(start._desk.window)
    start._desk._timer.stop()
    assert start._desk.window.mode is WindowMode.OEFENING
    assert start._session.incidents() == ()
