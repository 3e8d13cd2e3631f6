"""What goes into and comes out of label placing: candidates in pixels, placed labels in pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]  # xmin, ymin, xmax, ymax in px
# Width in px of a text: (text, size px, weight, italic) -> px. Handed in by whoever owns the fonts.
Measure = Callable[[str, float, int, bool], float]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a label is set: sizes in px, tokens for letters and halo; a road shield has a plate, `room` px wider."""

    size: float = 12.0
    weight: int = 600
    italic: bool = False
    spacing: float = 0.2
    colour: str = "text"
    halo: str = "halo"
    halo_width: float = 3.2
    sub_size: float = 11.0
    sub_weight: int = 500
    sub_colour: str = "text2"
    plate: str = ""
    plate_line: str = ""
    room: float = 0.0


@dataclass(frozen=True, slots=True)
class LabelCandidate:
    """A label that wants a place; pixels of the view, lower `priority` wins.

    `placement`: `beside` a sign of `half` px (with `room` = extra left, right, below for badges and age label),
    `centred` on the point (a required one looks up to `half` px away for room), `line` along `line` (n, 2).
    `required` labels (conflict values, incidents) are always placed, at the least crowded position.
    Labels with the same `group` keep `repeat_px` between them.
    """

    text: str
    x: float
    y: float
    priority: int
    style: TextStyle
    sub: str = ""
    placement: Literal["beside", "centred", "line"] = "beside"
    half: float = 0.0
    room: tuple[float, float, float] = (0.0, 0.0, 0.0)
    line: NDArray[np.float64] | None = None
    offset: float = 0.0
    required: bool = False
    group: str = ""
    repeat_px: float = 0.0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter of a label along a line: centre of the letter on the line, turned by degrees clockwise."""

    char: str
    x: float
    y: float
    angle: float


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label with its place: left end and baseline of the first and second line, or letters along a line."""

    candidate: LabelCandidate
    box: Box
    x: float = 0.0
    y: float = 0.0
    sub_x: float = 0.0
    sub_y: float = 0.0
    glyphs: tuple[Glyph, ...] = ()
