"""Loads sources into the cache, page by page: the one place where a source and the cache meet.

What is held stays as it is until a load has ended; every page is on disk before the next is asked, so that a killed
process goes on where it was. How a source is doing is read back from the polls in the cache, never kept in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cop_app.domain.clock import HOUR, Clock
from cop_app.domain.errors import UserFacingError
from cop_app.geo.boxes import Box, enclosing, missing_strips, snapped
from cop_app.geo.columns import FeatureBatch
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.faults import SourceFault
from cop_app.sources.fetch import Limits
from cop_app.sources.health import DEAD_AFTER, Health
from cop_app.sources.opening import Load as SourceLoad
from cop_app.sources.opening import open_load
from cop_app.sources.paging import Page, Proof
from cop_app.sources.polls import FAULT, INCOMPLETE, OK, UNCHANGED, FaultNote, LoadNote
from cop_app.sources.profiles import MappingProfile, apply_profile, profile_of
from cop_app.sources.runner import tell_transition
from cop_app.store.cache import DatasetCache
from cop_app.store.cache_records import LayerInfo
from cop_app.store.load import Load as CacheLoad
from cop_app.store.merge import LoadResult, Resume
from cop_app.worker.history import health_at, last_load, layer_info, question_of, validators_of

# A load that was cut off longer ago starts anew: its first pages would be from another day than its last.
RESUME_WITHIN = HOUR
_NAMES = ("naam", "name", "title", "titel", "addr_street", "addr_housenumber")
# A house is found by street and number, and told from its namesakes by postcode and town.
_ADDRESS = ("straat", "huisnummer", "huisletter", "huisnummertoevoeging", "postcode", "plaats")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one look at a source came to, with how it was doing `before` and how it does now.

    `result` is None when nothing was taken in (unchanged, fault, stopped, held); `held` says that nothing was asked
    because what is held covers the area and is fresh. Of an area fetched in strips, `result` counts those that came.
    """

    spec: SourceSpec
    result: LoadResult | None
    health: Health
    unchanged: bool = False
    stopped: bool = False
    fault: str = ""
    held: bool = False
    before: Health | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """One question: an area (RD metres, None = all), or a `part` of one beside what is held.

    `held_since` is not 0 when something of what is then held is from before: it is from that moment (ms UTC).
    """

    area: Box | None
    held_since: int = 0
    part: bool = False


def _go_on(_page: Page) -> bool:
    """Take the next page."""
    return True


