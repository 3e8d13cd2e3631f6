"""The main window: puts the parts together and decides nothing.

Whoever owns the session listens to the signals of the parts (`strip`, `layers`, `stage`, `right`, `timeline`,
`footer`, `drawer`) and to the keys below, and hands views to the `show_*` methods.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from cop_app.i18n import _
from cop_app.ui.focus_order import go_on, stops
from cop_app.ui.footer import Footer
from cop_app.ui.frame import FrameOverlay
from cop_app.ui.keys import CHORDS, SINGLE_KEYS
from cop_app.ui.layers_dock import LayersDock
from cop_app.ui.layout import Places, arrange
from cop_app.ui.map_stage import MapStage
from cop_app.ui.object_card import SignPainter
from cop_app.ui.right_dock import RightDock
from cop_app.ui.sheets import SideSheet
from cop_app.ui.situation import ChangesDrawer
from cop_app.ui.strip import StripBar
from cop_app.ui.theme import DOCK_LEFT, DOCK_RIGHT, DOCK_RIGHT_SMALL, Theme
from cop_app.ui.timeline import Timeline
from cop_app.ui.views import (
    ChangesView,
    ErrorView,
    Face,
    FooterView,
    LayerGroupView,
    LensView,
    ObjectCardView,
    QuestionsView,
    SituationView,
    StripView,
    TimelineView,
    WindowMode,
)  # fmt: skip


class MainWindow(QMainWindow):
    """Strip, docks, map, timeline and footer in one of the two faces."""

    command = Signal(str)
    face_changed = Signal(object)
    closing = Signal()

    def __init__(self, theme: Theme, canvas: QWidget, sign: SignPainter | None = None) -> None:
        super().__init__()
        self.theme = theme
        self.mode, self.face = WindowMode.ECHT, Face.INZET
        self._timeline_open: bool | None = None
        self._left_over = False
        self._left_on = self._right_on = True
        ground = self.ground = QWidget(self)
        ground.setObjectName("window")
        self.setCentralWidget(ground)
        self.strip = StripBar(theme, ground)
        self.stage = MapStage(theme, canvas, ground)
        self.layers = LayersDock(theme, ground)
        self.right = RightDock(theme, sign, ground)
        self.timeline = Timeline(theme, ground)
        self.footer = Footer(theme, ground)
        self.drawer = ChangesDrawer(theme, ground)
        self.drawer.hide()
        self.frame = FrameOverlay(theme, ground)
        self.sheet: SideSheet | None = None
        self._under: list[SideSheet] = []  # sheets with unfinished words, under the one in sight
        self.board: QWidget | None = None
        self.loose_keys = True
        self.unrecorded: Callable[[], str] = lambda: ""  # what the owner knows that was typed and not recorded
        self._warned = ""
        self.on_escape: Callable[[], bool] = lambda: False  # whether Esc ended something that the owner was doing
        self.drawer.closed.connect(self.close_drawer)
        self.layers.open_pressed.connect(self.toggle_left)
        self.footer.face_pressed.connect(self.toggle_face)
        self.footer.undo_pressed.connect(lambda: self.command.emit("undo"))
        self.stage.search_pressed.connect(lambda: self.command.emit("palette"))
        self.stage.message_pressed.connect(lambda: self.command.emit("message"))
        self.stage.changes_pressed.connect(lambda: self.command.emit("changes"))
        theme.changed.connect(self._restyle)
        self._add_shortcuts()
        self.setMinimumSize(1180, 680)
        self.setWindowTitle("Ketenbeeld")
        self._restyle()
        canvas.setFocus()

    def _add_shortcuts(self) -> None:
        for keys, name in CHORDS.items():
            QShortcut(QKeySequence(keys), self).activated.connect(lambda n=name: self.command.emit(n))
        for keys, act in (("F2", self.toggle_left), ("F3", self.toggle_right), ("F4", self.toggle_timeline)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        QShortcut(QKeySequence("F6"), self).activated.connect(lambda: self.next_pane(1))
        QShortcut(QKeySequence("Shift+F6"), self).activated.connect(lambda: self.next_pane(-1))

    # views ------------------------------------------------------------------------------------------------------
    def show_strip(self, view: StripView) -> None:
        """Show the state of the incident; a change of world changes the frame."""
        self.strip.show_view(view)
        title = f"{view.incident} · Ketenbeeld" if view.incident else "Ketenbeeld"
        self.setWindowTitle(f"{view.mode_word} · {title}" if view.mode is not WindowMode.ECHT else title)
        self.frame.show_mode(view.mode)
        self.right.primary.setEnabled(view.mode is not WindowMode.TERUGKIJKEN)  # nothing is recorded in the past
        if view.mode is not self.mode:
            self.mode = view.mode
            self.place()

    def show_layers(self, groups: tuple[LayerGroupView, ...]) -> None:
        """Show layers and sources."""
        self.layers.show_view(groups)

    def show_questions(self, view: QuestionsView) -> None:
        """Show the questions and their number on the tab."""
        self.right.questions.show_view(view)
        count = len(view.open) + len(view.later)
        self.right.set_badge("vragen", str(count) if count else "")

    def show_situation(self, view: SituationView) -> None:
        """Show the picture in words."""
        self.right.situation.show_view(view)

    def show_object(self, view: ObjectCardView | None) -> None:
        """Show one object, or that nothing is chosen."""
        self.right.object.show_view(view)

    def show_timeline(self, view: TimelineView) -> None:
        """Show the timeline."""
        self.timeline.show_view(view)

    def show_footer(self, view: FooterView) -> None:
        """Show keys and last action."""
        self.footer.show_view(view)

    def show_lens(self, view: LensView | None) -> None:
        """Show the lens bar while looking back; None = now."""
        self.stage.show_looking_back(view)

    def show_changes(self, view: ChangesView) -> None:
        """Fill the drawer W and the number on its button."""
        self.drawer.show_view(view)
        fresh = sum(1 for row in view.rows if not row.seen)
        self.stage.changes.badge = str(fresh) if fresh else ""
        self.stage.arrange()

    # parts ------------------------------------------------------------------------------------------------------
    def show_face(self, face: Face) -> None:
        """Turn to one of the two faces."""
        self.face = face
        self._timeline_open = None
        self.footer.show_face(face)
        self.place()
        self.face_changed.emit(face)

    def toggle_face(self) -> None:
        """Turn to the other face."""
        self.show_face(Face.VOORBEREIDEN if self.face is Face.INZET else Face.INZET)

    def toggle_left(self) -> None:
        """Open or close the left dock; on a small screen it opens over the map."""
        if self.places().compact:
            self._left_over = not self._left_over
        else:
            self._left_on = not self._left_on
        self.place()

    def toggle_right(self) -> None:
        """Open or close the right dock."""
        self._right_on = not self._right_on
        self.place()

    def toggle_timeline(self) -> None:
        """Open or close the timeline."""
        self._timeline_open = self.places().timeline[3] == 0
        self.place()

    def open_drawer(self) -> None:
        """Open the drawer with what has changed."""
        self.drawer.show()
        self.drawer.raise_()
        self.place()
        self.drawer.seen.setFocus()

    def close_drawer(self) -> None:
        """Close the drawer."""
        self.drawer.hide()
        self.stage.changes.setFocus()

    def open_sheet(self, sheet: SideSheet) -> None:
        """Show a side sheet over the right dock, so that the map stays whole; an unfinished sheet waits under it."""
        if sheet is self.sheet:
            return
        waited = sheet in self._under
        if waited:
            self._under.remove(sheet)
        if self.sheet is not None and self.sheet.unfinished:
            self.sheet.hide()
            self._under.append(self.sheet)
        elif self.sheet is not None:
            before, self.sheet = self.sheet, None
            self._take_away(before)
        if not waited:
            sheet.setParent(self.ground)
            sheet.closed.connect(lambda: self.close_sheet(sheet))
        self._bring(sheet)
        if waited:
            sheet.uncovered.emit()

    def close_sheet(self, sheet: SideSheet | None = None) -> None:
        """Take a side sheet away, by default the one in sight; the one that waited under it comes back."""
        if sheet is not None and sheet in self._under:
            self._under.remove(sheet)
            self._take_away(sheet)
        elif self.sheet is not None and sheet in (None, self.sheet):
            before, self.sheet = self.sheet, None
            back = self._under.pop() if self._under else None
            if back is not None:
                self._bring(back)
            else:
                self.stage.canvas.setFocus()
            self._take_away(before)
            if back is not None:
                back.uncovered.emit()

    def _bring(self, sheet: SideSheet) -> None:
        self.sheet = sheet
        sheet.show()
        self.place()
        sheet.setFocus()

    @staticmethod
    def _take_away(sheet: SideSheet) -> None:
        sheet.hide()
        sheet.deleteLater()
        sheet.gone.emit()

    def open_board(self, board: QWidget) -> None:
        """Show a board over docks, map and timeline; strip and footer stay."""
        self.close_board()
        board.setParent(self.ground)
        self.board = board
        board.show()
        self.place()
        board.setFocus()

    def close_board(self) -> None:
        """Go back to the map."""
        if self.board is not None:
            self.board.hide()
            self.board.deleteLater()
            self.board = None
            self.stage.canvas.setFocus()

    def next_pane(self, step: int) -> None:
        """Give the focus to the next part of the window."""
        panes = self._parts()
        focus = QApplication.focusWidget()
        here = next((i for i, p in enumerate(panes) if focus is not None and (p is focus or p.isAncestorOf(focus))), -1)
        reach = stops((panes[(here + step) % len(panes)],))
        if reach:
            reach[0].setFocus(Qt.FocusReason.TabFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go through the parts as one reads them; what floats over them, as the palette does, keeps it."""
        step = 1 if forward else -1
        if go_on(self._parts(), step):
            return True
        over = QApplication.focusWidget()
        while over is not None and over.parentWidget() is not self.ground:
            over = over.parentWidget()
        return go_on((over,), step) if over is not None else super().focusNextPrevChild(forward)

    def _parts(self) -> list[QWidget]:
        """Return the parts in sight in the order one reads them; what lies under a sheet or board is left out."""
        if self.board is not None:
            side: tuple[QWidget | None, ...] = (self.board, self.sheet)
        else:
            over = self.sheet or (self.drawer if self.drawer.isVisible() else self.right)
            side = (self.layers, self.stage, over, self.timeline)
        return [part for part in (self.strip, *side, self.footer) if part is not None and part.isVisible()]

    # geometry ---------------------------------------------------------------------------------------------------
    def places(self) -> Places:
        """Return where the parts stand now."""
        return arrange(
            self.ground.width(), self.ground.height(), mode=self.mode, face=self.face, glove=self.theme.glove,
            timeline=self._timeline_open, left=self._left_on, right=self._right_on,
        )  # fmt: skip

    def place(self) -> None:
        """Put the parts where they belong."""
        places = self.places()
        self.strip.compact = places.compact
        self.strip.setGeometry(*places.strip)
        self.stage.setGeometry(*places.map)
        x, y, w, h = places.left
        over = places.compact and self._left_over
        self.layers.setGeometry(x, y, DOCK_LEFT if over else w, h)
        self.layers.setVisible(w > 0)
        self.right.setGeometry(*places.right)
        self.right.setVisible(places.right[2] > 0)
        self.timeline.setGeometry(*places.timeline)
        self.timeline.setVisible(places.timeline[3] > 0)
        self.footer.setGeometry(*places.footer)
        edge = places.strip[0] + places.strip[2]
        # Drawer and sheet are as wide as the dock, so that they cut nothing on the map in two.
        width = places.right[2] or (DOCK_RIGHT_SMALL if places.compact else DOCK_RIGHT)
        self.drawer.setGeometry(edge - width, y, width, h)
        if self.board is not None:
            self.board.setGeometry(places.left[0], y, places.strip[2], places.footer[1] - y)
            self.board.raise_()
        if self.sheet is not None:
            self.sheet.setGeometry(edge - width, y, width, h)
            self.sheet.raise_()
        self.frame.setGeometry(0, 0, self.ground.width(), self.ground.height())
        self.frame.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts again."""
        super().resizeEvent(event)
        self.place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys, unless somebody is typing; Esc closes what is open, then goes back to now."""
        name = SINGLE_KEYS.get(QKeySequence(event.key()).toString())
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif name and self.loose_keys and not isinstance(QApplication.focusWidget(), _TYPING) and not event.modifiers():
            self.command.emit(name)
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        if self.sheet is not None:
            self.sheet.closed.emit()
        elif self.on_escape():
            return
        elif self.board is not None:
            self.close_board()
        elif self.drawer.isVisible():
            self.close_drawer()
        elif self.stage.error is not None:
            self.stage.show_error(None)
        elif self._left_over:
            self.toggle_left()
        elif self.mode is WindowMode.TERUGKIJKEN:
            self.strip.now_pressed.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the owner, who writes what must be written; a person who closes over typed words is asked once."""
        if event.spontaneous() and not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def may_close(self) -> bool:
        """Return whether nothing is lost by closing; the first time something would be, say what."""
        open_sheets = [s for s in (*self._under, self.sheet) if isinstance(s, SideSheet) and s.unfinished]
        words = self.unrecorded() or next((sheet.title for sheet in open_sheets), "")
        if not words or words == self._warned:
            return True
        self._warned = words
        short = words if len(words) <= 60 else f"{words[:60].rsplit(' ', 1)[0]} …"
        self.stage.show_error(ErrorView(
            _("Nog niet vastgelegd: {wat}").format(wat=short),
            _("Leg het vast met Ctrl+Enter. Sluit het venster nog eens om het weg te gooien."), code="venster.onaf",
        ))  # fmt: skip
        return False

    def _restyle(self) -> None:
        self.setStyleSheet(self.theme.style_sheet())
        self.setAccessibleName(_("Hoofdvenster"))
        self.place()


_TYPING = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
