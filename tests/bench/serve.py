"""Answers timing requests with the product's own drawing code, one JSON object a line, so that a peer can be timed
in turn with it: open, render (with "pan"), labels, identify, edit, memory, drop, quit.

    python tests/bench/serve.py            one process
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pyogrio
import shapely
from plain import COLOURS, PALETTE, rule_for
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QPainter

from cop_app.geo.axis import parse_crs, to_rd_columns
from cop_app.geo.columns import GeometryColumns
from cop_app.map.basemap import DrawRule
from cop_app.map.viewport import Viewport
from cop_app.render.packed import PackedLayer
from cop_app.render.pixels import PixelBuffer
from cop_app.render.tiles import TileRenderer


def in_rd(columns: GeometryColumns, crs: str) -> GeometryColumns:
    """Return the columns in RD, as every reader of the product hands them over; the peer projects at each drawing."""
    known = parse_crs(crs)
    assert known is not None, crs
    placed = to_rd_columns(columns, known)
    assert not placed.problems, placed.problems[:3]
    return placed.columns


class Server:
    """Holds the layers and the last picture."""

    def __init__(self) -> None:
        self.renderer = TileRenderer({})
        self.rules: dict[str, list[DrawRule]] = {}
        self.shapes: dict[str, Any] = {}
        self.names: dict[str, list[str]] = {}
        self.columns: dict[str, GeometryColumns] = {}
        self.sides: dict[str, np.ndarray] = {}  # of the boxes, each in a row of its own
        self.indices: dict[str, Any] = {}
        self.buffers: dict[tuple[int, int], PixelBuffer] = {}

    def open(self, r: dict[str, Any]) -> dict[str, Any]:
        path, _, layer = r["source"].partition("|layername=")
        meta, _fids, wkb, fields = pyogrio.raw.read(path, layer=layer or None)
        columns = in_rd(GeometryColumns.from_shapely(shapely.from_wkb(wkb)), str(meta["crs"]))
        names = list(meta["fields"])
        classes = None
        if r.get("categorized"):
            classes = [str(v) for v in fields[names.index("kind")]]
        name = r["layer"]
        self.renderer.layers[name] = PackedLayer(columns, classes)
        kind = int(columns.kinds[0])
        matches = sorted(set(classes)) if classes else [""]
        self.rules[name] = [
            rule_for(name, kind, COLOURS[int(m) % 5 if m.isdigit() else 0], m) for m in matches
        ]
        self.columns[name], self.sides[name] = columns, np.ascontiguousarray(columns.boxes.T)
        self.names[name] = [str(v) for v in fields[names.index("name")]] if "name" in names else []
        return {"features": len(columns)}

    def buffer(self, r: dict[str, Any]) -> PixelBuffer:
        size = tuple(r.get("size", (1600, 1000)))
        if size not in self.buffers:
            self.buffers[size] = PixelBuffer(*size)
        return self.buffers[size]

    @staticmethod
    def view(r: dict[str, Any]) -> Viewport:
        x0, y0, x1, y1 = r["extent"]
        width, height = r.get("size", (1600, 1000))
        mpp = max((x1 - x0) / width, (y1 - y0) / height)
        return Viewport((x0 + x1) / 2, (y0 + y1) / 2, mpp, width, height)

    def render(self, r: dict[str, Any]) -> dict[str, Any]:
        buffer, view = self.buffer(r), self.view(r)
        rules = [rule for name in r["layers"] for rule in self.rules[name]]
        clip = None
        if r.get("pan"):
            moved = int(r["pan"])
            buffer.move(-moved, 0)
            left = buffer.width - moved if moved > 0 else 0
            clip = QRect(left, 0, abs(moved), buffer.height)
        self.renderer.draw(buffer, view, rules, PALETTE, ground="#FFFFFF", clip=clip)
        if r.get("png"):
            buffer.image.save(r["png"])
        return {}

    def edit(self, r: dict[str, Any]) -> dict[str, Any]:
        """Move one feature of the view by a metre and draw the rectangle in which that shows."""
        name, view, buffer = r["layer"], self.view(r), self.buffer(r)
        layer = self.renderer.layers[name]
        west, south, east, north = self.sides[name]
        x0, y0, x1, y1 = r["extent"]
        feature = int(np.argmax((west <= x1) & (east >= x0) & (south <= y1) & (north >= y0)))
        old = layer.geometry_of(feature)
        moved = GeometryColumns(
            old.kinds, old.coords + 1.0, old.ring_offsets, old.part_offsets, old.feature_offsets, old.boxes + 1.0
        )
        box = layer.replace(feature, moved)
        left, top = view.to_px(box[0], box[3])
        right, low = view.to_px(box[2], box[1])
        clip = QRect(int(left) - 2, int(top) - 2, int(right - left) + 5, int(low - top) + 5)
        rules = self.rules[name]
        self.renderer.draw(buffer, view, rules, PALETTE, ground="#FFFFFF", clip=clip)
        return {}

    def labels(self, r: dict[str, Any]) -> dict[str, Any]:
        from cop_app.map.label_types import LabelCandidate, TextStyle
        from cop_app.map.labels import place_labels
        from cop_app.render.lettering import draw_labels, text_width

        self.render({**r, "png": None})
        view, buffer = self.view(r), self.buffer(r)
        name = r["layers"][0]
        boxes, names = self.columns[name].boxes, self.names[name]
        x0, y0, x1, y1 = view.extent
        hit = np.flatnonzero((boxes[:, 0] <= x1) & (boxes[:, 2] >= x0) & (boxes[:, 1] <= y1) & (boxes[:, 3] >= y0))
        xs = ((boxes[hit, 0] + boxes[hit, 2]) / 2 - x0) / view.mpp
        ys = (y1 - (boxes[hit, 1] + boxes[hit, 3]) / 2) / view.mpp
        style = TextStyle(size=13, weight=400, spacing=0.0, colour="text", halo="halo", halo_width=2.6)
        candidates = [
            LabelCandidate(names[i], x, y, 0, style, placement="beside")
            for i, x, y in zip(hit.tolist(), xs.tolist(), ys.tolist(), strict=True)
        ]
        placed = place_labels(candidates, (view.width, view.height), text_width)
        painter = QPainter(buffer.image)
        draw_labels(painter, PALETTE, placed)
        painter.end()
        if r.get("png"):
            buffer.image.save(r["png"])
        return {"placed": len(placed), "candidates": len(candidates)}

    def identify(self, r: dict[str, Any]) -> dict[str, Any]:
        from cop_app.geo.spatial import SpatialIndex

        name = r["layer"]
        if name not in self.indices:
            self.indices[name] = SpatialIndex(self.columns[name])
        index, e = self.indices[name], r["extent"]
        draw, hits = random.Random(r.get("seed", 1)), 0
        for _ in range(r["n"]):
            x, y = draw.uniform(e[0], e[2]), draw.uniform(e[1], e[3])
            hits += len(index.touching((x - 2, y - 2, x + 2, y + 2)))
        return {"hits": hits}

    def memory(self, _r: dict[str, Any]) -> dict[str, Any]:
        status = Path("/proc/self/status").read_text().splitlines()
        rows = dict(line.split(":", 1) for line in status if line.startswith("Vm"))
        return {key: int(rows[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM")}

    def drop(self, r: dict[str, Any]) -> dict[str, Any]:
        name = r["layer"]
        for held in (self.renderer.layers, self.rules, self.names, self.columns, self.sides, self.indices):
            held.pop(name, None)
        return {}


def main() -> None:
    QGuiApplication([])
    server = Server()
    print(json.dumps({"ready": "ketenbeeld"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if request["cmd"] == "quit":
            break
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            answer = getattr(server, request["cmd"])(request)
        except Exception as problem:
            answer = {"error": repr(problem)}
        answer.update(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu)
        print(json.dumps(answer), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
