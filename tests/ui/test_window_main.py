"""The main window with sample views: type, faces, sizes, keys, signals."""

from __future__ import annotations

import pytest
import sample_views as sample
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from cop_app.ui.command_palette import CommandPalette
from cop_app.ui.controls import Row, RowList
from cop_app.ui.layout import arrange
from cop_app.ui.main_window import MainWindow
from cop_app.ui.questions import OpenQuestion
from cop_app.ui.sheets import GripSheet
from cop_app.ui.theme import PALETTES, Theme, font, load_fonts, text_width
from cop_app.ui.views import (
    Choice,
    Face,
    GripFormView,
    SearchHit,
    WindowMode,
)  # fmt: skip


class Ground(QWidget):
    """Stands for the canvas."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


@pytest.fixture
def window(qtbot):
    load_fonts()
    made = MainWindow(Theme("dag"), Ground())
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    fill(made)
    made.show()
    return made


def fill(made: MainWindow) -> None:
    made.show_strip(sample.STRIP)
    made.show_layers(sample.LAYERS)
    made.show_questions(sample.QUESTIONS)
    made.show_situation(sample.SITUATION)
    made.show_object(sample.CARD)
    made.show_timeline(sample.timeline())
    made.show_footer(sample.FOOTER)
    made.show_changes(sample.CHANGES)
    made.stage.wind.show_view(sample.WIND)
    made.stage.show_foot(sample.FOOT)
    made.stage.show_favourites(sample.FAVOURITES)


def controls(made: QWidget) -> list[QWidget]:
    """What a person can operate: buttons and fields count one each, a list counts one whatever its rows."""
    found = [b for b in made.findChildren(QAbstractButton) if b.isVisible() and not isinstance(b, Row)]
    found += [f for f in made.findChildren(QLineEdit) if f.isVisible() and f.parent() is not None
              and not any(isinstance(p, RowList) for p in parents(f))]
    return found + [r for r in made.findChildren(RowList) if r.isVisible() and r.rows()]


def parents(widget: QWidget) -> list[QWidget]:
    chain = []
    while (widget := widget.parentWidget()) is not None:
        chain.append(widget)
    return chain


def test_the_interface_is_set_in_inter(qtbot):
    load_fonts()
    for weight in (400, 500, 600, 700):
        assert QFontInfo(font(13, weight)).family() == "Inter"
    assert text_width("Kruishaven", 13, 700) > text_width("Kruishaven", 13, 400)
    assert text_width("1111") == text_width("0000")


def test_inzet_has_at_most_25_controls(window):
    window.show_face(Face.INZET)
    assert len(controls(window)) <= 25
    assert not window.timeline.isVisible()
    window.show_face(Face.VOORBEREIDEN)
    assert window.timeline.isVisible()


@pytest.mark.parametrize("palette", PALETTES)
def test_text_is_really_drawn_in_every_palette(window, palette):
    window.theme.use(palette)
    picture = window.strip.grab().toImage()
    ground = window.theme.colour("s2").rgb()
    ratio = picture.devicePixelRatio()
    seen = {picture.pixel(int(x * ratio), int(y * ratio)) for x in range(164, 350) for y in range(8, 40)}
    assert ground in seen
    assert len(seen) > 20


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("mode", list(WindowMode))
@pytest.mark.parametrize("face", list(Face))
def test_the_map_takes_more_than_half(width, height, mode, face):
    places = arrange(width, height, mode=mode, face=face)
    assert places.map[2] >= 0.55 * width
    assert places.footer[1] + places.footer[3] + places.frame == height
    assert places.right[0] + places.right[2] + places.frame == width


def test_on_a_small_screen_the_dock_is_a_rail(window):
    window.resize(1280, 720)
    window.place()
    assert (window.layers.width(), window.right.width()) == (48, 320)
    window.toggle_left()
    assert window.layers.width() == 264
    window.toggle_timeline()
    assert window.timeline.height() == 104
    assert window.timeline.lanes_shown() == 3


def test_every_control_has_a_name(window):
    for face in Face:
        window.show_face(face)
        assert [type(c).__name__ for c in controls(window) if not c.accessibleName()] == []


def test_tab_reaches_every_control(window, qtbot):
    window.show_face(Face.VOORBEREIDEN)
    window.activateWindow()
    window.stage.canvas.setFocus()
    reached: set[QWidget] = set()
    for _step in range(120):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        focus = window.focusWidget()
        reached.add(focus)
        reached.update(parents(focus))
    missing = [c.accessibleName() for c in controls(window) if c not in reached]
    assert missing == []


def test_question_rows_are_called_in_two_keys(window):
    row = next(r for r in window.right.questions.list.rows() if isinstance(r, OpenQuestion))
    called, shown = QSignalSpy(window.right.questions.called), QSignalSpy(window.right.questions.show_on_map)
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert (called.count(), shown.count()) == (0, 1)
    QTest.keyClick(row, Qt.Key.Key_G)
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert (called.count(), shown.count()) == (1, 1)
    assert called.at(0) == [row.view.id]


def test_the_handle_asks_for_a_moment_never_after_now(window):
    window.show_face(Face.VOORBEREIDEN)
    spy = QSignalSpy(window.timeline.moment_chosen)
    QTest.keyClick(window.timeline, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert spy.at(0) == [sample.at("19:45")]
    QTest.keyClick(window.timeline, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert spy.at(1) == [sample.at("19:46")]
    assert window.timeline.instant_of(1e6) == sample.at("19:46")


def test_layers_are_switched_with_space(window):
    spy = QSignalSpy(window.layers.visibility_pressed)
    line = window.layers._list.rows()[1]
    QTest.keyClick(line, Qt.Key.Key_Space)
    assert spy.at(0) == ["bron- en effectgebied", False]


def test_escape_goes_back_to_now(window):
    window.show_strip(sample.STRIP_BACK)
    window.show_lens(sample.LENS)
    assert not window.stage.message.isVisible()
    spy = QSignalSpy(window.strip.now_pressed)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert spy.count() == 1


def test_grip_is_recorded_only_after_a_level_and_may_lie_earlier(qtbot):
    load_fonts()
    form = GripFormView((Choice("nd", "Noorderdelta"),), "nd", (Choice("OL", "OL"),), "OL", 2, at=sample.at("19:46"))
    sheet = GripSheet(Theme("dag"), form)
    qtbot.addWidget(sheet)
    assert not sheet.save.isEnabled()
    spy = QSignalSpy(sheet.recorded)
    sheet.levels[2].click()
    sheet.time.setTime(sheet.time.time().addSecs(-600))
    sheet.save.click()
    record = spy.at(0)[0]
    assert (record.level, record.region, record.function, record.at) == (3, "nd", "OL", sample.at("19:36"))


@pytest.mark.parametrize("strip", [sample.STRIP, sample.STRIP_BACK, sample.STRIP_REAL])
@pytest.mark.parametrize("width", [1280, 1600])
def test_the_strip_gives_every_text_its_room(window, strip, width):
    window.resize(width, 1000)
    window.show_strip(strip)
    window.place()
    grip = window.strip._grip
    assert text_width(f"{strip.grip[0].region} · {strip.grip[0].detail}", 12) + 14 <= grip.first
    assert text_width(strip.incident, 13, 600) + 14 <= grip.x() - window.strip._places["incident"]
    assert text_width(strip.sources_detail, 12) + 14 <= window.strip._sources.width()


def test_the_grip_sheet_fits_the_small_screen(window):
    window.resize(1280, 720)
    window.place()
    regions, functions = (Choice("nd", "Noorderdelta"),), (Choice("OL", "OL"),)
    form = GripFormView(regions, "nd", functions, "OL", 2, "Nu: GRIP 2", 0, "Let op.")
    sheet = GripSheet(window.theme, form)
    window.open_sheet(sheet)
    assert not sheet.scrolls
    assert sheet.save.geometry().bottom() <= sheet.height()
    assert sheet.width() < window.stage.width() / 2


def test_the_palette_takes_the_chosen_hit(qtbot):
    load_fonts()
    hits = [SearchHit("a", "Opdrachten", "GRIP vastleggen"), SearchHit("b", "Plaatsen", "Grippenveld")]
    palette = CommandPalette(Theme("dag"), lambda text: [h for h in hits if text.lower() in h.title.lower()])
    qtbot.addWidget(palette)
    spy = QSignalSpy(palette.chosen)
    palette.field.setText("grip")
    QTest.keyClick(palette, Qt.Key.Key_Down)
    QTest.keyClick(palette, Qt.Key.Key_Return)
    assert spy.at(0) == [hits[1]]
