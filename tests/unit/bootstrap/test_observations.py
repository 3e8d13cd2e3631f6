"""What a partner says of its own features: when it measured, and never a person."""

from __future__ import annotations

import pytest

from cop_app.bootstrap import observation_of
from cop_app.domain.clock import HOUR, MINUTE, iso, parse_instant

SEEN = parse_instant("2026-03-12T20:00:00+01:00", 0)


def measured(stamp: object) -> str:
    feature = {"id": "a", "geometry": None, "properties": {"gemeten_op": stamp, "ppm": 3}}
    made = observation_of("metingen", feature, None, SEEN)
    assert (made.values, made.version) == ({"ppm": 3}, made.published_at)
    return iso(made.published_at)


@pytest.mark.parametrize(
    ("stamp", "meant"),
    [
        ("2026-03-12T19:42:00+01:00", "19:42"), ("2026-03-12T18:42:00Z", "19:42"), ("19:42", "19:42"),
        ("2026-03-12T19:42:00", "19:42"), ("2026-03-12 19:42", "19:42"), (iso(SEEN + 2 * MINUTE), "20:02"),
        ("gisteren", "20:00"), (1773343320000, "20:00"), (iso(SEEN + HOUR), "20:00"), ("9999-12-31T00:00:00Z", "20:00"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_is_the_time_it_was_seen(stamp: object, meant: str) -> None:
    assert measured(stamp) == f"2026-03-12T{meant}:00+01:00"


def test_fields_of_persons_are_not_taken_in() -> None:
    feature = {"id": "a", "geometry": None, "properties": {"BSN-nummer": "1", "Naam patiënt": "x", "patiënten": 4}}
    assert observation_of("gewonden", feature, None, SEEN).values == {"patiënten": 4}
