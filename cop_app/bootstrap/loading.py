"""Loading in this process, for commands: the same sources, profiles and log of sources as the second process has."""

from __future__ import annotations

from cop_app.bootstrap.folder import Workspace
from cop_app.domain.clock import Clock
from cop_app.domain.incident import Realm
from cop_app.sources.logbook import keep_logbook
from cop_app.sources.profile_files import ProfileShelf
from cop_app.store.cache import DatasetCache
from cop_app.worker.jobs import SourceLoads


def loads_of_reality(workspace: Workspace, cache: DatasetCache, clock: Clock) -> SourceLoads:
    """Return loads into the cache of reality; breaks and recoveries are kept in the workspace's log of sources."""
    keep_logbook(workspace.logbook_folder(Realm.ECHT))
    return SourceLoads(cache, clock, profiles=ProfileShelf(workspace.profile_folders()))
