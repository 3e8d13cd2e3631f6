"""Reads back from the cache how a source is doing: state and validators survive a closed window and a killed worker.

The runs of polls are the only record; nothing is kept beside them that could tell another story.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from cop_app.domain.errors import UserFacingError
from cop_app.geo.boxes import Box
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.health import Health, health_of_polls
from cop_app.sources.paging import Validator
from cop_app.sources.polls import LOADED, LoadNote
from cop_app.store.cache import DatasetCache
from cop_app.store.cache_records import LayerInfo, Poll


def question_of(spec: SourceSpec, area: Box | None = None, mapping: str = "") -> str:
    """Return what was asked, so that answers to another question (other collection, key, area) are not reused.

    `mapping` is the fingerprint of the translation: other words make other features.
    """
    parts = [spec.kind.value, spec.url, spec.collection, spec.crs, list(spec.key), mapping, area]
    return json.dumps(parts, ensure_ascii=False)


def layer_info(cache: DatasetCache, layer: str) -> LayerInfo | None:
    """Return what the cache knows of a layer, or None when it was never begun."""
    return next((info for info in cache.layers() if info.layer == layer), None)


def last_load(cache: DatasetCache, layer: str) -> LoadNote | None:
    """Return what was noted of the last load that ended, or None when there was none."""
    loaded = [poll for poll in _polls(cache, layer) if poll.outcome in LOADED]
    return LoadNote.of(loaded[-1].note) if loaded else None


def validators_of(
    cache: DatasetCache, spec: SourceSpec, area: Box | None = None, mapping: str = ""
) -> tuple[Validator, ...]:
    """Return the validators of the last load that ended; () when there are none or another question was asked."""
    note = last_load(cache, spec.name)
    same = note is not None and (note.question, note.asked) == (question_of(spec, mapping=mapping), area)
    return note.validators if note is not None and same else ()


def health_at(cache: DatasetCache, spec: SourceSpec, instant: int) -> Health:
    """Return how a source was doing at an instant (ms UTC), as known then; of a later one, as it will be by itself."""
    return health_of_polls(spec.name, _polls(cache, spec.name), spec.stale_after, instant)


health_of = health_at  # the same, asked of this moment


def _polls(cache: DatasetCache, layer: str) -> Sequence[Poll]:
    try:
        return cache.polls(layer)
    except UserFacingError as error:
        if error.code != "cache.laag_onbekend":
            raise
        return ()
