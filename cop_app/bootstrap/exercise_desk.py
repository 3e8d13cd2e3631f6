"""The exercise at the desk: a session on a replay clock, simulated partners, and counterparts who act by the script.

With `services` the partners are real OGC API Features services on loopback and their data comes the whole way, through
the second process and its cache. Without, at top speed and for a picture, what they publish is handed in directly.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cop_app.bootstrap.assembly import Assembly
from cop_app.bootstrap.datasets import WorldDatasets
from cop_app.bootstrap.desk import PARTNER, Desk, address_book, desk_with, held_datasets
from cop_app.bootstrap.exercise import exercise_layers, play, read_exercise
from cop_app.bootstrap.folder import Workspace, open_workspace
from cop_app.bootstrap.workspace import OpenedRealm, open_realm
from cop_app.domain.chain import ChainDesign
from cop_app.domain.clock import SECOND, ManualClock
from cop_app.domain.commands import OpenIncident
from cop_app.domain.incident import Actor, Realm, Team
from cop_app.geo.columns import FeatureBatch
from cop_app.paths import resource
from cop_app.replay.partners import ExerciseWorld
from cop_app.replay.scenario import Scenario
from cop_app.replay.serve import PartnerServices
from cop_app.session import Session
from cop_app.worker.client import WorkerClient

_CACO = Actor("CaCo", Team.MK, "Meldkamer")


def in_process(
    session: Session, incident: str, world: ExerciseWorld, layers: Mapping[str, FeatureBatch]
) -> WorldDatasets:
    """Return the sources of an exercise without their services: what the scenario says, at any moment of its story."""
    design = session.design(incident)
    sources = design.sources if design is not None else {}
    return WorldDatasets(
        world, layers, {s.name: s.url.removeprefix(PARTNER) for s in sources.values()},
        {s.name: s.refresh_s * SECOND for s in sources.values()},
    )  # fmt: skip


class ExerciseDesk(Desk):
    """Plays a scenario into a session of its own; `exercise` names its files, so that each playing has its own.

    With `incident`, one of that name that was played before, it goes on from the newest moment in its log.
    """

    def __init__(
        self, scenario: Scenario, layers: Mapping[str, FeatureBatch], folder: Path, *, services: bool = False,
        passphrase: str | None = None, exercise: str = "", incident: str = "",
    ) -> None:  # fmt: skip
        self.scenario = scenario
        self.world = ExerciseWorld(scenario, layers)
        self.clock = ManualClock(scenario.start, scenario.start)
        self._services: PartnerServices | None = None
        name = exercise or scenario.id
        opened = open_realm(
            open_workspace(folder), Realm.OEFENING, exercise=name, clock=self.clock, passphrase=passphrase
        )
        played = max((event.header.story for event in opened.session.events(incident)), default=scenario.start - 1)
        if incident:
            self.clock.set_both(played)
        else:
            incident = self._open_incident(opened)
        design = opened.session.design(incident)
        if services and design is not None:
            self._join_services(opened, incident, design)
        else:
            datasets = in_process(opened.session, incident, self.world, layers)
            super().__init__(opened.session, incident, datasets, exercise=scenario.name)
        self._played = played

    def _open_incident(self, opened: OpenedRealm) -> str:
        scenario = self.scenario
        place = self.world.origin(str(scenario.place["anker"]))
        command = OpenIncident(scenario.title, scenario.kind, place, scenario.region, scenario.address)
        return opened.session.open_incident(command, _CACO)

    def _join_services(self, opened: OpenedRealm, incident: str, design: ChainDesign) -> None:
        partners: dict[str, list[str]] = {}
        for source in design.sources.values():
            partners.setdefault(source.url.removeprefix(PARTNER), []).append(source.collection or source.name)
        served = {name: tuple(collections) for name, collections in partners.items()}
        self._services = PartnerServices(self.world, served, self.clock.story)
        self._services.start()
        book = address_book({name: self._services.url(name) for name in served}, typed=True)
        datasets = held_datasets(opened, incident)
        process = opened.second_process()
        loads = WorkerClient(process)
        assembly = Assembly(opened.session, incident, loads, datasets, book, story=self.clock.story)
        super().__init__(opened.session, incident, datasets, assembly, exercise=self.scenario.name, process=process)

    def play_to(self, story: int) -> int:
        """Let everything up to a story time happen; returns the number of steps."""
        if story <= self._played:
            return 0
        direct = self._services is None
        count = play(self.session, self.world, self.incident, self._played, story, publications=direct)
        self._played = story
        self.clock.set_both(story)
        return count

    def advance(self, milliseconds: int) -> bool:
        """Let the story go on; returns False at its end."""
        story = self.clock.story() + milliseconds
        self.play_to(min(story, self.scenario.end))
        super().advance(milliseconds)
        return story < self.scenario.end

    def close(self) -> None:
        """Stop partners and second process, close the files."""
        super().close()
        if self._services is not None:
            self._services.close()


def desk_to_read(workspace: Workspace, opened: OpenedRealm, incident: str) -> Desk:
    """Return a desk at which nobody is asked anything: of the sources it has what this laptop holds.

    A scenario that was played without services left nothing to hold; there it has what the scenario says.
    """
    exercise = opened.cache.parent.name
    played = opened.session.realm is Realm.OEFENING and resource("scenarios", f"{exercise}.toml").is_file()
    if not played or opened.cache.is_file():
        return desk_with(workspace, opened, incident, None)
    layers = exercise_layers()
    world = ExerciseWorld(read_exercise(exercise), layers)
    return Desk(opened.session, incident, in_process(opened.session, incident, world, layers))
