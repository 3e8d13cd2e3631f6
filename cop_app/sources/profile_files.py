"""Mapping profiles as files: one TOML file a profile, its name the file's, written by a region without a programmer.

A file is read anew at every load, so that a change counts at the next one. A file that is wrong is told with the line
of every mistake, and the source that names it is not loaded: words of a partner must never pass for ours unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cop_app.domain.errors import UserFacingError
from cop_app.domain.toml_tables import Field, FileFault, Tables, read_tables
from cop_app.domain.toml_tables import json_schema as tables_schema
from cop_app.i18n import _
from cop_app.sources.profiles import MappingProfile

SCHEMA = "profiel/1"
TABLES: Tables = {
    "": {
        "schema": Field("tekst", True, (SCHEMA,)),
        "uitleg": Field("tekst"),
        "klasse": Field("tekst"),
        "velden": Field("namen"),
        "waarden": Field("woorden"),
        "vast": Field("waarden"),
        "klassen": Field("tabel", table="klassen"),
    },
    "klassen": {"veld": Field("tekst", True), "waarden": Field("namen", True)},
}  # fmt: skip
_NAME = re.compile(r"[\w-]{1,80}")


class ProfileError(UserFacingError):
    """The file is no usable profile; `faults` has every mistake found."""

    def __init__(self, name: str, faults: Sequence[FileFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        listed = "; ".join(map(str, self.faults))
        super().__init__(
            "profiel.fout", _("De vertaling ‘{profiel}’ is niet bruikbaar: {fouten}."),
            advice=_("Herstel het bestand; bij de volgende keer ophalen telt het."), profiel=name, fouten=listed,
        )  # fmt: skip


def read_profile(name: str, text: str) -> MappingProfile:
    """Read a profile from TOML text.

    Raises:
        ProfileError: with every fault and its line number.
    """
    data, lines, faults = read_tables(text, TABLES)
    if not faults and not data.keys() - {"schema", "uitleg", "klasse"}:
        faults = [FileFault(lines.of(()), "hier wordt niets vertaald; schrijf [velden], [waarden] of [vast]")]
    if faults:
        raise ProfileError(name, faults)
    classes: Mapping[str, Any] = data.get("klassen", {})
    return MappingProfile(
        name, data.get("klasse", ""), data.get("velden", {}), data.get("waarden", {}), data.get("vast", {}),
        classes.get("veld", ""), classes.get("waarden", {}),
    )  # fmt: skip


class ProfileShelf(Mapping[str, MappingProfile]):
    """The profiles in some folders, the first folder that has a name wins; nothing is kept, all is read when asked.

    Looking one up raises ProfileError for a file that is wrong or cannot be read.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)

    def path_of(self, name: str) -> Path | None:
        """Return the file of a profile, None when there is none of that name."""
        if not _NAME.fullmatch(name):
            return None
        return next((path for folder in self.folders if (path := folder / f"{name}.toml").is_file()), None)

    def __getitem__(self, name: str) -> MappingProfile:
        path = self.path_of(name)
        if path is None:
            raise KeyError(name)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileError(name, [FileFault(1, "het bestand is niet te lezen")]) from error
        return read_profile(name, text)

    def __iter__(self) -> Iterator[str]:
        found = (path.stem for folder in self.folders if folder.is_dir() for path in sorted(folder.glob("*.toml")))
        return iter(dict.fromkeys(name for name in found if _NAME.fullmatch(name)))

    def __len__(self) -> int:
        return sum(1 for _name in self)


def json_schema() -> dict[str, Any]:
    """Return the published JSON schema (draft 2020-12), made from the field table."""
    return tables_schema(TABLES, "Vertaling van velden en woorden van een bron, versie 1")
