"""Joins desk and window: shows the moment, hears the widgets, and keeps nothing that the session should keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from cop_app.bootstrap.desk import Desk
from cop_app.bootstrap.marks import marks_of
from cop_app.domain.clock import MINUTE
from cop_app.domain.commands import DeclareGrip, Note, SettleContradiction
from cop_app.domain.incident import Actor, Team, competence
from cop_app.geo.columns import FeatureBatch
from cop_app.map.palette import load_palette
from cop_app.map.viewport import Viewport
from cop_app.render.base_map import BaseMap
from cop_app.render.base_names import BaseNames
from cop_app.render.tile_worker import TileWorker
from cop_app.ui.canvas import MapCanvas
from cop_app.ui.changes_view import changes_view
from cop_app.ui.command_palette import CommandPalette, KeyCard
from cop_app.ui.dataset_layers import DatasetLayers
from cop_app.ui.desk_search import DeskSearch
from cop_app.ui.main_window import MainWindow
from cop_app.ui.presenter import (
    Moment,
    footer_view,
    layer_groups,
    object_card,
    questions_view,
    situation_view,
    strip_view,
    wind_view,
)
from cop_app.ui.sheets import GripSheet
from cop_app.ui.theme import Theme
from cop_app.ui.timeline_view import timeline_view
from cop_app.ui.views import Choice, GripFormView, GripRecord, KeyHint, LensView, MapFootView, SearchHit
from cop_app.worker.second import MAP

_TICK_MS = 200
_LOOK_BACK = 20 * MINUTE  # the drawer's first look reaches back this far
_KEYS = (
    ("Overal", (KeyHint("Ctrl+K", "zoeken"), KeyHint("Ctrl+G", "GRIP vastleggen"), KeyHint("W", "wat is er veranderd"),
                KeyHint("F6", "volgend deel"), KeyHint("F9", "palet"), KeyHint("Esc", "sluiten, naar nu"))),
    ("Kaart", (KeyHint("+", "dichterbij"), KeyHint("-", "verder weg"), KeyHint("←", "verschuiven"))),
    ("Vragen", (KeyHint("G", "gebeld, dan Enter"), KeyHint("Enter", "toon op kaart"))),
)  # fmt: skip
_ME = Actor("IM CoPI", Team.COPI, "Veiligheidsregio")
_FUNCTIONS = ("CaCo", "OvD-B", "OvD-P", "OvD-G", "OvD-Bz", "Leider CoPI", "OL", "Burgemeester", "Voorzitter VR")
_LENSES = (("laptop", "Mijn laptop"), ("totaalbeeld", "Totaalbeeld"), ("team:CoPI", "CoPI"), ("team:ROT", "ROT"))


class DeskWindow(QObject):
    """The main window on a desk: an exercise that is played, or a real incident."""

    def __init__(
        self, desk: Desk, layers: Mapping[str, FeatureBatch], palette: str = "dag", *, map_file: Path | None = None,
        actor: Actor = _ME,
    ) -> None:  # fmt: skip
        super().__init__()
        self.desk = desk
        self.actor = actor
        self.theme = Theme(palette)
        self.canvas = MapCanvas(load_palette(palette))
        self.window = MainWindow(self.theme, self.canvas)
        self._at: int | None = None
        self._lens = "laptop"
        self._selected = ""
        self._hidden: frozenset[str] = frozenset()
        self._rate = 0.0
        self._seen = desk.session.clock.story()
        self._search = DeskSearch(layers)
        self._palette: CommandPalette | None = None
        self.canvas.show_base(BaseMap(layers), BaseNames(layers))
        self._tiles = TileWorker(desk.process.drawing) if desk.process is not None else None
        self._datasets = DatasetLayers(self.canvas, self._tiles)
        if self._tiles is not None:
            if map_file is not None:
                self._tiles.open_layers(f"{MAP}{map_file}")
            self.canvas.use_worker(self._tiles)
        x, y = desk.centre
        self.canvas.go_to(Viewport(x + 330, y + 160, 1.98, 800, 600))
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._listen()

    def _listen(self) -> None:
        window = self.window
        self.theme.changed.connect(lambda: self.canvas.use_palette(load_palette(self.theme.name)))
        self.canvas.moved.connect(self._show_foot)
        self.canvas.rested.connect(lambda: self._show_map(self._moment()))
        self.canvas.pointed.connect(self._show_pointer)
        self.canvas.clicked.connect(lambda _x, _y, item: self._select(item))
        window.right.questions.show_on_map.connect(self._show_need)
        window.right.questions.called.connect(self._called)
        window.right.situation.line_pressed.connect(self._select)
        window.timeline.moment_chosen.connect(self.look_back)
        window.timeline.live_pressed.connect(self.to_now)
        window.strip.now_pressed.connect(self.to_now)
        window.strip.grip_pressed.connect(self._open_grip)
        window.command.connect(self._command)
        window.closing.connect(self._let_go)
        window.stage.tool_pressed.connect(self._tool)
        window.drawer.seen_pressed.connect(self._mark_seen)
        window.right.object.decided.connect(self._settle)
        window.layers.visibility_pressed.connect(self._show_layer)
        window.drawer.row_pressed.connect(self._open_change)
        window.stage.lens.lens_chosen.connect(self._choose_lens)

    # -- showing

    def refresh(self) -> None:
        """Show the moment again: every dock, and the marks on the map."""
        moment = self._moment()
        window = self.window
        window.show_strip(strip_view(moment))
        window.show_layers(layer_groups(moment))
        window.show_questions(questions_view(moment))
        window.show_situation(situation_view(moment))
        window.show_object(object_card(moment, self._selected) if self._selected else None)
        window.show_timeline(timeline_view(moment, self._timer.isActive()))
        window.show_footer(footer_view(moment))
        window.stage.wind.show_view(wind_view(moment))
        window.show_lens(self._lens_view() if moment.looking_back else None)
        self.canvas.set_tint(0.34 if moment.looking_back else 0.0)
        self._show_map(moment)

    def _moment(self) -> Moment:
        """Return the moment as the acting function looks at it."""
        seen = self.desk.moment(self._at, self._lens)
        return replace(seen, hidden=self._hidden, function=self.actor.function, team=self.actor.team.value)

    def _show_map(self, moment: Moment) -> None:
        self._datasets.show(moment)
        view = self.canvas.view
        signs = self._datasets.signs(moment, view)
        self.canvas.show_marks((*signs, *marks_of(moment, view.mpp, self._selected)))

    def _lens_view(self) -> LensView:
        return LensView(tuple(Choice(id_, name) for id_, name in _LENSES), self._lens)

    def _show_foot(self, view: Viewport) -> None:
        self._write_foot(view, view.cx, view.cy)

    def _show_pointer(self, x: float, y: float) -> None:
        self._write_foot(self.canvas.view, x, y)

    def _write_foot(self, view: Viewport, x: float, y: float) -> None:
        from cop_app.geo.rd import rd

        lon, lat = rd().to_lonlat(x, y)
        place = f"RD {x:,.0f} / {y:,.0f}".replace(",", " ")
        degrees = f"{lat:.4f}° N  {lon:.4f}° O".replace(".", ",")
        scale = f"{round(view.scale / 100) * 100:,}".replace(",", ".")
        accuracy = f"   ·   {rd().accuracy_text}" if rd().accuracy_text else ""
        text = f"{place}   ·   {degrees}   ·   1:{scale}{accuracy}"
        self.window.stage.show_foot(MapFootView(view.mpp, text))

    # -- playing

    def play(self, rate: float) -> None:
        """Let the story run at so many times wall time."""
        self._rate = rate
        self._since.start()
        self._timer.start()

    def _tick(self) -> None:
        self.go_on(int(self._since.restart() * self._rate))

    def go_on(self, milliseconds: int) -> None:
        """Let so much story time pass, and show it unless somebody looks back."""
        going = self.desk.advance(milliseconds)
        if self._at is None:
            self.refresh()
        if not going:
            self._timer.stop()

    def _let_go(self) -> None:
        """Let the worker's memory go before the window does."""
        self._timer.stop()
        if self._tiles is not None:
            self.canvas.use_worker(None)
            self._tiles.stop()

    # -- hearing

    def look_back(self, instant: int) -> None:
        """Show the picture as it was known at an instant; the frame says so."""
        live = self.desk.session.clock.story()
        self._at = instant if instant < live else None
        self.refresh()

    def to_now(self) -> None:
        """Return to now, through one's own eyes: the bar that names a lens is only there while looking back."""
        self._at = None
        self._lens = "laptop"
        self.refresh()

    def _choose_lens(self, lens: str) -> None:
        self._lens = lens
        self.refresh()

    def _select(self, item: str) -> None:
        self._selected = item
        self.refresh()
        if item:
            self.window.right.choose("object")

    def _show_need(self, need_id: str) -> None:
        moment = self._moment()
        need = moment.design.need(need_id) if moment.design else None
        if need is None:
            return
        found = [s.id for s in moment.picture.items.values() if s.item_class == need.item_class and not s.deleted]
        self._selected = found[0] if found else ""
        self.refresh()

    def _show_layer(self, source: str, visible: bool) -> None:
        self._hidden = self._hidden - {source} if visible else self._hidden | {source}
        self.refresh()

    def _settle(self, item: str, attribute: str, choice: str, reason: str) -> None:
        command = SettleContradiction(item, attribute, reason, choice)
        self.desk.session.submit(self.desk.incident, command, self.actor)
        self.refresh()

    def _called(self, need_id: str) -> None:
        now = self.desk.session.clock.story()
        note = Note("question.called", {"need": need_id, "result": "", "at": now})
        self.desk.session.submit(self.desk.incident, note, self.actor)
        self.refresh()

    def _tool(self, name: str) -> None:
        if name == "in":
            self.canvas.zoom(1.5)
        elif name == "uit":
            self.canvas.zoom(1 / 1.5)
        else:
            x, y = self.desk.centre
            self.canvas.go_to(Viewport(x, y, self.canvas.view.mpp, 800, 600))

    def _command(self, name: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "grip": self._open_grip, "refresh": self.refresh, "palette": self._open_palette, "now": self.to_now,
            "changes": self._open_changes, "keys": self._open_keys, "incident": lambda: self._tool("plaats"),
        }  # fmt: skip
        act = acts.get(name)
        if act is not None:
            act()

    def _open_palette(self) -> None:
        self._close_palette()
        moment = self._moment()
        made = CommandPalette(self.theme, lambda text: self._search.hits(text, moment), self.window.ground)
        made.chosen.connect(self._choose)
        made.closed.connect(self._close_palette)
        stage = self.window.stage
        made.move(stage.x() + 12, stage.y() + 12)
        made.show()
        made.raise_()
        made.field.setFocus()
        self._palette = made

    def _close_palette(self) -> None:
        if self._palette is not None:
            self._palette.hide()
            self._palette.deleteLater()
            self._palette = None
            self.canvas.setFocus()

    def _choose(self, hit: SearchHit) -> None:
        kind, _colon, rest = hit.id.partition(":")
        if kind == "plek":
            x, y = (float(part) for part in rest.split(","))
            self.canvas.go_to(Viewport(x, y, min(self.canvas.view.mpp, 2.0), 800, 600))
        elif kind == "item":
            self._select(rest)
        elif rest == "next_colours":
            self.theme.next_palette()
        else:
            self._command(rest)
        self._close_palette()

    def _open_changes(self) -> None:
        self.window.show_changes(changes_view(self._moment(), self._seen - _LOOK_BACK))
        self.window.open_drawer()

    def _open_change(self, row_id: str) -> None:
        item = next((row.item for row in self.window.drawer.view.rows if row.id == row_id), "")
        self._select(item)

    def _mark_seen(self) -> None:
        self._seen = self.desk.session.clock.story() + _LOOK_BACK
        self.window.close_drawer()

    def _open_keys(self) -> None:
        card = KeyCard(self.theme, _KEYS)
        card.setParent(self.window.ground)
        card.closed.connect(card.deleteLater)
        card.move(max(0, (self.window.width() - card.width()) // 2), 90)
        card.show()
        card.raise_()
        card.setFocus()

    def _open_grip(self) -> None:
        region = self.desk.region
        now = self.desk.session.clock.story()
        functions = tuple(Choice(name, name) for name in _FUNCTIONS)
        view = GripFormView((Choice(region, region),), region, functions, "Leider CoPI",
                            self.desk.session.grip(self.desk.incident), at=now)  # fmt: skip
        sheet = GripSheet(self.theme, view)
        sheet.recorded.connect(self._record_grip)
        sheet.changed.connect(lambda record: sheet.show_doubt(_doubt(record)))
        sheet.closed.connect(self.window.close_sheet)
        self.window.open_sheet(sheet)

    def _record_grip(self, record: GripRecord) -> None:
        command = DeclareGrip(record.level, record.region, record.function, record.at, record.reason)
        self.desk.session.declare_grip(self.desk.incident, command, self.actor)
        self.window.close_sheet()
        self.refresh()


def _doubt(record: GripRecord) -> str:
    verdict = competence(record.function, record.level).value
    if verdict == "ja":
        return ""
    return f"Bevoegdheid {record.function} voor GRIP {record.level}: {verdict}. Vastleggen kan wel."
