"""The log of sources as a file: one line when a source breaks, one when it recovers, kept for who looks afterwards.

Nothing of what a source holds is in it. An address loses its question (keys of services stand there) and what looks
like a person is blotted out. A file that cannot be written never stops a load.
"""

from __future__ import annotations

import io
import logging
import os
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from cop_app.domain.clock import iso
from cop_app.domain.sharing import mask_persons
from cop_app.sources.runner import log

LOGBOOK = "bronnen.log"
_BYTES = 512 * 1024
_KEPT = 3  # older files
_LONGEST = 2_000  # characters of a line
_USER = re.compile(r"(?<=://)[^\s/@‘’'\"]+@")
_QUESTION = re.compile(r"(https?://[^\s?#‘’'\"]*)[?#][^\s‘’'\"]*")


def plain(text: str) -> str:
    """Return a line without what must not stand in a file: passwords and keys in addresses, and persons."""
    text = _QUESTION.sub(r"\1?…", _USER.sub("", " ".join(text.split())))
    return mask_persons(text[:_LONGEST])[0]


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = "hersteld" if record.levelno < logging.WARNING else "storing"
        return f"{iso(int(record.created) * 1000)} {told} {plain(record.getMessage())}"


class _File(RotatingFileHandler):
    def _open(self) -> io.TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND  # for this user alone
        return os.fdopen(os.open(self.baseFilename, flags, 0o600), "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging has for it
        """Leave the line out: a full disk is told where it matters."""


def keep_logbook(folder: Path) -> Path:
    """Write the log of sources to a file in a folder from now on, and no longer to another; returns the file."""
    path = folder / LOGBOOK
    if any(isinstance(known, _File) and Path(known.baseFilename) == path.absolute() for known in log.handlers):
        return path
    close_logbook()
    handler = _File(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(_Lines())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return path


def close_logbook() -> None:
    """Let go of the file."""
    for known in [handler for handler in log.handlers if isinstance(handler, _File)]:
        log.removeHandler(known)
        known.close()
