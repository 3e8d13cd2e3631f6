#!/usr/bin/env python3
"""One command that does everything, with Python's own library only.

    python3 run.py              set up when needed and open the program
    python3 run.py demo         open it with the exercise playing
    python3 run.py test         run all that CI runs (`--nightly` adds the long runs)
    python3 run.py build        build the folder that runs from a stick, and let it test itself
    python3 run.py -- ARGS      pass ARGS to `cop`

Why: on a fresh machine with only Python, nobody should have to know what a virtual environment is. The hashed lock
decides what is installed; a stamp of the lock's own hash says whether that has been done.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"

# Found by adding one at a time on a bare Debian: without a screen, and on a screen.
DEBIAN_OFFSCREEN = (
    "libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0", "fonts-dejavu-core",
)  # fmt: skip
DEBIAN_SCREEN = (
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0",
)  # fmt: skip
DEBIAN_TEST = ("xvfb", "xdotool", "openbox", "imagemagick", "cgi-mapserver", "libsqlite3-mod-spatialite")


def say(text: str) -> None:
    """Write progress where it does not mix with a program's answer."""
    print(text, file=sys.stderr, flush=True)


def main(argv: list[str]) -> int:
    """Read the words and do what they ask; returns the exit code."""
    if sys.version_info < (3, 11):
        say(f"Ketenbeeld vraagt Python 3.11 of nieuwer; dit is {sys.version.split()[0]}.")
        return 2
    if argv and argv[0] == "--":
        return start(argv[1:])
    if not argv:
        return start([])
    word, rest = argv[0], argv[1:]
    if word == "demo":
        return start(["demo", *rest])
    if word == "test":
        return test(rest)
    if word == "build":
        return build()
    if word in {"-h", "--help"}:
        print(__doc__)
        return 0
    say(f"Onbekend woord: {word}. Kies demo, test, build, of geef opdrachten door na --.")
    return 2


def start(arguments: list[str]) -> int:
    """Set up what the program needs, then become the program."""
    headless = bool(arguments) and (arguments[0] not in {"demo", "--first-paint"} or wants_no_screen(arguments))
    python = ensure_environment("requirements.lock", ROOT / ".venv")
    if python is None:
        return 1
    if not ensure_debian(DEBIAN_OFFSCREEN if headless else DEBIAN_OFFSCREEN + DEBIAN_SCREEN):
        return 1
    environment = program_environment()
    if not headless and "--first-paint" not in arguments and not has_screen():
        say("Er is geen scherm gevonden (DISPLAY of WAYLAND_DISPLAY is leeg).")
        say("Een plaatje maken kan wel: python3 run.py demo --snapshot ketenbeeld.png")
        return 1
    command = [str(python), "-m", "cop_app", *arguments]
    if WINDOWS:
        return subprocess.call(command, env=environment)
    os.execve(command[0], command, environment)
    return 0


def wants_no_screen(arguments: list[str]) -> bool:
    """Return whether these words make a picture or play without a window."""
    return any(word in {"--snapshot", "--headless", "-h", "--help"} for word in arguments)


