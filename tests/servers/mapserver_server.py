"""Debian's MapServer 8.0 (cgi-mapserver) behind a small CGI server on loopback: no web server is needed.

Its OGC API Features output is worth a suite of its own because it is wrong in ways that a client must notice: the
offset is not heeded, so every page is the first, and degrees are off by more than a hundred metres.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

BINARY = Path("/usr/lib/cgi-bin/mapserv")
TEMPLATES = Path("/usr/share/mapserver/ogcapi/templates/html-plain")
KEY = "proef"
_EPSG = "EPSG:28992 EPSG:4326 EPSG:4258"


def mapserver_ready() -> bool:
    """Return whether the Debian package cgi-mapserver is installed."""
    return BINARY.is_file() and TEMPLATES.is_dir()


class MapServer:
    """Serves GeoPackages stored in RD as OGC API Features; table and layer have the collection's name. Use in a `with`.

    `url` is the landing page; `asked` holds the addresses of items that were asked.
    """

    def __init__(self, folder: Path, collections: Mapping[str, Path], *, max_items: int = 1000) -> None:
        self.asked: list[str] = []
        self._folder = folder
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def log_message(self, *_arguments: object) -> None:
                pass

            def do_GET(self) -> None:
                service.answer(self)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        root = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.url = f"{root}/{KEY}/ogcapi"
        (folder / "proef.map").write_text(_mapfile(self.url, collections, max_items), encoding="utf-8")
        (folder / "mapserver.conf").write_text(_config(folder), encoding="utf-8")

    def __enter__(self) -> MapServer:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_unused: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, to: Any) -> None:
        """Run the program with the variables of CGI and pass on what it says."""
        parts = urlsplit(to.path)
        if parts.path.endswith("/items"):
            self.asked.append(to.path)
        host, port = self._server.server_address[:2]
        environment = {
            "PATH": os.environ.get("PATH", ""), "MAPSERVER_CONFIG_FILE": str(self._folder / "mapserver.conf"),
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query, "SERVER_NAME": str(host), "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": "HTTP/1.0", "HTTP_ACCEPT": to.headers.get("Accept", ""), "HTTP_HOST": f"{host}:{port}",
        }  # fmt: skip
        done = subprocess.run([str(BINARY)], env=environment, capture_output=True, timeout=60, check=False)
        head, _blank, body = done.stdout.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line]
        status = next((int(value.split()[0]) for name, value in headers if name == "Status"), 200)
        to.send_response(status)
        for name, value in headers:
            if name != "Status":
                to.send_header(name, value)
        to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        to.wfile.write(body)


def _config(folder: Path) -> str:
    return (
        "CONFIG\n  ENV\n"
        f'    OGCAPI_HTML_TEMPLATE_DIRECTORY "{TEMPLATES}/"\n'
        "  END\n  MAPS\n"
        f'    {KEY} "{folder / "proef.map"}"\n'
        "  END\nEND\n"
    )


def _mapfile(url: str, collections: Mapping[str, Path], max_items: int) -> str:
    layers = "\n".join(_layer(name, path) for name, path in collections.items())
    return f"""MAP
  NAME "{KEY}"
  EXTENT 13000 306000 278000 619000
  UNITS METERS
  PROJECTION "init=epsg:28992" END
  OUTPUTFORMAT
    NAME "geojson"
    DRIVER "OGR/GEOJSON"
    MIMETYPE "application/json; subtype=geojson"
    FORMATOPTION "STORAGE=stream"
    FORMATOPTION "FORM=SIMPLE"
  END
  WEB
    METADATA
      "ows_enable_request" "*"
      "ows_title" "Proefdienst"
      "ows_srs" "{_EPSG}"
      "ows_onlineresource" "{url}"
      "oga_onlineresource" "{url}"
      "oga_max_limit" "{max_items}"
      "wfs_getfeature_formatlist" "geojson"
    END
  END
{layers}
END
"""


def _layer(name: str, path: Path) -> str:
    return f"""  LAYER
    NAME "{name}"
    TYPE POINT
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "{path}"
    DATA "{name}"
    PROJECTION "init=epsg:28992" END
    TEMPLATE "void"
    METADATA
      "ows_title" "{name}"
      "ows_srs" "{_EPSG}"
      "gml_featureid" "code"
      "gml_include_items" "all"
      "gml_types" "auto"
      "wfs_enable_request" "*"
    END
  END"""

