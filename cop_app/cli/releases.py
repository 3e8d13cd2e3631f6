"""`cop releases`: what left this laptop, when, to whom, on which ground, and how much was kept back."""

from __future__ import annotations

import argparse
from typing import Any

from cop_app.bootstrap import PRACTICE, find_incident, open_session, open_workspace
from cop_app.cli.program import answer, say
from cop_app.cli.realm import passphrase_of
from cop_app.domain.clock import iso, local
from cop_app.domain.incident import Realm
from cop_app.i18n import _


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    parser = parsers.add_parser("releases", parents=[common], help="wat naar buiten ging, met ontvanger en grond")
    parser.add_argument("incident", nargs="?")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=show_releases)


def show_releases(options: argparse.Namespace) -> int:
    """List the records of every realm here, oldest first, or those of one incident."""
    workspace = open_workspace(options.workspace)
    secret = passphrase_of(options)
    if options.incident is not None:
        find_incident(workspace, options.incident, secret)  # told when it is not known here
    rows: list[dict[str, Any]] = []
    for realm, exercise in [(Realm.ECHT, PRACTICE), *((Realm.OEFENING, name) for name in workspace.exercises())]:
        if not (workspace.realm_folder(realm, exercise) / "log.db").is_file():
            continue
        session = open_session(workspace, realm, exercise=exercise, passphrase=secret, read_only=True)
        try:
            rows += session.releases(options.incident)
        finally:
            session.close()
    rows.sort(key=lambda row: row["wall"])
    if options.json:
        answer({"releases": [{**row, "at": iso(row["at"]), "wall": iso(row["wall"])} for row in rows]})
        return 0
    for row in rows:
        print(_line(row))
    if not rows:
        say(_("Er is hier nog niets naar buiten gegaan."))
    return 0


def _line(row: dict[str, Any]) -> str:
    kept = _("{achter} achtergehouden, {afgedekt} afgedekt, {weg} velden weggelaten").format(
        achter=row["withheld"], afgedekt=row["masked"], weg=len(row["dropped"])
    )
    recipient, by = row["recipient"] or _("eigen organisatie"), row["function"] or _("functie niet genoemd")
    ground = f" · {row['ground']}" if row["ground"] else ""
    where = row["incident"] or _("brongegevens")
    return (
        f"{local(row['wall']):%d-%m-%Y %H:%M}  {row['realm']:8}  {where:13}  {row['exit']:8}  {row['ceiling']:13}  "
        f"{recipient}{ground} · {by} · {kept}"
    )
