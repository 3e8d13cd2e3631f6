"""What has changed: the drawer W, the next thing not yet seen, and saying that all was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cop_app.domain.clock import MINUTE
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.changes_view import changes_view
from cop_app.ui.presenter import Moment
from cop_app.ui.views import ChangesView

_LOOK_BACK = 20 * MINUTE  # the drawer's first look reaches back this far


class ChangesAct(Act):
    """Keeps what this desk has seen, by event and not by time: late news from another team is news.

    Nothing jumps on the map by itself.
    """

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._seen_until = bench.now() - _LOOK_BACK
        self._seen = self._known(self._seen_until)
        self._told: set[str] = set()
        window = bench.window
        window.drawer.seen_pressed.connect(self.mark_seen)
        window.drawer.row_pressed.connect(self._open_row)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the commands of the drawer."""
        return {"changes": self.toggle, "next_unseen": self._next, "seen": self.mark_seen}

    def show(self, moment: Moment) -> None:
        """Keep the number on the button, and the rows of an open drawer, up to date."""
        if not moment.looking_back:
            self.bench.window.show_changes(self._view(moment))

    def _view(self, moment: Moment) -> ChangesView:
        return changes_view(moment, self._seen_until, self._seen, frozenset(self._told))

    def _known(self, until: int) -> frozenset[str]:
        events = self.bench.desk.session.events(self.bench.desk.incident)
        return frozenset(event.id for event in events if event.header.story <= until)

    def toggle(self) -> None:
        """Open the drawer, or close it."""
        window = self.bench.window
        if window.drawer.isVisible():
            window.close_drawer()
            return
        window.show_changes(self._view(self.bench.moment()))
        window.open_drawer()

    def mark_seen(self) -> None:
        """Say that everything up to now was seen."""
        self._seen_until = self.bench.now()
        self._seen = self._known(self._seen_until)
        self._told.clear()
        if self.bench.window.drawer.isVisible():
            self.bench.window.close_drawer()
        self.bench.stale.emit()

    def _next(self) -> None:
        """Show the oldest thing that was not seen yet."""
        rows = self._view(self.bench.moment(live=True)).rows
        fresh = [row for row in rows if not row.seen]
        if fresh:
            self._told.add(fresh[-1].id)
            self.bench.select(fresh[-1].item)

    def _open_row(self, row_id: str) -> None:
        row = next((row for row in self.bench.window.drawer.view.rows if row.id == row_id), None)
        if row is not None:
            self._told.add(row.id)
            self.bench.select(row.item)
