"""The window's side of drawing elsewhere: hands out tiles, collects them, and survives the death of the worker.

Where the other process comes from is not known here: a `DrawingLink` gives the pipe to it, and a new one after it died.
What the worker must know again then (slots, layers) is kept here and told anew.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

from cop_app.geo.columns import GeometryColumns
from cop_app.map.label_types import Box
from cop_app.map.mark_types import Mark
from cop_app.map.viewport import Viewport
from cop_app.render.pixels import PixelBuffer
from cop_app.render.service import (
    Cancel,
    Drawn,
    DropLayer,
    Loaded,
    Named,
    Opener,
    OpenLayers,
    OpenNames,
    Quit,
    ReplaceFeature,
    SendLayer,
    TileJob,
    UseSlots,
    Worded,
    WordsJob,
    open_kaart,
    serve,
)
from cop_app.render.shm import TileSlots
from cop_app.render.tiles import TILE_PX, TileGroup, TileKey

RESTART_AFTER_S = 2.0
SLOTS = 8


class DrawingLink(Protocol):
    """The way to a process that draws."""

    def open(self) -> Connection:
        """Return a pipe to a process that knows nothing yet; starts one when none runs."""
        ...

    def close(self) -> None:
        """Let go of the process; its pipe is closed by then."""
        ...

    @property
    def pid(self) -> int | None:
        """Return the process id, None when none runs."""
        ...


class OwnProcess:
    """A process for drawing alone."""

    def __init__(self, opener: Opener = open_kaart) -> None:
        self._opener = opener
        self._process: BaseProcess | None = None

    def open(self) -> Connection:
        """Start a process and return the pipe to it."""
        self.close()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, self._opener), name="kaart", daemon=True)
        self._process.start()
        theirs.close()
        return ours

    def close(self) -> None:
        """Wait half a second for the process to end, then end it."""
        if self._process is None:
            return
        self._process.join(0.5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process = None

    @property
    def pid(self) -> int | None:
        """Return the process id, None when none runs."""
        return self._process.pid if self._process is not None else None


class TileWorker:
    """Asks for tiles and words, and gets them; one owner, one thread."""

    def __init__(self, link: DrawingLink | None = None, slots: int = SLOTS) -> None:
        self._link: DrawingLink = link or OwnProcess()
        self._count = slots
        self._connection: Connection | None = None
        self._slots: TileSlots | None = None
        self._free: list[int] = []
        self._busy: dict[int, int] = {}
        self._ticket = 0
        self._told: list[Any] = []  # everything a new worker must hear again
        self._died = float("-inf")
        self.loaded: set[str] = set()
        self._opening: set[str] = set()
        self.can_letter = False
        self._more_names = False
        self._words = 0
        self._worded: Worded | None = None

    @property
    def alive(self) -> bool:
        """Return whether a worker runs, as far as is known."""
        return self._connection is not None

    @property
    def pid(self) -> int | None:
        """Return the process id of the worker."""
        return self._link.pid

    @property
    def pending(self) -> int:
        """Return how many tiles are being drawn."""
        return len(self._busy)

    @property
    def room(self) -> bool:
        """Return whether another tile can be asked for."""
        return self.alive and bool(self._free)

    def start(self, ratio: float = 1.0) -> None:
        """Begin with tiles of `ratio` device pixels per pixel; does nothing when that is so already."""
        side = round(TILE_PX * ratio)
        if self.alive and self._slots is not None and self._slots.side == side:
            return
        if self.alive:
            # Another screen: what is being drawn for the old one is not waited for.
            for ticket in self._busy:
                self._send(Cancel(ticket))
            self._use_slots(side)
            return
        self._connection = self._link.open()
        self._use_slots(side)
        self._opening = {m.reference for m in self._told if isinstance(m, OpenLayers | OpenNames)}
        for message in self._told:
            self._send(message)

    def _use_slots(self, side: int) -> None:
        if self._slots is not None:
            self._slots.close()
        self._slots = TileSlots(side, self._count)
        self._free, self._busy = list(range(self._count)), {}
        self._send(UseSlots(self._slots.name, side, self._count))

    def revive(self, ratio: float = 1.0) -> bool:
        """Start a new worker when the old one died some seconds ago; returns whether one runs."""
        if not self.alive and time.monotonic() - self._died >= RESTART_AFTER_S:
            self.start(ratio)
        return self.alive

    def open_layers(self, reference: str, *, named: bool = True) -> None:
        """Let the worker load layers by reference, or load them again; `named`: it places their names on the map."""
        self._told = [m for m in self._told if not (isinstance(m, OpenLayers) and m.reference == reference)]
        self._opening.add(reference)
        self._tell(OpenLayers(reference, named))

    def open_names(self, reference: str, layer: str) -> None:
        """Let the worker place the names of a reference too, by the label rules of a layer."""
        self._told = [m for m in self._told if not (isinstance(m, OpenNames) and m.reference == reference)]
        self._opening.add(reference)
        self._tell(OpenNames(reference, layer))

    def send_layer(self, name: str, geometry: GeometryColumns, classes: Sequence[str] | None = None) -> None:
        """Hand the worker a layer."""
        self._told = [m for m in self._told if not (isinstance(m, SendLayer | DropLayer) and m.name == name)]
        self._tell(SendLayer(name, geometry, classes))

    def drop_layer(self, name: str) -> None:
        """Let the worker forget a layer."""
        self._told = [m for m in self._told if not (isinstance(m, SendLayer) and m.name == name)]
        self.loaded.discard(name)
        self._tell(DropLayer(name))

    def replace_feature(self, layer: str, feature: int, geometry: GeometryColumns) -> None:
        """Tell the worker about an edit."""
        self._tell(ReplaceFeature(layer, feature, geometry))

    @property
    def opening(self) -> bool:
        """Return whether layers are being opened: whoever lacks them may wait for that."""
        return self.alive and bool(self._opening)

    def covers(self, layers: Iterable[str]) -> bool:
        """Return whether the worker can draw all these layers."""
        return self.alive and all(name in self.loaded for name in layers)

    def ask(self, group: TileGroup, key: TileKey, palette_name: str) -> int | None:
        """Ask for a tile; returns its ticket, None when there is no room or no worker."""
        if not self.room:
            return None
        slot = self._free.pop()
        self._ticket += 1
        self._busy[self._ticket] = slot
        self._send(TileJob(self._ticket, group, key, palette_name, slot))
        return self._ticket if self.alive else None

    def ask_words(
        self, view: Viewport, palette_name: str, marks: Sequence[Mark], covered: Sequence[Box]
    ) -> int | None:
        """Ask for all words of a view; an earlier question is withdrawn. None without a worker that knows names."""
        if not (self.alive and self.can_letter):
            return None
        if self._words:
            self._send(Cancel(self._words))
        self._ticket += 1
        self._words, self._worded = self._ticket, None
        self._send(WordsJob(self._words, view, palette_name, tuple(marks), tuple(covered)))
        return self._words if self.alive else None

    def take_words(self) -> Worded | None:
        """Return the words last asked for, once, when they have come."""
        found, self._worded = self._worded, None
        return found

    def take_news(self) -> bool:
        """Return, once, whether more names can be placed than when words were last asked for."""
        found, self._more_names = self._more_names, False
        return found

    def cancel(self, ticket: int) -> None:
        """Say that a tile is not wanted any more; its end is still collected."""
        if ticket in self._busy:
            self._send(Cancel(ticket))

    def collect(self, room_for: Callable[[int], PixelBuffer | None]) -> list[Drawn]:
        """Return what ended; the pixels of complete tiles are copied to the picture that `room_for` gives."""
        ended: list[Drawn] = []
        try:
            while self._connection is not None and self._connection.poll():
                message = self._connection.recv()
                if isinstance(message, Loaded):
                    self.loaded.update(message.names)
                    self._opening.discard(message.reference)
                    self.can_letter |= message.named
                elif isinstance(message, Named):
                    self._opening.discard(message.reference)
                    self._more_names = True
                elif isinstance(message, Worded) and message.ticket == self._words:
                    self._words, self._worded = 0, message
                elif isinstance(message, Drawn) and message.ticket in self._busy:
                    self._take(message, room_for)
                    ended.append(message)
        except (EOFError, OSError):
            self._lost()
        return ended

    def stop(self) -> None:
        """Let the worker go and free the shared memory."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.send(Quit())
        self._lost()
        self._link.close()
        self._died = float("-inf")

    def _take(self, message: Drawn, room_for: Callable[[int], PixelBuffer | None]) -> None:
        slot = self._busy.pop(message.ticket)
        buffer = room_for(message.ticket) if message.complete else None
        if buffer is not None and self._slots is not None:
            self._slots.read(slot, buffer)
        self._free.append(slot)

    def _tell(self, message: Any) -> None:
        self._told.append(message)
        if self.alive:
            self._send(message)

    def _send(self, message: Any) -> None:
        try:
            if self._connection is not None:
                self._connection.send(message)
        except OSError:
            self._lost()

    def _lost(self) -> None:
        self._died = time.monotonic()
        self.loaded.clear()
        self.can_letter, self._words, self._worded = False, 0, None
        self._busy.clear()
        self._free.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._slots is not None:
            self._slots.close()
            self._slots = None
