"""The tiles of the map: which are wanted, who draws them, and what is shown until they are there.

Tiles come from the worker when there is one and are otherwise drawn here, a few milliseconds at a time. Until a tile
is sharp, the tiles of the scale before it are shown larger or smaller in its place, so that nothing flashes.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from cop_app.geo.columns import GeometryColumns
from cop_app.map.palette import Palette
from cop_app.map.viewport import Extent, Viewport
from cop_app.render.packed import PackedLayer
from cop_app.render.pixels import PixelBuffer
from cop_app.render.tile_worker import TileWorker
from cop_app.render.tiles import TILE_PX, SlicedDrawing, TileGroup, TileKey, TileRenderer, tiles_of

MOST_TILES = 64  # kept beside what a large screen needs
MOST_TILES_DENSE = 32  # of more than 1.5 device pixels per pixel
EDGE_PX = 8.0  # how far strokes reach beyond the box of what changed


class Place(NamedTuple):
    """A kept tile: the group, its palette and the place."""

    group: str
    palette: str
    key: TileKey


class _Layered:
    """A group: drawn by the worker when it has the layers, else here from layers that may be packed only then."""

    def __init__(self, group: TileGroup, layers: Mapping[str, PackedLayer], *, ready: bool, remote: bool) -> None:
        self.group = group
        self.names = tuple(layers)
        self.ready = ready
        self.remote = remote
        self._layers = layers
        self._made: TileRenderer | None = None

    @property
    def renderer(self) -> TileRenderer:
        """Return what draws it here."""
        if self._made is None:
            self._made = TileRenderer(self._layers)
        return self._made


@dataclass(slots=True)
class _AtWork:
    place: Place
    buffer: PixelBuffer
    drawing: SlicedDrawing


class TileBoard:
    """Keeps and paints the tiles of all groups, the lowest group first."""

    def __init__(self, palette: Palette, ratio: float = 1.0) -> None:
        self.palette = palette
        self.worker: TileWorker | None = None
        self._groups: dict[str, _Layered] = {}
        self._tiles: OrderedDict[Place, PixelBuffer] = OrderedDict()
        self._spare: list[PixelBuffer] = []
        self._wanted: list[Place] = []
        self._asked: dict[int, Place] = {}
        self._at_work: _AtWork | None = None
        self._side = TILE_PX
        self._looked_at = 0
        self._mpp = 0.0  # of what is looked at
        self._sharp_mpp = 0.0  # the last scale of which all tiles were there
        self.drawing_here = False  # as of the last look: the worker could not or cannot yet
        self._refused: set[Place] = set()  # the worker could not; drawn here
        self.set_ratio(ratio)

    # -- what there is to draw

    @property
    def ratio(self) -> float:
        """Return device pixels per pixel, such that a tile is whole."""
        return self._side / TILE_PX

    @property
    def limit(self) -> int:
        """Return how many tiles are kept: never fewer than half as many again as are looked at."""
        return max(MOST_TILES_DENSE if self.ratio > 1.5 else MOST_TILES, self._looked_at * 3 // 2)

    def __len__(self) -> int:
        return len(self._tiles)

    def set_ratio(self, ratio: float) -> None:
        """Draw for a screen of so many device pixels per pixel."""
        side = round(TILE_PX * ratio)
        if side != self._side:
            self._side = side
            self.clear()
            self._spare.clear()
            if self.worker is not None:
                self.worker.start(self.ratio)

    def set_group(
        self, group: TileGroup, layers: Mapping[str, PackedLayer], *, ready: bool = True, remote: bool = True
    ) -> None:
        """Show or replace a group; a new one lies above the others.

        `ready` says that the layers are packed already, so that drawing here costs no more than drawing; `remote` that
        the worker may draw them if it knows layers of these names.
        """
        self._groups[group.name] = _Layered(group, layers, ready=ready, remote=remote)
        self._refused.clear()
        self._drop(lambda place: place.group == group.name)

    def remove_group(self, name: str) -> None:
        """Show a group no longer."""
        self._groups.pop(name, None)
        self._wanted = [place for place in self._wanted if place.group != name]
        self._drop(lambda place: place.group == name)

    def layers(self, name: str) -> Mapping[str, PackedLayer]:
        """Return the packed layers of a group."""
        return self._groups[name].renderer.layers

    def clear(self) -> None:
        """Forget all tiles."""
        self._drop(lambda place: True)

    # -- getting tiles

    def want(self, view: Viewport) -> None:
        """Say what is looked at; what is drawn for elsewhere is given up."""
        keys = tiles_of(view)
        places = [Place(name, self.palette.name, key) for key in keys for name in self._groups]
        self._wanted = [place for place in places if place not in self._tiles]
        for place in places:
            if place in self._tiles:
                self._tiles.move_to_end(place)
        looked_at = set(places)
        self._looked_at = len(places)
        self._mpp = view.mpp
        if self._at_work is not None and self._at_work.place not in looked_at:
            self._give_up()
        if self.worker is not None:
            for ticket, place in self._asked.items():
                if place not in looked_at:
                    self.worker.cancel(ticket)
        if not self._wanted:
            self._sharp_mpp = view.mpp

    @property
    def busy(self) -> bool:
        """Return whether tiles are still to come."""
        return bool(self._wanted)

    def work(self, seconds: float = 0.004) -> bool:
        """Collect from the worker and hand it more, or draw for this long; returns whether a tile came."""
        came = self._collect()
        self._hand_out()
        alone = [place for place in self._wanted if not (self._by_worker(place) or self._awaited(place))]
        self.drawing_here = bool(alone)
        if alone and self._draw_some(alone[0], seconds):
            came = True
        if not self._wanted:
            self._sharp_mpp = self._mpp
        return came

    def finish(self, view: Viewport) -> None:
        """Draw everything that a view lacks, now."""
        self.want(view)
        for place in list(self._wanted):
            if self._at_work is None or self._at_work.place != place:
                self._begin(place)
            if self._at_work is not None:
                self._at_work.drawing.go_on(math.inf)
                self._done()
        self._sharp_mpp = view.mpp

    def _by_worker(self, place: Place) -> bool:
        layered = self._groups.get(place.group)
        if self.worker is None or layered is None or place in self._refused or not layered.remote:
            return False
        return self.worker.covers(layered.names)

    def _awaited(self, place: Place) -> bool:
        """Return whether the worker is about to have layers that would have to be packed here first."""
        layered = self._groups.get(place.group)
        waits = layered is not None and layered.remote and not layered.ready and place not in self._refused
        return waits and self.worker is not None and self.worker.opening

    def _hand_out(self) -> None:
        worker = self.worker
        if worker is None or not worker.revive(self.ratio):
            self._asked.clear()
            return
        asked = set(self._asked.values())
        for place in self._wanted:
            if not worker.room:
                return
            if place not in asked and self._by_worker(place):
                ticket = worker.ask(self._groups[place.group].group, place.key, place.palette)
                if ticket is not None:
                    self._asked[ticket] = place

    def _collect(self) -> bool:
        if self.worker is None:
            return False
        came = False
        fresh: dict[int, PixelBuffer] = {}

        def room_for(ticket: int) -> PixelBuffer | None:
            place = self._asked.get(ticket)
            if place is None or place.group not in self._groups:
                return None
            fresh[ticket] = self._buffer()
            return fresh[ticket]

        for ended in self.worker.collect(room_for):
            place = self._asked.pop(ended.ticket, None)
            if ended.problem and place is not None:
                self._refused.add(place)
            buffer = fresh.get(ended.ticket)
            if place is not None and buffer is not None:
                self._keep(place, buffer)
                came = True
        if not self.worker.alive:
            self._asked.clear()
        return came

    def _draw_some(self, place: Place, seconds: float) -> bool:
        if self._at_work is None:
            self._begin(place)
        if self._at_work is None or not self._at_work.drawing.go_on(seconds):
            return False
        self._done()
        return True

    def _begin(self, place: Place) -> None:
        self._give_up()
        layered, buffer = self._groups[place.group], self._buffer()
        steps = layered.renderer.steps(
            buffer, place.key.view, layered.group.rules_at(place.key.mpp, place.palette), self.palette,
            ratio=self.ratio, ground=layered.group.ground,
        )  # fmt: skip
        self._at_work = _AtWork(place, buffer, SlicedDrawing(steps))

    def _done(self) -> None:
        if self._at_work is not None:
            self._keep(self._at_work.place, self._at_work.buffer)
            self._at_work = None

    def _give_up(self) -> None:
        if self._at_work is not None:
            self._at_work.drawing.give_up()
            self._spare.append(self._at_work.buffer)
            self._at_work = None

    def _keep(self, place: Place, buffer: PixelBuffer) -> None:
        old = self._tiles.pop(place, None)
        if old is not None:
            self._spare.append(old)
        self._tiles[place] = buffer
        self._wanted = [other for other in self._wanted if other != place]
        while len(self._tiles) > self.limit:
            _oldest, gone = self._tiles.popitem(last=False)
            self._spare.append(gone)

    def _buffer(self) -> PixelBuffer:
        return self._spare.pop() if self._spare else PixelBuffer(self._side, self._side)

    def _drop(self, which: Callable[[Place], bool]) -> None:
        self._give_up()
        self._forget_asked(which)
        for place in [place for place in self._tiles if which(place)]:
            self._spare.append(self._tiles.pop(place))
        del self._spare[MOST_TILES_DENSE:]

    def _forget_asked(self, which: Callable[[Place], bool]) -> None:
        """Take no more notice of tiles that are being drawn from what was; they are asked for again."""
        for ticket in [ticket for ticket, place in self._asked.items() if which(place)]:
            del self._asked[ticket]
            if self.worker is not None:
                self.worker.cancel(ticket)

    # -- an edit

    def replace(self, name: str, layer: str, feature: int, geometry: GeometryColumns, view: Viewport) -> Extent:
        """Give one feature another geometry and redraw only where that shows; returns that box in RD."""
        box = self.layers(name)[layer].replace(feature, geometry)
        if self.worker is not None:
            self.worker.replace_feature(layer, feature, geometry)
        self.redraw(name, box, view.mpp)
        return box

    def redraw(self, name: str, box: Extent, mpp: float) -> None:
        """Draw the tiles of this scale again inside a box in RD; those of other scales are forgotten."""
        layered = self._groups[name]
        self._forget_asked(lambda place: place.group == name and place.key.view.sees(box, EDGE_PX))
        for place in [place for place in self._tiles if place.group == name]:
            tile = place.key.view
            if not tile.sees(box, EDGE_PX):
                continue
            if place.key.mpp != mpp or place.palette != self.palette.name:
                self._spare.append(self._tiles.pop(place))
                continue
            buffer, k = self._tiles[place], self.ratio
            left, top = tile.to_px(box[0], box[3])
            right, low = tile.to_px(box[2], box[1])
            x, y = math.floor((left - EDGE_PX) * k), math.floor((top - EDGE_PX) * k)
            clip = QRect(x, y, math.ceil((right + EDGE_PX) * k) - x, math.ceil((low + EDGE_PX) * k) - y)
            layered.renderer.draw(
                buffer, tile, layered.group.rules_at(mpp, place.palette), self.palette, ratio=k,
                ground=layered.group.ground, clip=clip,
            )  # fmt: skip
        if self._at_work is not None and self._at_work.place.group == name:
            self._give_up()

    # -- painting

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Paint the view in device-independent pixels, from the tiles there are."""
        if self._sharp_mpp and self._sharp_mpp != view.mpp:
            self._paint_scaled(painter, view)
        ratio = self.ratio
        device_mpp = view.mpp / ratio
        # The corner of the view in whole device pixels, or every tile would be smeared by half a pixel.
        x0 = round(view.extent[0] / device_mpp)
        y0 = round(view.extent[3] / device_mpp)
        keys = tiles_of(view)
        for name in self._groups:
            for key in keys:
                buffer = self._tiles.get(Place(name, self.palette.name, key))
                if buffer is None:
                    continue
                buffer.image.setDevicePixelRatio(ratio)
                left, top = key.column * self._side - x0, y0 - (key.row + 1) * self._side
                painter.drawImage(QPointF(left / ratio, top / ratio), buffer.image)
                buffer.image.setDevicePixelRatio(1.0)

    def _paint_scaled(self, painter: QPainter, view: Viewport) -> None:
        scale = self._sharp_mpp / view.mpp
        for place, buffer in self._tiles.items():
            if place.key.mpp != self._sharp_mpp or place.palette != self.palette.name:
                continue
            x0, _y0, _x1, y1 = place.key.view.extent
            left, top = view.to_px(x0, y1)
            side = TILE_PX * scale
            if left < view.width and top < view.height and left + side > 0 and top + side > 0:
                painter.drawImage(QRectF(left, top, side, side), buffer.image)
