"""One line about what happens: a report, a decision, an action or a bottleneck, with place, time and certainty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from cop_app.domain.functions import FUNCTIONS
from cop_app.domain.sharing import PersonFinding
from cop_app.geo.places import Place
from cop_app.i18n import _
from cop_app.ui.acts.fields import Choices, PlaceField, TimeField
from cop_app.ui.acts.person_field import PersonField
from cop_app.ui.sheets import SideSheet
from cop_app.ui.theme import Theme
from cop_app.ui.views import Choice

REPORT, DECISION, ACTION, BOTTLENECK = "bericht", "besluit", "actie", "knelpunt"
NAMES = {REPORT: "Melding", DECISION: "Besluit", ACTION: "Actie", BOTTLENECK: "Knelpunt"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and not yet recorded, so that closing the sheet loses nothing."""

    kind: str = REPORT
    text: str = ""
    place: tuple[float, float] | None = None
    place_title: str = ""
    who: str = ""
    sure: bool = True


class NotingSheet(SideSheet):
    """Type, place by click or address, say how sure. Its draft outlives it."""

    record_pressed = Signal()
    place_changed = Signal(object)  # (x, y) in RD
    kind_changed = Signal(str)

    def __init__(self, theme: Theme, draft: Draft, now: int, find: Callable[[str], Sequence[Place]]) -> None:
        super().__init__(theme, _("Vastleggen"), _("Meteen zichtbaar voor alle aangesloten teams."))
        self.place, self.place_title = draft.place, draft.place_title
        kinds = tuple(Choice(id_, _(name)) for id_, name in NAMES.items())
        self.kind = Choices(theme, _("Soort"), kinds, draft.kind)
        self.column.addWidget(self.kind)
        self.text = PersonField(theme)
        self.text.setPlainText(draft.text)
        self.text.setMinimumHeight(80)
        self.label(_("Wat is er aan de hand"), self.text)
        self.text.setMaximumHeight(220)
        self.left = self.label(_("Dit stond er nog en is niet vastgelegd. Typen vervangt het, End gaat erna verder."),
                               tone="stale")  # fmt: skip
        self.left.setVisible(bool(draft.text))
        self.column.setStretchFactor(self.text, 1)
        self.persons = self.label("", tone="conflict")
        self.ground = QLineEdit()
        self.ground.setPlaceholderText(_("bijvoorbeeld: convenant, artikel 4"))
        self._ground_label = self.label(_("Grond om dit te delen"), self.ground)
        self.where = PlaceField(theme, find, _("Klik op de kaart, of typ adres of RD"))
        self._where_label = self.label(_("Plaats (mag leeg)"), self.where)
        if draft.place is not None:
            self.where.show_place(*draft.place, draft.place_title)
        self.who = QComboBox()
        self.who.setEditable(True)
        self.who.addItems(["", *FUNCTIONS])
        self.who.setCurrentText(draft.who)
        self._who_label = self.label(_("Wie doet het"), self.who)
        sure = (Choice("ja", _("Bevestigd")), Choice("nee", _("Onbevestigd")))
        self.sure = Choices(theme, _("Hoe zeker"), sure, "ja" if draft.sure else "nee")
        self.column.addWidget(self.sure)
        self.seen = TimeField(now)
        self.due = TimeField(now, ahead=True)
        _seen, self._due_cell = self.beside((_("Gezien om"), self.seen), (_("Klaar vóór"), self.due))
        self.column.addStretch(1)
        self.save = self.primary(_("Vastleggen"), "message", "Ctrl+Enter")
        self._listen()
        self._fit_kind(draft.kind)
        self._tell_persons(self.text.findings)
        self._fit_save()

    def _listen(self) -> None:
        self.save.clicked.connect(self.record_pressed)
        self.text.ready.connect(self.record_pressed)
        self.text.textChanged.connect(self._fit_save)
        self.text.textChanged.connect(self.left.hide)
        self.text.found.connect(self._tell_persons)
        self.kind.chosen.connect(self._fit_kind)
        self.kind.chosen.connect(self.kind_changed)
        self.where.placed.connect(lambda place: self.put(place.x, place.y, place.title))

    @property
    def unfinished(self) -> bool:
        """Return whether words were typed."""
        return bool(self.text.words())

    def take_up(self) -> None:
        """Go to the words. What was left from before is chosen as a whole: it never mixes with a new report."""
        self.text.setFocus()
        self.text.selectAll()

    def draft(self) -> Draft:
        """Return what stands on the sheet."""
        return Draft(
            self.kind.current, self.text.words(), self.place, self.place_title, self.who.currentText().strip(),
            self.sure.current == "ja",
        )  # fmt: skip

    def put(self, x: float, y: float, title: str = "") -> None:
        """Take a place, from the map or from an address."""
        self.place, self.place_title = (x, y), title
        self.where.show_place(x, y, title)
        self.place_changed.emit(self.place)

    def _fit_save(self) -> None:
        self.save.setEnabled(bool(self.text.words()))

    def _fit_kind(self, kind: str) -> None:
        """Show the fields that belong to a kind: a decision has no place, only an action is done by somebody."""
        for widget in (self._where_label, self.where, self.sure):
            widget.setVisible(kind != DECISION)
        for cell in (self._who_label, self.who, self._due_cell):
            cell.setVisible(kind == ACTION)

    def _tell_persons(self, findings: tuple[PersonFinding, ...]) -> None:
        """Say what looks like a person, and that it stays here until there is a ground."""
        kinds = ", ".join(dict.fromkeys(finding.pattern for finding in findings))
        words = _("Lijkt op een persoon: {wat}. Blijft op deze laptop en wordt gemaskeerd, tot u een grond noemt.")
        self.persons.setText(words.format(wat=kinds) if findings else "")
        for widget in (self.persons, self._ground_label, self.ground):
            widget.setVisible(bool(findings))
