"""Finding: one field for orders, places and objects, and what stands where one clicks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cop_app.bootstrap.features import feature_at, feature_of
from cop_app.bootstrap.marks import INCIDENT
from cop_app.domain.item import GEOMETRY
from cop_app.geo.wkb import shape_of
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.acts.conflicts import conflicting_items
from cop_app.ui.command_palette import CommandPalette
from cop_app.ui.desk_search import DeskSearch
from cop_app.ui.views import SearchHit


class Finding(Act):
    """The command palette (Ctrl+K), choosing on the map, and going to what is chosen."""

    def __init__(self, bench: Bench, search: DeskSearch, command: Callable[[str], None]) -> None:
        super().__init__(bench)
        self._search, self._command = search, command
        self._palette: CommandPalette | None = None
        bench.canvas.clicked.connect(self._clicked)
        bench.window.right.situation.line_pressed.connect(bench.select)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the commands of finding."""
        return {"palette": self.open, "zoom_selection": self.zoom_selection, "next_conflict": self._next_conflict}

    def escape(self) -> bool:
        """Close the palette."""
        if self._palette is None:
            return False
        self.close()
        return True

    def open(self) -> None:
        """Open the field over the map."""
        self.close()
        window = self.bench.window
        moment = self.bench.moment()
        made = CommandPalette(self.bench.theme, lambda text: self._search.hits(text, moment), window.ground)
        made.chosen.connect(self._choose)
        made.closed.connect(self.close)
        made.move(window.stage.x() + 12, window.stage.y() + 12)
        made.show()
        made.raise_()
        made.field.setFocus()
        self._palette = made

    def close(self) -> None:
        """Close the field."""
        if self._palette is not None:
            self._palette.hide()
            self._palette.deleteLater()
            self._palette = None
            self.bench.canvas.setFocus()

    def _choose(self, hit: SearchHit) -> None:
        self.close()
        kind, _colon, rest = hit.id.partition(":")
        if kind == "plek":
            x, y = (float(part) for part in rest.split(","))
            self.bench.look_at(x, y)
        elif kind == "item":
            self.bench.select(rest)
            self.zoom_selection()
        else:
            self._command(rest)

    def _clicked(self, x: float, y: float, item: str) -> None:
        """Choose the mark that was hit, else what is drawn there of a reference layer."""
        self.bench.select(item or feature_at(self.bench.moment(), x, y, self.bench.canvas.view.mpp))

    def zoom_selection(self) -> None:
        """Bring what is chosen into view."""
        moment, chosen = self.bench.moment(), self.bench.selected
        if chosen == INCIDENT:
            self.bench.look_at(*moment.incident.place)
            return
        state = moment.picture.items.get(chosen)
        feature = feature_of(moment, chosen) if state is None else None
        hexed = state.value(GEOMETRY) if state is not None else None
        shape = shape_of(str(hexed)) if hexed else feature.shape if feature is not None else None
        if shape is not None:
            x0, y0, x1, y1 = shape.bounds
            self.bench.fit((x0, y0, x1, y1))

    def _next_conflict(self) -> None:
        items = conflicting_items(self.bench.moment())
        if items:
            at = items.index(self.bench.selected) + 1 if self.bench.selected in items else 0
            self.bench.select(items[at % len(items)])
            self.zoom_selection()
