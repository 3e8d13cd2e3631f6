"""Figures of the benchmarks: how two programs are timed in turn, and how a row of the table is written and read.

A ratio says how many times as long the peer took. It is taken pair by pair (A B A B ...) and the median is quoted:
single times say little on a machine that also does other work.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT.parent / "shared" / "tools" / "peers"


@dataclass
class Row:
    """One line of the table: what was measured, ours and the peer's values pair by pair, and what is asked.

    `asked` is a ratio that must be reached when there is a peer, else the most that our own value may be.
    """

    test: str
    view: str
    unit: str
    ours: list[float]
    peer: list[float] = field(default_factory=list)
    asked: float | None = None
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        """Return peer / ours, pair by pair."""
        return [peer / ours for ours, peer in zip(self.ours, self.peer, strict=True)] if self.peer else []

    @property
    def value(self) -> float:
        """Return the figure that is held against what is asked."""
        return statistics.median(self.ratios or self.ours)

    @property
    def reached(self) -> bool | None:
        """Return whether what is asked was reached; None when nothing is asked."""
        if self.asked is None:
            return None
        return self.value >= self.asked if self.peer else self.value <= self.asked

    def told(self) -> str:
        """Return the row for a person."""
        spread = f"{min(self.ours):.4g}-{max(self.ours):.4g}"
        text = f"{self.test:34} {self.view:16} {statistics.median(self.ours):10.4g} {self.unit:3} ({spread})"
        if self.peer:
            text += f"  peer {statistics.median(self.peer):8.4g}"
            text += f"  x {self.value:.2f} ({min(self.ratios):.2f}-{max(self.ratios):.2f})"
        if self.asked is not None:
            text += f"  asked {self.asked:g}{'' if self.reached else ' NOT REACHED'}"
        return text + (f"  {self.note}" if self.note else "")


def in_turn(ours: Callable[[], float], peer: Callable[[], float], pairs: int) -> tuple[list[float], list[float]]:
    """Return what both measure, in turn; one pair before the counting warms the file caches."""
    found = [(ours(), peer()) for _ in range(pairs + 1)][1:]
    return [mine for mine, _ in found], [theirs for _, theirs in found]


def seconds(command: Sequence[str], *, status: Iterable[int] = (0,), **options: object) -> float:
    """Return how long a whole process takes.

    Raises:
        RuntimeError: when it ends with another status than these.
    """
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    took = time.perf_counter() - started
    if done.returncode not in set(status):
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return took


@contextmanager
def screen(size: str = "1600x1000x24") -> Iterator[str]:
    """Give a screen that nobody sees, for programs that want one; ends it afterwards."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"], pass_fds=(writing,),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def arguments(about: str, pairs: int) -> argparse.ArgumentParser:
    """Return the words that every benchmark takes."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("data", type=Path, help="folder made by gen_data.py")
    parser.add_argument("--peers", type=Path, default=PEERS, help="folder of the peer scripts")
    parser.add_argument("--pairs", type=int, default=pairs)
    parser.add_argument("--peer-python", default="/usr/bin/python3", help="the python that has qgis")
    parser.add_argument("--json", type=Path, help="write the rows here")
    return parser


def finish(rows: list[Row], target: Path | None) -> None:
    """Print the rows and write them for the table."""
    for row in rows:
        print(row.told(), flush=True)
    if target is not None:
        target.write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")


def read_rows(path: Path) -> list[Row]:
    """Return rows that a benchmark wrote."""
    return [Row(**fields) for fields in json.loads(path.read_text(encoding="utf-8"))]
