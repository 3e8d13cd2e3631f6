"""Colours and pens of a palette: one place where a token becomes a Qt colour."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from cop_app.map.basemap import StrokeStyle
from cop_app.map.palette import Palette


def colour(palette: Palette, token: str, alpha: float = 1.0) -> QColor:
    """Return a token's colour with an opacity."""
    found = QColor(palette.colour(token))
    if alpha < 1.0:
        found.setAlphaF(alpha)
    return found


def pen(palette: Palette, style: StrokeStyle, ratio: float = 1.0) -> QPen:
    """Return the pen of a stroke, `ratio` device pixels per pixel; cosmetic, so that a zoom does not thicken it."""
    width = style.width * ratio
    made = QPen(colour(palette, style.colour, style.alpha), width)
    made.setCosmetic(True)
    made.setCapStyle(Qt.PenCapStyle.RoundCap if style.cap == "round" else Qt.PenCapStyle.FlatCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if style.dash:
        made.setDashPattern([part * ratio / max(width, 0.1) for part in style.dash])
    return made


def argb(palette: Palette, token: str) -> int:
    """Return an opaque colour as the 32-bit word of a pixel."""
    return QColor(palette.colour(token)).rgba()
