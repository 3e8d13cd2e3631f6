"""Ctrl+K: one field for commands, coordinates, places, streets, addresses, objects and what is in the picture.

Pure search over the layers on this laptop, so it works with the network gone. Hits carry in their id what to do:
`opdracht:NAAM`, `plek:X,Y` or `item:ID`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cop_app.bootstrap.features import features_named
from cop_app.domain.vocabulary import class_named
from cop_app.geo.columns import FeatureBatch
from cop_app.geo.places import PlaceIndex
from cop_app.i18n import _
from cop_app.ui.keys import NAMES, keys_of
from cop_app.ui.presenter import Moment
from cop_app.ui.views import SearchHit

COMMANDS = tuple((name, words, keys_of(name)) for name, words in NAMES.items() if name != "palette")
_GROUPS = {
    "adres": "Adressen", "postcode": "Adressen", "straat": "Straten", "kruising": "Kruisingen", "plaats": "Plaatsen",
    "coordinaat": "Coördinaten", "hectometerpaal": "Hectometerpalen", "spoorkilometer": "Spoorkilometers",
}  # fmt: skip
_OTHERS = "Objecten"
_PER_GROUP = 4
_MOST = 40


class DeskSearch:
    """Searches the layers of one map, the picture and the commands."""

    def __init__(self, layers: Mapping[str, FeatureBatch]) -> None:
        self._index = PlaceIndex(layers)

    @property
    def places(self) -> PlaceIndex:
        """Return the index of places, for fields that take an address."""
        return self._index

    def hits(self, text: str, moment: Moment) -> list[SearchHit]:
        """Return hits for a text, commands first when nothing was typed."""
        words = text.strip().lower()
        if not words:
            return [SearchHit(f"opdracht:{id_}", _("Opdrachten"), _(name), keys=keys) for id_, name, keys in COMMANDS]
        places = self._places(text)
        coordinates = [hit for hit in places if hit.icon == "target"]
        others = [hit for hit in places if hit.icon != "target"]
        return [*coordinates, *_commands(words), *_items(words, moment), *_features(text, moment), *others]

    def _places(self, text: str) -> list[SearchHit]:
        """Return the places a text may mean, at most a few a kind, each kind together and the surest kind first."""
        groups: dict[str, list[SearchHit]] = {}
        for place in self._index.find(text, _MOST):
            group = groups.setdefault(_GROUPS.get(place.kind, _OTHERS), [])
            if len(group) < _PER_GROUP:
                icon = "target" if place.kind == "coordinaat" else "pin"
                id_ = f"plek:{place.x},{place.y}"
                group.append(SearchHit(id_, "", place.title, place.detail, icon=icon))
        return [replace(hit, group=_(name)) for name, hits in groups.items() for hit in hits]


def _commands(words: str) -> Iterator[SearchHit]:
    for id_, name, keys in COMMANDS:
        if words in _(name).lower():
            yield SearchHit(f"opdracht:{id_}", _("Opdrachten"), _(name), keys=keys)


def _items(words: str, moment: Moment) -> Iterator[SearchHit]:
    count = 0
    for state in moment.picture.items.values():
        title = str(state.value("naam") or "")
        if not state.deleted and words in title.lower() and count < _PER_GROUP:
            count += 1
            detail = class_named(state.item_class).name
            yield SearchHit(f"item:{state.id}", _("In het beeld"), title, detail, icon="layers")


def _features(text: str, moment: Moment) -> Iterator[SearchHit]:
    """Yield what the sources on this laptop have under a name, a few of each source."""
    counts: Counter[str] = Counter()
    for feature in features_named(moment, text):
        counts[feature.source.name] += 1
        if counts[feature.source.name] <= _PER_GROUP:
            group = feature.source.title
            detail = f"{class_named(feature.source.item_class).name} · {feature.source.organisation}"
            yield SearchHit(f"item:{feature.id}", group, feature.title, detail, icon="layers")
