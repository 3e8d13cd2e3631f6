"""How the window looks: colours of the palette in force, type, and the few style rules for Qt's own inputs.

Every widget holds the one `Theme` it was built with and repaints when it says `changed`, so that F9 switches the
palette of a running window. The numbers are those of the visual target; the colours come from resources/palettes.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF

from cop_app.map.palette import load_palette
from cop_app.paths import resource

PALETTES = ("dag", "schemer", "nacht", "fel")
UI_FAMILY = "Inter"
MAP_FAMILY = "IBM Plex Sans Condensed"
_FALLBACK = ["Noto Sans", "DejaVu Sans"]

# Sizes in pixels at 100 %.
FRAME, STRIP, TABS, BOTTOM_BAR, FOOTER = 6, 48, 48, 64, 28
DOCK_LEFT, DOCK_RIGHT, DOCK_RIGHT_SMALL, RAIL = 264, 348, 320, 48
TIMELINE, TIMELINE_SMALL = 172, 104
SMALL_WIDTH, SMALL_HEIGHT = 1440, 860


_loaded: list[int] = []


def load_fonts() -> None:
    """Register the shipped fonts after the application object exists; a second call changes nothing.

    What was measured before in a fallback font is forgotten, because it would stay wrong for ever.
    """
    if _loaded:
        return
    _loaded.extend(QFontDatabase.addApplicationFont(str(file)) for file in sorted(resource("fonts").glob("*.ttf")))
    font.cache_clear()
    text_width.cache_clear()
    wrapped.cache_clear()


@lru_cache(maxsize=256)
def font(size: int = 13, weight: int = 400, *, spacing: float = 0.0, family: str = UI_FAMILY) -> QFont:
    """Return a font in pixels; figures of the interface font stand in columns (tnum)."""
    made = QFont([family, *_FALLBACK])
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(
        QFont.HintingPreference.PreferVerticalHinting
        if family == UI_FAMILY
        else QFont.HintingPreference.PreferNoHinting
    )
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    if family == UI_FAMILY:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


@lru_cache(maxsize=4096)
def text_width(text: str, size: int = 13, weight: int = 400, spacing: float = 0.0) -> float:
    """Return how wide a text is in the interface font."""
    return QFontMetricsF(font(size, weight, spacing=spacing)).horizontalAdvance(text)


@lru_cache(maxsize=2048)
def wrapped(text: str, width: float, size: int = 13, weight: int = 400) -> tuple[str, ...]:
    """Break a text into lines that fit the width; a single word longer than the width keeps its own line."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, weight) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return (*lines, line) if line else tuple(lines)


class Theme(QObject):
    """The palette in force and whether the window is worked with gloves."""

    changed = Signal()

    def __init__(self, palette: str = "dag", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._palette = load_palette(palette)
        self._cache: dict[tuple[str, float], QColor] = {}
        self.glove = False

    @property
    def name(self) -> str:
        """Return the name of the palette in force."""
        return self._palette.name

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        """Return the colour of a token, or of a literal #RRGGBB."""
        key = (token, alpha)
        found = self._cache.get(key)
        if found is None:
            found = QColor(token if token.startswith("#") else self._palette.colour(token))
            if alpha < 1.0:
                found.setAlphaF(alpha)
            self._cache[key] = found
        return found

    def use(self, palette: str) -> None:
        """Switch to a palette: dag, schemer, nacht or fel."""
        self._palette = load_palette(palette)
        self._cache.clear()
        self.changed.emit()

    def next_palette(self) -> str:
        """Switch to the next palette in the round and return its name."""
        position = PALETTES.index(self.name) if self.name in PALETTES else 0
        self.use(PALETTES[(position + 1) % len(PALETTES)])
        return self.name

    def set_glove(self, on: bool) -> None:
        """Make targets 56 px instead of 48."""
        self.glove = on
        self.changed.emit()

    @property
    def target(self) -> int:
        """Return the height of a control that is touched."""
        return 56 if self.glove else 48

    def row(self, height: int) -> int:
        """Return the height of a row: as drawn, or at least 56 with gloves (two-line needs 64)."""
        if not self.glove:
            return height
        return 64 if height >= 56 else 56

    def style_sheet(self) -> str:
        """Return the rules for Qt's own inputs and scroll bars; all else is painted."""
        c = self._palette.colour
        return f"""
        QWidget#window, QWidget#page {{ background: {c("s0")}; }}
        QToolTip {{ background: {c("s3")}; color: {c("text")}; border: 1px solid {c("outline")}; padding: 4px; }}
        QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QTimeEdit {{
            background: {c("s3")}; color: {c("text")}; border: 1px solid {c("outlineStrong")}; border-radius: 5px;
            padding: 0 10px; selection-background-color: {c("sel")}; selection-color: {c("selText")};
            min-height: {self.target - 8}px; }}
        QPlainTextEdit, QTextEdit {{ padding: 6px; }}
        QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QTimeEdit:focus, QSpinBox:focus {{
            border: 2px solid {c("focus")}; }}
        QLineEdit[plain="true"] {{ border: 0; background: transparent; padding: 0; }}
        QComboBox QAbstractItemView {{ background: {c("s3")}; color: {c("text")}; border: 1px solid {c("outline")};
            selection-background-color: {c("sel")}; selection-color: {c("selText")}; outline: 0; }}
        QComboBox::drop-down {{ border: 0; width: 28px; }}
        QTimeEdit::up-button, QTimeEdit::down-button {{ width: 0; border: 0; }}
        QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
        QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
        QScrollBar::handle:vertical {{ background: {c("outline")}; border-radius: 3px; min-height: 32px; margin: 2px; }}
        QScrollBar::handle:vertical:hover {{ background: {c("text3")}; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
        QLabel {{ color: {c("text")}; background: transparent; }}
        """
