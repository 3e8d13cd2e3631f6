"""Where the parts of the window stand: numbers in, boxes out, so that every size can be tested without a window."""

from __future__ import annotations

from dataclasses import dataclass

from cop_app.ui import theme as t
from cop_app.ui.views import Face, WindowMode

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Places:
    """Boxes as x, y, width, height in window pixels; an empty timeline has height 0."""

    frame: int
    strip: Box
    left: Box
    map: Box
    right: Box
    timeline: Box
    footer: Box
    compact: bool


def arrange(
    width: int,
    height: int,
    *,
    mode: WindowMode,
    face: Face,
    glove: bool = False,
    timeline: bool | None = None,
    left: bool = True,
    right: bool = True,
) -> Places:
    """Divide the window. The timeline is open by itself when preparing, evaluating or looking back."""
    compact = width < t.SMALL_WIDTH or height < t.SMALL_HEIGHT
    frame = 0 if mode is WindowMode.ECHT else t.FRAME
    strip = 56 if glove else t.STRIP
    shown = (face is Face.VOORBEREIDEN or mode is WindowMode.TERUGKIJKEN) if timeline is None else timeline
    low = (t.TIMELINE_SMALL if compact else t.TIMELINE) if shown else 0
    wide = width - 2 * frame
    top = frame + strip
    high = height - 2 * frame - strip - low - t.FOOTER
    l_width = 0 if not left else (t.RAIL if compact else t.DOCK_LEFT)
    r_width = 0 if not right else (t.DOCK_RIGHT_SMALL if compact else t.DOCK_RIGHT)
    return Places(
        frame=frame,
        strip=(frame, frame, wide, strip),
        left=(frame, top, l_width, high),
        map=(frame + l_width, top, wide - l_width - r_width, high),
        right=(frame + wide - r_width, top, r_width, high),
        timeline=(frame, top + high, wide, low),
        footer=(frame, top + high + low, wide, t.FOOTER),
        compact=compact,
    )
