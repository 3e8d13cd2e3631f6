"""`cop source`: which partners' data this workspace fetches, how they are doing, and fetching them now."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cop_app.bootstrap import Workspace, open_keys, open_workspace
from cop_app.cli.program import answer, say
from cop_app.cli.realm import passphrase_of
from cop_app.domain.clock import SECOND, SystemClock, iso
from cop_app.domain.errors import UserFacingError
from cop_app.geo.axis import parse_crs, unknown_crs
from cop_app.sources.catalogue import SourceKind, SourceSpec, check_spec
from cop_app.sources.profile_files import ProfileError, ProfileShelf
from cop_app.sources.profiles import profile_of
from cop_app.store.cache import DatasetCache
from cop_app.store.database import told_plainly
from cop_app.store.writer_lock import WriterLock, held_elsewhere
from cop_app.worker.source_list import add_source as keep_source
from cop_app.worker.source_list import read_sources

if TYPE_CHECKING:  # the network's libraries load only when a command needs them
    from cop_app.worker.jobs import Outcome

HELD_IN = "EPSG:28992"  # whatever the service gives, features are held in RD


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add the group to the command line."""
    group = parsers.add_parser("source", parents=[common], help="bronnen van partners")
    words = group.add_subparsers(required=True)
    new = words.add_parser("add", parents=[common], help="neem een bron op in deze werkmap")
    new.add_argument("name", metavar="NAAM")
    new.add_argument("--kind", choices=[kind.value for kind in SourceKind], default=SourceKind.OGC_FEATURES.value)
    new.add_argument("--url", required=True, help="adres van de dienst, of het bestand")
    new.add_argument("--collection", default="", metavar="C", help="standaard de naam van de bron")
    new.add_argument("--owner", default="onbekend", metavar="ORGANISATIE")
    new.add_argument("--class", dest="item_class", default="onbekend", metavar="SOORT")
    new.add_argument("--crs", default="", help="stelsel om te vragen, als EPSG:28992")
    new.add_argument("--key", action="append", metavar="VELD", help="veld dat een object herkent (standaard id)")
    new.add_argument("--profile", default="", metavar="VERTALING", help="vertaling van velden en woorden (profiles)")
    new.add_argument("--refresh", type=int, default=60, metavar="SECONDEN")
    new.set_defaults(command=add_source)
    refresh = words.add_parser("refresh", parents=[common], help="haal een bron of alle bronnen nu op")
    refresh.add_argument("name", nargs="?", metavar="NAAM")
    refresh.add_argument("--json", action="store_true")
    refresh.set_defaults(command=refresh_sources)
    check = words.add_parser("check", parents=[common], help="probeer een dienst zonder haar op te nemen")
    check.add_argument("url")
    check.set_defaults(command=check_source)
    listed = words.add_parser("list", parents=[common], help="toon de bronnen en hoe het ermee gaat")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(command=list_sources)
    translations = words.add_parser("profiles", parents=[common], help="toont de vertalingen, en wat eraan mankeert")
    translations.add_argument("--json", action="store_true")
    translations.set_defaults(command=list_profiles)


def add_source(options: argparse.Namespace) -> int:
    """Keep a source in sources.json; the address counts as typed by a person."""
    workspace = open_workspace(options.workspace)
    kind = SourceKind(options.kind)
    is_file = kind is SourceKind.FILE
    spec = check_spec(SourceSpec(
        options.name, kind, str(Path(options.url).expanduser().resolve()) if is_file else options.url, options.owner,
        options.item_class, collection=options.collection or ("" if is_file else options.name), crs=options.crs,
        key=tuple(options.key or ("id",)), profile=options.profile,
        refresh=options.refresh * SECOND, typed=True,
    ))  # fmt: skip
    # What is wrong with it is told before it is needed.
    if not spec.name.isprintable():
        raise UserFacingError("bron.naam", "De naam van een bron is één regel.", advice="Laat het regeleinde weg.")
    if spec.crs and parse_crs(spec.crs) is None:
        raise unknown_crs(spec.crs)
    profile_of(spec, ProfileShelf(workspace.profile_folders()))
    keep_source(workspace.root, spec)
    say(f"Bron ‘{spec.name}’ is opgenomen; ‘cop source refresh {spec.name}’ haalt haar op.")
    return 0


def refresh_sources(options: argparse.Namespace) -> int:
    """Fetch now; exit code 1 when one of them failed or came in incomplete."""
    from cop_app.bootstrap.loading import loads_of_reality

    workspace = open_workspace(options.workspace)
    specs = read_sources(workspace.root)
    if options.name is not None:
        specs = [spec for spec in specs if spec.name == options.name]
        if not specs:
            raise UserFacingError(
                "bron.onbekend", "Bron ‘{naam}’ is hier niet bekend.", advice="‘cop source list’ toont wat er is.",
                naam=options.name,
            )  # fmt: skip
    rows = []
    with writing(workspace, passphrase_of(options)) as cache:
        loads = loads_of_reality(workspace, cache, SystemClock())
        for spec in specs:
            outcome = loads.refresh(spec)
            row = outcome_row(outcome, cache)
            rows.append(row)
            say("; ".join(filter(None, [f"{spec.name}: {row['features']} objecten, {row['health']}", row["fault"]])))
    if options.json:
        answer({"sources": rows})
    return 0 if all(row["complete"] and not row["fault"] for row in rows) else 1


