"""Nieuw incident: paste the line of the control room or type a place; place and kind are enough to open.

Made for the keyboard: Enter takes the marked place, Enter again opens. What was read by the machine is a proposal that
stands on the screen before anything is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button, Choices, Entry, Page, Row, RowList
from cop_app.ui.frame import FrameOverlay
from cop_app.ui.ink import Ink
from cop_app.ui.start_views import NewIncidentView
from cop_app.ui.theme import SMALL_HEIGHT, Theme, font, wrapped
from cop_app.ui.views import Choice, KeyHint, WindowMode

_FORM = 560
_SIDE = 48
_REST_MS = 120  # what is typed is read when the hands rest so long
_HINTS = (
    KeyHint("Enter", "plaats nemen, dan openen"), KeyHint("↓", "andere plaats"), KeyHint("Alt 1-8", "neem die plaats"),
    KeyHint("Esc", "terug"),
)  # fmt: skip


class PlaceRow(Row):
    """A candidate place; the marked one is taken with Enter in the field."""

    def __init__(self, theme: Theme, view: tuple[Choice, int, bool]) -> None:
        super().__init__(theme, "", 46)
        self.show_view(view)

    def show_view(self, view: tuple[Choice, int, bool]) -> None:
        """Show the candidate with its number, marked or not."""
        self.choice, self.number, self.marked = view
        self.setAccessibleName(f"{self.number}. {self.choice.name}. {self.choice.detail}")
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint number, name and what kind of place it is."""
        w, h = self.width(), self.height()
        if self.marked:
            ink.box(0, 0, w, h, "sel")
        else:
            self.ground(ink)
        tone, quiet = ("selText", "selText") if self.marked else ("text", "text2")
        ink.hline(16, h - 1, w - 32)
        ink.circle(26, h / 2, 10, "", "accent" if not self.marked else "selText", 1.5)
        ink.text(26, h / 2 + 4.5, str(self.number), 12, 600, tone, align="centre")
        ink.text(48, h / 2 - 2, (wrapped(self.choice.name, w - 70, 13, 600) or ("",))[0], 13, 600, tone)
        ink.text(48, h / 2 + 15, (wrapped(self.choice.detail, w - 70, 12, 400) or ("",))[0], 12, 400, quiet)


