"""What this laptop holds of every source, read for the window: from the cache, or from the exercise map in process.

Two faces with one shape: the cache that the worker writes, read here only; and the exercise played without a network,
where a source is whole the moment it is asked. Questions, map and object card know no difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import shapely

from cop_app.domain.errors import UserFacingError
from cop_app.domain.facts import SourceFacts, SourceState
from cop_app.geo.boxes import Box
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.replay.partners import ExerciseWorld, Feature
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.health import Health, State, breaks_of, health_of_polls
from cop_app.store.cache import DatasetCache
from cop_app.store.cache_records import LayerInfo, Poll
from cop_app.store.cache_search import SearchHit


class Datasets(Protocol):
    """What is held of sources, now and as it was."""

    def names(self) -> tuple[str, ...]:
        """Return the sources of which anything is known."""
        ...

    def state(self, source: str, at: int) -> SourceState:
        """Return how a source is doing at an instant (story, ms UTC); the counts of needs are not in it."""
        ...

    def batch(self, source: str, box: Box | None = None, at: int | None = None) -> FeatureBatch:
        """Return features that touch a box (RD metres), now or as they were known; empty when nothing is held."""
        ...

    def feature(self, source: str, key: str, at: int | None = None) -> FeatureBatch | None:
        """Return one feature (a batch of one), now or as it was known, None when it is not held."""
        ...

    def search(self, text: str, limit: int) -> list[SearchHit]:
        """Return features whose name has words that begin like the typed ones, the best first."""
        ...

    def covers(self, source: str, box: Box | None, at: int | None = None) -> bool:
        """Return whether an area was loaded (by then), so that nothing found there means that there is nothing."""
        ...

    def revision(self, source: str) -> int:
        """Return a number that changes when the features held change; 0 = nothing is held."""
        ...

    def breaks(self, source: str, at: int) -> tuple[tuple[int, int], ...]:
        """Return when a source gave no answer, as known at an instant: (since, until) in ms UTC, until 0 = it lasts."""
        ...

    def look(self) -> None:
        """Notice what was written since; called once a tick, not at every question."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


EMPTY = FeatureBatch([], GeometryColumns.empty(), [])


class CacheDatasets:
    """Reads cache.db; the worker writes it. The file may come later than the window."""

    def __init__(self, path: Path, keys: tuple[bytes, ...], specs: Iterable[SourceSpec]) -> None:
        self._path = path
        self._keys = keys
        self._specs = {spec.name: spec for spec in specs}
        self._opened: DatasetCache | None = None
        self._infos: dict[str, LayerInfo] = {}
        self._polls: dict[str, Sequence[Poll]] = {}

    def use(self, specs: Iterable[SourceSpec]) -> None:
        """Know these sources from now on."""
        self._specs = {spec.name: spec for spec in specs}

    def look(self) -> None:
        """Notice what the worker wrote since: counts, ages, revisions. Called once a tick, not at every question."""
        cache = self._cache()
        self._infos = {info.layer: info for info in cache.layers()} if cache is not None else {}
        self._polls.clear()

    def names(self) -> tuple[str, ...]:
        """Return the sources that are held or known."""
        return tuple(dict.fromkeys([*self._specs, *self._infos]))

    def state(self, source: str, at: int) -> SourceState:
        """Return how a source is doing at an instant."""
        spec, info = self._specs.get(source), self._infos.get(source)
        if spec is None or info is None:
            return SourceState(SourceFacts(0, complete=False, in_time=False))
        health = self.health(spec, at)
        in_time = health.state not in {State.VEROUDERD, State.DOOD, State.NIEUW}
        facts = SourceFacts(health.data_at, health.complete, in_time, health.expected or 0)
        return SourceState(
            facts,
            dead_since=health.since if health.state is State.DOOD else 0,
            stale_since=health.since if health.state is State.VEROUDERD else 0,
            features=info.features, loading=info.loading, fault=health.fault, proof=health.proof,
        )  # fmt: skip

    def health(self, spec: SourceSpec, at: int) -> Health:
        """Return how a source was doing at an instant; its polls are read once between two looks."""
        cache = self._cache()
        if cache is None or spec.name not in self._infos:
            return Health(spec.name)
        if spec.name not in self._polls:
            self._polls[spec.name] = cache.polls(spec.name)
        return health_of_polls(spec.name, self._polls[spec.name], spec.stale_after, at)

    def batch(self, source: str, box: Box | None = None, at: int | None = None) -> FeatureBatch:
        """Return features that touch a box, now or as they were known."""
        cache = self._cache()
        if cache is None or source not in self._infos:
            return EMPTY
        return cache.batch(source, at, box)

    def feature(self, source: str, key: str, at: int | None = None) -> FeatureBatch | None:
        """Return one feature, now or as it was known."""
        cache = self._cache()
        return cache.feature(source, key, at) if cache is not None and source in self._infos else None

    def search(self, text: str, limit: int) -> list[SearchHit]:
        """Return features by the words of their name."""
        cache = self._cache()
        return cache.search(text, limit) if cache is not None else []

    def covers(self, source: str, box: Box | None, at: int | None = None) -> bool:
        """Return whether an area was loaded, by then."""
        info, spec = self._infos.get(source), self._specs.get(source)
        if info is None or (at is not None and spec is None):
            return False
        return info.covers(box) if at is None or spec is None else self.health(spec, at).covers(box)

    def revision(self, source: str) -> int:
        """Return a number that changes with the features held."""
        info = self._infos.get(source)
        return info.revision if info is not None else 0

    def breaks(self, source: str, at: int) -> tuple[tuple[int, int], ...]:
        """Return when a source gave no answer: from the first fault to the next answer."""
        spec = self._specs.get(source)
        if spec is None or not self.health(spec, at).asked_at:
            return ()
        return breaks_of(self._polls.get(source, ()), at)

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _cache(self) -> DatasetCache | None:
        if self._opened is None and self._path.is_file():
            try:
                self._opened = DatasetCache.open(self._path, self._keys, read_only=True)
            except UserFacingError:
                return None  # the worker, which writes it, says what is wrong
        return self._opened


