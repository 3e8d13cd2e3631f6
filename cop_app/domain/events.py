"""Envelope v1: how everything that anyone reports, draws, says or decides is written down.

The header is clear, the body plain or encrypted for its compartment; the signature covers the header bytes, which
hold the body's hash. `seq` and `prev` run per stream = (realm, incident, compartment, device), so a withheld
compartment shows no gap and a destroyed key leaves the chain verifiable. The bytes are fixed for ever:
`tests/data/envelope_v1.json` keeps golden ones.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import canonical

VERSION = 1
OPEN_COMPARTMENT = "open"
Body = Mapping[str, Any]


class Signer(Protocol):
    """A device that signs header bytes (Ed25519)."""

    @property
    def device(self) -> str:
        """Return the device id: hex of the public key's first 8 bytes."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte signature."""
        ...


class Verifier(Protocol):
    """Checks a signature of a known device."""

    def verify(self, device: str, data: bytes, signature: bytes) -> bool:
        """Return whether the device made this signature."""
        ...


class BodyCipher(Protocol):
    """Encrypts and opens bodies of one compartment."""

    def seal(self, compartment: str, plain: bytes, header_salt: bytes) -> tuple[str, bytes]:
        """Return key id ("" = left plain) and the bytes to store."""
        ...

    def open(self, key_id: str, compartment: str, stored: bytes) -> bytes | None:
        """Return the plain body, or None when this laptop has no such key."""
        ...


@dataclass(frozen=True, slots=True)
class Header:
    """The clear part of an envelope; all of it is signed."""

    realm: str
    incident: str
    compartment: str
    device: str
    seq: int
    prev: str
    lamport: int
    schema: str
    wall: int
    story: int
    key_id: str
    body_hash: str
    v: int = VERSION

    @property
    def stream(self) -> tuple[str, str, str, str]:
        """Return the stream within which seq and prev run."""
        return (self.realm, self.incident, self.compartment, self.device)

    def to_bytes(self) -> bytes:
        """Return the canonical header bytes, the very bytes that are signed."""
        return canonical({name: getattr(self, name) for name in _HEADER_FIELDS})


_HEADER_FIELDS = (
    "v", "realm", "incident", "compartment", "device", "seq", "prev", "lamport", "schema", "wall", "story", "key_id",
    "body_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Envelope:
    """Header bytes as signed, body bytes as stored, and the signature: forwarded byte for byte."""

    header_bytes: bytes
    body_bytes: bytes
    signature: bytes

    @property
    def header(self) -> Header:
        """Return the header parsed.

        Raises:
            UserFacingError: `envelop.kop` when the bytes are no v1 header.
        """
        return parse_header(self.header_bytes)

    @property
    def id(self) -> str:
        """Return the event id: 32 hex digits of SHA-256 over the header bytes."""
        return event_id(self.header_bytes)


@dataclass(frozen=True, slots=True)
class Event:
    """An envelope opened on this laptop: what the fold reads. `body` is None when the key is absent."""

    id: str
    header: Header
    body: Body | None
    received_at: int

    @property
    def kind(self) -> str:
        """Return the body's kind, "" when it cannot be read here."""
        return "" if self.body is None else str(self.body.get("kind", ""))


def event_id(header_bytes: bytes) -> str:
    """Return the id of the event with these header bytes."""
    return hashlib.sha256(header_bytes).hexdigest()[:32]


def chain_hash(header_bytes: bytes) -> str:
    """Return what the next header in the stream carries as `prev`: the full SHA-256."""
    return hashlib.sha256(header_bytes).hexdigest()


def body_hash(body_bytes: bytes) -> str:
    """Return the hash of the body as stored (after encryption)."""
    return hashlib.sha256(body_bytes).hexdigest()


def parse_header(data: bytes) -> Header:
    """Read header bytes; unknown versions and fields out of shape are refused.

    Raises:
        UserFacingError: `envelop.kop`.
    """
    try:
        fields = json.loads(data, object_pairs_hook=_no_twice)
        if tuple(sorted(fields)) != tuple(sorted(_HEADER_FIELDS)) or fields["v"] != VERSION:
            raise ValueError("fields")
        for name in ("seq", "lamport", "wall", "story", "v"):
            if type(fields[name]) is not int:
                raise ValueError(name)
        if any(type(fields[n]) is not str for n in _HEADER_FIELDS if n not in {"seq", "lamport", "wall", "story", "v"}):
            raise ValueError("text")
        header = Header(**fields)
        if header.to_bytes() != data:
            raise ValueError("not canonical")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UserFacingError("envelop.kop", "Een bericht heeft een kop die niet te lezen is.") from error
    return header


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def parse_body(data: bytes) -> Body:
    """Read a plain body; duplicate keys and NaN are refused.

    Raises:
        UserFacingError: `envelop.inhoud`.
    """
    try:
        body = json.loads(data, object_pairs_hook=_no_twice, parse_constant=_no_constant)
        if not isinstance(body, dict):
            raise ValueError("no object")
    except (ValueError, RecursionError) as error:
        raise UserFacingError("envelop.inhoud", "De inhoud van een bericht is niet te lezen.") from error
    return body


def _no_constant(name: str) -> float:
    raise ValueError(name)


def write_envelope(
    body: Body, signer: Signer, cipher: BodyCipher | None, *,
    realm: str, incident: str, compartment: str, seq: int, prev: str, lamport: int, wall: int, story: int,
    schema: str = "cop/1",
) -> Envelope:  # fmt: skip
    """Sign a body into an envelope that continues its stream."""
    plain = canonical(body)
    salt = f"{realm}|{incident}|{compartment}|{signer.device}|{seq}".encode()
    key_id, stored = cipher.seal(compartment, plain, salt) if cipher else ("", plain)
    header = Header(
        realm=realm, incident=incident, compartment=compartment, device=signer.device, seq=seq, prev=prev,
        lamport=lamport, schema=schema, wall=wall, story=story, key_id=key_id, body_hash=body_hash(stored),
    )  # fmt: skip
    data = header.to_bytes()
    return Envelope(data, stored, signer.sign(data))
