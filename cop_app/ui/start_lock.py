"""The passphrase at the start, when this laptop's own log is closed with one; as many tries as it takes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Page
from cop_app.ui.ink import Ink
from cop_app.ui.sheets import PassphraseSheet
from cop_app.ui.theme import Theme


class LockScreen(Page):
    """Asks for the passphrase in the middle of the screen; says when it was wrong and asks again."""

    entered = Signal(str)
    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Wachtzin"))
        self.sheet: PassphraseSheet | None = None

    def ask(self, problem: str = "") -> None:
        """Ask anew, with an empty field; `problem` says what was the matter."""
        if self.sheet is not None:
            self.sheet.hide()
            self.sheet.deleteLater()
        self.sheet = PassphraseSheet(self.theme, problem)
        self.sheet.setParent(self)
        self.sheet.entered.connect(self.entered)
        self.sheet.closed.connect(self.cancelled)
        self._arrange()
        self.sheet.show()
        self.sheet.field.setFocus()

    def resizeEvent(self, _event: object) -> None:
        """Keep the sheet in the middle."""
        self._arrange()

    def _arrange(self) -> None:
        if self.sheet is not None:
            w, h = 460, 300
            self.sheet.setGeometry((self.width() - w) // 2, max(40, (self.height() - h) // 2 - 40), w, h)

    def draw(self, ink: Ink) -> None:
        """Paint the ground, and a hairline round the sheet."""
        ink.box(0, 0, self.width(), self.height(), "s0")
        if self.sheet is None:
            return
        box = self.sheet.geometry()
        ink.box(box.x() - 1, box.y() - 1, box.width() + 2, box.height() + 2, "s2", line="outlineStrong", radius=4)
        ink.text(box.x(), box.y() - 24, "Ketenbeeld", 20, 600)
        end = ink.key(box.x(), box.bottom() + 20, "Esc", "text3")
        ink.text(end + 6, box.bottom() + 33, _("zonder wachtzin verder: alleen oefenen"), 12, 400, "text2")
