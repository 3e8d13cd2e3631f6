"""What is drawn is what is there: colours at known pixels, tiles that meet without a seam, rectangles that stay put."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from cop_app.geo.columns import GeometryColumns
from cop_app.map.basemap import DrawRule, StrokeStyle
from cop_app.map.palette import Palette
from cop_app.map.viewport import Viewport
from cop_app.render.packed import PackedLayer
from cop_app.render.pixels import PixelBuffer
from cop_app.render.tiles import TILE_PX, SlicedDrawing, TileGroup, TileKey, TileRenderer, paint_view, tiles_of

CX, CY = 156_815.0, 532_660.0
PALETTE = Palette("proef", {"land": "#FFFFFF", "build": "#FF0000", "line": "#0000FF"})
FILL = DrawRule("pand", "", "build", None, 0, 1e9, 0)
BOTH = DrawRule("pand", "", "build", StrokeStyle("line", 1.0), 0, 1e9, 0)
pytestmark = pytest.mark.usefixtures("qapp")


def columns(*shapes):
    return GeometryColumns.from_shapely(np.array(shapes, dtype=object))


def drawn(geometry, view, rules=(FILL,), ratio=1.0, **more):
    buffer = PixelBuffer(round(view.width * ratio), round(view.height * ratio))
    renderer = TileRenderer({"pand": PackedLayer(geometry)})
    assert renderer.draw(buffer, view, rules, PALETTE, ground="land", ratio=ratio, **more)
    return buffer


def colour(buffer, x, y):
    return QColor.fromRgba(int(buffer.pixels[y, x])).name().upper()


def test_a_square_covers_its_pixels():
    view = Viewport(CX, CY, 1.0, 200, 100)
    buffer = drawn(columns(shapely.box(CX - 10, CY, CX + 20, CY + 30)), view)
    assert colour(buffer, 95, 45) == "#FF0000"
    assert colour(buffer, 119, 21) == "#FF0000"
    assert colour(buffer, 121, 21) == "#FFFFFF"
    assert colour(buffer, 95, 51) == "#FFFFFF"
    assert np.count_nonzero(buffer.pixels == 0xFFFF0000) == 900


def test_device_pixels_draw_finer_not_elsewhere():
    view = Viewport(CX, CY, 1.0, 200, 100)
    buffer = drawn(columns(shapely.box(CX - 10, CY, CX + 20, CY + 30)), view, ratio=2.0)
    assert np.count_nonzero(buffer.pixels == 0xFFFF0000) == 3600
    assert colour(buffer, 190, 90) == "#FF0000"


def test_every_speck_has_its_pixel(houses):
    view = Viewport(CX, CY, 24.9, 100, 100)
    buffer = drawn(houses, view)
    assert np.count_nonzero(buffer.pixels == 0xFFFF0000) == pytest.approx(len(houses), rel=0.1)


def test_tiles_are_the_view_cut_in_pieces(houses):
    key = TileKey(0.8, int(CX // (TILE_PX * 0.8)), int(CY // (TILE_PX * 0.8)))
    left, right = key, TileKey(0.8, key.column + 1, key.row)
    both = Viewport((key.column + 1) * TILE_PX * 0.8, key.view.cy, 0.8, 2 * TILE_PX, TILE_PX)
    whole = drawn(houses, both, (BOTH,)).pixels
    pieces = np.concatenate([drawn(houses, t.view, (BOTH,)).pixels for t in (left, right)], axis=1)
    assert np.count_nonzero(whole != pieces) <= 0.0005 * whole.size
    assert np.count_nonzero(whole == 0xFF0000FF) > 1000


def test_tiles_cover_the_view_nearest_first():
    view = Viewport(CX, CY, 2.0, 1600, 1000)
    keys = tiles_of(view)
    x0, y0, x1, y1 = view.extent
    boxes = np.array([key.view.extent for key in keys])
    assert boxes[:, 0].min() <= x0
    assert boxes[:, 1].min() <= y0
    assert boxes[:, 2].max() >= x1
    assert boxes[:, 3].max() >= y1
    assert all(key.view.sees(view.extent) for key in keys)
    away = [np.hypot(key.view.cx - CX, key.view.cy - CY) for key in keys]
    assert away == sorted(away)


def test_a_dirty_rectangle_gives_the_same_picture_as_drawing_anew(houses):
    view = Viewport(CX, CY, 0.5, 400, 300)
    layer = PackedLayer(houses)
    renderer = TileRenderer({"pand": layer})
    buffer = PixelBuffer(400, 300)
    renderer.draw(buffer, view, (BOTH,), PALETTE, ground="land")
    before = buffer.pixels.copy()
    box = layer.replace(820, columns(shapely.box(CX + 6, CY + 3, CX + 19, CY + 8)))
    left, top = view.to_px(box[0], box[3])
    right, low = view.to_px(box[2], box[1])
    clip = QRect(int(left) - 3, int(top) - 3, int(right - left) + 6, int(low - top) + 6)
    renderer.draw(buffer, view, (BOTH,), PALETTE, ground="land", clip=clip)
    anew = PixelBuffer(400, 300)
    renderer.draw(anew, view, (BOTH,), PALETTE, ground="land")
    assert not np.array_equal(before, buffer.pixels)
    assert np.array_equal(anew.pixels, buffer.pixels)


def test_moving_a_picture_and_drawing_the_strip_equals_drawing_anew(houses):
    view = Viewport(CX, CY, 0.5, 400, 300)
    renderer = TileRenderer({"pand": PackedLayer(houses)})
    buffer, anew = PixelBuffer(400, 300), PixelBuffer(400, 300)
    renderer.draw(buffer, view, (BOTH,), PALETTE, ground="land")
    moved = view.panned(-60, 0)
    buffer.move(-60, 0)
    renderer.draw(buffer, moved, (BOTH,), PALETTE, ground="land", clip=QRect(340, 0, 60, 300))
    renderer.draw(anew, moved, (BOTH,), PALETTE, ground="land")
    assert np.array_equal(anew.pixels, buffer.pixels)


@pytest.mark.parametrize(("dx", "dy"), [(7, 0), (-7, 0), (0, 5), (0, -5), (3, -2), (-3, 2), (0, 0), (50, 0)])
def test_move_moves_whole_pixels(dx, dy):
    buffer = PixelBuffer(20, 10)
    buffer.flat[:] = np.arange(200, dtype=np.uint32)
    old = buffer.pixels.copy()
    buffer.move(dx, dy)
    for y in range(10):
        for x in range(20):
            if 0 <= x - dx < 20 and 0 <= y - dy < 10:
                assert buffer.pixels[y, x] == old[y - dy, x - dx]


def test_a_cancelled_drawing_says_so(houses):
    view = Viewport(CX, CY, 1.0, 400, 300)
    buffer = PixelBuffer(400, 300)
    renderer = TileRenderer({"pand": PackedLayer(houses)})
    assert not renderer.draw(buffer, view, (BOTH,), PALETTE, ground="land", cancelled=lambda: True)


def test_slices_end_in_the_same_picture(houses):
    view = Viewport(CX, CY, 0.5, 400, 300)
    renderer = TileRenderer({"pand": PackedLayer(houses)})
    whole, sliced = PixelBuffer(400, 300), PixelBuffer(400, 300)
    renderer.draw(whole, view, (BOTH,), PALETTE, ground="land")
    drawing, rounds = SlicedDrawing(renderer.steps(sliced, view, (BOTH,), PALETTE, ground="land")), 1
    while not drawing.go_on(0.0):
        rounds += 1
    assert rounds > 10
    assert np.array_equal(whole.pixels, sliced.pixels)


def test_a_drawing_given_up_lets_go_of_the_picture(houses):
    view = Viewport(CX, CY, 0.5, 400, 300)
    buffer = PixelBuffer(400, 300)
    renderer = TileRenderer({"pand": PackedLayer(houses)})
    drawing = SlicedDrawing(renderer.steps(buffer, view, (BOTH,), PALETTE))
    drawing.go_on(0.0)
    assert buffer.image.paintingActive()
    drawing.give_up()
    assert not buffer.image.paintingActive()


def test_points_are_dots_at_their_place():
    points = columns(shapely.Point(CX, CY), shapely.Point(CX + 50, CY + 20))
    rule = DrawRule("pand", "", "build", None, 0, 1e9, 0, "dot", (3.0,))
    buffer = drawn(points, Viewport(CX, CY, 1.0, 200, 100), (rule,))
    assert colour(buffer, 100, 50) == "#FF0000"
    assert colour(buffer, 150, 30) == "#FF0000"
    assert colour(buffer, 100, 55) == "#FFFFFF"


def test_a_line_is_never_filled():
    ring = columns(shapely.LineString([(CX - 20, CY - 20), (CX + 20, CY - 20), (CX, CY + 20)]))
    buffer = drawn(ring, Viewport(CX, CY, 1.0, 100, 100), (BOTH,))
    assert colour(buffer, 50, 55) == "#FFFFFF"
    assert np.count_nonzero(buffer.pixels != 0xFFFFFFFF) > 60


def test_a_group_has_the_rules_of_its_scale():
    near = DrawRule("a", "", "build", None, 0, 1, 1)
    always = DrawRule("b", "", "build", None, 0, 1e9, 0)
    group = TileGroup("eigen", (near, always))
    assert group.rules_at(0.5, "dag") == [always, near]
    assert group.rules_at(2.0, "dag") == [always]
    assert TileGroup("ondergrond").rules_at(1.0, "dag")


def test_paint_view_needs_no_window(houses):
    view = Viewport(CX, CY, 0.5, 200, 100)
    seen = []
    image = paint_view(view, {"pand": PackedLayer(houses)}, (BOTH,), PALETTE, lambda *given: seen.append(given[1]))
    assert (image.width(), image.height()) == (200, 100)
    assert seen == [view]
    assert image.pixelColor(2, 2).name() in ("#ffffff", "#ff0000", "#0000ff")


def test_a_drawing_given_up_halfway_leaves_nothing_saved_on_the_painter(houses, qtlog):
    view = Viewport(CX, CY, 0.5, 400, 300)
    buffer = PixelBuffer(400, 300)
    drawing = SlicedDrawing(TileRenderer({"pand": PackedLayer(houses)}).steps(buffer, view, (BOTH,), PALETTE))
    drawing.go_on(0.0)
    drawing.give_up()
    assert [record.message for record in qtlog.records] == []
