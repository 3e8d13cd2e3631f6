"""The hand that draws: points by click or key, points that can be taken hold of again, and the shape as it will be.

Click sets a point, Enter or a double click ends, Backspace takes one back, Esc gives up; Space sets a point in the
middle of the map, so that drawing needs no mouse. A finished shape has handles: on its points, and between them to put
a point in; Delete takes out the point that was last taken hold of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPen

from cop_app.geo.lengths import Point, area_text, length_text
from cop_app.i18n import _
from cop_app.map.mark_types import Mark
from cop_app.map.palette import Palette
from cop_app.map.sketch import Form, Sketch
from cop_app.map.viewport import Viewport
from cop_app.render.lettering import draw_text
from cop_app.render.marks import hit_mark, paint_marks
from cop_app.render.pens import colour
from cop_app.ui.canvas.tools import Place
from cop_app.ui.views import KeyHint

_REACH = 11.0  # px round a handle; a gloved finger is helped by the larger targets of the sheet
_WHOLE = -1
Look = Callable[[Sequence[Point]], Mark | None]


class SketchTool(QObject):
    """Makes or reshapes one shape; `look` gives the mark that the points would be."""

    changed = Signal()
    finished = Signal()
    cancelled = Signal()

    def __init__(self, sketch: Sketch, look: Look, *, editing: bool = False) -> None:
        super().__init__()
        self.sketch, self.look, self.editing = sketch, look, editing
        self._held: int | None = None
        self._chosen: int | None = None
        self._from: Point = (0.0, 0.0)
        self._pointer: Point | None = None
        self._by_key = False

    @property
    def cursor(self) -> Qt.CursorShape:
        """Return a cross while points are set."""
        return Qt.CursorShape.ArrowCursor if self.editing else Qt.CursorShape.CrossCursor

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """Return what the keys do."""
        if self.editing:
            return (
                KeyHint("Enter", _("vastleggen")), KeyHint("Delete", _("punt weg")),
                KeyHint("Esc", _("laten zoals het was")),
            )  # fmt: skip
        if self.sketch.form is Form.POINT:
            return KeyHint("Space", _("in het midden")), KeyHint("Esc", _("afbreken"))
        return (
            KeyHint("Space", _("punt in het midden")), KeyHint("⌫", _("punt terug")), KeyHint("Enter", _("klaar")),
            KeyHint("Esc", _("afbreken")),
        )  # fmt: skip

    # -- the hand

    def grab(self, view: Viewport, px: Place) -> bool:
        """Take hold of a point, of the middle of a leg, or of a finished shape as a whole."""
        self._by_key = False
        self._from = view.to_rd(*px)
        found = _nearest(self.sketch.points, view, px)
        if found is None and self.editing:
            leg = _nearest(self.sketch.middles, view, px)
            if leg is not None:
                found = self.sketch.insert(leg, self._from)
            elif self._on_shape(view, px):
                found = _WHOLE
        self._held = found
        self._chosen = found if found is not None and found >= 0 else None
        return found is not None

    def drag(self, place: Place) -> None:
        """Move the point or the whole along."""
        if self._held == _WHOLE:
            self.sketch.shift(place[0] - self._from[0], place[1] - self._from[1])
        elif self._held is not None:
            self.sketch.move(self._held, place)
        self._from = place
        self.changed.emit()

    def drop(self) -> None:
        """Let go."""
        self._held = None

    def click(self, view: Viewport, px: Place) -> None:
        """Set a point; on the first point of an area, or on the last of a line, the shape ends."""
        at = _nearest(self.sketch.points, view, px)
        if self.editing:
            return
        if at is not None and self.sketch.form is not Form.POINT:
            ends = 0 if self.sketch.form is Form.AREA else len(self.sketch.points) - 1
            if at == ends and self.sketch.complete:
                self.finish()
            return
        self.put(view.to_rd(*px))

    def put(self, place: Place) -> None:
        """Set a point at an RD place, as typed or looked up."""
        self.sketch.add(place)
        self.changed.emit()

    def hover(self, place: Place) -> bool:
        """Follow the pointer."""
        self._pointer, self._by_key = place, False
        return not self.editing

    def finish(self) -> None:
        """End, when there are points enough."""
        if self.sketch.complete and not self.sketch.crossed:
            self.editing = True
            self._pointer = None
            self.finished.emit()
        else:
            self.changed.emit()

    def back(self) -> bool:
        """Take the last point back while drawing; returns whether there was one."""
        taken = not self.editing and self.sketch.back()
        if taken:
            self.changed.emit()
        return taken

    def key(self, key: Qt.Key, view: Viewport) -> bool:
        """Draw with keys."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        elif key == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif key == Qt.Key.Key_Backspace:
            self.back()
        elif key == Qt.Key.Key_Space and not self.editing:
            self._by_key = True
            self.put((view.cx, view.cy))
        elif key == Qt.Key.Key_Delete and self.editing and self._chosen is not None:
            if self.sketch.remove(self._chosen):
                self._chosen = None
                self.changed.emit()
        else:
            return False
        return True

    def _on_shape(self, view: Viewport, px: Place) -> bool:
        mark = self.look(self.sketch.points)
        return mark is not None and bool(hit_mark((replace(mark, item="schets"),), view, *px))

    # -- painting

    def paint(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        """Paint the shape as it will be, then its handles and how large it is."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        points = self._with_pointer()
        mark = self.look(points) if len(points) >= (3 if self.sketch.form is Form.AREA else 1) else None
        if mark is not None:
            paint_marks(painter, view, palette, (mark,), words=False)
        self._paint_edge(painter, view, palette, points)
        if self.sketch.form is not Form.POINT:
            self._paint_handles(painter, view, palette)
        self._paint_words(painter, view, palette, points)
        if self._by_key:
            _cross(painter, palette, view.width / 2, view.height / 2)

    def _with_pointer(self) -> list[Point]:
        if self.editing or self._pointer is None or self._held is not None:
            return list(self.sketch.points)
        return [self._pointer] if self.sketch.form is Form.POINT else [*self.sketch.points, self._pointer]

    def _paint_edge(self, painter: QPainter, view: Viewport, palette: Palette, points: Sequence[Point]) -> None:
        if len(points) < 2 or self.editing:
            return
        token = "alarm" if Sketch(self.sketch.form, list(points)).crossed else "accent"
        line = QPen(colour(palette, token), 1.6)
        line.setDashPattern([4, 3])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line)
        painter.drawPolyline([QPointF(*view.to_px(*point)) for point in points])

    def _paint_handles(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        if self.editing:
            for middle in self.sketch.middles:
                _disc(painter, view, palette, middle, 3.5, chosen=False)
        for index, point in enumerate(self.sketch.points):
            ends = not self.editing and index == 0 and self.sketch.form is Form.AREA and self.sketch.complete
            _disc(painter, view, palette, point, 7.0 if ends else 5.5, chosen=index == self._chosen or ends)

    def _paint_words(self, painter: QPainter, view: Viewport, palette: Palette, points: Sequence[Point]) -> None:
        shown = Sketch(self.sketch.form, list(points))
        if self.sketch.form is Form.POINT or len(points) < 2:
            return
        text, ink = length_text(shown.length), "text"
        if shown.crossed:
            text, ink = _("de rand kruist zichzelf"), "alarm"
        elif shown.surface:
            text = f"{area_text(shown.surface)} · {text}"
        x, y = view.to_px(*points[-1])
        draw_text(painter, palette, x + 14, y - 10, text, size=13, weight=600, ink=ink, align="left")


def _nearest(points: Sequence[Point], view: Viewport, px: Place) -> int | None:
    """Return the index of the point within reach of a pixel, the nearest first."""
    best, found = _REACH, None
    for index, point in enumerate(points):
        x, y = view.to_px(*point)
        away = max(abs(x - px[0]), abs(y - px[1]))
        if away < best:
            best, found = away, index
    return found


def _disc(painter: QPainter, view: Viewport, palette: Palette, point: Point, r: float, *, chosen: bool) -> None:
    painter.setPen(QPen(colour(palette, "accent"), 2.0))
    painter.setBrush(colour(palette, "accent" if chosen else "s3"))
    painter.drawEllipse(QPointF(*view.to_px(*point)), r, r)


def _cross(painter: QPainter, palette: Palette, x: float, y: float) -> None:
    for token, width in (("halo", 4.0), ("accent", 1.6)):
        painter.setPen(QPen(colour(palette, token), width))
        painter.drawLine(QPointF(x - 16, y), QPointF(x + 16, y))
        painter.drawLine(QPointF(x, y - 16), QPointF(x, y + 16))
