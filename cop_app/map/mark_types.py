"""The marks of the operational picture: what render draws over the base map, in order.

Marks hold RD coordinates and tokens; they know no pixels of the screen and no Qt. Sizes are in pixels of 96 dpi.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

Ring = tuple[tuple[float, float], ...]  # RD metres
Polygon = tuple[Ring, ...]  # shell, then holes; closed rings


class Layer(IntEnum):
    """Drawing order over the base map, from below (LOOK 5)."""

    ROUTE = 10
    PROGNOSIS = 20
    EFFECT = 30
    EVACUATION = 40
    SOURCE = 50
    CLOSED = 55
    PREPARED = 60
    MEASURE = 70
    UNIT = 80
    PLACE = 90
    INCIDENT = 100
    LABEL = 110


class Badge(StrEnum):
    """What hangs on an edge of a sign; at most one per edge."""

    NONE = ""
    UNVERIFIED = "onbevestigd"  # right
    CONFLICT = "tegenstrijdig"  # right
    UNSENT = "niet_verzonden"  # left


class Freshness(StrEnum):
    """Age against the norm."""

    VERS = "vers"
    OUD = "oud"  # 1-2 x norm: label
    VEROUDERD = "verouderd"  # more than 2 x norm: label and dashed outline


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a mark: first line 12/600, second line 11/500; tokens of both and the halo under them."""

    text: str
    sub: str = ""
    colour: str = "text"
    sub_colour: str = "text2"
    halo: str = "halo"
    priority: int = 50


@dataclass(frozen=True, slots=True)
class State:
    """How sure a mark is. `age` is the text of the age label ("26 min"), "" when fresh."""

    freshness: Freshness = Freshness.VERS
    age: str = ""
    right: Badge = Badge.NONE
    left: Badge = Badge.NONE
    withdrawn: bool = False
    selected: bool = False
    unconfirmed_since: str = ""


@dataclass(frozen=True, slots=True)
class AreaMark:
    """An area: `style` is an id of area_styles, `parts` polygons in RD; with a `note` its words are never left out."""

    item: str
    style: str
    parts: tuple[Polygon, ...]
    order: int
    state: State = State()
    label: Label | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineMark:
    """A line: `style` is an id of area_styles, `parts` lines in RD from start to end (an arrow points to the end)."""

    item: str
    style: str
    parts: tuple[Ring, ...]
    order: int
    state: State = State()
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class SymbolMark:
    """A sign at an RD place: `symbol` is an id of SYMBOLS, `size` in px, `text` a filling such as a count."""

    item: str
    symbol: str
    x: float
    y: float
    size: float
    order: int
    state: State = State()
    text: str = ""
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class TextMark:
    """Words without a sign, at an RD place (a measured value in an area, a conflict value)."""

    item: str
    x: float
    y: float
    label: Label
    order: int = int(Layer.LABEL)


Mark = AreaMark | LineMark | SymbolMark | TextMark


@dataclass(frozen=True, slots=True)
class DisplayList:
    """Marks from below to above, the operational labels still to be placed."""

    marks: tuple[Mark, ...]

    def __len__(self) -> int:
        return len(self.marks)
