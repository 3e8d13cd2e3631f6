"""The keys of one device and of the compartments: signing, checking, sealing and opening.

Kept apart from the vault file so that the rules of use can be read without the rules of storage. Nothing here touches
a disk. Primitives: Ed25519 (RFC 8032), X25519 (RFC 7748), HKDF-SHA256 (RFC 5869), AES-256-GCM (SP 800-38D).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import OPEN_COMPARTMENT
from cop_app.domain.item import canonical
from cop_app.i18n import _
from cop_app.store.sealing import KEY as KEY
from cop_app.store.sealing import NONCE as NONCE
from cop_app.store.sealing import open_sealed as open_sealed
from cop_app.store.sealing import seal as seal

_ENVELOPE_PURPOSE = b"ketenbeeld/compartimentsleutel/1"


def device_id(signing_public: bytes) -> str:
    """Return the id of a device: hex of the first 8 bytes of its Ed25519 public key."""
    return signing_public[:8].hex()


@dataclass(frozen=True, slots=True)
class PublicDevice:
    """What others know of a device: its public keys (32 bytes each) and a label such as a team (never a person)."""

    signing: bytes
    agreement: bytes
    label: str = ""
    revoked_at: int | None = None

    @property
    def device(self) -> str:
        """Return the device id."""
        return device_id(self.signing)

    def to_fields(self) -> dict[str, Any]:
        """Return the JSON form, as it travels in an enrolment event and lies in the vault."""
        return {
            "ed25519": self.signing.hex(), "x25519": self.agreement.hex(), "label": self.label,
            "ingetrokken": self.revoked_at,
        }  # fmt: skip

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> PublicDevice:
        """Read the JSON form.

        Raises:
            UserFacingError: `sleutel.publiek` when it is no pair of 32-byte keys.
        """
        try:
            signing, agreement = bytes.fromhex(fields["ed25519"]), bytes.fromhex(fields["x25519"])
            Ed25519PublicKey.from_public_bytes(signing)
            X25519PublicKey.from_public_bytes(agreement)
            return cls(signing, agreement, str(fields.get("label", "")), fields.get("ingetrokken"))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserFacingError(
                "sleutel.publiek", _("De sleutels van een ander apparaat zijn niet te lezen."),
                advice=_("Laat dat apparaat zijn sleutels opnieuw sturen."),
            ) from error  # fmt: skip


class DeviceKeys:
    """The private keys of this device: Ed25519 to sign with, X25519 to receive compartment keys with."""

    def __init__(self, signing: Ed25519PrivateKey, agreement: X25519PrivateKey) -> None:
        self._signing = signing
        self._agreement = agreement
        self._public = signing.public_key().public_bytes_raw()
        self._device = device_id(self._public)

    @classmethod
    def generate(cls) -> DeviceKeys:
        """Make new random keys."""
        return cls(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, signing: bytes, agreement: bytes) -> DeviceKeys:
        """Take up keys from their 32-byte private forms."""
        return cls(Ed25519PrivateKey.from_private_bytes(signing), X25519PrivateKey.from_private_bytes(agreement))

    def private_bytes(self) -> tuple[bytes, bytes]:
        """Return both private keys, for the vault only."""
        return self._signing.private_bytes_raw(), self._agreement.private_bytes_raw()

    @property
    def device(self) -> str:
        """Return the device id."""
        return self._device

    def public(self, label: str = "") -> PublicDevice:
        """Return what others may know."""
        return PublicDevice(self._public, self._agreement.public_key().public_bytes_raw(), label)

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature."""
        return self._signing.sign(data)

    def open_for_me(self, sealed: bytes) -> bytes | None:
        """Open what `seal_for` made for this device; None when it was made for another or was changed."""
        if len(sealed) < KEY + NONCE:
            return None
        sender = X25519PublicKey.from_public_bytes(sealed[:KEY])
        mine = self._agreement.public_key().public_bytes_raw()
        try:
            secret = self._agreement.exchange(sender)
            return open_sealed(_agreed_key(secret, sealed[:KEY], mine), sealed[KEY:], _ENVELOPE_PURPOSE)
        except ValueError:  # a point of small order
            return None


