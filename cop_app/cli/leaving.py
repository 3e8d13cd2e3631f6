"""What the commands share that let something out: to whom, on which ground, and in whose log that is recorded."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from cop_app.bootstrap import open_session, open_workspace
from cop_app.cli.program import say
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Classification, Realm
from cop_app.domain.sharing import Release
from cop_app.i18n import _
from cop_app.session import Session

_CEILINGS = (Classification.OPEN, Classification.INTERN, Classification.VERTROUWELIJK)


def add_release_words(parser: argparse.ArgumentParser) -> None:
    """Add the words that say how far something may go."""
    parser.add_argument("--to", default="", metavar="ORGANISATIE", help="ontvanger (standaard: de eigen organisatie)")
    parser.add_argument("--ground", default="", metavar="GROND", help="wet of convenant; nodig boven intern")
    parser.add_argument(
        "--ceiling", default=Classification.INTERN.value, choices=[level.value for level in _CEILINGS],
        help="hoogste classificatie die mee mag (standaard intern)",
    )  # fmt: skip
    parser.add_argument("--released-by", default="", metavar="FUNCTIE", help="functie die vrijgeeft")


def permit(session: Session, options: argparse.Namespace, incident: str, exit_: str) -> Release:
    """Return the release that the words ask for.

    Raises:
        UserFacingError: `delen.*`.
    """
    return session.release(
        incident, exit_, Classification(options.ceiling), actor_for(options.released_by), recipient=options.to,
        ground=options.ground,
    )  # fmt: skip


def tell_recorded(session: Session) -> None:
    """Say where the record went when this process only reads the log."""
    if session.read_only:
        say(_("Vastgelegd dat dit naar buiten ging; het komt in het logboek zodra daar weer in geschreven wordt."))


@contextmanager
def dataset_session(options: argparse.Namespace, passphrase: str | None) -> Iterator[Session]:
    """Open the log of reality, where it is recorded that datasets leave; it is made when there is none yet."""
    workspace = open_workspace(options.workspace)
    known = (workspace.realm_folder(Realm.ECHT) / "log.db").is_file()
    session = open_session(workspace, Realm.ECHT, passphrase=passphrase, read_only=known)
    try:
        yield session
    finally:
        session.close()
