"""Draws packed layers by draw rules: a tile, a whole view or one dirty rectangle of it.

One class for both processes. The worker draws whole tiles; without a worker the window asks for the same drawing in
slices, for the drawing is a generator that pauses after every block.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPixmap

from cop_app.geo.columns import LINE, POINT, FeatureBatch
from cop_app.map.basemap import DrawRule, StrokeStyle, base_rules
from cop_app.map.palette import Palette
from cop_app.map.viewport import Viewport
from cop_app.render.derived import Derived
from cop_app.render.packed import Box, ClassBlocks, PackedLayer, level_of
from cop_app.render.pens import argb, colour, pen
from cop_app.render.pixels import PixelBuffer
from cop_app.render.qt_paths import polygon_from

TILE_PX = 512
_MARGIN_PX = 2.0
_THIN_PX = 1.0  # up to here Qt draws lines by its fast code
_EDGE_PX = 0.6  # the outline that smooths a fill without one of its own
Painted = Callable[[QPainter, Viewport, Palette], None]


@dataclass(frozen=True, slots=True)
class TileGroup:
    """Layers that share tiles: what they are called, their own rules (None = those of the base map), their ground."""

    name: str
    rules: tuple[DrawRule, ...] | None = None
    ground: str = ""

    def rules_at(self, mpp: float, palette_name: str) -> list[DrawRule]:
        """Return the rules that hold at this scale, in drawing order."""
        if self.rules is None:
            return base_rules(mpp, palette_name)
        return sorted((r for r in self.rules if r.min_mpp <= mpp < r.max_mpp), key=lambda rule: rule.order)


class TileKey(NamedTuple):
    """A tile: metres per pixel and place in the grid that starts at RD (0, 0), columns east and rows north."""

    mpp: float
    column: int
    row: int

    @property
    def view(self) -> Viewport:
        """Return what the tile shows."""
        span = TILE_PX * self.mpp
        return Viewport((self.column + 0.5) * span, (self.row + 0.5) * span, self.mpp, TILE_PX, TILE_PX)


def tiles_of(view: Viewport) -> list[TileKey]:
    """Return the tiles that cover a view, those nearest to the middle first."""
    span = TILE_PX * view.mpp
    x0, y0, x1, y1 = view.extent
    columns = range(int(x0 // span), int(x1 // span) + 1)
    rows = range(int(y0 // span), int(y1 // span) + 1)
    middle = (view.cx / span - 0.5, view.cy / span - 0.5)
    keys = [TileKey(view.mpp, c, r) for c in columns for r in rows]
    return sorted(keys, key=lambda k: (k.column - middle[0]) ** 2 + (k.row - middle[1]) ** 2)


def paint_features(
    painter: QPainter, layers: Mapping[str, FeatureBatch], view: Viewport, rules: Sequence[DrawRule], palette: Palette
) -> None:  # fmt: skip
    """Draw features as they are held, without tiles: for a page or a picture that is drawn once."""
    packed = {name: PackedLayer.from_batch(batch) for name, batch in layers.items()}
    TileRenderer(packed).paint(painter, view, rules, palette)


class TileRenderer:
    """Draws layers by name. Needs a QGuiApplication only for point layers."""

    def __init__(self, layers: Mapping[str, PackedLayer]) -> None:
        self.layers = dict(layers)

    def draw(
        self, buffer: PixelBuffer, view: Viewport, rules: Sequence[DrawRule], palette: Palette, *, ratio: float = 1.0,
        ground: str = "", clip: QRect | None = None, cancelled: Callable[[], bool] | None = None,
    ) -> bool:  # fmt: skip
        """Draw a view whole; returns False when `cancelled` said so on the way, the picture is then unfinished.

        `ratio` is device pixels per pixel; `ground` a colour token to begin with ("" = clear), `clip` the only
        device pixels to touch.
        """
        for count, _ in enumerate(self.steps(buffer, view, rules, palette, ratio=ratio, ground=ground, clip=clip)):
            if cancelled is not None and count % 16 == 0 and cancelled():
                return False
        return True

    def steps(
        self, buffer: PixelBuffer, view: Viewport, rules: Sequence[DrawRule], palette: Palette, *, ratio: float = 1.0,
        ground: str = "", clip: QRect | None = None,
    ) -> Iterator[None]:  # fmt: skip
        """Draw a view and pause after every block, for callers that must not stay away for long."""
        painter = QPainter(buffer.image)
        try:
            whole = QRect(0, 0, buffer.width, buffer.height)
            area = whole if clip is None else clip.intersected(whole)
            if clip is not None:
                painter.setClipRect(area)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.fillRect(area, colour(palette, ground) if ground else Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            brush = _Brush(painter, view, palette, ratio, area, buffer)
            for rule in rules:
                layer = self.layers.get(rule.layer)
                if layer is not None:
                    yield from brush.rule(rule, layer)
        finally:
            painter.end()

    def paint(self, painter: QPainter, view: Viewport, rules: Sequence[DrawRule], palette: Palette) -> None:
        """Draw a view on any painter, such as a page to print; what is smaller than a pixel becomes a dot."""
        brush = _Brush(painter, view, palette, 1.0, QRect(0, 0, view.width, view.height), None)
        for rule in rules:
            layer = self.layers.get(rule.layer)
            if layer is not None:
                for _ in brush.rule(rule, layer):
                    pass


class _Brush:
    """Draws one rule after the other with one painter."""

    def __init__(
        self, painter: QPainter, view: Viewport, palette: Palette, ratio: float, area: QRect, buffer: PixelBuffer | None
    ) -> None:
        self.painter, self.palette, self.ratio = painter, palette, ratio
        self.mpp = view.mpp / ratio
        self.level = level_of(self.mpp)
        self.area, self.buffer = area, buffer
        self.left, self.top = view.extent[0], view.extent[3]

    def rule(self, rule: DrawRule, layer: PackedLayer) -> Iterator[None]:
        """Draw the features of a layer that a rule is about."""
        for blocks in layer.of(rule.match):
            if blocks.kind == POINT or rule.kind == "dot":
                self._dots(rule, blocks)
                yield
            else:
                yield from self._shapes(rule, blocks)

    def _box(self, margin_px: float, reach: float) -> Box:
        a, m = self.area, margin_px * self.ratio
        return (
            self.left + (a.left() - m) * self.mpp - reach, self.top - (a.bottom() + 1 + m) * self.mpp - reach,
            self.left + (a.right() + 1 + m) * self.mpp + reach, self.top - (a.top() - m) * self.mpp + reach,
        )  # fmt: skip

    def _shapes(self, rule: DrawRule, blocks: ClassBlocks) -> Iterator[None]:
        derived = Derived(rule.kind, rule.params) if rule.kind in ("hachure", "inset") else None
        width = rule.stroke.width / 2 if rule.stroke else 0.0
        seen = blocks.seen(self._box(width + _MARGIN_PX, derived.reach if derived else 0.0), self.level)
        if len(seen):
            self.painter.save()
            try:  # a drawing that is given up ends here too, and leaves the painter as it was
                yield from self._paths(rule, blocks, seen.tolist(), derived)
            finally:
                self.painter.restore()
        if derived is None:
            self._specks(rule, blocks)
            yield

    def _paths(
        self, rule: DrawRule, blocks: ClassBlocks, shapes: list[int], derived: Derived | None
    ) -> Iterator[None]:
        painter = self.painter
        x, y = blocks.origin
        painter.translate((x - self.left) / self.mpp, (self.top - y) / self.mpp)
        painter.scale(1 / self.mpp, 1 / self.mpp)
        stroke = rule.stroke
        if rule.fill is not None and blocks.kind != LINE and derived is None:
            # The outline with anti-aliasing covers the fill's edge, so the fill itself may go without (4x).
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour(self.palette, rule.fill)))
            for block in shapes:
                painter.drawPath(blocks.paths(block, self.level)[0])
                yield
            stroke = stroke or StrokeStyle(rule.fill, _EDGE_PX)
        if stroke is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(self.palette, stroke, self.ratio))
            fine = blocks.kind == LINE and derived is None and stroke.alpha == 1 and stroke.width > _THIN_PX
            for block in shapes:
                for path in blocks.paths(block, self.level, derived, fine=fine):
                    painter.drawPath(path)
                yield

    def _specks(self, rule: DrawRule, blocks: ClassBlocks) -> None:
        """Give every feature smaller than a pixel its pixel, in the colour that would dominate it."""
        middles = blocks.specks(self.level)
        token = rule.stroke.colour if rule.stroke else rule.fill
        if not len(middles) or token is None:
            return
        if self.buffer is None:
            self.painter.setPen(colour(self.palette, token))
            self.painter.drawPoints(polygon_from(self._device(middles)))
            return
        self.buffer.flat[self._inside(middles)] = argb(self.palette, token)

    def _device(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.empty_like(places)
        np.multiply(places[:, 0] - self.left, 1 / self.mpp, out=found[:, 0])
        np.multiply(self.top - places[:, 1], 1 / self.mpp, out=found[:, 1])
        return found

    def _inside(self, places: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the flat pixel numbers of the places inside the area."""
        assert self.buffer is not None
        a = self.area
        x = np.floor((places[:, 0] - self.left) / self.mpp)
        y = np.floor((self.top - places[:, 1]) / self.mpp)
        hit = (x >= a.left()) & (x <= a.right()) & (y >= a.top()) & (y <= a.bottom())
        if not hit.all():
            x, y = x[hit], y[hit]
        return (y * self.buffer.width + x).astype(np.int64)

    def _dots(self, rule: DrawRule, blocks: ClassBlocks) -> None:
        radius = rule.params[0] if rule.params else 2.0
        seen = blocks.seen(self._box(radius + _MARGIN_PX, 0.0), self.level)
        places = self._device(blocks.points(seen) if blocks.kind == POINT else blocks.middles())
        a, m = self.area, (radius + _MARGIN_PX) * self.ratio
        hit = (
            (places[:, 0] >= a.left() - m) & (places[:, 0] <= a.right() + m)
            & (places[:, 1] >= a.top() - m) & (places[:, 1] <= a.bottom() + m)
        )  # fmt: skip
        found = np.floor(places[hit])
        # One dot a pixel: the eye sees no more, and piles of dots cost the most.
        words = (found[:, 1] + 4096.0) * 65536.0 + found[:, 0] + 4096.0
        found = found[np.unique(words, return_index=True)[1]]
        if len(found):
            draw_sprites(self.painter, found + 0.5, self._dot(rule, radius))

    def _dot(self, rule: DrawRule, radius: float) -> QPixmap:
        room = radius * 2 * self.ratio + 4
        side = int(room) + 1 - int(room) % 2  # odd, so that its middle is the middle of a pixel
        sprite = QPixmap(side, side)
        sprite.fill(Qt.GlobalColor.transparent)
        painter = QPainter(sprite)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(pen(self.palette, rule.stroke, self.ratio) if rule.stroke else Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour(self.palette, rule.fill)) if rule.fill else Qt.BrushStyle.NoBrush)
        r = radius * self.ratio
        painter.drawEllipse(QRectF(side / 2 - r, side / 2 - r, 2 * r, 2 * r))
        painter.end()
        return sprite


