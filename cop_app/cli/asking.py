"""How a secret gets in: from a file descriptor or typed unseen on a terminal; never from words or the environment.

Words and environment can be read by every program of the same user, and words stay behind in the shell's history.
"""

from __future__ import annotations

import getpass
import os
import sys
import warnings

from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _

_LONGEST = 4096


def secret_from(number: int) -> str:
    """Read one line from a file descriptor and no byte more, so that data may follow on the same one.

    Raises:
        UserFacingError: `sleutel.bestandsnummer` when it cannot be read or holds no line of text.
    """
    line = bytearray()
    try:
        while len(line) < _LONGEST and (byte := os.read(number, 1)) not in {b"", b"\n"}:
            line += byte
        text = line.decode().rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(number) from error
    if not text:
        raise _unreadable(number)
    return text


def can_ask() -> bool:
    """Return whether a person sits at a terminal."""
    return sys.stdin.isatty() or sys.stderr.isatty()


def ask_secret(question: str) -> str:
    """Let a person type a secret that is not shown.

    Raises:
        UserFacingError: `sleutel.geen_terminal` when nobody can be asked, or only in plain sight.
    """
    if not can_ask():
        raise _nobody()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(f"{question}: ")
    except (getpass.GetPassWarning, EOFError, OSError) as error:
        raise _nobody() from error


def ask_new_secret(question: str) -> str:
    """Let a person type a new secret twice.

    Raises:
        UserFacingError: `sleutel.ongelijk` when both differ, or as `ask_secret`.
    """
    first = ask_secret(question)
    if ask_secret(_("Nog een keer")) != first:
        raise UserFacingError(
            "sleutel.ongelijk", _("De twee keer getypte wachtzin verschilt; er is niets veranderd."),
            advice=_("Probeer het opnieuw."),
        )  # fmt: skip
    return first


def _unreadable(number: int) -> UserFacingError:
    return UserFacingError(
        "sleutel.bestandsnummer", _("Op bestandsnummer {nummer} staat geen wachtzin."),
        advice=_("Geef één regel tekst, bijvoorbeeld: cop … --passphrase-fd 3 3< bestand."), nummer=number,
    )  # fmt: skip


def _nobody() -> UserFacingError:
    return UserFacingError(
        "sleutel.geen_terminal", _("Een wachtzin is nodig, maar er is geen terminal om haar ongezien te typen."),
        advice=_("Geef haar met --passphrase-fd N, of start de opdracht in een terminal."),
    )  # fmt: skip
