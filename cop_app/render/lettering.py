"""Fonts of the map and text as paths with a halo; paths are kept, because a halo costs far more than its drawing."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from cop_app.map.palette import Palette
from cop_app.render.base_map import colour

FAMILY = "IBM Plex Sans Condensed"
_FALLBACK = ("Noto Sans", "DejaVu Sans")


@lru_cache(maxsize=128)
def map_font(size: float, weight: int = 500, italic: bool = False, spacing: float = 0.0) -> QFont:
    """Return the map font at a size in px."""
    made = QFont([FAMILY, *_FALLBACK])
    made.setPixelSize(max(1, round(size)))
    made.setWeight(QFont.Weight(weight))
    made.setItalic(italic)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return made


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, weight: int = 500, italic: bool = False) -> float:
    """Return the advance width in px; the measure function that placing labels asks for."""
    return QFontMetricsF(map_font(size, weight, italic)).horizontalAdvance(text)


@lru_cache(maxsize=4096)
def text_path(text: str, size: float, weight: int, italic: bool, spacing: float) -> QPainterPath:
    """Return the outline of a text with its baseline at the origin."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addText(QPointF(0, 0), map_font(size, weight, italic, spacing), text)
    return path


def draw_text(
    painter: QPainter, palette: Palette, x: float, y: float, text: str, *, size: float = 12, weight: int = 500,
    ink: str = "label", halo: str = "halo", halo_width: float = 3.0, align: str = "centre", italic: bool = False,
    spacing: float = 0.0,
) -> float:  # fmt: skip
    """Draw a text with its halo, baseline at y; returns its width in px."""
    path = text_path(text, size, weight, italic, spacing)
    width = text_width(text, size, weight, italic) + spacing * len(text)
    left = {"centre": x - width / 2, "left": x, "right": x - width}[align]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.translate(left, y)
    if halo_width:
        stroke = QPen(colour(palette, halo, 0.9), halo_width)
        stroke.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(palette, ink))
    painter.drawPath(path)
    painter.restore()
    return width
