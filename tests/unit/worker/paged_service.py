"""A small honest OGC API Features service of which a test holds the data and can hold up, break or count answers."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


class PagedService:
    """Serves one collection `punten` in RD, in pages of `page`; use in a `with`."""

    def __init__(self, count: int, page: int = 100) -> None:
        self.rows = {f"p{n}": {"naam": f"punt {n}"} for n in range(count)}
        self.page = page
        self.asked: list[str] = []
        self.broken_from: int | None = None
        self.held_from: int | None = None
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
            self.send(to, 200, {"id": "punten", "crs": [RD], "storageCrs": RD, "links": []})
            return
        offset = int(parse_qs(parts.query).get("offset", ["0"])[0])
        self.asked.append(str(offset))
        if self.held_from is not None and offset >= self.held_from and not self.free.is_set():
            self.held.set()
            self.free.wait(60)
        if self.broken_from is not None and offset >= self.broken_from:
            self.send(to, 404, {})
            return
        keys = list(self.rows)[offset : offset + self.page]
        page: dict[str, Any] = {
            "type": "FeatureCollection", "numberMatched": len(self.rows), "links": [],
            "features": [self.feature(key) for key in keys],
        }  # fmt: skip
        if offset + self.page < len(self.rows):
            page["links"] = [{"rel": "next", "href": f"items?offset={offset + self.page}"}]
        self.send(to, 200, page)

    def feature(self, key: str) -> dict[str, Any]:
        point = {"type": "Point", "coordinates": [85000.0 + int(key[1:]), 447000.0]}
        return {"type": "Feature", "id": key, "geometry": point, "properties": self.rows[key]}

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
