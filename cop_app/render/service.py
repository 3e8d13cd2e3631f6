"""Drawing in another process: QPainter holds Python's lock, so only a process of its own relieves the window.

The worker is stateless for the user: everything it knows was sent to it, so it may be killed at any moment. The window
then draws by itself in slices and starts a new worker.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from cop_app.formats.basemap import read_basemap
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.map.label_types import Box, PlacedLabel
from cop_app.map.mark_types import Mark
from cop_app.map.palette import load_palette
from cop_app.map.viewport import Viewport
from cop_app.render.base_names import BaseNames, place_words
from cop_app.render.packed import PackedLayer
from cop_app.render.pixels import PixelBuffer
from cop_app.render.qt_paths import PathCache
from cop_app.render.shm import TileSlots
from cop_app.render.tiles import TILE_PX, TileGroup, TileKey, TileRenderer

RESTART_AFTER_S = 2.0
SLOTS = 8
Opener = Callable[[str], Mapping[str, FeatureBatch]]


@dataclass(frozen=True, slots=True)
class UseSlots:
    """Draw into this shared memory from now on."""

    name: str
    side: int
    count: int


@dataclass(frozen=True, slots=True)
class OpenLayers:
    """Load layers by a reference that the worker's opener understands, such as the path of a base map file."""

    reference: str


@dataclass(frozen=True, slots=True)
class SendLayer:
    """A layer as columns, with a class per feature."""

    name: str
    geometry: GeometryColumns
    classes: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class ReplaceFeature:
    """Another geometry for one feature of a layer."""

    layer: str
    feature: int
    geometry: GeometryColumns


@dataclass(frozen=True, slots=True)
class DropLayer:
    """Forget a layer."""

    name: str


@dataclass(frozen=True, slots=True)
class TileJob:
    """Draw a tile of a group into a slot."""

    ticket: int
    group: TileGroup
    key: TileKey
    palette: str
    slot: int


@dataclass(frozen=True, slots=True)
class WordsJob:
    """Place all words of a view: names of the layers that were opened, and words of marks."""

    ticket: int
    view: Viewport
    palette: str
    marks: tuple[Mark, ...]
    covered: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop with a job whose outcome nobody wants any more."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Quit:
    """Stop the worker."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """These layers can be drawn; `named`: and their names can be placed."""

    names: tuple[str, ...]
    named: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """The end of a job: `complete` is False when it was cancelled or failed (`problem` says why)."""

    ticket: int
    complete: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Worded:
    """The placed words of a view, and the view they were placed in."""

    ticket: int
    view: Viewport
    labels: tuple[PlacedLabel, ...]


def open_kaart(reference: str) -> dict[str, FeatureBatch]:
    """Return the layers of a base map file."""
    return read_basemap(Path(reference))


def serve(connection: Connection, opener: Opener = open_kaart) -> None:
    """Answer messages until Quit or until the other side is gone; the body of the worker process."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication.instance() or QGuiApplication([])
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        _Service(connection, opener).run()
    del app


class _Service:
    """The worker's side."""

    def __init__(self, connection: Connection, opener: Opener) -> None:
        self.connection = connection
        self.opener = opener
        self.renderer = TileRenderer({})
        self.slots: TileSlots | None = None
        self.waiting: deque[Any] = deque()
        self.cancelled: set[int] = set()
        self.names: BaseNames | None = None

    def run(self) -> None:
        while True:
            self._listen(block=not self.waiting)
            message = self.waiting.popleft()
            if isinstance(message, Quit):
                return
            self._do(message)

    def _listen(self, *, block: bool) -> None:
        while block or self.connection.poll():
            message = self.connection.recv()
            if isinstance(message, Cancel):
                self.cancelled.add(message.ticket)
            else:
                self.waiting.append(message)
                block = False

    def _do(self, message: Any) -> None:
        if isinstance(message, TileJob):
            self._draw(message)
        elif isinstance(message, UseSlots):
            self.slots = TileSlots(message.side, message.count, message.name)
        elif isinstance(message, OpenLayers):
            self._open(self.opener(message.reference))
        elif isinstance(message, WordsJob):
            self._letter(message)
        elif isinstance(message, SendLayer):
            self.renderer.layers[message.name] = PackedLayer(message.geometry, message.classes)
            self.connection.send(Loaded((message.name,)))
        elif isinstance(message, ReplaceFeature):
            self.renderer.layers[message.layer].replace(message.feature, message.geometry)
        elif isinstance(message, DropLayer):
            self.renderer.layers.pop(message.name, None)

    def _open(self, batches: Mapping[str, FeatureBatch]) -> None:
        cache = PathCache()
        filled = {name: batch for name, batch in batches.items() if len(batch)}
        self.renderer.layers.update(
            {name: PackedLayer.from_batch(batch, cache=cache) for name, batch in filled.items()}
        )
        self.names = BaseNames(filled)
        self.connection.send(Loaded(tuple(filled), named=True))

    def _letter(self, job: WordsJob) -> None:
        self._listen(block=False)
        if job.ticket in self.cancelled:
            self.cancelled.discard(job.ticket)
            return
        labels = place_words(self.names, job.marks, job.view, load_palette(job.palette), job.covered)
        self.connection.send(Worded(job.ticket, job.view, tuple(labels)))

    def _draw(self, job: TileJob) -> None:
        if self.slots is None or job.ticket in self.cancelled:
            self.cancelled.discard(job.ticket)
            self.connection.send(Drawn(job.ticket, complete=False))
            return
        try:
            complete = draw_tile(
                self.renderer, self.slots.buffer(job.slot), job.group, job.key, job.palette,
                lambda: self._gone(job.ticket),
            )  # fmt: skip
            self.connection.send(Drawn(job.ticket, complete))
        except (KeyError, ValueError, ArithmeticError) as problem:
            self.connection.send(Drawn(job.ticket, complete=False, problem=repr(problem)))
        self.cancelled.discard(job.ticket)

    def _gone(self, ticket: int) -> bool:
        self._listen(block=False)
        return ticket in self.cancelled


