"""A service that fails in every way a real one was seen to fail; each fault is a path of its own.

Deterministic: what it answers depends only on the address and on how often that address was asked.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOTAL = 250
ELSEWHERE = "http://192.0.2.1/collections/punten/items?offset=100"


def feature(number: int) -> dict[str, Any]:
    """Return one point in RD with a number of its own."""
    point = {"type": "Point", "coordinates": [150000.0 + number, 450000.0]}
    return {"type": "Feature", "id": f"p{number}", "geometry": point, "properties": {"nummer": number}}


class FaultyService:
    """Serves `/<fault>` on loopback; use in a `with`."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def log_message(self, *_arguments: object) -> None:
                pass

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                service.asked[parts.path] += 1
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    getattr(service, "do_" + parts.path.strip("/").partition("/")[0])(self, query)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.released = threading.Event()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> FaultyService:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_unused: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def send(
        self, to: Any, body: bytes, *, status: int = 200, kind: str = "application/geo+json", length: int | None = None,
        **headers: str,
    ) -> None:  # fmt: skip
        """Answer; `length` may lie."""
        to.send_response(status)
        to.send_header("Content-Type", kind)
        to.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(body)

    def page(self, query: dict[str, str], path: str, **more: Any) -> dict[str, Any]:
        """Return a sound page: 100 features from `offset`, a `next` while there are more, the total."""
        offset = int(query.get("offset", 0))
        rows = [feature(n) for n in range(offset, min(offset + 100, TOTAL))]
        page: dict[str, Any] = {"type": "FeatureCollection", "features": rows, "numberMatched": TOTAL, "links": []}
        if offset + 100 < TOTAL:
            page["links"] = [{"rel": "next", "href": f"{path}?offset={offset + 100}"}]
        return {**page, **more}

    def sound(self, to: Any, query: dict[str, str], path: str, **more: Any) -> None:
        """Send a sound page with some members replaced; None leaves a member out."""
        page = {name: value for name, value in self.page(query, path, **more).items() if value is not None}
        self.send(to, json.dumps(page).encode())

    def do_goed(self, to: Any, query: dict[str, str]) -> None:
        self.sound(to, query, "goed", numberMatched=None if "stil" in query else TOTAL)

    def do_herhaalt(self, to: Any, _query: dict[str, str]) -> None:
        offset = self.asked["/herhaalt"] * 100
        self.sound(to, {}, "herhaalt", links=[{"rel": "next", "href": f"herhaalt?offset={offset}"}])

    def do_elders(self, to: Any, query: dict[str, str]) -> None:
        self.sound(to, query, "elders", links=[{"rel": "next", "href": ELSEWHERE}])

    def do_verminkt(self, to: Any, query: dict[str, str]) -> None:
        if "limit" not in query and "offset" in query:
            self.send(to, b"{}", status=400)
            return
        self.sound(to, query, "verminkt")

    def do_dubbel(self, to: Any, query: dict[str, str]) -> None:
        page = self.page(query, "dubbel")
        page["features"][-1:] = page["features"][:1]
        self.send(to, json.dumps(page).encode())

    def do_kapot(self, to: Any, query: dict[str, str]) -> None:
        body = json.dumps(self.page(query, "kapot")).encode()
        self.send(to, body[:-40] if query.get("offset") == "100" else body)

    def do_eenmaalkapot(self, to: Any, query: dict[str, str]) -> None:
        body = json.dumps(self.page(query, "eenmaalkapot")).encode()
        self.send(to, body[:-40] if self.asked["/eenmaalkapot"] == 1 else body)

    def do_afgebroken(self, to: Any, query: dict[str, str]) -> None:
        body = json.dumps(self.page(query, "afgebroken")).encode()
        self.send(to, body[: len(body) // 2], length=len(body))

    def do_telang(self, to: Any, query: dict[str, str]) -> None:
        body = json.dumps(self.page(query, "telang")).encode()
        self.send(to, body, length=len(body) - 25)

    def do_html(self, to: Any, _query: dict[str, str]) -> None:
        self.send(to, b"<html>Log in</html>", kind="text/html; charset=utf-8")

    def do_druk(self, to: Any, query: dict[str, str]) -> None:
        if self.asked["/druk"] == 1:
            self.send(to, b"{}", status=429, Retry_After="0")
            return
        self.sound(to, query, "druk")

    def do_heeldruk(self, to: Any, _query: dict[str, str]) -> None:
        self.send(to, b"{}", status=429, Retry_After="3600")

    def do_traag(self, _to: Any, _query: dict[str, str]) -> None:
        self.released.wait(30)

    def do_omleiding(self, to: Any, _query: dict[str, str]) -> None:
        self.send(to, b"", status=302, Location="http://192.0.2.1/goed")

    def do_rondjes(self, to: Any, _query: dict[str, str]) -> None:
        self.send(to, b"", status=302, Location="/rondjes")

    def do_groot(self, to: Any, _query: dict[str, str]) -> None:
        self.send(to, b"[" + b"1," * 400_000 + b"1]")

    def do_fout(self, to: Any, _query: dict[str, str]) -> None:
        self.send(to, b'{"code": "InvalidQuery"}')

    def do_zelfde(self, to: Any, query: dict[str, str]) -> None:
        if to.headers.get("If-None-Match") == '"a"':
            self.send(to, b"", status=304)
            return
        body = json.dumps(self.page(query, "zelfde")).encode()
        self.send(to, body, ETag='"a"')
