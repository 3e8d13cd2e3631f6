"""The few kinds of control the window is made of: painted buttons, rows in a list, and plain painted surfaces.

All are real widgets with an accessible name and a focus ring, so that keyboard and screen reader reach everything a
mouse does; only their faces are painted. A list is one stop for Tab; arrows walk its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, font, text_width

_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Painted(QWidget):
    """A surface that paints itself from the theme."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint through `draw`."""
        with Ink(self, self.theme) as ink:
            self.draw(ink)

    def draw(self, ink: Ink) -> None:
        """Paint the face; subclasses fill this in."""


class Page(Painted):
    """A screen of its own: carries the rules for Qt's inputs and renews them with the palette."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setStyleSheet(self.theme.style_sheet())


class PaintedButton(QAbstractButton):
    """A button whose face is painted; hover, press and focus look the same everywhere."""

    radius = 5.0

    def __init__(self, theme: Theme, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if name:
            self.setAccessibleName(name)
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Note the pointer."""
        self.hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self.hovered = False
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like Space: the ring says what will happen, whichever of the two a person is used to."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _CHORD:
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the face, then the focus ring on top."""
        with Ink(self, self.theme) as ink:
            self.draw(ink)
            if self.hasFocus():
                ink.focus_ring(0, 0, self.width(), self.height(), self.radius + 1)

    def draw(self, ink: Ink) -> None:
        """Paint the face; subclasses fill this in."""


class Button(PaintedButton):
    """A button with words: kind is primary (one per panel), plain, quiet, danger or replay."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        icon: str = "",
        kind: str = "plain",
        keys: str = "",
        floating: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, parent)
        self.setText(text)
        self.icon_name = icon
        self.kind = kind
        self.keys = keys
        self.badge = ""
        self.floating = floating

    def sizeHint(self) -> QSize:
        """Return the size that shows the whole text."""
        return QSize(int(self._content_width()) + 28, self.theme.target)

    def _content_width(self) -> float:
        width = text_width(self.text(), 13, 500)
        width += 24 if self.icon_name else 0
        width += 28 if self.badge else 0
        if self.keys:
            width += 7 + sum(max(16.0, text_width(k, 11, 500) + 8) + 3 for k in self.keys.split("+"))
        return width

    def _face(self) -> tuple[str, str, str]:
        fills = {
            "primary": ("accentFill", "", "onAccent"),
            "replay": ("replay", "", "onReplay"),
            "danger": ("s3", "alarm", "alarm"),
            "quiet": ("", "", "text2"),
        }
        fill, line, tone = fills.get(self.kind, ("s3", "outline", "text"))
        if self.isCheckable() and self.isChecked():
            fill, line, tone = "sel", "accent", "selText"
        if not self.isEnabled():
            fill, line, tone = "sunk", "outline", "disabled"
        return fill, line, tone

    def draw(self, ink: Ink) -> None:
        """Paint icon, words and keys centred."""
        w, h = self.width(), self.height()
        fill, line, tone = self._face()
        inset = 3 if self.floating else 0
        if self.floating:
            ink.shadow(inset, inset, w - 2 * inset, h - 2 * inset)
        if self.hovered and self.isEnabled() and fill in {"", "s3"}:
            fill = "hover"
        ink.box(inset, inset, w - 2 * inset, h - 2 * inset, fill, line=line, radius=6 if self.floating else 5)
        if self.isDown():
            ink.box(inset, inset, w - 2 * inset, h - 2 * inset, "shadow", alpha=0.12, radius=5)
        x = (w - self._content_width()) / 2
        if self.icon_name:
            ink.icon(x, h / 2 - 8, self.icon_name, tone)
            x += 24
        x = ink.text(x, h / 2 + 4.7, self.text(), 13, 500, tone)
        if self.badge:
            x = ink.badge(x + 8, h / 2 - 9, self.badge, "accent")
        if self.keys:
            ink.keys(x + 7, h / 2 - 8, self.keys, tone if tone != "text" else "text3")