def has_screen() -> bool:
    """Return whether a window can be opened here."""
    if WINDOWS or sys.platform == "darwin":
        return True
    if os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def program_environment() -> dict[str, str]:
    """Return the environment the program runs in: this folder importable, no network for projections."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "PROJ_NETWORK": "OFF"}


def ensure_environment(lock: str, folder: Path, base: str = sys.executable) -> Path | None:
    """Make the virtual environment and install the hashed lock unless its stamp says it is there."""
    python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
    wanted = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    stamp = folder / "ketenbeeld.lock.sha256"
    # The test lock holds all that the program lock holds, so its stamp serves both.
    known = stamp.read_text().split() if stamp.is_file() else []
    if wanted in known and python.exists():
        return python
    if not python.exists() and not make_environment(folder, base):
        return None
    say(f"Onderdelen installeren ({lock}), dit hoeft maar één keer …")
    command = [
        str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
        "--only-binary=:all:", "--require-hashes", "-r", str(ROOT / lock),
    ]  # fmt: skip
    if subprocess.call(command, stdout=sys.stderr) != 0:
        say("Het installeren is niet gelukt. Is er een pakketbron bereikbaar? Probeer het daarna opnieuw.")
        return None
    if lock == "requirements-test.lock":
        known.append(hashlib.sha256((ROOT / "requirements.lock").read_bytes()).hexdigest())
    stamp.write_text("\n".join([*known, wanted]) + "\n")
    return python


def make_environment(folder: Path, base: str) -> bool:
    """Make a virtual environment; on a bare Debian python3-venv is fetched when we may."""
    say(f"Omgeving maken in {folder.name} …")
    if subprocess.call([base, "-m", "venv", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
        return True
    shutil.rmtree(folder, ignore_errors=True)
    if ensure_debian(("python3-venv",)) and subprocess.call([base, "-m", "venv", str(folder)]) == 0:
        return True
    say("Een virtuele omgeving maken lukt niet. Installeer python3-venv en probeer het opnieuw.")
    return False


def missing_debian(packages: tuple[str, ...]) -> list[str]:
    """Return which Debian packages are not installed; empty where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return []
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Status}\\n", *packages], capture_output=True, text=True, check=False
    )
    present = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith("install ok installed")}
    # Newer Ubuntu renames a library with the suffix t64; the plain name is then provided by it.
    return [name for name in packages if name not in present and not debian_provided(f"{name}t64")]


def debian_provided(name: str) -> bool:
    """Return whether a renamed package is installed."""
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", name], capture_output=True, text=True, check=False)
    return asked.stdout == "install ok installed"


def ensure_debian(packages: tuple[str, ...], *, required: bool = True) -> bool:
    """Install missing Debian packages when root; otherwise say the exact command."""
    missing = missing_debian(packages)
    if not missing:
        return True
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Systeembibliotheken installeren: {' '.join(missing)} …")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        if subprocess.call(install, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            return True
        subprocess.call(["apt-get", "update", "-qq"], env=environment, stdout=sys.stderr)
        if subprocess.call(install, env=environment, stdout=subprocess.DEVNULL) == 0:
            return True
    say("Er ontbreken systeembibliotheken. Installeer ze met:")
    say(f"  sudo apt-get install --no-install-recommends {' '.join(missing)}")
    return not required


def test(arguments: list[str]) -> int:
    """Run all that CI runs, with counts per family; returns 0 only when everything is green."""
    parser = argparse.ArgumentParser(prog="run.py test", description="Alle toetsen van Ketenbeeld.")
    parser.add_argument("--nightly", action="store_true", help="ook de lange toetsen")
    parser.add_argument("--no-servers", action="store_true", help="zonder de echte tegenservers")
    parser.add_argument("--only", metavar="FAMILIE", help="één familie: statisch, unit, contract, …")
    options = parser.parse_args(arguments)
    python = ensure_environment("requirements-test.lock", ROOT / ".venv")
    if python is None or not ensure_debian(DEBIAN_OFFSCREEN):
        return 1
    ensure_debian(DEBIAN_SCREEN + DEBIAN_TEST, required=False)
    environment = program_environment()
    if not options.no_servers:
        subprocess.call([str(python), str(ROOT / "tests" / "servers" / "setup.py")], env=environment, stdout=sys.stderr)
    command = [str(python), str(ROOT / "tests" / "families.py")]
    command += ["--nightly"] if options.nightly else []
    command += ["--only", options.only] if options.only else []
    return subprocess.call(command, env=environment)


def build() -> int:
    """Build the one-folder program and let it test itself."""
    python = ensure_environment("requirements-test.lock", ROOT / ".venv")
    if python is None or not ensure_debian(DEBIAN_OFFSCREEN + DEBIAN_SCREEN + ("binutils",)):
        return 1
    command = [str(python), "-m", "PyInstaller", "-y", "--log-level", "WARN", "build.spec"]
    if subprocess.call(command, cwd=ROOT, env=program_environment()) != 0:
        say("Het bouwen is niet gelukt.")
        return 1
    program = ROOT / "dist" / "ketenbeeld" / ("cop.exe" if WINDOWS else "cop")
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    clean.setdefault("QT_QPA_PLATFORM", "offscreen")
    result = subprocess.call([str(program), "doctor", "--self-test"], env=clean)
    say("De gebouwde map staat in dist/ketenbeeld." if result == 0 else "De gebouwde map zakt voor haar zelftoets.")
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
