"""Makes the virtual environment of the counterpart servers, from its own hashed lock.

Why apart: pygeoapi drags in a few hundred megabytes that the program never needs, and its GeoPackage provider wants a
Python whose sqlite3 loads extensions, which the Python that runs the tests may not be. Only Python's own library is
used here, so that a clean clone can start with it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

LOCK = "requirements-servers.lock"
FOLDER = ".venv-servers"
STAMP = "ketenbeeld.lock.sha256"
_LOADS_EXTENSIONS = "import sqlite3, sys; sys.exit(not hasattr(sqlite3.Connection, 'enable_load_extension'))"


def say(text: str) -> None:
    """Write progress beside the answer of a program."""
    print(text, file=sys.stderr, flush=True)


def servers_python(root: Path) -> Path:
    """Return where the servers' Python is, whether or not it has been made."""
    return root / FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def servers_ready(root: Path) -> bool:
    """Return whether the environment was installed from the lock as it is now."""
    stamp = root / FOLDER / STAMP
    return servers_python(root).exists() and stamp.is_file() and stamp.read_text().strip() == _lock_hash(root)


def ensure_servers_venv(root: Path) -> Path | None:
    """Make and fill the environment when its lock changed; returns its Python, or None when that did not work."""
    python = servers_python(root)
    if servers_ready(root):
        return python
    if not python.exists() and not _make(root / FOLDER):
        say("De omgeving voor de tegenservers is niet te maken (python3-venv ontbreekt?).")
        return None
    say(f"Tegenservers installeren ({LOCK}), dit hoeft maar één keer …")
    command = [
        str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
        "--only-binary=:all:", "--require-hashes", "-r", str(root / LOCK),
    ]  # fmt: skip
    if subprocess.call(command, stdout=sys.stderr) != 0:
        say("Het installeren van de tegenservers is niet gelukt.")
        return None
    (root / FOLDER / STAMP).write_text(_lock_hash(root) + "\n")
    return python


def loads_extensions(python: Path) -> bool:
    """Return whether this Python's sqlite3 can load SpatiaLite."""
    return python.exists() and subprocess.call([str(python), "-c", _LOADS_EXTENSIONS]) == 0


def _lock_hash(root: Path) -> str:
    return hashlib.sha256((root / LOCK).read_bytes()).hexdigest()


def _make(folder: Path) -> bool:
    """Prefer a Python that loads extensions; the lock was made for 3.11, so another version comes last."""
    system = Path("/usr/bin/python3")
    same = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    fits = loads_extensions(system) and subprocess.call([str(system), "-c", same]) == 0
    bases = [*([str(system)] if fits else []), sys.executable]
    return any(
        subprocess.call([base, "-m", "venv", "--clear", str(folder)], stdout=subprocess.DEVNULL) == 0 for base in bases
    )


if __name__ == "__main__":
    sys.exit(0 if ensure_servers_venv(Path(__file__).resolve().parents[2]) else 1)
