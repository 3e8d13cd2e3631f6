"""Playing an exercise into a session: what partners publish and what counterparts do becomes what people would do.

The same road as reality: publications become observations, acts become commands, at the one door.
"""

from __future__ import annotations

from typing import Any

from cop_app.domain.chain import SourceDesign
from cop_app.domain.clock import ManualClock, parse_instant
from cop_app.domain.errors import UserFacingError
from cop_app.domain.exercise import actor_of_act, command_of_act
from cop_app.domain.sharing import PERSON_FIELDS
from cop_app.domain.vocabulary import class_named
from cop_app.formats.basemap import read_basemap
from cop_app.geo.columns import FeatureBatch
from cop_app.geo.wkb import claim_geometry
from cop_app.paths import resource, shipped_map
from cop_app.replay.partners import ExerciseWorld
from cop_app.replay.player import Publication, steps
from cop_app.replay.scenario import Scenario, read_scenario
from cop_app.session import Observation, Session


def play(session: Session, world: ExerciseWorld, incident: str, after: int, until: int) -> int:
    """Let the script happen in (after, until]: publications become observations, acts become commands.

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
            source = design.sources.get(step.collection) if design else None
            session.observe(incident, [observation_of(step.collection, f, source, step.at) for f in step.features])
        else:
            geometry = claim_geometry(step.geometry) if step.geometry else ""
            act = step.act
            command = command_of_act(act.kind, act.function, act.at, world.scenario.region, act.data, geometry)
            if command is not None:
                session.submit(incident, command, actor_of_act(act.function, act.team))
        count += 1
    return count


def observation_of(collection: str, feature: dict[str, Any], source: SourceDesign | None, seen: int) -> Observation:
    """Return a partner's feature as an observation; the version is the source's own time, never the fetch time."""
    properties = dict(feature["properties"])
    stamp = properties.pop("gemeten_op", None)
    measured = parse_instant(str(stamp), seen) if stamp else seen
    values = {name: value for name, value in properties.items() if not PERSON_FIELDS.match(name)}
    if feature.get("geometry"):
        values["geometrie"] = claim_geometry(feature["geometry"])
    item_class = source.item_class if source else collection
    return Observation(
        f"{collection}:{feature['id']}", item_class, class_named(item_class).reality.value,
        source.name if source else collection, source.organisation if source else "onbekend", collection,
        str(feature["id"]), measured, measured, values,
    )  # fmt: skip


def exercise_layers() -> dict[str, FeatureBatch]:
    """Return the layers of the shipped exercise map (FICTIEF)."""
    return read_basemap(shipped_map("markerwaard.kaart"))


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
