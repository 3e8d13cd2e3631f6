"""A map sheet on paper: what stands on it and where, in pixels of 96 dpi, before anybody draws it.

The map fills what title, legend and foot leave; its scale is exact on paper, and the grid of RD stands at round metres.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cop_app.geo.columns import FeatureBatch
from cop_app.map.basemap import DrawRule
from cop_app.map.legend import LegendRow
from cop_app.map.mark_types import Mark
from cop_app.map.scales import mpp_of
from cop_app.map.viewport import Viewport

PX_PER_MM = 96 / 25.4
_MARGIN_MM = 10.0
_TITLE, _FOOT, _LEGEND, _TICKS = 46.0, 46.0, 222.0, 28.0
_STEPS = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_TICK_PX = 120.0  # at least so far apart


class Paper(StrEnum):
    """Paper sizes, always lying."""

    A4 = "A4"
    A3 = "A3"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Return width and height."""
        return (297.0, 210.0) if self is Paper.A4 else (420.0, 297.0)


Box = tuple[float, float, float, float]  # x, y, width, height in px


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """Where the parts of a sheet stand, in px of 96 dpi from the top left corner of the paper."""

    width: float
    height: float
    title: Box
    map: Box
    legend: Box
    foot: Box


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words of a sheet; all of them are ready to read and hold no person."""

    title: str
    detail: str
    marking: str
    shared_with: str
    exercise: str
    author: str
    number: str
    sources: tuple[str, ...]
    wind: str = ""
    wind_detail: str = ""
    wind_degrees: float | None = None


@dataclass(frozen=True, slots=True)
class MapSheet:
    """Everything that a printer of sheets needs beside the base map, and what the guard kept off it."""

    paper: Paper
    layout: SheetLayout
    view: Viewport
    marks: tuple[Mark, ...]
    legend: tuple[LegendRow, ...]
    words: SheetWords
    details: Mapping[str, FeatureBatch] = field(default_factory=dict)  # reference layers that lie under the signs
    rules: tuple[DrawRule, ...] = ()  # how they are drawn
    withheld: int = 0
    masked: int = 0

    @property
    def scale_words(self) -> str:
        """Return 1:5.000 op A3."""
        return f"1:{round(self.view.scale):,}".replace(",", ".") + f" op {self.paper.value}"


def layout_of(paper: Paper) -> SheetLayout:
    """Divide a sheet: title above, map left, legend right, foot below."""
    width, height = (mm * PX_PER_MM for mm in paper.size_mm)
    m = _MARGIN_MM * PX_PER_MM
    inner, gap = width - 2 * m, 10.0
    legend = _LEGEND if paper is Paper.A3 else _LEGEND * 0.84
    top = m + _TITLE + gap
    high = height - m - _FOOT - gap - top
    return SheetLayout(
        width, height, (m, m, inner, _TITLE),
        (m + _TICKS, top + _TICKS * 0.7, inner - legend - gap - 2 * _TICKS, high - 1.4 * _TICKS),
        (m + inner - legend, top, legend, high), (m, height - m - _FOOT, inner, _FOOT),
    )  # fmt: skip


def view_of(layout: SheetLayout, centre: tuple[float, float], scale: float) -> Viewport:
    """Return the view of the map on a sheet, at an exact scale around an RD place."""
    _x, _y, w, h = layout.map
    return Viewport(centre[0], centre[1], mpp_of(scale), int(w), int(h))


def round_scale(scale: float) -> float:
    """Return the usual scale (1:5.000, 1:7.500 and so on) that shows as much, but for a twentieth at the edges."""
    power = float(10 ** math.floor(math.log10(max(scale, 1.0))))
    usual = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0)
    return next(step * power for step in usual if step * power >= scale * 0.95)


def ticks(view: Viewport) -> tuple[list[int], list[int]]:
    """Return the round RD metres that stand along the edges: x values, y values."""
    step = next((s for s in _STEPS if s / view.mpp >= _TICK_PX), _STEPS[-1])
    x0, y0, x1, y1 = view.extent
    return _within(x0, x1, step), _within(y0, y1, step)


def _within(low: float, high: float, step: int) -> list[int]:
    return list(range(math.ceil(low / step) * step, math.floor(high) + 1, step))


def scale_bar(mpp: float, room: float) -> list[int]:
    """Return the stops of a scale bar in metres: 0, a quarter, a half and the whole, the longest that fits."""
    most = room * mpp
    power = 10 ** math.floor(math.log10(most))
    whole = next(f * power for f in (8, 4, 2, 1) if f * power <= most)
    return [0, round(whole / 4), round(whole / 2), round(whole)]


def source_lines(sources: Sequence[str], most: int) -> tuple[str, ...]:
    """Return the sources in lines of at most so many signs, none cut in two."""
    lines: list[str] = []
    for source in sources:
        longer = f"{lines[-1]} · {source}" if lines else source
        if lines and len(longer) <= most:
            lines[-1] = longer
        else:
            lines.append(source)
    return tuple(lines)
