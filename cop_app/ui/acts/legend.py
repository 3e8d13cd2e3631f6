"""The legend in the window: only of what is in view, on and off with one key; and a bookmark on this moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from cop_app.domain import bodies
from cop_app.domain.commands import Note
from cop_app.i18n import _
from cop_app.map.legend import LegendRow, legend
from cop_app.map.palette import load_palette
from cop_app.render.legend import paint_row
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.controls import Painted
from cop_app.ui.ink import Ink
from cop_app.ui.map_plates import EDGE
from cop_app.ui.presenter import Moment, time_of
from cop_app.ui.theme import Theme, text_width, wrapped

_ROW, _CLOSE, _WIDE, _HEAD = 25, 21, 190, 40  # close rows when one column is not enough


class LegendPlate(Painted):
    """A plate with the examples and their names, in as many columns as it needs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.rows: tuple[LegendRow, ...] = ()

    def show_rows(self, rows: tuple[LegendRow, ...]) -> bool:
        """Show these rows; returns whether they are others than before."""
        if rows == self.rows:
            return False
        self.rows = rows
        self.setAccessibleName(_("Legenda: {wat}").format(wat=", ".join(row.text for row in rows)))
        self.updateGeometry()
        self.update()
        return True

    def _room(self) -> int:
        return min(self.maximumHeight(), 4000) - _HEAD - 2 * EDGE - 8

    def _step(self) -> int:
        """Return the height of a row."""
        return _ROW if self._lines() * _ROW <= self._room() else _CLOSE

    def _per_column(self) -> int:
        """Return how many lines a column holds: as even as the columns that are needed allow."""
        most = max(4, self._room() // self._step())
        columns = -(-max(1, self._lines()) // most)
        even = -(-self._lines() // columns) + (columns > 1)  # a name of two lines may fall between two columns
        return max(1, min(most, even))

    def _lines(self) -> int:
        return sum(self._height(row) for row in self.rows)

    @staticmethod
    def _height(row: LegendRow) -> int:
        return len(wrapped(row.text, _WIDE - 54, 12, 400)) if text_width(row.text, 12) > _WIDE - 54 else 1

    def _columns(self) -> list[list[LegendRow]]:
        columns: list[list[LegendRow]] = [[]]
        used, most = 0, self._per_column()
        for row in self.rows:
            height = self._height(row)
            if used + height > most and columns[-1]:
                columns.append([])
                used = 0
            columns[-1].append(row)
            used += height
        return columns

    def sizeHint(self) -> QSize:
        """Return the size that shows every row."""
        columns = self._columns()
        tallest = max((sum(self._height(row) for row in column) for column in columns), default=1)
        return QSize(len(columns) * _WIDE + 2 * EDGE + 8, _HEAD + tallest * self._step() + 2 * EDGE + 8)

    def draw(self, ink: Ink) -> None:
        """Paint the plate."""
        w, h = self.width() - 2 * EDGE, self.height() - 2 * EDGE
        ink.shadow(EDGE, EDGE, w, h)
        ink.box(EDGE, EDGE, w, h, "s3", line="outline", radius=6)
        ink.text(EDGE + 14, EDGE + 25, _("Legenda"), 13, 600)
        ink.text(w - 30, EDGE + 25, _("alleen wat in beeld is"), 11, 400, "text3", align="right")
        ink.key(w - 18, EDGE + 12, "L")
        palette = load_palette(self.theme.name)
        for i, column in enumerate(self._columns()):
            x, y = EDGE + 10 + i * _WIDE, float(EDGE + _HEAD)
            for row in column:
                height = self._height(row) * self._step()
                paint_row(ink.painter, palette, row, x, y + height / 2)
                lines = wrapped(row.text, _WIDE - 54, 12, 400) or (row.text,)
                baseline = y + height / 2 + 4.5 - 7.5 * (len(lines) - 1)
                for line in lines:
                    ink.text(x + 40, baseline, line, 12)
                    baseline += 15
                y += height


class LegendAct(Act):
    """Shows and hides the legend."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._plate: LegendPlate | None = None

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the commands."""
        return {"legend": self.toggle, "bookmark": self._bookmark}

    def toggle(self) -> None:
        """Show the legend, or hide it."""
        stage = self.bench.window.stage
        if self._plate is not None:
            self._plate = None
            stage.show_legend(None)
            return
        self._plate = LegendPlate(self.bench.theme)
        self.renew()
        stage.show_legend(self._plate)

    def escape(self) -> bool:
        """Hide the legend."""
        shown = self._plate is not None
        if shown:
            self.toggle()
        return shown

    def show(self, moment: Moment) -> None:
        """Keep the legend to what is in view."""
        self.renew()

    def renew(self) -> None:
        """Take the rows anew from the marks and the view."""
        if self._plate is None:
            return
        canvas = self.bench.canvas
        view = canvas.view.resized(max(1, canvas.width()), max(1, canvas.height()))
        if self._plate.show_rows(tuple(legend(canvas.marks, (), view))):
            self.bench.window.stage.arrange()

    def _bookmark(self) -> None:
        """Name this moment, with what the map shows, so that one finds it back on the timeline."""
        view, now = self.bench.canvas.view, self.bench.now()
        name = _("Bladwijzer {tijd}").format(tijd=time_of(now))
        place = [round(view.cx), round(view.cy), round(view.mpp, 3)]
        self.bench.record(Note(bodies.PHASE_NAMED, {"name": name, "at": now, "view": place}), name)

