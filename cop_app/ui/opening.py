"""What the start opens: reality with its datasets, an exercise that is played, one of one's own, one of before.

The one place where the ways in meet the composition root, so that screens do not depend on how a desk is made.
Without Qt.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cop_app.bootstrap import Workspace
from cop_app.bootstrap.workspace import OpenedRealm, open_realm
from cop_app.domain.clock import ManualClock, SystemClock, local
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.session import Session
from cop_app.sources.catalogue import SourceSpec
from cop_app.store.cache import DatasetCache
from cop_app.worker.source_list import read_sources

if TYPE_CHECKING:  # the desk and all it brings along load when an incident is opened, after the first screen stands
    from cop_app.bootstrap.desk import Desk

LOCKED, WRONG = "sleutel.nodig", "sleutel.onjuist"


@dataclass(slots=True)
class Reality:
    """The realm of reality, open on this laptop, with the cache of its sources to read."""

    workspace: Workspace
    opened: OpenedRealm
    passphrase: str | None = field(repr=False)
    _cache: DatasetCache | None = field(default=None, init=False)

    @classmethod
    def open(cls, workspace: Workspace, passphrase: str | None = None) -> Reality:
        """Open reality.

        Raises:
            UserFacingError: LOCKED when a passphrase is needed, WRONG when it does not fit, or what is wrong with the
                files; nothing has changed then.
        """
        return cls(workspace, open_realm(workspace, Realm.ECHT, passphrase=passphrase), passphrase)

    def reopen(self) -> None:
        """Open the log again, so that it knows the chain designs that are there now.

        Raises:
            UserFacingError: as `open`.
        """
        self.close()
        self.opened = open_realm(self.workspace, Realm.ECHT, passphrase=self.passphrase)

    @property
    def protected(self) -> bool:
        """Return whether a passphrase closes this laptop's files."""
        return self.passphrase is not None

    @property
    def session(self) -> Session:
        """Return the session."""
        return self.opened.session

    def cache(self) -> DatasetCache | None:
        """Return the cache to read, None when nothing was ever fetched or it cannot be opened."""
        if self._cache is None and self.opened.cache.is_file():
            try:
                self._cache = DatasetCache.open(self.opened.cache, self.opened.cache_keys, read_only=True)
            except UserFacingError:
                return None
        return self._cache

    def sources(self) -> list[SourceSpec]:
        """Return the sources of the workspace.

        Raises:
            UserFacingError: `bron.lijst` and others when the list cannot be read.
        """
        return read_sources(self.workspace.root)

    def desk(self, incident: str) -> Desk:
        """Return the desk of an incident; from now on it owns the session, and closing it closes all."""
        from cop_app.bootstrap.desk import live_desk

        self.let_go()
        return live_desk(self.workspace, self.opened, incident)

    def close(self) -> None:
        """Close the files."""
        self.let_go()
        self.session.close()

    def let_go(self) -> None:
        """Close the cache; it opens again when it is asked for."""
        if self._cache is not None:
            self._cache.close()
            self._cache = None


def exercise_id(kind: str, now: int) -> str:
    """Return a name for the files of a new exercise: each has a folder of its own, so nothing is ever resumed."""
    return f"{kind}-{local(now):%Y%m%d-%H%M%S}"


def own_exercise(workspace: Workspace, passphrase: str | None) -> OpenedRealm:
    """Return a new exercise of one's own, with files of its own.

    Raises:
        UserFacingError: when the files cannot be made.
    """
    name = exercise_id("eigen", SystemClock().wall())
    return open_realm(workspace, Realm.OEFENING, exercise=name, passphrase=passphrase)


def own_desk(workspace: Workspace, opened: OpenedRealm, incident: str) -> Desk:
    """Return the desk of an exercise without a script: no partner is asked anything."""
    from cop_app.bootstrap.desk import desk_with

    return desk_with(workspace, opened, incident, None)


def past_desk(workspace: Workspace, exercise: str, passphrase: str | None) -> Desk:
    """Return the desk of an exercise of before, to read: its clock stands at its last event.

    Raises:
        UserFacingError: `oefening.leeg` when nothing happened in it, or what is wrong with its files.
    """
    from cop_app.bootstrap.desk import desk_with

    clock = ManualClock(0)
    opened = open_realm(
        workspace, Realm.OEFENING, exercise=exercise, clock=clock, passphrase=passphrase, read_only=True
    )
    incidents = opened.session.incidents()
    if not incidents:
        opened.session.close()
        raise UserFacingError("oefening.leeg", "In deze oefening is niets vastgelegd.")
    clock.set_both(max(event.header.story for event in opened.session.events(incidents[0].id)))
    return desk_with(workspace, opened, incidents[0].id, None)
