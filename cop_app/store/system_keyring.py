"""The keyring of the operating system, for who chose to have the passphrase of this workspace remembered there.

A convenience, never the base: without a desktop session there is none, and a store that keeps secrets in a readable
file does not count as one. The library loads only when this module is asked something (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.store.passphrase import VaultPlace
from cop_app.store.vault_file import is_closed, lock_name

SERVICE = "Ketenbeeld"
_WEAKEST = 1  # the library's own mark of a recommended backend; 0 and less are stand-ins
_FILES = "keyrings."  # extra backends that keep secrets in files


def keyring_name() -> str:
    """Return what keyring there is, "" when there is none to trust a secret to."""
    backend = _backend()
    return "" if backend is None else str(backend.name)


def entry_of(places: Sequence[VaultPlace]) -> str:
    """Return under which name the phrase of a workspace lies, "" when it has none.

    The name changes with the phrase, so that an old phrase is never taken for the present one.
    """
    closed = next((place for place in places if is_closed(place.folder)), None)
    return "" if closed is None else lock_name(closed.folder)


def remember(entry: str, phrase: str) -> None:
    """Keep a phrase in the keyring.

    Raises:
        UserFacingError: `sleutelbos.geen`, `sleutelbos.weigert`.
    """
    backend = _backend()
    if backend is None or not entry:
        raise UserFacingError(
            "sleutelbos.geen", _("Op deze computer is geen sleutelbos waarin de wachtzin veilig kan liggen."),
            advice=_("Typ de wachtzin bij het openen, of geef haar met --passphrase-fd."),
        )  # fmt: skip
    try:
        backend.set_password(SERVICE, entry, phrase)
    except Exception as error:
        raise _refused() from error


def recall(entry: str) -> str | None:
    """Return the phrase that was kept, None when there is none or the keyring stays closed."""
    backend = _backend() if entry else None
    if backend is None:
        return None
    try:
        found = backend.get_password(SERVICE, entry)
    except Exception:  # noqa: BLE001 - each system's keyring fails in its own way, and then the phrase is asked
        return None
    return None if found is None else str(found)


def forget(entry: str) -> bool:
    """Remove the phrase from the keyring; returns whether it was there.

    Raises:
        UserFacingError: `sleutelbos.weigert`.
    """
    backend = _backend() if entry else None
    if backend is None:
        return False
    try:
        if backend.get_password(SERVICE, entry) is None:
            return False
        backend.delete_password(SERVICE, entry)
    except Exception as error:
        raise _refused() from error
    return True


def _backend() -> Any:
    try:
        import keyring

        backend: Any = keyring.get_keyring()
        if backend.priority < _WEAKEST or type(backend).__module__.startswith(_FILES):
            return None
    except Exception:  # noqa: BLE001 - no library, no session, no answer: then there is no keyring
        return None
    return backend


def _refused() -> UserFacingError:
    return UserFacingError(
        "sleutelbos.weigert", _("De sleutelbos van deze computer weigert."),
        advice=_("Ontgrendel de sleutelbos en probeer het opnieuw; de wachtzin zelf is niet veranderd."),
    )  # fmt: skip
