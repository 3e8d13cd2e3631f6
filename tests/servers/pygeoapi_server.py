"""Starts a real pygeoapi on loopback over files that the tests made; the caller ends it with `stop`."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from setup import servers_python

ROOT = Path(__file__).resolve().parents[2]
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def free_port() -> int:
    """Return a port on loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve_pygeoapi(
    folder: Path, collections: Mapping[str, Path], port: int = 0, *, id_field: str = "id",
    id_fields: Mapping[str, str] | None = None,
) -> tuple[str, subprocess.Popen[bytes]]:
    """Serve GeoPackages (stored in RD; table = collection name) and GeoJSON files (CRS84); returns address, process.

    `id_fields` names the field of collections that have another one than `id_field`.

    Raises:
        RuntimeError: when it does not answer within 30 seconds.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    config = folder / "pygeoapi.yml"
    # JSON is YAML too.
    config.write_text(json.dumps(_config(url, port, collections, id_field, id_fields or {})))
    python = servers_python(ROOT)
    environment = {
        **os.environ, "PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(folder / "openapi.yml"), "PYTHONPATH": "",
    }  # fmt: skip
    generate = ["openapi", "generate", str(config), "--output-file", environment["PYGEOAPI_OPENAPI"]]
    subprocess.run([str(python.with_name("pygeoapi")), *generate], env=environment, check=True, capture_output=True)
    command = [str(python.with_name("waitress-serve")), f"--listen=127.0.0.1:{port}", "pygeoapi.flask_app:APP"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/conformance?f=json", timeout=5):
                return url, process
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    stop(process)
    raise RuntimeError("pygeoapi antwoordt niet")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server that we started."""
    process.terminate()
    process.wait(10)


def _config(
    url: str, port: int, collections: Mapping[str, Path], id_field: str, id_fields: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": url, "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8", "languages": ["nl-NL"], "limits": {"default_items": 100, "max_items": 1000},
            "map": {"url": "http://127.0.0.1/none/{z}/{x}/{y}.png", "attribution": "geen"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "Proefdienst", "description": "Proefdienst", "keywords": ["proef"], "keywords_type": "theme",
                "terms_of_service": "geen", "url": url,
            },
            "license": {"name": "CC0", "url": url}, "provider": {"name": "Proef", "url": url},
            "contact": {"name": "Proef"},
        },
        "resources": {
            name: _resource(name, path, id_fields.get(name, id_field)) for name, path in collections.items()
        },
    }  # fmt: skip


def _resource(name: str, path: Path, id_field: str) -> dict[str, Any]:
    stored_rd = path.suffix == ".gpkg"
    provider: dict[str, Any] = {
        "type": "feature", "name": "SQLiteGPKG" if stored_rd else "GeoJSON", "data": str(path), "id_field": id_field,
        "crs": [CRS84, f"{_EPSG}28992", f"{_EPSG}4258"],
        "storage_crs": f"{_EPSG}28992" if stored_rd else CRS84,
    }  # fmt: skip
    if stored_rd:
        provider["table"] = name
    return {
        "type": "collection", "title": name, "description": name, "keywords": ["proef"], "links": [],
        "extents": {"spatial": {"bbox": [3.2, 50.7, 7.3, 53.6], "crs": CRS84}}, "providers": [provider],
    }  # fmt: skip
