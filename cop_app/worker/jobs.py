"""Loads sources into the cache, page by page: the one place where a source and the cache meet.

What is held stays as it is until a load has ended; every page is on disk before the next is asked, so that a killed
process goes on where it was. How a source is doing is read back from the polls in the cache, never kept in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cop_app.domain.clock import HOUR, Clock
from cop_app.domain.errors import UserFacingError
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.faults import SourceFault
from cop_app.sources.fetch import Limits
from cop_app.sources.health import Health
from cop_app.sources.opening import open_load
from cop_app.sources.paging import Page
from cop_app.sources.runner import Load as SourceLoad
from cop_app.store.cache import DatasetCache
from cop_app.store.load import Load as CacheLoad
from cop_app.store.merge import LoadResult, Resume
from cop_app.worker.history import (
    FAULT,
    INCOMPLETE,
    OK,
    UNCHANGED,
    health_of,
    layer_info,
    load_note,
    question_of,
    validators_of,
)  # fmt: skip

# A load that was cut off longer ago starts anew: its first pages would be from another day than its last.
RESUME_WITHIN = HOUR
_TITLE_FIELDS = ("naam", "name", "title", "titel", "addr_street", "addr_housenumber")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one look at a source came to. `result` is None when nothing was taken in (unchanged, fault, stopped)."""

    spec: SourceSpec
    result: LoadResult | None
    health: Health
    unchanged: bool = False
    stopped: bool = False
    fault: str = ""


def _go_on(_page: Page) -> bool:
    """Take the next page."""
    return True


class SourceLoads:
    """Loads sources into one cache. One owner, one thread; `headers` holds credentials per source name."""

    def __init__(
        self, cache: DatasetCache, clock: Clock, *, headers: Mapping[str, Mapping[str, str]] | None = None,
        limits: Limits | None = None,
    ) -> None:  # fmt: skip
        self._cache = cache
        self._clock = clock
        self._headers = dict(headers or {})
        self._limits = limits

    def load(self, spec: SourceSpec, go_on: Callable[[Page], bool] = _go_on) -> Outcome:
        """Load one source; `go_on` is asked after every stored page, and False stops with the pages kept.

        Never raises for what a source or a file does wrong: that is in the outcome, and what was held stays. A full
        or read-only disk is told in the same way.
        """
        resume = self._resume(spec)
        try:
            source = open_load(
                spec, () if resume else validators_of(self._cache, spec), resume.token if resume else "",
                seen=resume.keys if resume else (), headers=self._headers.get(spec.name), limits=self._limits,
            )  # fmt: skip
        except UserFacingError as fault:
            return self._failed(spec, fault)
        if source is None:
            self._cache.note_poll(spec.name, UNCHANGED, self._clock.story())
            return Outcome(spec, None, self.health(spec), unchanged=True)
        try:
            return self._take_in(spec, source, resume is not None, go_on)
        except UserFacingError as fault:
            return self._failed(spec, fault)
        finally:
            source.close()

    def refresh_all(self, specs: Iterable[SourceSpec]) -> list[Outcome]:
        """Load all sources one after the other; one that fails does not hold up the rest."""
        return [self.load(spec) for spec in specs]

    def health(self, spec: SourceSpec) -> Health:
        """Return how a source is doing now."""
        return health_of(self._cache, spec, self._clock.story())

    def _take_in(
        self, spec: SourceSpec, source: SourceLoad, resumed: bool, go_on: Callable[[Page], bool]
    ) -> Outcome:
        into = self._begin(spec, resumed)
        for page in source:
            into.add(page.batch, page.token, expected=page.matched, note=question_of(spec))
            if page.token and not go_on(page):
                return Outcome(spec, None, self.health(spec), stopped=True)
        proof, validators = source.proof, source.validators
        now = self._clock.story()
        etag = validators[0].etag if len(validators) == 1 else ""
        result = into.finish(proof.complete, proof.matched, now, wall=self._clock.wall(), etag=etag)
        self._cache.note_poll(spec.name, OK if proof.complete else INCOMPLETE, now, load_note(spec, proof, validators))
        return Outcome(spec, result, self.health(spec))

    def _begin(self, spec: SourceSpec, resumed: bool) -> CacheLoad:
        title_fields = tuple(spec.fields.values()) or _TITLE_FIELDS
        rule = "id" if spec.key == ("id",) else spec.key
        return self._cache.begin_load(
            spec.url, spec.name, self._clock.story(), nature=spec.nature.value, key_rule=rule,
            title_fields=title_fields, resume=resumed,
        )  # fmt: skip

    def _resume(self, spec: SourceSpec) -> Resume | None:
        """Return where to go on, when that is recent and the same question was asked."""
        if spec.kind is SourceKind.FILE:
            return None
        found = self._cache.resume_load(spec.name)
        if found is None or found.note != question_of(spec):
            return None
        return found if self._clock.story() - found.started_at <= RESUME_WITHIN else None

    def _failed(self, spec: SourceSpec, fault: UserFacingError) -> Outcome:
        """Note the fault; the stored pages stay for one try, because the place to go on may be what is wrong."""
        known = layer_info(self._cache, spec.name) is not None
        before = self.health(spec).failures
        passing = not isinstance(fault, SourceFault) or fault.passing
        if not known or before or not passing:
            self._begin(spec, resumed=False).abandon()
        self._cache.note_poll(spec.name, FAULT, self._clock.story(), str(fault))
        return Outcome(spec, None, self.health(spec), fault=str(fault))
