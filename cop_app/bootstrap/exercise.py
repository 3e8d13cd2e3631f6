"""Playing an exercise into a session: what partners publish and what counterparts do becomes what people would do.

The same road as reality: publications become observations, acts become commands, at the one door.
"""

from __future__ import annotations

from cop_app.bootstrap.observations import observations_of
from cop_app.domain.clock import ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.exercise import actor_of_act, command_of_act
from cop_app.formats.basemap import read_basemap, read_map
from cop_app.geo.columns import FeatureBatch
from cop_app.geo.wkb import claim_geometry
from cop_app.paths import resource, shipped_map
from cop_app.replay.partners import ExerciseWorld
from cop_app.replay.player import Publication, steps
from cop_app.replay.scenario import Scenario, read_scenario
from cop_app.session import Session


def play(
    session: Session, world: ExerciseWorld, incident: str, after: int, until: int, *, publications: bool = True
) -> int:
    """Let the script happen in (after, until]: publications become observations, acts become commands.

    Without `publications` only counterparts act: what partners publish is then fetched from their services.

    A manual clock is set to each step on both faces, so that what was known when is the same whether the exercise was
    played at ten times or at top speed. Returns the number of steps.
    """
    design = session.design(incident)
    partners = {s.name: s.url.removeprefix("partner://") for s in design.sources.values()} if design else {}
    count = 0
    for step in steps(world, after, until, partners):
        clock = session.clock
        if isinstance(clock, ManualClock):
            clock.set_both(step.at)
        if isinstance(step, Publication):
            if not publications:
                continue
            source = design.sources.get(step.collection) if design else None
            picture = session.picture_at(incident)
            said = observations_of(picture, step.collection, source, step.features, step.at, whole=True)
            session.observe(incident, said)
        else:
            geometry = claim_geometry(step.geometry) if step.geometry else ""
            act = step.act
            command = command_of_act(act.kind, act.function, act.at, world.scenario.region, act.data, geometry)
            if command is not None:
                session.submit(incident, command, actor_of_act(act.function, act.team))
        count += 1
    return count


def exercise_layers() -> dict[str, FeatureBatch]:
    """Return the layers of the shipped exercise map (FICTIEF), with the outline of the country around it."""
    return read_map(shipped_map("markerwaard.kaart"))


def read_exercise(name: str) -> Scenario:
    """Return a shipped scenario by name.

    Raises:
        UserFacingError: `scenario.onbekend`, `scenario.fout`.
    """
    path = resource("scenarios", f"{name}.toml")
    if not path.is_file():
        raise UserFacingError("scenario.onbekend", "Het scenario ‘{naam}’ is er niet.", naam=name)
    return read_scenario(path.read_text(encoding="utf-8"))


def overview_layers() -> dict[str, FeatureBatch]:
    """Return the layers of the small national overview, empty when it is not shipped."""
    path = shipped_map("nederland.kaart")
    return read_basemap(path) if path.is_file() else {}