class NewIncident(Page):
    """The form left, the map with the place right."""

    typed = Signal(str)
    kind_chosen = Signal(str)
    function_chosen = Signal(str)
    place_chosen = Signal(str)
    open_pressed = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Nieuw incident"))
        self.view = NewIncidentView()
        self.map: QWidget | None = None
        self.field = QLineEdit(self)
        self.field.setFont(font(16))
        self.field.setAccessibleName(_("Meldkamerregel of plaats"))
        self.field.setPlaceholderText(_("Plak de regel van de meldkamer, of typ een plaats"))
        self.field.installEventFilter(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.read_now)
        self.field.textEdited.connect(lambda _text: self._rest.start())
        self.places = RowList(theme, _("Gevonden plaatsen"), self)
        self.kind = Choices(theme, _("Soort incident"), self)
        self.kind.activated.connect(lambda _i: self.kind_chosen.emit(str(self.kind.currentData() or "")))
        self.function = Choices(theme, _("Ik open als"), self)
        self.function.activated.connect(lambda _i: self.function_chosen.emit(str(self.function.currentData() or "")))
        self.open = Button(theme, _("Incident openen"), icon="flag", kind="primary", keys="Enter", parent=self)
        self.open.clicked.connect(self.open_pressed)
        self.cancel = Button(theme, _("Terug"), keys="Esc", parent=self)
        self.cancel.clicked.connect(self.cancelled)
        self.frame = FrameOverlay(theme, self)
        self.show_view(self.view)

    def use_map(self, canvas: QWidget) -> None:
        """Show this map beside the form."""
        self.map = canvas
        canvas.setParent(self)
        canvas.lower()
        canvas.show()
        self._arrange()

    def read_now(self) -> None:
        """Have what stands in the field read at once."""
        self._rest.stop()
        if self.field.text() != self.view.typed:
            self.typed.emit(self.field.text())

    def show_view(self, view: NewIncidentView) -> None:
        """Show what was read and what is proposed."""
        self.view = view
        if self.field.text() != view.typed and not self._rest.isActive():
            self.field.setText(view.typed)
            self.field.home(False)
        _fill(self.kind, (Choice("", _("Kies een soort")), *view.kinds), view.kind)
        _fill(self.function, view.functions, view.function)
        self.places.fill([self._entry(i, choice) for i, choice in enumerate(view.place_choices)])
        rows = self.places.rows()
        if 0 <= view.marked < len(rows):
            self.places.ensureWidgetVisible(rows[view.marked], 0, 4)
        self.open.setEnabled(view.ready)
        self.frame.show_mode(WindowMode.OEFENING if view.exercise else WindowMode.ECHT)
        self._arrange()
        self.update()

    def _entry(self, index: int, choice: Choice) -> Entry:
        def make() -> PlaceRow:
            row = PlaceRow(self.theme, (choice, index + 1, index == self.view.marked))
            row.clicked.connect(lambda: self.place_chosen.emit(row.choice.id))
            return row

        return Entry(f"plaats:{index}", (choice, index + 1, index == self.view.marked), make)

    # keys -------------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field: arrows mark a place, Enter takes it and then opens; Alt and a digit take that place at once."""
        if watched is not self.field or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.view.place_choices:
            self.read_now()
            count, step = len(self.view.place_choices), 1 if key == Qt.Key.Key_Down else -1
            if count:
                self.show_view(_marked(self.view, (max(self.view.marked, -1) + step) % count))
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.read_now()
            self._take(int(key) - int(Qt.Key.Key_1))
        else:
            return False
        return True

    def _take(self, index: int) -> None:
        if index < len(self.view.place_choices):
            self.place_chosen.emit(self.view.place_choices[index].id)

    def _enter(self) -> None:
        self.read_now()
        view = self.view
        if view.place_choices and 0 <= view.marked != view.taken:
            self.place_chosen.emit(view.place_choices[view.marked].id)
        elif view.ready:
            self.open_pressed.emit()
        elif view.place:
            self.kind.setFocus(Qt.FocusReason.TabFocusReason)
            self.kind.showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back; Enter opens when place and kind are there, from wherever one is."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.view.ready:
            self.open_pressed.emit()
        else:
            super().keyPressEvent(event)

    # geometry ---------------------------------------------------------------------------------------------------
    def resizeEvent(self, _event: object) -> None:
        """Place the fields."""
        self._arrange()

    def _arrange(self) -> None:
        w, h = self.width(), self.height()
        wide = min(_FORM, w // 2 - _SIDE)
        top = 100 if h < SMALL_HEIGHT else 126
        self.field.setGeometry(_SIDE, top, wide, 48)
        low = h - 84
        half = (wide - 16) // 2
        self.kind.setGeometry(_SIDE, low - 66, half, 44)
        self.function.setGeometry(_SIDE + half + 16, low - 66, wide - half - 16, 44)
        room = max(0, self._facts_top() - top - 128)
        self.places.setGeometry(_SIDE + 1, top + 104, wide - 2, min(room, self.theme.row(46) * len(self.places.rows())))
        self.places.setVisible(bool(self.view.place_choices))
        self.open.setGeometry(_SIDE, low + 4, 240, 56)
        self.cancel.setGeometry(_SIDE + 252, low + 4, 130, 56)
        if self.map is not None:
            self.map.setGeometry(_SIDE + wide + 33, top - 25, max(0, w - 2 * _SIDE - wide - 34), h - top - 32)
        self.frame.setGeometry(0, 0, w, h)
        self.frame.raise_()

    def _facts(self) -> Sequence[tuple[str, str, str]]:
        """Return what is proposed: label, value, and what to say without a value."""
        view = self.view
        card = _("geen bij deze plaats") if view.place else _("volgt uit de plaats")
        return (
            (_("Naam"), view.title, _("volgt uit soort en plaats")), (_("Objectkaart"), view.object_card, card),
            (_("Ketenontwerp"), view.chain, _("geen")), (_("Ook gelezen"), " · ".join(view.read), _("niets")),
        )  # fmt: skip

    def _fact_lines(self, value: str) -> tuple[str, ...]:
        """Return a value in the lines it needs: no unit and no time that was read is cut off."""
        return wrapped(value, self.field.width() - 116, 13, 500)

    def _facts_top(self) -> int:
        lines = sum(max(0, len(self._fact_lines(value)) - 1) for _label, value, _nothing in self._facts())
        return self.height() - 84 - 66 - 34 - 26 * len(self._facts()) - 17 * lines

    def draw(self, ink: Ink) -> None:
        """Paint labels, the place that was read and the proposals."""
        x, wide, view, top = self.field.x(), self.field.width(), self.view, self.field.y()
        ink.box(0, 0, self.width(), self.height(), "s0")
        end = ink.text(x, top - 50, _("Nieuw incident"), 20, 600)
        word = (_("OEFENING"), "exercise", "onExercise") if view.exercise else (_("ECHT"), "text", "s0")
        ink.box(end + 14, top - 66, 96 if view.exercise else 56, 20, word[1], radius=3)
        ink.text(end + 14 + (48 if view.exercise else 28), top - 52, word[0], 11, 700, word[2], align="centre",
                 spacing=0.6)  # fmt: skip
        note = _("Alleen vastleggen. Alarmeren doet de meldkamer.")
        ink.text(self.width() - _SIDE, top - 50, note, 13, 400, "text2", align="right")
        ink.text(x, top - 10, _("Wat en waar"), 12, 600, "text2")
        self._place(ink, x, top + 76, wide)
        self._list_ground(ink)
        y = self._facts_top() + 4.0
        for label, value, nothing in self._facts():
            lines = self._fact_lines(value)
            tone = "text" if value else "text3"
            ink.text(x, y, label, 12, 600, "text2")
            for line in lines or (nothing,):
                ink.text(x + 112, y, line, 13, 500 if value else 400, tone)
                y += 17
            y += 9
        label_y = self.kind.y() - 9
        ink.text(x, label_y, _("Soort incident"), 12, 600, "text2")
        ink.text(self.function.x(), label_y, _("Ik open als"), 12, 600, "text2")
        self._foot(ink)

    def _place(self, ink: Ink, x: float, y: float, wide: float) -> None:
        view = self.view
        if view.place:
            ink.icon(x, y - 13, "pin", "accent")
            ink.text(x + 24, y, (wrapped(view.place, wide - 30, 14, 600) or ("",))[0], 14, 600)
            ink.text(x + 24, y + 19, (wrapped(view.place_detail, wide - 30, 12, 400) or ("",))[0], 12, 400, "text2")
            return
        words = view.problem or _("Adres, postcode, kruising, hectometerpaal, spoorkilometer, RD of graden. "
                                  "Of wijs de plaats aan op de kaart.")  # fmt: skip
        ink.paragraph(x, y, wide, words, 13, 500 if view.problem else 400, "warn" if view.problem else "text2", 19)

    def _list_ground(self, ink: Ink) -> None:
        if self.places.isVisibleTo(self):
            box = self.places.geometry()
            ink.box(box.x() - 1, box.y() - 1, box.width() + 2, box.height() + 2, "s1", line="outline", radius=4)
        if self.map is not None:
            box = self.map.geometry()
            ink.box(box.x() - 1, box.y() - 1, box.width() + 2, box.height() + 2, line="outlineStrong")

    def _foot(self, ink: Ink) -> None:
        if self.map is None:
            return
        x, y = float(self.map.x()), self.height() - 26.0
        for hint in _HINTS:
            x = ink.keys(x, y - 13, hint.keys, "text3")
            x = ink.text(x + 5, y, _(hint.text), 12, 400, "text2") + 18


def _marked(view: NewIncidentView, index: int) -> NewIncidentView:
    return replace(view, marked=index)


def _fill(box: QComboBox, choices: Sequence[Choice], chosen: str) -> None:
    """Offer the choices, without closing a box in which somebody is choosing just now."""
    offered = [(box.itemText(i), box.itemData(i)) for i in range(box.count())]
    if offered != [(choice.name, choice.id) for choice in choices]:
        box.clear()
        for choice in choices:
            box.addItem(choice.name, choice.id)
    box.setCurrentIndex(max(0, box.findData(chosen)))
