"""Sets words on the map: the map's own font, and a halo that costs next to nothing.

A stroked outline costs most of a millisecond a label. A level text is drawn nine times from a kept layout (eight times
shifted in the halo's colour), and on a screen that little picture is kept, for marks are lettered at every frame; a
turned letter fills outlines that were stroked once and kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPixmap,
    QStaticText,
    QTransform,
)

from cop_app.map.label_types import Glyph, PlacedLabel, TextStyle
from cop_app.map.palette import Palette
from cop_app.paths import resource
from cop_app.render.pens import colour

FAMILY = "IBM Plex Sans Condensed"
_FALLBACK = ("Noto Sans", "DejaVu Sans")
_EIGHT = tuple((math.cos(k * math.pi / 4), math.sin(k * math.pi / 4)) for k in range(8))
_PLATE_RADIUS = 2.0


class _Look(NamedTuple):
    """How a level text is set; colours as "#RRGGBB"."""

    size: float
    weight: int
    italic: bool
    spacing: float
    ink: str
    halo: str
    halo_width: float


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Make the shipped map font known to Qt, once; needs a QGuiApplication."""
    if FAMILY in QFontDatabase.families():
        return
    for file in sorted(resource("fonts").glob("IBMPlexSansCondensed-*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


@lru_cache(maxsize=256)
def map_font(size: float, weight: int = 500, italic: bool = False, spacing: float = 0.0) -> QFont:
    """Return the map font at a size in px."""
    load_fonts()
    made = QFont([FAMILY, *_FALLBACK])
    made.setPixelSize(max(1, round(size)))
    made.setWeight(QFont.Weight(weight))
    made.setItalic(italic)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return made


@lru_cache(maxsize=256)
def _metrics(size: float, weight: int, italic: bool) -> QFontMetricsF:
    return QFontMetricsF(map_font(size, weight, italic))


@lru_cache(maxsize=16384)
def text_width(text: str, size: float, weight: int = 500, italic: bool = False) -> float:
    """Return the advance width in px; the measure function that placing labels asks for."""
    return _metrics(size, weight, italic).horizontalAdvance(text)


@lru_cache(maxsize=4096)
def text_path(text: str, size: float, weight: int, italic: bool, spacing: float) -> QPainterPath:
    """Return the outline of a text with its baseline at the origin."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addText(QPointF(0, 0), map_font(size, weight, italic, spacing), text)
    return path


@lru_cache(maxsize=4096)
def _static(text: str, size: float, weight: int, italic: bool, spacing: float) -> tuple[QStaticText, float]:
    """Return a laid-out text and the height of its baseline."""
    font = map_font(size, weight, italic, spacing)
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(QTransform(), font)
    return made, _metrics(size, weight, italic).ascent()


@lru_cache(maxsize=2048)
def _letter(char: str, size: float, weight: int, italic: bool, halo_width: float) -> tuple[QPainterPath, QPainterPath]:
    """Return a letter centred on the origin, and the outline of its halo."""
    half = text_width(char, size, weight, italic) / 2
    path = text_path(char, size, weight, italic, 0.0).translated(-half, size * 0.36)
    stroker = QPainterPathStroker()
    stroker.setWidth(max(halo_width, 0.1))
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    stroker.setCurveThreshold(0.5)
    around = stroker.createStroke(path)
    around.setFillRule(Qt.FillRule.WindingFill)
    return path, around


def draw_text(
    painter: QPainter, palette: Palette, x: float, y: float, text: str, *, size: float = 12, weight: int = 500,
    ink: str = "label", halo: str = "halo", halo_width: float = 3.0, align: str = "centre", italic: bool = False,
    spacing: float = 0.0,
) -> float:  # fmt: skip
    """Draw a level text with its halo, baseline at y; returns its width in px."""
    width = text_width(text, size, weight, italic) + spacing * len(text)
    left = {"centre": x - width / 2, "left": x, "right": x - width}[align]
    look = _Look(size, weight, italic, spacing, palette.colour(ink), palette.colour(halo), halo_width)
    _draw_level(painter, left, y, text, look)
    return width


def _draw_level(painter: QPainter, left: float, baseline: float, text: str, look: _Look) -> None:
    static, ascent = _static(text, look.size, look.weight, look.italic, look.spacing)
    painter.setFont(map_font(look.size, look.weight, look.italic, look.spacing))
    top = baseline - ascent
    if look.halo_width:
        painter.setPen(QColor(look.halo))
        reach = look.halo_width / 2
        for dx, dy in _EIGHT:
            painter.drawStaticText(QPointF(left + dx * reach, top + dy * reach), static)
    painter.setPen(QColor(look.ink))
    painter.drawStaticText(QPointF(left, top), static)


@lru_cache(maxsize=2048)
def _picture(text: str, look: _Look, ratio: float) -> tuple[QPixmap, float, float]:
    """Return a text with its halo as a picture, and how far its baseline's left end lies from its corner."""
    room = math.ceil(look.halo_width / 2) + 2
    metrics = _metrics(look.size, look.weight, look.italic)
    width = text_width(text, look.size, look.weight, look.italic) + look.spacing * len(text) + 2 * room
    height = metrics.height() + 2 * room
    picture = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    baseline = float(math.ceil(metrics.ascent() + room))
    painter = QPainter(picture)
    _draw_level(painter, room, baseline, text, look)
    painter.end()
    return picture, room, baseline


def _screen_ratio(painter: QPainter) -> float:
    """Return the device pixels per pixel of an upright screen or image, 0 for paper and for turned painters."""
    engine, device = painter.paintEngine(), painter.device()
    if engine is None or device is None or engine.type() != QPaintEngine.Type.Raster:
        return 0.0
    transform = painter.worldTransform()
    if transform.isRotating() or transform.isScaling():
        return 0.0
    return float(device.devicePixelRatio())


def draw_labels(
    painter: QPainter, palette: Palette, placed: Iterable[PlacedLabel], dx: float = 0.0, dy: float = 0.0
) -> None:
    """Draw placed labels, moved by `dx`, `dy` px."""
    painter.save()
    painter.translate(dx, dy)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    ratio = _screen_ratio(painter)
    for label in placed:
        style = label.candidate.style
        if label.glyphs:
            _draw_along(painter, palette, label.glyphs, style)
            continue
        if style.plate:
            _draw_plate(painter, palette, label.box, style)
        halo = 0.0 if style.plate else style.halo_width
        under = palette.colour(style.halo)
        if label.candidate.text:
            ink = palette.colour(style.colour)
            look = _Look(style.size, style.weight, style.italic, style.spacing, ink, under, halo)
            _draw_line(painter, label.x, label.y, label.candidate.text, look, ratio)
        if label.candidate.sub:
            look = _Look(style.sub_size, style.sub_weight, False, 0.0, palette.colour(style.sub_colour), under, halo)
            _draw_line(painter, label.sub_x, label.sub_y, label.candidate.sub, look, ratio)
    painter.restore()


def _draw_line(painter: QPainter, x: float, y: float, text: str, look: _Look, ratio: float) -> None:
    if not ratio:
        _draw_level(painter, x, y, text, look)
        return
    picture, room, baseline = _picture(text, look, ratio)
    # Whole device pixels, or kept letters blur.
    at = QPointF(round((x - room) * ratio) / ratio, round((y - baseline) * ratio) / ratio)
    painter.drawPixmap(at, picture)


def _draw_along(painter: QPainter, palette: Palette, glyphs: tuple[Glyph, ...], style: TextStyle) -> None:
    letters = [
        (glyph, _letter(glyph.char, style.size, style.weight, style.italic, style.halo_width)) for glyph in glyphs
    ]
    here = painter.worldTransform()
    painter.setPen(Qt.PenStyle.NoPen)
    # All halos first: the halo of a letter must not eat the letter before it.
    for which, token, alpha in ((1, style.halo, 0.9), (0, style.colour, 1.0)):
        painter.setBrush(QBrush(colour(palette, token, alpha)))
        for glyph, shapes in letters:
            turn = QTransform().translate(glyph.x, glyph.y).rotate(glyph.angle)
            painter.setWorldTransform(turn * here)
            painter.drawPath(shapes[which])
    painter.setWorldTransform(here)


def _draw_plate(
    painter: QPainter, palette: Palette, box: tuple[float, float, float, float], style: TextStyle
) -> None:
    painter.setPen(QPen(colour(palette, style.plate_line or "provCase"), 1))
    painter.setBrush(colour(palette, style.plate))
    frame = QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1]).adjusted(0, -1, 0, 1)
    painter.drawRoundedRect(frame, _PLATE_RADIUS, _PLATE_RADIUS)
