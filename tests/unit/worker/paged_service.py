"""A small honest OGC API Features service of which a test holds the data and can hold up, break or count answers."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cop_app.geo.rd import rd

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
Box = tuple[float, float, float, float]


class PagedService:
    """Serves one collection `punten` in RD, in pages of `page`; use in a `with`.

    `places` overrules where a feature lies (a box; a point is one without size). `heeds_area` and `knows_rd` switch off
    what services were seen to do wrong with an area.
    """

    def __init__(self, count: int, page: int = 100) -> None:
        self.rows: dict[str, dict[str, Any]] = {f"p{n}": {"naam": f"punt {n}"} for n in range(count)}
        self.places: dict[str, Box] = {}
        self.page = page
        self.asked: list[str] = []
        self.areas: list[Box | None] = []
        self.broken_from: int | None = None
        self.held_from: int | None = None
        self.heeds_area = True
        self.knows_rd = True
        self.knows_degrees = True
        self.miscounts_areas = False
        self.counts = True
        self.repeats = False
        self.extent: Box | None = None
        self.held = threading.Event()
        self.free = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def log_message(self, *_arguments: object) -> None:
                pass

            def do_GET(self) -> None:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    service.answer(self)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> PagedService:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_unused: object) -> None:
        self.free.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, to: Any) -> None:
        parts = urlsplit(to.path)
        if not parts.path.endswith("/items"):
            extent = {"spatial": {"bbox": [self.extent], "crs": RD}} if self.extent else {}
            self.send(to, 200, {"id": "punten", "crs": [RD], "storageCrs": RD, "links": [], "extent": extent})
            return
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        offset = int(query.get("offset", "0"))
        self.asked.append(str(offset))
        if self.held_from is not None and offset >= self.held_from and not self.free.is_set():
            self.held.set()
            self.free.wait(60)
        if self.broken_from is not None and offset >= self.broken_from:
            self.send(to, 404, {})
            return
        found = self.chosen(query)
        first = 0 if self.repeats else offset
        page: dict[str, Any] = {
            "type": "FeatureCollection", "numberMatched": len(found), "links": [],
            "features": [self.feature(key) for key in found[first : first + self.page]],
        }  # fmt: skip
        if not self.counts:
            del page["numberMatched"]
        elif self.miscounts_areas and "bbox" in query:
            page["numberMatched"] += 1
        if offset + self.page < len(found):
            query["offset"] = str(offset + self.page)
            page["links"] = [{"rel": "next", "href": f"items?{urlencode(query)}"}]
        self.send(to, 200, page)

    def chosen(self, query: dict[str, str]) -> list[str]:
        """Return the keys that the question is about, and note the area that was asked."""
        text = query.get("bbox", "")
        box: Any = tuple(float(part) for part in text.split(",")) if text else None
        self.areas.append(box)
        if box is None or not self.heeds_area or not (self.knows_degrees or "bbox-crs" in query):
            return list(self.rows)
        in_rd = self.knows_rd and query.get("bbox-crs") == RD
        return [key for key in self.rows if meets(self.place(key) if in_rd else degrees(self.place(key)), box)]

    def place(self, key: str) -> Box:
        x = 85000.0 + int(key[1:])
        return self.places.get(key, (x, 447000.0, x, 447000.0))

    def feature(self, key: str) -> dict[str, Any]:
        xmin, ymin, xmax, ymax = self.place(key)
        shape: dict[str, Any] = {"type": "Point", "coordinates": [xmin, ymin]}
        if (xmin, ymin) != (xmax, ymax):
            ring = [[xmin, ymin], [xmax, ymin], [xmax, ymax], [xmin, ymax], [xmin, ymin]]
            shape = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "id": key, "geometry": shape, "properties": self.rows[key]}

    def send(self, to: Any, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        same = status == 200 and to.headers.get("If-None-Match") == tag
        to.send_response(304 if same else status)
        to.send_header("Content-Type", "application/geo+json")
        to.send_header("Content-Crs", f"<{RD}>")
        to.send_header("ETag", tag)
        to.send_header("Content-Length", "0" if same else str(len(body)))
        to.end_headers()
        if not same:
            to.wfile.write(body)


def meets(one: Box, other: Box) -> bool:
    """Return whether two boxes touch."""
    return one[0] <= other[2] and one[1] <= other[3] and one[2] >= other[0] and one[3] >= other[1]


def degrees(box: Box) -> Box:
    """Return a box in RD as longitude and latitude."""
    (west, south), (east, north) = rd().to_lonlat(box[0], box[1]), rd().to_lonlat(box[2], box[3])
    return float(west), float(south), float(east), float(north)