def seal_for(receiver: PublicDevice, plain: bytes) -> bytes:
    """Encrypt for one device: ephemeral X25519, HKDF, AES-256-GCM; bytes are ephemeral key + nonce + text."""
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    secret = once.exchange(X25519PublicKey.from_public_bytes(receiver.agreement))
    return public + seal(_agreed_key(secret, public, receiver.agreement), plain, _ENVELOPE_PURPOSE)


def _agreed_key(secret: bytes, sender: bytes, receiver: bytes) -> bytes:
    return HKDF(SHA256(), KEY, salt=sender + receiver, info=_ENVELOPE_PURPOSE).derive(secret)


def key_id(key: bytes) -> str:
    """Return the public name of a compartment key: 16 hex digits of a hash that does not reveal it."""
    return hashlib.sha256(b"ketenbeeld/sleutelnaam/1" + key).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CompartmentKey:
    """A 256-bit key of one compartment; the newest of a compartment seals, all of them open."""

    compartment: str
    key: bytes
    made_at: int
    id: str = field(init=False)  # as headers carry it

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", key_id(self.key))

    def to_fields(self) -> dict[str, Any]:
        """Return the JSON form, for the vault and inside `seal_for` only."""
        return {"compartiment": self.compartment, "sleutel": self.key.hex(), "gemaakt": self.made_at}

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> CompartmentKey:
        """Read the JSON form; ValueError, KeyError or TypeError when it has another shape."""
        key = bytes.fromhex(fields["sleutel"])
        if len(key) != KEY or not isinstance(fields["compartiment"], str):
            raise ValueError("compartment key")
        return cls(fields["compartiment"], key, int(fields["gemaakt"]))

    def to_bytes(self) -> bytes:
        """Return the bytes to seal for another device."""
        return canonical(self.to_fields())


def no_compartment_key(compartment: str) -> UserFacingError:
    """Return the error for who has no key of a compartment."""
    return UserFacingError(
        "sleutel.compartiment", _("Voor compartiment ‘{naam}’ is op dit apparaat geen sleutel."),
        advice=_("Vraag de sleutel aan een team dat in het compartiment zit."), naam=compartment,
    )  # fmt: skip


def signature_fits(public: bytes, data: bytes, signature: bytes) -> bool:
    """Return whether the Ed25519 signature over the data was made with this public key's private half."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


class CompartmentCipher:
    """Seals and opens bodies (a BodyCipher) with the keys of a list that the vault keeps up to date."""

    def __init__(self, keys: Sequence[CompartmentKey]) -> None:
        self._keys = keys

    def seal(self, compartment: str, plain: bytes, header_salt: bytes) -> tuple[str, bytes]:
        """Return key id and encrypted body; the open compartment stays plain.

        The nonce is random and leads the bytes. The salt is not bound in, since whoever opens a body has no header
        at hand; the signed header holds the hash of these bytes, which binds them the other way.

        Raises:
            UserFacingError: `sleutel.compartiment` when there is no key; the body is never left plain instead.
        """
        if compartment == OPEN_COMPARTMENT:
            return "", plain
        fitting = [key for key in self._keys if key.compartment == compartment]
        if not fitting:
            raise no_compartment_key(compartment)
        newest = max(fitting, key=lambda key: (key.made_at, key.id))
        return newest.id, seal(newest.key, plain, _bound(compartment))

    def open(self, key_id: str, compartment: str, stored: bytes) -> bytes | None:
        """Return the plain body, or None without the key or when the bytes were not made for this compartment."""
        if not key_id:
            return stored
        for key in self._keys:
            if key.id == key_id:
                return open_sealed(key.key, stored, _bound(compartment))
        return None


def _bound(compartment: str) -> bytes:
    return b"ketenbeeld/inhoud/1|" + compartment.encode()
