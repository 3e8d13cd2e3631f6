"""RD New from ETRS89 and back, to the millimetre, by the official RDNAPTRANS2018 procedure (variant 1).

PROJ's own choice for this pair never takes the official grid when the input calls itself WGS84, and falls back
without a word (7 to 24 cm, and 100 m and more with an unset datum). So the steps are spelled out here, the grid ships
with the program (`resources/rd`, NSGI, CC BY 4.0, made by `maps/make_rd_grid.py`), and a self-test at first use says
aloud when the grid is gone or damaged.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from pathlib import Path
from typing import Any, overload

import numpy as np
import pyproj
from numpy.typing import ArrayLike, NDArray
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

from cop_app.paths import resource

GRID = "rdcorr2018.gsb"
GRID_SHA256 = "dbf0b1ee63a734c7eaff4687920ab54eac2ee5a17f04468863e0b1098cf4b05e"
ACCURACY_WITHOUT_GRID = "RD ±0,25 m"
# Official validation points (NSGI), longitude, latitude, x, y: the corners and the middle of the country.
SELF_TEST = (
    (3.585811459, 51.438526916, 29757.2995, 384816.6235),  # 30015800, near Vlissingen
    (5.384235427, 52.145205777, 154796.8335, 461891.0655),  # 30015514, near Amersfoort
    (6.560321191, 53.214203057, 233366.3945, 581480.2522),  # 30013940, near Groningen
)
_MILLIMETRE = 0.001
# The procedure takes the ellipsoidal height for points without one as 43 m (RDNAPTRANS2018, 2.2.1).
_HEIGHT = 43.0
_TO_PSEUDO_BESSEL = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=GRS80 "
    "+step +proj=helmert +x=-565.7346 +y=-50.4058 +z=-465.2895 +rx=-0.395023 +ry=0.330776 +rz=-1.876073 "
    "+s=-4.07242 +convention=coordinate_frame +exact +step +inv +proj=cart +ellps=bessel "
)
_CORRECTION = f"+step +inv +proj=hgridshift +grids={GRID},null "
_PROJECTION = (
    "+step +proj=sterea +lat_0=52.156160556 +lon_0=5.387638889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel"
)
_log = logging.getLogger(__name__)
_per_thread = threading.local()
_searched: set[Path] = set()
_searched_lock = threading.Lock()


class RdTransform:
    """Between ETRS89 degrees and RD New metres. Not shared between threads: take `rd()`.

    `exact` is False when the official grid cannot be used; results are then up to 0.25 m off and `accuracy_text`
    says so, for the status bar. Points that cannot be projected give inf.
    """

    def __init__(self, grid: Path | None = None) -> None:
        self.exact = False
        path = grid or resource("rd", GRID)
        if _sound(path):
            _search_in(path.parent)
            self._transformer = pyproj.Transformer.from_pipeline(_TO_PSEUDO_BESSEL + _CORRECTION + _PROJECTION)
            self.exact = self._self_test()
        if not self.exact:
            _log.error("RD correction grid unusable (%s): coordinates up to 0.25 m off", path.name)
            self._transformer = pyproj.Transformer.from_pipeline(_TO_PSEUDO_BESSEL + _PROJECTION)

    @property
    def accuracy_text(self) -> str:
        """Return "" when exact, else what to show beside every RD coordinate."""
        return "" if self.exact else ACCURACY_WITHOUT_GRID

    @overload
    def to_rd(self, lon: float, lat: float) -> tuple[float, float]: ...
    @overload
    def to_rd(self, lon: NDArray[Any], lat: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
    def to_rd(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Any, Any]:
        """Return RD x, y in metres of ETRS89 longitude, latitude in degrees; scalars or arrays of one length."""
        height = np.full(np.shape(lon), _HEIGHT) if np.ndim(lon) else _HEIGHT
        x, y, _z = self._transformer.transform(lon, lat, height)
        return x, y

    @overload
    def to_lonlat(self, x: float, y: float) -> tuple[float, float]: ...
    @overload
    def to_lonlat(self, x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...
    def to_lonlat(self, x: ArrayLike, y: ArrayLike) -> tuple[Any, Any]:
        """Return ETRS89 longitude, latitude in degrees of RD x, y in metres; scalars or arrays of one length."""
        height = np.zeros(np.shape(x)) if np.ndim(x) else 0.0
        lon, lat, _z = self._transformer.transform(x, y, height, direction="INVERSE")
        return lon, lat

    def _self_test(self) -> bool:
        for lon, lat, x, y in SELF_TEST:
            found_x, found_y = self.to_rd(lon, lat)
            # Written so that inf and nan fail too.
            if not (abs(found_x - x) <= _MILLIMETRE and abs(found_y - y) <= _MILLIMETRE):
                return False
        return True


def rd() -> RdTransform:
    """Return this thread's transformation; made, and the grid checked, at the first call in each thread."""
    found: RdTransform | None = getattr(_per_thread, "transform", None)
    if found is None:
        found = _per_thread.transform = RdTransform()
    return found


def _sound(path: Path) -> bool:
    """Return whether the grid is there, byte for byte: a damaged cell far from the test points would go unseen."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == GRID_SHA256
    except OSError:
        return False


def _search_in(folder: Path) -> None:
    """Let PROJ find the grid by name: a path inside the pipeline would break on blanks and commas."""
    with _searched_lock:
        if folder not in _searched:
            set_network_enabled(active=False)
            pyproj.datadir.append_data_dir(str(folder))
            _searched.add(folder)
