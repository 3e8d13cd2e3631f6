"""Joins desk and window: makes the bench and the acts, and shows the moment again. It decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from cop_app.bootstrap.desk import Desk
from cop_app.bootstrap.maps import covers
from cop_app.bootstrap.marks import marks_of
from cop_app.bootstrap.moment import Moment
from cop_app.domain.errors import UserFacingError
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Actor
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.map.palette import load_palette
from cop_app.map.viewport import Viewport
from cop_app.render.base_map import BaseMap
from cop_app.render.base_names import BaseNames
from cop_app.render.legend import paint_sign_swatch
from cop_app.render.tile_worker import TileWorker
from cop_app.ui.acts.adopting import Adopting
from cop_app.ui.acts.asking import Asking
from cop_app.ui.acts.bench import NEAR, Act, Bench
from cop_app.ui.acts.changes import ChangesAct
from cop_app.ui.acts.drawing import Drawing, Reshaping
from cop_app.ui.acts.finding import Finding
from cop_app.ui.acts.grip import Grip
from cop_app.ui.acts.item import ItemAct
from cop_app.ui.acts.legend import LegendAct
from cop_app.ui.acts.looking import Looking
from cop_app.ui.acts.measuring import Measuring
from cop_app.ui.acts.meeting import MeetingAct
from cop_app.ui.acts.noting import Noting
from cop_app.ui.acts.printing import Printing
from cop_app.ui.acts.source import SourceAct
from cop_app.ui.acts.standing import LinkState, Standing
from cop_app.ui.acts.telling import KeysAct
from cop_app.ui.acts.undoing import Undoing
from cop_app.ui.canvas import MapCanvas
from cop_app.ui.dataset_layers import DatasetLayers
from cop_app.ui.desk_search import DeskSearch
from cop_app.ui.ink import Ink
from cop_app.ui.main_window import MainWindow
from cop_app.ui.presenter import layer_groups, time_of
from cop_app.ui.theme import Theme
from cop_app.ui.timeline_view import timeline_view
from cop_app.ui.views import ProgressView
from cop_app.ui.wind_view import wind_view
from cop_app.worker.second import MAP

_TICK_MS = 200
_COUNTRY_MPP = 40.0  # further out the overview of the country is map enough
_ME = actor_for("IM CoPI")
# What the two buttons under the right dock do, per tab.
_PRIMARY = {"situatie": "message", "vragen": "ask", "object": "opgave"}
_SECONDARY = {"situatie": "print", "vragen": "all_questions", "object": "zoom_selection"}


class DeskWindow(QObject):
    """The main window on a desk: an exercise that is played, or a real incident."""

    def __init__(
        self, desk: Desk, layers: Mapping[str, FeatureBatch], palette: str = "dag", *, map_file: Path | None = None,
        actor: Actor = _ME,
    ) -> None:  # fmt: skip
        super().__init__()
        self.desk = desk
        self.theme = Theme(palette)
        self.canvas = MapCanvas(load_palette(palette))
        self.window = MainWindow(self.theme, self.canvas, self._paint_sign)
        self._rate, self._layers = 0.0, layers
        self._told_lost = 0  # the start of the second process whose end was told
        search = DeskSearch(layers)
        self.bench = Bench(desk, self.window, self.canvas, self.theme, actor, search.places)
        self.canvas.show_base(BaseMap(layers), BaseNames(layers))
        self._tiles = TileWorker(desk.process.drawing) if desk.process is not None else None
        self._datasets = DatasetLayers(self.canvas, self._tiles)
        if self._tiles is not None:
            if map_file is not None:
                self._tiles.open_layers(f"{MAP}{map_file}")
            self.canvas.use_worker(self._tiles)
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._looking, self._standing = Looking(self.bench), Standing(self.bench)
        self._legend, self.printing = LegendAct(self.bench), Printing(self.bench, layers)
        drawing = Drawing(self.bench)
        self.acts: tuple[Act, ...] = (
            self._standing, self._looking, Finding(self.bench, search, self._command), Grip(self.bench),
            ChangesAct(self.bench), KeysAct(self.bench), drawing, Reshaping(self.bench), Measuring(self.bench),
            Noting(self.bench), Undoing(self.bench, drawing.back), ItemAct(self.bench), Asking(self.bench),
            Adopting(self.bench), MeetingAct(self.bench), self._legend, self.printing,
            SourceAct(self.bench),
        )  # fmt: skip
        self.commands: dict[str, Callable[[], object]] = {"next_colours": self.theme.next_palette}
        for act in self.acts:
            self.commands.update(act.commands())
        self._listen()
        x, y = desk.centre
        self.canvas.go_to(Viewport(x + 330, y + 160, NEAR, 800, 600))

    def _listen(self) -> None:
        window = self.window
        self.theme.changed.connect(self._use_palette)  # no lambda: it would hold the whole desk for ever
        self.canvas.rested.connect(lambda: self._show_map(self.bench.moment()))
        self.bench.stale.connect(self.refresh)
        window.command.connect(self._command)
        window.on_escape = lambda: any(act.escape() for act in self.acts)
        window.unrecorded = lambda: next((words for act in self.acts if (words := act.unrecorded())), "")
        window.closing.connect(self._let_go)
        window.layers.visibility_pressed.connect(self._show_layer)
        window.stage.progress_cancelled.connect(self.desk.stop_loading)
        window.stage.favourite_pressed.connect(self._command)
        window.right.primary_pressed.connect(lambda tab: self._command(_PRIMARY[tab]))
        window.right.secondary_pressed.connect(lambda tab: self._command(_SECONDARY[tab]))

    # -- showing

    def refresh(self) -> None:
        """Show the moment again: every dock, and the marks on the map."""
        moment, window = self.bench.moment(), self.window
        self.bench.course.read()
        window.show_layers(layer_groups(moment))
        window.show_timeline(timeline_view(moment, self.bench.course, self._looking.playing))
        window.stage.wind.show_view(wind_view(moment))
        for act in self.acts:
            act.show(moment)
        self._show_loading()
        self._show_map(moment)  # last: what was shown may have given the map another size

    def show_link(self, state: LinkState | None) -> None:
        """Show how the link with other teams is; None = this laptop works alone."""
        self._standing.link = state
        self.refresh()

    def _show_map(self, moment: Moment) -> None:
        self._datasets.show(moment)
        view = self.canvas.view
        signs = self._datasets.signs(moment, view)
        chosen = self._datasets.chosen(moment, self.bench.selected, view.mpp)
        self.canvas.show_marks((*signs, *marks_of(moment, view.mpp, self.bench.selected), *chosen))
        self._legend.renew()
        streets = view.mpp > _COUNTRY_MPP or covers(self._layers, view.cx, view.cy)
        self.window.stage.show_bare("" if streets else _("Hier is geen kaart met straten · Voorbereiden, Kaart"))

    def _show_loading(self) -> None:
        """Show how far the sources are that this level asks for; a person can stop it."""
        far = self.desk.progress
        name = far.source.replace("_", " ")
        view = ProgressView(_("Ophalen: {bron}").format(bron=name), far.done, far.total) if far.busy else None
        self.window.stage.show_progress(view)

    # -- playing

    def play(self, rate: float) -> None:
        """Let the story run at so many times wall time."""
        self._rate = self._standing.rate = rate
        self._since.start()
        self._timer.start()

    def _tick(self) -> None:
        self.go_on(int(self._since.restart() * self._rate))

    def go_on(self, milliseconds: int) -> None:
        """Let so much story time pass, and show it unless somebody looks back."""
        self._tell_lost()
        going = self.desk.advance(milliseconds)
        if self.bench.at is None:
            self.refresh()
        if not going:
            self._timer.stop()

    def _tell_lost(self) -> None:
        """Say once that the second process fell away; whoever needs it next starts it again."""
        process = self.desk.process
        if process is not None and process.lost and process.starts != self._told_lost:
            self._told_lost = process.starts
            self.bench.tell(UserFacingError(
                "proces.weg", _("Het laden en tekenen op de achtergrond viel weg om {tijd}. Wat u ziet, blijft staan."),
                advice=_("Het begint vanzelf opnieuw. U kunt doorwerken."), tijd=time_of(self.bench.now()),
            ))  # fmt: skip

    def _use_palette(self) -> None:
        self.canvas.use_palette(load_palette(self.theme.name))

    def _let_go(self) -> None:
        """Let the worker's memory go before the window does."""
        self._timer.stop()
        if self._tiles is not None:
            self.canvas.use_worker(None)
            self._tiles.stop()

    # -- hearing

    def look_back(self, instant: int) -> None:
        """Show the picture as it was known at an instant; the frame says so."""
        self._looking.look_back(instant)

    def to_now(self) -> None:
        """Return to now, through one's own eyes."""
        self._looking.to_now()

    def _select(self, item: str) -> None:
        self.bench.select(item)

    def _paint_sign(self, ink: Ink, x: float, y: float, size: float, symbol: str, text: str) -> None:
        paint_sign_swatch(ink.painter, load_palette(self.theme.name), symbol, x, y, size, text)

    def _show_layer(self, source: str, visible: bool) -> None:
        self.bench.hidden = self.bench.hidden - {source} if visible else self.bench.hidden | {source}
        self.refresh()

    def _command(self, name: str) -> None:
        act = self.commands.get(name)
        if act is not None:
            act()

