"""The base map: the draw rules of cop_app.map laid over packed layers, for any view, on any image or printer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from cop_app.geo.columns import FeatureBatch
from cop_app.map.basemap import base_rules
from cop_app.map.dataset_rules import dataset_rules
from cop_app.map.palette import Palette
from cop_app.map.viewport import Viewport
from cop_app.render.packed import PackedLayer
from cop_app.render.pens import colour, pen
from cop_app.render.qt_paths import Origin, PathCache
from cop_app.render.tiles import TileGroup, TileRenderer

__all__ = ["BaseMap", "colour", "pen"]


class BaseMap:
    """A set of layers that can be painted; paths are kept between paintings."""

    def __init__(self, layers: Mapping[str, FeatureBatch]) -> None:
        self.origin = _origin(layers)
        cache = PathCache()
        self.layers = {
            name: PackedLayer.from_batch(batch, self.origin, cache) for name, batch in layers.items() if len(batch)
        }
        self.renderer = TileRenderer(self.layers)
        ground = "water" if "zee" in self.layers or "water" in self.layers else "land"
        self.group = TileGroup("ondergrond", None, ground)

    def paint(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        """Paint the view at the painter's origin, in device-independent pixels."""
        painter.fillRect(QRectF(0, 0, view.width, view.height), colour(palette, self.group.ground))
        self.renderer.paint(painter, view, base_rules(view.mpp, palette.name), palette)


def paint_datasets(
    painter: QPainter, view: Viewport, palette: Palette, datasets: Mapping[str, tuple[str, FeatureBatch]]
) -> None:
    """Paint large reference layers over the base map: by name the class and the features (`map.dataset_rules`)."""
    layers = {name: PackedLayer.from_batch(batch) for name, (_class, batch) in datasets.items() if len(batch)}
    group = TileGroup("bronnen", dataset_rules({name: item_class for name, (item_class, _b) in datasets.items()}))
    TileRenderer(layers).paint(painter, view, group.rules_at(view.mpp, palette.name), palette)


def _origin(layers: Mapping[str, FeatureBatch]) -> Origin:
    for batch in layers.values():
        if len(batch.geometry.coords):
            x, y = batch.geometry.coords.mean(axis=0)
            return (float(round(x)), float(round(y)))
    return (0.0, 0.0)
