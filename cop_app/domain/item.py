"""Items and claims: what the picture is made of.

An item is one thing in the picture (a unit, a closure, a count, an area). All that is known of it are claims: the
value of one attribute with who said it, when it was seen, said and received, and how sure. Two claims that differ
stand side by side until a person or a newer source version supersedes them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cop_app.domain.incident import Classification, Reality

Value = Any  # JSON: None, bool, int, float, str, list, dict

# Attributes every class may have.
GEOMETRY = "geometrie"  # value: hex of little-endian WKB, RD metres rounded to 1 mm
EXISTS = "bestaat"  # value: bool; deleting is a claim
NAME = "naam"


def canonical(value: Value) -> bytes:
    """Return the one JSON form of a value: sorted keys, no blanks, UTF-8, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def short_hash(*parts: bytes) -> str:
    """Return 32 hex digits of SHA-256 over length-prefixed parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Claim:
    """One value of one attribute, with its source.

    `source` is "" for a person's claim; for a partner's it is the source name, and `authority` (organisation +
    collection) keys the claim so that a newer `version` of the same authority takes its place. `supersedes` holds the
    heads that the writer saw, `restores` the claim that an undoing put back with this one. Times are milliseconds UTC;
    0 = not said.
    """

    id: str
    item: str
    attribute: str
    value: Value
    organisation: str
    event: str
    source: str = ""
    collection: str = ""
    function: str = ""
    team: str = ""
    observed_at: int = 0
    published_at: int = 0
    recorded_at: int = 0
    received_at: int = 0
    certain: bool = True
    unit: str = ""
    datum: str = ""
    definition: str = ""
    place: str = ""
    period: tuple[int, int] | None = None
    classification: Classification = Classification.INTERN
    concept: bool = False
    version: tuple[int, str] = (0, "")
    supersedes: tuple[str, ...] = ()
    adopted_from: tuple[str, ...] = ()
    restores: str = ""

    @property
    def human(self) -> bool:
        """Return whether a person said it (not a source)."""
        return not self.source

    @property
    def authority(self) -> str:
        """Return who keeps this value at the source: organisation and collection."""
        return f"{self.organisation}/{self.collection}" if self.source else ""

    @property
    def time(self) -> int:
        """Return the best time of the value itself: seen, else published, else recorded."""
        return self.observed_at or self.published_at or self.recorded_at


def source_claim_id(source: str, feature: str, attribute: str, value: Value) -> str:
    """Return the id two laptops agree on when they fetched the same version of a feature."""
    return short_hash(source.encode(), feature.encode(), attribute.encode(), canonical(value))


@dataclass(frozen=True, slots=True)
class ItemState:
    """An item as the picture shows it: class, kind of reality and the heads per attribute."""

    id: str
    item_class: str
    reality: Reality
    heads: Mapping[str, tuple[Claim, ...]]
    links: tuple[str, ...] = ()
    deleted: bool = False
    edited_while_deleted: bool = False

    def value(self, attribute: str, default: Value = None) -> Value:
        """Return the first head's value: use only where a contradiction is shown elsewhere."""
        heads = self.heads.get(attribute)
        return heads[0].value if heads else default
