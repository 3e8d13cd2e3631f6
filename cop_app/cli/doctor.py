"""`cop doctor`: is this program whole on this machine, and does it do its work (`--self-test`)."""

from __future__ import annotations

import argparse
import platform
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cop_app import __version__
from cop_app.bootstrap import (
    PRACTICE,
    load_designs,
    open_session,
    open_workspace,
    passphrase_needed,
    trusted_regions,
)  # fmt: skip
from cop_app.cli.program import answer
from cop_app.cli.realm import passphrase_of
from cop_app.domain.commands import DeclareGrip, OpenIncident, PutItem
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Actor, Reality, Realm, Team
from cop_app.i18n import _, plural
from cop_app.paths import resource
from cop_app.session import Session
from cop_app.sources.logbook import LOGBOOK
from cop_app.sources.profile_files import ProfileShelf
from cop_app.store.system_keyring import keyring_name

PACKAGES = ("PySide6-Essentials", "shapely", "pyproj", "numpy", "sqlcipher3", "sqlite-utils", "requests")
Check = Callable[[argparse.Namespace], str]


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    parser = parsers.add_parser("doctor", parents=[common], help="kijkt of alles werkt")
    parser.add_argument("--self-test", action="store_true", help="doe ook een proefincident in een tijdelijke werkmap")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=examine)


def examine(options: argparse.Namespace) -> int:
    """Run every check and tell each result; exit code 1 when one fails."""
    incidents: list[dict[str, Any]] = []
    checks: dict[str, Check] = {
        "programma": _program, "werkmap": _workspace, "wachtzin": _passphrase, "ketenontwerp": _designs,
        "regiosleutels": _region_keys, "bestanden": _resources, "opslag": _driver,
        "logboeken": lambda given: _logs(given, incidents), "vertalingen": _profiles, "bronlogboek": _logbook,
        "coördinaten": _place,
    }  # fmt: skip
    if options.self_test:
        checks |= {"proefincident": _incident, "venster": _window}
    rows = [_run(name, check, options) for name, check in checks.items()]
    sound = all(row["ok"] for row in rows)
    if options.json:
        answer({"ok": sound, "checks": rows, "incidents": incidents})
    else:
        for row in rows:
            print(f"{'goed ' if row['ok'] else 'FOUT '} {row['name']:14} {row['text']}")
    return 0 if sound else 1


def _run(name: str, check: Check, options: argparse.Namespace) -> dict[str, Any]:
    try:
        return {"name": name, "ok": True, "text": check(options)}
    except UserFacingError as error:
        return {"name": name, "ok": False, "text": str(error)}
    except Exception as error:  # noqa: BLE001 - a doctor tells of any fault, also of bugs
        return {"name": name, "ok": False, "text": f"{type(error).__name__}: {error}"}


def _program(_options: argparse.Namespace) -> str:
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} (meegebouwd)")
    return f"Ketenbeeld {__version__}, Python {platform.python_version()}; {', '.join(found)}"


def _workspace(options: argparse.Namespace) -> str:
    workspace = open_workspace(options.workspace)
    probe = workspace.root / ".schrijfproef"
    try:
        probe.write_text("proef")
        probe.unlink()
    except OSError as error:
        raise UserFacingError(
            "werkmap.alleen_lezen", "De werkmap {map} is niet te beschrijven.", map=str(workspace.root)
        ) from error
    return f"{workspace.root} is te beschrijven"


def _passphrase(options: argparse.Namespace) -> str:
    workspace = open_workspace(options.workspace)
    if not passphrase_needed(workspace):
        return _("deze werkmap heeft geen wachtzin; wie bij de bestanden kan, kan ze lezen")
    if not workspace.settings.keyring:
        return _("deze werkmap is met een wachtzin gesloten")
    box = keyring_name() or _("geen sleutelbos gevonden")
    return _("deze werkmap is met een wachtzin gesloten, onthouden door: {sleutelbos}").format(sleutelbos=box)


def _designs(options: argparse.Namespace) -> str:
    designs = load_designs(open_workspace(options.workspace), Realm.OEFENING)
    return ", ".join(
        f"{d.name} ({len(d.needs)} vragen, {_('getekend') if d.signed_by else _('niet getekend')})"
        for d in designs.values()
    )


def _region_keys(options: argparse.Namespace) -> str:
    trusted = trusted_regions(open_workspace(options.workspace))
    if trusted.unusable:
        raise UserFacingError(
            "regiosleutel.bestand", _("Onbruikbaar en daarom niet vertrouwd: {namen}."),
            advice=_("Verwijder ze of vraag de regio ze opnieuw."),
            namen=", ".join(path.name for path in trusted.unusable),
        )  # fmt: skip
    return ", ".join(f"{key.region} ({key.id})" for key in trusted.keys) or _("geen regiosleutel vertrouwd")


