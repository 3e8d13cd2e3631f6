"""`cop coordinates --from … --to …`: tables of coordinates between RD and ETRS89, to the millimetre."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from cop_app.cli.program import say
from cop_app.cli.reading import given_lines

SYSTEMS = ("etrs89", "wgs84", "rd")


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to the command line."""
    parser = parsers.add_parser("coordinates", parents=[common], help="coördinaten omrekenen (CSV)")
    parser.add_argument("--from", dest="source", choices=SYSTEMS, required=True)
    parser.add_argument("--to", dest="target", choices=SYSTEMS, required=True)
    parser.add_argument("file", nargs="?", default="-", help="CSV met id,x,y of id,lon,lat; - = standaardinvoer")
    parser.set_defaults(command=convert)


def convert(options: argparse.Namespace) -> int:
    """Convert a table; lines that cannot be read are told and left out, and the exit code is then 1."""
    from cop_app.formats.coordinate_table import convert_table

    lines = given_lines(options.file)
    if "wgs84" in {options.source, options.target}:
        say("WGS84 is gelijkgesteld aan ETRS89: tot ±1 m afwijking.")
    table, problems = convert_table(lines, options.source, options.target)
    sys.stdout.write("\n".join(table) + ("\n" if table else ""))
    for problem in problems:
        say(f"{problem.where}: {problem.text}")
    return 1 if problems else 0