def draw_tile(
    renderer: TileRenderer, buffer: PixelBuffer, group: TileGroup, key: TileKey, palette_name: str,
    cancelled: Callable[[], bool] | None = None,
) -> bool:  # fmt: skip
    """Draw one tile into a square picture; False when it was cancelled on the way."""
    palette = load_palette(palette_name)
    rules = group.rules_at(key.mpp, palette_name)
    return renderer.draw(
        buffer, key.view, rules, palette, ratio=buffer.width / TILE_PX, ground=group.ground, cancelled=cancelled
    )


class TileWorker:
    """The window's side: hands out tiles, collects them, and survives the death of the worker."""

    def __init__(self, opener: Opener = open_kaart, slots: int = SLOTS) -> None:
        self._opener = opener
        self._count = slots
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._slots: TileSlots | None = None
        self._free: list[int] = []
        self._busy: dict[int, int] = {}
        self._ticket = 0
        self._told: list[Any] = []  # everything a new worker must hear again
        self._died = float("-inf")
        self.loaded: set[str] = set()
        self.can_letter = False
        self._words = 0
        self._worded: Worded | None = None

    @property
    def alive(self) -> bool:
        """Return whether a worker runs, as far as is known."""
        return self._connection is not None

    @property
    def pid(self) -> int | None:
        """Return the process id of the worker."""
        return self._process.pid if self._process is not None else None

    @property
    def pending(self) -> int:
        """Return how many tiles are being drawn."""
        return len(self._busy)

    @property
    def room(self) -> bool:
        """Return whether another tile can be asked for."""
        return self.alive and bool(self._free)

    def start(self, ratio: float = 1.0) -> None:
        """Start the worker for tiles of `ratio` device pixels per pixel; does nothing when it runs for that ratio."""
        side = round(TILE_PX * ratio)
        if self.alive and self._slots is not None and self._slots.side == side:
            return
        self.stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, self._opener), name="kaart", daemon=True)
        self._process.start()
        theirs.close()
        self._connection = ours
        self._slots = TileSlots(side, self._count)
        self._free = list(range(self._count))
        self._send(UseSlots(self._slots.name, side, self._count))
        for message in self._told:
            self._send(message)

    def revive(self, ratio: float = 1.0) -> bool:
        """Start a new worker when the old one died some seconds ago; returns whether one runs."""
        if not self.alive and time.monotonic() - self._died >= RESTART_AFTER_S:
            self.start(ratio)
        return self.alive

    def open_layers(self, reference: str) -> None:
        """Let the worker load layers by reference."""
        self._tell(OpenLayers(reference))

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
                    self.can_letter |= message.named
                elif isinstance(message, Worded) and message.ticket == self._words:
                    self._words, self._worded = 0, message
                elif isinstance(message, Drawn) and message.ticket in self._busy:
                    self._take(message, room_for)
                    ended.append(message)
        except (EOFError, OSError):
            self._lost()
        return ended

    def stop(self) -> None:
        """Stop the worker and free the shared memory."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.send(Quit())
        self._lost()
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
        if self._process is not None:
            self._process.join(0.5)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process = None
        if self._slots is not None:
            self._slots.close()
            self._slots = None
