"""The last picture of the start screen, so that a window shows something before anything is opened.

Titles of incidents stand on it, so it lies sealed under a key that follows from that of the databases. A workspace
behind a passphrase keeps no picture: before the passphrase is given nothing of it may be seen.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from cop_app.domain.errors import UserFacingError
from cop_app.store.sealing import open_sealed, seal
from cop_app.store.vault_file import VAULT_FILE, locks_of, read_vault_file

_FILE = "laatste-beeld"
_BOUND = b"ketenbeeld/laatste-beeld/1"


def keep(root: Path, keys: Path, picture: bytes) -> bool:
    """Keep a picture, in whatever form; returns False when this workspace keeps none.

    `root` is the workspace, `keys` the folder of reality's vault.

    Raises:
        UserFacingError: `opslag.vol`, `opslag.alleen_lezen`.
    """
    from cop_app.store.database import replace_file  # the first paint only reads

    key = _key(keys)
    if key is None:
        (root / _FILE).unlink(missing_ok=True)
        return False
    replace_file(root / _FILE, seal(key, picture, _BOUND))
    return True


def recall(root: Path, keys: Path) -> bytes | None:
    """Return the picture, or None when there is none to be shown. Never raises."""
    path = root / _FILE
    if not path.exists():
        return None
    key = _key(keys)
    try:
        return open_sealed(key, path.read_bytes(), _BOUND) if key is not None else None
    except OSError:
        return None


def _key(keys: Path) -> bytes | None:
    try:
        stored = read_vault_file(keys / VAULT_FILE)
        if locks_of(stored):
            return None
        database = bytes.fromhex(stored["inhoud"]["database"])
    except (UserFacingError, KeyError, TypeError, ValueError):
        return None
    return blake2b(database, person=b"laatste beeld", digest_size=32).digest()
