"""What a hand can do on the map besides moving it: the border between the canvas and the tools.

A tool is told of clicks, drags and keys in RD metres and pixels, and paints itself over the map. The canvas keeps
panning and zooming, so that one can look around halfway a drawing.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from cop_app.map.palette import Palette
from cop_app.map.viewport import Viewport
from cop_app.ui.views import KeyHint

Place = tuple[float, float]


class MapTool(Protocol):
    """A tool in use on the canvas. Methods that return a bool say whether the tool took it."""

    @property
    def cursor(self) -> Qt.CursorShape:
        """Return the pointer's shape over the map."""
        ...

    @property
    def hints(self) -> tuple[KeyHint, ...]:
        """Return what the keys do while it is in use."""
        ...

    def grab(self, view: Viewport, px: Place) -> bool:
        """Take hold of something at a pixel, so that a drag moves that and not the map."""
        ...

    def drag(self, place: Place) -> None:
        """Move what was taken hold of to an RD place."""
        ...

    def drop(self) -> None:
        """Let go of it."""
        ...

    def click(self, view: Viewport, px: Place) -> None:
        """Act on a click."""
        ...

    def hover(self, place: Place) -> bool:
        """Hear where the pointer is; returns whether that shows."""
        ...

    def finish(self) -> None:
        """Act on Enter or a double click."""
        ...

    def key(self, key: Qt.Key, view: Viewport) -> bool:
        """Act on a key."""
        ...

    def paint(self, painter: QPainter, view: Viewport, palette: Palette) -> None:
        """Paint over the map."""
        ...
