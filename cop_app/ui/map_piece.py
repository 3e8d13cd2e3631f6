"""Small still pieces of map: on the large card of the exercise, and the country with what runs in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter, QPixmap

from cop_app.geo.columns import FeatureBatch
from cop_app.map.mark_types import Mark
from cop_app.map.palette import load_palette
from cop_app.map.viewport import Viewport
from cop_app.render.base_map import BaseMap
from cop_app.render.base_names import BaseNames, place_words
from cop_app.render.lettering import draw_labels
from cop_app.render.marks import paint_marks


def map_piece(
    layers: Mapping[str, FeatureBatch], centre: tuple[float, float], mpp: float, size: QSize, ratio: float,
    palette: str, marks: Sequence[Mark] = (), *, named: bool = False,
) -> QPixmap:  # fmt: skip
    """Return a piece of map around an RD place, `size` in pixels of the window, at the screen's own sharpness."""
    image = QImage(
        max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(ratio)
    view = Viewport(*centre, mpp, max(1, size.width()), max(1, size.height()))
    colours = load_palette(palette)
    painter = QPainter(image)
    BaseMap(layers).paint(painter, view, colours)
    paint_marks(painter, view, colours, marks, words=False)
    if named:
        draw_labels(painter, colours, place_words(BaseNames(layers), marks, view, colours))
    painter.end()
    return QPixmap.fromImage(image)
