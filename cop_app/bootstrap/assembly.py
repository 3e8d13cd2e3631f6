"""Assembly: what the chain design wants for this incident now is loaded for the area that now matters (journey 3).

The assembly asks the worker, hears how far it is, and takes what situational sources say through the one door. It asks
for the difference only: a source that is held, fresh, for the area that matters, is left alone. A person may stop it;
what was stopped stays stopped until GRIP changes or somebody asks again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cop_app.bootstrap.datasets import CacheDatasets, features_of
from cop_app.bootstrap.facts import need_area
from cop_app.bootstrap.observations import observations_of
from cop_app.domain.assembly import SourceWant, wanted
from cop_app.domain.chain import SourceDesign
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Incident
from cop_app.domain.picture import Picture
from cop_app.geo.areas import area_of_need, box_to_load
from cop_app.geo.boxes import Box
from cop_app.i18n import _
from cop_app.session import Session
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.runner import Schedule
from cop_app.worker.loading import Report, Stage

_EXTRA_M = 2500.0  # around the incident, of a source that a person added and no need bounds


class Loads(Protocol):
    """Who loads: the second process, or this one in slices."""

    def submit(
        self, spec: SourceSpec, *, area: Box | None = None, story: int | None = None, refresh: bool = False
    ) -> int:
        """Ask for a source, whole or for an area; returns the number of the job."""
        ...

    def cancel(self, job: int) -> None:
        """Stop after the present page."""
        ...

    def poll(self) -> list[Report]:
        """Return what was reported since."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an assembly is: sources done of all, the one at hand, and its features."""

    done: int = 0
    total: int = 0
    source: str = ""
    received: int = 0
    expected: int | None = None

    @property
    def busy(self) -> bool:
        """Return whether anything is still to come."""
        return self.done < self.total


@dataclass(slots=True)
class _Job:
    source: str
    assembling: bool  # asked because it became wanted, and so part of what a person waits for
    received: int = 0
    expected: int | None = None