def draw_sprites(painter: QPainter, middles: NDArray[np.float64], sprite: QPixmap) -> None:
    """Draw one small picture at many places (n, 2), in one call over a numpy buffer."""
    fragments = np.zeros((len(middles), 10), dtype=np.float64)  # x, y, source x, y, w, h, scale x, y, rotation, opacity
    fragments[:, :2] = middles
    fragments[:, 4:6] = (sprite.width(), sprite.height())
    fragments[:, 6:8] = 1.0
    fragments[:, 9] = 1.0
    first: Any = shiboken6.Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
    painter.drawPixmapFragments(first, len(middles), sprite)


class SlicedDrawing:
    """One drawing that goes on for a few milliseconds at a time, for the window without its worker."""

    def __init__(self, steps: Iterator[None]) -> None:
        self._steps = steps
        self.done = False

    def go_on(self, seconds: float = 0.004) -> bool:
        """Draw on for this long; returns True when it is finished."""
        until = time.perf_counter() + seconds
        for _ in self._steps:
            if time.perf_counter() >= until:
                return False
        self.done = True
        return True

    def give_up(self) -> None:
        """Stop and let go of the picture."""
        close = getattr(self._steps, "close", None)
        if close is not None:
            close()
        self.done = True


def paint_view(
    view: Viewport, layers: Mapping[str, PackedLayer], rules: Sequence[DrawRule], palette: Palette,
    overlay: Painted | None = None, *, ratio: float = 1.0, ground: str = "land",
) -> QImage:  # fmt: skip
    """Return a picture of a view without any window; `overlay` paints marks and words over it."""
    buffer = PixelBuffer(round(view.width * ratio), round(view.height * ratio))
    TileRenderer(layers).draw(buffer, view, rules, palette, ratio=ratio, ground=ground)
    picture = buffer.image.copy()
    picture.setDevicePixelRatio(ratio)
    if overlay is not None:
        painter = QPainter(picture)
        overlay(painter, view, palette)
        painter.end()
    return picture
