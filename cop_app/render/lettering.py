"""Sets words on the map: the map's own font, and a halo that costs next to nothing.

A stroked outline costs most of a millisecond a label. A level text is drawn nine times from a kept layout (eight times
shifted in the halo's colour); a turned letter fills outlines that were stroked once and kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
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
    static, ascent = _static(text, size, weight, italic, spacing)
    painter.setFont(map_font(size, weight, italic, spacing))
    top = y - ascent
    if halo_width:
        painter.setPen(QColor(palette.colour(halo)))
        reach = halo_width / 2
        for dx, dy in _EIGHT:
            painter.drawStaticText(QPointF(left + dx * reach, top + dy * reach), static)
    painter.setPen(QColor(palette.colour(ink)))
    painter.drawStaticText(QPointF(left, top), static)
    return width


def draw_labels(
    painter: QPainter, palette: Palette, placed: Iterable[PlacedLabel], dx: float = 0.0, dy: float = 0.0
) -> None:
    """Draw placed labels, moved by `dx`, `dy` px."""
    painter.save()
    painter.translate(dx, dy)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for label in placed:
        style = label.candidate.style
        if label.glyphs:
            _draw_along(painter, palette, label.glyphs, style)
            continue
        if style.plate:
            _draw_plate(painter, palette, label.box, style)
        halo = 0.0 if style.plate else style.halo_width
        if label.candidate.text:
            draw_text(painter, palette, label.x, label.y, label.candidate.text, size=style.size, weight=style.weight,
                      ink=style.colour, halo=style.halo, halo_width=halo, align="left", italic=style.italic,
                      spacing=style.spacing)  # fmt: skip
        if label.candidate.sub:
            draw_text(painter, palette, label.sub_x, label.sub_y, label.candidate.sub, size=style.sub_size,
                      weight=style.sub_weight, ink=style.sub_colour, halo=style.halo, halo_width=halo, align="left",
                      spacing=0.0)  # fmt: skip
    painter.restore()


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
