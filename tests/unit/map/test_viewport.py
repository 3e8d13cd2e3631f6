"""The viewport: pixels and places agree, whatever one does with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_app.map.viewport import Viewport

VIEW = Viewport(156_815.0, 532_660.0, 1.5, 1000, 600)
places = st.tuples(st.floats(0, 300_000), st.floats(300_000, 650_000))
sizes = st.tuples(st.integers(1, 4000), st.integers(1, 4000))
views = st.builds(
    lambda p, m, s: Viewport(p[0], p[1], m, s[0], s[1]), places, st.floats(0.1, 1300), sizes
)


@given(views, places)
def test_place_to_pixel_and_back(view, place):
    assert view.to_rd(*view.to_px(*place)) == pytest.approx(place, abs=1e-6)


@given(views, st.floats(0.05, 20), st.floats(0, 1), st.floats(0, 1))
def test_the_place_under_the_pointer_stays_when_zooming(view, factor, u, v):
    at = (u * view.width, v * view.height)
    before, after = view.to_rd(*at), view.zoomed(factor, at).to_rd(*at)
    assert after == pytest.approx(before, abs=1e-5)


def test_north_is_up_and_dragging_right_moves_west():
    assert VIEW.to_px(VIEW.cx, VIEW.cy + 150)[1] == pytest.approx(200)
    moved = VIEW.panned(10, -20)
    assert (moved.cx, moved.cy) == (VIEW.cx - 15, VIEW.cy - 30)


def test_extent_and_scale():
    assert VIEW.extent == (VIEW.cx - 750, VIEW.cy - 450, VIEW.cx + 750, VIEW.cy + 450)
    assert VIEW.at_scale(7500).scale == pytest.approx(7500)


@given(places, st.floats(0, 50_000), st.floats(0, 50_000), sizes)
def test_fit_shows_the_whole_box(corner, dx, dy, size):
    box = (corner[0], corner[1], corner[0] + dx, corner[1] + dy)
    view = Viewport.fit(box, *size, margin_px=0)
    x0, y0, x1, y1 = view.extent
    if view.scale < 4_999_999:
        assert x0 <= box[0] + 1e-6 and y0 <= box[1] + 1e-6 and x1 >= box[2] - 1e-6 and y1 >= box[3] - 1e-6
    assert view.sees(box)


def test_zoom_stops_at_the_ends():
    assert VIEW.zoomed(1e9).scale == pytest.approx(250)
    assert VIEW.zoomed(1e-9).scale == pytest.approx(5_000_000)


@pytest.mark.parametrize("mpp", [0, -1, float("nan"), float("inf")])
def test_a_view_without_a_scale_is_refused(mpp):
    with pytest.raises(ValueError, match="viewport"):
        Viewport(0, 0, mpp, 10, 10)
