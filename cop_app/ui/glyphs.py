"""State glyphs: check, clock, split disc, rings and lamps. One shape per state, in every window and print."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath

from cop_app.domain.coverage import QuestionStatus
from cop_app.ui.ink import Ink
from cop_app.ui.views import Glyph

STATUS_GLYPH = {
    QuestionStatus.AANWEZIG: Glyph.OK,
    QuestionStatus.VEROUDERD: Glyph.STALE,
    QuestionStatus.TEGENSTRIJDIG: Glyph.CONFLICT,
    QuestionStatus.ONVOLLEDIG: Glyph.INCOMPLETE,
    QuestionStatus.ONTBREEKT: Glyph.MISSING,
    QuestionStatus.NAVRAGEN: Glyph.ASK,
}
# Colour of the words and colour of bar and pattern, per state.
STATUS_TEXT = {
    QuestionStatus.AANWEZIG: "text2",
    QuestionStatus.VEROUDERD: "text2",
    QuestionStatus.TEGENSTRIJDIG: "conflict",
    QuestionStatus.ONVOLLEDIG: "text2",
    QuestionStatus.ONTBREEKT: "text2",
    QuestionStatus.NAVRAGEN: "text2",
}
STATUS_BAR = {
    QuestionStatus.AANWEZIG: "outlineStrong",
    QuestionStatus.VEROUDERD: "staleGfx",
    QuestionStatus.TEGENSTRIJDIG: "conflict",
    QuestionStatus.ONVOLLEDIG: "staleGfx",
    QuestionStatus.ONTBREEKT: "alarm",
    QuestionStatus.NAVRAGEN: "outlineStrong",
}
GLYPH_TOKEN = {
    Glyph.OK: "text3",
    Glyph.STALE: "staleGfx",
    Glyph.CONFLICT: "conflict",
    Glyph.MISSING: "alarm",
    Glyph.INCOMPLETE: "staleGfx",
    Glyph.ASK: "unverified",
    Glyph.ALARM: "alarm",
    Glyph.WARN: "warn",
    Glyph.UNSENT: "offline",
    Glyph.OFFLINE: "offline",
    Glyph.LIVE: "text3",
    Glyph.HALF: "staleGfx",
    Glyph.DEAD: "alarm",
    Glyph.OFF: "text3",
}
# Words beside a lamp need text contrast.
GLYPH_WORD_TOKEN = {
    Glyph.HALF: "stale",
    Glyph.STALE: "stale",
    Glyph.INCOMPLETE: "stale",
    Glyph.DEAD: "alarm",
    Glyph.MISSING: "alarm",
    Glyph.ALARM: "alarm",
    Glyph.WARN: "warn",
    Glyph.CONFLICT: "conflict",
    Glyph.UNSENT: "offline",
    Glyph.OFFLINE: "offline",
}

Draw = Callable[[Ink, float, float, float, str], None]


def _stroke(r: float) -> float:
    return max(1.3, r * 0.28)


def _path(points: list[tuple[float, float]], *, close: bool = False) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    if close:
        path.closeSubpath()
    return path


def _outline(ink: Ink, r: float, tone: str, **style: object) -> None:
    ink.painter.setPen(ink.pen(tone, _stroke(r), **style))  # type: ignore[arg-type]
    ink.painter.setBrush(Qt.BrushStyle.NoBrush)


def _ok(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    _outline(ink, r, tone)
    ink.painter.drawPath(_path([(x - r * 0.75, y + 0.05 * r), (x - 0.2 * r, y + 0.6 * r), (x + 0.8 * r, y - 0.6 * r)]))


def _stale(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    _outline(ink, r, tone)
    ink.painter.drawEllipse(QPointF(x, y), r, r)
    ink.painter.drawLine(QPointF(x, y), QPointF(x, y - r * 0.6))
    ink.painter.drawLine(QPointF(x, y), QPointF(x + r * 0.5, y + r * 0.15))


def _conflict(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    p, width = ink.painter, _stroke(r)
    box = QRectF(x - r, y - r, 2 * r, 2 * r)
    half = QPainterPath()
    half.arcMoveTo(box, 100)
    half.arcTo(box, 100, 160)
    half.closeSubpath()
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(ink.colour(tone))
    p.drawPath(half)
    _outline(ink, r, tone)
    inner = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    other = QPainterPath()
    other.arcMoveTo(inner, -80)
    other.arcTo(inner, -80, 160)
    other.closeSubpath()
    p.drawPath(other)


def _missing(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    _outline(ink, r, tone, dash=(1.6, 1.25), cap="flat")
    ink.painter.drawEllipse(QPointF(x, y), r, r)


def _incomplete(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    _outline(ink, r, tone)
    box = QRectF(x - r, y - r, 2 * r, 2 * r)
    ink.painter.drawEllipse(box)
    ink.painter.setPen(Qt.PenStyle.NoPen)
    ink.painter.setBrush(ink.colour(tone))
    ink.painter.drawPie(box, 180 * 16, 180 * 16)


def _ask(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    _outline(ink, r, tone, dash=(0.2, 1.9))
    ink.painter.drawEllipse(QPointF(x, y), r, r)
    ink.text(x, y + r * 0.62, "?", round(r * 1.7), 700, tone, align="centre")


def _alarm(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    ink.poly([(x, y - r * 1.05), (x + r * 1.1, y + r * 0.85), (x - r * 1.1, y + r * 0.85)], tone, tone)
    _outline(ink, r, "onAlarm")
    ink.painter.drawLine(QPointF(x, y - r * 0.3), QPointF(x, y + r * 0.15))
    ink.painter.drawPoint(QPointF(x, y + r * 0.55))


def _warn(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    ink.poly([(x, y - r * 1.1), (x + r * 1.1, y), (x, y + r * 1.1), (x - r * 1.1, y)], tone, tone)
    _outline(ink, r, "onAlarm")
    ink.painter.drawLine(QPointF(x, y - r * 0.45), QPointF(x, y + r * 0.1))
    ink.painter.drawPoint(QPointF(x, y + r * 0.55))


def _unsent(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    _outline(ink, r, tone)
    p = ink.painter
    p.drawPath(_path([(x - r * 0.5, y - r * 0.3), (x, y - r * 0.85), (x + r * 0.5, y - r * 0.3)]))
    p.drawLine(QPointF(x, y - r * 0.8), QPointF(x, y + r * 0.25))
    tray = [(x - r * 0.85, y + r * 0.25), (x - r * 0.85, y + r * 0.8), (x + r * 0.85, y + r * 0.8)]
    p.drawPath(_path([*tray, (x + r * 0.85, y + r * 0.25)]))


def _offline(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    _outline(ink, r, tone)
    p = ink.painter
    p.drawArc(QRectF(x - r, y - r * 0.5, r * 1.1, r), 60 * 16, 240 * 16)
    p.drawArc(QRectF(x - r * 0.1, y - r * 0.5, r * 1.1, r), 240 * 16, 240 * 16)
    p.drawLine(QPointF(x - r * 0.25, y - r * 0.95), QPointF(x - r * 0.05, y - r * 0.55))
    p.drawLine(QPointF(x + r * 0.25, y + r * 0.95), QPointF(x + r * 0.05, y + r * 0.55))


def _live(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    ink.circle(x, y, r * 0.72, tone)


def _half(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    ink.circle(x, y, r * 0.72, "", tone, _stroke(r))
    ink.painter.setPen(Qt.PenStyle.NoPen)
    ink.painter.setBrush(ink.colour(tone))
    ink.painter.drawPie(QRectF(x - r * 0.72, y - r * 0.72, 1.44 * r, 1.44 * r), 90 * 16, 180 * 16)


def _dead(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    ink.circle(x, y, r * 0.72, "", tone, _stroke(r))
    ink.line(x - r * 0.5, y + r * 0.5, x + r * 0.5, y - r * 0.5, tone, _stroke(r), cap="round")


def _off(ink: Ink, x: float, y: float, r: float, tone: str) -> None:
    ink.circle(x, y, r * 0.6, "", tone, 1.2)


_DRAW: dict[Glyph, Draw] = {
    Glyph.OK: _ok, Glyph.STALE: _stale, Glyph.CONFLICT: _conflict, Glyph.MISSING: _missing,
    Glyph.INCOMPLETE: _incomplete, Glyph.ASK: _ask, Glyph.ALARM: _alarm, Glyph.WARN: _warn,
    Glyph.UNSENT: _unsent, Glyph.OFFLINE: _offline, Glyph.LIVE: _live, Glyph.HALF: _half,
    Glyph.DEAD: _dead, Glyph.OFF: _off,
}  # fmt: skip


def draw_glyph(ink: Ink, x: float, y: float, glyph: Glyph, r: float = 6.0, tone: str = "") -> None:
    """Draw a state glyph around x, y with radius r, in its own colour unless a tone is given."""
    if glyph is not Glyph.NONE:
        _DRAW[glyph](ink, x, y, r, tone or GLYPH_TOKEN[glyph])
