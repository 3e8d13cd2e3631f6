"""Heads at any place of a lens equal those of a plain fold, in any order of arrival."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from cop_app.domain.clock import ManualClock
from cop_app.domain.incident import Realm
from cop_app.store.columns import ClaimRow, LogColumns
from cop_app.store.log import EventLog
from cop_app.store.vault import Vault


@pytest.mark.parametrize("seed", range(5))
def test_heads_equal_a_plain_fold_at_every_place(seed: int) -> None:
    dice = random.Random(seed)
    rows: list[ClaimRow] = []
    for number in range(300):
        mine = [row.claim for row in rows if row.key == f"k{number % 7}"]
        old = tuple(dice.sample(mine, min(len(mine), dice.randrange(3)))) + (("onbekend",) if number % 50 == 0 else ())
        rows.append(ClaimRow(f"c{number}", f"k{number % 7}", f"e{number // 2}", number, 1000 + number // 3, old))
    dice.shuffle(rows)
    columns = LogColumns.build(rows)
    for place in range(len(rows) + 1):
        known = rows[:place]
        expected = {row.claim for row in known} - {old for row in known for old in row.supersedes}
        assert {columns.claims[i] for i in columns.heads_at(place)} == expected
    assert [columns.keys[i] for i in columns.key] == [row.key for row in rows]
    assert [columns.events[i] for i in columns.event] == [row.event for row in rows]


def test_a_moment_is_found_by_receipt(tmp_path: Path) -> None:
    clock = ManualClock(1_000)
    log = EventLog.open(tmp_path / "log.db", Vault.open(tmp_path / "keys"), clock, realm=Realm.ECHT)
    for number in range(4):
        log.append([("i1", "open", {"n": number})])
        clock.advance(500, factor=10)
    columns = log.columns(lambda e: [ClaimRow(e.id, "k", e.id, e.header.story, e.received_at)])
    log.close()
    assert [columns.place_at(instant) for instant in (999, 1_000, 1_999, 2_000, 9_999)] == [0, 1, 2, 3, 4]
    assert columns.times.tolist() == [1_000, 6_000, 11_000, 16_000]
    assert len(LogColumns.build([])) == 0
    assert LogColumns.build([]).heads_at(0).tolist() == []
