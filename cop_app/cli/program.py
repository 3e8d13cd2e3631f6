"""`cop`: reads the words, runs one command, and turns errors into words and exit codes.

Exit codes: 0 done, 1 failed, 2 wrong use. Progress goes to stderr; with `--json` one document goes to stdout. Groups
of commands are modules of their own, loaded only when named, so that `cop coordinates` starts without the window.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from cop_app import __version__
from cop_app.domain.errors import UserFacingError

# word -> module that adds its parser with `add(parsers)`
GROUPS = {
    "demo": "demo", "picture": "picture",
    "incident": "incident", "needs": "incident", "keten": "keten", "item": "item", "state": "item",
    "coordinates": "coordinates", "doctor": "doctor", "source": "source", "import": "files", "export": "files",
    "passphrase": "passphrase", "releases": "releases",
}  # fmt: skip

# What was typed cannot be read: wrong use, as with a word that no command knows.
WRONG_USE = {
    "maat.onleesbaar", "plaats.onleesbaar", "tijd.onleesbaar", "tijd.overgeslagen", "uitsnede.onleesbaar",
    "lens.onbekend", "plaatje.soort",
}  # fmt: skip


def run(words: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        parser = parser_for(words)
        options = parser.parse_args(words, argparse.Namespace(workspace=None, passphrase_fd=None))
    except SystemExit as stop:
        return 2 if stop.code else 0
    command: Callable[[argparse.Namespace], int] | None = getattr(options, "command", None)
    try:
        if command is None:
            code: int = import_module("cop_app.cli.window").open_window(options)
            return code
        return command(options)
    except UserFacingError as error:
        return _tell(error, as_json=bool(getattr(options, "json", False)))
    except KeyboardInterrupt:
        say("Gestopt.")
        return 1
    except BrokenPipeError:
        return 1


def parser_for(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser that knows these words; with `--help` alone it knows every command."""
    # Without a default of their own, so that a command does not undo what was said before it.
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--workspace", type=folder, metavar="MAP", help="werkmap (standaard: die van de gebruiker)")
    common.add_argument("--passphrase-fd", type=descriptor, metavar="N", help="lees de wachtzin van dit bestandsnummer")
    parser = argparse.ArgumentParser(
        prog="cop", parents=[common], description="Ketenbeeld: gedeeld kaartbeeld voor crisispartners."
    )
    parser.add_argument("--version", action="version", version=f"Ketenbeeld {__version__}")
    parser.add_argument("--first-paint", type=Path, metavar="BESTAND", help="stop na het eerste geschilderde beeld")
    named = next((word for word in words if word in GROUPS), None)
    if named is None and not {"-h", "--help"} & set(words) and not parser.parse_known_args(words)[1]:
        return parser  # the window: no command needs to be known
    parsers = parser.add_subparsers(metavar="OPDRACHT")
    for name in sorted({GROUPS[named]} if named else set(GROUPS.values())):
        import_module(f"cop_app.cli.{name}").add(parsers, common)
    return parser


def folder(text: str) -> Path:
    """Read the name of a workspace; an empty one, as of a variable that was not set, is not the folder we are in."""
    if not text.strip():
        raise argparse.ArgumentTypeError("de werkmap heeft geen naam")
    return Path(text)


def descriptor(text: str) -> int:
    """Read the number of a file descriptor; who types the passphrase itself here is not answered with an echo of it."""
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError("geef een bestandsnummer; een wachtzin hoort nooit in de opdrachtregel")


def _tell(error: UserFacingError, *, as_json: bool) -> int:
    if as_json:
        answer({"error": {"code": error.code, "text": error.message(), "advice": error.advice}})
    say(str(error))
    return 2 if error.code in WRONG_USE else 1


def say(text: str) -> None:
    """Write progress or an error where it does not mix with the answer."""
    print(text, file=sys.stderr, flush=True)


def answer(document: Any) -> None:
    """Write the one JSON document of a command to stdout."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")
    sys.stdout.flush()
