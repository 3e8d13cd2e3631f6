"""Prints how fast the log opens, reads and finds a moment of the past; figures, not a test.

    PYTHONPATH=. python tests/bench/seek.py [--events 100000]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

import numpy as np
from figures import Row, finish

from cop_app.domain.clock import ManualClock
from cop_app.domain.events import Event
from cop_app.domain.incident import Realm
from cop_app.store.columns import ClaimRow, LogColumns
from cop_app.store.log import EventLog
from cop_app.store.vault import Vault

START = 1_700_000_000_000
ROWS: list[Row] = []


def rows_of(count: int) -> list[ClaimRow]:
    """Return claims over 72 hours on 17,000 keys, one in twenty said without knowing the head before."""
    dice = random.Random(1)
    heads: dict[str, str] = {}
    rows = []
    for number in range(count):
        key = f"e{dice.randrange(5000)}/{dice.randrange(4)}"
        old = heads.get(key)
        knows = old is not None and dice.random() > 0.05
        instant = START + number * 259_200_000 // count
        rows.append(ClaimRow(f"c{number}", key, f"c{number}", instant, instant, (old,) if old and knows else ()))
        heads[key] = f"c{number}"
    return rows


def plain_heads(rows: list[ClaimRow], place: int) -> set[str]:
    known = rows[:place]
    return {row.claim for row in known} - {old for row in known for old in row.supersedes}


def claims(event: Event) -> list[ClaimRow]:
    body = event.body or {}
    return [ClaimRow(event.id, str(body.get("n", 0) % 17_000), event.id, event.header.story, event.received_at)]


def timed(label: str, work):
    started = time.perf_counter()
    result = work()
    ROWS.append(Row("log", label, "ms", [(time.perf_counter() - started) * 1000]))
    return result


def main(count: int) -> None:
    rows = rows_of(count)
    columns = timed(f"columns of {count} claims", lambda: LogColumns.build(rows))
    dice = random.Random(2)
    for place in [dice.randrange(count + 1) for _ in range(5)]:
        assert {columns.claims[i] for i in columns.heads_at(place)} == plain_heads(rows, place)
    spans = []
    for _ in range(500):
        instant = START + dice.randrange(259_200_000)
        started = time.perf_counter()
        columns.heads_at(columns.place_at(instant))
        spans.append((time.perf_counter() - started) * 1000)
    spans.sort()
    ROWS.append(Row("seek to a moment", f"{count} events", "ms", [spans[495]], [], 10.0,
                    f"p99; p50 {spans[250]:.3f}, max {spans[-1]:.3f}"))  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), ManualClock(START)
        vault = Vault.open(folder / "keys")
        log = EventLog.open(folder / "log.db", vault, clock, realm=Realm.ECHT)
        body = {"kind": "item.recorded", "claims": [{"attribute": "naam", "value": "x" * 100}]}
        spans = []
        for number in range(200):
            started = time.perf_counter()
            log.append([("i1", "open", {**body, "n": number})])
            spans.append((time.perf_counter() - started) * 1000)
        middle, slow = np.percentile(spans, [50, 99])
        ROWS.append(Row("log", "one event stored durably", "ms", [float(middle)], note=f"p50; p99 {slow:.2f}"))
        bodies = [("i1", "open", {**body, "n": number}) for number in range(count)]
        timed(f"append {count} events in actions of 1000", lambda: [
            log.append(bodies[start : start + 1000]) for start in range(0, count, 1000)
        ])  # fmt: skip
        sent = list(log.envelopes())[:10_000]
        log.close()
        path = folder / "log.db"
        log = timed("open, every chain checked", lambda: EventLog.open(path, vault, clock, realm=Realm.ECHT))
        timed("read all events", lambda: sum(1 for _ in log.events()))
        timed("columns from the file", lambda: log.columns(claims))
        other = Vault.open(folder / "other")
        other.trust(vault.keys.public())
        inbox = EventLog.open(folder / "inbox.db", other, clock, realm=Realm.ECHT)
        timed("accept 10,000 events of another team", lambda: inbox.accept(sent))
        timed("accept them again", lambda: inbox.accept(sent))
        log.close()
        inbox.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    main(options.events)
    finish(ROWS, options.json)
