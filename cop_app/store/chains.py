"""What is known of each stream: how far it is whole, where something is missing, where it forks.

A stream is (incident, compartment, device) within the realm of the log. Its events carry seq 1, 2, 3 … and the hash of
the header before. A gap is shown to people ("12 meldingen van CoPI-2 ontbreken"); a fork (two signed headers with one
seq, as after a restored backup) and a break (prev does not fit) are kept and reported, never dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _

StreamKey = tuple[str, str, str]  # incident, compartment, device


@dataclass(slots=True)
class Head:
    """How far one stream is known here."""

    id: int
    seq: int = 0
    hash: str = ""
    highest: int = 0
    count: int = 0
    broken: int = 0


@dataclass(frozen=True, slots=True)
class StreamDigest:
    """What teams compare: the unbroken row up to `seq` with its hash, the highest seen, and how many events."""

    seq: int
    hash: str
    highest: int
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Events that must exist, because later ones do, but are not here: seq `first` to `last`."""

    incident: str
    compartment: str
    device: str
    first: int
    last: int

    @property
    def count(self) -> int:
        """Return how many are missing."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The result of checking every chain. `forks` and `breaks` are (stream, seq); `signatures` = how many checked."""

    events: int
    gaps: tuple[Gap, ...]
    forks: tuple[tuple[StreamKey, int], ...]
    breaks: tuple[tuple[StreamKey, int], ...]
    signatures: int = 0
    wrong_signatures: tuple[str, ...] = field(default=())

    @property
    def whole(self) -> bool:
        """Return whether nothing is missing, forked, broken or wrongly signed."""
        return not (self.gaps or self.forks or self.breaks or self.wrong_signatures)


def previous(header: bytes) -> str:
    """Return `prev` from canonical header bytes without parsing them.

    Safe because the bytes are canonical: inside a text a quote is escaped, so the pattern occurs once.
    """
    start = header.index(b'"prev":"') + 8
    return header[start : header.index(b'"', start)].decode()


def extend(head: Head, arrived: Callable[[int], list[bytes]]) -> None:
    """Move the head on over the headers that `arrived(seq)` gives, for as long as there are any.

    When several fit, the one with the smallest hash leads, so that laptops agree.
    """
    while head.highest > head.seq:
        headers = arrived(head.seq + 1)
        if not headers:
            return
        hashed = sorted((previous(data) != head.hash, hashlib.sha256(data).hexdigest()) for data in headers)
        misfit, digest = hashed[0]
        if misfit and not head.broken:
            head.broken = head.seq + 1
        head.seq, head.hash = head.seq + 1, digest


def check(
    rows: Iterable[tuple[int, int, str, bytes]], streams: dict[int, StreamKey], path: Path,
) -> ChainReport:  # fmt: skip
    """Check event ids and chains of all (stream, seq, event id, header) rows in the order they came in.

    Raises:
        UserFacingError: `opslag.beschadigd` when a stored header is not the one that was stored.
    """
    ends: dict[int, tuple[int, str]] = {}
    later: dict[int, dict[int, list[tuple[str, str]]]] = {}
    events = 0
    sha256 = hashlib.sha256
    for stream, seq, event_id, header in rows:
        events += 1
        digest = sha256(header).hexdigest()
        if digest[:32] != event_id:
            raise UserFacingError(
                "opslag.beschadigd", _("In {bestand} is gebeurtenis {nummer} veranderd na het opslaan."),
                advice=_("Haal de gebeurtenissen opnieuw op bij een ander team of van een stick."),
                bestand=str(path), nummer=event_id,
            )  # fmt: skip
        end = ends.get(stream, (0, ""))
        start = header.index(b'"prev":"') + 8
        if seq == end[0] + 1 and header[start : header.index(b'"', start)].decode() == end[1] and stream not in later:
            ends[stream] = (seq, digest)
        else:
            later.setdefault(stream, {}).setdefault(seq, []).append((previous(header), digest))
    gaps: list[Gap] = []
    forks: list[tuple[StreamKey, int]] = []
    breaks: list[tuple[StreamKey, int]] = []
    for stream, waiting in later.items():
        _settle(streams[stream], ends.get(stream, (0, "")), waiting, (gaps, forks, breaks))
    return ChainReport(events, tuple(gaps), tuple(forks), tuple(breaks))


def _settle(
    key: StreamKey, end: tuple[int, str], waiting: dict[int, list[tuple[str, str]]],
    found: tuple[list[Gap], list[tuple[StreamKey, int]], list[tuple[StreamKey, int]]],
) -> None:  # fmt: skip
    gaps, forks, breaks = found
    seq, digests = end[0], {end[1]}
    for place in sorted(waiting):
        if place <= end[0]:  # a second event on a place that was filled already
            forks.append((key, place))
            if place == end[0]:
                digests |= {digest for _prev, digest in waiting[place]}
            continue
        if len(waiting[place]) > 1:
            forks.append((key, place))
        if place > seq + 1:
            gaps.append(Gap(*key, seq + 1, place - 1))
        elif any(prev not in digests for prev, _digest in waiting[place]):
            breaks.append((key, place))
        seq, digests = place, {digest for _prev, digest in waiting[place]}
