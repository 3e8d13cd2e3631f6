"""Ctrl+K: one field for commands, coordinates, places, streets, addresses, objects and what is in the picture.

Pure search over the layers on this laptop, so it works with the network gone. Hits carry in their id what to do:
`opdracht:NAAM`, `plek:X,Y` or `item:ID`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from cop_app.domain.vocabulary import class_named
from cop_app.geo.columns import FeatureBatch
from cop_app.geo.coordinates import parse_place
from cop_app.i18n import _
from cop_app.ui.presenter import Moment
from cop_app.ui.views import SearchHit

COMMANDS = (
    ("grip", "GRIP vastleggen", "Ctrl+G"), ("changes", "Wat is er veranderd", "W"),
    ("next_colours", "Volgend palet", "F9"), ("keys", "Toetsen", "F1"), ("now", "Naar nu", "Esc"),
    ("incident", "Naar het incident", ""),
)  # fmt: skip
_LAYERS = (
    ("naam", "Plaatsen", ("tekst",)), ("weg", "Straten", ("naam", "nummer")), ("kruising", "Kruisingen", ("naam",)),
    ("objectkaart", "Objecten", ("naam",)), ("ziekenhuis", "Objecten", ("naam",)), ("school", "Objecten", ("naam",)),
    ("zorginstelling", "Objecten", ("naam",)), ("seveso", "Objecten", ("naam",)), ("kazerne", "Objecten", ("naam",)),
    ("hectometerpaal", "Hectometerpalen", ("naam", "tekst", "hectometer")),
    ("spoorkilometer", "Spoorkilometers", ("naam", "tekst", "kilometer")),
)  # fmt: skip
_PER_GROUP = 4


class DeskSearch:
    """Searches the layers of one map; the index of words is made at the first question."""

    def __init__(self, layers: Mapping[str, FeatureBatch]) -> None:
        self._layers = layers
        self._index: list[tuple[str, str, str, float, float]] | None = None

    def hits(self, text: str, moment: Moment) -> list[SearchHit]:
        """Return hits for a text, commands first when nothing was typed."""
        words = text.strip().lower()
        if not words:
            return [SearchHit(f"opdracht:{id_}", _("Opdrachten"), _(name), keys=keys) for id_, name, keys in COMMANDS]
        return [*self._coordinates(text), *_commands(words), *_items(words, moment), *self._places(words)]

    def _coordinates(self, text: str) -> Iterator[SearchHit]:
        place = parse_place(text)
        if place is not None:
            title = f"RD {place.x:,.0f} / {place.y:,.0f}".replace(",", " ")
            detail = place.notation + (_(" (geraden)") if place.guessed else "")
            yield SearchHit(f"plek:{place.x},{place.y}", _("Coördinaten"), title, detail, icon="target")

    def _places(self, words: str) -> list[SearchHit]:
        if self._index is None:
            self._index = list(self._rows())
        found: dict[tuple[str, str], SearchHit] = {}
        per_group: dict[str, int] = {}
        parts = words.split()
        for group, title, low, x, y in self._index:
            if all(part in low for part in parts) and (group, title) not in found:
                if per_group.get(group, 0) < _PER_GROUP:
                    found[group, title] = SearchHit(f"plek:{x},{y}", group, title, icon="pin")
                per_group[group] = per_group.get(group, 0) + 1
        return list(found.values())

    def _rows(self) -> Iterator[tuple[str, str, str, float, float]]:
        for layer, group, fields in _LAYERS:
            batch = self._layers.get(layer)
            for index, raw in enumerate(batch.properties if batch is not None else ()):
                row = json.loads(raw)
                title = next((str(row[name]) for name in fields if row.get(name)), "")
                if title and batch is not None:
                    yield (_(group), title, title.lower(), *_centre(batch, index))
        yield from self._addresses()

    def _addresses(self) -> Iterator[tuple[str, str, str, float, float]]:
        batch = self._layers.get("adres")
        for index, raw in enumerate(batch.properties if batch is not None else ()):
            row = json.loads(raw)
            title = f"{row.get('straat', '')} {row.get('huisnummer', '')}, {row.get('plaats', '')}"
            low = f"{title} {row.get('postcode', '')}".lower()
            if batch is not None:
                yield (_("Adressen"), title, low, *_centre(batch, index))


def _centre(batch: FeatureBatch, index: int) -> tuple[float, float]:
    box = batch.geometry.boxes[index]
    return float((box[0] + box[2]) / 2), float((box[1] + box[3]) / 2)


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
