"""The timeline: what happened when, per lane; its handle asks for the picture of any moment."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from cop_app.domain.clock import HOUR, MINUTE, local
from cop_app.i18n import _
from cop_app.ui.controls import IconButton, Painted
from cop_app.ui.glyphs import draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.theme import Theme, text_width
from cop_app.ui.views import BarKind, Glyph, TimelineBar, TimelineMark, TimelineView

LABELS = 132
_STEPS = (5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR)


class Timeline(Painted):
    """Overview, ruler and lanes. Arrows step to marks, Shift 1 minute, Ctrl 10 minutes, Home start, End now."""

    moment_chosen = Signal(object)
    live_pressed = Signal()
    play_pressed = Signal()
    mark_pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Tijdlijn"))
        self.setAccessibleDescription(_("Pijlen: vorige en volgende gebeurtenis. Home: begin. End: nu."))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.view = TimelineView(0, 1, 0)
        self._dragging = False
        names = ((_("Vorige gebeurtenis"), "previous"), (_("Afspelen"), "play"), (_("Volgende gebeurtenis"), "next"))
        self.transport = [IconButton(theme, name, icon, 24, self) for name, icon in names]
        self.transport[0].clicked.connect(lambda: self._step_mark(-1))
        self.transport[1].clicked.connect(self.play_pressed)
        self.transport[2].clicked.connect(lambda: self._step_mark(1))
        for i, button in enumerate(self.transport):
            button.move(64 + i * 22, 3)

    def show_view(self, view: TimelineView) -> None:
        """Show this stretch of time."""
        self.view = view
        self.transport[1].icon_name = "pause" if view.playing else "play"
        self.update()

    # where things are -------------------------------------------------------------------------------------------
    def _span(self) -> tuple[float, float]:
        return float(LABELS), float(max(1, self.width() - LABELS - 16))

    def x_of(self, instant: int) -> float:
        """Return where an instant lies."""
        x0, width = self._span()
        return x0 + (instant - self.view.start) / max(1, self.view.end - self.view.start) * width

    def instant_of(self, x: float) -> int:
        """Return the instant at a place, within what is shown and never after now."""
        x0, width = self._span()
        share = min(1.0, max(0.0, (x - x0) / width))
        return min(self.view.now, self.view.start + round(share * (self.view.end - self.view.start)))

    def _cursor(self) -> int:
        return self.view.now if self.view.cursor is None else self.view.cursor

    # hands ------------------------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle, or open the mark that was hit."""
        if event.position().x() < LABELS:
            return
        mark = self._mark_at(event.position().x(), event.position().y())
        if mark is not None and mark.id:
            self.mark_pressed.emit(mark.id)
            return
        self._dragging = True
        self._choose(self.instant_of(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self._dragging:
            self._choose(self.instant_of(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let the handle go."""
        self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the handle with the keys."""
        sign = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Home:
            self._choose(self.view.start)
        elif event.key() == Qt.Key.Key_End:
            self.live_pressed.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.play_pressed.emit()
        elif sign is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._choose(self._cursor() + sign * MINUTE)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._choose(self._cursor() + sign * 10 * MINUTE)
        else:
            self._step_mark(sign)

    def _choose(self, instant: int) -> None:
        self.moment_chosen.emit(min(self.view.now, max(self.view.start, instant)))

    def _step_mark(self, sign: int) -> None:
        times = sorted({mark.at for lane in self.view.lanes for mark in lane.marks if mark.at <= self.view.now})
        here = self._cursor()
        if sign < 0:
            before = [t for t in times if t < here]
            self._choose(before[-1] if before else self.view.start)
            return
        after = [t for t in times if t > here]
        if after:
            self._choose(after[0])
        else:
            self.live_pressed.emit()

    # paint ------------------------------------------------------------------------------------------------------
    def lanes_shown(self) -> int:
        """Return how many lanes fit: all, or three on a small screen."""
        return len(self.view.lanes) if self.height() >= 140 else min(3, len(self.view.lanes))

    def _lane_height(self) -> float:
        return (self.height() - 48) / max(1, self.lanes_shown())

    def _shown(self) -> list[int]:
        count, total = self.lanes_shown(), len(self.view.lanes)
        if count == total:
            return list(range(total))
        # The first and the last (sources and decisions), and of the teams between them those of whom most is known.
        teams = sorted(range(1, total - 1), key=lambda i: (-len(self.view.lanes[i].marks), i))[: count - 2]
        return [0, *sorted(teams), total - 1]

    def _mark_at(self, x: float, y: float) -> TimelineMark | None:
        step = self._lane_height()
        for row, index in enumerate(self._shown()):
            if abs(y - (46 + row * step + step / 2)) > step / 2:
                continue
            for mark in self.view.lanes[index].marks:
                if abs(self.x_of(mark.at) - x) <= 7:
                    return mark
        return None

    def draw(self, ink: Ink) -> None:
        """Paint overview, ruler, future, lanes and the handle."""
        w, h = self.width(), self.height()
        ink.box(0, 0, w, h, "s1")
        ink.hline(0, 0, w)
        ink.text(16, 20, _("Tijdlijn"), 13, 600)
        x0, span = self._span()
        ink.box(x0, 6, span, 16, "sunk")
        for i, height in enumerate(self.view.histogram):
            part = span / len(self.view.histogram)
            tall = 13 * min(1.0, height)
            ink.box(x0 + i * part, 22 - tall, max(1.0, part - 1.2), tall, "outlineStrong", alpha=0.6)
        self._ruler(ink)
        step = self._lane_height()
        self._future(ink, step)
        ink.painter.save()
        for row, index in enumerate(self._shown()):
            y = 46 + row * step
            lane = self.view.lanes[index]
            ink.hline(0, y, w)
            ink.text(16, y + step / 2 + 4, lane.name, 12, 500, "text2")
            ink.painter.save()
            ink.clip(QRectF(x0, y, span + 12, step))
            for bar in lane.bars:
                self._bar(ink, bar, y + step / 2, step - 6)
            for mark in lane.marks:
                self._mark(ink, mark, y + step / 2)
            ink.painter.restore()
        ink.painter.restore()
        self._handle(ink)
        if self.hasFocus():
            ink.focus_ring(1, 1, w - 2, h - 2, 3)

    def _ruler(self, ink: Ink) -> None:
        span = self.view.end - self.view.start
        _x0, width = self._span()
        step = next((s for s in _STEPS if s / max(1, span) * width >= 96), _STEPS[-1])
        at = self.view.start - self.view.start % step + (step if self.view.start % step else 0)
        cursor_x = self.x_of(self._cursor())
        while at <= self.view.end:
            x = self.x_of(at)
            ink.vline(round(x), 26, 5, "outlineStrong")
            if abs(x - cursor_x) > 44:
                tone = "text2" if at <= self.view.now else "text3"
                ink.text(x, 42, f"{local(at):%H:%M}", 11, 500, tone, align="centre")
            half = self.x_of(at + step // 2)
            if at + step // 2 <= self.view.end:
                ink.vline(round(half), 26, 3)
            at += step

    def _future(self, ink: Ink, step: float) -> None:
        x0, span = self._span()
        x = max(x0, self.x_of(self.view.now))
        wide, high = x0 + span - x, step * self.lanes_shown()
        if wide > 0:
            ink.box(x, 46, wide, high, "sunk", alpha=0.7)
            ink.hatch(x, 46, wide, high, "outline", 12, 1)

    def _bar(self, ink: Ink, bar: TimelineBar, middle: float, high: float) -> None:
        x0, _w = self._span()
        x = max(x0, self.x_of(bar.start))
        wide = self.x_of(self.view.now if bar.end is None else bar.end) - x
        y = middle - high / 2
        if bar.kind is BarKind.PLANNED:
            ink.box(x, y, wide, high, line="outlineStrong", radius=3, dash=(3, 2))
        elif bar.kind is BarKind.HELD:
            ink.box(x, y, wide, high, "s3", line="outlineStrong", radius=3)
        elif bar.kind is BarKind.GAP:
            ink.hatch(x, y, wide, high, "staleGfx", 6, 1.2)
        else:
            ink.box(x, y, wide, high, "outlineStrong", alpha=0.28, radius=3)
        if not bar.text or text_width(bar.text, 11, 500) + 12 > max(wide, 200):
            return
        if bar.kind is BarKind.GAP:
            ink.box(x + 4, y + 1, text_width(bar.text, 11, 500) + 8, high - 2, "s1", radius=2)
        tone = {BarKind.PLANNED: "text2", BarKind.GAP: "stale"}.get(bar.kind, "text")
        ink.text(x + 8, middle + 4, bar.text, 11, 500, tone)

    def _mark(self, ink: Ink, mark: TimelineMark, y: float) -> None:
        x = self.x_of(mark.at)
        tone = "route" if mark.planned else "text"
        if mark.glyph is not Glyph.NONE:
            ink.circle(x, y, 7.4, "s1")
            draw_glyph(ink, x, y, mark.glyph, 6)
        elif mark.shape == "flag":
            ink.line(x, y - 7, x, y + 7, tone, 1.6)
            ink.poly([(x, y - 7), (x + 9, y - 3.5), (x, y)], tone)
        elif mark.shape == "diamond":
            ink.poly([(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], tone)
        else:
            ink.circle(x, y, 3.4, "text2")
        if mark.text:
            right = x + 12 + text_width(mark.text, 11, 500) > self.width() - 16
            align = "right" if right else "left"
            ink.text(x - 10 if right else x + 10, y + 4, mark.text, 11, 500, tone, align=align)

    def _handle(self, ink: Ink) -> None:
        back = self.view.cursor is not None
        x = self.x_of(self._cursor())
        tone, on = ("replay", "onReplay") if back else ("accent", "onAccent")
        ink.box(round(x) - 1, 4, 2, self.height() - 6, tone)
        ink.box(round(x) - 23, 25, 46, 19, tone, radius=3)
        ink.text(x, 38.5, f"{local(self._cursor()):%H:%M}", 12, 700, on, align="centre")
