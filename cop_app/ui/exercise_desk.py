"""The exercise at the desk: one session on a replay clock, the window in front of it, and the script playing on.

The same road as reality: publications of partners and acts of counterparts enter through the session; the desk only
decides how far the story has come and shows the moment again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from cop_app.bootstrap import open_session, open_workspace, play
from cop_app.domain.clock import ManualClock
from cop_app.domain.commands import OpenIncident
from cop_app.domain.facts import SourceFacts
from cop_app.domain.incident import Actor, Realm, Team
from cop_app.geo.columns import FeatureBatch
from cop_app.replay.partners import ExerciseWorld
from cop_app.replay.scenario import Scenario
from cop_app.ui.presenter import Moment, SourceState, moment_of


class ExerciseDesk:
    """Plays a scenario into a session of its own, in a workspace of its own."""

    def __init__(self, scenario: Scenario, layers: Mapping[str, FeatureBatch], folder: Path) -> None:
        self.scenario = scenario
        self.world = ExerciseWorld(scenario, layers)
        self.clock = ManualClock(scenario.start, scenario.start)
        self._layers = layers
        workspace = open_workspace(folder)
        self.session = open_session(workspace, Realm.OEFENING, exercise=scenario.id, clock=self.clock)
        actor = Actor("CaCo", Team.MK, "Meldkamer")
        command = OpenIncident(
            scenario.title, scenario.kind, self.world.origin(str(scenario.place["anker"])), scenario.region,
            scenario.address,
        )  # fmt: skip
        self.incident = self.session.open_incident(command, actor)
        self._played = scenario.start - 1

    def play_to(self, story: int) -> int:
        """Let everything up to a story time happen; returns the number of steps."""
        if story <= self._played:
            return 0
        count = play(self.session, self.world, self.incident, self._played, story)
        self._played = story
        self.clock.set_both(story)
        return count

    @property
    def centre(self) -> tuple[float, float]:
        """Return the RD place the map opens at."""
        return self.world.origin(str(self.scenario.place["anker"]))

    @property
    def region(self) -> str:
        """Return the region whose levels are recorded."""
        return self.scenario.region

    def advance(self, milliseconds: int) -> bool:
        """Let the story go on; returns False at its end."""
        story = self.clock.story() + milliseconds
        self.play_to(min(story, self.scenario.end))
        return story < self.scenario.end

    def moment(self, at: int | None = None, lens: str = "laptop") -> Moment:
        """Return the moment now, or as it was known at an instant."""
        sources = self.sources(self._played if at is None else at)
        name = self.scenario.name
        return moment_of(self.session, self.incident, at=at, lens=lens, sources=sources, exercise=name)

    def sources(self, story: int) -> dict[str, SourceState]:
        """Return the state of every source of the design at a story time."""
        design = self.session.design(self.incident)
        if design is None:
            return {}
        wanted = {need.id: need for need in design.needs}
        found: dict[str, SourceState] = {}
        for name, source in design.sources.items():
            partner = source.url.removeprefix("partner://")
            down = next((start for p, start, end in self.scenario.outages if p == partner and start <= story < end), 0)
            layer = self.scenario.static.get(name)
            counts = None
            if layer is not None:
                needs = [need for need in wanted.values() if need.source == name]
                counts = {need.id: self._within(layer, need.radius) for need in needs}
            # Sources do not answer in step; each has its own phase, always the same.
            since = (down or story) - self.scenario.start + 1000 * sum(map(ord, name))
            fetched = (down or story) - since % (source.refresh_s * 1000)
            fetched = max(fetched, self.scenario.start)
            facts = SourceFacts(fetched, True, not down, 0, counts)
            found[name] = SourceState(facts, down, len(self.world.features(name, story)))
        return found

    def _within(self, layer: str, radius: int) -> int:
        """Return how many features of a layer lie within so many metres of the incident."""
        batch = self._layers.get(layer)
        if batch is None:
            return 0
        x, y = self.world.origin(str(self.scenario.place["anker"]))
        boxes = batch.geometry.boxes
        across = np.maximum(np.maximum(boxes[:, 0] - x, x - boxes[:, 2]), 0.0)
        along = np.maximum(np.maximum(boxes[:, 1] - y, y - boxes[:, 3]), 0.0)
        return int(np.count_nonzero(np.hypot(across, along) <= radius))

    def close(self) -> None:
        """Close the session's files."""
        self.session.close()
