"""How features lie in cache.db: blocks of neighbours along the Hilbert curve, a few hundred features to a row.

A row per feature with a spatial index costs five times as much to write. A block holds its
geometry apart from keys and properties, so that drawing never reads the text. Coordinates are whole millimetres
relative to the block's corner in 32 bits, or 64 bits for a block wider than 2,147 km.
"""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from cop_app.domain.errors import UserFacingError
from cop_app.geo.columns import NONE, FeatureBatch, GeometryColumns
from cop_app.geo.hilbert import cut_blocks, hilbert_order
from cop_app.i18n import _

FEATURES, VERTICES = 256, 4000
_HEAD = struct.Struct("<BBHIIIIqq")  # version, wide, 0, features, parts, rings, vertices, origin x and y in mm
_VERSION = 1
_COUNT = struct.Struct("<I")
_FAR = np.int64(2**62)
_read_texts = msgspec.json.Decoder(list[str]).decode
_write_texts = msgspec.json.Encoder().encode


class BlockRow(NamedTuple):
    """A block as its columns in the database; the box is RD metres, None when nothing in it has a place."""

    xmin: float | None
    ymin: float | None
    xmax: float | None
    ymax: float | None
    features: int
    checksum: int
    marks: bytes
    names: bytes
    geometry: bytes
    properties: bytes


COLUMNS = ", ".join(BlockRow._fields)


@dataclass(frozen=True, slots=True)
class Contents:
    """Features with, per feature, the hash of its version and the snapshot in which that version first came."""

    batch: FeatureBatch
    hashes: NDArray[np.uint64]
    firsts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.batch)

    def take(self, indices: NDArray[np.int64]) -> Contents:
        """Return the features at these places, in this order."""
        return Contents(self.batch.take(indices), self.hashes[indices], self.firsts[indices])

    @classmethod
    def concat(cls, parts: Sequence[Contents]) -> Contents:
        """Return the features of all parts in one, in the order given."""
        if not parts:
            return cls(FeatureBatch.concat([]), np.empty(0, np.uint64), np.empty(0, np.int64))
        return cls(
            FeatureBatch.concat([part.batch for part in parts]), np.concatenate([part.hashes for part in parts]),
            np.concatenate([part.firsts for part in parts]),
        )  # fmt: skip


def pack(contents: Contents, *, whole: bool = False) -> Iterator[BlockRow]:
    """Yield the features as rows, neighbours together; `whole`: as they come and in one row, for a page in progress."""
    if not len(contents):
        return
    batch = contents.batch
    order = np.arange(len(batch)) if whole else hilbert_order(batch.geometry.boxes)
    geometry = batch.geometry if whole else batch.geometry.take(order)
    bounds = np.array([0, len(batch)]) if whole else cut_blocks(geometry.vertex_counts(), FEATURES, VERTICES)
    marks = np.empty((len(order), 2), np.uint64)
    marks[:, 0], marks[:, 1] = contents.hashes[order], contents.firsts[order].astype(np.uint64)
    places, packer = order.tolist(), _Packer(geometry, bounds)
    for number, (first, last) in enumerate(itertools.pairwise(bounds.tolist())):
        # Keys and texts are ordered block by block: all at once they would be read from far memory four times.
        chosen = places[first:last]
        packed, box = packer.block(number)
        columns = (
            marks[first:last].tobytes(), _write_texts(list(map(batch.keys.__getitem__, chosen))), packed,
            _pack_texts(list(map(batch.properties.__getitem__, chosen))),
        )  # fmt: skip
        yield BlockRow(*box, last - first, checksum(columns), *columns)


class _Packer:
    """Writes the geometry of blocks of features; what can be reckoned for all blocks at once is done first."""

    def __init__(self, geometry: GeometryColumns, bounds: NDArray[np.int64]) -> None:
        placed = (geometry.kinds != NONE)[:, None]
        boxes = np.rint(np.nan_to_num(geometry.boxes) * 1000).astype(np.int64)
        starts = bounds[:-1]
        self._empty = ~np.logical_or.reduceat(placed[:, 0], starts)
        self._low = np.minimum.reduceat(np.where(placed, boxes[:, :2], _FAR), starts)
        self._high = np.maximum.reduceat(np.where(placed, boxes[:, 2:], -_FAR), starts)
        self._low[self._empty] = self._high[self._empty] = 0
        self._wide: list[bool] = np.any((self._high - self._low) >= 2**31, axis=1).tolist()
        self._box = np.concatenate([self._low, self._high], axis=1) / 1000
        sizes = np.diff(bounds)
        corners = np.repeat(np.tile(self._low, 2), sizes, axis=0)
        self._boxes = np.where(placed, boxes - corners, 0)
        vertices = geometry.ring_offsets[geometry.part_offsets[geometry.feature_offsets[bounds]]]
        low = np.repeat(self._low, np.diff(vertices), axis=0)
        self._coords = np.rint(geometry.coords * 1000).astype(np.int64) - low
        self._geometry, self._bounds = geometry, bounds.tolist()

    def block(self, number: int) -> tuple[bytes, tuple[float | None, float | None, float | None, float | None]]:
        """Return the bytes of a block and its box in metres."""
        geometry, first, last = self._geometry, self._bounds[number], self._bounds[number + 1]
        parts = geometry.feature_offsets[first : last + 1]
        rings = geometry.part_offsets[parts[0] : parts[-1] + 1]
        vertices = geometry.ring_offsets[rings[0] : rings[-1] + 1]
        coords = self._coords[vertices[0] : vertices[-1]]
        x, y = self._low[number].tolist()
        wide = self._wide[number]
        kind: Any = "<i8" if wide else "<i4"
        counts = (last - first, len(rings) - 1, len(vertices) - 1, len(coords))
        pieces = [
            _HEAD.pack(_VERSION, wide, 0, *counts, x, y), geometry.kinds[first:last].tobytes(),
            (parts - parts[0]).astype("<i4").tobytes(), (rings - rings[0]).astype("<i4").tobytes(),
            (vertices - vertices[0]).astype("<i4").tobytes(), self._boxes[first:last].astype(kind).tobytes(),
            coords.astype(kind).tobytes(),
        ]  # fmt: skip
        box: Any = (None,) * 4 if self._empty[number] else tuple(self._box[number].tolist())
        return b"".join(pieces), box


