"""Places as people say them, found on the maps of this laptop: addresses, crossings, hectometre posts, rail kilometres.

One typed word or a whole line of the control room goes in; candidates with RD coordinates come out, the surest first.
Everything works with the network gone. A candidate is a proposal: `sure` says that the text names exactly this one.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from math import hypot
from typing import Any, NamedTuple

import shapely

from cop_app.geo.columns import FeatureBatch
from cop_app.geo.coordinates import format_rd, parse_place
from cop_app.i18n import _

# Layers whose features are looked for by name, and what such a place is called.
NAMED_LAYERS: dict[str, str] = {
    "objectkaart": "object", "seveso": "object", "ziekenhuis": "ziekenhuis", "zorginstelling": "zorginstelling",
    "school": "school", "kazerne": "post van hulpdienst", "gemeentehuis": "gemeentehuis",
    "opvanglocatie": "opvanglocatie", "evenemententerrein": "evenemententerrein", "industrie": "terrein",
    "station": "station", "buurt": "buurt",
}  # fmt: skip
_POST = re.compile(r"\b([AN]\s?\d{1,3})\b\D{0,12}?(\d{1,3}[.,]\d)\b", re.IGNORECASE)
_RAIL = re.compile(r"\b(?:km|kilometer|spoorkm|spoorkilometer)\s*[:.]?\s*(\d{1,3}[.,]\d)\b", re.IGNORECASE)
_RAIL_WORDS = frozenset({"spoor", "spoorlijn", "trein", "treinen", "spoorkm", "spoorkilometer", "lijn"})
_CROSSING_WORDS = frozenset({"kruising", "hoek", "kruispunt", "splitsing", "t", "x", "rotonde"})
_ROADS_MEET_M = 25.0  # two axes that come so close are a crossing
_POST_NEAR_KM = 0.5
_SAME_HOUSE_M = 60.0
_SIMILAR = 0.84
_POSTCODE = re.compile(r"\b([1-9]\d{3})\s?([a-z]{2})\b(?:\D{0,3}(\d{1,5}[a-z]?)\b)?", re.IGNORECASE)
_ADDRESS = re.compile(r"(.+?)\s+(\d{1,5}\s?[a-zA-Z]?)(?:,\s*(.+))?")
_WIDE = frozenset({"plaats", "stad", "dorp", "wijk", "buurt", "water", "park", "terrein", "gebied", "regio"})


class Place(NamedTuple):
    """A candidate: RD metres, what to call it, what kind of place it is, and whether the text names just this one."""

    x: float
    y: float
    title: str
    detail: str
    kind: str
    sure: bool = False

    @property
    def wide(self) -> bool:
        """Return whether this is a town, a neighbourhood or a water: its point is only the middle of it."""
        return self.kind in _WIDE


class _Street(NamedTuple):
    name: str
    words: tuple[str, ...]
    town: str


class _House(NamedTuple):
    number: str
    town: str
    known_as: str  # postcode, or the name of what stands there
    x: float
    y: float


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text without case and accents: `Café de Brug 4a` gives cafe, de, brug, 4a."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


class PlaceIndex:
    """Finds places on the layers of one map. What is asked for first is indexed then, not when it is made."""

    def __init__(self, layers: Mapping[str, FeatureBatch]) -> None:
        self._layers = layers

    def find(self, text: str, most: int = 8) -> list[Place]:
        """Return candidates for a typed place or a pasted line, the surest first and each once."""
        found: dict[tuple[str, int, int], Place] = {}
        for place in self._all(text):
            found.setdefault((place.title, round(place.x), round(place.y)), place)
            if len(found) >= most:
                break
        return list(found.values())

    def _all(self, text: str) -> Iterator[Place]:
        yield from coordinates_in(text)
        said = words_of(text)
        if not said:
            return
        yield from self._posts(text)
        yield from self._rail(text, said)
        streets = self._streets_in(said)
        if not any(self._numbers_after(said, street) for street in streets):
            yield from self._crossings(said, streets)
        yield from self._addresses(said, streets)
        yield from self._postcodes(text)
        named = self._named(said)
        yield from (place for place in named if place.kind not in _WIDE)
        yield from self._whole_streets(said, streets)
        yield from (place for place in named if place.kind in _WIDE)
        if not streets:
            yield from self._similar(said)

    # -- along roads and rails

    def _posts(self, text: str) -> Iterator[Place]:
        for match in _POST.finditer(text):
            road, km = match[1].replace(" ", "").upper(), float(match[2].replace(",", "."))
            posts = [(abs(float(row["km"]) - km), row, x, y) for row, x, y in self._rows("hectometerpaal")
                     if str(row.get("weg", "")).upper() == road and row.get("km") is not None]  # fmt: skip
            near = min(posts, key=lambda post: post[0], default=None)
            if near is not None and near[0] <= _POST_NEAR_KM:
                exact = near[0] < 0.05
                detail = _("hectometerpaal") if exact else _("dichtstbijzijnde hectometerpaal")
                yield Place(near[2], near[3], str(near[1].get("naam", "")), detail, "hectometerpaal", exact)

    def _rail(self, text: str, said: tuple[str, ...]) -> Iterator[Place]:
        match = _RAIL.search(text)
        if match is None or not (_RAIL_WORDS & set(said) or any(self._lines() & {word} for word in said)):
            return
        km = float(match[1].replace(",", "."))
        hits = [(row, x, y) for row, x, y in self._rows("spoorkilometer")
                if row.get("km") is not None and abs(float(row["km"]) - km) < 0.11]  # fmt: skip
        named = [hit for hit in hits if set(words_of(str(hit[0].get("lijn", "")))) <= set(said)] or hits
        for row, x, y in named:
            title = f"{row.get('lijn', '')} {row.get('naam', '')}".strip()
            yield Place(x, y, title, _("spoorkilometer"), "spoorkilometer", len(named) == 1)

    def _lines(self) -> frozenset[str]:
        names = (str(row.get("lijn") or "") for row, _x, _y in self._rows("spoorkilometer"))
        return frozenset(word for name in names for word in words_of(name))

    def _crossings(self, said: tuple[str, ...], streets: list[_Street]) -> Iterator[Place]:
        names = list(dict.fromkeys(street.name for street in streets))
        if len(names) != 2 and not (len(names) > 2 and _CROSSING_WORDS & set(said)):
            return
        one, other = self._axes.get(names[0]), self._axes.get(names[1])
        if one is None or other is None:
            return
        between = shapely.shortest_line(one, other)
        if between.length <= _ROADS_MEET_M:
            middle = between.interpolate(0.5, normalized=True)
            yield Place(middle.x, middle.y, f"{names[0]} / {names[1]}", _("kruising"), "kruising", True)

    # -- addresses and streets

    def _streets_in(self, said: tuple[str, ...]) -> list[_Street]:
        """Return the streets that a text names, in its order; the longest name wins: Oude Gracht before Gracht."""
        found: list[_Street] = []
        at = 0
        while at < len(said):
            fits = [s for s in self._streets.get(said[at], ()) if said[at : at + len(s.words)] == s.words]
            longest = max((len(s.words) for s in fits), default=0)
            found += [s for s in fits if len(s.words) == longest]
            at += max(1, longest)
        towns = {street.town for street in found if set(words_of(street.town)) <= set(said)}
        return [s for s in found if not towns or s.town in towns]

    @staticmethod
    def _numbers_after(said: tuple[str, ...], street: _Street) -> list[str]:
        size = len(street.words)
        return [said[i + size] for i in range(len(said) - size)
                if said[i : i + size] == street.words and re.fullmatch(r"\d{1,5}[a-z]?", said[i + size])]  # fmt: skip

    def _addresses(self, said: tuple[str, ...], streets: list[_Street]) -> Iterator[Place]:
        hits: list[Place] = []
        near: list[Place] = []
        for street in streets:
            for number in self._numbers_after(said, street):
                houses = self._houses.get((street.name, street.town), ())
                exact = [house for house in houses if house.number == number]
                hits += [_at(street, house) for house in exact]
                if not exact and houses:
                    closest = min(houses, key=lambda house: abs(_whole(house.number) - _whole(number)))
                    detail = _("nummer {n} staat niet op de kaart, dit is het dichtstbijzijnde").format(n=number)
                    near.append(_at(street, closest)._replace(detail=detail))
        if _one_spot(hits):
            hits = [hits[0]._replace(sure=True, detail=", ".join(dict.fromkeys(p.detail for p in hits)))]
        yield from hits
        yield from near

    def _postcodes(self, text: str) -> Iterator[Place]:
        for match in _POSTCODE.finditer(text):
            places = self._by_postcode.get(f"{match[1]}{match[2].upper()}", ())
            number = "".join(words_of(match[3] or ""))
            exact = [_at(street, house) for street, house in places if house.number == number]
            yield from (place._replace(sure=_one_spot(exact)) for place in exact)
            if places and not exact:
                yield _at(*places[len(places) // 2])._replace(detail=_("midden van de postcode"), kind="postcode")

    @cached_property
    def _by_postcode(self) -> dict[str, list[tuple[_Street, _House]]]:
        found: dict[str, list[tuple[_Street, _House]]] = {}
        for (name, town), houses in self._houses.items():
            for house in houses:
                postcode = house.known_as.replace(" ", "").upper()  # registers write it with and without a blank
                found.setdefault(postcode, []).append((_Street(name, (), town), house))
        return found

    def _whole_streets(self, said: tuple[str, ...], streets: list[_Street]) -> Iterator[Place]:
        every = (street for rows in self._streets.values() for street in rows)
        begun = streets or [street for street in every if _begins(said, street.words + words_of(street.town))]
        for street in begun[:20]:
            middle = self._middle(street)
            if middle is not None:
                detail = ", ".join(filter(None, (_("straat"), street.town)))
                yield Place(*middle, street.name, detail, "straat")

    def _similar(self, said: tuple[str, ...]) -> Iterator[Place]:
        """Return addresses on streets that are written nearly so: a typing error must not cost the place."""
        names = [first for first, rows in self._streets.items() if any(len(s.words) == 1 for s in rows)]
        for word in said:
            if len(word) < 6:
                continue
            for close in get_close_matches(word, names, n=2, cutoff=_SIMILAR):
                mended = tuple(close if w == word else w for w in said)
                streets = [s for s in self._streets[close] if len(s.words) == 1]
                places = [*self._addresses(mended, streets), *self._whole_streets(mended, streets)]
                yield from (place._replace(sure=False) for place in places)

    def _middle(self, street: _Street) -> tuple[float, float] | None:
        houses = self._houses.get((street.name, street.town), ())
        if houses:
            house = houses[len(houses) // 2]
            return house.x, house.y
        axis = self._axes.get(street.name)
        point = axis.interpolate(0.5, normalized=True) if axis is not None else None
        return (point.x, point.y) if point is not None else None

    # -- things with a name

    def _named(self, said: tuple[str, ...]) -> list[Place]:
        """Return things whose name stands in the text, then those whose name begins as the text does."""
        all_said = set(said)
        whole = [(words, place) for words, place in self._names if words and set(words) <= all_said]
        whole.sort(key=lambda row: -len(row[0]))
        begun = [place for words, place in self._names if _begins(said, words)]
        return [*(place for _words, place in whole), *begun]

    @cached_property
    def _names(self) -> list[tuple[tuple[str, ...], Place]]:
        rows: list[tuple[tuple[str, ...], Place]] = []
        for layer, kind in NAMED_LAYERS.items():
            for row, x, y in self._rows(layer):
                name = str(row.get("naam") or "")
                if name:
                    words = tuple(word for word in words_of(name) if word != "fictief")
                    detail = ", ".join(filter(None, (_(kind), str(row.get("adres") or ""))))
                    rows.append((words, Place(x, y, name, detail, kind)))
        for row, x, y in self._rows("naam"):
            name, kind = str(row.get("tekst") or ""), str(row.get("klasse") or "plaats")
            if name:
                rows.append((words_of(name), Place(x, y, name, _(kind), kind)))
        return rows

    # -- the index

    @cached_property
    def _streets(self) -> dict[str, tuple[_Street, ...]]:
        """Streets by the first word of their name."""
        found: dict[str, dict[_Street, None]] = {}
        pairs = [*self._houses, *((str(r.get("naam") or ""), str(r.get("plaats") or "")) for r in self._raw("weg"))]
        known = {name for name, town in pairs if town}
        for name, town in pairs:
            words = words_of(name)
            if words and (town or name not in known):
                found.setdefault(words[0], {})[_Street(name, words, town)] = None
        return {first: tuple(streets) for first, streets in found.items()}

    @cached_property
    def _houses(self) -> dict[tuple[str, str], list[_House]]:
        found: dict[tuple[str, str], list[_House]] = {}
        for row, x, y in self._rows("adres"):
            number = "".join(words_of(f"{row.get('huisnummer', '')}{row.get('huisletter') or ''}"))
            town = str(row.get("plaats") or "")
            house = _House(number, town, str(row.get("postcode") or ""), x, y)
            found.setdefault((str(row.get("straat") or ""), town), []).append(house)
        for layer in NAMED_LAYERS:
            for row, x, y in self._rows(layer):
                match = _ADDRESS.fullmatch(str(row.get("adres") or ""))
                if match is not None:
                    house = _House("".join(words_of(match[2])), match[3] or "", str(row.get("naam") or ""), x, y)
                    found.setdefault((match[1], house.town), []).append(house)
        return found

    @cached_property
    def _axes(self) -> dict[str, Any]:
        """Return the axes of each named road as one line."""
        batch = self._layers.get("weg")
        if batch is None:
            return {}
        shapes = batch.geometry.to_shapely()
        found: dict[str, list[Any]] = {}
        for shape, row in zip(shapes, self._raw("weg"), strict=True):
            for name in filter(None, (row.get("naam"), row.get("nummer"))):
                found.setdefault(str(name), []).append(shape)
        return {name: shapely.line_merge(shapely.union_all(parts)) for name, parts in found.items()}

    def _raw(self, layer: str) -> Iterable[dict[str, Any]]:
        batch = self._layers.get(layer)
        return (json.loads(raw) for raw in (batch.properties if batch is not None else ()))

    def _rows(self, layer: str) -> Iterator[tuple[dict[str, Any], float, float]]:
        batch = self._layers.get(layer)
        if batch is None:
            return
        centres = ((batch.geometry.boxes[:, :2] + batch.geometry.boxes[:, 2:]) / 2).tolist()
        for raw, (x, y) in zip(batch.properties, centres, strict=True):
            if x == x:  # a feature without a place has none
                yield json.loads(raw), x, y


def coordinates_in(text: str) -> Iterator[Place]:
    """Return the place when the whole text is a coordinate in RD or degrees."""
    place = parse_place(text)
    if place is not None:
        detail = place.notation + (_(", volgorde geraden") if place.guessed else "")
        yield Place(place.x, place.y, f"RD {format_rd(place.x, place.y)}", detail, "coordinaat", True)


def _at(street: _Street, house: _House) -> Place:
    detail = house.known_as or _("adres")
    title = f"{street.name} {house.number}" + (f", {house.town}" if house.town else "")
    return Place(house.x, house.y, title, detail, "adres")


def _one_spot(places: list[Place]) -> bool:
    """Return whether the places are one: several layers may know the same house."""
    if not places:
        return False
    first = places[0]
    return all(p.title == first.title and hypot(p.x - first.x, p.y - first.y) <= _SAME_HOUSE_M for p in places)


def _whole(number: str) -> int:
    digits = re.match(r"\d+", number)
    return int(digits[0]) if digits else 0


def _begins(said: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether every word that was said begins a word of the name, or a longer one stands inside it."""
    return all(any(word.startswith(part) or (len(part) > 2 and part in word) for word in words) for part in said)
