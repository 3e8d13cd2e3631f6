"""Times as people type them, also in the two nights of the year in which the clock jumps."""

from __future__ import annotations

import pytest

from cop_app.domain.clock import iso, parse_instant
from cop_app.domain.errors import UserFacingError


def read(text: str, now: str) -> str:
    return iso(parse_instant(text, parse_instant(now, 0)))


@pytest.mark.parametrize(
    ("typed", "now", "meant"),
    [
        ("19:42", "2026-03-12T20:00:00+01:00", "2026-03-12T19:42:00+01:00"),
        ("19:42:10", "2026-07-12T20:00:00+02:00", "2026-07-12T19:42:10+02:00"),
        # 02:30 comes twice: before the second time it is the first, afterwards the last that has been.
        ("02:30", "2026-10-25T02:40:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("02:30", "2026-10-25T02:10:00+01:00", "2026-10-25T02:30:00+02:00"),
        ("02:30", "2026-10-25T02:40:00+01:00", "2026-10-25T02:30:00+01:00"),
        ("02:30", "2026-10-25T09:00:00+01:00", "2026-10-25T02:30:00+01:00"),
        ("01:30", "2026-10-25T09:00:00+01:00", "2026-10-25T01:30:00+02:00"),
        ("03:30", "2026-03-29T09:00:00+02:00", "2026-03-29T03:30:00+02:00"),
    ],
)
def test_a_time_on_the_clock_is_the_one_that_was_meant(typed: str, now: str, meant: str) -> None:
    assert read(typed, now) == meant


def test_a_time_that_the_clock_skipped_is_refused_in_words() -> None:
    with pytest.raises(UserFacingError, match="een uur vooruit"):
        read("02:30", "2026-03-29T09:00:00+02:00")
