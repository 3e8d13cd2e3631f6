"""The composition root: a workspace, a realm and a clock become a ready Session. Without Qt.

Layout of a workspace: keys/, settings.toml, reference/ (datasets of reality, read-only to both realms),
live/{log,cache}.db, oefening/<id>/{log,cache}.db with keys of its own. Exercise and reality never share a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cop_app.domain.chain import ChainDesign, SourceDesign
from cop_app.domain.chain_file import read_design
from cop_app.domain.clock import Clock, ManualClock, SystemClock, parse_instant
from cop_app.domain.errors import UserFacingError
from cop_app.domain.exercise import actor_of_act, command_of_act
from cop_app.domain.incident import Realm
from cop_app.domain.sharing import PERSON_FIELDS
from cop_app.domain.vocabulary import class_named
from cop_app.formats.basemap import read_basemap
from cop_app.geo.columns import FeatureBatch
from cop_app.geo.wkb import claim_geometry
from cop_app.paths import default_workspace, resource, shipped_map
from cop_app.replay.partners import ExerciseWorld
from cop_app.replay.player import Publication, steps
from cop_app.replay.scenario import Scenario, read_scenario
from cop_app.session import Observation, Session
from cop_app.settings import Settings, read_settings
from cop_app.store.log import EventLog
from cop_app.store.vault import Vault

PRACTICE = "proef"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One folder with everything this laptop keeps."""

    root: Path
    settings: Settings

    def realm_folder(self, realm: Realm, exercise: str = PRACTICE) -> Path:
        """Return where the files of reality or of one exercise lie."""
        return self.root / "live" if realm is Realm.ECHT else self.root / "oefening" / exercise

    def exercises(self) -> tuple[str, ...]:
        """Return the ids of the exercises that have files here."""
        folder = self.root / "oefening"
        return tuple(sorted(p.name for p in folder.iterdir() if p.is_dir())) if folder.is_dir() else ()


def open_workspace(root: Path | None = None) -> Workspace:
    """Return the workspace at a folder, by default the user's own; the folder is made when needed.

    Raises:
        UserFacingError: `werkmap.alleen_lezen` when it cannot be made, `instellingen.fout`.
    """
    folder = (root or default_workspace()).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserFacingError(
            "werkmap.alleen_lezen", "De werkmap {map} kan niet worden gemaakt.",
            advice="Kies met --workspace een map waar u mag schrijven.", map=str(folder),
        ) from error  # fmt: skip
    return Workspace(folder, read_settings(folder))


def open_session(
    workspace: Workspace, realm: Realm, *, exercise: str = PRACTICE, clock: Clock | None = None,
    passphrase: str | None = None, read_only: bool = False,
) -> Session:  # fmt: skip
    """Open a realm of the workspace; when another process writes, it opens to read.

    Raises:
        UserFacingError: from the vault and the log: wrong passphrase, damaged, newer or read-only files.
    """
    chosen = clock or SystemClock()
    folder = workspace.realm_folder(realm, exercise)
    folder.mkdir(parents=True, exist_ok=True)
    keys = workspace.root / "keys" if realm is Realm.ECHT else folder / "keys"
    keys.mkdir(parents=True, exist_ok=True)
    vault = Vault.open(keys, passphrase, chosen)
    log = EventLog.open(folder / "log.db", vault, chosen, realm=realm, read_only=read_only)
    return Session(log, chosen, realm, load_designs(workspace, realm))


def load_designs(workspace: Workspace, realm: Realm) -> dict[str, ChainDesign]:
    """Return the chain designs by SHA-256: the user's own in ketens/, and the shipped one for exercises."""
    files = sorted((workspace.root / "ketens").glob("*.toml"))
    if realm is Realm.OEFENING or not files:
        files = [*files, *sorted(resource("ketens").glob("*.toml"))]
    designs = (read_design(path.read_text(encoding="utf-8")) for path in files)
    return {design.sha256: design for design in designs}


def find_incident(workspace: Workspace, incident: str, passphrase: str | None = None) -> tuple[Realm, str]:
    """Return realm and exercise of an incident by its id.

    Raises:
        UserFacingError: `incident.onbekend`.
    """
    places = [(Realm.ECHT, PRACTICE), *((Realm.OEFENING, name) for name in workspace.exercises())]
    for realm, exercise in places:
        if not (workspace.realm_folder(realm, exercise) / "log.db").is_file():
            continue
        session = open_session(workspace, realm, exercise=exercise, passphrase=passphrase, read_only=True)
        try:
            if any(known.id == incident for known in session.incidents()):
                return realm, exercise
        finally:
            session.close()
    raise UserFacingError(
        "incident.onbekend", "Het incident {incident} is hier niet bekend.",
        advice="‘cop incident list’ toont wat er is.", incident=incident,
    )  # fmt: skip


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
