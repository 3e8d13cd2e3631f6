"""The sources of a workspace: plain fields in sources.json, so that a person can read, copy and mend them.

Secrets are never in it, only the names under which they are kept. Windows and commands change the list in turn, so that
two who add at once do not lose one of both; a mistake in it keeps nobody from an incident.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cop_app.domain.clock import SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.sources.catalogue import Nature, SourceKind, SourceSpec, check_spec
from cop_app.store.database import told_plainly
from cop_app.store.writer_lock import Holder, WriterLock, held_elsewhere

SOURCES_FILE = "sources.json"
_PATIENCE_S = 5.0
_UNREADABLE = (OSError, ValueError, TypeError, KeyError, AttributeError)


def read_sources(root: Path) -> list[SourceSpec]:
    """Return the sources of a workspace in their order; none when there is no file.

    Raises:
        UserFacingError: `bron.lijst` when the file is not readable (it is left as it is), or as `check_spec`.
    """
    try:
        specs = [_spec(row) for row in _rows(root)]
    except _UNREADABLE as error:
        raise UserFacingError(
            "bron.lijst", _("De lijst van bronnen in {bestand} is niet te lezen."),
            advice=_("Herstel het bestand of zet het opzij."), bestand=str(root / SOURCES_FILE),
        ) from error  # fmt: skip
    return [check_spec(spec) for spec in specs]


def usable_sources(root: Path) -> list[SourceSpec]:
    """Return the sources that can be used, whatever is wrong with the others; `read_sources` tells that."""
    try:
        rows = _rows(root)
    except _UNREADABLE:
        return []
    found = []
    for row in rows:
        try:
            found.append(check_spec(_spec(row)))
        except (*_UNREADABLE, UserFacingError):
            continue
    return found


def change_sources(root: Path, change: Callable[[list[SourceSpec]], Sequence[SourceSpec]]) -> None:
    """Replace the list by what `change` makes of it; the old file goes only when the new one is complete.

    Raises:
        UserFacingError: as `read_sources`, what `change` raises, `opslag.in_gebruik` when another holds the list, or
            `opslag.*` when it cannot be written.
    """
    path = root / SOURCES_FILE
    with _held(path):
        document = {"v": 1, "sources": [asdict(spec) for spec in change(read_sources(root))]}
        part = path.with_suffix(".part")
        part.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(path)


def add_source(root: Path, spec: SourceSpec) -> None:
    """Take a source into the list.

    Raises:
        UserFacingError: `bron.bestaat` when the name is taken, or as `check_spec` and `change_sources`.
    """

    def added(specs: list[SourceSpec]) -> list[SourceSpec]:
        if any(known.name == spec.name for known in specs):
            raise UserFacingError(
                "bron.bestaat", _("Bron ‘{naam}’ is er al."), advice=_("Kies een andere naam."), naam=spec.name
            )
        return [*specs, check_spec(spec)]

    change_sources(root, added)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    until = time.monotonic() + _PATIENCE_S
    while not isinstance(lock := _lock(path), WriterLock):
        if time.monotonic() > until:
            raise held_elsewhere(path, lock)
        time.sleep(0.02)
    try:
        with told_plainly(path):
            yield
    finally:
        lock.release()


def _lock(path: Path) -> WriterLock | Holder:
    with told_plainly(path):
        return WriterLock.take(path, SystemClock().wall())


def _rows(root: Path) -> list[Any]:
    path = root / SOURCES_FILE
    return list(json.loads(path.read_text(encoding="utf-8"))["sources"]) if path.exists() else []


def _spec(row: dict[str, Any]) -> SourceSpec:
    fields = {**row, "kind": SourceKind(row["kind"]), "nature": Nature(row.get("nature", Nature.BESTAND.value))}
    return SourceSpec(**{**fields, "key": tuple(row.get("key", ("id",)))})
