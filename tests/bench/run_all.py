"""Takes every figure of docs/performance.md again and writes the table: one command, about half an hour.

    PYTHONPATH=. python tests/bench/run_all.py DATA [--shared FOLDER] [--only draw,store] [--out docs/figures.md]

DATA is a folder made by the peers' gen_data.py (`--sizes 10000,100000`). Each part is a script that can be run alone.
Parts whose peer or data is not here are named as not measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import PEERS, ROOT, Row, read_rows

HERE = Path(__file__).resolve().parent
# test, layer or scene, view -> the least ratio that is asked
ASKED = {
    ("render", "b100k", "whole"): 40, ("first", "b100k", "town"): 2.5, ("render", "b100k", "town"): 3.5,
    ("render", "b100k", "street"): 2, ("pan", "b100k", "town"): 12, ("edit1", "b100k", "town"): 30,
    ("edit1", "b100k", "street"): 5, ("hit100", "b100k", "town"): 12, ("hit100", "b100k", "street"): 12,
    ("hit100", "b100k", "whole"): 12, ("labels", "b10k", "town"): 10, ("labels", "b10k", "street"): 10,
    ("hit100", "lines100k", "town"): 8, ("render", "points100k", "town"): 6,
}  # fmt: skip
SCENES = {
    "Delft": (
        4.0, "delft_osm/delft_osm.gpkg", (84064, 445457, 86272, 446983),
        "gebouw,weg,spoor,waterlijn,watervlak,landgebruik,barriere,adres,hulpverlening",
    ),
    "Rotterdam": (
        3.5, "rotterdam_centrum_osm/rotterdam_centrum_osm.gpkg", (91800, 436300, 94300, 438800),
        "vlak,gebouw,lijn,punt",
    ),
    "Otterlo": (
        2.0, "otterlo_bgt/otterlo_bgt.gpkg", (179800, 455900, 182300, 458200),
        "bgt_wegdeel,bgt_ondersteunendwegdeel,bgt_begroeidterreindeel,bgt_onbegroeidterreindeel,bgt_waterdeel,"
        "bgt_pand,bgt_paal,bgt_put",
    ),
}  # fmt: skip
NAMES = {
    "open": "reading a layer", "first": "draw, first time", "render": "draw, paths kept",
    "pan": "pan 200 px, complete again", "hit100": "100 exact hit tests", "edit1": "draw again after one edit",
    "labels": "labels with halo",
}  # fmt: skip
EMPTY_STRIP = ("pan", "whole")
FIRST_TIMES = 7
PARTS = ("draw", "scenes", "store", "memory", "first", "features", "stream", "seek")


class Runner:
    """Runs the parts and keeps what they found, and what could not be measured."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.rows: list[Row] = []
        self.missing: list[str] = []
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(self, part: str) -> None:
        """Run one part; a part that fails is told and the next one goes on."""
        print(f"== {part}", file=sys.stderr, flush=True)
        try:
            if part == "draw":
                self._draw()
            elif part == "scenes":
                self._scenes()
            else:
                self._script(part)
        except (subprocess.CalledProcessError, FileNotFoundError) as problem:
            self.missing.append(f"{part}: {problem}")

    def _script(self, part: str) -> None:
        found = self.folder / f"{part}.json"
        words = ["--json", str(found)]
        if part != "seek":
            words = [str(self.options.data), "--peers", str(self.options.peers), *words]
            words += ["--pairs", str(self.options.pairs)] if self.options.pairs else []
        subprocess.run([sys.executable, str(HERE / f"{part}.py"), *words], env=self.environment, cwd=ROOT, check=True)
        self.rows += read_rows(found)

    def _pair(self, *words: str) -> list[dict[str, object]]:
        found = self.folder / "pair.json"
        ours = f"{sys.executable} {HERE / 'serve.py'}"
        peer = f"{self.options.peer_python} {self.options.peers / 'qgis_serve.py'}"
        pair = str(self.options.peers / "pair.py")
        command = [sys.executable, pair, str(self.options.data), "--a", ours, "--b", peer]
        command += ["--repeat", str(self.options.repeat), "--json", str(found), *words]
        subprocess.run(command, env=self.environment, cwd=ROOT, check=True)
        return list(json.loads(found.read_text(encoding="utf-8")))

    def _draw(self) -> None:
        plans = (
            ("b100k,lines100k,points100k", "whole,town,street", "render,pan,identify,edit"),
            ("b10k", "town,street", "labels"),
        )
        for layers, views, tests in plans:
            for found in self._pair("--layers", layers, "--views", views, "--tests", tests):
                test, layer, view = str(found["test"]), str(found["layer"]), str(found["view"])
                if test in {"open", "first"} or (test == "labels") != (layer == "b10k") or (test, view) == EMPTY_STRIP:
                    continue
                self.rows.append(row_of(found, f"{NAMES[test]}, {layer}", view, ASKED.get((test, layer, view))))
        # Once a start: afterwards the paths are there.
        firsts = [self._pair("--layers", "b100k", "--views", "town", "--tests", "none") for _ in range(FIRST_TIMES)]
        rows = [row_of(found, "", "", None) for pair in firsts for found in pair if found["test"] == "first"]
        ours, peer = [value for row in rows for value in row.ours], [value for row in rows for value in row.peer]
        self.rows.append(Row(f"{NAMES['first']}, b100k", "town", "ms", ours, peer, ASKED["first", "b100k", "town"]))

    def _scenes(self) -> None:
        for name, (asked, file, extent, layers) in SCENES.items():
            source = self.options.shared / file
            if not source.is_file():
                self.missing.append(f"scene {name}: {source.name} is not here")
                continue
            x, y = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
            for part in (1.0, 0.5):
                wide, high = (extent[2] - extent[0]) * part / 2, (extent[3] - extent[1]) * part / 2
                box = ",".join(map(str, (x - wide, y - high, x + wide, y + high)))
                scene = ("--layers", "", "--scene", layers, "--scene-gpkg", str(source), "--scene-extent", box)
                for found in self._pair(*scene):
                    share = {"whole": 1.0, "quarter": 0.25, "street": 0.06}[str(found["view"])] * part
                    self.rows.append(row_of(found, f"scene {name}, {found['layer']}", f"{share:g} of the width", asked))


