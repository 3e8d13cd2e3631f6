"""Simulated partners as real services: OGC API Features (Part 1 and 2) on loopback, one path per partner.

The exercise uses the same road as reality: the program's own client asks these services and finds them slow, changed
or down as the script says. Only 127.0.0.1 is ever listened on.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cop_app.replay.partners import ExerciseWorld, Feature

RD_URI = "http://www.opengis.net/def/crs/EPSG/0/28992"
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
PAGE = 1000


class _Server(ThreadingHTTPServer):
    """A client that hangs up is no news."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: whoever asked knows, and what is wrong with an answer shows in the answer."""


class PartnerServices:
    """Serves every partner of an exercise until closed.

    `partners` maps partner name to its collections; `story` tells the story time at each request; `port` 0 is any.
    """

    def __init__(
        self, world: ExerciseWorld, partners: Mapping[str, tuple[str, ...]], story: Callable[[], int], port: int = 0
    ) -> None:
        self._world = world
        self._partners = partners
        self._story = story
        self._server = _Server(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="partners", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(5)
        self._server.server_close()

    def url(self, partner: str) -> str:
        """Return the landing page of a partner."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{partner}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        services = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, body, headers = services.answer(self.path, dict(self.headers.items()))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Stay silent: the program's own log says what it asked."""

        return Handler

    def answer(self, target: str, headers: Mapping[str, str]) -> tuple[int, bytes, dict[str, str]]:
        """Answer one request; pure but for the story time, so tests may call it without a socket."""
        parts = urlsplit(target)
        words = [word for word in parts.path.split("/") if word]
        partner = words[0] if words else ""
        if partner not in self._partners:
            return _json(404, {"code": "NotFound", "description": "Deze partner bestaat niet."})
        if self._world.down(partner, self._story()):
            return _json(503, {"code": "Down", "description": "Storing bij de partner (FICTIEF)."})
        rest = words[1:]
        base = f"http://{headers.get('Host', '127.0.0.1')}/{partner}"
        if not rest:
            return _json(200, _landing(partner, base))
        if rest == ["conformance"]:
            return _json(200, {"conformsTo": list(CONFORMANCE)})
        if rest == ["collections"]:
            listed = [_collection(name, base) for name in self._partners[partner]]
            return _json(200, {"collections": listed, "links": []})
        if rest[0] == "collections" and len(rest) >= 2 and rest[1] in self._partners[partner]:
            if len(rest) == 2:
                return _json(200, _collection(rest[1], base))
            if rest[2] == "items":
                return self._items(rest[1], base, parse_qs(parts.query), headers)
        return _json(404, {"code": "NotFound", "description": "Deze verzameling bestaat niet."})

    def _items(
        self, name: str, base: str, query: Mapping[str, list[str]], headers: Mapping[str, str]
    ) -> tuple[int, bytes, dict[str, str]]:
        crs = query.get("crs", [RD_URI])[0]
        if crs != RD_URI:
            return _json(400, {"code": "InvalidParameterValue", "description": "Alleen RD (EPSG:28992)."})
        found = self._world.features(name, self._story())
        if "bbox" in query and query.get("bbox-crs", [""])[0] == RD_URI:
            box = tuple(float(number) for number in query["bbox"][0].split(","))
            found = [feature for feature in found if _touches(feature, box)]
        limit = min(PAGE, int(query.get("limit", ["100"])[0]))
        offset = int(query.get("offset", ["0"])[0])
        page = found[offset : offset + limit]
        answer: dict[str, Any] = {
            "type": "FeatureCollection", "features": page, "numberMatched": len(found), "numberReturned": len(page),
            "links": [],
        }  # fmt: skip
        if offset + limit < len(found):
            onward = {word: value[0] for word, value in query.items()}
            onward |= {"offset": str(offset + limit), "limit": str(limit)}
            href = f"{base}/collections/{name}/items?{urlencode(onward)}"
            answer["links"].append({"rel": "next", "type": "application/geo+json", "href": href})
        status, body, sent = _json(200, answer)
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        if headers.get("If-None-Match") == tag:
            return 304, b"", {"ETag": tag}
        return status, body, {**sent, "ETag": tag, "Content-Crs": f"<{RD_URI}>", "Content-Type": "application/geo+json"}


def _json(status: int, value: Any) -> tuple[int, bytes, dict[str, str]]:
    return status, json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": "application/json"}


def _landing(partner: str, base: str) -> dict[str, Any]:
    return {
        "title": f"{partner} (FICTIEF, oefening)",
        "links": [
            {"rel": "self", "type": "application/json", "href": base},
            {"rel": "conformance", "type": "application/json", "href": f"{base}/conformance"},
            {"rel": "data", "type": "application/json", "href": f"{base}/collections"},
        ],
    }


def _collection(name: str, base: str) -> dict[str, Any]:
    return {
        "id": name, "title": f"{name} (FICTIEF)", "itemType": "feature", "crs": [RD_URI], "storageCrs": RD_URI,
        "links": [{"rel": "items", "type": "application/geo+json", "href": f"{base}/collections/{name}/items"}],
    }  # fmt: skip


def _touches(feature: Feature, box: tuple[float, ...]) -> bool:
    points = list(_points(feature["geometry"]["coordinates"]))
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return bool(min(xs) <= box[2] and max(xs) >= box[0] and min(ys) <= box[3] and max(ys) >= box[1])


def _points(coordinates: Any) -> Any:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
        return
    for part in coordinates:
        yield from _points(part)
