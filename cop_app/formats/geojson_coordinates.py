"""GeoJSON coordinates to columns without a Python object per vertex.

All coordinates of one geometry type are joined, the brackets are read as one numpy array of structure, and the numbers
as one flat list: five to ten times as fast as any general reader. Geometries whose
brackets do not follow the type's grammar are marked, never guessed at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from cop_app.formats.strict_json import BAD_JSON
from cop_app.geo.columns import LINE, NONE, POINT, POLYGON, GeometryColumns
from cop_app.i18n import _

MAX_VERTICES = 200_000
CHUNK_BYTES = 4_000_000
_OPEN, _CLOSE, _COMMA = 1, 2, 3
_JUNK = 0
_SIGNS = bytes({ord("["): _OPEN, ord("]"): _CLOSE, ord(","): _COMMA}.get(code, _JUNK) for code in range(256))
_OF_NUMBERS = b"0123456789.-+eE \n\r\t"
_Offsets = NDArray[np.int32]


class Form(NamedTuple):
    """A geometry type: its kind, how deep a position lies, and at which depths rings and parts open."""

    kind: int
    depth: int
    ring: int
    part: int


FORMS = {
    "Point": Form(POINT, 1, 1, 1), "MultiPoint": Form(POINT, 2, 2, 2),
    "LineString": Form(LINE, 2, 1, 1), "MultiLineString": Form(LINE, 3, 2, 2),
    "Polygon": Form(POLYGON, 3, 2, 1), "MultiPolygon": Form(POLYGON, 4, 3, 2),
}  # fmt: skip
MULTI = {POINT: "MultiPoint", LINE: "MultiLineString", POLYGON: "MultiPolygon"}


class Parsed(NamedTuple):
    """Columns in the numbers as they stand, with what is wrong per place; such a place has no geometry."""

    columns: GeometryColumns
    faults: dict[int, str]
    closed: list[int]


def parse_coordinates(
    raws: Sequence[msgspec.Raw | bytes], form: Form, max_vertices: int = MAX_VERTICES
) -> Parsed:
    """Return columns of the `coordinates` members of geometries of one type; heights are dropped.

    An empty array is a geometry of kind none. Rings that are not closed are closed and named in `closed`.
    """
    pieces: list[Parsed] = []
    start = 0
    for stop in _cuts(raws):
        pieces.append(_parse(raws[start:stop], form, max_vertices))
        start = stop
    shifts = np.cumsum([0, *(len(piece.columns) for piece in pieces)]).tolist()
    faults = {i + shift: text for piece, shift in zip(pieces, shifts, strict=False) for i, text in piece.faults.items()}
    closed = [i + shift for piece, shift in zip(pieces, shifts, strict=False) for i in piece.closed]
    return Parsed(GeometryColumns.concat([piece.columns for piece in pieces]), faults, closed)


def _cuts(raws: Sequence[msgspec.Raw | bytes]) -> list[int]:
    """Return ends of chunks that fit the processor's cache and bound the memory taken."""
    size = sum(memoryview(raw).nbytes for raw in raws[::16]) * 16
    step = max(1, len(raws) * CHUNK_BYTES // max(size, 1))
    return [*range(step, len(raws), step), len(raws)]


def _parse(raws: Sequence[msgspec.Raw | bytes], form: Form, max_vertices: int) -> Parsed:
    """Parse the sound ones in one go, whatever is wrong with the others."""
    faults: dict[int, str] = {}
    joined = b",".join(raws)
    try:
        skeleton = _skeleton(joined, len(raws), form)
    except ValueError:
        # Something in it is no array of numbers at all; find it by looking at each.
        kept = [i for i, raw in enumerate(raws) if _is_array(raw)]
        faults = {i: _("de coördinaten zijn geen lijst van getallen") for i in set(range(len(raws))) - set(kept)}
        return _spread(_parse([raws[i] for i in kept], form, max_vertices), kept, len(raws), faults)
    wrong = skeleton.bad | skeleton.empty
    if wrong.any():
        kept = np.flatnonzero(~wrong).tolist()
        odd = skeleton.bad | (skeleton.empty & ~np.array([_is_empty(raw) for raw in raws]))
        faults = {i: _("de haken van de coördinaten kloppen niet") for i in np.flatnonzero(odd).tolist()}
        return _spread(_parse([raws[i] for i in kept], form, max_vertices), kept, len(raws), faults)
    try:
        numbers = _numbers(joined)
    except BAD_JSON:
        return _halved(raws, form, max_vertices)
    return _columns(numbers, skeleton, form, max_vertices)


def _is_array(raw: msgspec.Raw | bytes) -> bool:
    text = bytes(raw)
    return text.lstrip()[:1] == b"[" and _JUNK not in text.translate(_SIGNS, _OF_NUMBERS)


def _is_empty(raw: msgspec.Raw | bytes) -> bool:
    return memoryview(raw).nbytes < 64 and not bytes(raw).strip(b"[] \n\r\t")


def _numbers(joined: bytes) -> NDArray[np.float64]:
    if not joined:
        return np.empty(0)
    flat = b"[" + joined.translate(None, b"[]") + b"]"
    return np.array(msgspec.json.decode(flat, type=list[float]), dtype=np.float64)


def _halved(raws: Sequence[msgspec.Raw | bytes], form: Form, max_vertices: int) -> Parsed:
    """Find by halving which coordinates hold something that is no number."""
    if len(raws) == 1:
        return _spread(_nothing(), [], 1, {0: _("een coördinaat is geen getal")})
    middle = len(raws) // 2
    left, right = (_parse(half, form, max_vertices) for half in (raws[:middle], raws[middle:]))
    return Parsed(
        GeometryColumns.concat([left.columns, right.columns]),
        left.faults | {i + middle: text for i, text in right.faults.items()},
        [*left.closed, *(i + middle for i in right.closed)],
    )


def _nothing() -> Parsed:
    return Parsed(GeometryColumns.empty(), {}, [])


def _spread(parsed: Parsed, places: Sequence[int], count: int, faults: dict[int, str]) -> Parsed:
    """Put the parsed ones back at their places among `count`, nothing at the others."""
    columns = parsed.columns
    kinds = np.full(count, NONE, dtype=np.uint8)
    kinds[places] = columns.kinds
    sizes = np.zeros(count, dtype=np.int64)
    sizes[places] = np.diff(columns.feature_offsets)
    boxes = np.full((count, 4), np.nan)
    boxes[places] = columns.boxes
    spread = GeometryColumns(
        kinds, columns.coords, columns.ring_offsets, columns.part_offsets, _summed(sizes), boxes
    )
    moved = {places[i]: text for i, text in parsed.faults.items()}
    return Parsed(spread, faults | moved, [places[i] for i in parsed.closed])


class _Skeleton(NamedTuple):
    """The structure of joined coordinates: numbers per position, sizes of rings, parts, geometries; and what is off."""

    widths: NDArray[np.int64]
    rings: _Offsets
    parts: _Offsets
    features: _Offsets
    bad: NDArray[np.bool_]
    empty: NDArray[np.bool_]


def _skeleton(joined: bytes, count: int, form: Form) -> _Skeleton:
    """Read the brackets.

    Raises:
        ValueError: when not every geometry is an array, or one holds text, whose brackets would mislead.
    """
    structure = joined.translate(_SIGNS, _OF_NUMBERS)
    if _JUNK in structure:
        raise ValueError("text among the numbers")
    # Three spare signs at the end, so that looking ahead needs no bounds.
    signs = np.frombuffer(structure + bytes(3), dtype=np.uint8)
    here, following = signs[:-3], signs[1:-2]
    opens = here == _OPEN
    level = np.cumsum(opens.astype(np.int32) - (here == _CLOSE))
    tops = opens & (level == 1)
    if np.count_nonzero(tops) != count:
        raise ValueError("not an array each")
    owner = np.cumsum(tops) - 1
    empty = np.zeros(count, dtype=bool)
    # `[]`, or `[5]` where more depth is due: both hold nothing to draw, and the numbers are left out of the parsing.
    empty[owner[tops & (following == _CLOSE)]] = True
    position = opens & (level == form.depth)
    widths = _widths(signs, position)
    shallow = (opens & (level < form.depth)) | ((here == _COMMA) & (level < form.depth) & (level > 0))
    off = (shallow & (following != _OPEN)) | (opens & (level > form.depth))
    off[np.flatnonzero(position)[widths == 0]] = True
    bad = np.zeros(count, dtype=bool)
    bad[owner[off]] = True
    bad &= ~empty
    if bad.any() or empty.any():
        none = np.zeros(1, np.int32)
        return _Skeleton(widths, none, none, none, bad, empty)
    at = np.flatnonzero(opens)
    depth = level[at]
    levels = ((form.depth, form.ring), (form.ring, form.part), (form.part, 1))
    rings, parts, features = (_grouped(depth, inner, outer) for inner, outer in levels)
    return _Skeleton(widths, rings, parts, features, bad, empty)


def _widths(signs: NDArray[np.uint8], position: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many numbers each position has: 2, 3 or 4, and 0 for anything else."""
    at = np.flatnonzero(position)
    first, second, third = signs[at + 1], signs[at + 2], signs[np.minimum(at + 3, len(signs) - 1)]
    fourth = signs[np.minimum(at + 4, len(signs) - 1)]
    comma = first == _COMMA
    return np.select(
        [
            comma & (second == _CLOSE), comma & (second == _COMMA) & (third == _CLOSE),
            comma & (second == _COMMA) & (third == _COMMA) & (fourth == _CLOSE),
        ],
        [2, 3, 4], default=0,
    )  # fmt: skip


def _grouped(depth: NDArray[np.int32], inner: int, outer: int) -> _Offsets:
    """Return offsets of the arrays that open at depth `inner` within those at depth `outer`."""
    if inner == outer:
        return np.arange(np.count_nonzero(depth == inner) + 1, dtype=np.int32)
    group = np.cumsum(depth == outer) - 1
    return _summed(np.bincount(group[depth == inner], minlength=int(group[-1]) + 1 if len(group) else 0))


def _summed(sizes: NDArray[np.int64]) -> _Offsets:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)


def _columns(numbers: NDArray[np.float64], skeleton: _Skeleton, form: Form, max_vertices: int) -> Parsed:
    widths = skeleton.widths
    if (widths == 2).all():
        coords = numbers.reshape(-1, 2)
    else:
        starts = np.cumsum(widths) - widths
        coords = np.column_stack([numbers[starts], numbers[starts + 1]])
    rings, closed_rings = skeleton.rings, np.empty(0, np.int64)
    if form.kind == POLYGON:
        coords, rings, closed_rings = _closed(coords, rings)
    kinds = np.full(len(skeleton.features) - 1, form.kind, dtype=np.uint8)
    part_of_ring = _owner(skeleton.parts)
    feature_of_ring = _owner(skeleton.features)[part_of_ring]
    faults: dict[int, str] = {}
    bad = np.zeros(len(kinds), dtype=bool)

    def mark(places: NDArray[np.int64], text: str) -> None:
        bad[places] = True
        faults.update(dict.fromkeys(places.tolist(), text))

    _check(coords, rings, feature_of_ring, form.kind, mark)
    sizes = np.diff(rings[skeleton.parts[skeleton.features]])
    mark(np.flatnonzero(sizes > max_vertices), _("meer dan {n} punten").format(n=max_vertices))
    columns = GeometryColumns.from_offsets(kinds, coords, rings, skeleton.parts, skeleton.features)
    closed = np.unique(feature_of_ring[closed_rings])
    return Parsed(columns.without_place(bad), faults, closed[~bad[closed]].tolist())


def _check(
    coords: NDArray[np.float64], rings: _Offsets, feature_of_ring: NDArray[np.int64], kind: int,
    mark: Callable[[NDArray[np.int64], str], None],
) -> None:  # fmt: skip
    sizes = np.diff(rings)
    if kind == LINE:
        mark(feature_of_ring[sizes < 2], _("een lijn heeft minder dan twee punten"))
    if kind == POLYGON:
        mark(feature_of_ring[sizes < 4], _("een ring heeft minder dan vier punten"))
    infinite = ~np.isfinite(coords).all(axis=1)
    if infinite.any():
        mark(feature_of_ring[_owner(rings)[infinite]], _("een coördinaat is geen getal"))


def _owner(offsets: _Offsets) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def _closed(coords: NDArray[np.float64], rings: _Offsets) -> tuple[NDArray[np.float64], _Offsets, NDArray[np.int64]]:
    """Close the rings that are open by repeating their first vertex; return also which these were."""
    first, last = coords[rings[:-1]], coords[rings[1:] - 1]
    still_open = np.flatnonzero((first != last).any(axis=1))
    if not len(still_open):
        return coords, rings, still_open
    longer = np.insert(coords, rings[1:][still_open], first[still_open], axis=0)
    extra = np.zeros(len(rings) - 1, dtype=np.int64)
    extra[still_open] = 1
    return longer, _summed(np.diff(rings) + extra), still_open
