"""Sealing bytes with a key: AES-256-GCM (SP 800-38D). Apart from the keys, because the first paint needs only this."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
KEY = 32


def seal(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a random nonce; `bound` must be the same to open."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def open_sealed(key: bytes, sealed: bytes, bound: bytes) -> bytes | None:
    """Open what `seal` made, or None when the key, the bytes or what they are bound to differ."""
    if len(sealed) < NONCE + 16:
        return None
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except InvalidTag:
        return None