def row_of(found: dict[str, object], test: str, view: str, asked: float | None) -> Row:
    """Return a row of what pair.py wrote."""
    return Row(test, view, "ms", list(found["a_ms"]), list(found["b_ms"]), asked)  # type: ignore[call-overload]


def table(rows: list[Row], missing: list[str]) -> str:
    """Return the figures as a Markdown table, those that fall short first told again below it."""
    lines = ["| test | view | ours (min-max) | peer | ratio (min-max) | asked | |", "| --- " * 7 + "|"]
    for row in rows:
        ours = f"{statistics.median(row.ours):.3g} {row.unit} ({min(row.ours):.3g}-{max(row.ours):.3g})"
        peer = f"{statistics.median(row.peer):.3g} {row.unit}" if row.peer else ""
        ratio = f"**{row.value:.2g}** ({min(row.ratios):.2g}-{max(row.ratios):.2g})" if row.peer else ""
        asked = "" if row.asked is None else f"{row.asked:g}{'x' if row.peer else f' {row.unit}'}"
        short = "short" if row.reached is False else row.note
        lines.append(f"| {row.test} | {row.view} | {ours} | {peer} | {ratio} | {asked} | {short} |")
    short_rows = [row for row in rows if row.reached is False]
    lines += ["", f"Reached: {sum(row.reached is True for row in rows)}; short: {len(short_rows)}."]
    lines += [f"- short: {row.told()}" for row in short_rows]
    lines += [f"- not measured: {text}" for text in missing]
    return "\n".join(lines) + "\n"


def surroundings() -> str:
    """Return what the figures were taken on."""
    peer = "none"
    if shutil.which("qgis"):
        told = subprocess.run(["qgis", "--version"], capture_output=True, text=True, check=False)
        peer = (told.stdout or told.stderr).strip().splitlines()[-1][:60]
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, load before the run {load}; peer {peer}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--peer-python", default="/usr/bin/python3")
    parser.add_argument("--repeat", type=int, default=9, help="pairs of each drawing")
    parser.add_argument("--pairs", type=int, default=0, help="pairs of each whole process (each script's own when 0)")
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--out", type=Path, help="write the table here")
    options = parser.parse_args()
    about = surroundings()
    with tempfile.TemporaryDirectory() as name:
        runner = Runner(options, Path(name))
        for part in options.only.split(","):
            runner.run(part)
    text = f"{about}\n\n{table(runner.rows, runner.missing)}"
    print(text)
    if options.out is not None:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
