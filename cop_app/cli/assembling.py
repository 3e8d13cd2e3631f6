"""What opening an incident and recording GRIP also do: load the sources that now matter, for the area that matters."""

from __future__ import annotations

import argparse

from cop_app.bootstrap import Workspace
from cop_app.bootstrap.desk import desk_with
from cop_app.bootstrap.workspace import OpenedRealm
from cop_app.cli.program import say
from cop_app.domain.clock import SystemClock
from cop_app.domain.incident import Realm
from cop_app.i18n import _
from cop_app.store.cache import DatasetCache
from cop_app.store.writer_lock import WriterLock, held_elsewhere


def add_loading_words(parser: argparse.ArgumentParser) -> None:
    """Add the word that leaves the loading for later."""
    parser.add_argument("--no-load", action="store_true", help="bronnen nu niet ophalen")


def assemble(options: argparse.Namespace, workspace: Workspace, opened: OpenedRealm, incident: str) -> None:
    """Load what the chain design wants now; what a source does wrong is told and never makes the command fail."""
    if options.no_load or opened.session.realm is Realm.OEFENING:
        return
    if not desk_with(workspace, opened, incident, None).moment().sources:
        return
    lock = WriterLock.take(opened.cache, SystemClock().wall())
    if not isinstance(lock, WriterLock):
        say(str(held_elsewhere(opened.cache, lock)))
        return
    try:
        cache = DatasetCache.open(opened.cache, opened.cache_keys)
        try:
            _load(workspace, opened, incident, cache)
        finally:
            cache.close()
    finally:
        lock.release()


def _load(workspace: Workspace, opened: OpenedRealm, incident: str, cache: DatasetCache) -> None:
    # The network's libraries load only when something is fetched.
    from cop_app.bootstrap.loading import loads_of_reality
    from cop_app.worker.direct import DirectLoads

    clock = SystemClock()
    desk = desk_with(workspace, opened, incident, DirectLoads(loads_of_reality(workspace, cache, clock)))
    assembly = desk.assembly
    if assembly is None:
        return
    told: set[str] = set()
    assembly.attend(clock.story())
    while assembly.loading:
        asked = assembly.loading
        assembly.attend(clock.story())
        for name in sorted(asked - assembly.loading):
            state = desk.datasets.state(name, clock.story())
            say("; ".join(filter(None, [_("{bron}: {n} objecten").format(bron=name, n=state.features), state.fault])))
            told.add(name)
    for name, fault in assembly.unusable.items():
        say(f"{name}: {fault}")
    nowhere = [name for name in assembly.wants if assembly.nowhere(name) and name not in assembly.unusable]
    if nowhere:
        say(_("Van {n} bronnen is geen adres bekend: {namen}.").format(n=len(nowhere), namen=", ".join(nowhere)))
