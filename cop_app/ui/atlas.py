"""Finding a place and what stands there, on the maps and in the datasets of one world of this laptop. Without Qt."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import hypot

from cop_app.bootstrap.held_places import HeldPlaces
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
_SAME_M = 60.0  # two layers that know the same house put it so far apart at most


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
        self._held = HeldPlaces(cache, self._classes) if cache is not None else None
        self._cards: SpatialIndex | None = None

    def places(self, words: str) -> list[Place]:
        """Return what maps and datasets know of a few words, the surest first; one place of several layers comes once.

        Only what is one place in all of them is sure: a house that the map has here and a source elsewhere is a choice.
        """
        found = self._index.find(words, _MOST)
        for place in self._held.find(words, _MOST) if self._held is not None else ():
            near = next((at for at, other in enumerate(found) if _one(place, other)), None)
            if near is None:
                found.append(place)
            elif place.sure and not found[near].sure:
                found[near] = place
        sure = [place for place in found if place.sure]
        if any(not _one(place, sure[0]) for place in sure):
            found = [place._replace(sure=False) for place in found]
        return sorted(found, key=lambda place: not place.sure)[:_MOST]

    def find(self, line: MeldkamerLine) -> list[Place]:
        """Return candidates for a text that was read with `places` at hand; not sure what lies in another town."""
        found = [place for place in line.candidates if isinstance(place, Place)]
        told = [
            place if line.agrees(place) else _elsewhere(place, line.town)
            for place in found or self._called(line.address or line.text)
        ]  # fmt: skip
        if any(place.kind == "adres" and line.agrees(place) for place in told):
            told = [place for place in told if place.kind != "straat"]  # the house says more than its street
        return sorted(told, key=lambda place: not place.sure)

    def _called(self, text: str) -> Iterator[Place]:
        """Yield whatever a dataset has under such a name, when it is no address and nothing the maps know."""
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


def _one(place: Place, other: Place) -> bool:
    return hypot(place.x - other.x, place.y - other.y) <= _SAME_M


def _elsewhere(place: Place, town: str) -> Place:
    """Return a place of which the text says that it is in another town."""
    return place._replace(sure=False, detail=f"{place.detail} · {_('in de tekst staat {plaats}').format(plaats=town)}")


def _nearest(index: SpatialIndex, batch: FeatureBatch, x: float, y: float) -> tuple[float, dict[str, object]] | None:
    at = index.nearest(x, y, within=_CARD_WITHIN_M)
    if at is None:
        return None
    row: dict[str, object] = json.loads(batch.properties[at])
    return index.distance(at, x, y), row
