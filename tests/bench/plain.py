"""The peer's plain symbols in the product's own words, so that both draw the same."""

from __future__ import annotations

from cop_app.geo.columns import LINE, POINT
from cop_app.map.basemap import DrawRule, StrokeStyle
from cop_app.map.palette import Palette

COLOURS = ("#E8C9A0", "#C8D8A0", "#A0C8E8", "#E8A0A0", "#C8A0E8")
PALETTE = Palette("bench", {"text": "#1A1E22", "text2": "#1A1E22", "halo": "#FFFFFF"})
PX_MM = 96 / 25.4


def rule_for(layer: str, kind: int, colour: str = COLOURS[0], match: str = "") -> DrawRule:
    """Return a rule with lines of 0.26 mm, markers of 2 mm, filled areas with an outline."""
    if kind == LINE:
        return DrawRule(layer, match, None, StrokeStyle("#4A4A4A", 0.26 * PX_MM), 0, 1e9, 0)
    if kind == POINT:
        stroke = StrokeStyle("#232323", 1.0)
        return DrawRule(layer, match, colour, stroke, 0, 1e9, 0, "dot", (PX_MM,))
    return DrawRule(layer, match, colour, StrokeStyle("#7A5C3A", 0.26 * PX_MM), 0, 1e9, 0)
