"""The rows of the pages Bronnen and Importeren: sources with a lamp, collections that were tried, files taken in."""

from __future__ import annotations

from PySide6.QtCore import Signal

from cop_app.i18n import _
from cop_app.ui.controls import Button, Row
from cop_app.ui.glyphs import GLYPH_WORD_TOKEN, draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.prepare.views import CollectionView, ImportLine, SourceLine
from cop_app.ui.theme import Theme, wrapped
from cop_app.ui.views import Glyph


def draw_progress(ink: Ink, width: float, y: float, done: int, total: int) -> None:
    """Draw a thin line in place: how far, or without a known end a line that says that it goes on."""
    ink.box(16, y, width - 32, 3, "sunk")
    if total:
        ink.box(16, y, (width - 32) * min(1.0, done / total), 3, "accent")
    else:
        ink.hatch(16, y, width - 32, 3, "accent", 8, 2)


def progress_words(busy: str, done: int, total: int) -> str:
    """Return what goes on and how far."""
    if not done:
        return busy
    return f"{busy}, {done} / {total}" if total else f"{busy}, {done}"


class SourceRow(Row):
    """A source of the catalogue."""

    def __init__(self, theme: Theme, view: tuple[SourceLine, bool]) -> None:
        super().__init__(theme, "", 62)
        self.setCheckable(True)
        self.show_view(view)
        self.clicked.connect(lambda: self.setChecked(self._on))

    def show_view(self, view: tuple[SourceLine, bool]) -> None:
        """Show the source, chosen or not."""
        self.view, self._on = view
        row = self.view
        self.setAccessibleName(", ".join(filter(None, (row.name, row.owner, row.kind, row.count, row.age, row.busy))))
        self.setChecked(self._on)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint lamp, name, owner and kind left; count and age right; progress along the lower edge."""
        view, w, h = self.view, self.width(), self.height()
        self.ground(ink)
        ink.hline(16, h - 1, w - 32)
        tone, quiet = ("selText", "selText") if self._on else ("text", "text2")
        draw_glyph(ink, 26, h / 2 - 2, view.lamp, 7)
        ink.text(48, h / 2 - 6, view.name, 13, 600, tone)
        ink.text(48, h / 2 + 12, f"{view.owner} · {view.kind}", 12, 400, quiet)
        ink.text(w - 16, h / 2 - 6, view.count, 13, 500, tone, align="right")
        words = progress_words(view.busy, view.done, view.total) if view.busy else view.age
        state = quiet if self._on else GLYPH_WORD_TOKEN.get(view.lamp, "text2")
        ink.text(w - 16, h / 2 + 12, words, 12, 500, "accent" if view.busy and not self._on else state, align="right")
        if view.busy:
            draw_progress(ink, w, h - 7, view.done, view.total)


class CollectionRow(Row):
    """A collection of a service that was tried, with what is wrong with it."""

    def __init__(self, theme: Theme, view: tuple[CollectionView, bool]) -> None:
        super().__init__(theme, "", 44)
        self.setCheckable(True)
        self.show_view(view)
        self.clicked.connect(lambda: self.setChecked(self._on))

    def show_view(self, view: tuple[CollectionView, bool]) -> None:
        """Show the collection, chosen or not."""
        self.view, self._on = view
        self.setAccessibleName(". ".join((self.view.id, self.view.detail, *self.view.problems)))
        self.setChecked(self._on)
        self._fit()
        self.update()

    def _lines(self) -> list[str]:
        width = max(150, (self.width() or 330) - 50)
        return [line for text in (self.view.detail, *self.view.problems) for line in wrapped(text, width, 12)]

    def _fit(self) -> None:
        self.setFixedHeight(max(self.theme.row(44), 28 + 16 * len(self._lines())))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint the glyph, the name, and every sentence under it."""
        view = self.view
        self.ground(ink)
        ink.hline(12, self.height() - 1, self.width() - 24)
        draw_glyph(ink, 20, 17, Glyph.OK if view.sound else Glyph.WARN, 6)
        tone = "selText" if self._on else "text"
        ink.text(36, 21, " · ".join(filter(None, (view.id, view.title))), 13, 600, tone)
        for i, line in enumerate(self._lines()):
            ink.text(36, 39 + 16 * i, line, 12, 400, "selText" if self._on else "text2")


class ImportRow(Row):
    """A file that was taken in: what came in, what was wrong per row, and a button to take it back."""

    undo_pressed = Signal()

    def __init__(self, theme: Theme, view: ImportLine) -> None:
        super().__init__(theme, "", 62)
        self.open = False
        self.undo = Button(theme, _("Ongedaan maken"), icon="undo", kind="quiet", parent=self)
        self.undo.clicked.connect(self.undo_pressed)
        self.show_view(view)
        self.clicked.connect(self._toggle)

    def show_view(self, view: ImportLine) -> None:
        """Show how far it is, or what came of it."""
        self.view = view
        self.setAccessibleName(". ".join((view.name, view.file, view.detail, *view.problems)))
        self.undo.setVisible(view.undoable)
        self.undo.setAccessibleName(_("{naam} ongedaan maken").format(naam=view.name))
        self._fit()
        self.update()

    def _toggle(self) -> None:
        self.open = not self.open
        self._fit()
        self.update()

    def _problems(self) -> list[str]:
        width = max(200, (self.width() or 700) - 96)
        shown = self.view.problems if self.open else self.view.problems[:3]
        lines = [line for text in shown for line in wrapped(f"• {text}", width, 12)]
        rest = len(self.view.problems) - len(shown)
        return [*lines, _("en nog {n}; druk om alles te tonen").format(n=rest)] if rest else lines

    def _detail(self) -> tuple[str, ...]:
        return wrapped(self.view.detail, max(200, (self.width() or 700) - 260), 12)

    def _fit(self) -> None:
        self.setFixedHeight(46 + 16 * max(1, len(self._detail())) + 17 * len(self._problems()))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line, and the button its place."""
        wide = self.undo.sizeHint().width()
        self.undo.setGeometry(self.width() - wide - 12, 8, wide, 40)
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint lamp, name and file, what came in, the remarks, and progress while it is read."""
        view, w = self.view, self.width()
        self.ground(ink)
        ink.hline(16, self.height() - 1, w - 32)
        draw_glyph(ink, 26, 22, view.lamp, 7)
        end = ink.text(48, 26, view.name, 13, 600)
        ink.text(end + 12, 26, view.file, 12, 400, "text2")
        tone = GLYPH_WORD_TOKEN.get(view.lamp, "text2")
        words = (progress_words(view.detail, view.done, view.total),) if view.busy else self._detail()
        y = 46.0
        for line in words:
            ink.text(48, y, line, 12, 500, "accent" if view.busy else tone)
            y += 16
        for line in self._problems():
            ink.text(48, y + 2, line, 12, 400, "text2")
            y += 17
        if view.busy:
            draw_progress(ink, w, self.height() - 6, view.done, view.total)


