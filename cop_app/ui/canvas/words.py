"""The words on the map: placed when the map comes to rest, moved along while it moves.

Names of the base map are kept as a picture, larger than the window. Words of the operational picture are drawn at
every frame and stay with what they name, also while one zooms.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from cop_app.map.label_types import Box, PlacedLabel
from cop_app.map.mark_types import Mark
from cop_app.map.palette import Palette
from cop_app.map.viewport import Viewport
from cop_app.render.base_names import BaseNames, place_words
from cop_app.render.lettering import draw_labels

BORDER = 128  # px around the window that are lettered too, so that a small pan shows no bare edge
_AT_A_TIME = 8
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied
_FAR = 2.2  # scaled beyond this factor, names are left out until they are placed anew


class Words:
    """Places and paints all words of the map."""

    def __init__(self) -> None:
        self.names: BaseNames | None = None
        self.covered: tuple[Box, ...] = ()
        self._view: Viewport | None = None
        self._palette = ""
        self._picture: QImage | None = None
        self._picture_view: Viewport | None = None
        self._of_marks: list[PlacedLabel] = []
        self._lettering: Iterator[None] | None = None

    @property
    def busy(self) -> bool:
        """Return whether names are still being drawn."""
        return self._lettering is not None

    def place(self, view: Viewport, palette: Palette, marks: Sequence[Mark], ratio: float) -> None:
        """Place everything for a view and keep the names as a picture."""
        wide, covered = self.wide(view)
        self.take(wide, place_words(self.names, marks, wide, palette, covered), palette, ratio)
        self.go_on(math.inf)

    def take(self, wide: Viewport, placed: Iterable[PlacedLabel], palette: Palette, ratio: float) -> None:
        """Take over words that were placed in a wide view; `go_on` then draws the names."""
        labels = list(placed)
        self._view, self._palette = wide, palette.name
        self._of_marks = [label for label in labels if label.candidate.key]
        self._lettering = self._letter(wide, [label for label in labels if not label.candidate.key], palette, ratio)

    def go_on(self, seconds: float) -> bool:
        """Draw names for this long; returns whether they are done."""
        until = time.perf_counter() + seconds
        for _part in self._lettering or ():
            if time.perf_counter() >= until:
                return False
        self._lettering = None
        return True

    def place_marks(self, view: Viewport, palette: Palette, marks: Sequence[Mark]) -> None:
        """Place only the words of marks, for they changed; the names follow when the map is at rest."""
        if self._view is not None and self._view.mpp == view.mpp and self._palette == palette.name:
            wide, shift = self._view, view.to_px(*self._view.to_rd(0, 0))
            covered = [(b[0] - shift[0], b[1] - shift[1], b[2] - shift[0], b[3] - shift[1]) for b in self.covered]
        else:
            wide, covered = self.wide(view)
            self._view, self._palette = wide, palette.name
        self._of_marks = place_words(None, marks, wide, palette, covered)

    def forget(self) -> None:
        """Forget all that was placed, for the palette or the layers changed."""
        self._view = self._picture = self._picture_view = self._lettering = None
        self._of_marks = []

    def paint_names(self, painter: QPainter, view: Viewport) -> None:
        """Paint the names where they belong now."""
        kept = self._picture_view
        if kept is None or self._picture is None:
            return
        scale = kept.mpp / view.mpp
        if not 1 / _FAR <= scale <= _FAR:
            return
        x, y = view.to_px(*kept.to_rd(0, 0))
        if scale == 1.0:
            ratio = self._picture.devicePixelRatio()
            x, y = round(x * ratio) / ratio, round(y * ratio) / ratio
        painter.drawImage(QRectF(x, y, kept.width * scale, kept.height * scale), self._picture)

    def paint_marks(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        """Paint the words of marks, each as far from what it names as it was placed."""
        kept = self._view
        if kept is None or not self._of_marks:
            return
        if kept.mpp == view.mpp:
            x, y = view.to_px(*kept.to_rd(0, 0))
            draw_labels(painter, palette, self._of_marks, round(x), round(y))
            return
        for label in self._of_marks:
            if not label.glyphs:  # along a line that is being scaled a word would come apart
                at = (label.candidate.x, label.candidate.y)
                x, y = view.to_px(*kept.to_rd(*at))
                draw_labels(painter, palette, (label,), x - at[0], y - at[1])

    def wide(self, view: Viewport) -> tuple[Viewport, list[Box]]:
        """Return the view that is lettered around a view of the window, and the covered boxes in it."""
        wide = view.resized(view.width + 2 * BORDER, view.height + 2 * BORDER)
        return wide, [(b[0] + BORDER, b[1] + BORDER, b[2] + BORDER, b[3] + BORDER) for b in self.covered]

    def _letter(
        self, wide: Viewport, placed: list[PlacedLabel], palette: Palette, ratio: float
    ) -> Iterator[None]:
        """Draw names into a new picture, some at a time; the old one stays until it is done."""
        picture = QImage(math.ceil(wide.width * ratio), math.ceil(wide.height * ratio), _FORMAT)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        for first in range(0, len(placed), _AT_A_TIME):
            painter = QPainter(picture)
            draw_labels(painter, palette, placed[first : first + _AT_A_TIME])
            painter.end()
            yield
        self._picture, self._picture_view = picture, wide
