"""Lists that are shown again several times a second: what is under the hand, the eye or the keyboard stays there."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sample_views as sample
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget, QWidgetItem
from shiboken6 import Shiboken

from cop_app.ui.controls import Entry, Heading, Row, RowList
from cop_app.ui.layers_dock import LayersDock
from cop_app.ui.map_stage import LensBar
from cop_app.ui.object_card import ConflictCard, ObjectDock
from cop_app.ui.questions import OpenQuestion, QuestionsDock
from cop_app.ui.situation import ChangesDrawer, SituationDock
from cop_app.ui.theme import Theme, load_fonts

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Name(Row):
    """A row that can be renewed."""

    def __init__(self, theme: Theme, view: str) -> None:
        super().__init__(theme, view, 40)
        self.view = view

    def show_view(self, view: str) -> None:
        self.view = view


@pytest.fixture
def theme(qapp) -> Theme:
    load_fonts()
    return Theme("dag")


@pytest.fixture
def names(theme, qtbot) -> RowList:
    made = RowList(theme, "Namen")
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    return made


def entries(theme: Theme, *views: str) -> list[Entry]:
    """Rows whose key is the word before the colon."""
    return [Entry(view.partition(":")[0], view, lambda v=view: Name(theme, v)) for view in views]


def shown(names: RowList) -> list[str]:
    return [row.view for row in names.rows()]


def at_keyboard(names: RowList, place: int) -> None:
    names.activateWindow()
    QApplication.processEvents()
    names.rows()[place].setFocus()
    assert names.rows()[place].hasFocus()


def middle(widget: QWidget) -> QPoint:
    return widget.rect().center()


def test_rows_that_say_the_same_stay_the_same_widgets(theme, names):
    names.fill(entries(theme, "a", "b", "c"))
    before = list(names.rows())
    names.fill(entries(theme, "a", "b", "c"))
    assert list(names.rows()) == before


def test_a_row_that_says_something_else_is_renewed_in_place(theme, names):
    names.fill(entries(theme, "a:8 s", "b:1 min"))
    before = list(names.rows())
    names.fill(entries(theme, "a:9 s", "b:1 min"))
    assert list(names.rows()) == before
    assert shown(names) == ["a:9 s", "b:1 min"]


def test_rows_come_go_and_change_places(theme, names, qapp):
    names.fill(entries(theme, "a", "b", "c"))
    kept = names.rows()[2]
    names.fill(entries(theme, "c", "d", "a"))
    qapp.processEvents()
    assert shown(names) == ["c", "d", "a"]
    assert names.rows()[0] is kept
    tops = [row.mapTo(names, QPoint(0, 0)).y() for row in names.rows()]
    assert tops == sorted(tops)
    assert len(set(tops)) == 3


def test_two_things_with_one_id_are_both_shown(theme, names):
    names.fill(entries(theme, "a:een", "a:twee"))
    assert shown(names) == ["a:een", "a:twee"]


def test_press_refresh_release_is_a_click(theme, names):
    names.fill(entries(theme, "a:8 s", "b"))
    row = names.rows()[0]
    spy = QSignalSpy(row.clicked)
    QTest.mousePress(row, LEFT, NONE, middle(row))
    names.fill(entries(theme, "a:9 s", "b"))
    QTest.mouseRelease(row, LEFT, NONE, middle(row))
    assert spy.count() == 1


def test_the_list_stands_still_while_a_row_is_held(theme, names, qapp):
    names.fill(entries(theme, "b"))
    row = names.rows()[0]
    spy = QSignalSpy(row.clicked)
    QTest.mousePress(row, LEFT, NONE, middle(row))
    names.fill(entries(theme, "a", "b", "c"))
    assert shown(names) == ["b"]
    QTest.mouseRelease(row, LEFT, NONE, middle(row))
    qapp.processEvents()
    assert spy.count() == 1
    assert shown(names) == ["a", "b", "c"]


def test_a_row_held_while_the_list_goes_out_of_sight_does_not_stop_the_list(theme, names, qapp):
    names.fill(entries(theme, "a"))
    QTest.mousePress(names.rows()[0], LEFT, NONE, middle(names.rows()[0]))
    names.hide()
    names.show()
    names.fill(entries(theme, "a", "b"))
    assert shown(names) == ["a", "b"]


def test_the_keyboard_stays_at_its_row_when_rows_come_before_it(theme, names, qtbot):
    names.fill(entries(theme, "a", "b", "c"))
    at_keyboard(names, 1)
    names.fill(entries(theme, "new", "a", "b", "c"))
    assert names.rows()[2].hasFocus()
    QTest.keyClick(names.rows()[2], Qt.Key.Key_Down)
    assert names.rows()[3].hasFocus()


def test_the_keyboard_goes_to_the_row_that_takes_the_place(theme, names, qtbot):
    names.fill(entries(theme, "a", "b", "c"))
    at_keyboard(names, 1)
    names.fill(entries(theme, "a", "c"))
    assert names.rows()[1].hasFocus()


def test_a_list_is_one_stop_for_tab(theme, names):
    names.fill([Heading.entry(theme, "Kop"), *entries(theme, "a", "b", "c")])
    names.fill([Heading.entry(theme, "Kop", "2"), *entries(theme, "b", "c")])
    stops = [row for row in names.rows() if row.focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert len(stops) == 1


def press_refresh_release(row: Row, refresh, clicked) -> int:
    """Press, let the picture be shown again, release; returns how often the list told it."""
    QApplication.processEvents()
    spy = QSignalSpy(clicked)
    QTest.mousePress(row, LEFT, NONE, QPoint(row.width() - 60, row.height() // 2))
    refresh()
    QTest.mouseRelease(row, LEFT, NONE, QPoint(row.width() - 60, row.height() // 2))
    return spy.count()


def older(groups):
    """The same layers, every age one further."""
    return tuple(replace(g, rows=tuple(replace(r, detail=r.detail + " ") for r in g.rows)) for g in groups)


def test_a_layer_can_be_pressed_while_its_age_runs_on(theme, qtbot):
    dock = LayersDock(theme)
    qtbot.addWidget(dock)
    dock.resize(264, 700)
    dock.show()
    dock.show_view(sample.LAYERS)
    line = dock._list.rows()[1]
    assert press_refresh_release(line, lambda: dock.show_view(older(sample.LAYERS)), dock.source_opened) == 1
    assert dock._list.rows()[1] is line


def test_the_eye_of_a_layer_tells_the_state_it_shows(theme, qtbot):
    dock = LayersDock(theme)
    qtbot.addWidget(dock)
    dock.show_view(sample.LAYERS)
    spy = QSignalSpy(dock.visibility_pressed)
    line = dock._list.rows()[1]
    first = replace(sample.LAYERS[0].rows[0], visible=False)
    group = replace(sample.LAYERS[0], rows=(first, *sample.LAYERS[0].rows[1:]))
    dock.show_view((group, *sample.LAYERS[1:]))
    assert dock._list.rows()[1] is line
    line.eye_pressed.emit()
    assert spy.at(0) == [first.id, True]


def test_a_question_can_be_pressed_and_called_while_the_board_is_shown_again(theme, qtbot):
    dock = QuestionsDock(theme)
    qtbot.addWidget(dock)
    dock.resize(348, 800)
    dock.show()
    dock.show_view(sample.QUESTIONS)
    later = tuple(replace(row, wrong=row.wrong + " nog") for row in sample.QUESTIONS.open)
    newer = replace(sample.QUESTIONS, heading="10 van 14", open=later)
    row = next(r for r in dock.list.rows() if isinstance(r, OpenQuestion))
    assert press_refresh_release(row, lambda: dock.show_view(newer), dock.show_on_map) == 1
    called = QSignalSpy(dock.called)
    QTest.keyClick(row, Qt.Key.Key_G)
    dock.show_view(sample.QUESTIONS)
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert called.count() == 1


def test_a_line_of_the_situation_and_of_the_changes_can_be_pressed(theme, qtbot):
    situation = SituationDock(theme)
    drawer = ChangesDrawer(theme)
    for dock in (situation, drawer):
        qtbot.addWidget(dock)
        dock.resize(348, 800)
        dock.show()
    situation.show_view(sample.SITUATION)
    drawer.show_view(sample.CHANGES)
    newer = replace(sample.SITUATION, detail="stand 19:47")
    line = situation.list.rows()[0]
    assert press_refresh_release(line, lambda: situation.show_view(newer), situation.line_pressed) == 1
    seen = replace(sample.CHANGES, rows=tuple(replace(row, seen=True) for row in sample.CHANGES.rows))
    assert press_refresh_release(drawer.list.rows()[1], lambda: drawer.show_view(seen), drawer.row_pressed) == 1
    QApplication.processEvents()
    assert all(row.view.seen for row in drawer.list.rows())


def aged(view):
    """The same card a minute later."""
    return replace(view, attributes=tuple(
        replace(a, opgaven=tuple(replace(o, age=o.age + " ouder") for o in a.opgaven)) for a in view.attributes
    ))


def test_a_reason_that_is_being_typed_outlives_a_refresh(theme, qtbot):
    dock = ObjectDock(theme)
    qtbot.addWidget(dock)
    dock.resize(348, 800)
    dock.show()
    dock.show_view(sample.CARD)
    card = dock.findChild(ConflictCard)
    field = card.findChild(QLineEdit)
    QTest.keyClicks(field, "GHOR telt")
    dock.show_view(aged(sample.CARD))
    assert dock.findChild(ConflictCard) is card
    assert field.text() == "GHOR telt"
    spy = QSignalSpy(dock.decided)
    card.buttons[1].click()
    assert spy.at(0) == ["nest", "gewonden", "o2", "GHOR telt"]


def test_a_press_meant_for_one_value_never_chooses_the_other(theme, qtbot):
    dock = ObjectDock(theme)
    qtbot.addWidget(dock)
    dock.resize(348, 800)
    dock.show()
    dock.show_view(sample.CARD)
    card = dock.findChild(ConflictCard)
    card.reason.setText("geteld")
    spy = QSignalSpy(dock.decided)
    QTest.mousePress(card.buttons[0], LEFT, NONE, middle(card.buttons[0]))
    disputed = sample.CARD.attributes[0]
    turned = replace(disputed, opgaven=tuple(reversed(disputed.opgaven)))
    dock.show_view(replace(sample.CARD, attributes=(turned, *sample.CARD.attributes[1:])))
    QTest.mouseRelease(card.buttons[0], LEFT, NONE, middle(card.buttons[0]))
    assert spy.count() == 0


def test_a_lens_can_be_pressed_while_the_bar_is_shown_again(theme, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = LensBar(theme, parent)
    bar.show_view(sample.LENS)
    bar.show()
    button = bar.buttons[1]
    spy = QSignalSpy(bar.lens_chosen)
    QTest.mousePress(button, LEFT, NONE, middle(button))
    bar.show_view(replace(sample.LENS))
    QTest.mouseRelease(button, LEFT, NONE, middle(button))
    assert spy.count() == 1


def test_a_list_leaves_no_name_for_what_qt_throws_away_itself(theme, names):
    """Such a name would be given to the next thing that Qt makes at the same place in memory."""
    before = items_known()
    for order in ("abc", "bca", "cab", "dac", ""):
        names.fill(entries(theme, *order))
    assert items_known() == before


def items_known() -> int:
    return sum(isinstance(thing, QWidgetItem) for thing in Shiboken.getAllValidWrappers())