class WorldDatasets:
    """The exercise in process: fixed layers of the map, whole at once; each source has a phase of its own."""

    def __init__(
        self, world: ExerciseWorld, layers: Mapping[str, FeatureBatch], partners: Mapping[str, str],
        refresh: Mapping[str, int],
    ) -> None:  # fmt: skip
        self._world = world
        self._layers = {name: layers[layer] for name, layer in world.scenario.static.items() if layer in layers}
        self._partners = dict(partners)
        self._refresh = dict(refresh)

    def look(self) -> None:
        """Do nothing: the world is always up to date."""

    def names(self) -> tuple[str, ...]:
        """Return the sources of the exercise."""
        return tuple(self._partners)

    def state(self, source: str, at: int) -> SourceState:
        """Return how a source is doing at a story time: its partner may be down by the script."""
        scenario = self._world.scenario
        partner = self._partners.get(source, "")
        down = next((start for name, start, end in scenario.outages if name == partner and start <= at < end), 0)
        # Sources do not answer in step; each has its own phase, always the same.
        since = (down or at) - scenario.start + 1000 * sum(map(ord, source))
        fetched = max((down or at) - since % max(1, self._refresh.get(source, 1)), scenario.start)
        facts = SourceFacts(fetched, complete=True, in_time=not down)
        return SourceState(facts, down, len(self._world.features(source, at)))

    def batch(self, source: str, box: Box | None = None, at: int | None = None) -> FeatureBatch:
        """Return features that touch a box; the fixed layers never change."""
        found = self._layers.get(source, EMPTY)
        if box is None or not len(found):
            return found
        boxes = found.geometry.boxes
        near = (boxes[:, 2] >= box[0]) & (boxes[:, 0] <= box[2]) & (boxes[:, 3] >= box[1]) & (boxes[:, 1] <= box[3])
        return found.take(np.flatnonzero(near))

    def feature(self, source: str, key: str, at: int | None = None) -> FeatureBatch | None:
        """Return one feature; the fixed layers never change."""
        layer = self._layers.get(source, EMPTY)
        return layer.take(np.array([layer.keys.index(key)])) if key in layer.keys else None

    def search(self, text: str, limit: int) -> list[SearchHit]:
        """Return nothing: what the fixed layers hold is on the map, and found there."""
        return []

    def covers(self, source: str, box: Box | None, at: int | None = None) -> bool:
        """Return whether the source is one of this exercise: all of it is here."""
        return source in self._partners

    def revision(self, source: str) -> int:
        """Return 1: fixed layers stay as they are."""
        return int(source in self._layers)

    def breaks(self, source: str, at: int) -> tuple[tuple[int, int], ...]:
        """Return the outages of the source's partner by the script."""
        partner = self._partners.get(source, "")
        return tuple(
            (start, end if end <= at else 0)
            for name, start, end in self._world.scenario.outages if name == partner and start <= at
        )  # fmt: skip

    def close(self) -> None:
        """Do nothing: no file is held."""


def features_of(batch: FeatureBatch) -> list[Feature]:
    """Return a batch as GeoJSON features in RD, as a partner would publish them."""
    shapes = batch.geometry.to_shapely()
    return [
        {
            "type": "Feature", "id": key, "properties": json.loads(raw),
            "geometry": None if shape is None or shape.is_empty else json.loads(shapely.to_geojson(shape)),
        }
        for key, raw, shape in zip(batch.keys, batch.properties, shapes, strict=True)
    ]  # fmt: skip
