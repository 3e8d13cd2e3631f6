"""`cop demo`: the exercise playing, with a window, without one, or as a picture of the whole window."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from cop_app.cli.program import say
from cop_app.cli.realm import passphrase_of
from cop_app.cli.screen import need_screen
from cop_app.domain.errors import UserFacingError

PALETTES = ("dag", "schemer", "nacht", "fel")

_FASTEST = 1000


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    parser = parsers.add_parser("demo", parents=[common], help="oefening afspelen (FICTIEF)")
    parser.add_argument("--speed", type=_speed, default=10.0, metavar="N", help="verhaaltijd per kloktijd (10)")
    parser.add_argument("--headless", action="store_true", help="zonder venster, op topsnelheid tot het einde")
    parser.add_argument("--snapshot", type=Path, metavar="BESTAND.png", help="plaatje van het hele venster")
    parser.add_argument("--size", default="1600x1000", metavar="BxH")
    parser.add_argument("--palette", choices=PALETTES, default="dag")
    parser.add_argument("--at", metavar="TIJD", help="kijk terug: het beeld zoals toen bekend (19:28)")
    parser.set_defaults(command=play_demo)


def play_demo(options: argparse.Namespace) -> int:
    """Play the shipped scenario; returns 0 when it played or the picture was written."""
    width, height = _size(options.size)
    with tempfile.TemporaryDirectory(prefix="ketenbeeld-oefening-") as folder:
        place = options.workspace or Path(folder)
        secret = passphrase_of(options) if options.workspace else None
        if options.headless:
            return _headless(place, secret)
        from cop_app.ui.app import run_demo, snapshot_demo

        if options.snapshot:
            snapshot_demo(place, options.snapshot, width, height, options.palette, options.at, secret)
            say(f"Plaatje geschreven: {options.snapshot}")
            return 0
        need_screen()
        return run_demo(place, options.speed, options.palette, secret)


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= _FASTEST:
        raise argparse.ArgumentTypeError(f"kies meer dan 0 en hooguit {_FASTEST}")
    return speed


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in text.lower().split("x"))
        if not (640 <= width <= 8000 and 480 <= height <= 8000):
            raise ValueError(text)
    except ValueError as error:
        raise UserFacingError(
            "maat.onleesbaar", "De maat ‘{maat}’ is niet te gebruiken.", advice="Schrijf bijvoorbeeld 1600x1000.",
            maat=text,
        ) from error  # fmt: skip
    return width, height


def _headless(folder: Path, passphrase: str | None) -> int:
    from cop_app.bootstrap import exercise_layers, read_exercise
    from cop_app.bootstrap.exercise_desk import ExerciseDesk

    desk = ExerciseDesk(read_exercise("havenbrand"), exercise_layers(), folder, passphrase=passphrase)
    try:
        steps = desk.play_to(desk.scenario.end)
        say(f"Oefening {desk.scenario.name} (FICTIEF) gespeeld: {steps} stappen.")
        print(desk.session.digest(desk.incident))
    finally:
        desk.close()
    return 0
