"""Getting in: whether a passphrase is needed, trying one, and the one that the system's keyring keeps.

For a window and the command line alike; nothing here asks anybody, and nothing is written.
"""

from __future__ import annotations

from cop_app.bootstrap.folder import Workspace
from cop_app.domain.clock import SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.store.passphrase import check_phrase, is_needed
from cop_app.store.system_keyring import entry_of, recall


def passphrase_needed(workspace: Workspace) -> bool:
    """Return whether this workspace is closed with a passphrase; asks nobody and opens nothing.

    Raises:
        UserFacingError: `sleutel.beschadigd`, `sleutel.nieuwer`, `sleutel.onleesbaar`.
    """
    return is_needed(workspace.vault_places())


def try_passphrase(workspace: Workspace, phrase: str) -> str:
    """Return "" when the phrase opens the workspace, else the sentence to show; changes nothing, takes 0.3 s."""
    try:
        check_phrase(workspace.vault_places(), phrase, SystemClock())
    except UserFacingError as error:
        return str(error)
    return ""


def remembered_passphrase(workspace: Workspace) -> str | None:
    """Return the phrase from the system's keyring, only when the user chose that and it is still the right one."""
    phrase = recall(entry_of(workspace.vault_places())) if workspace.settings.keyring else None
    return phrase if phrase is not None and not try_passphrase(workspace, phrase) else None
