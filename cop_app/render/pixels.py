"""A picture whose memory is ours: Qt paints into it, numpy writes single pixels, another process may share it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

BYTES_PER_PIXEL = 4


class PixelBuffer:
    """`width` x `height` device pixels, 0xAARRGGBB, premultiplied; over its own memory or over `memory`.

    Reuse one instead of making a new: fresh memory costs more than the drawing.
    """

    def __init__(self, width: int, height: int, memory: Any = None, offset: int = 0) -> None:
        self.width, self.height = width, height
        count = width * height
        if memory is None:
            flat = np.zeros(count, dtype=np.uint32)
        else:
            flat = np.frombuffer(memory, dtype=np.uint32, count=count, offset=offset)
        self.flat: NDArray[np.uint32] = flat
        self.image = QImage(
            flat.data.cast("B"), width, height, width * BYTES_PER_PIXEL, QImage.Format.Format_ARGB32_Premultiplied
        )

    @property
    def pixels(self) -> NDArray[np.uint32]:
        """Return the words by row and column."""
        return self.flat.reshape(self.height, self.width)

    def move(self, dx: int, dy: int) -> None:
        """Move the content right and down by whole pixels; what is uncovered keeps its old content."""
        if abs(dx) >= self.width or abs(dy) >= self.height:
            return
        rows, columns = self.pixels, self.width - abs(dx)
        to_x, from_x = max(dx, 0), max(-dx, 0)
        if dy == 0:
            rows[:, to_x : to_x + columns] = rows[:, from_x : from_x + columns]
            return
        height = self.height - abs(dy)
        to_y, from_y = max(dy, 0), max(-dy, 0)
        rows[to_y : to_y + height, to_x : to_x + columns] = rows[
            from_y : from_y + height, from_x : from_x + columns
        ].copy()
