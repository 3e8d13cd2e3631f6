"""From a closed laptop to an opened incident: start, new incident, joining; then the main window takes over.

When the desk's window closes the start comes back: the incident runs on, and nothing is lost by leaving it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from cop_app import __version__
from cop_app.bootstrap import Workspace, exercise_layers, load_designs, open_workspace, overview_layers, read_exercise
from cop_app.bootstrap.access import passphrase_needed, remembered_passphrase
from cop_app.bootstrap.maps import map_layers, map_packages, maps_for
from cop_app.domain.clock import SystemClock
from cop_app.domain.commands import OpenIncident
from cop_app.domain.errors import UserFacingError
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Actor, Realm
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.map.mark_types import Label, Layer, SymbolMark
from cop_app.map.symbol_choice import symbol_for
from cop_app.session import Session
from cop_app.ui import opening
from cop_app.ui.atlas import Atlas
from cop_app.ui.sheets import ErrorStrip
from cop_app.ui.start import StartScreen
from cop_app.ui.start_facts import clock_text, holdings, past_exercises, running_incidents
from cop_app.ui.start_flows import JoinFlow, NewFlow, take_functions
from cop_app.ui.start_join import JoinScreen, SinceScreen
from cop_app.ui.start_lock import LockScreen
from cop_app.ui.start_new import NewIncident
from cop_app.ui.start_views import Holding, PastExercise, StartView
from cop_app.ui.theme import Theme
from cop_app.ui.views import ErrorView

if TYPE_CHECKING:  # desk and second face load when somebody turns to them, so that the first screen stands at once
    from cop_app.bootstrap.desk import Desk
    from cop_app.ui.desk_window import DeskWindow
    from cop_app.ui.prepare.screen import PrepareScreen

_PACE = 10.0
_REFRESH_MS = 10_000
_HARBOUR, _HARBOUR_MPP = (141_330.0, 506_480.0), 3.4
_COUNTRY, _COUNTRY_MPP = (153_000.0, 474_000.0), 775.0


class StartWindow(QObject):
    """The first window: nothing is preselected, and an exercise is never restored by itself."""

    def __init__(self, workspace: Workspace, palette: str, passphrase: str | None = None) -> None:
        super().__init__()
        self._workspace = workspace
        self._passphrase = passphrase
        self._theme = Theme(palette)
        self._clock = SystemClock()
        self._reality: opening.Reality | None = None
        self._problem = ""
        self._new_realm = Realm.ECHT
        self._past: tuple[PastExercise, ...] = ()
        self._desk: DeskWindow | None = None
        self._prepare: PrepareScreen | None = None
        self._loose: tempfile.TemporaryDirectory[str] | None = None
        self._exercise_map: dict[str, FeatureBatch] | None = None
        self._strip: ErrorStrip | None = None
        self.window = QMainWindow()
        self.window.setWindowTitle("Ketenbeeld")
        self.window.setMinimumSize(1180, 680)
        self.window.setStyleSheet(self._theme.style_sheet())
        self._theme.changed.connect(self._restyle)
        self._pages = QStackedWidget()
        theme = self._theme
        self._start, self._new, self._lock = StartScreen(theme), NewIncident(theme), LockScreen(theme)
        self._join, self._since = JoinScreen(theme), SinceScreen(theme)
        for page in (self._start, self._new, self._lock, self._join, self._since):
            self._pages.addWidget(page)
        self.window.setCentralWidget(self._pages)
        self._new_flow = NewFlow(theme, self._new)
        self._join_flow = JoinFlow(self._join, self._since, self._session)
        self._listen()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self._open_reality(passphrase if passphrase is not None else remembered_passphrase(workspace))

    def _listen(self) -> None:
        start = self._start
        start.real_pressed.connect(lambda: self._show_new())
        start.pasted.connect(lambda text: self._show_new(text=text))
        start.exercise_pressed.connect(partial(self._safely, self._open_exercise))
        start.own_exercise_pressed.connect(lambda: self._show_new(exercise=True))
        start.past_opened.connect(lambda name: self._safely(partial(self._open_past, name)))
        start.incident_opened.connect(self._show_join)
        start.prepare_pressed.connect(lambda page: self._safely(partial(self._show_prepare, page)))
        start.sized.connect(self._show_maps)
        start.painted.connect(self._after_paint)
        self._theme.changed.connect(self._show_maps)
        self._new_flow.ready.connect(lambda command, function: self._safely(partial(self._open_new, command, function)))
        self._join_flow.since_wanted.connect(lambda: self._turn_to(self._since, self._since.join))
        self._join_flow.joined.connect(lambda id_, actor: self._safely(partial(self._open_known, id_, actor)))
        self._since.cancelled.connect(lambda: self._turn_to(self._join, self._join.next))
        self._lock.entered.connect(self._open_reality)
        self._lock.cancelled.connect(self._show_start)
        for page in (self._new, self._join):
            page.cancelled.connect(self._show_start)
        QShortcut(QKeySequence("F9"), self.window).activated.connect(lambda: self._theme.next_palette())

    # opening reality --------------------------------------------------------------------------------------------
    def _open_reality(self, passphrase: str | None = None) -> None:
        """Open the log of reality; ask for the passphrase as often as it takes, and say what is wrong with files."""
        try:
            self._reality = opening.Reality.open(self._workspace, passphrase)
        except UserFacingError as fault:
            if fault.code in (opening.LOCKED, opening.WRONG):
                self._turn_to(self._lock)
                self._lock.ask(fault.message() if fault.code == opening.WRONG else "")
                return
            self._problem = str(fault)
        else:
            self._passphrase, self._problem = passphrase, ""
        self._show_start()

    def _session(self) -> Session:
        if self._reality is None:
            raise UserFacingError(
                "start.gesloten", _("Het logboek op deze laptop is niet open."),
                advice=self._problem or _("Geef eerst de wachtzin."),
            )  # fmt: skip
        return self._reality.session

    # showing ----------------------------------------------------------------------------------------------------
    def _turn_to(self, page: QWidget, focus: QWidget | None = None) -> None:
        self._close_strip()
        self._pages.setCurrentWidget(page)
        (focus or page).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_start(self) -> None:
        self._refresh()
        self._turn_to(self._start)
        self._timer.start()
        if self._start.seen:
            self._after_paint()

    def _after_paint(self) -> None:
        """Show what takes longer: maps to draw, and exercises of before, which are files to open."""
        QTimer.singleShot(0, self._show_maps)
        QTimer.singleShot(0, self._look_for_exercises)

    def _refresh(self) -> None:
        now = self._clock.wall()
        clock, date = clock_text(now)
        region = self._workspace.settings.region
        running = running_incidents(self._reality.session, now) if self._reality else ()
        self._start.show_view(StartView(
            region, self._workspace.settings.organisation if region else "", "Noorderlicht",
            _("Brand in de haven van de Markerwaard (FICTIEF), GRIP 1 en 2. Werkt meteen."), running, self._past,
            self._held(now), self._problem, clock, date, f"Ketenbeeld {__version__}", _("Alles blijft op deze laptop"),
        ))  # fmt: skip

    def _held(self, now: int) -> tuple[Holding, ...]:
        reality = self._reality
        try:
            specs = reality.sources() if reality else []
        except UserFacingError as fault:
            self._problem, specs = fault.message(), []
        cache = reality.cache() if reality else None
        return holdings(self._workspace, specs, cache, now, protected=reality is None or reality.protected)

    def _look_for_exercises(self) -> None:
        found = past_exercises(self._workspace, self._clock.wall(), self._passphrase)
        if found != self._past:
            self._past = found
            self._refresh()

    def _show_maps(self) -> None:
        """Put the country with what runs on the screen, and a piece of the exercise town on the large card."""
        start = self._start
        if not start.isVisible():
            return
        from cop_app.ui.map_piece import map_piece

        ratio, palette = start.devicePixelRatioF(), self._theme.name
        if start.country.isVisible():
            marks = [
                SymbolMark(i.id, symbol_for("incident", {"soort": i.kind}), *i.place, 30.0, Layer.INCIDENT,
                           label=Label(i.title, priority=5))
                for i in (self._reality.session.incidents() if self._reality else ()) if i.closed_at is None
            ]  # fmt: skip
            start.country.picture = map_piece(
                overview_layers(), _COUNTRY, _COUNTRY_MPP, start.country.size(), ratio, palette, marks, named=True
            )
            start.country.update()
        card = start.exercise
        if card.large:
            layers = self._layers(Realm.OEFENING)
            card.picture = map_piece(layers, _HARBOUR, _HARBOUR_MPP, card.picture_size(), ratio, palette)
            card.update()

    def _layers(self, realm: Realm) -> Mapping[str, FeatureBatch]:
        if realm is Realm.ECHT:
            return map_layers(maps_for(map_packages(self._workspace), Realm.ECHT))
        if self._exercise_map is None:
            self._exercise_map = exercise_layers()
        return self._exercise_map

    def _show_new(self, *, exercise: bool = False, text: str = "") -> None:
        realm = Realm.OEFENING if exercise else Realm.ECHT
        try:
            if not exercise:
                self._session()
            layers = self._layers(realm)
            designs = tuple(load_designs(self._workspace, realm).values())
            cache = self._reality.cache() if self._reality and not exercise else None
            classes = {name: source.item_class for design in designs for name, source in design.sources.items()}
            classes |= {spec.name: spec.item_class for spec in self._reality.sources()} if self._reality else {}
        except UserFacingError as fault:
            self._tell(fault)
            return
        region = next((d.region for d in designs if d.fictional), "") if exercise else self._workspace.settings.region
        self._new_realm = realm
        self._new_flow.begin(Atlas(layers, cache, classes), designs, region, exercise=exercise, text=text)
        self._turn_to(self._new, self._new.field)

    def _show_join(self, incident: str) -> None:
        self._join_flow.begin(incident)
        self._turn_to(self._join)
        self._join.begin()

    def _show_prepare(self, page: str) -> None:
        """Turn to the second face; it is made anew each time, so that it holds nothing that is old."""
        self._session()
        from cop_app.ui.prepare.bench import Workbench
        from cop_app.ui.prepare.screen import PrepareScreen

        if self._reality is None:
            return
        bench = Workbench(self._workspace, self._reality)
        screen = self._prepare = PrepareScreen(self._theme, bench)
        screen.closed.connect(self._leave_prepare)
        self._pages.addWidget(screen)
        self._timer.stop()
        self._turn_to(screen)
        screen.open(page)
        screen.begin()

    def _leave_prepare(self) -> None:
        screen, self._prepare = self._prepare, None
        if screen is None:
            return
        screen.bench.close()
        self._workspace = screen.bench.workspace
        self._show_start()
        self._pages.removeWidget(screen)
        screen.deleteLater()

    # opening ----------------------------------------------------------------------------------------------------
    def _open_new(self, command: OpenIncident, function: str) -> None:
        exercise = self._new_realm is Realm.OEFENING
        opened = opening.own_exercise(*self._exercise_place()) if exercise else None
        session = opened.session if opened is not None else self._session()
        actor = actor_for(function)
        incident = session.open_incident(command, actor)
        take_functions(session, incident, (function,))
        if opened is not None:
            self._take_over(opening.own_desk(self._workspace, opened, incident), Realm.OEFENING, actor, 1.0)
        else:
            self._open_known(incident, actor)

    def _open_known(self, incident: str, actor: Actor) -> None:
        if self._reality is not None:
            desk = self._reality.desk(incident)
            self._reality = None  # the desk has it now
            self._take_over(desk, Realm.ECHT, actor, 1.0)

    def _open_past(self, exercise: str) -> None:
        desk = opening.past_desk(self._workspace, exercise, self._passphrase)
        self._take_over(desk, Realm.OEFENING, actor_for("IM CoPI"), 0.0)

    def _open_exercise(self) -> None:
        from cop_app.bootstrap.exercise_desk import ExerciseDesk

        scenario = read_exercise("havenbrand")
        name = opening.exercise_id(scenario.id, self._clock.wall())
        layers = self._layers(Realm.OEFENING)
        place, passphrase = self._exercise_place()
        desk = ExerciseDesk(scenario, layers, place.root, services=True, passphrase=passphrase, exercise=name)
        desk.play_to(scenario.start)
        self._take_over(desk, Realm.OEFENING, actor_for("IM CoPI"), _PACE)

    def _exercise_place(self) -> tuple[Workspace, str | None]:
        """Return where a new exercise keeps its files: while the laptop is locked in a place that is not kept."""
        if self._reality is not None or not passphrase_needed(self._workspace):
            return self._workspace, self._passphrase
        if self._loose is None:
            self._loose = tempfile.TemporaryDirectory(prefix="ketenbeeld-oefening-")
        return open_workspace(Path(self._loose.name)), None

    def _take_over(self, desk: Desk, realm: Realm, actor: Actor, pace: float) -> None:
        from cop_app.ui.desk_window import DeskWindow

        self._timer.stop()
        maps = maps_for(map_packages(self._workspace), realm)
        shown = self._desk = DeskWindow(
            desk, self._layers(realm), self._theme.name, actor=actor,
            map_file=maps[0].path if len(maps) == 1 else None,
        )  # fmt: skip
        shown.window.closing.connect(self._desk_closing)
        shown.window.resize(self.window.size())
        shown.window.show()
        shown.refresh()
        shown.play(pace)
        self.window.hide()

    def _restyle(self) -> None:
        self.window.setStyleSheet(self._theme.style_sheet())

    def _desk_closing(self) -> None:
        """Show the start again before the desk's window is gone, so that the program does not end with it."""
        if self._desk is not None:
            self.window.resize(self._desk.window.size())
        self.window.show()
        QTimer.singleShot(0, self._after_desk)

    def _after_desk(self) -> None:
        shown, self._desk = self._desk, None
        if shown is None:
            return
        shown.desk.close()
        shown.window.deleteLater()  # with its map, which is the most of it
        if self._reality is None and not self._problem:
            self._open_reality(self._passphrase)
        else:
            self._show_start()

    # what goes wrong --------------------------------------------------------------------------------------------
    def _safely(self, act: Callable[[], None]) -> None:
        """Do an act; what a person can mend is told in the window, and nothing has changed."""
        try:
            act()
        except UserFacingError as fault:
            self._tell(fault)

    def _tell(self, fault: UserFacingError) -> None:
        self._close_strip()
        advice = fault.advice.format(**fault.params)
        strip = self._strip = ErrorStrip(self._theme, ErrorView(fault.message(), advice, code=fault.code))
        strip.setParent(self.window)
        strip.closed.connect(self._close_strip)
        width = min(900, self.window.width() - 96)
        strip.setGeometry((self.window.width() - width) // 2, self.window.height() - 168, width, 64)
        strip.show()
        strip.raise_()

    def _close_strip(self) -> None:
        if self._strip is not None:
            self._strip.hide()
            self._strip.deleteLater()
            self._strip = None
