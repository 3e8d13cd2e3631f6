"""Measures the memory of the window with 100,000 features, beside the desktop of QGIS with the same layer.

Ours is the product's real window and its second process, which reads the layer from an encrypted cache.db and draws it;
the sum of both is taken (PSS: memory shared by several processes is divided among them). Both programs stand on an
X screen and have drawn the whole layer; ours is measured again after a town and a street were looked at.
The peer is taken without its plugins, which is its smallest form.

    PYTHONPATH=. python tests/bench/memory.py DATA
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from figures import ROOT, Row, arguments, finish, screen, seconds
from store import LAYER, features

from cop_app.store.cache import DatasetCache

PATIENCE_S = 40.0


def pss(pid: int) -> float:
    """Return the proportional set size of a process in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def settled(pid: int) -> float:
    """Return the memory of a process once it stays the same for three seconds."""
    last, quiet, until = pss(pid), 0, time.monotonic() + PATIENCE_S
    while quiet < 6 and time.monotonic() < until:
        time.sleep(0.5)
        now = pss(pid)
        quiet = quiet + 1 if abs(now - last) < 1.0 else 0
        last = now
    return last


def made_cache(data: Path, folder: Path) -> Path:
    """Return a cache.db that holds the layer."""
    batch = features(data / "bench.gpkg")
    path = folder / "cache.db"
    cache = DatasetCache.open(path, bytes(range(32)))
    load = cache.begin_load("bench", LAYER, 1)
    load.add(batch)
    load.finish(True, len(batch), 2)
    cache.close()
    return path


@contextmanager
def window(cache: Path, environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Open the product's window with the layer; gives its process and the id of the second one."""
    command = [sys.executable, str(Path(__file__).with_name("window.py")), str(cache), LAYER]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd=ROOT, env=environment
    )
    try:
        yield process, json.loads(process.stdout.readline())["worker"]
    finally:
        process.stdin.write("quit\n")
        process.stdin.flush()
        process.wait(20)


def ours(cache: Path, views: list[list[float]], environment: dict[str, str]) -> list[float]:
    """Return the memory of window and second process after each view."""
    found = []
    with window(cache, environment) as (process, worker):
        for extent in views:
            process.stdin.write(f"view {','.join(map(str, extent))}\n")
            process.stdout.readline()
            settled(process.pid)
            found.append(pss(process.pid) + pss(worker))
    return found


def desktop(project: Path, environment: dict[str, str]) -> float:
    """Return the memory of the peer's desktop when it has drawn the project."""
    process = subprocess.Popen(
        ["qgis", "--nologo", "--noversioncheck", "--noplugins", str(project)], env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(8.0)
        return settled(process.pid)
    finally:
        process.kill()
        process.wait()


def main() -> None:
    options = arguments(__doc__ or "", pairs=3).parse_args()
    extents = json.loads((options.data / "extents.json").read_text(encoding="utf-8"))[LAYER]
    views = [extents[name]["extent"] for name in ("whole", "town", "street")]
    with tempfile.TemporaryDirectory(dir=options.data) as name, screen() as display:
        folder = Path(name)
        cache, project = made_cache(options.data, folder), folder / "peer.qgs"
        source = f"{options.data / 'bench.gpkg'}|layername={LAYER}"
        extent = ",".join(map(str, views[0]))
        first = [options.peer_python, str(options.peers / "qgis_first.py")]
        seconds([*first, "--project", str(project), source, "ogr", extent])
        mine = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
        theirs = {**os.environ, "DISPLAY": display, "HOME": str(folder)}
        theirs.pop("QT_QPA_PLATFORM", None)
        pairs = [(ours(cache, views, mine), desktop(project, theirs)) for _ in range(options.pairs)]
    peer = [value for _, value in pairs]
    rows = [
        Row("memory window + second process", "whole", "MB", [spans[0] for spans, _ in pairs], peer, 1.0),
        Row("memory window + second process", "whole, town, street", "MB", [spans[2] for spans, _ in pairs], peer, 1.0),
    ]
    finish(rows, options.json)


if __name__ == "__main__":
    main()
