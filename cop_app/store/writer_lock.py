"""One writing process per file: a lock that the system lets go of by itself when the holder dies.

The lock is on a byte of `<file>.slot`, never on the file's mere presence, so that a killed process leaves nothing to
clean up. Who holds it, and since when, stands in the file for the other window to tell.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cop_app.domain.clock import local
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _

_LOCKED_BYTE = 4096  # beyond the text, because Windows forbids reading a locked byte

if sys.platform == "win32":
    import msvcrt

    def _try(file: IO[bytes]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that writes: its id and since when (ms UTC)."""

    pid: int
    since: int


class WriterLock:
    """The right to write a file, held until `release` or the end of the process."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file: IO[bytes] | None = file

    @classmethod
    def take(cls, path: Path, now: int) -> WriterLock | Holder:
        """Return the lock, or who has it. OSError when the folder cannot be written."""
        place = slot(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
        if not _try(file):
            file.close()
            return holder(path) or Holder(0, 0)
        file.seek(0)
        file.truncate()
        file.write(json.dumps({"pid": os.getpid(), "sinds": now}).encode())
        return cls(file)

    def release(self) -> None:
        """Let another process write."""
        if self._file is not None:
            self._file.close()
            self._file = None


def slot(path: Path) -> Path:
    """Return the lock file that belongs to a file."""
    return path.with_name(path.name + ".slot")


def holder(path: Path) -> Holder | None:
    """Return who wrote the lock file last, or None when it cannot be read."""
    try:
        fields = json.loads(slot(path).read_bytes()[:_LOCKED_BYTE])
        return Holder(int(fields["pid"]), int(fields["sinds"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def held_elsewhere(path: Path, by: Holder) -> UserFacingError:
    """Return the error for who wants to write while another process does."""
    return UserFacingError(
        "opslag.andere_schrijver", _("Een ander venster (proces {pid}, sinds {sinds}) schrijft in {bestand}."),
        advice=_("Werk in dat venster, of sluit het eerst; hier kunt u alleen lezen."), bestand=str(path),
        pid=by.pid, sinds=f"{local(by.since):%H:%M}" if by.since else "?",
    )  # fmt: skip
