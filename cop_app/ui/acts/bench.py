"""The desk as an act sees it: the moment that is shown, the one way to record something, and the places of the window.

Every act goes through `record`, so that a refusal is told in one place, looking back never writes, and the footer
knows what was done last and what undoing would undo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from cop_app.bootstrap.desk import Desk
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Event
from cop_app.domain.incident import Actor
from cop_app.domain.undoing import UNDOABLE
from cop_app.geo.places import Place, PlaceIndex
from cop_app.i18n import _
from cop_app.map.scales import mpp_of
from cop_app.map.viewport import Extent, Viewport
from cop_app.session import Session
from cop_app.ui.canvas import MapCanvas
from cop_app.ui.canvas.tools import MapTool
from cop_app.ui.course import Course
from cop_app.ui.main_window import MainWindow
from cop_app.ui.presenter import Moment
from cop_app.ui.sheets import SideSheet
from cop_app.ui.theme import Theme
from cop_app.ui.views import ErrorView

NEAR = mpp_of(7500)  # as near as the map comes by itself


@dataclass(frozen=True, slots=True)
class OwnAct:
    """Something done at this desk: the event it wrote, and what the footer calls it."""

    event: Event
    words: str


class Bench(QObject):
    """State of what is looked at, and the verbs that acts share."""

    stale = Signal()  # what is shown must be shown anew

    def __init__(
        self, desk: Desk, window: MainWindow, canvas: MapCanvas, theme: Theme, actor: Actor, places: PlaceIndex
    ) -> None:
        super().__init__()
        self.desk, self.window, self.canvas, self.theme, self.actor = desk, window, canvas, theme, actor
        self._places = places
        self.at: int | None = None
        self.lens = "laptop"
        self.selected = ""
        self.hidden: frozenset[str] = frozenset()
        self.done: list[OwnAct] = []
        self.course = Course(desk.session, desk.incident)
        self._end_tool: Callable[[], None] | None = None

    # -- what is looked at

    @property
    def session(self) -> Session:
        """Return the session behind the desk."""
        return self.desk.session

    @property
    def incident(self) -> str:
        """Return the incident at the desk."""
        return self.desk.incident

    @property
    def team(self) -> str:
        """Return the team one acts for."""
        return self.actor.team.value

    def now(self) -> int:
        """Return story time in ms UTC, also while looking back."""
        return self.session.clock.story()

    def moment(self, *, live: bool = False) -> Moment:
        """Return the moment that is looked at, or with `live` the one that is now."""
        made = self.desk.moment(None if live else self.at, "laptop" if live else self.lens)
        return replace(made, hidden=self.hidden, team=self.team, function=self.actor.function)

    # -- recording

    def may_edit(self) -> bool:
        """Return whether something can be recorded now; looking back it cannot, and the window says so."""
        if self.at is None:
            return True
        self.tell(UserFacingError(
            "terugkijken.bewerken", _("Zolang u terugkijkt, wordt er niets vastgelegd."),
            advice=_("Ga met Esc naar nu."),
        ))  # fmt: skip
        return False

    def record(self, command: object, words: str) -> Event | None:
        """Record an act; returns its event, None when it was refused (then the window says why)."""
        if not self.may_edit():
            return None
        try:
            written = self.session.submit(self.incident, command, self.actor)
        except UserFacingError as error:
            self.tell(error)
            return None
        if written[0].kind in UNDOABLE:
            self.done.append(OwnAct(written[0], words))
        self.window.stage.show_error(None)
        self.stale.emit()
        return written[0]

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something that may be refused; returns whether it was done, and tells what is wrong when not."""
        try:
            act()
        except UserFacingError as error:
            self.tell(error)
            return False
        return True

    def tell(self, error: UserFacingError, action: str = "") -> None:
        """Show a refusal over the lower edge of the map."""
        advice = error.advice.format(**error.params) if error.advice else ""
        self.window.stage.show_error(ErrorView(error.message(), advice, action, error.code))

    # -- the window

    def select(self, item: str, *, open_card: bool = True) -> None:
        """Choose an item and show its card; "" = none."""
        self.selected = item
        self.stale.emit()
        if item and open_card:
            self.window.right.choose("object")

    def look_at(self, x: float, y: float) -> None:
        """Bring an RD place to the middle, near enough to read it."""
        self.canvas.go_to(Viewport(x, y, min(self.canvas.view.mpp, NEAR), 800, 600))

    def fit(self, box: Extent) -> None:
        """Show an RD box as a whole, not nearer than one can read a street."""
        x0, y0, x1, y1 = box
        grow = max(0.0, 200.0 - max(x1 - x0, y1 - y0)) / 2
        self.canvas.fit((x0 - grow, y0 - grow, x1 + grow, y1 + grow))

    def use_tool(self, tool: MapTool, end: Callable[[], None]) -> None:
        """Give the map a tool; whoever had one before ends it first. `end` is called when another takes over."""
        before = self._end_tool
        if before is not None and before != end:
            before()
        self._end_tool = end
        self.canvas.use_tool(tool)
        self.stale.emit()  # the footer tells what the keys do now

    def drop_tool(self, tool: MapTool) -> None:
        """Take a tool off the map, unless another took over."""
        if self.canvas.tool is tool:
            self.canvas.use_tool(None)
            self._end_tool = None
            self.stale.emit()

    def open(self, sheet: SideSheet) -> None:
        """Show a side sheet."""
        self.window.open_sheet(sheet)

    def close(self, sheet: SideSheet | None = None) -> None:
        """Take a side sheet away, by default the one in sight."""
        self.window.close_sheet(sheet)

    def find(self, text: str) -> list[Place]:
        """Return the places that a typed text may mean, the surest first."""
        return self._places.find(text)


class Act(QObject):
    """One thing that can be done: the commands it answers to, and what it shows at each moment."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return what it does, by the names that keys, buttons and the command palette use."""
        return {}

    def show(self, moment: Moment) -> None:
        """Show what it has to show at a moment."""

    def unrecorded(self) -> str:
        """Return what a person typed here that was not recorded, "" when there is nothing."""
        return ""

    def escape(self) -> bool:
        """End what is going on; returns whether there was anything."""
        return False
