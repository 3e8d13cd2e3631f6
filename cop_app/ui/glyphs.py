"""State glyphs in the window: which of the drawings of `cop_app.map.badges` says what, and in which tone of words."""

from __future__ import annotations

from functools import lru_cache

from cop_app.domain.coverage import QuestionStatus
from cop_app.map.badges import state_glyph
from cop_app.map.shapes import Drawing
from cop_app.ui.ink import Ink
from cop_app.ui.views import Glyph

STATUS_GLYPH = {
    QuestionStatus.AANWEZIG: Glyph.OK,
    QuestionStatus.VEROUDERD: Glyph.STALE,
    QuestionStatus.TEGENSTRIJDIG: Glyph.CONFLICT,
    QuestionStatus.ONVOLLEDIG: Glyph.INCOMPLETE,
    QuestionStatus.ONTBREEKT: Glyph.MISSING,
    QuestionStatus.NAVRAGEN: Glyph.ASK,
}
# Colour of the words and colour of bar and pattern, per state.
STATUS_TEXT = {
    QuestionStatus.AANWEZIG: "text2",
    QuestionStatus.VEROUDERD: "text2",
    QuestionStatus.TEGENSTRIJDIG: "conflict",
    QuestionStatus.ONVOLLEDIG: "text2",
    QuestionStatus.ONTBREEKT: "text2",
    QuestionStatus.NAVRAGEN: "text2",
}
STATUS_BAR = {
    QuestionStatus.AANWEZIG: "outlineStrong",
    QuestionStatus.VEROUDERD: "staleGfx",
    QuestionStatus.TEGENSTRIJDIG: "conflict",
    QuestionStatus.ONVOLLEDIG: "staleGfx",
    QuestionStatus.ONTBREEKT: "alarm",
    QuestionStatus.NAVRAGEN: "outlineStrong",
}
# Which drawing of the state glyphs stands for it.
_DRAWN = {
    Glyph.OK: "check",
    Glyph.STALE: "clock",
    Glyph.CONFLICT: "conflict",
    Glyph.MISSING: "missing",
    Glyph.INCOMPLETE: "incomplete",
    Glyph.ASK: "unverified",
    Glyph.ALARM: "alarm",
    Glyph.WARN: "warn",
    Glyph.UNSENT: "unsent",
    Glyph.OFFLINE: "offline",
    Glyph.LIVE: "live",
    Glyph.HALF: "half",
    Glyph.DEAD: "dead",
    Glyph.OFF: "off",
}
# Words beside a lamp need text contrast.
GLYPH_WORD_TOKEN = {
    Glyph.HALF: "stale",
    Glyph.STALE: "stale",
    Glyph.INCOMPLETE: "stale",
    Glyph.DEAD: "alarm",
    Glyph.MISSING: "alarm",
    Glyph.ALARM: "alarm",
    Glyph.WARN: "warn",
    Glyph.CONFLICT: "conflict",
    Glyph.UNSENT: "offline",
    Glyph.OFFLINE: "offline",
}

def draw_glyph(ink: Ink, x: float, y: float, glyph: Glyph, r: float = 6.0, tone: str = "") -> None:
    """Draw a state glyph around x, y with radius r, in its own colour unless a tone is given."""
    if glyph is not Glyph.NONE:
        ink.drawing(_drawing(glyph, r, tone), x, y)


@lru_cache(maxsize=256)
def _drawing(glyph: Glyph, r: float, tone: str) -> Drawing:
    return state_glyph(_DRAWN[glyph], 0.0, 0.0, r, tone)
