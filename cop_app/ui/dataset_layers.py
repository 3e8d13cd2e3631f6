"""Large reference layers on the map: opened in the worker by name, packed here only when there is no worker.

A layer is opened again when what is held of it changed, and it disappears when it is switched off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cop_app.bootstrap.datasets import Datasets
from cop_app.bootstrap.features import chosen_marks, feature_of
from cop_app.bootstrap.marks import layer_signs, shown_datasets
from cop_app.bootstrap.moment import Moment
from cop_app.geo.columns import FeatureBatch
from cop_app.map.dataset_rules import dataset_rules, drawn_as_tiles, names_layer
from cop_app.map.mark_types import Mark
from cop_app.map.viewport import Viewport
from cop_app.render.packed import PackedLayer
from cop_app.render.tile_worker import TileWorker
from cop_app.ui.canvas import MapCanvas
from cop_app.worker.second import LAYER, NAMES

GROUP = "bronnen"
_MOST_NAMED = 50_000  # features of which the names are placed


class DatasetLayers:
    """Keeps the tile group of reference layers as the moment wants it."""

    def __init__(self, canvas: MapCanvas, tiles: TileWorker | None) -> None:
        self._canvas = canvas
        self._tiles = tiles
        self._shown: dict[str, tuple[int, int | None]] = {}
        self._signs: tuple[Mark, ...] = ()
        self._signs_of: object = None

    def signs(self, moment: Moment, view: Viewport) -> tuple[Mark, ...]:
        """Return the signs of reference sources in a view; kept until view or data change."""
        datasets = moment.datasets
        if datasets is None:
            return ()
        held = tuple((source.name, datasets.revision(source.name)) for source in shown_datasets(moment))
        put = frozenset(item for item in moment.picture.items if ":" in item)
        key = (view, held, moment.at, put)
        if key != self._signs_of:
            self._signs_of, self._signs = key, layer_signs(moment, view)
        return self._signs

    def chosen(self, moment: Moment, item: str, mpp: float) -> tuple[Mark, ...]:
        """Return how a chosen feature of a source stands out; nothing for an object of the picture."""
        feature = feature_of(moment, item) if item and item not in moment.picture.items else None
        return chosen_marks(feature, mpp) if feature is not None else ()

    def show(self, moment: Moment) -> None:
        """Show the layers of a moment; does nothing while they are as they were."""
        datasets = moment.datasets
        tiled = {s.name: s.item_class for s in shown_datasets(moment) if drawn_as_tiles(s.item_class)}
        wanted = {name: (datasets.revision(name), moment.at) for name in tiled} if datasets is not None else {}
        if datasets is None or wanted == self._shown:
            return
        changed = {name for name, state in wanted.items() if self._shown.get(name) != state}
        self._shown = wanted
        if not wanted:
            self._canvas.hide_layers(GROUP)
            return
        if self._tiles is not None and moment.at is None:
            for name in changed:
                self._tiles.open_layers(f"{LAYER}{name}", named=False)
        self._show_names(moment, datasets, {name: tiled[name] for name in changed})
        layers = _Packed(datasets, tuple(wanted), moment.at)
        self._canvas.show_layers(GROUP, layers, dataset_rules(tiled), remote=moment.at is None, ready=False)

    def _show_names(self, moment: Moment, datasets: Datasets, changed: Mapping[str, str]) -> None:
        """Have the names of changed layers placed: by the worker, else here."""
        named = {
            name: names_layer(item_class) for name, item_class in changed.items()
            if names_layer(item_class) and moment.sources[name].features <= _MOST_NAMED
        }  # fmt: skip
        if self._tiles is None or moment.at is not None:
            found: dict[str, list[FeatureBatch]] = {}
            for name, layer in named.items():
                found.setdefault(layer, []).append(datasets.batch(name, None, moment.at))
            self._canvas.show_names({layer: FeatureBatch.concat(rows) for layer, rows in found.items()})
            return
        for name, layer in named.items():
            self._tiles.open_names(f"{NAMES}{name}", layer)
        self._canvas.letter_again()


class _Packed(Mapping[str, PackedLayer]):
    """Layers that are packed at the first touch: the worker has them, this process needs them only without it."""

    def __init__(self, datasets: Datasets, names: tuple[str, ...], at: int | None) -> None:
        self._datasets = datasets
        self._names = names
        self._at = at
        self._made: dict[str, PackedLayer] = {}

    def __getitem__(self, name: str) -> PackedLayer:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = PackedLayer.from_batch(self._datasets.batch(name, None, self._at))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
