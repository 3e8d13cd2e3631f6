"""Finding a place and what stands there, on the maps and in the datasets of one world of this laptop. Without Qt."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import hypot

from cop_app.domain.errors import UserFacingError
from cop_app.geo.columns import FeatureBatch
from cop_app.geo.places import Place, PlaceIndex, words_of
from cop_app.geo.spatial import SpatialIndex
from cop_app.i18n import _
from cop_app.sources.meldkamer import MeldkamerLine
from cop_app.store.cache import DatasetCache

_CARD = "objectkaart"
_CARD_WITHIN_M = 75.0
_MOST = 8
_SAME_M = 25.0


class Atlas:
    """Maps first, datasets after them: what a partner keeps is newer, but a map is always there."""

    def __init__(
        self, layers: Mapping[str, FeatureBatch], cache: DatasetCache | None = None,
        classes: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.layers = layers
        self._cache = cache
        self._classes = dict(classes or {})  # name of a dataset -> common class
        self._index = PlaceIndex(layers)
        self._cards: SpatialIndex | None = None

    def on_map(self, words: str) -> list[Place]:
        """Return what the maps know of a few words."""
        return self._index.find(words, _MOST)

    def find(self, line: MeldkamerLine) -> list[Place]:
        """Return candidates for a text that was read with `on_map` at hand."""
        found = [place for place in line.candidates if isinstance(place, Place)]
        for place in self._held(line.address or line.text):
            if all(hypot(place.x - p.x, place.y - p.y) > _SAME_M for p in found) and len(found) < _MOST:
                found.append(place)
        return sorted(found, key=lambda place: not place.sure)

    def _held(self, text: str) -> Iterator[Place]:
        if self._cache is None or not text.strip():
            return
        try:
            hits = self._cache.search(text, _MOST)
        except UserFacingError:
            return
        asked = words_of(text)
        exact = [hit for hit in hits if words_of(hit.title) == asked]
        for hit in hits:
            if hit.x is not None and hit.y is not None:
                sure = len(exact) == 1 and hit is exact[0]
                yield Place(hit.x, hit.y, hit.title, _("uit {laag}").format(laag=hit.layer), "gegeven", sure)

    def card_at(self, x: float, y: float) -> str:
        """Return the object card of what stands at a place in RD metres, "" when there is none near."""
        near = [card for card in (self._card_on_map(x, y), self._card_held(x, y)) if card is not None]
        if not near:
            return ""
        metres, row = min(near, key=lambda card: card[0])
        number = str(row.get("nummer") or "")
        away = _("op {m} m").format(m=round(metres)) if metres >= 1 else ""
        return " · ".join(filter(None, (str(row.get("naam") or _("objectkaart")), number, away)))

    def _card_on_map(self, x: float, y: float) -> tuple[float, dict[str, object]] | None:
        batch = self.layers.get(_CARD)
        if batch is None or not len(batch):
            return None
        if self._cards is None:
            self._cards = SpatialIndex(batch.geometry)
        return _nearest(self._cards, batch, x, y)

    def _card_held(self, x: float, y: float) -> tuple[float, dict[str, object]] | None:
        if self._cache is None:
            return None
        box = (x - _CARD_WITHIN_M, y - _CARD_WITHIN_M, x + _CARD_WITHIN_M, y + _CARD_WITHIN_M)
        found = []
        for name, item_class in self._classes.items():
            if item_class == _CARD:
                try:
                    batch = self._cache.batch(name, None, box)
                except UserFacingError:
                    continue
                card = _nearest(SpatialIndex(batch.geometry), batch, x, y) if len(batch) else None
                found += [card] if card is not None else []
        return min(found, key=lambda card: card[0], default=None)


def _nearest(index: SpatialIndex, batch: FeatureBatch, x: float, y: float) -> tuple[float, dict[str, object]] | None:
    at = index.nearest(x, y, within=_CARD_WITHIN_M)
    if at is None:
        return None
    row: dict[str, object] = json.loads(batch.properties[at])
    return index.distance(at, x, y), row
