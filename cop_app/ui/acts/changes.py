"""What has changed: the drawer W, the next thing not yet seen, and saying that all was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cop_app.domain.clock import MINUTE
from cop_app.domain.events import Event
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
        self._fresh: list[Event] = []
        self._read = 0
        self._take_in(self._seen_until)
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
        self._take_in()
        return changes_view(moment, self._seen_until, self._fresh, frozenset(self._told))

    def _take_in(self, seen_until: int = 0) -> None:
        """Take what came in since the last time; of it only what is later than `seen_until` is new."""
        events = self.bench.session.events(self.bench.incident)
        self._fresh += [event for event in events[self._read :] if event.header.story > seen_until]
        self._read = len(events)

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
        now = self.bench.now()
        self._take_in()
        # What another laptop dates in the future is not shown yet, so it was not seen.
        self._fresh = [event for event in self._fresh if event.header.story > now]
        self._seen_until = now
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
