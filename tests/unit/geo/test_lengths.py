"""Lengths and areas in the words of the radio; areas agree with shapely."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cop_app.geo.lengths import area, area_text, legs, length_text


@pytest.mark.parametrize(
    ("metres", "text"),
    [(0.0, "0,0 m"), (8.42, "8,4 m"), (9.96, "10 m"), (640.4, "640 m"), (999.6, "1,00 km"), (1240.0, "1,24 km"),
     (12_400.0, "12,4 km"), (123_900.0, "124 km")],
)  # fmt: skip
def test_lengths_read_as_people_say_them(metres, text) -> None:
    assert length_text(metres) == text


@pytest.mark.parametrize(
    ("surface", "text"),
    [(12.4, "12 m²"), (1250.0, "1.250 m²"), (9_999.6, "1,0 ha"), (32_000.0, "3,2 ha"), (1_940_000.0, "1,94 km²")],
)
def test_areas_read_as_people_say_them(surface, text) -> None:
    assert area_text(surface) == text


def test_legs_close_only_when_asked() -> None:
    points = [(0.0, 0.0), (3.0, 4.0), (3.0, 0.0)]
    assert legs(points) == [5.0, 4.0]
    assert legs(points, closed=True) == [5.0, 4.0, 3.0]
    assert legs(points[:1]) == []


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=3, max_size=9, unique=True))
def test_areas_agree_with_another_library_far_from_the_origin(points) -> None:
    shape = shapely.Polygon([(142_000 + x, 503_000 + y) for x, y in points])
    if shape.is_valid:
        assert area([(142_000.0 + x, 503_000.0 + y) for x, y in points]) == pytest.approx(shape.area, abs=1e-6)
