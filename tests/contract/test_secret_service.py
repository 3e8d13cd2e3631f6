"""The keyring of a real desktop: a session bus of its own, GNOME's keyring unlocked on it, and `cop` asking it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PHRASE, OTHER = "vier korte woorden hier", "en vier heel andere woorden"

SESSION = """
import json, os, signal, subprocess, sys
daemon = subprocess.Popen(
    ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"], stdin=subprocess.PIPE,
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
daemon.stdin.write(b"slot van de proef\\n")
daemon.stdin.close()
phrase, other, workspace = sys.argv[1:]

def cop(*words, **lines):
    extra, numbers = [], []
    for option, line in lines.items():
        reading, writing = os.pipe()
        os.write(writing, (line + "\\n").encode())
        os.close(writing)
        numbers.append(reading)
        extra += ["--" + option.replace("_", "-"), str(reading)]
    command = [sys.executable, "-m", "cop_app", *words, *extra, "--workspace", workspace]
    return subprocess.run(command, pass_fds=numbers, stdin=subprocess.DEVNULL, capture_output=True).returncode

try:
    codes = [
        cop("incident", "open", "--title", "Proef", "--kind", "overig", "--at", "142000,503000"),
        cop("passphrase", "set", passphrase_fd=phrase),
        cop("incident", "list"),
        cop("passphrase", "remember", passphrase_fd=phrase),
        cop("incident", "list"),
        cop("passphrase", "change", passphrase_fd=phrase, new_passphrase_fd=other),
        cop("incident", "list"),
        cop("passphrase", "forget"),
        cop("incident", "list"),
    ]
finally:
    daemon.kill()
    daemon.wait()
print(json.dumps(codes))
"""


@pytest.mark.servers
@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="geen dbus-run-session en gnome-keyring: de sleutelbos van een echt bureaublad is niet beproefd",
)
def test_a_real_keyring_remembers_follows_a_change_and_forgets(tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHON_KEYRING_BACKEND", None)
    command = ["dbus-run-session", "--", sys.executable, "-c", SESSION, PHRASE, OTHER, str(tmp_path / "werkmap")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [0, 0, 1, 0, 0, 0, 0, 0, 1], done.stderr
    assert not any(PHRASE.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
