"""The rows of the page Ketenontwerp: questions in columns, partners, mistakes with their line."""

from __future__ import annotations

from cop_app.i18n import _
from cop_app.ui.controls import Row
from cop_app.ui.glyphs import draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.prepare.views import FaultRow, NeedRow, PartnerView
from cop_app.ui.theme import Theme, wrapped
from cop_app.ui.views import Glyph

_WIDE_TABLE, _ROOM_FOR_NUMBERS = 900, 720
COLUMNS = (
    ("question", "Vraag"), ("owner", "Eigenaar"), ("number", "Nummer"), ("grip", "GRIP"), ("age", "Max. oud"),
    ("via", "Via"), ("teams", "Voor wie"),
)  # fmt: skip


def columns(width: int) -> dict[str, float]:
    """Return where the columns of the table begin; what there is no room for stands with the opened question."""
    right = {"teams": 150.0, "via": 170.0} if width >= _WIDE_TABLE else {}
    right |= {"age": 84.0, "grip": 52.0}
    if width >= _ROOM_FOR_NUMBERS:
        right["number"] = 112.0
    right["owner"] = 186.0 if width >= _ROOM_FOR_NUMBERS else 166.0
    found, x = {}, float(width)
    for name, wide in right.items():
        x -= wide
        found[name] = x
    return {"question": 40.0, **found}


class NeedLine(Row):
    """One information question in the table."""

    def __init__(self, theme: Theme, view: tuple[NeedRow, bool]) -> None:
        super().__init__(theme, "", 44)
        self.setCheckable(True)
        self.show_view(view)
        self.clicked.connect(lambda: self.setChecked(self._on))

    def show_view(self, view: tuple[NeedRow, bool]) -> None:
        """Show the question, chosen or not."""
        self.view, self._on = view
        row = self.view
        self.setAccessibleName(f"{row.question}. {row.owner} {row.number}, GRIP {row.grip}, {row.age}")
        self.setChecked(self._on)
        self._fit()
        self.update()

    def _lines(self) -> tuple[str, ...]:
        at = columns(self.width() or 900)
        return wrapped(self.view.question, at["owner"] - at["question"] - 16, 13, 500)

    def _fit(self) -> None:
        self.setFixedHeight(max(self.theme.row(44), 26 + 18 * len(self._lines())))

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self._fit()

    def draw(self, ink: Ink) -> None:
        """Paint the columns."""
        view, w, h, at = self.view, self.width(), self.height(), columns(self.width())
        self.ground(ink)
        ink.hline(16, h - 1, w - 32)
        tone, quiet = ("selText", "selText") if self._on else ("text", "text2")
        if view.unowned:
            ink.box(0, 0, 3, h, "alarm")
            draw_glyph(ink, 22, h / 2, Glyph.MISSING, 6.5)
        elif view.first:
            ink.icon(14, h / 2 - 8, "clock", "text2")
        y = h / 2 + 4.7 - 9 * (len(self._lines()) - 1)
        for line in self._lines():
            ink.text(at["question"], y, line, 13, 500, tone)
            y += 18
        middle = h / 2 + 4.7
        x = at["owner"]
        if view.column:
            x = ink.column_chip(x, h / 2 - 8, view.column) + 8
        owner = wrapped(view.owner, at.get("number", at["grip"]) - x - 8, 12, 400) or ("",)
        for i, line in enumerate(owner[:2]):
            ink.text(x, middle + 15 * i - 7.5 * (min(2, len(owner)) - 1), line, 12, 400,
                     "alarm" if view.unowned and not self._on else tone)  # fmt: skip
        if "number" in at:
            ink.text(at["number"], middle, view.number, 12, 500, tone)
        ink.text(at["grip"] + 8, middle, view.grip, 13, 600, tone)
        ink.text(at["age"], middle, view.age, 12, 400, quiet)
        for name, value in (("via", view.via), ("teams", view.teams)):
            if name in at:
                ink.text(at[name], middle, (wrapped(value, 160, 12, 400) or ("",))[0], 12, 400, quiet)


class PartnerLine(Row):
    """A partner in the list beside the picture."""

    def __init__(self, theme: Theme, view: tuple[PartnerView, bool]) -> None:
        super().__init__(theme, "", 36)
        self.setCheckable(True)
        self.show_view(view)
        self.clicked.connect(lambda: self.setChecked(self._on))

    def show_view(self, view: tuple[PartnerView, bool]) -> None:
        """Show the partner, chosen or not."""
        self.view, self._on = view
        self.setAccessibleName(_("{naam}, nabijheid {n}").format(naam=self.view.name, n=self.view.nearness))
        self.setChecked(self._on)
        self.update()

    def draw(self, ink: Ink) -> None:
        """Paint the chip and the name."""
        h, w = self.height(), self.width()
        self.ground(ink)
        ink.hline(16, h - 1, w - 32)
        ink.text(16, h / 2 + 4.7, self.view.name, 13, 500, "selText" if self._on else "text")
        ink.column_chip(w - 16, h / 2 - 8, self.view.column, align="right")


class FaultLine(Row):
    """A mistake in a design file, with its line."""

    def __init__(self, theme: Theme, view: FaultRow) -> None:
        super().__init__(theme, f"{view.file}, {_('regel')} {view.line}: {view.text}", 44)
        self.view = view

    def resizeEvent(self, _event: object) -> None:
        """Give every word its line."""
        self.setFixedHeight(max(self.theme.row(44), 24 + 18 * len(wrapped(self.view.text, self.width() - 260, 13))))

    def draw(self, ink: Ink) -> None:
        """Paint file and line left, the mistake right."""
        self.ground(ink)
        ink.hline(16, self.height() - 1, self.width() - 32)
        draw_glyph(ink, 24, 21, Glyph.ALARM, 6)
        where = _("regel {n}").format(n=self.view.line) if self.view.line else _("bestand")
        ink.text(44, 26, where, 13, 600)
        ink.text(130, 26, (wrapped(self.view.file, 110, 12) or ("",))[0], 12, 400, "text2")
        ink.paragraph(248, 26, self.width() - 264, self.view.text, 13, 400)
