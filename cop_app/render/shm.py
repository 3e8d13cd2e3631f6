"""Memory shared between window and worker: a row of equal slots, one tile each, made once and used again."""

from __future__ import annotations

import contextlib
from multiprocessing import shared_memory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cop_app.render.pixels import BYTES_PER_PIXEL, PixelBuffer


class TileSlots:
    """`count` slots of `side` x `side` pixels. The one who makes them destroys them; the other only attaches."""

    def __init__(self, side: int, count: int, name: str = "") -> None:
        self.side, self.count = side, count
        self._each = side * side * BYTES_PER_PIXEL
        self._owner = not name
        if name:
            self._memory = shared_memory.SharedMemory(name)
        else:
            self._memory = shared_memory.SharedMemory(create=True, size=self._each * count)

    @property
    def name(self) -> str:
        """Return what the other process attaches by."""
        return self._memory.name

    def buffer(self, slot: int) -> PixelBuffer:
        """Return a slot as a picture to draw in."""
        if not 0 <= slot < self.count:
            raise IndexError(slot)
        return PixelBuffer(self.side, self.side, self._memory.buf, slot * self._each)

    def read(self, slot: int, into: PixelBuffer) -> None:
        """Copy a slot into a picture of the same size."""
        memory: Any = self._memory.buf
        flat: NDArray[np.uint32] = np.frombuffer(
            memory, dtype=np.uint32, count=self.side * self.side, offset=slot * self._each
        )
        into.flat[:] = flat

    def close(self) -> None:
        """Let go; the maker also destroys the memory."""
        if self._owner:
            self._memory.unlink()
        with contextlib.suppress(BufferError):  # a picture over a slot still lives; the memory goes with it
            self._memory.close()