class IconButton(PaintedButton):
    """A square button with one icon; the accessible name says what it does."""

    def __init__(self, theme: Theme, name: str, icon: str, size: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.icon_name = icon
        self.mark = ""
        self.scale = 1.25 if size >= 48 else 1.0
        self.setToolTip(name)
        self.setFixedSize(size, size)

    def draw(self, ink: Ink) -> None:
        """Paint the icon, and the number of a favourite in its corner."""
        w, h = self.width(), self.height()
        if self.hovered or self.isDown() or (self.isCheckable() and self.isChecked()):
            ink.box(2, 2, w - 4, h - 4, "sel" if self.isChecked() else "hover", radius=4)
        tone = "text" if self.isEnabled() else "disabled"
        if self.isCheckable() and self.isChecked():
            tone = "selText"
        ink.icon((w - 16 * self.scale) / 2, (h - 16 * self.scale) / 2, self.icon_name, tone, self.scale)
        if self.mark:
            ink.text(w - 4, h - 4, self.mark, 10, 500, "text3", align="right")


class Choices(QComboBox):
    """A box with choices that shows by its arrow that it opens."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setFont(font(13))
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let Qt paint box and words, then paint the arrow."""
        super().paintEvent(event)
        with Ink(self, self.theme) as ink:
            ink.icon(self.width() - 30, self.height() / 2 - 8, "down", "text2" if self.isEnabled() else "disabled")


class Row(PaintedButton):
    """One row of a list; arrows leave it to its list."""

    radius = 2.0

    def __init__(self, theme: Theme, name: str, height: int, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.base_height = height
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(self.theme.row(self.base_height))
        super()._restyle()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go: the release of a press on a row that goes out of sight never arrives."""
        self.setDown(False)
        super().hideEvent(event)

    def ground(self, ink: Ink) -> None:
        """Paint selection or hover."""
        if self.isCheckable() and self.isChecked():
            ink.box(0, 0, self.width(), self.height(), "sel")
        elif self.hovered or self.isDown():
            ink.box(0, 0, self.width(), self.height(), "hover")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens like Space; the rest goes to the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            event.ignore()
            return
        super().keyPressEvent(event)


@runtime_checkable
class Renewable(Protocol):
    """A widget in a list that can take a newer view of the same thing without being made again."""

    def show_view(self, view: Any) -> None:
        """Show the newer view in place."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a list: `key` says which thing it is, `view` what is shown of it, `make` builds its widget.

    Signals wired in `make` may use only what belongs to the key: the widget outlives its first view.
    """

    key: str
    view: object
    make: Callable[[], QWidget] = field(compare=False)


class RowList(QScrollArea):
    """Rows under each other; one stop for Tab, arrows inside.

    The picture is shown again several times a second, so a list keeps the widget of everything that is still there:
    a row that is pressed, hovered or focused is not taken away under the hand. While a row is held down the list
    stands still and shows the newest entries as soon as it is let go.
    """

    row_focused = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self._shown: tuple[Entry, ...] = ()
        self._widgets: dict[str, QWidget] = {}
        self._rows: list[Row] = []
        self._waiting: tuple[Entry, ...] | None = None

    def rows(self) -> Sequence[Row]:
        """Return the rows that can be walked."""
        return self._rows

    def fill(self, entries: Sequence[Entry]) -> None:
        """Show these entries in this order. Focus and scroll position stay with the row they are at."""
        wanted = _distinct(entries)
        if any(row.isDown() and row.isVisible() for row in self._rows):
            self._waiting = wanted
            return
        self._waiting = None
        if wanted == self._shown:
            return
        focused = next((i for i, row in enumerate(self._rows) if row.hasFocus()), None)
        stop = next((row for row in self._rows if row.focusPolicy() == Qt.FocusPolicy.StrongFocus), None)
        offset = self.verticalScrollBar().value()
        before = {entry.key: entry for entry in self._shown}
        widgets = {entry.key: self._widget(entry, before.get(entry.key)) for entry in wanted}
        same_places = list(widgets.values()) == list(self._widgets.values())
        gone = [widget for key, widget in self._widgets.items() if widgets.get(key) is not widget]
        lost = focused if focused is not None and self._rows[focused] in gone else None
        self._shown, self._widgets = wanted, widgets
        if not same_places:
            self._place(gone)
            self._hand_focus(lost, stop)
            self.verticalScrollBar().setValue(offset)

    def _widget(self, entry: Entry, before: Entry | None) -> QWidget:
        """Return the widget of an entry: the one that is there, renewed when its view changed, or a new one."""
        kept = self._widgets.get(entry.key)
        if before is None or kept is None:
            return self._made(entry)
        if before.view == entry.view:
            return kept
        if isinstance(kept, Renewable) and type(before.view) is type(entry.view):
            kept.show_view(entry.view)
            return kept
        return self._made(entry)

    def _made(self, entry: Entry) -> QWidget:
        widget = entry.make()
        if isinstance(widget, Row):
            # After the click itself was told: only then may the list move on.
            widget.released.connect(lambda: QTimer.singleShot(0, self._move_on))
        return widget

    def _move_on(self) -> None:
        if self._waiting is not None:
            self.fill(self._waiting)

    def _place(self, gone: Sequence[QWidget]) -> None:
        for widget in gone:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        previous: QWidget = self
        for i, widget in enumerate(self._widgets.values()):
            if self._column.indexOf(widget) != i:
                self._column.insertWidget(i, widget)
                widget.show()
            self.setTabOrder(previous, widget)
            previous = widget
        self._rows = [widget for widget in self._widgets.values() if isinstance(widget, Row)]

    def _hand_focus(self, lost: int | None, stop: Row | None) -> None:
        """Keep one row in the round of Tab; where the focused row went, the row at its place takes over."""
        if lost is not None and self._rows:
            self._rows[min(lost, len(self._rows) - 1)].setFocus()
        here = next((row for row in self._rows if row.hasFocus()), None)
        kept = here or (stop if stop in self._rows else None) or next(iter(self._rows), None)
        for row in self._rows:
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if row is kept else Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the rows with arrows, Home and End."""
        here = next((i for i, row in enumerate(self._rows) if row.hasFocus()), -1)
        steps = {Qt.Key.Key_Down: here + 1, Qt.Key.Key_Up: here - 1, Qt.Key.Key_Home: 0}
        steps[Qt.Key.Key_End] = len(self._rows) - 1
        target = steps.get(Qt.Key(event.key()))
        if target is None or not 0 <= target < len(self._rows):
            super().keyPressEvent(event)
            return
        for i, row in enumerate(self._rows):
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if i == target else Qt.FocusPolicy.ClickFocus)
        self._rows[target].setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(self._rows[target], 0, 8)
        self.row_focused.emit(target)


def _distinct(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries with keys that differ, so that nothing drops out of sight because two things share an id."""
    seen: dict[str, int] = {}
    found = []
    for entry in entries:
        count = seen[entry.key] = seen.get(entry.key, 0) + 1
        found.append(entry if count == 1 else replace(entry, key=f"{entry.key}#{count}"))
    return tuple(found)


class Heading(Painted):
    """A group head on a sunk ground: title left, hint right; no control."""

    def __init__(self, theme: Theme, title: str, hint: str = "", bar: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.title, self.hint, self.bar = title, hint, bar
        self.setFixedHeight(30)
        self.setAccessibleName(title)

    @staticmethod
    def entry(theme: Theme, title: str, hint: str = "", bar: str = "") -> Entry:
        """Return a head as a place in a list."""
        return Entry(f"kop:{title}", (title, hint), lambda: Heading(theme, title, hint, bar))

    def show_view(self, view: tuple[str, str]) -> None:
        """Take another title and hint."""
        self.title, self.hint = view
        self.setAccessibleName(self.title)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint title and hint."""
        ink.box(0, 0, self.width(), 30, "sunk")
        if self.bar:
            ink.box(0, 0, 4, 30, self.bar)
        ink.text(16, 20, self.title, 12, 600, "text2")
        ink.text(self.width() - 14, 20, self.hint, 11, 400, "text3", align="right")


class FoldRow(Row):
    """A group head that folds: arrow, title, hint; the colour bar runs on in the rows."""

    def __init__(self, theme: Theme, title: str, hint: str, *, folded: bool, bar: str = "", tone: str = "text") -> None:
        super().__init__(theme, title, 30)
        self.title, self.hint, self.folded, self.bar, self.tone = title, hint, folded, bar, tone

    def show_view(self, view: tuple[str, str, bool]) -> None:
        """Take another title, hint and state."""
        self.title, self.hint, self.folded = view
        self.setAccessibleName(self.title)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint arrow, title, hint."""
        h, middle = self.height(), self.height() / 2
        ink.box(0, 0, self.width(), h, "hover" if self.hovered else "sunk")
        if self.bar:
            ink.box(0, 0, 4, h, self.bar)
        ink.icon(13, middle - 7, "right" if self.folded else "down", "text2", 0.9)
        ink.text(34, middle + 5, self.title, 12, 600, self.tone)
        ink.text(self.width() - 14, middle + 5, self.hint, 11, 400, "text3", align="right")
