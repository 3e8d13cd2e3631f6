"""The screen Voorbereiden: five pages beside each other, each made when it is first opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.ui.controls import Button, Entry, Page, Row, RowList
from cop_app.ui.ink import Ink
from cop_app.ui.prepare.bench import Workbench
from cop_app.ui.prepare.design_page import DesignPage
from cop_app.ui.prepare.import_page import ImportPage
from cop_app.ui.prepare.maps_page import MapsPage
from cop_app.ui.prepare.parts import Leaf
from cop_app.ui.prepare.sources_page import SourcesPage
from cop_app.ui.prepare.words_page import WordsPage
from cop_app.ui.sheets import ErrorStrip
from cop_app.ui.theme import Theme
from cop_app.ui.views import ErrorView

_NAV = 216
PAGES: dict[str, tuple[str, str]] = {
    "keten": ("Ketenontwerp", "prepare"), "bronnen": ("Bronnen", "sync"), "import": ("Importeren", "receive"),
    "woorden": ("Woordenlijst", "list"), "kaart": ("Kaartpakket", "layers"),
}  # fmt: skip
# What a change of one thing makes old on which pages.
_SHOWN_BY = {
    "sources": ("bronnen",), "check": ("bronnen",), "imports": ("import",), "design": ("keten", "woorden"),
    "maps": ("kaart",), "settings": ("kaart", "keten"),
}  # fmt: skip


class NavRow(Row):
    """A page in the list at the left."""

    def __init__(self, theme: Theme, view: tuple[str, str, bool]) -> None:
        super().__init__(theme, view[0], 48)
        self.setCheckable(True)
        self.show_view(view)
        self.clicked.connect(lambda: self.setChecked(self.view[2]))

    def show_view(self, view: tuple[str, str, bool]) -> None:
        """Show the page, opened or not."""
        self.view = view
        self.setChecked(view[2])
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint icon and name; the open one carries a bar."""
        h, on = self.height(), self.isChecked()
        self.ground(ink)
        if on:
            ink.box(0, 0, 3, h, "accent")
        tone = "selText" if on else "text"
        ink.icon(20, h / 2 - 8, self.view[1], tone)
        ink.text(48, h / 2 + 4.7, self.view[0], 13, 600 if on else 500, tone)


class PrepareScreen(Page):
    """Pages left, the open one right; Esc goes back to the start."""

    closed = Signal()

    def __init__(self, theme: Theme, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Voorbereiden"))
        self.bench = bench
        self.current = ""
        self._made: dict[str, Leaf] = {}
        self._strip: ErrorStrip | None = None
        self.nav = RowList(theme, _("Bladzijden van Voorbereiden"), self)
        self.back = Button(theme, _("Terug naar start"), icon="left", keys="Esc", parent=self)
        self.back.clicked.connect(self.closed)
        bench.changed.connect(self._changed)
        bench.failed.connect(self.tell)

    def page(self, name: str) -> Leaf:
        """Return a page, made now when it was not yet."""
        if name not in self._made:
            make: dict[str, Callable[[], Leaf]] = {
                "keten": lambda: DesignPage(self.theme, self.bench, self),
                "bronnen": lambda: SourcesPage(self.theme, self.bench, self),
                "import": lambda: ImportPage(self.theme, self.bench, self),
                "woorden": lambda: WordsPage(self.theme, self.bench, self),
                "kaart": lambda: MapsPage(self.theme, self.bench, self),
            }
            self._made[name] = make[name]()
        return self._made[name]

    def open(self, name: str) -> None:
        """Turn to a page; "" = the one that was open, or the first."""
        chosen = name if name in PAGES else self.current or next(iter(PAGES))
        self.current = chosen
        page = self.page(chosen)
        page.refresh()
        for other in self._made.values():
            other.setVisible(other is page)
        self.nav.fill([self._entry(id_, _(title), icon) for id_, (title, icon) in PAGES.items()])
        self._arrange()
        self._close_strip()

    def begin(self) -> None:
        """Give the focus to the open page in the list."""
        row = next((row for row in self.nav.rows() if row.isChecked()), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entry(self, name: str, title: str, icon: str) -> Entry:
        view = (title, icon, name == self.current)

        def make() -> NavRow:
            row = NavRow(self.theme, view)
            row.clicked.connect(lambda: self.open(name))
            return row

        return Entry(name, view, make)

    def _changed(self, what: str) -> None:
        for name in _SHOWN_BY.get(what, ()):
            if name in self._made and name == self.current:
                self._made[name].refresh()

    def tell(self, fault: UserFacingError) -> None:
        """Say what went wrong in one strip at the bottom."""
        self._close_strip()
        advice = fault.advice.format(**fault.params)
        strip = self._strip = ErrorStrip(self.theme, ErrorView(fault.message(), advice, code=fault.code))
        strip.setParent(self)
        strip.closed.connect(self._close_strip)
        self._arrange()
        strip.show()
        strip.raise_()

    def _close_strip(self) -> None:
        if self._strip is not None:
            self._strip.hide()
            self._strip.deleteLater()
            self._strip = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what is told, then the face."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._strip is not None:
            self._close_strip()
        else:
            self.closed.emit()

    def resizeEvent(self, _event: object) -> None:
        """Place list and page."""
        self._arrange()

    def _arrange(self) -> None:
        w, h = self.width(), self.height()
        self.nav.setGeometry(0, 72, _NAV - 1, h - 72 - 80)
        self.back.setGeometry(12, h - 64, _NAV - 25, 48)
        for page in self._made.values():
            page.setGeometry(_NAV, 0, w - _NAV, h)
        if self._strip is not None:
            # Left of the panels: the button that was pressed stays in sight.
            width = max(560, min(900, w - _NAV - 470))
            self._strip.setGeometry(_NAV + 40, h - 100, width, 64)

    def draw(self, ink: Ink) -> None:
        """Paint the ground of the list and its head."""
        ink.box(0, 0, self.width(), self.height(), "s0")
        ink.box(0, 0, _NAV, self.height(), "s2")
        ink.vline(_NAV - 1, 0, self.height())
        ink.text(20, 46, _("Voorbereiden"), 16, 600)
