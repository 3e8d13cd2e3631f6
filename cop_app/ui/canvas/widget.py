"""The map in the window: pan by moving kept tiles, zoom by scaling them at once, and sharp again a moment later.

Nothing here decides what is on the map: layers, marks and palette are handed in. Tiles lie under the names, the names
under the marks; marks and their words are drawn at every frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.i18n import _
from cop_app.map.basemap import DrawRule
from cop_app.map.label_types import Box
from cop_app.map.mark_types import Mark
from cop_app.map.palette import Palette
from cop_app.map.viewport import Extent, Viewport
from cop_app.render.base_map import BaseMap
from cop_app.render.base_names import BaseNames
from cop_app.render.marks import hit_mark, paint_marks
from cop_app.render.packed import PackedLayer
from cop_app.render.pens import colour
from cop_app.render.tile_worker import TileWorker
from cop_app.render.tiles import Painted, TileGroup
from cop_app.ui.canvas.hands import Hands
from cop_app.ui.canvas.tile_board import TileBoard
from cop_app.ui.canvas.tools import MapTool
from cop_app.ui.canvas.words import Words

_REST_MS = 70  # without a move: the map is at rest and is lettered
_WORK_MS = 4
_SLICE_S = 0.004
_FRAME_MS = 12
_ZOOM_MS = 140
_SAND, _DARK_SHARE = "#D6C296", 0.55  # the veil of the past, and how much of it a dark palette bears

Hit = Callable[[float, float, float], Sequence[str]]


class MapCanvas(QWidget):
    """Shows a base map and marks. RD metres in, RD metres out."""

    moved = Signal(object)  # Viewport
    rested = Signal()  # the map came to rest after a move
    pointed = Signal(float, float)  # RD under the pointer
    clicked = Signal(float, float, str)  # RD, id of the mark hit or ""
    held = Signal(float, float, str)  # the same after a long press

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom_ms = _ZOOM_MS
        self._palette = palette
        self._board = TileBoard(palette, self.devicePixelRatioF())
        self._words = Words()
        self._marks: tuple[Mark, ...] = ()
        self._overlay: Painted | None = None
        self._view = Viewport(142000.0, 503000.0, 2.0, 800, 600)
        self._home: Extent | None = None
        self._tool: MapTool | None = None
        self._tint = 0.0
        self._base_names: BaseNames | None = None
        self._asked_words: int | None = None
        self._rested_at: Viewport | None = None
        self._ease_from: Viewport | None = None
        self._ease_to: Viewport | None = None
        self._ease_at: tuple[float, float] = (0.0, 0.0)
        self._eased = QElapsedTimer()
        self._frames = self._timer(_FRAME_MS, self._ease, single=False)
        self._work = self._timer(0, self._draw_on, single=False)
        self._rest = self._timer(_REST_MS, self._letter, single=True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Kaart"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self._hands = Hands(self)

    def _timer(self, interval: int, slot: Callable[[], None], *, single: bool) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval)
        timer.setSingleShot(single)
        timer.timeout.connect(slot)
        return timer

    # -- what is shown

    @property
    def view(self) -> Viewport:
        """Return what part of the world is shown."""
        return self._view

    @property
    def palette_shown(self) -> Palette:
        """Return the palette that is drawn in."""
        return self._palette

    def show_base(self, base: BaseMap, names: BaseNames | None = None) -> None:
        """Show a base map, and its names."""
        self._words.names = self._base_names = names
        self._words.forget()
        self._board.set_group(base.group, base.layers)
        self._refresh()

    def show_layers(
        self, name: str, layers: Mapping[str, PackedLayer], rules: Sequence[DrawRule], *, remote: bool = True,
        ready: bool = True,
    ) -> None:  # fmt: skip
        """Show or replace a group of layers over the base map, drawn by these rules.

        `remote`: the worker may draw them; `ready`: they are packed already (else only when this process must draw).
        """
        self._board.set_group(TileGroup(name, tuple(rules)), layers, ready=ready, remote=remote)
        self._refresh()

    def show_names(self, layers: Mapping[str, FeatureBatch]) -> None:
        """Place the names of more layers than those of the base map, when this process places them."""
        if self._base_names is not None:
            self._words.names = self._base_names.joined(layers)
            self._rest.start()

    def letter_again(self) -> None:
        """Place all words anew as soon as the worker knows the names that it was told to open."""
        self._work.start()
        self._rest.start()

    def hide_layers(self, name: str) -> None:
        """Show a group no longer."""
        self._board.remove_group(name)
        self.update()

    def replace_feature(self, name: str, layer: str, feature: int, geometry: GeometryColumns) -> None:
        """Give one feature of a group another geometry; only that part of the map is drawn again."""
        self._board.replace(name, layer, feature, geometry, self._view)
        self._refresh()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show the operational picture over the base map."""
        marks = tuple(marks)
        if marks == self._marks:
            return
        self._marks = marks
        self._words.place_marks(self._view, self._palette, self._marks)
        self._rest.start()
        self.update()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return the operational picture that is shown."""
        return self._marks

    def set_overlay(self, painted: Painted | None) -> None:
        """Let something be painted over everything at each frame, in px of the view: drawing, handles, a wind rose."""
        self._overlay = painted
        self.update()

    def set_covered(self, boxes: Sequence[Box]) -> None:
        """Say which boxes (px) controls cover, so that no word is placed under them."""
        self._words.covered = tuple(boxes)
        self._rest.start()

    def use_palette(self, palette: Palette) -> None:
        """Draw in another palette."""
        self._palette = self._board.palette = palette
        self._words.forget()
        self._words.place_marks(self._view, palette, self._marks)
        self._refresh()

    def use_worker(self, worker: TileWorker | None) -> None:
        """Let another process draw the tiles; without one they are drawn here in slices."""
        self._board.worker = worker
        if worker is not None:
            worker.start(self._board.ratio)
            self._work.start()
        self._refresh()

    def set_tint(self, strength: float) -> None:
        """Lay sand over the base map while looking back (0 = not, 0.34 = TERUGKIJKEN)."""
        if strength != self._tint:
            self._tint = strength
            self.update()

    # -- where

    def go_to(self, view: Viewport) -> None:
        """Show this view at once, scaled from what is kept, and sharp a moment later."""
        self._stop_easing()
        self._look_at(view.resized(max(1, self.width()), max(1, self.height())))

    def fit(self, extent: Extent) -> None:
        """Show an RD box as a whole."""
        self.go_to(Viewport.fit(extent, max(1, self.width()), max(1, self.height())))

    def set_home(self, extent: Extent | None) -> None:
        """Say where the Home key goes."""
        self._home = extent

    def go_home(self) -> None:
        """Show the home extent, when there is one."""
        if self._home is not None:
            self.fit(self._home)

    def set_scale(self, denominator: float) -> None:
        """Show at 1:denominator."""
        self.go_to(self._view.at_scale(denominator))

    def zoom(self, factor: float, at: tuple[float, float] | None = None) -> None:
        """Zoom around a pixel (the middle when None) within a moment; a factor above 1 comes nearer."""
        at = at if at is not None else (self.width() / 2, self.height() / 2)
        target = (self._ease_to or self._view).zoomed(factor, at)
        if self.zoom_ms <= 0 or not self.isVisible():
            self.go_to(target)
            return
        self._ease_from, self._ease_to, self._ease_at = self._view, target, at
        self._eased.start()
        self._frames.start()

    def pan(self, dx: float, dy: float) -> None:
        """Drag the paper by dx, dy px."""
        self._stop_easing()
        self._look_at(self._view.panned(dx, dy))

    def use_tool(self, tool: MapTool | None) -> None:
        """Let clicks, drags on its handles and keys go to a tool; None = back to looking and choosing."""
        self._tool = tool
        self.setCursor(tool.cursor if tool is not None else Qt.CursorShape.ArrowCursor)
        self.update()

    @property
    def tool(self) -> MapTool | None:
        """Return the tool in use."""
        return self._tool

    def settle(self) -> None:
        """Draw everything sharp now, here and without waiting for a worker, for a picture of the window."""
        if self._ease_to is not None:
            self.go_to(self._ease_to)
        self._board.finish(self._view)
        if self._view != self._rested_at:
            self._rested_at = self._view
            self.rested.emit()
        self._letter_here()
        self._work.stop()
        self._rest.stop()
        self.update()

    # -- drawing

    def _look_at(self, view: Viewport) -> None:
        self._view = view
        self.moved.emit(view)
        self._refresh()

    def _refresh(self) -> None:
        """Ask for what the view lacks, and show what there is."""
        if self._ease_to is None:
            self._board.want(self._view)
            worker = self._board.worker
            if (self._board.busy or (worker is not None and worker.opening)) and not self._work.isActive():
                self._work.start()
            self._rest.start()
        self.update()

    def _draw_on(self) -> None:
        worker = self._board.worker
        if self._board.work(_SLICE_S):
            self.update()
        words = worker.take_words() if worker is not None else None
        if worker is not None and worker.take_news():
            self._rest.start()
        if words is not None:
            self._asked_words = None
            self._words.take(words.view, words.labels, self._palette, self._board.ratio)
        elif self._asked_words is not None and (worker is None or not worker.alive):
            self._asked_words = None
            self._rest.start()
        if self._words.busy and self._words.go_on(_SLICE_S):
            self.update()
        opening = worker is not None and worker.opening
        if not (self._board.busy or self._words.busy or self._asked_words or opening):
            self._work.stop()
            self._work.setInterval(0)
            self.update()
            return
        # While a worker draws or opens there is nothing to do here but look now and then.
        self._work.setInterval(0 if self._board.drawing_here or self._words.busy else _WORK_MS)

    def _letter(self) -> None:
        """Place all words, in the worker when it knows the names; whoever shows marks may show other ones first."""
        if self._view != self._rested_at:
            self._rested_at = self._view
            self.rested.emit()
        worker = self._board.worker
        if worker is not None and self._words.names is not None:
            wide, covered = self._words.wide(self._view)
            self._asked_words = worker.ask_words(wide, self._palette.name, self._marks, covered)
            if self._asked_words is not None:
                self._work.start()
                return
        self._letter_here()

    def _letter_here(self) -> None:
        self._asked_words = None
        self._words.place(self._view, self._palette, self._marks, self._board.ratio)
        self.update()

    def _ease(self) -> None:
        start, end = self._ease_from, self._ease_to
        if start is None or end is None:
            self._frames.stop()
            return
        share = min(1.0, self._eased.elapsed() / max(1, self.zoom_ms))
        if share >= 1.0:
            self.go_to(end)
            return
        eased = 1.0 - (1.0 - share) ** 3
        mpp = start.mpp * (end.mpp / start.mpp) ** eased
        x, y = end.to_rd(*self._ease_at)
        cx = x - (self._ease_at[0] - end.width / 2) * mpp
        cy = y - (end.height / 2 - self._ease_at[1]) * mpp
        self._view = replace(end, cx=cx, cy=cy, mpp=mpp)
        self.moved.emit(self._view)
        self.update()

    def _stop_easing(self) -> None:
        self._frames.stop()
        self._ease_from = self._ease_to = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the kept tiles where they belong now, then names, marks and words."""
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        self._paint(painter)
        if self.hasFocus():
            painter.setPen(colour(self._palette, "focus"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def picture(self) -> QImage:
        """Return the map as it is shown now, sharp."""
        self.settle()
        ratio = self._board.ratio
        size = (round(self.width() * ratio), round(self.height() * ratio))
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        self._paint(painter)
        painter.end()
        return image

    def _paint(self, painter: QPainter) -> None:
        view, palette = self._view, self._palette
        painter.fillRect(self.rect(), colour(palette, "land"))
        self._board.paint(painter, view)
        self._words.paint_names(painter, view)
        if self._tint:
            light = colour(palette, "land").lightnessF() > 0.5
            sand = QColor(_SAND) if light else colour(palette, "replay")  # a light veil would be a lamp at night
            sand.setAlphaF(self._tint if light else self._tint * _DARK_SHARE)
            painter.fillRect(self.rect(), sand)
        paint_marks(painter, view, palette, self._marks, words=False)
        self._words.paint_marks(painter, view, palette)
        if self._tool is not None:
            painter.save()
            self._tool.paint(painter, view, palette)
            painter.restore()
        if self._overlay is not None:
            painter.save()
            self._overlay(painter, view, palette)
            painter.restore()

    # -- hands on the map

    def event(self, event: QEvent) -> bool:
        """Give pinches to the hands, and notice another screen."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._board.set_ratio(self.devicePixelRatioF())
            self._refresh()
        # Events arrive while the widget is still being built.
        hands: Hands | None = getattr(self, "_hands", None)
        if hands is not None and hands.hear(event):
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle in the middle."""
        self._view = self._view.resized(max(1, self.width()), max(1, self.height()))
        if self._ease_to is not None:
            self._ease_to = self._ease_to.resized(self._view.width, self._view.height)
        self._board.set_ratio(self.devicePixelRatioF())
        self.moved.emit(self._view)
        self._refresh()
        super().resizeEvent(event)

    def press_at(self, x: float, y: float, *, held: bool = False) -> None:
        """Act on a click or long press at a pixel."""
        place = self._view.to_rd(x, y)
        if self._tool is not None:
            self._tool.click(self._view, (x, y))
            self.update()
            return
        item = hit_mark(self._marks, self._view, x, y)
        (self.held if held else self.clicked).emit(*place, item)