class SourceLoads:
    """Loads sources into one cache. One owner, one thread.

    `headers` holds credentials per source name, `profiles` the translations that sources name.
    """

    def __init__(
        self, cache: DatasetCache, clock: Clock, *, headers: Mapping[str, Mapping[str, str]] | None = None,
        limits: Limits | None = None, profiles: Mapping[str, MappingProfile] | None = None,
    ) -> None:  # fmt: skip
        self._cache = cache
        self._clock = clock
        self._headers = dict(headers or {})
        self._limits = limits
        self._profiles: Mapping[str, MappingProfile] = {} if profiles is None else profiles  # read anew at every load

    def load(
        self, spec: SourceSpec, go_on: Callable[[Page], bool] = _go_on, area: Box | None = None, *,
        refresh: bool = False,
    ) -> Outcome:  # fmt: skip
        """Load one source, for an area (RD metres) or whole; a file is always whole.

        `go_on` is asked after every stored page, and False stops with the pages kept. For an area only what is not
        held yet is fetched, and nothing when all of it is held and fresh; `refresh`, or an age above `spec.refresh`,
        asks everything that is held again. A smaller area never makes what is held smaller.

        Never raises for what a source or a file does wrong: that is in the outcome, and what was held stays. A full
        or read-only disk is told in the same way.
        """
        before = self.health(spec)
        try:
            profile = profile_of(spec, self._profiles)
            steps = self._plan(spec, profile, None if area is None else snapped(area), before, refresh)
            outcome = self._follow(spec, profile, steps, go_on)
        except UserFacingError as fault:
            outcome = self._failed(spec, fault)
        tell_transition(before, outcome.health, self._clock.story())
        return replace(outcome, before=before)

    def refresh(self, spec: SourceSpec, go_on: Callable[[Page], bool] = _go_on) -> Outcome:
        """Ask again what is held of a source: its area, or the whole collection when that or nothing is held."""
        info = layer_info(self._cache, spec.name)
        return self.load(spec, go_on, info.covered if info else None, refresh=True)

    def refresh_all(self, specs: Iterable[SourceSpec]) -> list[Outcome]:
        """Ask all sources again, one after the other; one that fails does not hold up the rest."""
        return [self.refresh(spec) for spec in specs]

    def take_back(self, layer: str, before: int | None) -> None:
        """Make a layer what it was at an instant (story, ms UTC); None = it was not there, so all of it goes.

        Raises:
            UserFacingError: `opslag.vol`, `opslag.alleen_lezen`.
        """
        info = layer_info(self._cache, layer)
        if info is None:
            return
        if before is None:
            self._cache.drop(layer)
            return
        batch = self._cache.batch(layer, before)
        into = self._cache.begin_load(
            info.source, layer, self._clock.story(), nature=info.nature, key_rule=info.key_rule, title=info.title,
            title_fields=None,
        )  # fmt: skip
        into.add(batch)
        into.finish(True, len(batch), self._clock.story(), wall=self._clock.wall())

    def health(self, spec: SourceSpec) -> Health:
        """Return how a source is doing now."""
        return health_at(self._cache, spec, self._clock.story())

    def _plan(
        self, spec: SourceSpec, profile: MappingProfile, area: Box | None, health: Health, refresh: bool
    ) -> list[_Step]:
        """Return what to ask to hold the area, and that fresh; nothing when it is so already."""
        info = layer_info(self._cache, spec.name)
        if area is None or spec.kind is SourceKind.FILE:
            return [_Step(None)]
        if info is None or not (info.whole or info.covered):
            return [_Step(area)]
        last = last_load(self._cache, spec.name)
        same = last is not None and last.question == question_of(spec, mapping=profile.fingerprint())
        young = self._clock.story() - health.data_at < spec.refresh
        fresh = info.complete and same and young and not refresh
        if info.covers(area):
            return [] if fresh else [_Step(info.covered)]
        if fresh and info.covered:
            return [_Step(strip, health.data_at, part=True) for strip in missing_strips(info.covered, area)]
        return [self._all_of(info, area)]

    @staticmethod
    def _all_of(info: LayerInfo | None, area: Box | None) -> _Step:
        """Return the question for all that is held and the area together."""
        if info is None or info.whole or area is None:
            return _Step(None)
        return _Step(area if info.covered is None else enclosing(info.covered, area))

    def _follow(
        self, spec: SourceSpec, profile: MappingProfile, steps: Sequence[_Step], go_on: Callable[[Page], bool]
    ) -> Outcome:
        """Ask one step after the other, as long as each is answered."""
        done: LoadResult | None = None
        outcome = Outcome(spec, None, self.health(spec), held=True)
        received = 0

        def counted(page: Page) -> bool:
            matched = None if page.matched is None else page.matched + received
            return go_on(replace(page, received=page.received + received, matched=matched))

        for step in steps:
            outcome = self._ask(spec, profile, step, counted)
            if outcome.result is None and not outcome.unchanged:
                break
            if outcome.result is not None:
                done = outcome.result if done is None else outcome.result.after(done)
                received += outcome.health.received
                if step.part and not outcome.result.complete:
                    # What is held must be a proved rectangle to lay a strip beside; so all of it is asked at once.
                    rest = self._all_of(layer_info(self._cache, spec.name), _around(steps))
                    outcome = self._ask(spec, profile, rest, counted)
                    done = outcome.result.after(done) if outcome.result is not None else done
                    break
        return replace(outcome, result=done)

    def _ask(
        self, spec: SourceSpec, profile: MappingProfile, step: _Step, go_on: Callable[[Page], bool]
    ) -> Outcome:
        """Ask one question and take in the answer."""
        mapping = profile.fingerprint()
        resume = self._resume(spec, question_of(spec, step.area, mapping))
        known = () if resume else validators_of(self._cache, spec, step.area, mapping)
        try:
            source = open_load(
                spec, known, resume.token if resume else "", seen=resume.keys if resume else (), box=step.area,
                headers=self._headers.get(spec.name), limits=self._limits,
            )  # fmt: skip
        except UserFacingError as fault:
            return self._failed(spec, fault)
        if source is None:
            self._cache.note_poll(spec.name, UNCHANGED, self._clock.story(), within=spec.stale_after)
            return Outcome(spec, None, self.health(spec), unchanged=True)
        try:
            if resume is not None:
                # Its first pages are from then: what is held is not newer than the beginning of the load.
                step = replace(step, held_since=min(step.held_since or resume.started_at, resume.started_at))
            return self._take_in(spec, profile, step, source, resume is not None, go_on)
        except UserFacingError as fault:
            return self._failed(spec, fault)
        finally:
            source.close()

    def _take_in(
        self, spec: SourceSpec, profile: MappingProfile, step: _Step, source: SourceLoad, resumed: bool,
        go_on: Callable[[Page], bool],
    ) -> Outcome:  # fmt: skip
        into = self._begin(spec, resumed, step.area)
        question = question_of(spec, step.area, profile.fingerprint())
        strange: dict[str, None] = {}
        for page in source:
            batch = self._mapped(page.batch, profile, strange)
            into.add(batch, page.token, expected=page.matched, note=question)
            if page.token and not go_on(page):
                return Outcome(spec, None, self.health(spec), stopped=True)
        proof, validators = source.proof, source.validators
        now = self._clock.story()
        etag = validators[0].etag if len(validators) == 1 else ""
        result = into.finish(proof.complete, proof.matched, now, wall=self._clock.wall(), etag=etag)
        note = self._note(spec, profile, step, replace(proof, problems=(*proof.problems, *strange)))
        text = replace(note, validators=validators).text()
        self._cache.note_poll(spec.name, OK if proof.complete else INCOMPLETE, now, text, within=spec.stale_after)
        return Outcome(spec, result, self.health(spec))

    @staticmethod
    def _mapped(batch: FeatureBatch, profile: MappingProfile, strange: dict[str, None]) -> FeatureBatch:
        """Return the page in our words; what the word lists do not know goes to `strange`."""
        if not profile.changes:
            return batch
        mapped = apply_profile(batch, profile)
        strange |= dict.fromkeys(problem.text for problem in mapped.problems[len(batch.problems) :])
        return mapped

    def _note(self, spec: SourceSpec, profile: MappingProfile, step: _Step, proof: Proof) -> LoadNote:
        info = layer_info(self._cache, spec.name)
        return LoadNote(
            question_of(spec, mapping=profile.fingerprint()), step.area, whole=info is None or info.whole,
            covered=info.covered if info else None, held_since=step.held_since, proof=proof.reason,
            received=proof.received, expected=proof.matched, problems=proof.problems,
        )  # fmt: skip

    def _begin(self, spec: SourceSpec, resumed: bool, area: Box | None = None) -> CacheLoad:
        rule = "id" if spec.key == ("id",) else spec.key
        return self._cache.begin_load(
            spec.url, spec.name, self._clock.story(), nature=spec.nature.value, key_rule=rule,
            title_fields=_title_fields(spec), resume=resumed, area=area,
        )  # fmt: skip

    def _resume(self, spec: SourceSpec, question: str) -> Resume | None:
        """Return where to go on, when that is recent and the same question was asked."""
        if spec.kind is SourceKind.FILE:
            return None
        found = self._cache.resume_load(spec.name)
        if found is None or found.note != question:
            return None
        return found if self._clock.story() - found.started_at <= RESUME_WITHIN else None

    def _failed(self, spec: SourceSpec, fault: UserFacingError) -> Outcome:
        """Note the fault; the stored pages stay for one try, because the place to go on may be what is wrong."""
        known = layer_info(self._cache, spec.name) is not None
        before = self.health(spec).failures
        passing = not isinstance(fault, SourceFault) or fault.passing
        if not known or before or not passing:
            self._begin(spec, resumed=False).abandon()
        # The first failures have a row each, so that it can be told afterwards from when on the source was dead.
        within = -1 if before < DEAD_AFTER else None
        self._cache.note_poll(spec.name, FAULT, self._clock.story(), FaultNote.of_fault(fault).text(), within=within)
        return Outcome(spec, None, self.health(spec), fault=str(fault))


def _title_fields(spec: SourceSpec) -> tuple[str, ...]:
    """Return the properties by which a feature is found and called: its name or address, else all that were mapped."""
    usual = (*_ADDRESS, *_NAMES) if spec.item_class == "adres" else _NAMES
    return usual if not spec.fields or set(spec.fields) & set(usual) else tuple(spec.fields)


def _around(steps: Sequence[_Step]) -> Box | None:
    """Return the rectangle around all steps; None when one of them is for everything."""
    around: Box | None = None
    for step in steps:
        if step.area is None:
            return None
        around = step.area if around is None else enclosing(around, step.area)
    return around
