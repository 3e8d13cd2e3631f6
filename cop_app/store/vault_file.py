"""The file of the vault: what it looks like on the disk, its checksum, and the wrap of its key under a passphrase.

Kept apart from the vault so that "is a passphrase needed?" can be asked without opening anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import canonical
from cop_app.i18n import _
from cop_app.store.sealing import KEY, open_sealed, seal

VAULT_FILE = "kluis.json"
VERSION = 1
ARGON2 = {"t": 3, "m_kib": 64 * 1024, "p": 4}
SHORTEST = 12
_MOST_MEMORY_KIB = 1024 * 1024  # a changed file must not make us ask for all memory, or for an hour
_MOST_ROUNDS = 20
_WRAP = b"ketenbeeld/kluis/sleutel/1"
Lock = dict[str, Any]  # kdf, its cost, salt, and the wrapped vault key


def is_closed(folder: Path) -> bool:
    """Return whether a passphrase is needed to open the vault in a folder; False when there is no vault.

    Raises:
        UserFacingError: `sleutel.beschadigd`, `sleutel.nieuwer`, `sleutel.onleesbaar`.
    """
    path = folder / VAULT_FILE
    return path.exists() and bool(locks_of(read_vault_file(path)))


def lock_name(folder: Path) -> str:
    """Return a name for the present passphrase of a closed vault; it changes with the passphrase and tells nothing."""
    return str(locks_of(read_vault_file(folder / VAULT_FILE))[0]["zout"])


def check_strength(passphrase: str) -> None:
    """Refuse a passphrase that is too short.

    Raises:
        UserFacingError: `sleutel.zwak`.
    """
    if len(unicodedata.normalize("NFC", passphrase).strip()) < SHORTEST:
        raise UserFacingError(
            "sleutel.zwak", _("De wachtzin is te kort."),
            advice=_("Neem ten minste {aantal} tekens, liefst vier woorden."), aantal=SHORTEST,
        )  # fmt: skip


def lock_with(passphrase: str, vault_key: bytes) -> Lock:
    """Return the vault key wrapped under a passphrase."""
    lock: Lock = {"kdf": "argon2id", **ARGON2, "zout": os.urandom(16).hex()}
    lock["sleutel"] = seal(_stretch(passphrase, lock), vault_key, _WRAP).hex()
    return lock


def locks_of(stored: dict[str, Any]) -> tuple[Lock, ...]:
    """Return the wraps of the vault key in a file that was read: none, one, or two during a change."""
    return tuple(lock for lock in (stored["slot"], stored.get("wissel")) if lock is not None)


def unlocked(passphrase: str, locks: tuple[Lock, ...], path: Path) -> bytes | None:
    """Return the vault key, or None when the passphrase fits none of the locks."""
    try:
        for lock in locks:
            vault_key = open_sealed(_stretch(passphrase, lock), bytes.fromhex(lock["sleutel"]), _WRAP)
            if vault_key is not None:
                return vault_key
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(path) from error
    return None


def _stretch(passphrase: str, lock: Lock) -> bytes:
    """Return the key that a passphrase gives; ValueError when the lock asks for what cannot be reckoned."""
    from argon2.exceptions import HashingError  # only for a passphrase: the first paint does not wait for it
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape"), bytes.fromhex(lock["zout"]),
            time_cost=min(lock["t"], _MOST_ROUNDS), memory_cost=min(lock["m_kib"], _MOST_MEMORY_KIB),
            parallelism=lock["p"], hash_len=KEY, type=Type.ID,
        )  # fmt: skip
    except HashingError as error:
        raise ValueError("argon2") from error


def write_vault_file(path: Path, locks: tuple[Lock, ...], content: Any) -> None:
    """Write the file whole or not at all.

    Raises:
        UserFacingError: `opslag.vol`, `opslag.alleen_lezen`.
    """
    from cop_app.store.database import replace_file

    stored = {"v": VERSION, "slot": locks[0] if locks else None, "inhoud": content}
    if len(locks) > 1:
        stored["wissel"] = locks[1]
    stored["som"] = checksum(stored)
    replace_file(path, canonical(stored) + b"\n")


def checksum(stored: dict[str, Any]) -> str:
    """Return the checksum over all fields but itself: it finds damage, it proves no origin."""
    return hashlib.sha256(canonical({name: value for name, value in stored.items() if name != "som"})).hexdigest()


def read_vault_file(path: Path) -> dict[str, Any]:
    """Return the file's fields after its checksum and version.

    Raises:
        UserFacingError: `sleutel.onleesbaar`, `sleutel.beschadigd`, `sleutel.nieuwer`.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserFacingError(
            "sleutel.onleesbaar", _("De sleutels in {bestand} zijn niet te lezen."),
            advice=_("Controleer of u bij deze map mag."), bestand=str(path),
        ) from error  # fmt: skip
    try:
        stored = json.loads(data)
        if stored["som"] != checksum(stored):
            raise ValueError("checksum")
        version = int(stored["v"])
        if version <= VERSION and not {"slot", "inhoud"} <= set(stored):
            raise ValueError("fields")
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path) from error
    if version > VERSION:
        raise UserFacingError(
            "sleutel.nieuwer", _("De sleutels in {bestand} zijn gemaakt door een nieuwere versie."),
            advice=_("Werk dit programma bij; er is niets veranderd."), bestand=str(path),
        )  # fmt: skip
    return dict(stored)


def damaged(path: Path) -> UserFacingError:
    """Return the error for a vault that cannot be used as it is."""
    return UserFacingError(
        "sleutel.beschadigd", _("De sleutels in {bestand} zijn beschadigd; er is niets overschreven."),
        advice=_("Zet het bestand terug uit een reservekopie."), bestand=str(path),
    )  # fmt: skip
