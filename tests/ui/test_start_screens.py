"""The screens of the start with sample views: what is large, what is chosen, what a key does, what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from cop_app.ui.controls import RowList
from cop_app.ui.start import StartScreen
from cop_app.ui.start_join import JoinScreen, SinceScreen
from cop_app.ui.start_lock import LockScreen
from cop_app.ui.start_new import NewIncident
from cop_app.ui.start_rows import Card
from cop_app.ui.start_views import (
    Holding,
    JoinView,
    NewIncidentView,
    PastExercise,
    RunningIncident,
    SinceView,
    StartView,
)
from cop_app.ui.theme import PALETTES, Theme, load_fonts, text_width
from cop_app.ui.views import ChangeRow, Choice, Glyph, WindowMode

RUNNING = (
    RunningIncident("a", "Brand loods", "Industriebrand · Kade 4", False, 2, "sinds 19:02, 2 u 10", "4 min geleden"),
    RunningIncident("b", "Ongeval A13", "Verkeersongeval", False, 0, "sinds 21:00, 12 min", "1 min geleden"),
)
HOLDINGS = tuple(Holding(f"h{i}", "folder", f"Ding {i}", "goed", "bronnen") for i in range(3))
FULL = StartView("VR Test", "Testregio", running=RUNNING, past=(PastExercise("p", "Noorderlicht", "gisteren"),),
                 holdings=HOLDINGS, clock="19:42", date="donderdag 12 maart 2026")  # fmt: skip
KINDS = (Choice("industriebrand", "Industriebrand"), Choice("overig", "Overig"))
PLACES = (Choice("keuze:0", "Dorpsstraat 1, Oostdorp", "adres"), Choice("keuze:1", "Dorpsstraat 1, Westdorp", "adres"))


@pytest.fixture
def theme(qapp) -> Theme:
    load_fonts()
    return Theme("dag")


def shown(screen, qtbot, view=None, size=(1280, 720)):
    qtbot.addWidget(screen)
    screen.resize(*size)
    if view is not None:
        screen.show_view(view)
    screen.show()
    screen.activateWindow()
    QApplication.processEvents()
    return screen


@pytest.fixture
def start(theme, qtbot) -> StartScreen:
    made = shown(StartScreen(theme), qtbot, FULL)
    made.setFocus()
    return made


def key(key, screen=None):
    QTest.keyClick(QApplication.focusWidget() or screen, key)


# -- start


def test_without_a_region_the_exercise_is_the_large_way_in(theme, qtbot):
    screen = shown(StartScreen(theme), qtbot, StartView())
    assert screen.exercise.width() > 1.5 * screen.real.width()
    screen.show_view(StartView(region="VR Test"))
    assert screen.exercise.width() == screen.real.width()


def test_no_way_in_looks_chosen_before_a_key_is_used(start):
    assert not any(card.hasFocus() for card in start.cards)
    key(Qt.Key.Key_Tab)
    assert start.real.hasFocus()


def test_arrows_walk_the_ways_in_and_go_down_to_the_incidents(start):
    key(Qt.Key.Key_Right)
    key(Qt.Key.Key_Right)
    assert start.exercise.hasFocus()
    key(Qt.Key.Key_Left)
    assert start.real.hasFocus()
    key(Qt.Key.Key_Down)
    assert start.list.rows()[0].hasFocus()
    opened = QSignalSpy(start.incident_opened)
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Return)
    assert opened.at(0) == ["b"]


@pytest.mark.parametrize(("steps", "signal"), [(1, "real_pressed"), (2, "exercise_pressed"), (3, "prepare_pressed")])
def test_enter_takes_the_way_in(start, steps, signal):
    spy = QSignalSpy(getattr(start, signal))
    for _step in range(steps):
        key(Qt.Key.Key_Right)
    key(Qt.Key.Key_Return)
    assert spy.count() == 1


def test_a_copied_line_can_be_pasted_on_the_first_screen(start):
    spy = QSignalSpy(start.pasted)
    QApplication.clipboard().setText(" brand kade 4 \n")
    QTest.keyClick(start, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert spy.at(0) == ["brand kade 4"]


def test_an_empty_start_says_what_to_do(theme, qtbot):
    screen = shown(StartScreen(theme), qtbot, StartView())
    named = " ".join(w.accessibleName() for w in screen.list.findChildren(QWidget))
    assert "Ctrl+V" in named
    assert "Oefenen met een eigen incident" in named


def test_what_the_laptop_holds_leads_to_where_it_is_kept(start):
    spy = QSignalSpy(start.prepare_pressed)
    start.holdings.rows()[1].click()
    assert spy.at(0) == ["bronnen"]


def test_an_exercise_of_before_is_only_looked_at_on_request(start):
    spy = QSignalSpy(start.past_opened)
    row = next(row for row in start.list.rows() if "Noorderlicht" in row.accessibleName())
    row.click()
    assert spy.at(0) == ["p"]


def controls(screen: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox, RowList)
    return [w for kind in kinds for w in screen.findChildren(kind) if w.isVisible()]


def test_every_control_has_a_name(theme, qtbot, start):
    new = shown(NewIncident(theme), qtbot, NewIncidentView(kinds=KINDS, place_choices=PLACES))
    join = shown(JoinScreen(theme), qtbot, JoinView(RUNNING, "a", (Choice("OL", "OL", "Operationeel leider"),)))
    for screen in (start, new, join):
        assert [type(c).__name__ for c in controls(screen) if not c.accessibleName()] == []


@pytest.mark.parametrize("size", [(1280, 720), (1600, 1000), (1180, 680)])
def test_nothing_overlaps_and_every_name_fits(theme, qtbot, size):
    screen = shown(StartScreen(theme), qtbot, FULL, size)
    boxes = [w.geometry() for w in (*screen.cards, screen.list, screen.holdings)]
    boxes += [screen.country.geometry()] if screen.country.isVisible() else []
    assert all(not a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert all(screen.rect().contains(box) for box in boxes)
    for card in screen.findChildren(Card):
        assert text_width(card.name, 20, 600) < card.width() - 50


@pytest.mark.parametrize("palette", PALETTES)
def test_the_start_is_drawn_in_every_palette(start, palette):
    start.theme.use(palette)
    QApplication.processEvents()
    image = start.grab().toImage()
    ground = start.theme.colour("s0").rgb()
    seen = {image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}
    assert ground in seen
    assert len(seen) > 25


# -- new incident


@pytest.fixture
def new(theme, qtbot) -> NewIncident:
    made = shown(NewIncident(theme), qtbot, NewIncidentView(kinds=KINDS))
    made.field.setFocus()
    return made


def test_place_and_kind_are_enough_to_open(new):
    new.show_view(NewIncidentView(place="Oosterkade 4", kinds=KINDS))
    assert not new.open.isEnabled()
    new.show_view(NewIncidentView(place="Oosterkade 4", kinds=KINDS, kind="industriebrand"))
    assert new.open.isEnabled()
    spy = QSignalSpy(new.open_pressed)
    key(Qt.Key.Key_Return)
    assert spy.count() == 1


def test_enter_takes_the_marked_place_before_it_opens(new):
    view = NewIncidentView(kinds=KINDS, kind="overig", place_choices=PLACES, marked=0)
    new.show_view(view)
    taken, opened = QSignalSpy(new.place_chosen), QSignalSpy(new.open_pressed)
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Return)
    assert taken.at(0) == ["keuze:1"]
    assert opened.count() == 0
    new.show_view(replace(view, place=PLACES[1].name, marked=1, taken=1))
    key(Qt.Key.Key_Return)
    assert opened.count() == 1


def test_without_a_kind_enter_leads_to_the_kinds(new):
    new.show_view(NewIncidentView(place="Kade 4", kinds=KINDS))
    key(Qt.Key.Key_Return)
    assert new.kind.view().isVisible()
    new.kind.hidePopup()


def test_what_is_typed_is_read_after_a_short_rest(new, qtbot):
    with qtbot.waitSignal(new.typed, timeout=2000) as read:
        QTest.keyClicks(new.field, "kade 4")
    assert read.args == ["kade 4"]


def test_an_exercise_has_its_own_frame_and_word(new):
    new.show_view(NewIncidentView(kinds=KINDS, exercise=True))
    assert new.frame.mode is WindowMode.OEFENING
    new.show_view(NewIncidentView(kinds=KINDS))
    assert new.frame.mode is WindowMode.ECHT


def test_escape_goes_back(new):
    spy = QSignalSpy(new.cancelled)
    key(Qt.Key.Key_Escape)
    assert spy.count() == 1


# -- joining


def test_several_functions_may_be_taken_and_enter_goes_on(theme, qtbot):
    choices = (Choice("IM CoPI", "IM CoPI", "x"), Choice("OL", "OL", "y"), Choice("Loods", "Loods"))
    join = shown(JoinScreen(theme), qtbot, JoinView(RUNNING, "a", choices))
    assert not join.next.isEnabled()
    join.begin()
    chosen, went = QSignalSpy(join.functions_chosen), QSignalSpy(join.next_pressed)
    key(Qt.Key.Key_Space)
    assert chosen.at(0) == [("IM CoPI",)]
    join.show_view(JoinView(RUNNING, "a", choices, ("IM CoPI",)))
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Space)
    assert chosen.at(1) == [("IM CoPI", "OL")]
    key(Qt.Key.Key_Return)
    assert went.count() == 1


def test_the_chosen_incident_stays_marked_when_it_is_pressed_again(theme, qtbot):
    join = shown(JoinScreen(theme), qtbot, JoinView(RUNNING, "a"))
    row = join.incidents.rows()[0]
    assert row.isChecked()
    row.click()
    assert row.isChecked()


def test_twelve_lines_fit_on_the_small_screen_without_scrolling(theme, qtbot):
    lines = tuple(ChangeRow(str(i), "19:00", f"Regel {i}", "OL", "VR", Glyph.NONE, True) for i in range(12))
    screen = shown(SinceScreen(theme), qtbot, SinceView(RUNNING[0], "IM CoPI", lines))
    QApplication.processEvents()
    assert screen.list.verticalScrollBar().maximum() == 0
    spy = QSignalSpy(screen.join_pressed)
    screen.join.setFocus()
    key(Qt.Key.Key_Return)
    assert spy.count() == 1


# -- the passphrase


def test_the_passphrase_is_asked_again_as_often_as_it_takes(theme, qtbot):
    lock = shown(LockScreen(theme), qtbot)
    spy = QSignalSpy(lock.entered)
    for attempt in range(5):
        lock.ask("Past niet." if attempt else "")
        QTest.keyClicks(lock.sheet.field, f"poging {attempt}")
        QTest.keyClick(lock.sheet.field, Qt.Key.Key_Return)
    assert [spy.at(i)[0] for i in range(5)] == [f"poging {i}" for i in range(5)]
    assert lock.sheet.field.echoMode() is QLineEdit.EchoMode.Password
