"""Reads back from the cache how a source is doing: state and validators survive a closed window and a killed worker.

The runs of polls are the only record; nothing is kept beside them that could tell another story.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.health import Health, judged
from cop_app.sources.paging import Proof, Validator
from cop_app.store.cache import DatasetCache
from cop_app.store.cache_records import LayerInfo, Poll

OK = "ok"
INCOMPLETE = "onvolledig"
UNCHANGED = "ongewijzigd"
FAULT = "storing"
_LOADED = (OK, INCOMPLETE)


def question_of(spec: SourceSpec) -> str:
    """Return what was asked, so that answers to another question (other collection, system, key) are not reused."""
    return json.dumps([spec.kind.value, spec.url, spec.collection, spec.crs, list(spec.key)], ensure_ascii=False)


def load_note(spec: SourceSpec, proof: Proof, validators: Sequence[Validator]) -> str:
    """Return what is kept of a load that ended: its proof, and how to ask whether anything changed since."""
    return json.dumps(
        {
            "vraag": question_of(spec),
            "bewijs": proof.reason, "ontvangen": proof.received, "opgegeven": proof.matched,
            "problemen": list(proof.problems[:20]), "kenmerken": [[v.url, v.etag, v.modified] for v in validators],
        },
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip


def layer_info(cache: DatasetCache, layer: str) -> LayerInfo | None:
    """Return what the cache knows of a layer, or None when it was never begun."""
    return next((info for info in cache.layers() if info.layer == layer), None)


def validators_of(cache: DatasetCache, spec: SourceSpec) -> tuple[Validator, ...]:
    """Return the validators of the last load that ended; () when there are none or the source was set otherwise."""
    if layer_info(cache, spec.name) is None:
        return ()
    loaded = [poll for poll in cache.polls(spec.name) if poll.outcome in _LOADED]
    note = _note(loaded[-1]) if loaded else {}
    return tuple(Validator(*row) for row in note["kenmerken"]) if note.get("vraag") == question_of(spec) else ()


def health_of(cache: DatasetCache, spec: SourceSpec, now: int) -> Health:
    """Return how a source is doing at an instant (ms UTC), from its polls."""
    info = layer_info(cache, spec.name)
    if info is None:
        return Health(spec.name, since=now)
    polls = cache.polls(spec.name)
    good = [poll for poll in polls if poll.outcome != FAULT]
    loaded = [poll for poll in polls if poll.outcome in _LOADED]
    failing = _trailing_faults(polls)
    note = _note(loaded[-1]) if loaded else {}
    health = Health(
        spec.name,
        data_at=good[-1].last_at if good else 0,
        failing_since=failing[0].first_at if failing else 0,
        failures=sum(poll.times for poll in failing),
        fault=failing[-1].note if failing else "",
        received=int(note.get("ontvangen", info.features)),
        expected=note.get("opgegeven"),
        complete=bool(loaded) and loaded[-1].outcome == OK,
        proof=str(note.get("bewijs", "")),
        problems=tuple(note.get("problemen", ())),
    )
    return judged(health, now, spec.stale_after)


def _trailing_faults(polls: Sequence[Poll]) -> list[Poll]:
    start = len(polls)
    while start and polls[start - 1].outcome == FAULT:
        start -= 1
    return list(polls[start:])


def _note(poll: Poll) -> dict[str, Any]:
    try:
        found = json.loads(poll.note)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
