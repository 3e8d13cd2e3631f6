"""Letters the base map, and the marks with it: one placing, so that no street name stands under a conflict value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtGui import QPainter

from cop_app.geo.columns import FeatureBatch
from cop_app.map.base_names import BaseNames as NameSource
from cop_app.map.base_names import view_labels
from cop_app.map.dataset_rules import names_layer
from cop_app.map.label_types import Box, PlacedLabel
from cop_app.map.mark_types import Mark
from cop_app.map.palette import Palette
from cop_app.map.viewport import Viewport
from cop_app.render.lettering import draw_labels, text_width


class BaseNames:
    """The names of a set of layers; call it with painter, view and palette to letter a map without marks."""

    def __init__(self, layers: Mapping[str, FeatureBatch]) -> None:
        self._layers = dict(layers)
        self.source = NameSource(self._layers)

    def joined(self, more: Mapping[str, FeatureBatch]) -> BaseNames:
        """Return these names and those of more layers."""
        return BaseNames({**self._layers, **more})

    def __call__(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        """Paint all names that fit in the view."""
        draw_labels(painter, palette, place_words(self, (), view, palette))


def names_of(datasets: Mapping[str, tuple[str, FeatureBatch]]) -> dict[str, FeatureBatch]:
    """Return the names of reference layers by the layer whose label rules hold; `datasets` as `paint_datasets`."""
    found: dict[str, list[FeatureBatch]] = {}
    for item_class, batch in datasets.values():
        if names_layer(item_class):
            found.setdefault(names_layer(item_class), []).append(batch)
    return {layer: FeatureBatch.concat(rows) for layer, rows in found.items()}


def place_words(
    names: BaseNames | None, marks: Sequence[Mark], view: Viewport, palette: Palette, covered: Iterable[Box] = ()
) -> list[PlacedLabel]:
    """Return all labels of a view; `covered` are px boxes of controls over the map."""
    source = names.source if names is not None else None
    return view_labels(source, marks, view, text_width, palette_name=palette.name, covered=covered)