def outcome_row(outcome: Outcome, cache: DatasetCache) -> dict[str, Any]:
    """Return what one load came to, as plain data."""
    from cop_app.worker.history import layer_info

    result, health = outcome.result, outcome.health
    info = layer_info(cache, outcome.spec.name)
    return {
        "name": outcome.spec.name, "features": info.features if info else 0, "complete": health.complete,
        "added": result.added if result else 0, "changed": result.changed if result else 0,
        "deleted": result.deleted if result else 0, "unchanged": outcome.unchanged, "crs": HELD_IN,
        "state": health.state.value, "health": health.text(SystemClock().wall()), "proof": health.proof,
        "fault": outcome.fault, "problems": [*health.problems, *([outcome.fault] if outcome.fault else [])],
    }  # fmt: skip


def check_source(options: argparse.Namespace) -> int:
    """Try a service and print what was found; exit code 1 when something is wrong with it."""
    from cop_app.sources.source_check import check

    report = check(options.url)
    print(report.text())
    return 0 if report.sound else 1


def list_sources(options: argparse.Namespace) -> int:
    """Print every source with its state, without asking any of them."""
    workspace = open_workspace(options.workspace)
    specs = read_sources(workspace.root)
    rows = []
    with reading(workspace, passphrase_of(options)) as cache:
        rows = [_listed(spec, cache, SystemClock().wall()) for spec in specs]
    if options.json:
        answer({"sources": rows})
        return 0
    for row in rows:
        print(f"{row['name']:20} {row['features']:8} {row['health']:32} {row['url']}")
    return 0


def _listed(spec: SourceSpec, cache: DatasetCache | None, now: int) -> dict[str, Any]:
    from cop_app.worker.history import health_of, layer_info

    row: dict[str, Any] = {
        "name": spec.name, "kind": spec.kind.value, "url": spec.url, "collection": spec.collection,
        "owner": spec.owner, "features": 0, "complete": False, "state": "nieuw", "health": "nog niet geladen",
        "data_at": None, "fault": "",
    }  # fmt: skip
    info = layer_info(cache, spec.name) if cache else None
    if cache is None or info is None:
        return row
    health = health_of(cache, spec, now)
    return row | {
        "features": info.features, "complete": health.complete, "state": health.state.value,
        "health": health.text(now), "data_at": iso(health.data_at) if health.data_at else None, "fault": health.fault,
    }  # fmt: skip


def list_profiles(options: argparse.Namespace) -> int:
    """Print every mapping profile with where it lies; exit code 1 when one has mistakes, each with its line."""
    shelf = ProfileShelf(open_workspace(options.workspace).profile_folders())
    rows = [_profile(shelf, name) for name in shelf]
    if options.json:
        answer({"profiles": rows})
    else:
        for row in rows:
            print(f"{row['name']:24} {row['class']:16} {row['file']}")
            for fault in row["faults"]:
                say(f"{row['file']}: regel {fault['line']}: {fault['text']}")
    return 1 if any(row["faults"] for row in rows) else 0


def _profile(shelf: ProfileShelf, name: str) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "file": str(shelf.path_of(name)), "class": "", "faults": []}
    try:
        return row | {"class": shelf[name].item_class}
    except ProfileError as error:
        return row | {"faults": [{"line": fault.line, "text": fault.text} for fault in error.faults]}


def cache_path(workspace: Workspace) -> Path:
    """Return where the datasets of reality lie."""
    return workspace.root / "reference" / "cache.db"


@contextmanager
def writing(workspace: Workspace, passphrase: str | None) -> Iterator[DatasetCache]:
    """Open the cache of reality to write; refused, with the name of the holder, while another process does."""
    path = cache_path(workspace)
    keys = open_keys(workspace, passphrase=passphrase).opening_keys()
    with told_plainly(path):
        lock = WriterLock.take(path, SystemClock().wall())
    if not isinstance(lock, WriterLock):
        raise held_elsewhere(path, lock)
    try:
        cache = DatasetCache.open(path, keys)
        try:
            yield cache
        finally:
            cache.close()
    finally:
        lock.release()


@contextmanager
def reading(workspace: Workspace, passphrase: str | None) -> Iterator[DatasetCache | None]:
    """Open the cache of reality to read; None when nothing was ever fetched."""
    path = cache_path(workspace)
    if not path.is_file():
        yield None
        return
    keys = open_keys(workspace, passphrase=passphrase, read_only=True).opening_keys()
    cache = DatasetCache.open(path, keys, read_only=True)
    try:
        yield cache
    finally:
        cache.close()
