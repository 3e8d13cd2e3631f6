"""The face Inzet without a mouse: only keys are pressed here, and each function is judged by what it did.

A key goes where the focus is; the test itself calls, chooses and focuses nothing once the window stands.
"""

from __future__ import annotations

import pytest
from hands import events, newest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtWidgets import QApplication

from cop_app.domain import bodies
from cop_app.domain.incident import Realm
from cop_app.domain.item import GEOMETRY
from cop_app.geo.wkb import shape_of
from cop_app.ui.layers_dock import LayerLine
from cop_app.ui.questions import OpenQuestion
from cop_app.ui.sheets import LevelButton
from cop_app.ui.theme import PALETTES
from cop_app.ui.views import WindowMode

MOST_STOPS = 160


@pytest.fixture
def keys(shown, qtbot):
    shown.window.activateWindow()
    shown.canvas.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is shown.canvas)
    return Keys(qtbot)


class Keys:
    """Ten fingers: chords, words, and Tab until something has the focus."""

    def __init__(self, qtbot):
        self._qtbot = qtbot

    @property
    def focus(self):
        return QApplication.focusWidget()

    def press(self, *chords):
        for chord in chords:
            pressed = QKeySequence(chord)[0]
            self._qtbot.keyClick(self.focus, pressed.key(), pressed.keyboardModifiers())

    def type(self, words):
        for letter in words:
            self._qtbot.keyClick(self.focus, letter)

    def tab_to(self, wanted, chord="Tab"):
        """Press Tab until what has the focus is wanted."""
        for _stop in range(MOST_STOPS):
            if wanted(self.focus):
                return self.focus
            self.press(chord)
        raise AssertionError("Tab never comes there")

    def walk_to(self, wanted):
        """Go down a list until the row is wanted."""
        for _row in range(60):
            if wanted(self.focus):
                return self.focus
            self.press("Down")
        raise AssertionError("there is no such row")


def named(name):
    return lambda widget: widget.accessibleName().startswith(name)


def inside(pane):
    return lambda widget: widget is pane or pane.isAncestorOf(widget)


# -- ten functions


def test_a_level_is_recorded(shown, keys):
    keys.press("Ctrl+G")
    keys.tab_to(lambda widget: isinstance(widget, LevelButton))
    keys.walk_to(lambda widget: isinstance(widget, LevelButton) and widget.level == 3)
    keys.press("Space")
    sheet = shown.window.sheet
    keys.tab_to(lambda widget: widget is sheet.reason)
    keys.type("rook over de stad")
    keys.tab_to(lambda widget: widget is sheet.save)
    keys.press("Space")
    body = events(shown, bodies.GRIP_DECLARED)[-1].body
    assert (body["level"], body["reason"]) == (3, "rook over de stad")
    assert [g.level for g in shown.window.strip.view.grip] == [3]
    assert keys.focus is shown.canvas


def test_a_call_is_noted_with_its_result(shown, keys):
    row = keys.tab_to(lambda widget: isinstance(widget, OpenQuestion))
    need = row.view.id
    keys.press("G", "Return")
    assert events(shown)[-1].kind == bodies.QUESTION_CALLED
    assert events(shown)[-1].body["need"] == need
    keys.tab_to(lambda widget: isinstance(widget, OpenQuestion))
    keys.walk_to(lambda widget: isinstance(widget, OpenQuestion) and widget.view.id == need)
    keys.press("G", "1")
    assert events(shown)[-1].body["result"] == "geen gehoor"


def test_a_report_is_noted(shown, keys):
    keys.press("N")
    keys.type("Rook trekt naar de Kade")
    keys.press("Ctrl+Return")
    made = newest(shown)
    assert (made.item_class, made.value("tekst")) == ("bericht", "Rook trekt naar de Kade")
    assert shown.window.sheet is None


def test_a_layer_is_switched_off_and_on(shown, keys):
    def units():
        return [mark for mark in shown.canvas.marks if mark.item.startswith("eenheden:")]

    there = len(units())
    assert there
    keys.tab_to(inside(shown.window.layers))
    keys.walk_to(lambda widget: isinstance(widget, LayerLine) and widget.view.id == "eenheden")
    keys.press("Space")
    assert not units()
    assert "verborgen" in keys.focus.accessibleName()
    keys.press("Space")
    assert len(units()) == there


def test_a_search_jumps_to_an_address(shown, keys):
    before = shown.canvas.view
    keys.press("Ctrl+K")
    keys.type("iepenstraat 3")
    keys.press("Return")
    place = shown.bench.find("iepenstraat 3")[0]
    view = shown.canvas.view
    assert (view.cx, view.cy) == pytest.approx((place.x, place.y))
    assert (before.cx, before.cy) != pytest.approx((place.x, place.y))
    assert keys.focus is shown.canvas


def test_the_colours_go_round(shown, keys):
    seen = []
    for _palette in PALETTES:
        keys.press("F9")
        seen.append(shown.theme.name)
    assert seen == [*PALETTES[1:], PALETTES[0]]


def test_looking_back_and_returning(shown, keys):
    keys.press("Ctrl+J", "Ctrl+A")
    keys.type("1930")
    keys.press("Return")
    assert shown.window.mode is WindowMode.TERUGKIJKEN
    assert shown.window.strip.view.clock == "19:30"
    before = len(events(shown))
    keys.press("N", "1", "Ctrl+Z")
    assert shown.window.sheet is None
    assert len(events(shown)) == before
    keys.press("Esc", "Esc")
    assert shown.window.mode is WindowMode.OEFENING


