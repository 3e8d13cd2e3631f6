"""Looking: at another moment, through other eyes, at another scale, and what the pointer stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer

from cop_app.domain.clock import DAY, MINUTE, local, parse_instant
from cop_app.domain.errors import UserFacingError
from cop_app.geo.coordinates import format_rd, format_wgs
from cop_app.geo.rd import rd
from cop_app.i18n import _
from cop_app.map.viewport import Viewport
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.acts.time_sheet import TimeSheet
from cop_app.ui.presenter import Moment, time_of
from cop_app.ui.views import Choice, LensView, MapFootView

_SAND = 0.34
_REPLAY_MS = 1000  # a minute of what was known per second
_LENSES = (("laptop", "Mijn laptop"), ("totaalbeeld", "Totaalbeeld"), ("team:CoPI", "CoPI"), ("team:ROT", "ROT"))


class Looking(Act):
    """Moves the moment, the lens and the view; the picture itself is never touched."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        window, stage = bench.window, bench.window.stage
        self._replay = QTimer(window)
        self._replay.setInterval(_REPLAY_MS)
        self._replay.timeout.connect(self._next_minute)
        window.timeline.moment_chosen.connect(self.look_back)
        window.timeline.play_pressed.connect(self._play_or_pause)
        window.timeline.mark_pressed.connect(self._open_mark)
        window.timeline.live_pressed.connect(self.to_now)
        window.strip.now_pressed.connect(self.to_now)
        stage.lens.lens_chosen.connect(self.choose_lens)
        stage.tool_pressed.connect(self._tool)
        stage.scale_field.scale_typed.connect(bench.canvas.set_scale)
        stage.covered.connect(bench.canvas.set_covered)
        bench.canvas.moved.connect(self._show_foot)
        bench.canvas.pointed.connect(self._show_pointer)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the commands of looking."""
        return {
            "now": self.to_now, "next_lens": self._next_lens, "go_to_time": self._ask_time,
            "refresh": self.bench.stale.emit, "incident": lambda: self._tool("plaats"),
            "scale": self.bench.window.stage.scale_field.setFocus,
        }  # fmt: skip

    def show(self, moment: Moment) -> None:
        """Show the lens bar and the sand while looking back."""
        back = moment.looking_back
        view = LensView(tuple(Choice(id_, _(name)) for id_, name in _LENSES), self.bench.lens) if back else None
        self.bench.window.show_lens(view)
        self.bench.canvas.set_tint(_SAND if back else 0.0)

    # -- time and eyes

    def look_back(self, instant: int) -> None:
        """Show the picture as it was known at an instant; the frame says so."""
        self.bench.at = instant if instant < self.bench.now() else None
        self.bench.stale.emit()

    @property
    def playing(self) -> bool:
        """Whether the past is being played."""
        return self._replay.isActive()

    def _play_or_pause(self) -> None:
        """Play what was known, a minute per second, from the handle, or from the start when it stands at now."""
        if self.playing:
            self._replay.stop()
            self.bench.stale.emit()
            return
        self._replay.start()
        if self.bench.at is None:
            self.look_back(self.bench.moment().incident.opened_at)
        else:
            self.bench.stale.emit()

    def _next_minute(self) -> None:
        if self.bench.at is None or self.bench.at + MINUTE >= self.bench.now():
            self.to_now()
        else:
            self.look_back(self.bench.at + MINUTE)

    def _open_mark(self, event_id: str) -> None:
        """Show the moment of a mark, with what it is about chosen."""
        events = self.bench.desk.session.events(self.bench.desk.incident)
        event = next((event for event in events if event.id == event_id), None)
        if event is not None:
            self.look_back(event.header.story)
            item = str((event.body or {}).get("item", ""))
            if item:
                self.bench.select(item)

    def to_now(self) -> None:
        """Return to now, through one's own eyes: the bar that names a lens is only there while looking back."""
        self._replay.stop()
        self.bench.at, self.bench.lens = None, "laptop"
        self.bench.stale.emit()

    def choose_lens(self, lens: str) -> None:
        """Look through other eyes."""
        self.bench.lens = lens
        self.bench.stale.emit()

    def _next_lens(self) -> None:
        if self.bench.at is None:
            return
        names = [name for name, _words in _LENSES]
        self.choose_lens(names[(names.index(self.bench.lens) + 1) % len(names)])

    def _ask_time(self) -> None:
        sheet = TimeSheet(self.bench.theme, local(self.bench.at or self.bench.now()))
        sheet.chosen.connect(self._go_to_time)
        self.bench.open(sheet)

    def _go_to_time(self, text: str) -> None:
        self.bench.close()
        now = self.bench.now()
        try:
            instant = parse_instant(text, now)
        except UserFacingError as error:
            self.bench.tell(error)
            return
        at, opened = instant - DAY if instant > now else instant, self.bench.moment().incident.opened_at
        if at < opened:
            self.bench.tell(UserFacingError(
                "tijd.geen_beeld", "Van dit incident is om {tijd} geen beeld.",
                advice="Het begon om {begin} en nu is het {nu}.", tijd=time_of(at), begin=time_of(opened),
                nu=time_of(now),
            ))  # fmt: skip
            return
        self.look_back(at)

    # -- the map

    def _tool(self, name: str) -> None:
        canvas = self.bench.canvas
        if name == "in":
            canvas.zoom(1.5)
        elif name == "uit":
            canvas.zoom(1 / 1.5)
        else:
            x, y = self.bench.desk.centre
            canvas.go_to(Viewport(x, y, canvas.view.mpp, 800, 600))

    def _show_foot(self, view: Viewport) -> None:
        self._write_foot(view, view.cx, view.cy)

    def _show_pointer(self, x: float, y: float) -> None:
        self._write_foot(self.bench.canvas.view, x, y)

    def _write_foot(self, view: Viewport, x: float, y: float) -> None:
        parts = (f"RD {format_rd(x, y)}", format_wgs(x, y), rd().accuracy_text)
        stage = self.bench.window.stage
        stage.scale_field.show_scale(view.scale)
        stage.show_foot(MapFootView(view.mpp, "   ·   ".join(filter(None, parts))))
