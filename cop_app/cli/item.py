"""`cop item put` and `cop state`: values in, the picture out, line by line and without a window."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cop_app.cli.leaving import add_release_words, permit, tell_recorded
from cop_app.cli.program import answer, say
from cop_app.cli.realm import acting, instant_of, session_of
from cop_app.domain.clock import parse_instant
from cop_app.domain.commands import ClaimInput, PutItem
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Classification
from cop_app.domain.lenses import Lens
from cop_app.domain.vocabulary import class_named

KNOWN = {"item", "class", "geometry", "claims", "certain", "observed_at", "crs"}


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
    stored, faults = 0, []
    with session_of(options, options.incident) as session:
        actor = acting(options.by)
        for number, line in _lines(options.file):
            try:
                session.put(options.incident, _command(line, session.clock.story()), actor)
                stored += 1
            except UserFacingError as error:
                faults.append({"line": number, "text": str(error)})
                say(f"regel {number}: {error}")
    if options.json:
        answer({"stored": stored, "faults": faults})
    return 1 if faults else 0


def _lines(name: str) -> Iterator[tuple[int, str]]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(
            "bestand.onleesbaar", "Het bestand {bestand} is niet te lezen.", advice="Klopt de naam?", bestand=name
        ) from error
    return ((number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip())


def _fault(reason: str) -> UserFacingError:
    return UserFacingError("item.regel", "Deze regel is niet te gebruiken: {reden}.", reden=reason)


def _command(line: str, today: int) -> PutItem:
    try:
        row = json.loads(line, parse_constant=_no_constant)
    except ValueError as error:
        raise _fault("geen geldig JSON-object") from error
    if not isinstance(row, dict) or not isinstance(row.get("item"), str) or not isinstance(row.get("class"), str):
        raise _fault("‘item’ en ‘class’ moeten teksten zijn")
    if unknown := set(row) - KNOWN:
        raise _fault(f"onbekend: {', '.join(sorted(unknown))}")
    claims = row.get("claims", {})
    if not isinstance(claims, dict):
        raise _fault("‘claims’ moet een object zijn")
    observed = parse_instant(str(row["observed_at"]), today) if "observed_at" in row else 0
    certain = bool(row.get("certain", True))
    inputs = {
        name: ClaimInput(value, observed_at=observed, certain=certain, classification=Classification.INTERN)
        for name, value in claims.items()
    }
    geometry = _geometry(row["geometry"], str(row.get("crs", "rd"))) if row.get("geometry") else ""
    return PutItem(row["item"], row["class"], class_named(row["class"]).reality, inputs, geometry)


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _geometry(geometry: Any, crs: str) -> str:
    from cop_app.geo.wkb import claim_geometry

    if crs.lower() in {"rd", "epsg:28992"}:
        return claim_geometry(geometry)
    raise _fault(f"crs ‘{crs}’ kan hier niet; geef RD (EPSG:28992)")


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