def _logs(options: argparse.Namespace, found: list[dict[str, Any]]) -> str:
    """Open every log to read, which checks all its chains, and tell what of each incident was refused."""
    workspace = open_workspace(options.workspace)
    try:
        secret = passphrase_of(options)
    except UserFacingError as error:
        if error.code != "sleutel.geen_terminal":
            raise
        return _("gesloten met een wachtzin en daarom niet bekeken; geef haar met --passphrase-fd")
    missing = wrong = 0
    for realm, exercise in [(Realm.ECHT, PRACTICE), *((Realm.OEFENING, name) for name in workspace.exercises())]:
        if not (workspace.realm_folder(realm, exercise) / "log.db").is_file():
            continue
        session = open_session(workspace, realm, exercise=exercise, passphrase=secret, read_only=True)
        try:
            report = session.verify()
            missing, wrong = missing + len(report.gaps), wrong + len(report.forks) + len(report.breaks)
            found += [_examined(session, incident.id) for incident in session.incidents()]
        finally:
            session.close()
    if wrong:
        raise UserFacingError(
            "logboek.ketens", _("In {n} ketens past een bericht niet op het vorige."), n=wrong,
            advice=_("Niets is weggegooid. Vergelijk met een ander team."),
        )  # fmt: skip
    refused = sum(row["refused"]["events"] for row in found)
    told = [plural("{n} incident, alle ketens kloppen", "{n} incidenten, alle ketens kloppen", len(found))]
    told += [plural("in {n} keten ontbreekt nog iets", "in {n} ketens ontbreekt nog iets", missing)] if missing else []
    told += [plural("{n} bericht telt niet mee", "{n} berichten tellen niet mee", refused)] if refused else []
    return "; ".join(told)


def _examined(session: Session, incident: str) -> dict[str, Any]:
    picture = session.picture_at(incident)
    return {
        "id": incident, "realm": session.realm.value, "events": len(session.events(incident)),
        "provisional": picture.total_is_provisional,
        "refused": {"events": picture.refused, "fields": picture.refused_fields},
    }  # fmt: skip


def _profiles(options: argparse.Namespace) -> str:
    shelf = ProfileShelf(open_workspace(options.workspace).profile_folders())
    names = list(shelf)
    for name in names:
        shelf[name]  # raises with the line of every mistake
    return ", ".join(names) or _("geen vertalingen van bronnen")


def _logbook(options: argparse.Namespace) -> str:
    """Name the file in which breaks and recoveries of sources are kept, with the last line of it."""
    path = open_workspace(options.workspace).logbook_folder(Realm.ECHT) / LOGBOOK
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return _("{bestand} (nog geen storing of herstel)").format(bestand=path)
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError("bronlogboek", _("{bestand} is niet te lezen."), bestand=str(path)) from error
    return _("{bestand}; laatste regel: {regel}").format(bestand=path, regel=lines[-1] if lines else "")


def _resources(_options: argparse.Namespace) -> str:
    wanted = ("ketens", "schemas", "scenarios", "palettes", "fonts")
    missing = [name for name in wanted if not resource(name).is_dir()]
    if missing:
        raise UserFacingError("bestanden.ontbreken", "Er ontbreken meegeleverde mappen: {mappen}.",
                              advice="Zet het programma opnieuw neer.", mappen=", ".join(missing))  # fmt: skip
    return "alle meegeleverde mappen zijn er"


def _driver(_options: argparse.Namespace) -> str:
    import_module("cop_app.store.database")
    return "versleutelde opslag is beschikbaar"


def _place(_options: argparse.Namespace) -> str:
    rd = import_module("cop_app.geo.rd").rd()
    return str(rd.accuracy_text) or "RD op 1 mm (RDNAPTRANS2018)"


def _incident(_options: argparse.Namespace) -> str:
    with tempfile.TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder))
        actor = Actor("IM CoPI", Team.COPI, "Veiligheidsregio")
        session = open_session(workspace, Realm.OEFENING)
        incident = session.open_incident(OpenIncident("Zelftoets", "overig", (142000.0, 503000.0)), actor)
        now = session.clock.story()
        session.submit(incident, DeclareGrip(1, "Proefregio", "OvD-B", now), actor)
        session.submit(incident, PutItem("t1", "bericht", Reality.ACTUEEL, {"tekst": "proef"}), actor)
        before = session.digest(incident)
        session.close()
        session = open_session(workspace, Realm.OEFENING)
        after = session.digest(incident)
        session.close()
    if before != after:
        raise UserFacingError("zelftoets.beeld", "Het beeld is na heropenen niet hetzelfde.")
    return "incident, GRIP en opgave overleven sluiten en openen"


def _window(_options: argparse.Namespace) -> str:
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    widgets = import_module("PySide6.QtWidgets")
    app = widgets.QApplication.instance() or widgets.QApplication([])
    label = widgets.QLabel("Ketenbeeld")
    image = label.grab().toImage()
    app.processEvents()
    return f"venstertekenen werkt ({image.width()} x {image.height()})"