def test_an_area_is_drawn_and_undone(shown, keys):
    keys.press("1", "Space", "Right", "Space", "Down", "Space", "Return")
    made = newest(shown)
    assert shape_of(str(made.value(GEOMETRY))).area > 100
    keys.press("Ctrl+Z")
    assert shown.bench.moment().picture.items[made.id].deleted
    assert not shown.window.footer.view.can_undo


def test_a_map_sheet_is_printed(shown, keys, tmp_path):
    shown.printing.ask_file = lambda proposal: str(tmp_path / proposal)  # the system's own dialog stands there
    keys.press("Ctrl+P", "Left")
    sheet = shown.window.sheet
    assert sheet.paper.current == "A4"
    keys.tab_to(lambda widget: widget is sheet.scale)
    keys.press("Return")
    written = list(tmp_path.glob("kaartblad-*.pdf"))
    assert [path.read_bytes()[:5] for path in written] == [b"%PDF-"]
    assert shown.desk.session.releases(shown.desk.incident)[-1]["exit"] == "print"
    assert shown.window.sheet is None


def test_what_has_changed_is_shown_opened_and_seen(shown, keys):
    assert shown.desk.session.realm is Realm.OEFENING
    fresh = shown.window.stage.changes.badge
    keys.press("W")
    drawer = shown.window.drawer
    assert drawer.isVisible() and int(fresh) > 0
    assert inside(drawer)(keys.focus)
    keys.press("X")
    assert not drawer.isVisible()
    assert shown.window.stage.changes.badge == ""
    assert keys.focus is shown.window.stage.changes


def test_all_questions_are_walked_and_one_is_shown_on_the_map(shown, keys):
    keys.press("Ctrl+B")
    board = shown.window.board
    assert inside(board)(keys.focus)
    first = keys.focus
    keys.press("Down")
    assert keys.focus is not first
    keys.press("Esc")
    assert shown.window.board is None
    assert keys.focus is shown.canvas


# -- focus


def stops(keys, chord="Tab"):
    """Return every widget that has the focus once round."""
    found = []
    for _stop in range(MOST_STOPS):
        keys.press(chord)
        if keys.focus in found:
            return found
        found.append(keys.focus)
    raise AssertionError("the round of Tab has no end")


def test_the_focus_goes_through_the_parts_in_the_order_one_reads_them(shown, keys):
    window = shown.window
    panes = [window.strip, window.layers, window.stage, window.right, window.timeline, window.footer]
    met = []
    for widget in stops(keys):
        pane = next((p for p in panes if inside(p)(widget)), None)
        assert pane is not None, f"{type(widget).__name__} {widget.accessibleName()} stands in no part"
        met.append(panes.index(pane))
    at = met.index(0)
    assert met[at:] + met[:at] == sorted(met)
    assert set(met) >= {0, 1, 2, 3, 5}


def test_tab_stays_in_the_palette_until_it_is_closed(shown, keys):
    keys.press("Ctrl+K")
    field = keys.focus
    keys.press("Tab", "Tab", "Tab")
    assert inside(field.parentWidget())(keys.focus)
    keys.press("Esc")
    assert keys.focus is shown.canvas


def test_what_a_sheet_covers_is_no_stop(shown, keys):
    keys.press("N")
    sheet = shown.window.sheet
    assert inside(sheet)(keys.focus)
    round_of = stops(keys)
    assert not [widget for widget in round_of if inside(shown.window.right)(widget)]
    assert [widget for widget in round_of if inside(sheet)(widget)]
    keys.press("Esc", "W")
    round_of = stops(keys)
    assert not [widget for widget in round_of if inside(shown.window.right)(widget)]
    assert [widget for widget in round_of if inside(shown.window.drawer)(widget)]


def test_shift_tab_goes_the_same_way_back(shown, keys):
    there = stops(keys)
    back = stops(keys, "Shift+Tab")
    assert {id(widget) for widget in there} == {id(widget) for widget in back}


def ring_pixels(widget, focus):
    """Return how many pixels of a widget have the colour that only the focus has."""
    picture = widget.grab().toImage()
    wanted = focus.rgb()
    edge = [(x, y) for x in range(picture.width()) for y in (*range(4), *range(picture.height() - 4, picture.height()))]
    return sum(picture.pixel(x, y) == wanted for x, y in edge if 0 <= y < picture.height())


@pytest.mark.parametrize("palette", PALETTES)
def test_the_ring_round_the_focus_is_drawn(shown, keys, palette):
    while shown.theme.name != palette:
        keys.press("F9")
    focus = QColor(shown.theme.colour("focus"))
    bare = []
    for chord in ("", "Ctrl+G", "N", "Ctrl+P"):
        if chord:
            keys.press(chord)
        for widget in stops(keys):
            widget.clearFocus()
            without = ring_pixels(widget, focus)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            with_focus = ring_pixels(widget, focus)
            if with_focus - without < min(widget.width(), 40):
                bare.append(f"{chord} {type(widget).__name__} {widget.accessibleName()} {with_focus} {without}")
        keys.press("Esc")
    assert bare == []
