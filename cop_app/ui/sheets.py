"""Side sheets and small strips: they stand beside the map, never over all of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cop_app.i18n import _
from cop_app.ui.acts.fields import TimeField
from cop_app.ui.controls import Button, Painted, PaintedButton
from cop_app.ui.glyphs import draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.strip import draw_ladder
from cop_app.ui.theme import DOCK_RIGHT_SMALL, Theme, font, wrapped
from cop_app.ui.views import Choice, ErrorView, Glyph, GripFormView, GripRecord, ProgressView, SourceDetailView


class SideSheet(Painted):
    """A sheet with a title, fields under each other, and buttons at the bottom."""

    closed = Signal()  # a person closes it
    gone = Signal()  # the window took it away for good, whoever asked for that
    uncovered = Signal()  # it waited under another sheet and is in sight again

    def __init__(self, theme: Theme, title: str, note: str = "") -> None:
        super().__init__(theme)
        self.title, self.note = title, note
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        body = QWidget()
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(16, 4, 16, 8)
        self.column.setSpacing(6)
        self._fields = QScrollArea(self)
        self._fields.setFrameShape(QScrollArea.Shape.NoFrame)
        self._fields.setWidgetResizable(True)
        self._fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fields.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fields.setWidget(body)
        self._fields.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self._primary: Button | None = None
        # Room for the note at the narrowest dock, so that no field stands under its words.
        lines = len(wrapped(note, DOCK_RIGHT_SMALL - 32, 12, 500)) if note else 0
        self.top = 50 + 16 * lines + (4 if lines else 0)
        theme.changed.connect(self._restyle)

    @property
    def unfinished(self) -> bool:
        """Return whether something was typed that nobody recorded yet: such a sheet is not thrown away."""
        return False

    @property
    def scrolls(self) -> bool:
        """Return whether the fields need more height than there is."""
        inside = self._fields.widget()
        return inside is not None and inside.minimumSizeHint().height() > self._fields.height()

    def label(self, text: str, buddy: QWidget | None = None, tone: str = "text2") -> QLabel:
        """Add a small heading above a field and name the field with it."""
        label = self._words(text, 600 if buddy else 400, tone)
        self.column.addWidget(label)
        if buddy is not None:
            buddy.setAccessibleName(text)
            buddy.setFont(font(13))
            self.column.addWidget(buddy)
        return label

    def beside(self, *fields: tuple[str, QWidget]) -> tuple[QWidget, ...]:
        """Add named fields next to each other; returns a cell per field, which can be hidden."""
        row = QHBoxLayout()
        row.setSpacing(8)
        cells = []
        for name, buddy in fields:
            cell = QWidget()
            column = QVBoxLayout(cell)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            buddy.setAccessibleName(name)
            buddy.setFont(font(13))
            column.addWidget(self._words(name, 600, "text2"))
            column.addWidget(buddy)
            row.addWidget(cell, 1)
            cells.append(cell)
        self.column.addLayout(row)
        return tuple(cells)

    def primary(self, text: str, icon: str, keys: str = "") -> Button:
        """Add the one primary button; it stays in sight at the bottom however many fields there are."""
        self._primary = Button(self.theme, text, icon=icon, kind="primary", keys=keys, parent=self)
        self._arrange()
        return self._primary

    def resizeEvent(self, _event: object) -> None:
        """Place the fields, and the button under them."""
        self._arrange()

    def _arrange(self) -> None:
        w, h, bar = self.width(), self.height(), 0
        if self._primary is not None:
            bar = self.theme.target + 20
            self._primary.setGeometry(16, h - bar + 8, w - 32, self.theme.target)
        self._fields.setGeometry(1, self.top, w - 1, max(0, h - self.top - bar))

    def _words(self, text: str, weight: int, tone: str) -> QLabel:
        label = QLabel(text)
        label.setFont(font(12, weight))
        label.setWordWrap(True)
        label.setProperty("tone", tone)
        self.tint(label)
        return label

    def tint(self, label: QLabel) -> None:
        """Give a label the colour of its tone in the palette in force."""
        label.setStyleSheet(f"color: {self.theme.colour(str(label.property('tone'))).name()}")

    def _restyle(self) -> None:
        self._arrange()
        for label in self.findChildren(QLabel):
            if label.property("tone"):
                self.tint(label)

    def focusInEvent(self, _event: object) -> None:
        """Hand the focus to the first field."""
        self.focusNextChild()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Ctrl+Enter presses the primary button from wherever one is on the sheet."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self._primary is not None:
            self._primary.click()
        else:
            super().keyPressEvent(event)

    def draw(self, ink: Ink) -> None:
        """Paint ground, edge, title and note."""
        ink.box(0, 0, self.width(), self.height(), "s2")
        ink.vline(0, 0, self.height(), "outlineStrong")
        ink.text(16, 32, self.title, 16, 600)
        ink.paragraph(16, 54, self.width() - 32, self.note, 12, 500, "text2", 16)


class LevelButton(PaintedButton):
    """One step of the ladder."""

    def __init__(self, theme: Theme, level: int) -> None:
        super().__init__(theme, f"GRIP {level}")
        self.level = level
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(48)

    def draw(self, ink: Ink) -> None:
        """Paint the ladder with this level filled, and its name."""
        on = self.isChecked()
        fill = "sel" if on else ("hover" if self.hovered else "s3")
        ink.box(0, 0, self.width(), 48, fill, line="accent" if on else "outline", radius=5)
        draw_ladder(ink, 14, 16, self.level, "selText" if on else "text")
        words = _("Geen GRIP") if self.level == 0 else f"GRIP {self.level}"
        ink.text(66, 29, words, 13, 600 if on else 500, "selText" if on else "text")


class GripSheet(SideSheet):
    """Records a declared level. Nothing is chosen beforehand; doubt about competence is a note."""

    recorded = Signal(object)
    changed = Signal(object)

    def __init__(self, theme: Theme, view: GripFormView) -> None:
        super().__init__(theme, _("GRIP vastleggen"), _("Alleen vastleggen. Alarmeren doet de meldkamer."))
        if view.current:
            self.label(view.current)
        self.levels = [LevelButton(theme, level) for level in (5, 4, 3, 2, 1, 0)]
        ladder = QGridLayout()
        ladder.setSpacing(6)
        self.column.addLayout(ladder)
        for i, button in enumerate(self.levels):
            ladder.addWidget(button, i // 2, i % 2)
            button.clicked.connect(self._changed)
        self.region = self._combo(_("Regio of gemeente"), view.regions, view.region)
        self.function = self._combo(_("Afgekondigd door"), view.functions, view.function)
        self.time = TimeField(view.at)
        self.label(_("Tijd van afkondigen (mag eerder)"), self.time)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("bijvoorbeeld: effect buiten de inrichting"))
        self.label(_("Reden"), self.reason)
        self.doubt = self.label(view.doubt, tone="stale")
        self.column.addStretch(1)
        self.save = self.primary(_("Vastleggen"), "flag", "Ctrl+Enter")
        self.save.clicked.connect(lambda: self.recorded.emit(self.record()))
        self.save.setEnabled(False)
        self._next = min(view.level + 1, 5)

    def focusInEvent(self, _event: object) -> None:
        """Stand on the level that usually comes next, not on the highest; nothing is chosen by it."""
        next(b for b in self.levels if b.level == self._next).setFocus(Qt.FocusReason.TabFocusReason)

    def _combo(self, name: str, choices: tuple[Choice, ...], chosen: str) -> QComboBox:
        box = QComboBox()
        for choice in choices:
            box.addItem(choice.name, choice.id)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.activated.connect(self._changed)
        self.label(name, box)
        return box

    def level(self) -> int | None:
        """Return the level that was chosen, or None."""
        return next((b.level for b in self.levels if b.isChecked()), None)

    def record(self) -> GripRecord:
        """Return what is on the sheet; a time later than now means yesterday."""
        region, function = str(self.region.currentData() or ""), str(self.function.currentData() or "")
        at = self.time.instant()
        return GripRecord(self.level() or 0, region, function, at, self.reason.text().strip())

    def show_doubt(self, text: str) -> None:
        """Show or clear the note on competence."""
        self.doubt.setText(text)

    def _changed(self) -> None:
        self.save.setEnabled(self.level() is not None)
        if self.level() is not None:
            self.changed.emit(self.record())


class SourceSheet(SideSheet):
    """A source opened: its facts, what is wrong and what to do."""

    refresh_pressed = Signal(str)

    def __init__(self, theme: Theme, view: SourceDetailView) -> None:
        super().__init__(theme, view.name)
        self.view = view
        self.top = 70
        for name, value in view.facts:
            self.label(name)
            fact = self.label(value, tone="text")
            fact.setFont(font(13, 500))
        if view.advice:
            self.label(view.advice, tone="stale")
        self.column.addStretch(1)
        if view.refreshable:
            again = self.primary(_("Nu opnieuw ophalen"), "sync")
            again.clicked.connect(lambda: self.refresh_pressed.emit(view.id))

    def draw(self, ink: Ink) -> None:
        """Paint the head with the lamp."""
        super().draw(ink)
        draw_glyph(ink, 23, 53, self.view.lamp, 6)
        ink.text(38, 57, self.view.summary, 12, 500, "text2")


class PassphraseSheet(SideSheet):
    """Asks for the passphrase that opens this laptop's own log."""

    entered = Signal(str)

    def __init__(self, theme: Theme, problem: str = "") -> None:
        super().__init__(theme, _("Wachtzin"), _("Het logboek op deze laptop is versleuteld."))
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.label(_("Wachtzin van deze laptop"), self.field)
        if problem:
            self.label(problem, tone="alarm")
        self.column.addStretch(1)
        button = self.primary(_("Openen"), "lock")
        button.clicked.connect(lambda: self.entered.emit(self.field.text()))
        self.field.returnPressed.connect(button.click)


