"""The map sheet before it is drawn: parts that fit, an exact scale, round ticks and a scale bar that is true."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_app.map.sheet import (
    PX_PER_MM,
    MapSheet,
    Paper,
    SheetWords,
    layout_of,
    round_scale,
    scale_bar,
    source_lines,
    ticks,
    view_of,
)

CENTRE = (140_300.0, 505_100.0)
USUAL = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0)


def apart(a, b):
    return a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]


@pytest.mark.parametrize("paper", Paper)
def test_parts_lie_apart_and_within_the_margin(paper):
    layout = layout_of(paper)
    margin = 10 * PX_PER_MM - 0.01
    parts = (layout.title, layout.map, layout.legend, layout.foot)
    assert all(apart(a, b) for a, b in combinations(parts, 2))
    for x, y, w, h in parts:
        assert x >= margin and y >= margin
        assert x + w <= layout.width - margin and y + h <= layout.height - margin


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("scale", [1000.0, 5000.0, 25_000.0])
def test_the_scale_is_exact_on_paper(paper, scale):
    layout = layout_of(paper)
    view = view_of(layout, CENTRE, scale)
    x0, _y0, x1, _y1 = view.extent
    on_paper_mm = view.width / PX_PER_MM
    assert (x1 - x0) * 1000 / on_paper_mm == pytest.approx(scale)
    assert ((x0 + x1) / 2, view.cy) == pytest.approx(CENTRE)
    words = SheetWords("", "", "", "", "", "", "", ())
    assert MapSheet(paper, layout, view, (), (), words).scale_words == f"1:{scale:,.0f} op {paper.value}".replace(
        ",", "."
    )


@given(st.floats(50, 5_000_000))
def test_a_round_scale_shows_as_much_and_not_twice_as_much(scale):
    found = round_scale(scale)
    power = 10.0 ** (len(str(int(found))) - 1)
    assert found / power in USUAL
    assert scale * 0.95 <= found <= scale * 1.6


@given(st.floats(200, 500_000), st.floats(0, 280_000), st.floats(300_000, 620_000))
def test_ticks_are_round_within_view_and_readable(scale, x, y):
    view = view_of(layout_of(Paper.A4), (x, y), scale)
    x0, y0, x1, y1 = view.extent
    for found, low, high in ((ticks(view)[0], x0, x1), (ticks(view)[1], y0, y1)):
        assert all(low <= value <= high and value % 10 == 0 for value in found)
        steps = {b - a for a, b in pairwise(found)}
        assert len(steps) <= 1
        assert all(step / view.mpp >= 120 or step == 50_000 for step in steps)


@given(st.floats(0.02, 500), st.floats(60, 400))
def test_a_scale_bar_fits_and_has_round_stops(mpp, room):
    stops = scale_bar(mpp, room)
    assert stops[0] == 0 and stops == sorted(stops)
    assert stops[-1] / mpp <= room + 1 / mpp  # rounded to whole metres
    assert stops[-1] / mpp >= room / 2 - 1 / mpp
    if stops[-1] >= 4:
        assert stops[1] * 4 == pytest.approx(stops[-1], abs=2)


@given(st.lists(st.text("abc 0123 min", min_size=1, max_size=30), max_size=30), st.integers(10, 120))
def test_no_source_is_lost_or_cut_in_lines(sources, most):
    lines = source_lines(sources, most)
    assert " · ".join(lines).split(" · ") == " · ".join(sources).split(" · ")
    assert all(len(line) <= most or line in sources for line in lines)
