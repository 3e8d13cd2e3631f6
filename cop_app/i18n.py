"""Texts in the user's language through gettext.

The source language of every text is Dutch, because that is what the users read; another language comes as a catalogue
in `resources/translations` (none ships yet). Without one the Dutch text is shown, so nothing can be missing on screen.
"""

from __future__ import annotations

import gettext
from pathlib import Path

_current: gettext.NullTranslations = gettext.NullTranslations()


def choose_language(code: str, catalogues: Path) -> None:
    """Use the catalogue of a language code (`nl` is the source language and needs none) from a folder."""
    global _current
    if code == "nl":
        _current = gettext.NullTranslations()
        return
    _current = gettext.translation("cop", localedir=str(catalogues), languages=[code], fallback=True)


def _(text: str) -> str:
    """Return the text in the chosen language."""
    return _current.gettext(text)


def plural(one: str, many: str, count: int) -> str:
    """Return the form that fits the count, with {n} filled in."""
    return _current.ngettext(one, many, count).format(n=count)
