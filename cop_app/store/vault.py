"""The vault: one file `kluis.json` with every secret of this device, plain or behind a passphrase.

What lies on the disk, said honestly:

* **With a passphrase** the file holds a random 256-bit vault key wrapped by argon2id (t=3, m=64 MiB, p=4) and
  AES-256-GCM, and all contents (device keys, database key, compartment keys, known devices) encrypted under that vault
  key. Nothing readable lies beside the database.
* **Without a passphrase** the contents stand in that file in plain form, readable for whoever can read the folder (mode
  0600 where the system knows modes). The databases are still written through SQLCipher with the key from this file:
  that protects a database that leaves alone, and its page checksums find every flipped bit, which plain SQLite does
  not. It does **not** protect a stolen laptop: that takes a passphrase or an encrypted disk.
* Setting a passphrase later makes a **new** database key and rewrites the databases, because the old key has lain
  readable. Old sectors of an SSD are outside our reach: disk encryption remains the advice.
* While a passphrase is being changed the file may hold two wraps of the vault key (`slot` and `wissel`), so that all
  vaults of a workspace can move from one phrase to the other without a moment at which neither fits them all.

Keys travel to the worker over its pipe, never in arguments or environment.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cop_app.domain.clock import Clock, SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import canonical
from cop_app.i18n import _
from cop_app.store.database import rekey
from cop_app.store.keys import (
    KEY,
    CompartmentCipher,
    CompartmentKey,
    DeviceKeys,
    PublicDevice,
    no_compartment_key,
    open_sealed,
    seal,
    seal_for,
    signature_fits,
)  # fmt: skip
from cop_app.store.vault_file import (
    VAULT_FILE,
    Lock,
    check_strength,
    damaged,
    lock_with,
    locks_of,
    read_vault_file,
    unlocked,
    write_vault_file,
)  # fmt: skip

_CONTENT = b"ketenbeeld/kluis/inhoud/1"
_SHARED = b"ketenbeeld/gedeelde-sleutel/1|"


class Vault:
    """Signer and Verifier of this device, with its BodyCipher; every change is on disk before it returns."""

    def __init__(
        self, path: Path, content: dict[str, Any], locks: tuple[Lock, ...], vault_key: bytes
    ) -> None:  # fmt: skip
        self._path = path
        self._locks = locks  # none, one, or two while a passphrase is being changed
        self._vault_key = vault_key
        self._take(content)

    @classmethod
    def open(cls, folder: Path, passphrase: str | None = None, clock: Clock | None = None) -> Vault:
        """Open the vault in a folder, or make one with new keys when there is none.

        Raises:
            UserFacingError: `sleutel.onjuist` (wrong passphrase), `sleutel.nodig` (one is needed), `sleutel.overbodig`
                (given, but the vault has none), `sleutel.beschadigd`, `sleutel.nieuwer`, `opslag.alleen_lezen`,
                `opslag.vol`. Nothing is written in any of these cases.
        """
        path = folder / VAULT_FILE
        if not path.exists():
            return cls._create(path, passphrase, clock or SystemClock())
        stored = read_vault_file(path)
        locks = locks_of(stored)
        if not locks:
            if passphrase is not None:
                raise UserFacingError(
                    "sleutel.overbodig", _("De werkmap {map} heeft geen wachtzin."),
                    advice=_("Open zonder wachtzin en stel er daarna een in."), map=str(folder),
                )  # fmt: skip
            return cls._read_content(path, stored["inhoud"], (), b"")
        if passphrase is None:
            raise UserFacingError(
                "sleutel.nodig", _("De werkmap {map} is met een wachtzin gesloten."),
                advice=_("Geef de wachtzin."), map=str(folder),
            )  # fmt: skip
        vault_key = unlocked(passphrase, locks, path)
        if vault_key is None:
            raise UserFacingError(
                "sleutel.onjuist", _("De wachtzin past niet op de werkmap {map}."),
                advice=_("Probeer het opnieuw; er is niets veranderd."), map=str(folder),
            )  # fmt: skip
        try:
            plain = open_sealed(vault_key, bytes.fromhex(stored["inhoud"]), _CONTENT)
            content = json.loads(plain or b"")
        except (ValueError, TypeError) as error:
            raise damaged(path) from error
        return cls._read_content(path, content, locks, vault_key)

    @classmethod
    def _read_content(cls, path: Path, content: Any, locks: tuple[Lock, ...], vault_key: bytes) -> Vault:
        try:
            return cls(path, content, locks, vault_key)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise damaged(path) from error

    @classmethod
    def _create(cls, path: Path, passphrase: str | None, clock: Clock) -> Vault:
        keys = DeviceKeys.generate()
        signing, agreement = keys.private_bytes()
        content = {
            "apparaat": {"ed25519": signing.hex(), "x25519": agreement.hex(), "gemaakt": clock.wall()},
            "database": os.urandom(KEY).hex(), "database_oud": "", "compartimenten": [], "vernietigd": {},
            "apparaten": [],
        }  # fmt: skip
        vault_key = b"" if passphrase is None else os.urandom(KEY)
        locks = () if passphrase is None else (lock_with(passphrase, vault_key),)
        vault = cls(path, content, locks, vault_key)
        vault._save()
        return vault

    # -- what is in it

    def _take(self, content: dict[str, Any]) -> None:
        mine = content["apparaat"]
        self._made_at = int(mine["gemaakt"])
        self._keys = DeviceKeys.from_bytes(bytes.fromhex(mine["ed25519"]), bytes.fromhex(mine["x25519"]))
        self._database_key = bytes.fromhex(content["database"])
        self._old_database_key = bytes.fromhex(content["database_oud"])
        self._compartments = [CompartmentKey.from_fields(row) for row in content["compartimenten"]]
        self._cipher = CompartmentCipher(self._compartments)
        self._destroyed: dict[str, int] = dict(content["vernietigd"])
        self._devices = {row.device: row for row in map(PublicDevice.from_fields, content["apparaten"])}
        self._devices[self._keys.device] = self._keys.public()

    @contextmanager
    def _saving(self) -> Iterator[None]:
        """Write what the block changed; when that fails, nothing has changed here either.

        A key that is not on the disk may never be used: what it closed could not be opened after a restart.
        """
        locks, vault_key, databases = self._locks, self._vault_key, (self._database_key, self._old_database_key)
        keys, destroyed, devices = list(self._compartments), dict(self._destroyed), dict(self._devices)
        try:
            yield
            self._save()
        except BaseException:
            self._locks, self._vault_key, (self._database_key, self._old_database_key) = locks, vault_key, databases
            self._compartments[:], self._destroyed, self._devices = keys, destroyed, devices
            raise

    def _save(self) -> None:
        signing, agreement = self._keys.private_bytes()
        content = {
            "apparaat": {"ed25519": signing.hex(), "x25519": agreement.hex(), "gemaakt": self._made_at},
            "database": self._database_key.hex(), "database_oud": self._old_database_key.hex(),
            "compartimenten": [key.to_fields() for key in self._compartments], "vernietigd": self._destroyed,
            "apparaten": [row.to_fields() for row in self._devices.values() if row.device != self.device],
        }  # fmt: skip
        kept: Any = seal(self._vault_key, canonical(content), _CONTENT).hex() if self._locks else content
        write_vault_file(self._path, self._locks, kept)

    @property
    def protected(self) -> bool:
        """Return whether a passphrase closes this vault."""
        return bool(self._locks)

    @property
    def database_key(self) -> bytes:
        """Return the 32-byte key of the databases of this workspace; hand it on over a pipe only."""
        return self._database_key

    @property
    def device(self) -> str:
        """Return this device's id."""
        return self._keys.device

    @property
    def keys(self) -> DeviceKeys:
        """Return this device's own keys."""
        return self._keys

    # -- signing and checking

    def sign(self, data: bytes) -> bytes:
        """Return this device's signature."""
        return self._keys.sign(data)

    def verify(self, device: str, data: bytes, signature: bytes) -> bool:
        """Return whether a known device made this signature; an unknown device never did."""
        known = self._devices.get(device)
        return known is not None and signature_fits(known.signing, data, signature)

    def devices(self) -> tuple[PublicDevice, ...]:
        """Return the known devices, this one included."""
        return tuple(self._devices.values())

    def knows(self, device: str) -> bool:
        """Return whether the device's public keys are here."""
        return device in self._devices

    def trust(self, device: PublicDevice) -> None:
        """Add a device, or give a known one another label or a revocation time.

        Raises:
            UserFacingError: `sleutel.botsing` when the id is known with another key.
        """
        known = self._devices.get(device.device)
        if known is not None and (known.signing, known.agreement) != (device.signing, device.agreement):
            raise UserFacingError(
                "sleutel.botsing", _("Apparaat {apparaat} is al bekend met andere sleutels."),
                advice=_("Vergelijk de sleutels mondeling voordat u iets vertrouwt."), apparaat=device.device,
            )  # fmt: skip
        with self._saving():
            self._devices[device.device] = device

    # -- compartments

    @property
    def cipher(self) -> CompartmentCipher:
        """Return what seals and opens bodies (a BodyCipher); it knows of later keys too."""
        return self._cipher

    def compartment_keys(self) -> tuple[CompartmentKey, ...]:
        """Return the keys that are here, oldest first."""
        return tuple(self._compartments)

    def new_compartment_key(self, compartment: str, now: int) -> CompartmentKey:
        """Make a key; from now on it seals the bodies of its compartment, older keys keep opening theirs."""
        key = CompartmentKey(compartment, os.urandom(KEY), now)
        with self._saving():
            self._compartments.append(key)
        return key

    def seal_compartment_key(self, key: CompartmentKey, for_device: str) -> bytes:
        """Return a key of this vault closed for one known device: only there it opens, and there it is known from whom.

        Raises:
            UserFacingError: `sleutel.apparaat_onbekend`, `sleutel.ingetrokken`, `sleutel.compartiment` when the key is
                not (or no longer) in this vault.
        """
        receiver = self._trusted(for_device)
        if all(key.id != own.id for own in self._compartments):
            raise no_compartment_key(key.compartment)
        sealed = seal_for(receiver, key.to_bytes())
        return bytes.fromhex(self.device) + self.sign(_SHARED + receiver.agreement + sealed) + sealed

    def open_compartment_key(self, sealed: bytes) -> CompartmentKey:
        """Take up a key that a known device sealed for this one.

        Who sent it must be known: a key from a stranger would close what is written here for that stranger.

        Raises:
            UserFacingError: `sleutel.niet_voor_mij` when it cannot be opened here, `sleutel.apparaat_onbekend` or
                `sleutel.ingetrokken` for its sender, `sleutel.vernietigd` when this key was destroyed here before.
        """
        sender, signature, closed = sealed[:8].hex(), sealed[8:72], sealed[72:]
        known = self._trusted(sender)
        mine = self._keys.public().agreement
        genuine = signature_fits(known.signing, _SHARED + mine + closed, signature)
        plain = self._keys.open_for_me(closed) if genuine else None
        try:
            key = CompartmentKey.from_fields(json.loads(plain or b""))
        except (ValueError, KeyError, TypeError) as error:
            raise UserFacingError(
                "sleutel.niet_voor_mij", _("Deze compartimentsleutel is niet voor dit apparaat bedoeld of beschadigd."),
                advice=_("Vraag de afzender de sleutel opnieuw te delen met apparaat {apparaat}."),
                apparaat=self.device,
            ) from error  # fmt: skip
        if key.id in self._destroyed:
            raise UserFacingError("sleutel.vernietigd", _("Sleutel {sleutel} is hier vernietigd."), sleutel=key.id)
        if all(key.id != other.id for other in self._compartments):
            with self._saving():
                self._compartments.append(key)
        return key

    def _trusted(self, device: str) -> PublicDevice:
        known = self._devices.get(device)
        if known is None:
            raise UserFacingError(
                "sleutel.apparaat_onbekend", _("Apparaat {apparaat} is hier niet bekend."),
                advice=_("Wissel eerst elkaars openbare sleutels uit en vergelijk ze mondeling."), apparaat=device,
            )  # fmt: skip
        if known.revoked_at is not None:
            raise UserFacingError(
                "sleutel.ingetrokken", _("Het vertrouwen in apparaat {apparaat} is ingetrokken."),
                advice=_("Deel geen sleutels met dit apparaat."), apparaat=device,
            )  # fmt: skip
        return known

    def destroy_key(self, key_id: str, now: int) -> None:
        """Forget a compartment key for good: its bodies can never be read again here, the chains stay verifiable."""
        with self._saving():
            self._compartments[:] = [key for key in self._compartments if key.id != key_id]
            self._destroyed[key_id] = now

    # -- passphrase

    def opening_keys(self) -> tuple[bytes, ...]:
        """Return the keys a database may have: the present one, and the old one when a change was cut short."""
        return (self._database_key, self._old_database_key) if self._old_database_key else (self._database_key,)

    @property
    def converting(self) -> bool:
        """Return whether databases may still lie under the old key; `finish_conversion` goes on."""
        return bool(self._old_database_key)

    @property
    def changing(self) -> bool:
        """Return whether two passphrases open this vault, because a change was cut short."""
        return len(self._locks) > 1

    def set_passphrase(self, passphrase: str, databases: Sequence[Path]) -> None:
        """Close this vault with a (new) passphrase; the first time all databases get a new key.

        The order survives a cut at any point: first the vault holds both keys, then each database changes in one
        transaction, then the old key is forgotten. The databases must not be open elsewhere.

        Raises:
            UserFacingError: `sleutel.zwak`, `opslag.bezet`, `opslag.vol`, `opslag.alleen_lezen`.
        """
        check_strength(passphrase)
        with self._saving():
            if not self.protected:
                self._old_database_key, self._database_key = self._database_key, os.urandom(KEY)
            self._vault_key = os.urandom(KEY)
            self._locks = (lock_with(passphrase, self._vault_key),)
        self._remove_strays()
        if self.converting:
            self.finish_conversion(databases)

    def also_open_with(self, passphrase: str) -> None:
        """Let a second passphrase open this vault too, until `set_passphrase` leaves only one.

        Raises:
            UserFacingError: `sleutel.zwak`, `opslag.vol`, `opslag.alleen_lezen`.
        """
        check_strength(passphrase)
        with self._saving():
            self._locks = (self._locks[0], lock_with(passphrase, self._vault_key))

    def finish_conversion(self, databases: Sequence[Path]) -> None:
        """Move the databases that are still under the old key, then forget that key.

        Raises:
            UserFacingError: `opslag.bezet`, `opslag.vol`, `opslag.alleen_lezen`; what was done stays done, and both
                keys stay known.
        """
        for path in databases:
            if path.exists():
                rekey(path, self.opening_keys())
        with self._saving():
            self._old_database_key = b""

    def _remove_strays(self) -> None:
        """Remove half-written files of a killed process: they may hold what lay readable before."""
        for stray in self._path.parent.glob(f"{VAULT_FILE}*.nieuw"):
            stray.unlink(missing_ok=True)
