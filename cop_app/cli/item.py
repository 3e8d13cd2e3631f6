"""`cop item put` and `cop state`: values in, the picture out, line by line and without a window."""

from __future__ import annotations

import argparse
from typing import Any

from cop_app.cli.leaving import add_release_words, permit, tell_recorded
from cop_app.cli.program import answer, say
from cop_app.cli.reading import given_lines
from cop_app.cli.realm import instant_of, session_of
from cop_app.domain.errors import UserFacingError
from cop_app.domain.functions import actor_for
from cop_app.domain.lenses import Lens


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add both commands to the command line."""
    group = parsers.add_parser("item", parents=[common], help="objecten en opgaven vastleggen")
    words = group.add_subparsers(required=True)
    put = words.add_parser("put", parents=[common], help="leg opgaven vast, één JSON-object per regel")
    put.add_argument("incident")
    put.add_argument("file", nargs="?", default="-", help="JSONL; - = standaardinvoer")
    put.add_argument("--by", default="IM CoPI", metavar="FUNCTIE")
    put.add_argument("--json", action="store_true")
    put.set_defaults(command=put_items)
    state = parsers.add_parser("state", parents=[common], help="het beeld als gegevens")
    state.add_argument("incident")
    state.add_argument("--at", metavar="TIJD")
    state.add_argument("--lens", default="laptop")
    state.add_argument("--json", action="store_true")
    state.add_argument("--digest", action="store_true")
    add_release_words(state)
    state.set_defaults(command=show_state)


def put_items(options: argparse.Namespace) -> int:
    """Store every line that can be read; a line that cannot is told with its number, and the exit code is then 1."""
    from cop_app.formats.item_lines import read_item_line

    stored, faults = 0, []
    with session_of(options, options.incident) as session:
        actor = actor_for(options.by)
        for number, line in enumerate(given_lines(options.file), 1):
            if not line.strip():
                continue
            try:
                session.put(options.incident, read_item_line(line, session.clock.story()), actor)
                stored += 1
            except UserFacingError as error:
                faults.append({"line": number, "text": str(error)})
                say(f"regel {number}: {error}")
    if options.json:
        answer({"stored": stored, "faults": faults})
    return 1 if faults else 0


def show_state(options: argparse.Namespace) -> int:
    """Print the heads with source and contradictions, or the digest of the canonical fold."""
    with session_of(options, options.incident, read_only=True) as session:
        if options.digest:
            print(session.digest(options.incident))
            return 0
        from cop_app.reports.state import state_document

        at = instant_of(options.at, session)
        picture = session.picture_at(options.incident, at, Lens(options.lens))
        moment = session.clock.story() if at is None else at
        document = state_document(picture, permit(session, options, options.incident, "state"), moment)
        tell_recorded(session)
    if options.json:
        answer(document)
        return 0
    print(document["marking"])
    for item in document["items"]:
        for name, attribute in item["attributes"].items():
            if name == "geometrie":
                continue
            values = " ≠ ".join(f"{h['value']} ({h['team'] or h['organisation']})" for h in attribute["heads"])
            print(f"{item['class']:20} {name:14} {values}")
    return 0
