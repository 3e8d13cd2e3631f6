"""From a closed laptop to an opened incident: start, new incident, joining; then the main window takes over."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from cop_app import __version__
from cop_app.bootstrap import Workspace, exercise_layers, overview_layers, read_exercise
from cop_app.bootstrap.desk import live_desk
from cop_app.bootstrap.exercise_desk import ExerciseDesk
from cop_app.bootstrap.workspace import open_realm
from cop_app.domain.commands import OpenIncident
from cop_app.domain.incident import KINDS, Actor, Realm, Team
from cop_app.domain.text_intake import propose
from cop_app.i18n import _
from cop_app.paths import shipped_map
from cop_app.session import Session
from cop_app.sources.meldkamer import parse_meldkamer
from cop_app.ui.desk_window import DeskWindow
from cop_app.ui.start import NewIncident, StartScreen
from cop_app.ui.theme import Theme
from cop_app.ui.views import Choice, NewIncidentView, RunningIncident, StartView

_CACO = Actor("CaCo", Team.MK, "Meldkamer")
_PACE = 10.0


class StartWindow(QObject):
    """The first window: nothing is preselected, and an exercise is never restored by itself."""

    def __init__(self, workspace: Workspace, palette: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._palette = palette
        self._theme = Theme(palette)
        self._opened = open_realm(workspace, Realm.ECHT)
        self._session: Session = self._opened.session
        self._desk: DeskWindow | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._view = NewIncidentView(kinds=tuple(Choice(id_, name) for id_, name in KINDS.items()))
        self._place: tuple[float, float] | None = None
        self.window = QMainWindow()
        self.window.setWindowTitle("Ketenbeeld")
        self.window.setStyleSheet(self._theme.style_sheet())
        self._pages = QStackedWidget()
        self._start, self._new = StartScreen(self._theme), NewIncident(self._theme)
        self._pages.addWidget(self._start)
        self._pages.addWidget(self._new)
        self.window.setCentralWidget(self._pages)
        self._start.real_pressed.connect(self._show_new)
        self._start.exercise_pressed.connect(self._open_exercise)
        self._start.incident_opened.connect(self._open_known)
        self._new.typed.connect(self._typed)
        self._new.kind_chosen.connect(self._kind)
        self._new.open_pressed.connect(self._open_new)
        self._new.cancelled.connect(self._show_start)
        self._show_start()

    def _show_start(self) -> None:
        running = tuple(
            RunningIncident(i.id, i.title, KINDS.get(i.kind, i.kind), False, self._session.grip(i.id))
            for i in self._session.incidents() if i.closed_at is None
        )  # fmt: skip
        self._start.show_view(
            StartView(
                self._workspace.settings.region, "", "Noorderlicht",
                _("Brand in de haven van de Markerwaard (FICTIEF), GRIP 1 en 2."), running,
                f"Ketenbeeld {__version__}", _("Alles blijft op deze laptop."),
            )
        )  # fmt: skip
        self._pages.setCurrentWidget(self._start)

    def _show_new(self) -> None:
        self._new.show_view(self._view)
        self._pages.setCurrentWidget(self._new)
        self._new.setFocus()

    def _typed(self, text: str) -> None:
        line = parse_meldkamer(text)
        found = propose(text, line.kind if line.confidence.get("kind") else "", line.rd, line.address)
        self._place = found.place
        self._view = NewIncidentView(
            typed=text, place=found.place_text, place_detail=found.place_detail, kinds=self._view.kinds,
            kind=found.kind or self._view.kind, title=found.title, chain=self._chain(), problem=found.problem,
        )  # fmt: skip
        self._new.show_view(self._view)

    def _chain(self) -> str:
        region = self._workspace.settings.region
        return region or _("geen eigen ketenontwerp; het voorbeeld geldt")

    def _kind(self, kind: str) -> None:
        view = self._view
        self._view = NewIncidentView(
            typed=view.typed, place=view.place, place_detail=view.place_detail, kinds=view.kinds, kind=kind,
            title=view.title or KINDS[kind], chain=view.chain, problem=view.problem,
        )  # fmt: skip
        self._new.show_view(self._view)

    def _open_new(self) -> None:
        if self._place is None or not self._view.ready:
            return
        title = self._view.title or KINDS[self._view.kind]
        command = OpenIncident(title, self._view.kind, self._place, self._workspace.settings.region)
        self._open_known(self._session.open_incident(command, _CACO))

    def _open_known(self, incident: str) -> None:
        desk = live_desk(self._workspace, self._opened, incident)
        self._desk = DeskWindow(desk, overview_layers(), self._palette, map_file=shipped_map("nederland.kaart"))
        self._change_over(1.0)

    def _open_exercise(self) -> None:
        layers = exercise_layers()
        self._folder = tempfile.TemporaryDirectory(prefix="ketenbeeld-oefening-")
        desk = ExerciseDesk(read_exercise("havenbrand"), layers, Path(self._folder.name), services=True)
        desk.play_to(desk.scenario.start)
        self._desk = DeskWindow(desk, layers, self._palette, map_file=shipped_map("markerwaard.kaart"))
        self._change_over(_PACE)

    def _change_over(self, pace: float) -> None:
        if self._desk is None:
            return
        self._desk.window.resize(self.window.size())
        self._desk.window.show()
        self._desk.refresh()
        self._desk.play(pace)
        self.window.hide()
