"""Runs every family of checks in turn and counts what passed, failed and was skipped per family.

Why not one pytest call: the families without Qt run with PySide6 blocked, the families with Qt need it, and a reader
wants to see at a glance which part of the house is sound.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent

STATIC = {
    "ruff": [PYTHON, "-m", "ruff", "check", "."],
    "mypy": [PYTHON, "-m", "mypy"],
    "import-linter": [str(BIN / "lint-imports")],
}
# family: (folder, without Qt, workers)
FAMILIES = {
    "architecture": ("tests/architecture", False, 1),
    "unit": ("tests/unit", True, 2),
    "properties": ("tests/properties", True, 2),
    "contract": ("tests/contract", True, 1),
    "journeys": ("tests/journeys", True, 2),
    "render": ("tests/render", False, 1),
    "ui": ("tests/ui", False, 2),
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--nightly", action="store_true")
    parser.add_argument("--only")
    options = parser.parse_args()
    rows: list[tuple[str, int, int, int, float]] = []
    failed = False
    if options.only in {None, "statisch"}:
        for name, command in STATIC.items():
            print(f"== {name}", flush=True)
            started = time.monotonic()
            code = subprocess.call(command, cwd=ROOT)
            rows.append((name, int(code == 0), int(code != 0), 0, time.monotonic() - started))
            failed |= code != 0
    for name, (folder, without_qt, workers) in FAMILIES.items():
        if options.only not in {None, name} or not (ROOT / folder).is_dir():
            continue
        row, code = run_family(name, folder, without_qt, workers, options.nightly)
        rows.append(row)
        failed |= code not in {0, 5}
    print("\nFamilie          geslaagd  mislukt  overgeslagen   seconden")
    for name, passed, wrong, skipped, seconds in rows:
        print(f"{name:16} {passed:8d} {wrong:8d} {skipped:13d} {seconds:10.1f}")
    total = [sum(row[i] for row in rows) for i in (1, 2, 3)]
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if failed else 0


def run_family(
    name: str, folder: str, without_qt: bool, workers: int, nightly: bool
) -> tuple[tuple[str, int, int, int, float], int]:
    print(f"== {name}", flush=True)
    command = [PYTHON, "-m", "pytest", folder, "-q", "-rfEs", "--durations=3"]
    command += ["-m", "nightly or not nightly"] if nightly else ["-m", "not nightly"]
    if workers > 1:
        command += ["-n", str(workers), "--dist", "loadfile"]
    if without_qt:
        command += ["-p", "no:pytest-qt"]
    else:
        command += ["-o", "qt_api=pyside6", "-o", "qt_log_level_fail=CRITICAL"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PROJ_NETWORK": "OFF"}
    if without_qt:
        environment["KETENBEELD_WITHOUT_QT"] = "1"
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    tail = ""
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.write(line)
        if re.search(r"\b(passed|failed|error|errors|skipped)\b.* in [\d.]+", line):
            tail = line
    code = process.wait()
    sys.stdout.flush()
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?|skipped)", tail)}
    wrong = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
    if code not in {0, 5} and wrong == 0:
        wrong = 1
    return (name, counts.get("passed", 0), wrong, counts.get("skipped", 0), time.monotonic() - started), code


if __name__ == "__main__":
    sys.exit(main())
