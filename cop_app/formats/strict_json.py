"""JSON read strictly: no double keys, no NaN, one canonical form.

Two readers of one document with a double key can each take another value; with partners comparing pictures that must
not happen. The JSON library takes the last one silently, so keys are counted before and after.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np

from cop_app.i18n import _

_QUOTE, _COLON = b'":'
_BLANKS = np.frombuffer(b" \t\n\r", np.uint8)
_NOTHING = msgspec.Raw(b"")
# An escaped quote comes out as `\\"` and would upset the counting of keys.
_QUOTE_ESCAPED = b"\\u0022"
_encoder = msgspec.json.Encoder(order="deterministic")
# What the decoder raises on bad input: syntax and types, text that is not UTF-8, too deep, endless numbers.
BAD_JSON = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError)


class Signs(NamedTuple):
    """How often `":` (the end of a key) and `:` stand in a text, and whether a colon has a blank before it."""

    keys: int
    colons: int
    blanks: bool


def signs(text: bytes) -> Signs:
    """Count what keys end with: all at once, for a text is searched for two characters five times as slowly."""
    letters = np.frombuffer(text, np.uint8)
    colons = np.flatnonzero(letters == _COLON)
    before = letters[colons[colons > 0] - 1]
    return Signs(int(np.count_nonzero(before == _QUOTE)), len(colons), bool(np.isin(before, _BLANKS).any()))


class DoubleKey(ValueError):
    """An object holds the same key twice; the key is in `args`."""


def members(raw: bytes) -> dict[str, msgspec.Raw]:
    """Return the members of an object, values raw.

    Raises:
        DoubleKey: when this object holds a key twice (deeper levels are not looked at).
        BAD_JSON: when it is no object.
    """
    found = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    largest = max(found.values(), key=lambda value: memoryview(value).nbytes, default=_NOTHING)
    own = _without(raw, largest)
    others = b",".join([value for value in found.values() if value is not largest])
    # Each key of this level ends with `":` when nothing stands before its colon; else every key is looked at.
    inside, outside = signs(own), signs(others)
    if not inside.keys - outside.keys == inside.colons - outside.colons == len(found):
        refuse_double_keys(raw)
    return found


def _without(raw: bytes, value: msgspec.Raw) -> bytes:
    """Return the text without the part that the value is a view of; that part may be 100 MB and need not be counted."""
    size = memoryview(value).nbytes
    if not size:
        return raw
    whole, part = np.frombuffer(raw, np.uint8), np.frombuffer(value, np.uint8)
    start = part.ctypes.data - whole.ctypes.data
    if not 0 <= start <= len(raw) - size:
        raise AssertionError("a raw value is expected to be a view of its document")
    return raw[:start] + raw[start + size :]


def canonical(raw: bytes) -> bytes:
    """Return an object in canonical form: keys sorted, no blanks, UTF-8.

    Raises:
        DoubleKey: when an object in it holds a key twice.
        BAD_JSON: when it is no object, holds a number beyond double precision's range or is not UTF-8.
    """
    text = _encoder.encode(msgspec.json.decode(raw, type=dict[str, Any]))
    refuse_double_keys(raw)
    return text


def canonical_all(raws: Sequence[msgspec.Raw]) -> list[bytes] | None:
    """Return objects in canonical form, all at once; None when any of them needs a closer look with `canonical`."""
    joined = b",".join(raws)
    before = signs(joined)
    if before.blanks or _QUOTE_ESCAPED in joined:
        return None
    try:
        found = msgspec.json.decode(b"[" + joined + b"]", type=list[dict[str, Any]])
    except BAD_JSON:
        return None
    if len(found) != len(raws):
        return None
    texts = [_encoder.encode(each) for each in found]
    # Fewer keys came out than went in: one was double.
    return texts if signs(b",".join(texts)).keys == before.keys else None


def refuse_double_keys(raw: bytes) -> None:
    """Look at every object in the text.

    Raises:
        DoubleKey: when one holds a key twice.
    """
    if raw.count(b":") > 1:
        json.loads(raw, object_pairs_hook=_unique)


def _unique(pairs: Sequence[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for name, _value in pairs:
        if name in seen:
            raise DoubleKey(name)
        seen.add(name)


def reason(error: BaseException) -> str:
    """Return in Dutch what a reader's exception means."""
    if isinstance(error, DoubleKey):
        return _("de sleutel ‘{name}’ staat er dubbel in").format(name=str(error.args[0])[:60])
    if isinstance(error, UnicodeDecodeError):
        return _("de tekst is geen UTF-8")
    if isinstance(error, RecursionError):
        return _("te diep genest")
    text = str(error)
    if "out of range" in text:
        return _("een getal is te groot")
    if "truncated" in text:
        return _("de tekst breekt af")
    if "malformed" in text:
        place = text.rpartition("(byte ")[2].rstrip(")")
        return _("geen geldige JSON bij byte {n}").format(n=place) if place.isdigit() else _("geen geldige JSON")
    return _("niet de vorm die GeoJSON voorschrijft")
