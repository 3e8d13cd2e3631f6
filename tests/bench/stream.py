"""Measures how smooth the window stays while 100,000 features come in: late frames, and how long a tile takes.

The product's window and its second process, which loads the features page by page from a service on loopback while it
draws another layer of 100,000. The window moves a little at every frame of 16 ms and goes elsewhere every half second,
so that tiles are asked for all the time, up to eight at once. A frame is late by how much later its timer came than it
was due. A tile's time runs from the moment it is asked until its pixels are here, waiting for the others included. The
same is measured without a load, to tell what the load costs.

    PYTHONPATH=. python tests/bench/stream.py DATA
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from features import service
from figures import Row, arguments, finish
from memory import made_cache
from PySide6.QtCore import Qt, QTimer
from store import LAYER
from window import Stand

from cop_app.map.viewport import Viewport
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.worker.client import WorkerClient
from cop_app.worker.loading import Stage

FRAME_MS = 16
ELSEWHERE = 30  # frames
QUIET_FRAMES = 300


class Watch:
    """Moves the map and writes down lateness of frames and times of tiles, in ms."""

    def __init__(self, stand: Stand, extent: list[float]) -> None:
        self.stand = stand
        self.late: list[float] = []
        self.tiles: list[float] = []
        self._asked: dict[int, float] = {}
        self._home = Viewport.fit(tuple(extent), 1000, 700)
        self._frames = self._places = 0
        self._due = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._frame)
        self._listen()

    def _listen(self) -> None:
        worker = self.stand.worker
        ask, collect = worker.ask, worker.collect

        def asked(*words):
            ticket = ask(*words)
            if ticket is not None:
                self._asked[ticket] = time.perf_counter()
            return ticket

        def collected(*words):
            ended = collect(*words)
            now = time.perf_counter()
            for drawn in ended:
                since = self._asked.pop(drawn.ticket, None)
                if since is not None and drawn.complete:
                    self.tiles.append((now - since) * 1000)
            return ended

        worker.ask, worker.collect = asked, collected

    def start(self) -> None:
        self.late, self.tiles, self._frames = [], [], 0
        self._due = time.perf_counter() + FRAME_MS / 1000
        self._timer.start()

    def stop(self) -> tuple[list[float], list[float]]:
        self._timer.stop()
        return self.late, self.tiles

    @property
    def frames(self) -> int:
        return self._frames

    def _frame(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._due) * 1000))
        # A frame that was missed altogether is not made up for.
        self._due = max(self._due + FRAME_MS / 1000, now)
        self._frames += 1
        canvas = self.stand.canvas
        if self._frames % ELSEWHERE == 0:
            # A scale of its own every time, so that no kept tile fits.
            self._places += 1
            view = self._home.panned(900.0 * (self._places % 3 - 1), 600.0 * (self._places // 3 % 3 - 1))
            canvas.go_to(replace(view, mpp=view.mpp * (1 + 0.001 * self._places)))
        else:
            canvas.pan(3.0, 1.0)
        canvas.repaint()


def measured(stand: Stand, watch: Watch, client: WorkerClient, address: str) -> dict[str, list[float]]:
    """Return the figures without a load and during one."""
    found: dict[str, list[float]] = {}
    watch.start()
    while watch.frames < QUIET_FRAMES:
        stand.app.processEvents()
        time.sleep(0.0005)
    found["late quiet"], found["tiles quiet"] = watch.stop()
    client.submit(SourceSpec("nieuw", SourceKind.OGC_FEATURES, address, "Proef", "pand", LAYER, typed=True))
    watch.start()
    ended = False
    while not ended:
        stand.app.processEvents()
        time.sleep(0.0005)
        for report in client.poll():
            if report.stage is not Stage.BEZIG:
                assert report.outcome is not None, report
                assert report.outcome.result is not None, report
                assert report.outcome.result.features == 100_000
                ended = True
    found["late"], found["tiles"] = watch.stop()
    return found


def main() -> None:
    options = arguments(__doc__ or "", pairs=3).parse_args()
    extent = json.loads((options.data / "extents.json").read_text(encoding="utf-8"))[LAYER]["town"]["extent"]
    runs = []
    with service(options.data, options.peers) as address:
        for _run in range(options.pairs):
            with tempfile.TemporaryDirectory(dir=options.data) as name:
                stand = Stand(made_cache(options.data, Path(name)), LAYER)
                stand.wait_for_worker()
                stand.show(tuple(extent))
                runs.append(measured(stand, Watch(stand, extent), WorkerClient(stand.process), address))
                stand.close()

    def row(test: str, name: str, unit: str, asked: float | None) -> Row:
        values = [float(np.percentile(run[name], 95)) for run in runs]
        middle = float(np.median([np.percentile(run[name], 50) for run in runs]))
        most = max(max(run[name]) for run in runs)
        count = sum(len(run[name]) for run in runs)
        return Row(test, f"p95 {'without load' if 'quiet' in name else 'while loading'}", unit, values, [], asked,
                   f"p50 {middle:.2f}, max {most:.1f}, {count} measured")  # fmt: skip

    rows = [
        row("late frames of 16 ms", "late", "ms", 4.0), row("late frames of 16 ms", "late quiet", "ms", None),
        row("a tile of 100k polygons", "tiles", "ms", 50.0), row("a tile of 100k polygons", "tiles quiet", "ms", None),
    ]  # fmt: skip
    finish(rows, options.json)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
