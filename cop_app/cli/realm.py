"""What commands on incidents share: opening the right realm, with its passphrase and its desk."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from cop_app.bootstrap import (
    PRACTICE,
    Workspace,
    find_incident,
    open_workspace,
    passphrase_needed,
    remembered_passphrase,
    try_passphrase,
)  # fmt: skip
from cop_app.bootstrap.desk import Desk
from cop_app.bootstrap.workspace import OpenedRealm, open_realm
from cop_app.cli.asking import ask_secret, secret_from
from cop_app.cli.program import say
from cop_app.domain.clock import ManualClock, SystemClock, parse_instant
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
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


Opened = tuple[Workspace, OpenedRealm]


@contextmanager
def opened_for(options: argparse.Namespace, incident: str, *, read_only: bool = False) -> Iterator[Opened]:
    """Open the realm that holds an incident, with what is held of its sources.

    A scenario that was played stands still at its newest moment: it is then that things are new or old.
    """
    workspace = open_workspace(options.workspace)
    secret = passphrase_of(options)
    realm, exercise = find_incident(workspace, incident, secret)
    clock = ManualClock(now()) if realm is Realm.OEFENING and exercise != PRACTICE else None
    opened = open_realm(workspace, realm, exercise=exercise, clock=clock, passphrase=secret, read_only=read_only)
    if clock is not None:
        newest = (event.header.story for event in opened.session.events(incident))
        clock.set_story(max(newest, default=clock.story()))
    try:
        yield workspace, opened
    finally:
        opened.session.close()


@contextmanager
def opened_realm(options: argparse.Namespace, realm: Realm, *, read_only: bool = False) -> Iterator[Opened]:
    """Open a realm of the workspace."""
    workspace = open_workspace(options.workspace)
    opened = open_realm(workspace, realm, passphrase=passphrase_of(options), read_only=read_only)
    try:
        yield workspace, opened
    finally:
        opened.session.close()


@contextmanager
def session_of(options: argparse.Namespace, incident: str, *, read_only: bool = False) -> Iterator[Session]:
    """Open the realm that holds an incident, for its log."""
    with opened_for(options, incident, read_only=read_only) as (_workspace, opened):
        yield opened.session


@contextmanager
def desk_of(options: argparse.Namespace, incident: str) -> Iterator[Desk]:
    """Sit down at an incident, to read: what is held of its sources, and nobody is asked anything."""
    from cop_app.bootstrap.exercise_desk import desk_to_read

    with opened_for(options, incident, read_only=True) as (workspace, opened):
        desk = desk_to_read(workspace, opened, incident)
        try:
            yield desk
        finally:
            desk.datasets.close()


def instant_of(text: str | None, session: Session) -> int | None:
    """Read `--at`; a bare time counts as local time on the day of the realm's clock."""
    return None if text is None else parse_instant(text, session.clock.story())


def now() -> int:
    """Return the device's time."""
    return SystemClock().wall()
