"""The map in the window: pan by moving the kept picture, zoom by scaling it at once, and sharp again a moment later.

The base map is drawn into one picture larger than the window, so that small pans show no edge. Marks are drawn over
it at every frame. Nothing here decides what is on the map: layers, marks and palette are handed in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from cop_app.map.mark_types import Mark, SymbolMark
from cop_app.map.palette import Palette
from cop_app.map.viewport import Extent, Viewport
from cop_app.render.base_map import BaseMap
from cop_app.render.marks import paint_marks

_SHARP_AFTER_MS = 60
_BORDER = 160  # px drawn around the window, so that a small pan needs no drawing
_STEP = 1.25
_HIT_PX = 18.0
_SAND = QColor(214, 194, 150)

Words = Callable[[QPainter, Viewport, Palette], None]


class MapCanvas(QWidget):
    """Shows a base map and marks. RD metres in, RD metres out."""

    moved = Signal(object)  # Viewport
    pointed = Signal(float, float)  # RD under the pointer
    clicked = Signal(float, float, str)  # RD, id of the mark hit or ""
    measured = Signal(object)  # list of RD points

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._base: BaseMap | None = None
        self._names: Words | None = None
        self._marks: Sequence[Mark] = ()
        self._view = Viewport(142000.0, 503000.0, 2.0, 800, 600)
        self._picture: QImage | None = None
        self._picture_view = self._view
        self._dragged: QPointF | None = None
        self._travelled = 0.0
        self._measuring: list[tuple[float, float]] | None = None
        self._tint = 0.0
        self._sharpen = QTimer(self)
        self._sharpen.setSingleShot(True)
        self._sharpen.timeout.connect(self._draw_base)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Kaart")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # -- what is shown

    @property
    def view(self) -> Viewport:
        """Return what part of the world is shown."""
        return self._view

    def show_base(self, base: BaseMap, names: Words | None = None) -> None:
        """Show a base map; `names` paints its lettering."""
        self._base, self._names = base, names
        self._draw_base()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show the operational picture over the base map."""
        self._marks = tuple(marks)
        self.update()

    def use_palette(self, palette: Palette) -> None:
        """Draw in another palette."""
        self._palette = palette
        self._draw_base()

    def set_tint(self, strength: float) -> None:
        """Lay sand over the base map while looking back (0 = not)."""
        self._tint = strength
        self.update()

    def go_to(self, view: Viewport) -> None:
        """Show this view at once, scaled from what is kept, and sharp a moment later."""
        self._view = view.resized(max(1, self.width()), max(1, self.height()))
        self.moved.emit(self._view)
        self.update()
        self._sharpen.start(_SHARP_AFTER_MS)

    def fit(self, extent: Extent) -> None:
        """Show an RD box as a whole."""
        self.go_to(Viewport.fit(extent, max(1, self.width()), max(1, self.height())))

    def set_scale(self, denominator: float) -> None:
        """Show at 1:denominator."""
        self.go_to(self._view.at_scale(denominator))

    def zoom(self, factor: float) -> None:
        """Zoom around the middle; a factor above 1 comes nearer."""
        self.go_to(self._view.zoomed(factor))

    def measure(self, on: bool) -> None:
        """Let clicks collect points of a line to measure."""
        self._measuring = [] if on else None
        self.update()

    def settle(self) -> None:
        """Draw everything sharp now, for a picture of the window."""
        self._sharpen.stop()
        self._draw_base()

    # -- drawing

    def _draw_base(self) -> None:
        if self._base is None or self.width() < 2:
            return
        ratio = self.devicePixelRatioF()
        wide = self._view.resized(self.width() + 2 * _BORDER, self.height() + 2 * _BORDER)
        size = (math.ceil(wide.width * ratio), math.ceil(wide.height * ratio))
        picture = self._picture
        if picture is None or (picture.width(), picture.height()) != size:
            picture = QImage(size[0], size[1], QImage.Format.Format_RGB32)
            picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        self._base.paint(painter, wide, self._palette)
        if self._names is not None:
            self._names(painter, wide, self._palette)
        painter.end()
        self._picture, self._picture_view = picture, wide
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lay the kept picture where it belongs now, then the marks."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._palette.colour("land")))
        if self._picture is not None:
            kept, now = self._picture_view, self._view
            scale = kept.mpp / now.mpp
            x, y = now.to_px(*kept.to_rd(0, 0))
            painter.drawImage(QRectF(x, y, kept.width * scale, kept.height * scale), self._picture)
        if self._tint:
            sand = QColor(_SAND)
            sand.setAlphaF(self._tint)
            painter.fillRect(self.rect(), sand)
        paint_marks(painter, self._view, self._palette, self._marks)
        self._paint_measure(painter)
        if self.hasFocus():
            painter.setPen(QColor(self._palette.colour("focus")))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_measure(self, painter: QPainter) -> None:
        if not self._measuring:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        points = [QPointF(*self._view.to_px(x, y)) for x, y in self._measuring]
        painter.setPen(QColor(self._palette.colour("accent")))
        painter.drawPolyline(points)
        for point in points:
            painter.drawEllipse(point, 3.0, 3.0)

    # -- hands on the map

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle in the middle."""
        self._view = self._view.resized(max(1, self.width()), max(1, self.height()))
        self._draw_base()
        self.moved.emit(self._view)
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        steps = event.angleDelta().y() / 120
        at = event.position()
        self.go_to(self._view.zoomed(_STEP**steps, (at.x(), at.y())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the map."""
        self.setFocus()
        self._dragged, self._travelled = event.position(), 0.0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the map along, or tell where the pointer is."""
        at = event.position()
        self.pointed.emit(*self._view.to_rd(at.x(), at.y()))
        if self._dragged is None:
            return
        delta = at - self._dragged
        self._travelled += abs(delta.x()) + abs(delta.y())
        self._dragged = at
        self._view = self._view.panned(delta.x(), delta.y())
        self.moved.emit(self._view)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: a short press is a click."""
        self._dragged = None
        if self._travelled > 4:
            self._sharpen.start(_SHARP_AFTER_MS)
            return
        at = event.position()
        x, y = self._view.to_rd(at.x(), at.y())
        if self._measuring is not None:
            self._measuring.append((x, y))
            self.measured.emit(list(self._measuring))
            self.update()
            return
        self.clicked.emit(x, y, self._hit(at))

    def _hit(self, at: QPointF) -> str:
        best, item = _HIT_PX, ""
        for mark in self._marks:
            if isinstance(mark, SymbolMark):
                px, py = self._view.to_px(mark.x, mark.y)
                distance = math.hypot(px - at.x(), py - at.y())
                if distance < best:
                    best, item = distance, mark.item
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move a fifth of the window, plus and minus zoom."""
        step = min(self.width(), self.height()) / 5
        moves = {
            Qt.Key.Key_Left: (step, 0.0), Qt.Key.Key_Right: (-step, 0.0), Qt.Key.Key_Up: (0.0, step),
            Qt.Key.Key_Down: (0.0, -step),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in moves:
            self.go_to(self._view.panned(*moves[key]))
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        else:
            super().keyPressEvent(event)