class Assembly:
    """Keeps the wanted sources of one incident loaded and fresh. Call `attend` often, from one thread."""

    def __init__(
        self, session: Session, incident: str, loads: Loads, datasets: CacheDatasets,
        spec_of: Callable[[SourceDesign], SourceSpec | None], *, story: Callable[[], int | None],
        extra: Mapping[str, SourceDesign] | None = None,
    ) -> None:  # fmt: skip
        self._session = session
        self._incident = incident
        self._loads = loads
        self._datasets = datasets
        self._spec_of = spec_of
        self._story = story
        self._extra = dict(extra or {})
        self._wants: dict[str, SourceWant] = {}
        self._specs: dict[str, SourceSpec] = {}
        self._areas: dict[str, Box | None] = {}
        self._jobs: dict[int, _Job] = {}
        self._stopped: set[str] = set()
        self._unusable: dict[str, str] = {}  # why a source cannot be asked, by name
        self._asked: set[str] = set()  # since the assembly began, for its progress
        self._grip = -1

    @property
    def wants(self) -> Mapping[str, SourceWant]:
        """Return what is wanted now, by source."""
        return self._wants

    @property
    def stopped(self) -> frozenset[str]:
        """Return the sources that a person stopped."""
        return frozenset(self._stopped)

    def nowhere(self, source: str) -> str:
        """Return in Dutch why a wanted source cannot be asked: nobody said where it is, or what is wrong with it."""
        if source in self._specs or source not in self._wants:
            return ""
        return self._unusable.get(source) or _("geen adres bekend")

    @property
    def unusable(self) -> Mapping[str, str]:
        """Return what is wrong with sources that cannot be asked as the design says them, in Dutch by name."""
        return {name: fault for name, fault in self._unusable.items() if name in self._wants}

    @property
    def loading(self) -> frozenset[str]:
        """Return the sources that are being asked now."""
        return frozenset(job.source for job in self._jobs.values())

    @property
    def progress(self) -> Progress:
        """Return how far the present assembly is; refreshing what is held already is not part of it."""
        waiting = [job for job in self._jobs.values() if job.assembling]
        if not waiting:
            return Progress()
        now = max(waiting, key=lambda job: job.received)
        return Progress(len(self._asked) - len(waiting), len(self._asked), now.source, now.received, now.expected)

    def attend(self, now: int) -> bool:
        """Hear what was loaded, plan anew when GRIP or areas changed, ask what is due; returns whether a thing changed.

        `now` is story time in ms UTC.
        """
        changed = False
        for report in self._loads.poll():
            changed |= self._hear(report, now)
        picture = self._session.picture_at(self._incident)
        if picture.incident is not None and not self._session.read_only:
            self._plan(picture, picture.incident)
            schedule = Schedule(self._specs.values(), self._datasets.health)
            for spec in schedule.due(now, {*self.loading, *self._stopped}):
                self._ask(spec.name, assembling=not self._datasets.health(spec, now).asked_at)
        return changed

    def refresh(self, source: str) -> None:
        """Ask a source now, whatever its schedule; "" = all that are wanted."""
        for name in [source] if source else list(self._specs):
            if name in self._specs:
                self._stopped.discard(name)
                self._ask(name, assembling=True, refresh=True)

    def stop(self) -> None:
        """Stop what is being loaded; pages that came stay, and a later load goes on from there."""
        for number, job in self._jobs.items():
            self._stopped.add(job.source)
            self._loads.cancel(number)

    # -- inside

    def _plan(self, picture: Picture, incident: Incident) -> None:
        grip = max(picture.grip_levels.values(), default=0)
        if grip != self._grip:
            self._grip = grip
            self._stopped.clear()
        wants = wanted(self._session.design(self._incident), incident.kind, grip, self._extra)
        for name, want in wants.items():
            area = _area(want, picture, incident)
            if name not in self._wants:
                self._take_on(name, want, area)
            elif area != self._areas[name] and not self._datasets.covers(name, area):
                self._areas[name] = area
                self._ask(name, assembling=True)
        for name in [name for name in self._wants if name not in wants]:
            self._specs.pop(name, None)
        self._wants = wants

    def _take_on(self, name: str, want: SourceWant, area: Box | None) -> None:
        self._areas[name] = area
        self._unusable.pop(name, None)
        try:
            spec = self._spec_of(want.source)
        except UserFacingError as fault:
            self._unusable[name], spec = str(fault), None
        if spec is None:
            return
        self._specs[name] = spec
        if not self._datasets.covers(name, area):
            self._ask(name, assembling=True)

    def _ask(self, name: str, *, assembling: bool, refresh: bool = False) -> None:
        if name in self._stopped or name in self.loading:
            return
        if not any(job.assembling for job in self._jobs.values()):
            self._asked.clear()
        area = self._areas[name]
        job = self._loads.submit(self._specs[name], area=area, story=self._story(), refresh=refresh)
        self._jobs[job] = _Job(name, assembling)
        if assembling:
            self._asked.add(name)

    def _hear(self, report: Report, now: int) -> bool:
        job = self._jobs.get(report.job)
        if job is None:
            return False
        job.received, job.expected = report.received, report.expected
        if report.stage is Stage.BEZIG:
            return False
        del self._jobs[report.job]
        outcome = report.outcome
        self._datasets.look()
        want = self._wants.get(report.source)
        if outcome is not None and outcome.result is not None and want is not None and want.situational:
            self._observe(want, now, whole=outcome.result.complete)
        return True

    def _observe(self, want: SourceWant, now: int, *, whole: bool) -> None:
        picture = self._session.picture_at(self._incident)
        source = want.source
        features = features_of(self._datasets.batch(source.name))
        said = observations_of(picture, source.name, source, features, now, whole=whole)
        self._session.observe(self._incident, said)


def _area(want: SourceWant, picture: Picture, incident: Incident) -> Box | None:
    if want.whole:
        return None
    if want.extra:
        return box_to_load([area_of_need("punt", _EXTRA_M, incident.place)])
    return box_to_load(need_area(need, picture, incident) for need in want.needs)
