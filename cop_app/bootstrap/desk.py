"""The desk: one incident with its session, its sources and its clock, as a window or a test sits down at it.

A real incident and an exercise are the same desk with another clock: sources are loaded by the assembly through the
second process, and what they say enters at the one door. An exercise also has its counterparts, who act by the script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cop_app.bootstrap.assembly import Assembly, Progress
from cop_app.bootstrap.datasets import CacheDatasets, Datasets
from cop_app.bootstrap.facts import NeedFacts
from cop_app.bootstrap.moment import Moment, moment_of
from cop_app.bootstrap.workspace import OpenedRealm, Workspace
from cop_app.domain.assembly import wanted
from cop_app.domain.chain import SourceDesign
from cop_app.domain.errors import UserFacingError
from cop_app.domain.facts import SourceState
from cop_app.session import Session
from cop_app.sources.catalogue import SourceKind, SourceSpec, described, spec_from_design
from cop_app.worker.client import WorkerClient
from cop_app.worker.second import SecondProcess

PARTNER = "partner://"
_NETHERLANDS = (155_000.0, 463_000.0)


class Desk:
    """One incident at the desk. Use from one thread."""

    def __init__(
        self, session: Session, incident: str, datasets: Datasets, assembly: Assembly | None = None, *,
        exercise: str = "", process: SecondProcess | None = None,
    ) -> None:  # fmt: skip
        self.session = session
        self.incident = incident
        self.datasets = datasets
        self.assembly = assembly
        self.exercise = exercise
        self.process = process
        self._facts = NeedFacts(datasets)

    @property
    def centre(self) -> tuple[float, float]:
        """Return the RD place of the incident, where the map opens."""
        found = self.session.picture_at(self.incident).incident
        return found.place if found else _NETHERLANDS

    @property
    def region(self) -> str:
        """Return the region whose levels are recorded."""
        found = self.session.picture_at(self.incident).incident
        return (found.region if found else "") or "eigen regio"

    @property
    def progress(self) -> Progress:
        """Return how far the assembly of sources is."""
        return self.assembly.progress if self.assembly is not None else Progress()

    def moment(self, at: int | None = None, lens: str = "laptop") -> Moment:
        """Return the moment now, or as it was known at an instant (story, ms UTC)."""
        seen = moment_of(self.session, self.incident, at=at, lens=lens, exercise=self.exercise, datasets=self.datasets)
        design = seen.design
        if design is None:
            return seen
        wants = wanted(design, seen.incident.kind, seen.grip)
        states = self._facts.states(wants, seen.picture, seen.incident, seen.now, seen.at)
        return replace(seen, sources={name: self._at_work(name, state) for name, state in states.items()})

    def advance(self, milliseconds: int) -> bool:
        """Let time go on and take in what was loaded; returns False when there is nothing to come."""
        if self.assembly is not None:
            self.assembly.attend(self.session.clock.story())
        return milliseconds >= 0

    def refresh(self, source: str = "") -> None:
        """Ask a source now; "" = all."""
        if self.assembly is not None:
            self.assembly.refresh(source)

    def stop_loading(self) -> None:
        """Stop what is being loaded."""
        if self.assembly is not None:
            self.assembly.stop()

    def close(self) -> None:
        """End the second process and close the files."""
        if self.process is not None:
            self.process.close()
        self.datasets.close()
        self.session.close()

    def _at_work(self, name: str, state: SourceState) -> SourceState:
        if self.assembly is None:
            return state
        loading, stopped = name in self.assembly.loading, name in self.assembly.stopped
        fault = state.fault or self.assembly.nowhere(name)
        return replace(state, loading=loading, stopped=stopped, fault=fault)


def address_book(partners: Mapping[str, str], *, typed: bool) -> Callable[[SourceDesign], SourceSpec | None]:
    """Return how a source of a chain design becomes one that can be asked; None when nobody knows where it is.

    `partners` maps the partners that the design names (partner://politie) to the address of their service; `typed`
    says that a person gave those addresses, so that plain http and private networks are allowed.
    """

    def spec_of(source: SourceDesign) -> SourceSpec | None:
        if source.kind not in {kind.value for kind in SourceKind}:
            return None
        name = source.url.removeprefix(PARTNER)
        named = source.url.startswith(PARTNER)
        if named and name not in partners:
            return None
        url = partners[name] if named else source.url
        try:
            return spec_from_design(source, url=url, typed=typed and named)
        except UserFacingError:
            return None  # `cop keten check` says what is wrong with it

    return spec_of


def live_desk(workspace: Workspace, opened: OpenedRealm, incident: str) -> Desk:
    """Return the desk of a real incident: its sources are loaded through the second process."""
    datasets = held_datasets(opened, incident)
    if opened.session.read_only:
        return Desk(opened.session, incident, datasets)
    book = address_book(workspace.settings.partners, typed=True)
    process = SecondProcess(opened.cache, opened.cache_keys)
    assembly = Assembly(opened.session, incident, WorkerClient(process), datasets, book, story=lambda: None)
    return Desk(opened.session, incident, datasets, assembly, process=process)


def reading_desk(opened: OpenedRealm, incident: str) -> Desk:
    """Return a desk that asks nobody anything: what is held, read as it stands."""
    return Desk(opened.session, incident, held_datasets(opened, incident))


def held_datasets(opened: OpenedRealm, incident: str) -> CacheDatasets:
    """Return what this laptop holds of the sources of an incident's chain design."""
    design = opened.session.design(incident)
    specs = [described(source) for source in design.sources.values()] if design is not None else []
    datasets = CacheDatasets(opened.cache, opened.cache_keys, specs)
    datasets.look()
    return datasets
