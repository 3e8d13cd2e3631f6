"""Right dock: Situatie, Vragen, Object under tabs, and one bar with the main thing to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button, Painted, PaintedButton
from cop_app.ui.ink import Ink
from cop_app.ui.object_card import ObjectDock, SignPainter
from cop_app.ui.questions import QuestionsDock
from cop_app.ui.situation import SituationDock
from cop_app.ui.theme import BOTTOM_BAR, TABS, Theme, text_width

TAB_IDS = ("situatie", "vragen", "object")


class Tab(PaintedButton):
    """One tab; the current one carries a line of 3 px in the accent."""

    radius = 2.0

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(theme, text, parent)
        self.setText(text)
        self.setCheckable(True)
        self.badge = ""
        self.badge_tone = "alarm"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the dock: sideways to the next tab, down into the page."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def draw(self, ink: Ink) -> None:
        """Paint ground, words and badge."""
        w, h = self.width(), self.height()
        on = self.isChecked()
        ink.box(0, 0, w, h, "s1" if on else ("hover" if self.hovered else "s2"))
        ink.hline(0, h - 1, w)
        weight = 600 if on else 500
        length = text_width(self.text(), 13, weight)
        x = (w - length - (28 if self.badge else 0)) / 2
        end = ink.text(x, h / 2 + 5, self.text(), 13, weight, "text" if on else "text2")
        if self.badge:
            ink.badge(end + 8, h / 2 - 9, self.badge, self.badge_tone)
        if on:
            ink.box(0, h - 3, w, 3, "accent")


class RightDock(Painted):
    """Tabs, the page of the current tab, the bottom bar."""

    tab_changed = Signal(str)
    primary_pressed = Signal(str)
    secondary_pressed = Signal(str)

    def __init__(self, theme: Theme, sign: SignPainter | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        names = (_("Situatie"), _("Vragen"), _("Object"))
        self.current = ""
        self.tabs = {key: Tab(theme, name, self) for key, name in zip(TAB_IDS, names, strict=True)}
        for key, tab in self.tabs.items():
            tab.clicked.connect(lambda _c=False, k=key: self.choose(k))
        self.situation = SituationDock(theme, self)
        self.questions = QuestionsDock(theme, self)
        self.object = ObjectDock(theme, sign, self)
        self.pages: dict[str, QWidget] = dict(
            zip(TAB_IDS, (self.situation, self.questions, self.object), strict=True)
        )
        self.primary = Button(theme, _("Vraag stellen"), icon="send", kind="primary", parent=self)
        self.primary.clicked.connect(lambda: self.primary_pressed.emit(self.current))
        self.secondary = Button(theme, _("Alle vragen"), icon="list", parent=self)
        self.secondary.clicked.connect(lambda: self.secondary_pressed.emit(self.current))
        self.choose("vragen")

    def choose(self, tab: str) -> None:
        """Open a tab: situatie, vragen or object."""
        changed = tab != self.current
        self.current = tab
        words = {
            "situatie": (_("Regel toevoegen"), "pencil", _("Afdrukken"), "print"),
            "vragen": (_("Vraag stellen"), "send", _("Alle vragen"), "list"),
            "object": (_("Opgave toevoegen"), "pencil", _("Naar kaart"), "target"),
        }[tab]
        for key, head in self.tabs.items():
            head.setChecked(key == tab)
            head.update()
        for key, page in self.pages.items():
            page.setVisible(key == tab)
        for button, text, icon in ((self.primary, *words[:2]), (self.secondary, *words[2:])):
            button.setText(text)
            button.setAccessibleName(text)
            button.icon_name = icon
            button.update()
        if changed:
            self.tab_changed.emit(tab)

    def set_badge(self, tab: str, text: str, tone: str = "alarm") -> None:
        """Show a count on a tab: the number of abnormal rows."""
        self.tabs[tab].badge, self.tabs[tab].badge_tone = text, tone
        name = self.tabs[tab].text()
        self.tabs[tab].setAccessibleName(f"{name}, {text}" if text else name)
        self.tabs[tab].update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right change the tab, down goes to the first row of its page."""
        if event.key() == Qt.Key.Key_Down and any(tab.hasFocus() for tab in self.tabs.values()):
            inside = self.pages[self.current].findChildren(QWidget)
            reach = [w for w in inside if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]
            if reach:
                reach[0].setFocus(Qt.FocusReason.TabFocusReason)
            return
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        tab = TAB_IDS[(TAB_IDS.index(self.current) + step) % len(TAB_IDS)]
        self.choose(tab)
        self.tabs[tab].setFocus()

    def resizeEvent(self, _event: object) -> None:
        """Place tabs, page, bar."""
        w, h = self.width(), self.height()
        bar = max(BOTTOM_BAR, self.theme.target + 16)
        edges = [1 + round(i * (w - 1) / 3) for i in range(4)]
        for i, key in enumerate(TAB_IDS):
            self.tabs[key].setGeometry(edges[i], 0, edges[i + 1] - edges[i], TABS)
            self.pages[key].setGeometry(1, TABS, w - 1, h - TABS - bar)
        half = (w - 32) // 2
        self.primary.setGeometry(12, h - bar + 8, half, bar - 16)
        self.secondary.setGeometry(20 + half, h - bar + 8, w - 32 - half, bar - 16)

    def draw(self, ink: Ink) -> None:
        """Paint ground and bar."""
        w, h = self.width(), self.height()
        bar = max(BOTTOM_BAR, self.theme.target + 16)
        ink.box(0, 0, w, h, "s1")
        ink.vline(0, 0, h)
        ink.box(1, h - bar, w - 1, bar, "s2")
        ink.hline(1, h - bar, w - 1)
