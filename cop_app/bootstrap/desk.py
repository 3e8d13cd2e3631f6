"""The desk: one incident with its session, its sources and its clock, as a window or a test sits down at it.

A real incident and an exercise are the same desk with another clock: sources are loaded by the assembly through the
second process, and what they say enters at the one door. An exercise also has its counterparts, who act by the script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cop_app.bootstrap.assembly import Assembly, Loads, Progress
from cop_app.bootstrap.datasets import CacheDatasets, Datasets
from cop_app.bootstrap.facts import NeedFacts
from cop_app.bootstrap.folder import Workspace
from cop_app.bootstrap.moment import Moment, moment_of
from cop_app.bootstrap.workspace import OpenedRealm
from cop_app.domain.assembly import wanted
from cop_app.domain.chain import SourceDesign
from cop_app.domain.clock import SECOND
from cop_app.domain.facts import SourceState
from cop_app.domain.incident import Realm
from cop_app.session import Session
from cop_app.sources.catalogue import SourceKind, SourceSpec, described, spec_from_design
from cop_app.worker.client import WorkerClient
from cop_app.worker.second import SecondProcess
from cop_app.worker.source_list import usable_sources

PARTNER = "partner://"
_NETHERLANDS = (155_000.0, 463_000.0)


class Desk:
    """One incident at the desk. Use from one thread."""

    def __init__(
        self, session: Session, incident: str, datasets: Datasets, assembly: Assembly | None = None, *,
        exercise: str = "", process: SecondProcess | None = None, extra: Mapping[str, SourceDesign] | None = None,
    ) -> None:  # fmt: skip
        self.session = session
        self.incident = incident
        self.datasets = datasets
        self.assembly = assembly
        self.exercise = exercise
        self.process = process
        self._extra = dict(extra or {})
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
        seen = moment_of(
            self.session, self.incident, at=at, lens=lens, exercise=self.exercise, datasets=self.datasets,
            extra=self._extra,
        )  # fmt: skip
        wants = wanted(seen.design, seen.incident.kind, seen.grip, self._extra)
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
    says that a person gave those addresses, so that plain http and private networks are allowed. It raises
    UserFacingError, as `spec_from_design`, for a source that cannot be used as the design says it.
    """

    def spec_of(source: SourceDesign) -> SourceSpec | None:
        if source.kind not in {kind.value for kind in SourceKind}:
            return None
        name = source.url.removeprefix(PARTNER)
        named = source.url.startswith(PARTNER)
        if named and name not in partners:
            return None
        return spec_from_design(source, url=partners[name] if named else source.url, typed=typed and named)

    return spec_of


def live_desk(workspace: Workspace, opened: OpenedRealm, incident: str) -> Desk:
    """Return the desk of a real incident: its sources are loaded through the second process.

    Where another process writes the log, the desk only reads.
    """
    process = None if opened.session.read_only else opened.second_process()
    loads = WorkerClient(process) if process is not None else None
    return desk_with(workspace, opened, incident, loads, process)


def desk_with(
    workspace: Workspace, opened: OpenedRealm, incident: str, loads: Loads | None, process: SecondProcess | None = None
) -> Desk:
    """Return a desk whose sources are loaded by whom one chooses; None = nothing is asked, what is held is read."""
    extra = {} if opened.session.realm is Realm.OEFENING else added_sources(workspace)
    datasets = held_datasets(opened, incident, extra)
    if loads is None:
        return Desk(opened.session, incident, datasets, extra=extra)
    book = address_book(workspace.settings.partners, typed=True)
    typed = {spec.name: spec for spec in usable_sources(workspace.root)}

    def spec_of(source: SourceDesign) -> SourceSpec | None:
        return typed.get(source.name) or book(source)

    assembly = Assembly(opened.session, incident, loads, datasets, spec_of, story=lambda: None, extra=extra)
    return Desk(opened.session, incident, datasets, assembly, process=process, extra=extra)


def added_sources(workspace: Workspace) -> dict[str, SourceDesign]:
    """Return the sources that a person added to this workspace, as a chain design would name them."""
    return {
        spec.name: SourceDesign(
            spec.name, spec.kind.value, spec.owner, spec.item_class, spec.nature.value, spec.url, spec.collection,
            spec.crs, dict(spec.fields), spec.key, max(1, spec.refresh // SECOND), spec.credentials, spec.profile,
            spec.values, spec.fixed,
        )
        for spec in usable_sources(workspace.root)
    }  # fmt: skip


def held_datasets(
    opened: OpenedRealm, incident: str, extra: Mapping[str, SourceDesign] | None = None
) -> CacheDatasets:
    """Return what this laptop holds of the sources of an incident's chain design, and of those a person added."""
    design = opened.session.design(incident)
    sources = {**(extra or {}), **(design.sources if design is not None else {})}
    datasets = CacheDatasets(opened.cache, opened.cache_keys, [described(source) for source in sources.values()])
    datasets.look()
    return datasets
