"""The one second process: it loads and it draws, so that the window never waits for a network nor for a painter.

Drawing has the main thread, loading a thread of its own that lets drawing go first at every page. The window holds two
pipes to it, one a kind of work. When it dies both sides are opened anew and everything is told again; nothing is lost,
because it holds nothing that is not in the cache or was not sent to it. Keys and credentials go over the pipe, never on
a command line or in the environment, which every program of this user can read.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.worker.loading import Opening, serve

_SWITCH_S = 0.001  # a waiting painter gets its turn within this time
_YIELD_S = 0.5  # loading waits at most so long for drawing, so that a busy map never starves a source
_LOADING_NICE = 10  # frames came a third less late with it (tests/bench/stream.py)
_PATIENCE_S = 2.0  # to end in order

Pieces = Iterator[tuple[GeometryColumns, Sequence[bytes]]]
MAP = "kaart:"
LAYER = "bron:"
NAMES = "namen:"


class Precedence:
    """Lets drawing go first: `drawing` is entered by the painter, `give_way` is called between two steps of a load."""

    def __init__(self) -> None:
        self._idle = threading.Event()
        self._idle.set()

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Draw; loading holds still at its next step."""
        self._idle.clear()
        try:
            yield
        finally:
            self._idle.set()

    def give_way(self) -> None:
        """Wait until nothing is being drawn, or half a second."""
        self._idle.wait(_YIELD_S)


def run(drawing: Connection, loading: Connection) -> None:
    """Be the second process until both pipes are closed."""
    sys.setswitchinterval(_SWITCH_S)
    precedence = Precedence()
    try:
        opening: Opening = loading.recv()
    except (EOFError, OSError):
        return
    loads = threading.Thread(target=_load, args=(loading, opening, precedence), name="laden")
    loads.start()
    with suppress(EOFError, OSError):
        # Qt is loaded by the first thing that is to be drawn: a worker that only loads stays small.
        if drawing.poll(None):
            from cop_app.render.service import serve as draw

            draw(drawing, partial(open_reference, opening), precedence.drawing)
    drawing.close()
    loads.join()


def _load(loading: Connection, opening: Opening, precedence: Precedence) -> None:
    """Load with less weight than window and painter have, where the system can say that of one thread."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOADING_NICE)
    serve(loading, opening, precedence.give_way)


def open_reference(opening: Opening, reference: str) -> Mapping[str, FeatureBatch | Pieces]:
    """Return the layers that a reference names: a map file (kaart:PATH), a layer of the cache to draw (bron:NAME) or
    to read its names (namen:NAME).

    A layer to draw comes piece by piece: a large one would else be here twice, with all its texts.

    Raises:
        UserFacingError: when the cache cannot be opened or does not hold the layer; OSError for a map file.
    """
    if reference.startswith(MAP):
        from cop_app.formats.basemap import read_map

        return read_map(Path(reference.removeprefix(MAP)))
    if reference.startswith(NAMES):
        return {reference.removeprefix(NAMES): _whole(opening, reference.removeprefix(NAMES))}
    name = reference.removeprefix(LAYER)
    return {name: _pieces(opening, name)}


def _whole(opening: Opening, name: str) -> FeatureBatch:
    from cop_app.store.cache import DatasetCache

    cache = DatasetCache.open(Path(opening.path), opening.keys, read_only=True)
    try:
        return cache.batch(name)
    finally:
        cache.close()


def _pieces(opening: Opening, name: str) -> Pieces:
    from cop_app.render.packed import CLASS_MEMBER
    from cop_app.store.cache import DatasetCache

    cache = DatasetCache.open(Path(opening.path), opening.keys, read_only=True)
    try:
        yield from cache.pieces(name, CLASS_MEMBER)
    finally:
        cache.close()


class SecondProcess:
    """Owns the process: starts it, hands out the pipes, starts it again when it died. Use from one thread."""

    def __init__(
        self, path: Path, keys: tuple[bytes, ...], headers: Mapping[str, Mapping[str, str]] | None = None, *,
        profiles: Sequence[Path] = (), logbook: Path | None = None,
    ) -> None:  # fmt: skip
        credentials = {name: dict(said) for name, said in (headers or {}).items()}
        self._opening = Opening(
            str(path), keys, credentials, tuple(map(str, profiles)), str(logbook) if logbook is not None else ""
        )
        self._process: BaseProcess | None = None
        self._drawing: Connection | None = None
        self._handed = False
        self.loading: Connection | None = None
        self.starts = 0

    @property
    def alive(self) -> bool:
        """Return whether the process runs."""
        return self._process is not None and self._process.is_alive()

    @property
    def lost(self) -> bool:
        """Return whether the process fell away and was not started again yet."""
        return self._process is not None and not self._process.is_alive()

    @property
    def pid(self) -> int | None:
        """Return the process id, None before the first start and after the end."""
        return self._process.pid if self._process is not None else None

    @property
    def sentinel(self) -> int | None:
        """Return what becomes ready when the process ends, to wait for."""
        return self._process.sentinel if self._process is not None else None

    def start(self) -> None:
        """Start the process, or start it again; does nothing while one runs."""
        if self.alive:
            return
        self._let_go()
        # spawn: a fork would carry the window's threads and open databases along.
        context = multiprocessing.get_context("spawn")
        self._drawing, their_drawing = context.Pipe()
        self.loading, their_loading = context.Pipe()
        self._process = context.Process(target=run, args=(their_drawing, their_loading), name="werker", daemon=True)
        self._process.start()
        their_drawing.close()
        their_loading.close()
        self._handed = False
        self.starts += 1
        try:
            self.loading.send(self._opening)
        except OSError:
            return  # it died at once; whoever looks next finds out

    def close(self) -> None:
        """End the process: in order when it listens, else by force. Stored pages are safe either way."""
        self._let_go()

    # -- the painter's way in (render.tile_worker.DrawingLink)

    @property
    def drawing(self) -> DrawingEnd:
        """Return the way to the drawing half."""
        return DrawingEnd(self)

    def hand_drawing(self) -> Connection:
        """Return the drawing pipe of a process that knows nothing of drawing yet."""
        if self.alive and self._handed and self._process is not None:
            self._process.kill()  # its painter was lost: only a new process has a new one
            self._process.join()
        self.start()
        if self._drawing is None:
            raise OSError("no drawing pipe")
        self._handed = True
        return self._drawing

    def _let_go(self) -> None:
        for pipe in (self._drawing, self.loading):
            if pipe is not None:
                pipe.close()
        self._drawing = self.loading = None
        if self._process is None:
            return
        self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()
        self._process = None


class DrawingEnd:
    """The drawing half of the second process, as the painter's client wants it."""

    def __init__(self, process: SecondProcess) -> None:
        self._process = process

    def open(self) -> Connection:
        """Return a pipe to a process that knows nothing of drawing yet."""
        return self._process.hand_drawing()

    def close(self) -> None:
        """Leave the process to its owner, who loads with it."""

    @property
    def pid(self) -> int | None:
        """Return the process id."""
        return self._process.pid
