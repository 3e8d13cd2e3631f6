"""`cop incident open|grip|list` and `cop needs`: the life of an incident from the command line."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from cop_app.bootstrap import open_session, open_workspace
from cop_app.bootstrap.moment import Moment
from cop_app.cli.assembling import add_loading_words, assemble
from cop_app.cli.program import answer, say
from cop_app.cli.realm import desk_of, instant_of, opened_for, opened_realm, passphrase_of
from cop_app.domain.clock import iso
from cop_app.domain.commands import DeclareGrip, OpenIncident
from cop_app.domain.coverage import Question
from cop_app.domain.errors import UserFacingError
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import KINDS, Incident, Realm, Team


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add both groups to the command line."""
    group = parsers.add_parser("incident", parents=[common], help="incident openen, GRIP vastleggen, lijst")
    words = group.add_subparsers(required=True)
    opening = words.add_parser("open", parents=[common], help="open een incident")
    opening.add_argument("--title", required=True)
    opening.add_argument("--kind", required=True, choices=sorted(KINDS))
    opening.add_argument("--at", required=True, metavar="X,Y", help="plaats in RD")
    opening.add_argument("--realm", choices=("real", "exercise"), default="real")
    opening.add_argument("--region", default="")
    opening.add_argument("--by", default="CaCo", metavar="FUNCTIE")
    opening.add_argument("--json", action="store_true")
    add_loading_words(opening)
    opening.set_defaults(command=open_incident)
    grip = words.add_parser("grip", parents=[common], help="leg een GRIP-niveau vast (alarmeert niet)")
    grip.add_argument("incident")
    grip.add_argument("level", type=int, choices=range(6))
    grip.add_argument("--region", required=True)
    grip.add_argument("--by", required=True, metavar="FUNCTIE")
    grip.add_argument("--at", metavar="TIJD")
    grip.add_argument("--reason", default="")
    grip.add_argument("--json", action="store_true")
    add_loading_words(grip)
    grip.set_defaults(command=declare)
    listing = words.add_parser("list", parents=[common], help="toon de incidenten")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(command=show)
    needs = parsers.add_parser("needs", parents=[common], help="informatievragen van een incident")
    needs.add_argument("incident")
    needs.add_argument("--at", metavar="TIJD")
    needs.add_argument("--team", default="", choices=["", *(team.value for team in Team)], metavar="TEAM")
    needs.add_argument("--json", action="store_true")
    needs.set_defaults(command=show_needs)


def open_incident(options: argparse.Namespace) -> int:
    """Open an incident with place and kind alone."""
    place = _place(options.at)
    realm = Realm.OEFENING if options.realm == "exercise" else Realm.ECHT
    with opened_realm(options, realm) as (workspace, opened):
        command = OpenIncident(options.title, options.kind, place, options.region)
        incident = opened.session.open_incident(command, actor_for(options.by))
        assemble(options, workspace, opened, incident)
    if options.json:
        answer({"id": incident})
    else:
        print(incident)
    return 0


def _place(text: str) -> tuple[float, float]:
    from cop_app.geo.axis import RD_LIMITS

    west, south, east, north = RD_LIMITS
    try:
        x, y = (float(part) for part in text.split(","))
        if not (west <= x <= east and south <= y <= north and x < y):
            raise ValueError(text)
    except ValueError as error:
        raise UserFacingError(
            "plaats.onleesbaar", "De plaats ‘{plaats}’ is niet te lezen als RD in of bij Nederland.",
            advice="Schrijf RD in meters als 142000,503000.", plaats=text,
        ) from error  # fmt: skip
    return x, y


def declare(options: argparse.Namespace) -> int:
    """Record a level; a doubtful competence is told and never blocks."""
    with opened_for(options, options.incident) as (workspace, opened):
        session = opened.session
        at = instant_of(options.at, session) or session.clock.story()
        command = DeclareGrip(options.level, options.region, options.by, at, options.reason)
        made = session.declare_grip(options.incident, command, actor_for(options.by))[-1]
        last = next(grip for grip in session.picture_at(options.incident).grip if grip.event == made.id)
        assemble(options, workspace, opened, options.incident)
    if last.competent.value != "ja":
        say(f"Bevoegdheid van {options.by} voor GRIP {options.level}: {last.competent.value}. Wel vastgelegd.")
    say("Alleen vastgelegd. Alarmeren doet de meldkamer.")
    if options.json:
        answer({"level": last.level, "region": last.region, "by": last.by, "at": iso(last.at),
                "competent": last.competent.value})  # fmt: skip
    return 0


def show(options: argparse.Namespace) -> int:
    """List the incidents of reality and of every exercise here."""
    workspace = open_workspace(options.workspace)
    secret = passphrase_of(options)
    rows: list[tuple[Incident, int]] = []
    for realm, exercise in [(Realm.ECHT, "proef"), *((Realm.OEFENING, name) for name in workspace.exercises())]:
        if not (workspace.realm_folder(realm, exercise) / "log.db").is_file():
            continue
        session = open_session(workspace, realm, exercise=exercise, passphrase=secret, read_only=True)
        try:
            rows += [(incident, session.grip(incident.id)) for incident in session.incidents()]
        finally:
            session.close()
    if options.json:
        answer({"incidents": [_document(incident, grip) for incident, grip in rows]})
        return 0
    for incident, grip in rows:
        print(f"{incident.id}  {incident.realm.value:8} GRIP {grip}  {incident.title} ({incident.kind})")
    if not rows:
        say("Er zijn hier nog geen incidenten.")
    return 0


def _document(incident: Incident, grip: int) -> dict[str, Any]:
    return {
        "id": incident.id, "title": incident.title, "kind": incident.kind, "realm": incident.realm.value,
        "place": list(incident.place), "region": incident.region, "opened_at": iso(incident.opened_at),
        "closed_at": iso(incident.closed_at) if incident.closed_at else None, "grip": grip,
    }  # fmt: skip


def show_needs(options: argparse.Namespace) -> int:
    """Tell the state of each information question, now or as known at a moment."""
    with desk_of(options, options.incident) as desk:
        moment = replace(desk.moment(instant_of(options.at, desk.session)), team=options.team)
        rows = [_question(question, moment) for question in moment.asked()]
    if options.json:
        answer({"needs": rows})
        return 0
    for row in rows:
        print(f"{row['status']:14} {row['question']}  · {row['text']}")
    return 0


def _question(asked: Question, moment: Moment) -> dict[str, Any]:
    need = asked.need
    state = moment.sources.get(need.source)
    counted = state.facts.found.get(need.id) if state is not None and state.facts.found is not None else None
    return {
        "id": need.id, "question": need.question, "status": asked.status.value, "text": asked.text,
        "owner": need.owner.organisation, "number": asked.number, "teams": list(need.teams), "source": need.source,
        "found": counted.count if counted is not None and counted.covered else None,
        "area": need.area, "area_assumed": counted.assumed if counted is not None else None,
        "age_s": asked.age // 1000 if asked.age else None,
    }  # fmt: skip
