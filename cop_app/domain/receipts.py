"""Who had what, and who read it: the knower's receipts, outside the picture and its digest.

Available, opened, read and acknowledged run as ranges of `seq` per stream; merging takes the furthest, so order and
duplicates do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Stream = tuple[str, str, str, str]


class Knowing(StrEnum):
    """How far knowledge of an event went."""

    AVAILABLE = "beschikbaar"
    OPENED = "geopend"
    READ = "gelezen"
    ACKNOWLEDGED = "bevestigd"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`knower` (a device, or a function) had events `first` to `last` of a stream from `at` (ms UTC) on."""

    knower: str
    knowing: Knowing
    stream: Stream
    first: int
    last: int
    at: int


@dataclass(frozen=True, slots=True)
class Receipts:
    """The earliest moment at which each knower had each event; grows only."""

    known: Mapping[tuple[str, Knowing, Stream, int], int] = field(default_factory=dict)

    def merged(self, *receipts: Receipt) -> Receipts:
        """Return these receipts and the given ones."""
        known = dict(self.known)
        for one in receipts:
            for seq in range(one.first, one.last + 1):
                key = (one.knower, one.knowing, one.stream, seq)
                known[key] = min(one.at, known.get(key, one.at))
        return Receipts(known)

    def at(self, knower: str, knowing: Knowing, stream: Stream, seq: int) -> int | None:
        """Return since when the knower had the event, None when it is not known to have had it."""
        return self.known.get((knower, knowing, stream, seq))
