"""The footer: keys of the current mode, the own last action with undo, and which face of the window is on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Painted, PaintedButton
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, text_width
from cop_app.ui.views import Face, FooterView


class LinkButton(PaintedButton):
    """A quiet link with an icon and keys, 28 high."""

    radius = 3.0

    def __init__(self, theme: Theme, text: str, icon: str, keys: str = "", tone: str = "accent") -> None:
        super().__init__(theme, text)
        self.setText(text)
        self.icon_name, self.keys, self.tone = icon, keys, tone

    def sizeHint(self) -> QSize:
        """Return the width of icon, words and keys."""
        width = 24 + text_width(self.text(), 12, 600) + 16
        if self.keys:
            width += 6 + sum(max(16.0, text_width(k, 11, 500) + 8) + 3 for k in self.keys.split("+"))
        return QSize(int(width), 26)

    def draw(self, ink: Ink) -> None:
        """Paint icon, words, keys."""
        if self.hovered:
            ink.box(0, 1, self.width(), self.height() - 2, "hover", radius=3)
        ink.icon(6, 6, self.icon_name, self.tone, 0.95)
        end = ink.text(27, 17.5, self.text(), 12, 600, self.tone)
        if self.keys:
            ink.keys(end + 8, 5, self.keys)


class Footer(Painted):
    """Hints left, last action and undo right."""

    undo_pressed = Signal()
    face_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Toetsen en laatste handeling"))
        self.view = FooterView()
        self.undo = LinkButton(theme, _("Ongedaan maken"), "undo", "Ctrl+Z")
        self.undo.setParent(self)
        self.undo.clicked.connect(self.undo_pressed)
        self.undo.hide()
        self.face = LinkButton(theme, _("Voorbereiden"), "faces", tone="text2")
        self.face.setParent(self)
        self.face.clicked.connect(self.face_pressed)

    def show_view(self, view: FooterView) -> None:
        """Show keys and last action."""
        if view == self.view:
            return
        self.view = view
        self.undo.setVisible(view.can_undo)
        self.update()
        self._arrange()

    def show_face(self, face: Face) -> None:
        """Name the face one can go to."""
        self.face.setText(_("Voorbereiden") if face is Face.INZET else _("Inzet"))
        self.face.setAccessibleName(
            _("Naar Voorbereiden en evalueren") if face is Face.INZET else _("Terug naar Inzet")
        )
        self._arrange()

    def resizeEvent(self, _event: object) -> None:
        """Place the links."""
        self._arrange()

    def _arrange(self) -> None:
        right = self.width() - 8
        face = self.face.sizeHint().width()
        self.face.setGeometry(right - face, 1, face, 26)
        undo = self.undo.sizeHint().width()
        self.undo.setGeometry(right - face - 8 - undo, 1, undo, 26)

    def draw(self, ink: Ink) -> None:
        """Paint the hints that fit whole, and the last action."""
        w = self.width()
        ink.box(0, 0, w, self.height(), "s2")
        ink.hline(0, 0, w)
        limit = float(self.undo.x() if self.view.can_undo else self.face.x()) - 8
        for words, weight in ((self.view.last, 400), (self.view.note, 600)):
            if words:
                ink.text(limit, 18.5, words, 12, weight, "text2", align="right")
                limit -= text_width(words, 12, weight) + 16
        x = 16.0
        for hint in self.view.hints:
            keys = sum(max(16.0, text_width(k, 11, 500) + 8) + 3 for k in hint.keys.split("+"))
            if x + keys + 3 + text_width(hint.text, 12) > limit:
                break
            x = ink.keys(x, 6, hint.keys)
            x = ink.text(x + 3, 18.5, hint.text, 12, 400, "text2") + 16