class ErrorStrip(Painted):
    """A strip over the map's lower edge: what is wrong, where, what to do; stays until closed. No word is cut off."""

    action_pressed = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, view: ErrorView) -> None:
        super().__init__(theme)
        self.view = view
        self.setAccessibleName(f"{view.text} {view.advice}")
        self.setFixedHeight(64)
        self.buttons: list[Button] = []
        if view.action:
            act = Button(theme, view.action, parent=self)
            act.clicked.connect(lambda: self.action_pressed.emit(view.code))
            self.buttons.append(act)
        close = Button(theme, _("Sluiten"), kind="quiet", parent=self)
        close.clicked.connect(self.closed)
        self.buttons.append(close)

    def _room(self) -> float:
        return max(120.0, self.width() - 64.0 - sum(button.sizeHint().width() + 8 for button in self.buttons))

    def resizeEvent(self, _event: object) -> None:
        """Place the buttons right and give every word its line."""
        x = self.width() - 8
        for button in reversed(self.buttons):
            width = button.sizeHint().width()
            button.setGeometry(x - width, 8, width, 48)
            x -= width + 8
        lines = len(wrapped(self.view.text, self._room(), 13, 600))
        self.setFixedHeight(max(64, 16 + 18 * lines + 17 * len(wrapped(self.view.advice, self._room(), 12, 400))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def draw(self, ink: Ink) -> None:
        """Paint triangle, what is wrong and what to do."""
        h = self.height()
        ink.box(0, 0, self.width(), h, "s3", line="alarm", radius=6)
        draw_glyph(ink, 26, h / 2, Glyph.ALARM, 8)
        y = ink.paragraph(48, 27, self._room(), self.view.text, 13, 600)
        ink.paragraph(48, y + 2, self._room(), self.view.advice, 12, 400, "text2", 17)


class ProgressLine(Painted):
    """A thin line in place with words and a way to stop; shown only after 0.4 s by its owner."""

    cancel_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.view = ProgressView("")
        self.setFixedHeight(44)
        self.cancel = Button(theme, _("Stoppen"), kind="quiet", parent=self)
        self.cancel.clicked.connect(self.cancel_pressed)

    def show_view(self, view: ProgressView) -> None:
        """Show how far it is."""
        self.view = view
        self.cancel.setVisible(view.cancellable)
        self.setAccessibleName(f"{view.text} {view.done}/{view.total}")
        self.update()

    def resizeEvent(self, _event: object) -> None:
        """Place the button right."""
        self.cancel.setGeometry(self.width() - 100, 2, 96, 38)

    def draw(self, ink: Ink) -> None:
        """Paint words and line."""
        w = self.width()
        ink.box(0, 0, w, 44, "s3", line="outline", radius=6)
        count = _("{n} van {totaal}").format(n=self.view.done, totaal=self.view.total) if self.view.total else ""
        end = ink.text(14, 25, self.view.text, 12, 600)
        ink.text(end + 10, 25, count, 12, 400, "text2")
        ink.box(1, 40, w - 2, 3, "sunk")
        if self.view.total:
            ink.box(1, 40, (w - 2) * self.view.done / self.view.total, 3, "accent")
