"""Opens the product's real window with one dataset, drawn by its second process, and says when every tile is there.

A stand for the benchmarks: it is measured from outside. It reads lines: "view X0,Y0,X1,Y1" shows that extent and
answers when all is sharp, "quit" ends. The dataset is taken from a cache that `made_cache` filled.

    PYTHONPATH=. python tests/bench/window.py CACHE LAYER
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from plain import rule_for
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from cop_app.geo.columns import POLYGON
from cop_app.map.palette import load_palette
from cop_app.render.packed import PackedLayer
from cop_app.render.tile_worker import TileWorker
from cop_app.ui.application import application
from cop_app.ui.canvas import MapCanvas
from cop_app.ui.main_window import MainWindow
from cop_app.ui.theme import Theme
from cop_app.worker.second import LAYER, SecondProcess

KEY = bytes(range(32))  # of the bench's own cache


class Elsewhere(Mapping[str, PackedLayer]):
    """Layers that only the second process has; that the window would draw them itself is a fault of the bench."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def __getitem__(self, name: str) -> PackedLayer:
        raise RuntimeError(f"the window was to draw {name} itself")

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Stand:
    """The window, its canvas and the second process."""

    def __init__(self, cache: Path, layer: str) -> None:
        self.app: QApplication = application()
        self.canvas = MapCanvas(load_palette("dag"))
        self.canvas.zoom_ms = 0
        self.window = MainWindow(Theme("dag"), self.canvas)
        self.process = SecondProcess(cache, (KEY,))
        self.worker = TileWorker(self.process.drawing)
        self.canvas.use_worker(self.worker)
        self.worker.open_layers(f"{LAYER}{layer}", named=False)
        self.layer = layer
        self.canvas.show_layers("bronnen", Elsewhere((layer,)), (rule_for(layer, POLYGON),), remote=True, ready=False)
        self.window.resize(1600, 1000)
        self.window.show()

    def wait_for_worker(self) -> None:
        """Go on until the second process has the layer."""
        while self.layer not in self.worker.loaded:
            self.turn()

    def turn(self) -> None:
        """Let the window do what is due."""
        self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.001)

    def show(self, extent: tuple[float, float, float, float]) -> float:
        """Show an extent; returns how long it took until every tile was sharp."""
        started = time.perf_counter()
        self.canvas.fit(extent)
        while self.canvas._board.busy:
            self.turn()
        return time.perf_counter() - started

    def close(self) -> None:
        """End everything."""
        self.canvas.hide_layers("bronnen")  # or the window would go on to draw them itself
        self.canvas.use_worker(None)
        self.worker.stop()
        self.process.close()
        self.window.close()
        self.window.deleteLater()
        self.app.processEvents()


def main() -> None:
    stand = Stand(Path(sys.argv[1]), sys.argv[2])
    stand.wait_for_worker()
    print(json.dumps({"ready": True, "worker": stand.process.pid}), flush=True)
    for line in sys.stdin:
        word, _space, rest = line.strip().partition(" ")
        if word == "quit":
            break
        took = stand.show(tuple(float(part) for part in rest.split(",")))
        print(json.dumps({"sharp": took}), flush=True)
    stand.close()


if __name__ == "__main__":
    main()
