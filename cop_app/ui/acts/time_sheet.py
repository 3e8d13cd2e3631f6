"""Going to a moment by typing it: 1942 or 19:42."""

from __future__ import annotations

import re
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from cop_app.i18n import _
from cop_app.ui.sheets import SideSheet
from cop_app.ui.theme import Theme


class TimeSheet(SideSheet):
    """One field; Enter goes there. A time that is still to come means yesterday."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, at: datetime) -> None:
        super().__init__(theme, _("Naar een tijdstip"), _("Het beeld zoals het toen bekend was."))
        self.field = QLineEdit()
        self.field.setPlaceholderText(f"{at:%H:%M}")
        self.label(_("Tijd, bijvoorbeeld 19:42 of 1942"), self.field)
        self.column.addStretch(1)
        self.go = self.primary(_("Terugkijken"), "clock")
        self.go.clicked.connect(self._choose)
        self.field.returnPressed.connect(self._choose)

    def _choose(self) -> None:
        text = self.field.text().strip()
        bare = re.fullmatch(r"(\d{1,2})[.:]?(\d{2})", text)
        self.chosen.emit(f"{bare[1]}:{bare[2]}" if bare else text or self.field.placeholderText())
