"""Places labels: the important first, each at the first free of nine positions, on a grid of 4 px.

Greedy, because a map that is redrawn while one pans needs the same answer in 25 ms for 10,000 candidates, not the best
one in a second. Above 3,000 candidates only the first per cell of 64 x 16 px takes part.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cop_app.map.label_grid import CELL, LabelGrid
from cop_app.map.label_lines import TRIES, Runs, work_out
from cop_app.map.label_types import Box, LabelCandidate, Measure, PlacedLabel

CROWD = 3000
THIN = (64.0, 16.0)
LINE_HEIGHT = 13.0
GAP = 4.0
APART = 5.0  # px at least between words side by side
POSITIONS = 9
_ASCENT = 0.76  # of the size, above the baseline
_HEIGHT = 1.08
# Alignment of the words per position: -1 left, 0 middle, 1 right.
_ALIGN = (0, -1, 1, 0, -1, 1, -1, 1, 0)

# How far, in heights of the label, centred words stand from their point; what must be read looks further for room.
_CENTRED = (0.0, -0.7, 0.7, *(math.nan,) * 6)
_CENTRED_MUST = (0.0, -0.7, 0.7, -1.7, 1.7, -2.8, 2.8, -4.0, 4.0)

Floats = NDArray[np.float64]
Cells = tuple[int, int, int, int]


def place_labels(
    candidates: Sequence[LabelCandidate],
    size: tuple[float, float],
    measure: Measure,
    reserved: Iterable[Box] = (),
) -> list[PlacedLabel]:
    """Return the labels that found a place, in order of priority; nothing overlaps and nothing covers `reserved`.

    `size` is the view in px. Among equals the first handed in wins, so that the same view gives the same labels.
    Only `required` labels may touch another thing, where there is no free place at all.
    """
    chosen = _chosen(candidates, size)
    if not chosen:
        return []
    placer = _Placer(candidates, size, measure)
    for box in reserved:
        placer.grid.take(*_cells(box))
    placer.prepare(chosen)
    for index in chosen:
        placer.place(index)
    return placer.placed


def _chosen(candidates: Sequence[LabelCandidate], size: tuple[float, float]) -> list[int]:
    """Return the indices by priority: within reach of the view and, in a crowd, one per cell."""
    if not candidates:
        return []
    count = len(candidates)
    x = np.fromiter((c.x for c in candidates), dtype=np.float64, count=count)
    y = np.fromiter((c.y for c in candidates), dtype=np.float64, count=count)
    priority = np.fromiter((c.priority for c in candidates), dtype=np.int64, count=count)
    order = np.flatnonzero((x >= -200) & (y >= -60) & (x <= size[0] + 200) & (y <= size[1] + 60))
    order = order[np.argsort(priority[order], kind="stable")]
    if len(order) <= CROWD:
        return [int(i) for i in order]
    cells = np.floor(x[order] / THIN[0]).astype(np.int64) * 100_003 + np.floor(y[order] / THIN[1]).astype(np.int64)
    first = np.zeros(len(order), dtype=np.bool_)
    first[np.unique(cells, return_index=True)[1]] = True
    first |= np.fromiter((candidates[i].required for i in order.tolist()), dtype=np.bool_, count=len(order))
    return [int(i) for i in order[first]]


class _Placer:
    """Keeps the grid, the widths already measured and where the same name stands."""

    def __init__(self, candidates: Sequence[LabelCandidate], size: tuple[float, float], measure: Measure) -> None:
        self.grid = LabelGrid(*size)
        self.placed: list[PlacedLabel] = []
        self._candidates = candidates
        self._size = size
        self._measure = measure
        self._widths: dict[tuple[str, float, int, bool], float] = {}
        self._groups: dict[str, list[tuple[float, float]]] = {}
        self._runs: Runs | None = None
        self._run_cells: list[list[list[int]]] = []
        self._row: dict[int, int] = {}
        self._boxes: Floats = np.empty((0, POSITIONS, 4))
        self._cells: list[list[list[int]]] = []
        self._inside: list[list[bool]] = []

    def width(self, text: str, size: float, weight: int, italic: bool) -> float:
        """Return the width of a text, measured once."""
        key = (text, size, weight, italic)
        found = self._widths.get(key)
        if found is None:
            found = self._widths[key] = self._measure(text, size, weight, italic)
        return found

    def prepare(self, chosen: Sequence[int]) -> None:
        """Work out all positions of all chosen candidates at once."""
        self._runs = work_out(self._candidates, chosen, self._size, self.width)
        if self._runs is not None:
            reach = 5.0
            corners = (self._runs.x - reach, self._runs.y - reach, self._runs.x + reach, self._runs.y + reach)
            cells = np.maximum(np.floor_divide(np.stack(corners, axis=2), CELL), 0.0)
            self._run_cells = cells.astype(np.int64).tolist()
        points = [i for i in chosen if self._candidates[i].placement != "line" and self._candidates[i].text]
        if not points:
            return
        self._row = {index: row for row, index in enumerate(points)}
        self._boxes = self._positions(points)
        self._cells = np.nan_to_num(np.floor_divide(self._boxes, CELL), nan=-1e6).astype(np.int64).tolist()
        starts, ends = self._boxes[:, :, :2] >= 0, self._boxes[:, :, 2:] <= np.array(self._size)
        self._inside = np.asarray(np.all(starts & ends, axis=2)).tolist()

    def _lines_of(self, candidate: LabelCandidate) -> tuple[float, float]:
        style = candidate.style
        first = self.width(candidate.text, style.size, style.weight, style.italic) + style.spacing * len(candidate.text)
        second = self.width(candidate.sub, style.sub_size, style.sub_weight, False) if candidate.sub else 0.0
        return first, second

    def _positions(self, points: list[int]) -> Floats:
        """Return boxes (n, 9, 4) in px: below, right, left first (LOOK 5); nan where a candidate has fewer."""
        rows = [self._candidates[i] for i in points]
        wide = np.array([max(self._lines_of(c)) + 2 * c.style.room for c in rows])
        high = np.array([c.style.size * _HEIGHT + (LINE_HEIGHT if c.sub else 0.0) + c.style.room for c in rows])
        x, y, half = (np.array([getattr(c, name) for c in rows]) for name in ("x", "y", "half"))
        left, right, below = np.array([c.room for c in rows]).T
        right_x, left_x = x + half + right + GAP, x - half - left - GAP - wide
        low_y, top_y = y + half + below + GAP / 2, y - half - 2 - high
        middle_x, middle_y, shift = x - wide / 2, y - high / 2, half * 0.4
        lefts = np.stack((middle_x, right_x, left_x, middle_x, right_x, left_x, right_x, left_x, middle_x), axis=1)
        tops = np.stack((low_y, middle_y, middle_y, top_y, y + shift, y + shift, y - shift - high, y - shift - high,
                         low_y + high * 0.8), axis=1)  # fmt: skip
        centred = np.array([c.placement == "centred" for c in rows])
        lefts[centred] = middle_x[centred, None]
        tops[centred] = middle_y[centred, None] + high[centred, None] * np.array(_CENTRED)
        must = centred & np.array([c.required for c in rows])
        tops[must] = middle_y[must, None] + high[must, None] * np.array(_CENTRED_MUST)
        return np.stack((lefts, tops, lefts + wide[:, None], tops + high[:, None]), axis=2)

    def place(self, index: int) -> None:
        """Place a label or leave it out."""
        candidate = self._candidates[index]
        if not candidate.text or self._too_near(candidate):
            return
        label = self._on_line(index) if candidate.placement == "line" else self._at_point(index)
        if label is None:
            return
        if candidate.group:
            middle = ((label.box[0] + label.box[2]) / 2, (label.box[1] + label.box[3]) / 2)
            self._groups.setdefault(candidate.group, []).append(middle)
        self.placed.append(label)

    def _too_near(self, candidate: LabelCandidate) -> bool:
        others = self._groups.get(candidate.group, ()) if candidate.group else ()
        far = candidate.repeat_px
        return any(far <= 0 or (x - candidate.x) ** 2 + (y - candidate.y) ** 2 < far * far for x, y in others)

    def _at_point(self, index: int) -> PlacedLabel | None:
        row = self._row[index]
        cells, inside, free = self._cells[row], self._inside[row], self.grid.free
        for position in range(POSITIONS):
            if inside[position] and free(*cells[position]):
                return self._settle(index, row, position)
        if not self._candidates[index].required:
            return None
        room = self._nearest_room(self._candidates[index], self._boxes[row, 0])
        if room is not None:
            return self._settle_in(index, room, 0)
        possible = [p for p in range(POSITIONS) if inside[p]]
        if not possible:
            return self._settle(index, row, 0)
        return self._settle(index, row, min(possible, key=lambda p: self.grid.crowd(*cells[p])))

    def _settle(self, index: int, row: int, position: int) -> PlacedLabel:
        x0, y0, x1, y1 = self._boxes[row, position].tolist()
        align = 0 if self._candidates[index].placement == "centred" else _ALIGN[position]
        return self._settle_in(index, (x0, y0, x1, y1), align)

    def _nearest_room(self, candidate: LabelCandidate, first: Floats) -> Box | None:
        """Return the free place nearest to the middle of an area whose words must be read, within its `half`."""
        reach = candidate.half
        if candidate.placement != "centred" or reach <= 0:
            return None
        x0, y0, x1, y1 = first.tolist()
        steps = np.arange(-reach, reach + 1.0, 3 * CELL)
        dx, dy = (grid.ravel() for grid in np.meshgrid(steps, steps))
        near = np.argsort(dx * dx + dy * dy, kind="stable")
        lefts, tops = x0 + dx[near], y0 + dy[near]
        inside = (lefts >= 0) & (tops >= 0) & (lefts + x1 - x0 <= self._size[0]) & (tops + y1 - y0 <= self._size[1])
        for left, top in zip(lefts[inside].tolist(), tops[inside].tolist(), strict=True):
            box = (left, top, left + x1 - x0, top + y1 - y0)
            if self.grid.free(*_cells(box)):
                return box
        return None

    def _settle_in(self, index: int, wanted: Box, align: int) -> PlacedLabel:
        candidate = self._candidates[index]
        box = _pushed_in(wanted, self._size)
        # A little more than the words themselves: two call signs that touch read as one.
        self.grid.take(*_cells((box[0] - APART, box[1], box[2] + APART, box[3])))
        return _set(candidate, box, align, *self._lines_of(candidate))

    def _on_line(self, index: int) -> PlacedLabel | None:
        runs = self._runs
        if runs is None or index not in runs.letters:
            return None
        column, first, end = runs.letters[index]
        for attempt in range(len(TRIES)):
            if not runs.allowed[attempt, column]:
                continue
            cells = self._run_cells[attempt][first:end]
            if not all(self.grid.free(*cell) for cell in cells):
                continue
            for cell in cells:
                self.grid.take(*cell)
            candidate = self._candidates[index]
            x, y, half = runs.x[attempt, first:end], runs.y[attempt, first:end], candidate.style.size / 2
            box = (float(x.min() - half), float(y.min() - half), float(x.max() + half), float(y.max() + half))
            return PlacedLabel(candidate, box, glyphs=runs.glyphs(candidate.text, index, attempt))
        return None


def _cells(box: Box) -> Cells:
    return (int(box[0] // CELL), int(box[1] // CELL), int(box[2] // CELL), int(box[3] // CELL))


def _pushed_in(box: Box, size: tuple[float, float]) -> Box:
    dx = max(0.0, -box[0]) - max(0.0, box[2] - size[0])
    dy = max(0.0, -box[1]) - max(0.0, box[3] - size[1])
    return (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)


def _set(candidate: LabelCandidate, box: Box, align: int, first: float, second: float) -> PlacedLabel:
    size = candidate.style.size
    room = candidate.style.room
    baseline = box[1] + size * _ASCENT + size * (_HEIGHT - 1) / 2 + room / 2
    free = box[2] - box[0] - 2 * room
    starts = [box[0] + room + (free - width) * (align + 1) / 2 for width in (first, second)]
    return PlacedLabel(candidate, box, starts[0], baseline, starts[1], baseline + LINE_HEIGHT)
