"""`cop picture`: the picture of an incident as a PNG, now or as known then, without a screen."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from cop_app.bootstrap.marks import layer_signs, marks_of, tiled_layers
from cop_app.cli.leaving import add_release_words, permit, tell_recorded
from cop_app.cli.program import say
from cop_app.cli.realm import desk_of, instant_of
from cop_app.domain.clock import local
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.domain.leaving import Gate, held_back

PALETTES = ("dag", "schemer", "nacht", "fel")
_NEAR_M = 1000.0  # without an extent: this far around the incident


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    parser = parsers.add_parser("picture", parents=[common], help="het kaartbeeld als plaatje (PNG)")
    parser.add_argument("incident")
    parser.add_argument("--at", metavar="TIJD", help="zoals toen bekend (19:28)")
    parser.add_argument("--lens", default="laptop")
    parser.add_argument("--palette", choices=PALETTES, default="dag")
    parser.add_argument("--extent", metavar="X1,Y1,X2,Y2", help="uitsnede in RD (standaard: rond het incident)")
    parser.add_argument("--size", default="1600x1000", metavar="BxH")
    parser.add_argument("--out", type=Path, required=True, metavar="BESTAND.png")
    add_release_words(parser)
    parser.set_defaults(command=draw_picture)


def draw_picture(options: argparse.Namespace) -> int:
    """Draw what is known under the ceiling, intern unless asked otherwise; tells how many objects were withheld."""
    width, height = _size(options.size)
    box = _extent(options.extent)
    if options.out.suffix.lower() != ".png":
        raise UserFacingError(
            "plaatje.soort", "Een plaatje is een PNG-bestand; {bestand} heet anders.",
            advice="Kies een naam die op .png eindigt.", bestand=options.out.name,
        )  # fmt: skip
    with desk_of(options, options.incident) as desk:
        session = desk.session
        # Chosen before Qt is loaded, so that a server without a screen can draw.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from cop_app.bootstrap import exercise_layers, overview_layers
        from cop_app.map.palette import load_palette
        from cop_app.map.viewport import Viewport
        from cop_app.render.picture import EDGE_PX, Sheet, write_picture

        moment = desk.moment(instant_of(options.at, session), options.lens)
        given = permit(session, options, options.incident, "picture")
        withheld, gate = held_back(moment.picture, given), Gate(given)
        x, y = moment.incident.place
        around = box or (x - _NEAR_M, y - _NEAR_M, x + _NEAR_M, y + _NEAR_M)
        exercise = session.realm is Realm.OEFENING
        view = Viewport.fit(around, width, height - EDGE_PX, margin_px=0.0)
        marks = [*layer_signs(moment, view, gate), *marks_of(moment, view.mpp)]
        tiled = tiled_layers(moment, view, gate)
        sheet = Sheet(
            view, load_palette(options.palette), exercise_layers() if exercise else overview_layers(),
            [mark for mark in marks if mark.item not in withheld], moment.incident.title,
            f"{'zoals bekend' if moment.looking_back else 'stand'} {local(moment.now):%d-%m-%Y %H:%M}", exercise,
            len(withheld) + gate.withheld, tiled,
        )  # fmt: skip
        write_picture(sheet, given, options.out)
        tell_recorded(session)
    if sheet.withheld:
        whom = f" of niet voor {given.recipient}" if given.recipient else ""
        say(f"{sheet.withheld} objecten boven {given.ceiling.value}{whom} staan niet op het plaatje.")
    say(f"Plaatje geschreven: {options.out} · {given.marking}")
    return 0


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in text.lower().split("x"))
        if not (200 <= width <= 8000 and 200 <= height <= 8000):
            raise ValueError(text)
    except ValueError as error:
        raise UserFacingError(
            "maat.onleesbaar", "De maat ‘{maat}’ is niet te gebruiken.",
            advice="Schrijf bijvoorbeeld 1600x1000; elke zijde van 200 tot 8000.", maat=text,
        ) from error  # fmt: skip
    return width, height


def _extent(text: str | None) -> tuple[float, float, float, float] | None:
    if text is None:
        return None
    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
        if not (-100_000 < x0 < x1 < 500_000 and 100_000 < y0 < y1 < 900_000):
            raise ValueError(text)
    except ValueError as error:
        raise UserFacingError(
            "uitsnede.onleesbaar", "De uitsnede ‘{uitsnede}’ is niet te gebruiken.",
            advice="Schrijf vier RD-getallen in meters: X1,Y1,X2,Y2, linksonder en rechtsboven.", uitsnede=text,
        ) from error  # fmt: skip
    return x0, y0, x1, y1
