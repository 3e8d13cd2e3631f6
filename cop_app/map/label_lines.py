"""Letters along a line: upright, evenly spaced, never bent more than 30 degrees, left out on a line too short.

All lines of a view are worked out in one go: their lengths are laid end to end, so that one interpolation finds every
letter of every attempt. Per line there is then nothing left but looking whether its cells are free.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cop_app.map.label_types import Glyph, LabelCandidate

MAX_BEND = float(np.deg2rad(30.0))
MAX_LEAN = float(np.deg2rad(100.0))
MAX_SHARE = 0.98
# Where along the line the middle of the text is tried, as a share of the length.
TRIES = np.array([0.5, 0.42, 0.58, 0.33, 0.67, 0.22, 0.78])

Floats = NDArray[np.float64]
Width = Callable[[str, float, int, bool], float]


@dataclass(frozen=True, slots=True)
class Runs:
    """Attempts for lines: (attempt, letter) centre and angle; `allowed` (attempt, line) says whether it may stand."""

    x: Floats
    y: Floats
    angle: Floats
    allowed: NDArray[np.bool_]
    letters: dict[int, tuple[int, int, int]]  # index of the candidate -> column in `allowed`, first and end letter

    def glyphs(self, text: str, index: int, attempt: int) -> tuple[Glyph, ...]:
        """Return the letters of an attempt; angles in degrees clockwise on the screen."""
        _column, first, end = self.letters[index]
        rows = zip(
            text, self.x[attempt, first:end].tolist(), self.y[attempt, first:end].tolist(),
            np.rad2deg(self.angle[attempt, first:end]).tolist(), strict=True,
        )  # fmt: skip
        return tuple(Glyph(char, round(x, 2), round(y, 2), round(angle, 2)) for char, x, y, angle in rows)


@dataclass(slots=True)
class _Line:
    index: int
    points: Floats
    lengths: Floats
    widths: Floats
    offset: float
    size: float


def work_out(
    candidates: Sequence[LabelCandidate], chosen: Sequence[int], view: tuple[float, float], width: Width
) -> Runs | None:
    """Return the attempts for the chosen candidates that lie along a line; None when no line is long enough."""
    lines = [line for i in chosen if (line := _measured(candidates[i], i, width)) is not None]
    return _laid_out(lines, view) if lines else None


def _measured(candidate: LabelCandidate, index: int, width: Width) -> _Line | None:
    points = candidate.line
    if candidate.placement != "line" or points is None or len(points) < 2 or not candidate.text:
        return None
    steps = np.hypot(np.diff(points[:, 0]), np.diff(points[:, 1]))
    style = candidate.style
    total = float(steps.sum())
    # Whole text first: one cheap look rejects most short streets.
    if width(candidate.text, style.size, style.weight, style.italic) > MAX_SHARE * total:
        return None
    widths = np.array([width(c, style.size, style.weight, style.italic) for c in candidate.text]) + style.spacing
    if float(widths.sum()) > MAX_SHARE * total:
        return None
    return _Line(index, points, np.concatenate(([0.0], np.cumsum(steps))), widths, candidate.offset, style.size)


def _laid_out(lines: list[_Line], view: tuple[float, float]) -> Runs:
    totals = np.array([line.lengths[-1] for line in lines])
    # A gap of 1 px between the lines keeps the joined length growing; nothing is ever asked inside a gap.
    bases = np.concatenate(([0.0], np.cumsum(totals + 1.0)[:-1]))
    joined = np.concatenate([line.lengths + base for line, base in zip(lines, bases.tolist(), strict=True)])
    points = np.concatenate([line.points for line in lines])
    counts = np.array([len(line.widths) for line in lines])
    widths = np.concatenate([line.widths for line in lines])
    firsts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    owner = np.repeat(np.arange(len(lines)), counts)
    wide = np.add.reduceat(widths, firsts)
    before = np.cumsum(widths) - widths / 2
    inside = before - (np.cumsum(wide) - wide)[owner]  # middle of the letter from the start of its text

    starts = np.clip(TRIES[:, None] * totals - wide / 2, 0.0, totals - wide)
    backwards = _x_at(starts + wide + bases, joined, points) < _x_at(starts + bases, joined, points)
    back = backwards[:, owner]
    middle = np.where(back, (starts + wide)[:, owner] - inside, starts[:, owner] + inside)
    reach = np.maximum(widths / 2, 2.0)
    low = np.clip(middle - reach, 0.0, totals[owner]) + bases[owner]
    high = np.clip(middle + reach, 0.0, totals[owner]) + bases[owner]
    at = middle + bases[owner]
    sign = np.where(back, -1.0, 1.0)
    run = sign * (np.interp(high, joined, points[:, 0]) - np.interp(low, joined, points[:, 0]))
    rise = sign * (np.interp(high, joined, points[:, 1]) - np.interp(low, joined, points[:, 1]))
    angle = np.arctan2(rise, run)
    offset = np.array([line.offset for line in lines])[owner]
    x = np.interp(at, joined, points[:, 0]) + offset * np.sin(angle)
    y = np.interp(at, joined, points[:, 1]) - offset * np.cos(angle)

    half = np.array([line.size / 2 for line in lines])
    allowed = _upright(angle, firsts) & _in_view(x, y, firsts, half, view) & _even(x, y, widths, firsts)
    letters = {
        line.index: (column, int(first), int(first + count))
        for column, (line, first, count) in enumerate(zip(lines, firsts, counts, strict=True))
    }
    return Runs(x, y, angle, allowed, letters)


def _x_at(lengths: Floats, joined: Floats, points: Floats) -> Floats:
    return np.asarray(np.interp(lengths, joined, points[:, 0]))


def _upright(angle: Floats, firsts: NDArray[np.int64]) -> NDArray[np.bool_]:
    bends = np.zeros_like(angle)
    bends[:, 1:] = np.abs((np.diff(angle, axis=1) + np.pi) % (2 * np.pi) - np.pi)
    bends[:, firsts] = 0.0
    bent = np.maximum.reduceat(bends, firsts, axis=1) > MAX_BEND
    on_head = np.maximum.reduceat(np.abs(angle), firsts, axis=1) > MAX_LEAN
    return np.asarray(~bent & ~on_head)


def _even(x: Floats, y: Floats, widths: Floats, firsts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return where no letters pile up or drift apart, as they would beside the inside or outside of a bend."""
    wanted = (widths[1:] + widths[:-1]) / 2
    share = np.ones_like(x)
    share[:, 1:] = np.hypot(np.diff(x, axis=1), np.diff(y, axis=1)) / np.maximum(wanted, 0.1)
    share[:, firsts] = 1.0
    tight = np.minimum.reduceat(share, firsts, axis=1) < 0.72
    loose = np.maximum.reduceat(share, firsts, axis=1) > 1.6
    return np.asarray(~tight & ~loose)


def _in_view(
    x: Floats, y: Floats, firsts: NDArray[np.int64], half: Floats, view: tuple[float, float]
) -> NDArray[np.bool_]:
    return np.asarray(
        (np.minimum.reduceat(x, firsts, axis=1) >= half) & (np.minimum.reduceat(y, firsts, axis=1) >= half)
        & (np.maximum.reduceat(x, firsts, axis=1) <= view[0] - half)
        & (np.maximum.reduceat(y, firsts, axis=1) <= view[1] - half)
    )  # fmt: skip
