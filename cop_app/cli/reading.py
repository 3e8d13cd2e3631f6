"""Text that a command is given: from a file, or from standard input, always as UTF-8 whatever the terminal says."""

from __future__ import annotations

import sys
from pathlib import Path

from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _


def given_lines(name: str) -> list[str]:
    """Return the lines of a file, or of standard input for "-"; a byte order mark is passed by.

    Only line ends of Unix and Windows part lines: a value may hold any other character that some call a line end.

    Raises:
        UserFacingError: `bestand.onleesbaar`, `bestand.geen_utf8`.
    """
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise UserFacingError(
            "bestand.onleesbaar", _("Het bestand {bestand} is niet te lezen."), advice=_("Klopt de naam?"), bestand=name
        ) from error
    except UnicodeDecodeError as error:
        where = _("De standaardinvoer") if name == "-" else name
        raise UserFacingError(
            "bestand.geen_utf8", _("{bestand} is geen UTF-8 (byte {n})."), advice=_("Bewaar de tekst als UTF-8."),
            bestand=where, n=error.start + 1,
        ) from error  # fmt: skip
    return [line.removesuffix("\r") for line in text.split("\n")]
