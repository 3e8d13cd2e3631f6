"""The record of what left this laptop, also from a process that may only read.

Where this process writes the log, a record is a local event like any other. Where another process does, the record is
closed for this device's own key and laid beside the log; the next process that writes takes it up. So nothing leaves
without a record, no second process writes in log.db, and nothing readable lies beside it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cop_app.domain.bodies import RELEASE_MADE
from cop_app.domain.clock import Clock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Actor
from cop_app.domain.item import canonical
from cop_app.domain.leaving import release_record
from cop_app.domain.sharing import Counts, Release
from cop_app.i18n import _
from cop_app.store.database import replace_file
from cop_app.store.keys import seal_for
from cop_app.store.vault import Vault

_ENDING = ".vrijgave"
_NUMBER = "nummer"
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReleaseLedger:
    """Writes the use of one release down (a domain Ledger): who let what out of which incident."""

    note: Callable[[Record], None]
    clock: Clock
    incident: str
    actor: Actor

    def record(self, release: Release, counts: Counts) -> None:
        """Store it with both times; when that fails nothing may leave."""
        row = release_record(release, counts, self.incident, self.actor, self.clock.story())
        self.note({**row, "wall": self.clock.wall()})


def folder_of(log: Path) -> Path:
    """Return where the records of processes that only read wait for the log at a path."""
    return log.with_name(log.name + ".vrijgaven")


def lay_ready(log: Path, vault: Vault, record: Record) -> None:
    """Keep a record for the next process that writes.

    Raises:
        UserFacingError: `delen.niet_vastgelegd` when even that cannot be stored; then nothing may leave.
    """
    number = secrets.token_hex(16)
    try:
        closed = seal_for(vault.keys.public(), canonical({_NUMBER: number, **record}))
        replace_file(folder_of(log) / f"{number}{_ENDING}", closed)
    except UserFacingError as error:
        raise UserFacingError(
            "delen.niet_vastgelegd", _("Hier kan niet worden vastgelegd dat er iets naar buiten gaat."),
            advice=_("Daarom gaat er niets naar buiten. Open de werkmap waar u mag schrijven."),
        ) from error  # fmt: skip


def waiting(log: Path, vault: Vault) -> Iterator[tuple[Path, Record]]:
    """Yield the records that wait, oldest name first; what cannot be opened here stays where it lies."""
    for path in sorted(folder_of(log).glob(f"*{_ENDING}")):
        try:
            plain = vault.keys.open_for_me(path.read_bytes())
            record = json.loads(plain or b"")
        except (OSError, ValueError):
            continue
        if isinstance(record, dict):
            yield path, record


def take_up(
    log: Path, vault: Vault, stored: Callable[[str], Iterable[Any]], store: Callable[[str, Record], None]
) -> None:  # fmt: skip
    """Store every waiting record as a local event, once, then remove its file.

    `stored(kind)` gives the local events there are and `store(kind, record)` adds one, as the log's own methods do.
    """
    waiting_now = list(waiting(log, vault))
    if not waiting_now:
        return
    # A cut may have come between storing and removing.
    known = {row.payload.get(_NUMBER) for row in stored(RELEASE_MADE)}
    for path, record in waiting_now:
        if record.get(_NUMBER) not in known:
            store(RELEASE_MADE, record)
        path.unlink(missing_ok=True)
