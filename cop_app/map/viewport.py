"""The window on the world: which RD place lies at which pixel, and how that changes when one pans or zooms.

One value object for canvas, tiles, labels and print, so that they can never disagree by half a pixel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from cop_app.map.scales import MAX_MPP, METRES_PER_PIXEL_AT_1, MIN_MPP

Extent = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Viewport:
    """A view: RD centre `cx, cy` in metres, `mpp` metres per device-independent pixel (96 dpi), size in pixels.

    Pixel (0, 0) is the top-left corner; y grows downwards on the screen and northwards in RD.
    """

    cx: float
    cy: float
    mpp: float
    width: int
    height: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.cx) and math.isfinite(self.cy) and math.isfinite(self.mpp)) or self.mpp <= 0:
            raise ValueError("viewport needs a finite centre and a positive number of metres per pixel")

    @property
    def extent(self) -> Extent:
        """Return xmin, ymin, xmax, ymax in RD metres."""
        half_w, half_h = self.width * self.mpp / 2, self.height * self.mpp / 2
        return (self.cx - half_w, self.cy - half_h, self.cx + half_w, self.cy + half_h)

    @property
    def scale(self) -> float:
        """Return the denominator of the map scale: 7500.0 for 1:7.500."""
        return self.mpp / METRES_PER_PIXEL_AT_1

    def to_px(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of an RD place."""
        return ((x - self.cx) / self.mpp + self.width / 2, self.height / 2 - (y - self.cy) / self.mpp)

    def to_rd(self, px: float, py: float) -> tuple[float, float]:
        """Return the RD place of a pixel."""
        return (self.cx + (px - self.width / 2) * self.mpp, self.cy + (self.height / 2 - py) * self.mpp)

    def zoomed(self, factor: float, at_px: tuple[float, float] | None = None) -> Viewport:
        """Return the view magnified by `factor` (2 = twice as near); the place under `at_px` stays where it is.

        Magnification stops at the nearest and farthest scale of the map; `at_px` is the centre when it is None.
        """
        if factor <= 0:
            raise ValueError("a zoom factor is positive")
        mpp = min(MAX_MPP, max(MIN_MPP, self.mpp / factor))
        px, py = at_px if at_px is not None else (self.width / 2, self.height / 2)
        x, y = self.to_rd(px, py)
        return replace(
            self, cx=x - (px - self.width / 2) * mpp, cy=y - (self.height / 2 - py) * mpp, mpp=mpp
        )

    def panned(self, dx: float, dy: float) -> Viewport:
        """Return the view after the paper was dragged by dx, dy pixels (right and down are positive)."""
        return replace(self, cx=self.cx - dx * self.mpp, cy=self.cy + dy * self.mpp)

    def resized(self, width: int, height: int) -> Viewport:
        """Return the view with another size; the centre and the scale stay."""
        return replace(self, width=width, height=height)

    def at_scale(self, denominator: float) -> Viewport:
        """Return the view at 1:denominator around the same centre."""
        return replace(self, mpp=min(MAX_MPP, max(MIN_MPP, denominator * METRES_PER_PIXEL_AT_1)))

    def sees(self, box: Extent, margin_px: float = 0.0) -> bool:
        """Return whether an RD box touches the view, widened by a margin in pixels."""
        x0, y0, x1, y1 = self.extent
        m = margin_px * self.mpp
        return box[0] <= x1 + m and box[2] >= x0 - m and box[1] <= y1 + m and box[3] >= y0 - m

    @staticmethod
    def fit(extent: Extent, width: int, height: int, margin_px: float = 24.0) -> Viewport:
        """Return the view in which an RD box just fits, with a margin on all sides.

        A point or a very small box gives 1:1.000 rather than an endless zoom.
        """
        x0, y0, x1, y1 = extent
        free_w, free_h = max(1.0, width - 2 * margin_px), max(1.0, height - 2 * margin_px)
        mpp = max((x1 - x0) / free_w, (y1 - y0) / free_h, 1000 * METRES_PER_PIXEL_AT_1)
        return Viewport((x0 + x1) / 2, (y0 + y1) / 2, min(MAX_MPP, mpp), width, height)
