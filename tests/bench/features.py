"""Times OGC API Features: 100,000 features in pages of 1,000 from loopback -> the first map of all, whole process.

Ours: the product's own client with its guards, every page stored before the next is asked, compared and written as a
dataset with its history, read back, packed and drawn; its search index follows when the map is there, as it does in the
window. The peer draws what it fetched and keeps it for the session only.

    PYTHONPATH=. python tests/bench/features.py DATA
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from figures import ROOT, Row, arguments, finish, in_turn, seconds

PORT = 8197
SIZE = (1600, 1000)


@contextmanager
def service(data: Path, peers: Path) -> Iterator[str]:
    """Serve the features on loopback; gives the address."""
    address = f"http://127.0.0.1:{PORT}/"
    process = subprocess.Popen(
        [sys.executable, str(peers / "oapif_server.py"), str(data), str(PORT)], stdout=subprocess.DEVNULL
    )
    try:
        for _attempt in range(100):
            try:
                urllib.request.urlopen(address, timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def first_map(address: str, folder: Path, extent: list[float]) -> None:
    """Fetch, store, pack and draw; prints when each step was done, in seconds. What may wait is done after the map."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    began = time.perf_counter()
    at: dict[str, float] = {}

    def mark(step: str) -> None:
        at[step] = time.perf_counter() - began

    from cop_app.domain.clock import SystemClock
    from cop_app.sources.catalogue import SourceKind, SourceSpec
    from cop_app.store.cache import DatasetCache
    from cop_app.worker.jobs import SourceLoads

    mark("imported")
    cache = DatasetCache.open(folder / "cache.db", bytes(range(32)))
    spec = SourceSpec("b100k", SourceKind.OGC_FEATURES, address, "Proef", "pand", "b100k", typed=True)
    outcome = SourceLoads(cache, SystemClock()).load(spec)
    assert outcome.result is not None, outcome
    assert outcome.result.features == 100_000, outcome.result
    assert outcome.result.complete
    mark("stored")
    from plain import PALETTE, rule_for
    from PySide6.QtGui import QGuiApplication

    from cop_app.geo.columns import POLYGON
    from cop_app.map.viewport import Viewport
    from cop_app.render.packed import CLASS_MEMBER, PackedLayer
    from cop_app.render.pixels import PixelBuffer
    from cop_app.render.tiles import TileRenderer

    app = QGuiApplication([])
    layer = PackedLayer.from_pieces(cache.pieces("b100k", CLASS_MEMBER))
    mark("packed")
    buffer, view = PixelBuffer(*SIZE), Viewport.fit(tuple(extent), *SIZE)
    rules = [rule_for("b100k", POLYGON)]
    TileRenderer({"b100k": layer}).draw(buffer, view, rules, PALETTE, ground="#FFFFFF")
    mark("drawn")
    assert (buffer.flat != buffer.flat[0]).mean() > 0.005
    print(json.dumps(at), flush=True)
    cache.close()
    del app


def main() -> None:
    if sys.argv[1] == "--ours":
        first_map(sys.argv[2], Path(sys.argv[3]), json.loads(sys.argv[4]))
        return
    options = arguments(__doc__ or "", pairs=3).parse_args()
    extent = json.loads((options.data / "extents.json").read_text(encoding="utf-8"))["b100k"]["whole"]["extent"]
    phases: list[dict[str, float]] = []
    with service(options.data, options.peers) as address:

        def ours() -> float:
            with tempfile.TemporaryDirectory(dir=options.data) as name:
                command = [sys.executable, __file__, "--ours", address, name, json.dumps(extent)]
                started = time.perf_counter()
                process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
                phases.append(json.loads(process.stdout.readline()))
                took = time.perf_counter() - started
                assert process.wait() == 0  # it goes on to make the layer searchable
            return took

        def peer() -> float:
            source = f"url='{address}' typename='b100k' pagesize='1000'"
            script = str(options.peers / "qgis_first.py")
            return seconds([options.peer_python, script, source, "OAPIF", ",".join(map(str, extent))])

        row = Row("OGC API 100k -> map of all", "pages of 1,000", "s", *in_turn(ours, peer, options.pairs), 8.0)
    steps = phases[-1]
    row.note = ", ".join(f"{name} {value:.2f}" for name, value in steps.items())
    finish([row], options.json)


if __name__ == "__main__":
    main()