def unpack_geometry(data: bytes) -> GeometryColumns:
    """Return the columns of one block, in RD metres to the millimetre.

    Raises:
        UserFacingError: `cache.nieuwer` when a later version of the program wrote it.
    """
    version, wide, _spare, features, parts, rings, vertices, x, y = _HEAD.unpack_from(data)
    if version != _VERSION:
        raise UserFacingError("cache.nieuwer", _("Een laag in de gegevensopslag is van een nieuwere versie."))
    place = _HEAD.size

    def column(kind: str, count: int) -> NDArray[Any]:
        nonlocal place
        found = np.frombuffer(data, kind, count, place)
        place += found.nbytes
        return found

    kinds = column("u1", features)
    offsets = [column("<i4", count + 1).astype(np.int32, copy=False) for count in (features, parts, rings)]
    number = "<i8" if wide else "<i4"
    boxes = (column(number, features * 4).reshape(-1, 4) + np.array([x, y, x, y], np.int64)) / 1000
    boxes[kinds == NONE] = np.nan
    coords = (column(number, vertices * 2).reshape(-1, 2) + np.array([x, y], np.int64)) / 1000
    return GeometryColumns(kinds, coords, offsets[2], offsets[1], offsets[0], boxes)


def unpack_drawn(row: BlockRow, member: bytes) -> tuple[GeometryColumns, list[bytes]]:
    """Return geometry and properties of one row for drawing; without any texts when this member stands in none.

    Raises:
        UserFacingError: `cache.beschadigd` when the checksum does not fit.
    """
    _check(row)
    return unpack_geometry(row.geometry), _unpack_texts(row.properties) if member in row.properties else []


def unpack(row: BlockRow) -> Contents:
    """Return the features of one row.

    Raises:
        UserFacingError: `cache.beschadigd` when the checksum does not fit.
    """
    _check(row)
    marks = np.frombuffer(row.marks, "<u8").reshape(-1, 2)
    batch = FeatureBatch(_read_texts(row.names), unpack_geometry(row.geometry), _unpack_texts(row.properties))
    return Contents(batch, marks[:, 0].astype(np.uint64), marks[:, 1].astype(np.int64))


def _check(row: BlockRow) -> None:
    if checksum((row.marks, row.names, row.geometry, row.properties)) != row.checksum:
        raise UserFacingError(
            "cache.beschadigd", _("Een laag in de gegevensopslag is beschadigd."),
            advice=_("Haal de laag opnieuw op; eigen meldingen staan elders en zijn niet geraakt."),
        )  # fmt: skip


def unpack_names(names: bytes) -> list[str]:
    """Return the keys of the features of a block, in their order."""
    return _read_texts(names)


def unpack_marks(marks: bytes) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return hashes and first snapshots of a block."""
    pairs = np.frombuffer(marks, "<u8").reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1].astype(np.int64)


def checksum(columns: Sequence[bytes]) -> int:
    """Return CRC-32 over the columns of a row."""
    total = 0
    for column in columns:
        total = zlib.crc32(column, total)
    return total


def _pack_texts(texts: Sequence[bytes]) -> bytes:
    lengths = np.fromiter(map(len, texts), "<u4", len(texts))
    return b"".join((_COUNT.pack(len(texts)), lengths.tobytes(), *texts))


def _unpack_texts(data: bytes) -> list[bytes]:
    count = int.from_bytes(data[:4], "little")
    ends = (np.cumsum(np.frombuffer(data, "<u4", count, 4), dtype=np.int64) + 4 + 4 * count).tolist()
    return [data[start:end] for start, end in zip([4 + 4 * count, *ends], ends, strict=False)]
