"""`cop import` and `cop export`: files into the datasets of this workspace, and layers out of it under the guard."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cop_app.bootstrap import open_workspace
from cop_app.cli.leaving import add_release_words, dataset_session, permit, tell_recorded
from cop_app.cli.program import answer, say
from cop_app.cli.realm import passphrase_of
from cop_app.cli.source import outcome_row, reading, writing
from cop_app.domain.clock import SystemClock, parse_instant
from cop_app.domain.errors import UserFacingError
from cop_app.sources.catalogue import SourceKind, SourceSpec, check_spec
from cop_app.sources.health import Health, health_of_polls
from cop_app.store.cache import DatasetCache
from cop_app.worker.source_list import read_sources

_NEVER_OLD = 2**62  # what leaves is judged by whether it is whole; its age is the reader's to judge


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add both commands to the command line."""
    taken = parsers.add_parser("import", parents=[common], help="lees een bestand in als laag")
    taken.add_argument("file", type=Path, metavar="BESTAND")
    taken.add_argument("--layer", metavar="NAAM", help="standaard de naam van het bestand")
    taken.add_argument("--collection", default="", metavar="LAAG", help="welke laag, als het bestand er meer heeft")
    taken.add_argument("--owner", default="eigen bestand", metavar="ORGANISATIE")
    taken.add_argument("--crs", default="", help="stelsel, als het bestand het niet zegt")
    taken.add_argument("--key", action="append", metavar="VELD", help="veld dat een object herkent (standaard id)")
    taken.add_argument("--json", action="store_true")
    taken.set_defaults(command=import_file)
    given = parsers.add_parser("export", parents=[common], help="schrijf een laag naar een bestand")
    given.add_argument("--layer", required=True, metavar="NAAM")
    given.add_argument("--at", metavar="TIJD", help="het beeld van toen: 14:32 of ISO 8601 met verschuiving")
    given.add_argument("--out", required=True, type=Path, metavar="BESTAND", help=".geojson of .gpkg")
    given.add_argument("--json", action="store_true")
    add_release_words(given)
    given.set_defaults(command=export_layer)


def import_file(options: argparse.Namespace) -> int:
    """Read a file once as a layer; importing it again tells what differs."""
    from cop_app.bootstrap.loading import loads_of_reality

    workspace = open_workspace(options.workspace)
    path = options.file.expanduser().resolve()
    spec = check_spec(SourceSpec(
        options.layer or path.stem, SourceKind.FILE, str(path), options.owner, "onbekend",
        collection=options.collection, crs=options.crs, key=tuple(options.key or ("id",)), typed=True,
    ))  # fmt: skip
    with writing(workspace, passphrase_of(options)) as cache:
        row = outcome_row(loads_of_reality(workspace, cache, SystemClock()).load(spec), cache)
    for problem in row["problems"]:
        say(problem)
    if options.json:
        answer({"layer": row})
    else:
        say(f"{row['name']}: {row['features']} objecten")
    return 1 if row["fault"] or not row["complete"] else 0


def export_layer(options: argparse.Namespace) -> int:
    """Write a layer, now or as it was known at an instant, without persons and up to intern unless asked otherwise."""
    from cop_app.reports.export import write_export

    workspace, secret = open_workspace(options.workspace), passphrase_of(options)
    at = None if options.at is None else parse_instant(options.at, SystemClock().wall())
    with reading(workspace, secret) as cache:
        if cache is None:
            raise UserFacingError(
                "cache.leeg", "In deze werkmap is nog niets opgehaald.", advice="Begin met ‘cop source refresh’."
            )
        batch, health = cache.batch(options.layer, at), _health(cache, options.layer, at)
    item_class = next((spec.item_class for spec in read_sources(workspace.root) if spec.name == options.layer), "")
    with dataset_session(options, secret) as session:
        release = permit(session, options, "", "export")
        written = write_export(batch, release, options.out, item_class)
        tell_recorded(session)
    say(f"{release.marking}: {written.features} objecten naar {options.out}")
    if not health.complete or health.fault:
        say(f"Let op: laag ‘{options.layer}’ is {health.text(SystemClock().wall())}.")
    if written.withheld or written.dropped or written.masked:
        fields = ", ".join(written.dropped) or "geen"
        say(f"Achtergehouden: {written.withheld}; velden weggelaten: {fields}; afgedekt: {written.masked}.")
    if options.json:
        answer({
            "layer": options.layer, "features": written.features, "complete": health.complete,
            "withheld": written.withheld, "dropped": list(written.dropped), "masked": written.masked,
            "marking": release.marking, "out": str(options.out),
        })  # fmt: skip
    return 0


def _health(cache: DatasetCache, layer: str, at: int | None) -> Health:
    """Return how a layer was doing; of one that never came in, nothing found says nothing, and so it is refused."""
    polls = cache.polls(layer)
    # A clock that was set back since does not make what is held of a later time.
    last = max([SystemClock().wall(), *(poll.last_at for poll in polls)])
    health = health_of_polls(layer, polls, _NEVER_OLD, last if at is None else at)
    if not health.data_at:
        raise UserFacingError(
            "cache.nooit_geladen", "Van laag ‘{naam}’ was er nog niets opgehaald.",
            advice="Haal de laag op, of noem een later tijdstip.", naam=layer,
        )  # fmt: skip
    return health
