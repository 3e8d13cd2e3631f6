"""Drawing in another process: QPainter holds Python's lock, so only a process of its own relieves the window.

This is that process's side, and the messages between the two. It is stateless for the user: everything it knows was
sent to it, so it may be killed at any moment. The window's side is `tile_worker`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cop_app.domain.errors import UserFacingError
from cop_app.formats.basemap import read_basemap
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.map.label_types import Box, PlacedLabel
from cop_app.map.mark_types import Mark
from cop_app.map.palette import load_palette
from cop_app.map.viewport import Viewport
from cop_app.render.base_names import BaseNames, place_words
from cop_app.render.packed import PackedLayer, Pieces
from cop_app.render.pixels import PixelBuffer
from cop_app.render.qt_paths import PathCache
from cop_app.render.shm import TileSlots
from cop_app.render.tiles import TILE_PX, TileGroup, TileKey, TileRenderer

Opener = Callable[[str], Mapping[str, FeatureBatch | Pieces]]
Turn = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class UseSlots:
    """Draw into this shared memory from now on."""

    name: str
    side: int
    count: int


@dataclass(frozen=True, slots=True)
class OpenLayers:
    """Load layers by a reference that the worker's opener understands; `named`: their names are placed on the map."""

    reference: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class OpenNames:
    """Place the names of a reference too, under the label rules of a layer (`map.base_labels`)."""

    reference: str
    layer: str


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
    """These layers can be drawn; `named`: and their names can be placed. No names for a reference that failed."""

    names: tuple[str, ...]
    named: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """The names of a reference are placed from now on; "" those of the base map."""

    reference: str = ""


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


def serve(connection: Connection, opener: Opener = open_kaart, turn: Turn = nullcontext) -> None:
    """Answer messages until Quit or until the other side is gone; the drawing half of the worker process.

    `turn` is entered for every message that asks for work, so that other work in this process can let it go first.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication.instance() or QGuiApplication([])
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        _Service(connection, opener, turn).run()
    del app


class _Service:
    """The worker's side."""

    def __init__(self, connection: Connection, opener: Opener, turn: Turn) -> None:
        self.connection = connection
        self.opener = opener
        self.turn = turn
        self.renderer = TileRenderer({})
        self.cache = PathCache()  # one for all layers, so that many do not take many times its limit
        self.slots: TileSlots | None = None
        self.waiting: deque[Any] = deque()
        self.cancelled: set[int] = set()
        self.names: BaseNames | None = None
        self.base_names: BaseNames | None = None
        self.more_names: dict[tuple[str, str], FeatureBatch] = {}

    def run(self) -> None:
        while True:
            self._listen(block=not self.waiting)
            with self.turn():  # for all that waits: between two tiles other work would begin its next step
                while self.waiting:
                    message = self.waiting.popleft()
                    if isinstance(message, Quit):
                        return
                    self._do(message)
                    self._listen(block=False)

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
            self._open(message)
        elif isinstance(message, OpenNames):
            self._open_names(message)
        elif isinstance(message, WordsJob):
            self._letter(message)
        elif isinstance(message, SendLayer):
            self._show(message.name, PackedLayer(message.geometry, message.classes, cache=self.cache))
            self.connection.send(Loaded((message.name,)))
        elif isinstance(message, ReplaceFeature):
            self.renderer.layers[message.layer].replace(message.feature, message.geometry)
        elif isinstance(message, DropLayer):
            self._show(message.name, None)

    def _open(self, message: OpenLayers) -> None:
        try:
            found = self.opener(message.reference)
            packed = {name: self._packed(layer) for name, layer in found.items()}
        except (OSError, UserFacingError):
            # The window then draws these itself, and says what is wrong.
            self.connection.send(Loaded((), reference=message.reference))
            return
        for name, layer in packed.items():
            self._show(name, layer)
        if message.named:
            batches = {name: layer for name, layer in found.items() if isinstance(layer, FeatureBatch)}
            self.base_names = BaseNames({name: batch for name, batch in batches.items() if len(batch)})
            self._join_names()
        self.connection.send(Loaded(tuple(found), message.named, message.reference))
        give_back_memory()

    def _open_names(self, message: OpenNames) -> None:
        try:
            found = self.opener(message.reference)
        except (OSError, UserFacingError):
            found = {}  # the names are left out; the layer itself says what is wrong
        batches = [layer for layer in found.values() if isinstance(layer, FeatureBatch)]
        self.more_names[message.layer, message.reference] = FeatureBatch.concat(batches)
        self._join_names(message.reference)

    def _join_names(self, reference: str = "") -> None:
        layers: dict[str, list[FeatureBatch]] = {}
        for (layer, _reference), batch in self.more_names.items():
            layers.setdefault(layer, []).append(batch)
        base = self.base_names or BaseNames({})
        self.names = base.joined({layer: FeatureBatch.concat(rows) for layer, rows in layers.items()})
        self.connection.send(Named(reference))

    def _packed(self, layer: FeatureBatch | Pieces) -> PackedLayer:
        if isinstance(layer, FeatureBatch):
            return PackedLayer.from_batch(layer, cache=self.cache)
        return PackedLayer.from_pieces(layer, cache=self.cache)

    def _show(self, name: str, layer: PackedLayer | None) -> None:
        """Take a layer in, or out when there is nothing in it; the paths of what stood there go."""
        old = self.renderer.layers.pop(name, None)
        if old is not None:
            old.let_go()
        if layer is not None and len(layer):
            self.renderer.layers[name] = layer

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


def give_back_memory() -> None:
    """Hand memory that was only needed for packing back to the system; glibc would keep it for this process."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # another system, another C library
        ctypes.CDLL(None).malloc_trim(0)


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
