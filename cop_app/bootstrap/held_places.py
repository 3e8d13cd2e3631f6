"""Places that a region's own sources know: addresses, roads and named things, looked up in the cache by their words.

The map packages answer first; what partners keep is newer and reaches further. Only what the words may mean is read
from the cache, and judged by the same rules as the map: a house that exists in two towns is a question, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from cop_app.domain.errors import UserFacingError
from cop_app.geo.columns import FeatureBatch
from cop_app.geo.places import NAMED_LAYERS, Place, PlaceIndex, words_of
from cop_app.store.cache import DatasetCache

ADDRESS, ROAD = "adres", "weg"
_MOST_HOUSES = 60  # of one street and number: in a region a name comes back in many towns
_MOST_OF_A_NAME = 200  # pieces of one road
_MOST_NAMED = 20
_POSTCODE = re.compile(r"\b([1-9]\d{3}) ?([a-z]{2}) (\d{1,5})")
_SHORTEST = 4  # letters of a word by which a road or a thing is looked up


class HeldPlaces:
    """Finds places in the datasets of a cache. `classes` says of each dataset what its features are."""

    def __init__(self, cache: DatasetCache, classes: Mapping[str, str]) -> None:
        self._cache = cache
        self._layers: dict[str, list[str]] = {}
        for name, item_class in classes.items():
            self._layers.setdefault(item_class, []).append(name)

    def find(self, text: str, most: int = 8) -> list[Place]:
        """Return candidates for a few words, the surest first; none when the cache cannot be read."""
        words = words_of(text)
        keys = {
            ADDRESS: self._houses(words), ROAD: self._named(ROAD, words, _MOST_OF_A_NAME),
            **{name: self._named(name, words, _MOST_NAMED) for name in NAMED_LAYERS},
        }  # fmt: skip
        try:
            layers = {item_class: self._read(found) for item_class, found in keys.items()}
        except UserFacingError:
            return []
        found = PlaceIndex({name: batch for name, batch in layers.items() if batch is not None}).find(text, most)
        return [place for place in found if place.kind != "coordinaat"]

    def _houses(self, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield dataset and key of the houses whose street and number, or postcode and number, stand in the text."""
        asked: dict[str, None] = {}
        for digits, letters, number in _POSTCODE.findall(" ".join(words)):
            asked |= dict.fromkeys((f"{digits}{letters} {number}", f"{digits} {letters} {number}"))
        for word, number in pairwise(words):
            if number[:1].isdigit() and len(word) > 1:
                digits = number.rstrip("abcdefghijklmnopqrstuvwxyz")
                asked |= dict.fromkeys((f"{word} {number}", f"{word} {digits} {number[len(digits) :]}".strip()))
        if not asked:
            asked = dict.fromkeys(word for word in words if len(word) >= _SHORTEST)
        for question in asked:
            yield from self._hits(ADDRESS, question, _MOST_HOUSES)

    def _named(self, item_class: str, words: tuple[str, ...], most: int) -> Iterator[tuple[str, str]]:
        """Yield dataset and key of what has one of the words in its name."""
        for word in dict.fromkeys(words):
            if len(word) >= _SHORTEST and not word.isdigit():
                yield from self._hits(item_class, word, most)

    def _hits(self, item_class: str, question: str, most: int) -> Iterator[tuple[str, str]]:
        for layer in self._layers.get(item_class, ()):
            for hit in self._cache.search(question, most, layer, whole=True):
                yield hit.layer, hit.key

    def _read(self, found: Iterable[tuple[str, str]]) -> FeatureBatch | None:
        batches = [self._cache.feature(layer, key) for layer, key in dict.fromkeys(found)]
        present = [batch for batch in batches if batch is not None]
        return FeatureBatch.concat(present) if present else None
