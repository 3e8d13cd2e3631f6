"""What commands on incidents share: opening the right realm, and who acts on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from cop_app.bootstrap import (
    Workspace,
    find_incident,
    open_session,
    open_workspace,
    passphrase_needed,
    remembered_passphrase,
    try_passphrase,
)  # fmt: skip
from cop_app.bootstrap.desk import Desk, reading_desk
from cop_app.bootstrap.workspace import open_realm
from cop_app.cli.asking import ask_secret, secret_from
from cop_app.cli.program import say
from cop_app.domain.clock import SystemClock, parse_instant
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Actor, Column, Realm, Team
from cop_app.i18n import _
from cop_app.session import Session

_TRIES = 3


def passphrase_of(options: argparse.Namespace) -> str | None:
    """Return the passphrase: from the file descriptor that was named, the keyring, or typed; None when none is needed.

    Raises:
        UserFacingError: `sleutel.geen_terminal` when one is needed and nobody can be asked; `sleutel.onjuist` after
            three tries.
    """
    number = getattr(options, "passphrase_fd", None)
    if number is not None:
        return secret_from(number)
    workspace = open_workspace(options.workspace)
    if not passphrase_needed(workspace):
        return None
    return remembered_passphrase(workspace) or _typed(workspace)


def _typed(workspace: Workspace) -> str:
    problem = ""
    for _try in range(_TRIES):
        phrase = ask_secret(_("Wachtzin van {map}").format(map=workspace.root))
        problem = try_passphrase(workspace, phrase)
        if not problem:
            return phrase
        say(problem)
    raise UserFacingError("sleutel.onjuist", _("Drie keer een wachtzin die niet past; er is niets veranderd."))


@contextmanager
def session_of(options: argparse.Namespace, incident: str, *, read_only: bool = False) -> Iterator[Session]:
    """Open the realm that holds an incident."""
    workspace = open_workspace(options.workspace)
    secret = passphrase_of(options)
    realm, exercise = find_incident(workspace, incident, secret)
    session = open_session(workspace, realm, exercise=exercise, passphrase=secret, read_only=read_only)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def desk_of(options: argparse.Namespace, incident: str) -> Iterator[Desk]:
    """Open the realm that holds an incident, with what is held of its sources, to read."""
    workspace = open_workspace(options.workspace)
    secret = passphrase_of(options)
    realm, exercise = find_incident(workspace, incident, secret)
    opened = open_realm(workspace, realm, exercise=exercise, passphrase=secret, read_only=True)
    desk = reading_desk(opened, incident)
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def realm_session(options: argparse.Namespace, realm: Realm, *, read_only: bool = False) -> Iterator[Session]:
    """Open a realm of the workspace."""
    workspace: Workspace = open_workspace(options.workspace)
    session = open_session(workspace, realm, passphrase=passphrase_of(options), read_only=read_only)
    try:
        yield session
    finally:
        session.close()


def instant_of(text: str | None, session: Session) -> int | None:
    """Read `--at`; a bare time counts as local time on the day of the realm's clock."""
    return None if text is None else parse_instant(text, session.clock.story())


def acting(function: str, organisation: str = "Veiligheidsregio") -> Actor:
    """Return the actor for a function named on the command line; the team follows from it where it is plain."""
    teams = {"CaCo": Team.MK, "OL": Team.ROT, "IM ROT": Team.ROT, "AGS": Team.ROT, "Burgemeester": Team.GBT}
    return Actor(function, teams.get(function, Team.COPI), organisation, Column.MULTI)


def now() -> int:
    """Return the device's time."""
    return SystemClock().wall()
