"""What the pages of Voorbereiden share: a head, labelled fields, facts under each other, and rows that carry a lamp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from cop_app.ui.controls import Entry, Painted, RowList
from cop_app.ui.ink import Ink
from cop_app.ui.theme import SMALL_HEIGHT, Theme, font, wrapped

SIDE = 32
HEAD = 96  # title and subtitle
DETAIL = 340  # the panel at the right
FIELD = 44
LABELLED = 72  # a field with its label

Control = TypeVar("Control", bound=QWidget)


class Leaf(Painted):
    """One page: title and subtitle on top, the rest is its own."""

    def __init__(self, theme: Theme, title: str, subtitle: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.title, self.subtitle = title, subtitle
        self.setAccessibleName(title)
        self._labels: list[tuple[QWidget, str]] = []
        self._grounds: list[QWidget] = []

    def field(self, name: str, hint: str = "") -> QLineEdit:
        """Return a field with its name above it."""
        made = QLineEdit(self)
        made.setFont(font(13))
        made.setPlaceholderText(hint)
        return self.named(made, name)

    def named(self, widget: Control, name: str) -> Control:
        """Name a control: for the eye above it, and for a screen reader."""
        widget.setAccessibleName(name)
        self._labels.append((widget, name))
        return widget

    def grounded(self, widget: Control) -> Control:
        """Lay a ground with an outline under a list."""
        self._grounds.append(widget)
        return widget

    @property
    def small(self) -> bool:
        """Return whether the screen is a small one."""
        return self.height() < SMALL_HEIGHT - 40

    def resizeEvent(self, _event: object) -> None:
        """Place everything."""
        self.arrange()

    def arrange(self) -> None:
        """Place everything; pages fill this in."""

    def refresh(self) -> None:
        """Show what is so now; pages fill this in."""

    def draw(self, ink: Ink) -> None:
        """Paint ground, head, labels."""
        ink.box(0, 0, self.width(), self.height(), "s0")
        ink.text(SIDE, 46, self.title, 20, 600)
        ink.text(SIDE, 70, self.subtitle, 13, 400, "text2")
        for widget in self._grounds:
            if widget.isVisibleTo(self):
                box = widget.geometry()
                ink.box(box.x() - 1, box.y() - 1, box.width() + 2, box.height() + 2, "s1", line="outline", radius=4)
        for widget, name in self._labels:
            if widget.isVisibleTo(self):
                ink.text(widget.x(), widget.y() - 8, name, 12, 600, "text2")


class FactLine(Painted):
    """A label with its value under it; words wrap, nothing is cut off."""

    def __init__(self, theme: Theme, label: str, value: str, tone: str = "text") -> None:
        super().__init__(theme)
        self.label, self.value, self.tone = label, value, tone
        self.setAccessibleName(f"{label}: {value}" if label else value)
        self._fit()

    def _fit(self) -> None:
        lines = len(wrapped(self.value, max(120, (self.width() or DETAIL) - 32), 13, 500))
        self.setFixedHeight((22 if self.label else 8) + 18 * lines + 6)

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint both."""
        y = 8.0
        if self.label:
            ink.text(16, 16, self.label, 11, 500, "text3")
            y = 20.0
        ink.paragraph(16, y + 14, self.width() - 32, self.value, 13, 500, self.tone)


def fact_entries(theme: Theme, facts: Sequence[tuple[str, str]], tone: str = "text") -> list[Entry]:
    """Return facts as places in a list."""
    return [_fact(theme, label, value, tone) for label, value in facts]


def _fact(theme: Theme, label: str, value: str, tone: str) -> Entry:
    return Entry(f"feit:{label}:{value}", (value, tone), lambda: FactLine(theme, label, value, tone))


class Facts(RowList):
    """A panel with facts that can be scrolled."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(theme, name, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class Drop(Painted):
    """A place where files can be dropped; a button beside it opens the same with the keyboard."""

    dropped = Signal(object)  # list of paths

    def __init__(self, theme: Theme, words: str, endings: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.words, self.endings = words, endings
        self.over = False
        self.setAcceptDrops(True)
        self.setAccessibleName(words)

    def _paths(self, event: QDropEvent) -> list[str]:
        found = [url.toLocalFile() for url in event.mimeData().urls()]
        return [path for path in found if path.lower().endswith(self.endings)]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that can be read here."""
        if self._paths(event):
            self.over = True
            self.update()
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Keep taking them."""
        event.acceptProposedAction()

    def dragLeaveEvent(self, _event: object) -> None:
        """Forget them."""
        self.over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files on."""
        self.over = False
        self.update()
        self.dropped.emit(self._paths(event))

    def draw(self, ink: Ink) -> None:
        """Paint a dashed box with words."""
        w, h = self.width(), self.height()
        tone = "accent" if self.over else "outlineStrong"
        ink.box(0, 0, w, h, "sel" if self.over else "s1", line=tone, width=1.5, radius=6, dash=(5, 4))
        lines = wrapped(self.words, w - 80, 13, 500)
        x, y = 52.0, h / 2 + 5 - 9 * (len(lines) - 1)
        ink.icon(20, h / 2 - 8, "receive", "accent" if self.over else "text2")
        for line in lines:
            ink.text(x, y, line, 13, 500, "selText" if self.over else "text2")
            y += 18


def choose_files(parent: QWidget, title: str, endings: tuple[str, ...], *, many: bool = False) -> list[str]:
    """Let a person choose files of these kinds; nothing when it is cancelled."""
    kinds = f"{title} ({' '.join('*' + ending for ending in endings)})"
    if many:
        return list(QFileDialog.getOpenFileNames(parent, title, "", kinds)[0])
    path = QFileDialog.getOpenFileName(parent, title, "", kinds)[0]
    return [path] if path else []
