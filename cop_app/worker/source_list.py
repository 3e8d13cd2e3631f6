"""The sources of a workspace: plain fields in sources.json, so that a person can read, copy and mend them.

Secrets are never in it, only the names under which they are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.sources.catalogue import Nature, SourceKind, SourceSpec, check_spec

SOURCES_FILE = "sources.json"


def read_sources(root: Path) -> list[SourceSpec]:
    """Return the sources of a workspace in their order; none when there is no file.

    Raises:
        UserFacingError: `bron.lijst` when the file is not readable (it is left as it is), or as `check_spec`.
    """
    path = root / SOURCES_FILE
    if not path.exists():
        return []
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["sources"]
        specs = [_spec(row) for row in rows]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserFacingError(
            "bron.lijst", _("De lijst van bronnen in {bestand} is niet te lezen."),
            advice=_("Herstel het bestand of zet het opzij."), bestand=str(path),
        ) from error  # fmt: skip
    return [check_spec(spec) for spec in specs]


def write_sources(root: Path, specs: Iterable[SourceSpec]) -> None:
    """Write the list; the old file is replaced only when the new one is complete."""
    path = root / SOURCES_FILE
    part = path.with_suffix(".part")
    document = {"v": 1, "sources": [asdict(spec) for spec in specs]}
    part.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def _spec(row: dict[str, Any]) -> SourceSpec:
    fields = {**row, "kind": SourceKind(row["kind"]), "nature": Nature(row.get("nature", Nature.BESTAND.value))}
    return SourceSpec(**{**fields, "key": tuple(row.get("key", ("id",)))})
