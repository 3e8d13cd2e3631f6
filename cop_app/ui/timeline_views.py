"""What the timeline shows, and the state glyphs that it shares with every other part: plain frozen values.

Instants are milliseconds UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Glyph(StrEnum):
    """State glyphs: shape carries the meaning, colour repeats it. The same everywhere."""

    NONE = ""
    OK = "ok"
    STALE = "stale"
    CONFLICT = "conflict"
    MISSING = "missing"
    INCOMPLETE = "incomplete"
    ASK = "ask"
    ALARM = "alarm"
    WARN = "warn"
    UNSENT = "unsent"
    OFFLINE = "offline"
    LIVE = "live"
    HALF = "half"
    DEAD = "dead"
    OFF = "off"


class BarKind(StrEnum):
    """Bars of the timeline."""

    ACTIVE = "active"
    HELD = "held"
    PLANNED = "planned"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """A stretch of time; end None = until now."""

    start: int
    end: int | None
    text: str = ""
    kind: BarKind = BarKind.ACTIVE


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A moment: `shape` is dot, diamond or flag, or a state glyph in `glyph`. `planned` marks stand in the future."""

    at: int
    text: str = ""
    shape: str = "dot"
    glyph: Glyph = Glyph.NONE
    planned: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class TimelineLane:
    """One lane with its bars and marks."""

    name: str
    bars: tuple[TimelineBar, ...] = ()
    marks: tuple[TimelineMark, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The window of time that is shown. `cursor` None = now. `histogram` holds 0..1 over start..end."""

    start: int
    end: int
    now: int
    cursor: int | None = None
    lanes: tuple[TimelineLane, ...] = ()
    histogram: tuple[float, ...] = ()
    playing: bool = False
