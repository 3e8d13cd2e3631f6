"""The six scale bands of the map and numbers that change smoothly between them.

The look fixes sizes per band (LOOK 5). Between two bands a size runs on evenly in the logarithm of the scale, so that
nothing jumps while one zooms; nearer than 1:4.000 it grows with the square root.
"""

from __future__ import annotations

import math
from enum import IntEnum

METRES_PER_PIXEL_AT_1 = 0.0254 / 96  # one pixel at 96 dpi, in metres on paper
MIN_MPP = 250 * METRES_PER_PIXEL_AT_1
MAX_MPP = 5_000_000 * METRES_PER_PIXEL_AT_1
GROWTH_FROM = 4000.0
GROWTH_LIMIT = 2.6


class Band(IntEnum):
    """Scale bands from the whole country down to a street."""

    LAND = 0  # 1:2.500.000 - 1:500.000
    REGIO = 1  # 1:250.000 - 1:100.000
    STAD = 2  # 1:50.000 - 1:25.000
    WIJK = 3  # 1:15.000 - 1:10.000
    BUURT = 4  # 1:7.500 - 1:4.000
    STRAAT = 5  # 1:2.500 - 1:1.000


# Far and near end of every band (denominators); the borders lie halfway in the logarithm.
BAND_ENDS: tuple[tuple[float, float], ...] = (
    (2_500_000, 500_000), (250_000, 100_000), (50_000, 25_000), (15_000, 10_000), (7_500, 4_000), (2_500, 1_000),
)  # fmt: skip
BAND_BORDERS: tuple[float, ...] = tuple(
    math.sqrt(BAND_ENDS[i][1] * BAND_ENDS[i + 1][0]) for i in range(len(BAND_ENDS) - 1)
)


def scale_of(mpp: float) -> float:
    """Return the scale denominator of a number of metres per pixel."""
    return mpp / METRES_PER_PIXEL_AT_1


def mpp_of(scale: float) -> float:
    """Return the metres per pixel of a scale denominator."""
    return scale * METRES_PER_PIXEL_AT_1


def band_of(mpp: float) -> Band:
    """Return the band in which a number of metres per pixel falls."""
    scale = scale_of(mpp)
    return Band(sum(scale < border for border in BAND_BORDERS))


def mpp_range(far: Band, near: Band) -> tuple[float, float]:
    """Return min and max metres per pixel of the bands from `far` to `near`; 0 and infinity at the open ends."""
    low = 0.0 if near == Band.STRAAT else mpp_of(BAND_BORDERS[near])
    high = math.inf if far == Band.LAND else mpp_of(BAND_BORDERS[far - 1])
    return low, high


def growth(mpp: float) -> float:
    """Return how much larger roads and base labels are nearer than 1:4.000: square root of scale, at most 2.6."""
    return min(GROWTH_LIMIT, max(1.0, math.sqrt(GROWTH_FROM / scale_of(mpp))))


def size_at(mpp: float, sizes: tuple[float, ...]) -> float:
    """Return a size for a scale from one value per band; 0 means that the band does not show it.

    Inside a band the value holds; between two bands that show it, it runs on in the logarithm of the scale.
    """
    band = band_of(mpp)
    here, scale = sizes[band], scale_of(mpp)
    far, near = BAND_ENDS[band]
    if here <= 0:
        return 0.0
    if scale > far and band > Band.LAND and sizes[band - 1] > 0:
        return _between(scale, (BAND_ENDS[band - 1][1], sizes[band - 1]), (far, here))
    if scale < near and band < Band.STRAAT and sizes[band + 1] > 0:
        return _between(scale, (near, here), (BAND_ENDS[band + 1][0], sizes[band + 1]))
    return here


def _between(scale: float, far: tuple[float, float], near: tuple[float, float]) -> float:
    share = math.log(far[0] / scale) / math.log(far[0] / near[0])
    return far[1] + (near[1] - far[1]) * share
