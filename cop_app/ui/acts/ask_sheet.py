"""Asking a question: whom, on which number, and in which words. The person asks; the program remembers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from cop_app.i18n import _
from cop_app.ui.acts.person_field import PersonField
from cop_app.ui.questions_view import DetailView
from cop_app.ui.sheets import SideSheet
from cop_app.ui.theme import Theme, font


class AskSheet(SideSheet):
    """The question as designed stands ready; Ctrl+Enter records that it was asked."""

    asked = Signal(str, str)

    def __init__(self, theme: Theme, view: DetailView) -> None:
        note = _("Bellen of doorgeven doet u zelf. Hier staat daarna wie wat gevraagd heeft.")
        super().__init__(theme, _("Vraag stellen"), note)
        self.to = QLineEdit(view.owner)
        self.label(_("Aan"), self.to)
        if view.number:
            self.label(_("Nummer"))
            self.label(view.number, tone="text").setFont(font(20, 600))
        self.text = PersonField(theme)
        self._question = view.title
        self.text.setPlainText(view.title)
        self.text.setMinimumHeight(90)
        self.label(_("Vraag"), self.text)
        if view.hops:
            self.label(_("Zo is de keten ontworpen"))
            self.label(" → ".join(f"{who} ({how})" for who, how in view.hops), tone="text")
        if view.agreement:
            self.label(_("Afspraak"))
            self.label(view.agreement, tone="text")
        self.column.addStretch(1)
        self.go = self.primary(_("Gevraagd"), "send", "Ctrl+Enter")
        self.go.clicked.connect(self._ask)
        self.text.ready.connect(self._ask)

    @property
    def unfinished(self) -> bool:
        """Return whether the words were changed."""
        return self.text.words() not in ("", self._question)

    def _ask(self) -> None:
        self.asked.emit(self.to.text().strip(), self.text.words())
