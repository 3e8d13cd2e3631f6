"""The workspace as a folder: where things lie and what the user chose.

It opens nothing, so that the first paint waits for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.paths import default_workspace, resource
from cop_app.settings import Settings, read_settings

if TYPE_CHECKING:
    from cop_app.store.passphrase import VaultPlace

PRACTICE = "proef"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One folder with everything this laptop keeps."""

    root: Path
    settings: Settings

    def realm_folder(self, realm: Realm, exercise: str = PRACTICE) -> Path:
        """Return where the files of reality or of one exercise lie."""
        return self.root / "live" if realm is Realm.ECHT else self.root / "oefening" / exercise

    def keys_folder(self, realm: Realm, exercise: str = PRACTICE) -> Path:
        """Return where the vault of reality or of one exercise lies."""
        return (self.root if realm is Realm.ECHT else self.realm_folder(realm, exercise)) / "keys"

    def logbook_folder(self, realm: Realm, exercise: str = PRACTICE) -> Path:
        """Return where the logbook of sources of reality or of one exercise is kept."""
        return (self.root if realm is Realm.ECHT else self.realm_folder(realm, exercise)) / "logboek"

    def profile_folders(self) -> tuple[Path, ...]:
        """Return where mapping profiles of sources lie: the user's own before what ships with the program."""
        return (self.root / "ketens" / "profielen", resource("ketens", "profielen"))

    def exercises(self) -> tuple[str, ...]:
        """Return the ids of the exercises that have files here."""
        folder = self.root / "oefening"
        return tuple(sorted(p.name for p in folder.iterdir() if p.is_dir())) if folder.is_dir() else ()

    def vault_place(self, realm: Realm, exercise: str = PRACTICE) -> VaultPlace:
        """Return where the keys of reality or of one exercise lie, with the databases they open."""
        from cop_app.store.passphrase import VaultPlace

        folder, keys = self.realm_folder(realm, exercise), self.keys_folder(realm, exercise)
        databases = (folder / "log.db", folder / "cache.db")
        if realm is Realm.OEFENING:
            return VaultPlace(f"oefening {exercise}", keys, databases)
        return VaultPlace("werkelijkheid", keys, (*databases, self.root / "reference" / "cache.db"))

    def vault_places(self) -> tuple[VaultPlace, ...]:
        """Return all places of keys, that of reality first."""
        return (self.vault_place(Realm.ECHT), *(self.vault_place(Realm.OEFENING, name) for name in self.exercises()))


def open_workspace(root: Path | None = None) -> Workspace:
    """Return the workspace at a folder, by default the user's own; the folder is made when needed.

    Raises:
        UserFacingError: `werkmap.alleen_lezen` when it cannot be made, `instellingen.fout`.
    """
    folder = (root or default_workspace()).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserFacingError(
            "werkmap.alleen_lezen", "De werkmap {map} kan niet worden gemaakt.",
            advice="Kies met --workspace een map waar u mag schrijven.", map=str(folder),
        ) from error  # fmt: skip
    return Workspace(folder, read_settings(folder))
