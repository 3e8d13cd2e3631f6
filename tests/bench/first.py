"""Times a start: process begun -> first painted frame written, beside the desktop of QGIS without plugins.

Ours is `cop --first-paint`: the last picture of the start screen with its time; a workspace is used before, so that
there is one. Then the same through `python3 run.py`, as a person starts it. The peer opens a project of one layer with
5,000 features in view and writes what it shows; both write a PNG of 1600 x 1000.

    PYTHONPATH=. python tests/bench/first.py DATA
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import ROOT, Row, arguments, finish, in_turn, screen, seconds

LAYER = "b100k"


def used_workspace(folder: Path, environment: dict[str, str]) -> Path:
    """Return a workspace whose start screen was seen once."""
    workspace = folder / "werkmap"
    command = [sys.executable, "-m", "cop_app", "--workspace", str(workspace)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    until = time.monotonic() + 60
    while not (workspace / "laatste-beeld").exists():
        assert process.poll() is None, "the window did not open"
        assert time.monotonic() < until, "no picture was kept"
        time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return workspace


def main() -> None:
    options = arguments(__doc__ or "", pairs=9).parse_args()
    extents = json.loads((options.data / "extents.json").read_text(encoding="utf-8"))[LAYER]
    with tempfile.TemporaryDirectory(dir=options.data) as name, screen() as display:
        folder = Path(name)
        project, picture = folder / "peer.qgs", folder / "picture.png"
        extent = ",".join(map(str, extents["town"]["extent"]))
        source = f"{options.data / 'bench.gpkg'}|layername={LAYER}"
        script = str(options.peers / "qgis_first.py")
        seconds([options.peer_python, script, "--project", str(project), source, "ogr", extent])
        mine = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
        theirs = {**os.environ, "DISPLAY": display, "HOME": str(folder)}
        theirs.pop("QT_QPA_PLATFORM", None)
        workspace = used_workspace(folder, mine)
        words = ["--first-paint", str(picture), "--workspace", str(workspace)]

        def ours() -> float:
            picture.unlink(missing_ok=True)
            took = seconds([sys.executable, "-m", "cop_app", *words], cwd=ROOT, env=mine)
            assert picture.stat().st_size > 10_000
            return took

        def run() -> float:
            return seconds(["python3", str(ROOT / "run.py"), "--", *words], cwd=ROOT, env=mine)

        def peer() -> float:
            command = ["qgis", "--nologo", "--noversioncheck", "--noplugins", "--snapshot", str(folder / "peer.png")]
            # It ends with status 1 by habit; that the picture is there shows that it worked.
            took = seconds([*command, "--width", "1600", "--height", "1000", str(project)], status=(0, 1), env=theirs)
            assert (folder / "peer.png").stat().st_size > 10_000
            return took

        rows = [
            Row("start -> first paint", "cop", "s", *in_turn(ours, peer, options.pairs), 5.0),
            Row("second start -> first paint", "run.py", "s", [run() for _ in range(options.pairs)], [], 2.0),
        ]
    finish(rows, options.json)


if __name__ == "__main__":
    main()
