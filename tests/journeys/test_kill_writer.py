"""A writer is killed at random moments, again and again; nothing it acknowledged may be lost.

The child is a real process with the real log; it prints an event's id only after `append` returned. Every round the
parent opens the file as the next writer would, and compares it with what was acknowledged.
"""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cop_app.domain.clock import ManualClock
from cop_app.domain.incident import Realm
from cop_app.domain.picture import PictureFold, digest, fold
from cop_app.store.log import EventLog
from cop_app.store.vault import Vault

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 en select op een pijp: alleen POSIX")

WRITER = """
import random, sys
from pathlib import Path
from cop_app.domain.clock import ManualClock
from cop_app.domain.incident import Realm
from cop_app.store.log import EventLog
from cop_app.store.vault import Vault
folder, seed = Path(sys.argv[1]), int(sys.argv[2])
dice = random.Random(seed)
log = EventLog.open(folder / "log.db", Vault.open(folder / "keys"), ManualClock(1700000000000), realm=Realm.ECHT)
print("open", flush=True)
while True:
    size = dice.choice((1, 1, 2, 5))
    action = dice.getrandbits(60)
    bodies = [
        ("i1", "open", {
            "kind": "item.recorded", "item": f"e{dice.randrange(40)}", "item_class": "eenheid", "reality": "actueel",
            "action": action, "size": size, "claims": [{"attribute": "naam", "value": dice.random()}],
        })
        for _ in range(size)
    ]
    for event in log.append(bodies):
        sys.stdout.write(event.id + "\\n")
    sys.stdout.flush()
"""


def acknowledged(folder: Path, seed: int, seconds: float) -> list[str]:
    """Let a writer work, kill it, and return every id that it acknowledged in full."""
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(seed)], stdout=subprocess.PIPE, bufsize=0
    )
    assert child.stdout is not None
    got = bytearray()
    deadline = None if seed % 10 else time.monotonic() + seconds * 10  # every tenth dies while it is opening the file
    try:
        while deadline is None or (left := deadline - time.monotonic()) > 0:
            ready, _, _ = select.select([child.stdout], [], [], 30 if deadline is None else left)
            if not ready:
                break
            part = os.read(child.stdout.fileno(), 65536)
            assert part or deadline is not None, "the writer died by itself"
            got += part
            if deadline is None and got.count(b"\n") > 1:  # open, and something was acknowledged
                deadline = time.monotonic() + seconds
    finally:
        child.kill()
    rest, _ = child.communicate()
    got += rest
    return [line for line in got.decode().split("\n")[:-1] if len(line) == 32]


def run(folder: Path, rounds: int, seed: int) -> None:
    """Kill a writer so many times; every kill is judged, and every writer that was let to work acknowledged something.

    A busy machine makes fewer events, never a looser judgement.
    """
    dice = random.Random(seed)
    clock = ManualClock(1_700_000_000_000)
    vault = Vault.open(folder / "keys")
    expected: set[str] = set()
    picture, place = PictureFold(), 0
    for number in range(rounds):
        told = acknowledged(folder, seed * 1000 + number, dice.uniform(0, 0.02))
        assert told or not number % 10, f"round {number}: nothing was acknowledged, so nothing was judged"
        expected |= set(told)
        log = EventLog.open(folder / "log.db", vault, clock, realm=Realm.ECHT)  # checks every chain
        assert not log.read_only, f"round {number}: the lock outlived its holder"
        fresh = list(log.events(after=place))
        for event in fresh:
            picture.add(event)
        place = log.last
        lost = set(told) - {event.id for event in fresh}
        if number % 20 == 19 or number == rounds - 1:  # and of those before, which cost more to look at again
            lost |= expected - {row.id for row in log.envelopes()}
        assert not lost, f"seed {seed}, round {number}: {len(lost)} acknowledged events lost"
        report = log.verify_chains()
        assert report.whole, f"seed {seed}, round {number}: {report}"
        log.close()
    log = EventLog.open(folder / "log.db", vault, clock, realm=Realm.ECHT)
    events = list(log.events())
    assert digest(picture) == digest(fold(events))
    actions: dict[int, int] = {}
    for event in events:
        assert event.body is not None
        actions[event.body["action"]] = actions.get(event.body["action"], 0) + 1
    assert all(actions[e.body["action"]] == e.body["size"] for e in events if e.body), "half an action was stored"
    assert log.unsent() == {event.id for event in events}
    head = next(iter(log.digest().values()))
    assert head.seq == head.highest == head.count == len(events)
    assert log.verify_chains(signatures=True).whole
    log.close()


def test_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    run(tmp_path, 100, seed=1)


@pytest.mark.nightly
def test_thousand_kills_lose_nothing(tmp_path: Path) -> None:
    run(tmp_path, 1000, seed=2)
