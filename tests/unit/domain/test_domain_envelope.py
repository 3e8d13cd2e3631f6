"""Envelope v1: golden bytes for ever, unknown kinds untouched, a lost compartment key leaves no gap."""

from __future__ import annotations

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cop_app.domain.events import (
    Envelope,
    Event,
    body_hash,
    chain_hash,
    parse_body,
    parse_header,
    write_envelope,
)  # fmt: skip
from cop_app.domain.picture import Changes, PictureFold

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "envelope_v1.json"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class FixedSigner:
    device = KEY.public_key().public_bytes_raw()[:8].hex()

    def sign(self, data: bytes) -> bytes:
        return KEY.sign(data)


class Compartments:
    def __init__(self, key: bytes | None) -> None:
        self.key = key

    def seal(self, compartment, plain, header_salt):
        return "k1", AESGCM(self.key).encrypt(header_salt[-12:].rjust(12, b"0"), plain, compartment.encode())

    def open(self, key_id, compartment, stored):
        return None


def written(body, cipher=None, seq=1, prev="") -> Envelope:
    return write_envelope(
        body, FixedSigner(), cipher, realm="oefening", incident="i1", compartment="open" if cipher is None else "GHOR",
        seq=seq, prev=prev, lamport=seq, wall=1_773_340_920_000, story=1_773_340_920_000,
    )  # fmt: skip


def golden_rows() -> list[dict[str, str]]:
    texts = ({"kind": "decision.recorded", "text": "Woning ‘7’ ontruimen"}, {"kind": "toekomst.kind", "x": [1, None]})
    made = [written(body, seq=n) for n, body in enumerate(texts, 1)]
    return [
        {"header": e.header_bytes.decode(), "body": e.body_bytes.decode(), "signature": e.signature.hex(), "id": e.id}
        for e in made
    ]


def test_the_golden_bytes_are_made_again_and_verify() -> None:
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden_rows() == kept
    for row in kept:
        KEY.public_key().verify(bytes.fromhex(row["signature"]), row["header"].encode())
        assert parse_header(row["header"].encode()).body_hash == body_hash(row["body"].encode())


def test_an_unknown_kind_survives_byte_for_byte_and_is_passed_by() -> None:
    row = json.loads(GOLDEN.read_text(encoding="utf-8"))[1]
    envelope = Envelope(row["header"].encode(), row["body"].encode(), bytes.fromhex(row["signature"]))
    event = Event(envelope.id, envelope.header, parse_body(envelope.body_bytes), 0)
    assert PictureFold().add(event) == Changes()
    assert event.header.to_bytes() == envelope.header_bytes


def test_a_laptop_without_the_compartment_key_sees_no_gap_and_can_verify() -> None:
    cipher = Compartments(AESGCM.generate_key(256))
    first = written({"kind": "decision.recorded", "text": "geheim"}, cipher)
    second = written({"kind": "decision.recorded", "text": "ook"}, cipher, 2, chain_hash(first.header_bytes))
    cipher.key = None
    for envelope in (first, second):
        KEY.public_key().verify(envelope.signature, envelope.header_bytes)
        assert body_hash(envelope.body_bytes) == envelope.header.body_hash
        assert b"geheim" not in envelope.body_bytes
    assert (second.header.seq, second.header.prev) == (2, chain_hash(first.header_bytes))
    own = written({"kind": "decision.recorded", "text": "open"})
    assert own.header.seq == 1
    assert PictureFold().add(Event(first.id, first.header, None, 0)) == Changes()
