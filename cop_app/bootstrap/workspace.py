"""The workspace: one folder becomes a ready Session of a realm, with its keys and its chain designs.

Layout of a workspace: keys/, settings.toml, reference/ (datasets of reality, read-only to both realms),
live/{log,cache}.db, oefening/<id>/{log,cache}.db with keys of its own. Exercise and reality never share a file.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cop_app.bootstrap.folder import PRACTICE, Workspace
from cop_app.domain.chain import ChainDesign
from cop_app.domain.chain_file import read_design
from cop_app.domain.clock import Clock, SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.i18n import _
from cop_app.paths import resource
from cop_app.session import Session
from cop_app.store.log import EventLog
from cop_app.store.passphrase import open_vault
from cop_app.store.region_keys import TrustedRegions, signature_beside
from cop_app.store.vault import Vault

if TYPE_CHECKING:  # what loads and draws comes when an incident is opened
    from cop_app.worker.second import SecondProcess

log = logging.getLogger("cop.keten")


@dataclass(frozen=True, slots=True)
class OpenedRealm:
    """A realm that is open: its session, and where the datasets of its sources lie with the keys to read them.

    `profiles` are the folders of mapping profiles of sources, `logbook` is the folder of the log of sources.
    """

    session: Session
    cache: Path
    cache_keys: tuple[bytes, ...]
    profiles: tuple[Path, ...]
    logbook: Path

    def second_process(self) -> SecondProcess:
        """Return the process that loads the sources of this realm and draws; it starts with its first work."""
        from cop_app.worker.second import SecondProcess

        return SecondProcess(self.cache, self.cache_keys, profiles=self.profiles, logbook=self.logbook)


def open_realm(
    workspace: Workspace, realm: Realm, *, exercise: str = PRACTICE, clock: Clock | None = None,
    passphrase: str | None = None, read_only: bool = False,
) -> OpenedRealm:  # fmt: skip
    """Open a realm of the workspace; when another process writes, it opens to read.

    Raises:
        UserFacingError: from the vault and the log: wrong passphrase, damaged, newer or read-only files.
    """
    chosen = clock or SystemClock()
    vault = open_keys(workspace, realm, exercise=exercise, clock=chosen, passphrase=passphrase, read_only=read_only)
    folder = workspace.realm_folder(realm, exercise)
    designs, judged = load_designs(workspace, realm), trusted_regions(workspace).judged
    log = EventLog.open(folder / "log.db", vault, chosen, realm=realm, read_only=read_only)
    session = Session(log, chosen, realm, designs, judged)
    # Datasets of reality serve every incident, so they lie beside them; an exercise keeps its own with it.
    cache = workspace.root / "reference" if realm is Realm.ECHT else folder
    return OpenedRealm(
        session, cache / "cache.db", vault.opening_keys(), workspace.profile_folders(),
        workspace.logbook_folder(realm, exercise),
    )  # fmt: skip


def open_session(
    workspace: Workspace, realm: Realm, *, exercise: str = PRACTICE, clock: Clock | None = None,
    passphrase: str | None = None, read_only: bool = False,
) -> Session:  # fmt: skip
    """Open a realm of the workspace for its log alone; as `open_realm`."""
    return open_realm(
        workspace, realm, exercise=exercise, clock=clock, passphrase=passphrase, read_only=read_only
    ).session  # fmt: skip


def open_keys(
    workspace: Workspace, realm: Realm = Realm.ECHT, *, exercise: str = PRACTICE, clock: Clock | None = None,
    passphrase: str | None = None, read_only: bool = False,
) -> Vault:  # fmt: skip
    """Open the keys of a realm, made at its first start.

    Raises:
        UserFacingError: `sleutel.*` and `opslag.*` as `store.passphrase.open_vault`.
    """
    place = workspace.vault_place(realm, exercise)
    return open_vault(workspace.vault_places(), place, passphrase, clock or SystemClock(), read_only=read_only)


def load_designs(workspace: Workspace, realm: Realm) -> dict[str, ChainDesign]:
    """Return the chain designs by SHA-256: the user's own in ketens/, and the shipped one for exercises.

    Each tells whether its region signed it with a key that is trusted here. A file that is wrong is told in the log and
    left out: nobody is kept from an incident by it (`cop keten check` says what is wrong, and where).
    """
    own = sorted((workspace.root / "ketens").glob("*.toml"))
    trusted = trusted_regions(workspace)
    designs = [trusted.judged(design) for path in own if (design := _readable(path)) is not None]
    if realm is Realm.OEFENING or not designs:
        shipped = [_readable(path) for path in sorted(resource("ketens").glob("*.toml"))]
        examples = [trusted.judged(design) for design in shipped if design is not None]
        # In reality the example tells what to ask; its invented numbers must never be called.
        designs += examples if realm is Realm.OEFENING else [_without_numbers(design) for design in examples]
    return {design.sha256: design for design in designs}


def _readable(path: Path) -> ChainDesign | None:
    try:
        return replace(read_design(path.read_text(encoding="utf-8")), signature=signature_beside(path))
    except (UserFacingError, OSError, UnicodeDecodeError) as fault:
        log.warning(_("ketenontwerp %s telt niet mee: %s"), path.name, fault)
        return None


def _without_numbers(design: ChainDesign) -> ChainDesign:
    needs = tuple(replace(need, owner=replace(need.owner, number="")) for need in design.needs)
    return replace(design, needs=needs)


def trusted_regions(workspace: Workspace) -> TrustedRegions:
    """Return the regions' keys that this workspace trusts; exercises trust the same."""
    return TrustedRegions.read(workspace.vault_place(Realm.ECHT).folder)


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
