"""The map under the hand: what it shows, that it answers at once, and that nothing goes white."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.map.basemap import DrawRule, StrokeStyle
from cop_app.map.mark_types import AreaMark, Label, Layer, State, SymbolMark
from cop_app.map.palette import load_palette
from cop_app.map.sketch import Form, Sketch
from cop_app.map.viewport import Viewport
from cop_app.render.base_map import BaseMap
from cop_app.render.base_names import BaseNames
from cop_app.render.packed import PackedLayer
from cop_app.render.tile_worker import TileWorker
from cop_app.ui.canvas import MapCanvas
from cop_app.ui.canvas.measure_tool import MeasureTool
from cop_app.ui.canvas.sketch_tool import SketchTool

CX, CY = 156_815.0, 532_660.0
DAG = load_palette("dag")


def batch(shapes, properties=None):
    columns = GeometryColumns.from_shapely(np.array(shapes, dtype=object))
    keys = [str(i) for i in range(len(columns))]
    return FeatureBatch(keys, columns, properties or [b"{}"] * len(columns))


def world():
    steps = (np.arange(30) - 15) * 30.0
    houses = [shapely.box(CX + x, CY + y, CX + x + 14, CY + y + 14) for x in steps for y in steps]
    return {
        "land": batch([shapely.box(CX - 5000, CY - 5000, CX + 5000, CY + 5000)]),
        "water": batch([shapely.box(CX + 600, CY - 400, CX + 900, CY + 400)], [b'{"naam":"De Kolk"}']),
        "pand": batch(houses),
    }


@pytest.fixture
def canvas(qtbot):
    layers = world()
    made = MapCanvas(DAG)
    made.zoom_ms = 0
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show_base(BaseMap(layers), BaseNames(layers))
    made.go_to(Viewport(CX, CY, 1.0, 800, 600))
    made.show()
    made.settle()
    return made


def shown(canvas):
    image = canvas.grab().toImage()
    return lambda x, y: image.pixelColor(x, y).name().upper()


def mouse(canvas, kind, x, y, button=Qt.MouseButton.LeftButton):
    at = QPointF(x, y)
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)


def drag(canvas, a, b):
    mouse(canvas, QEvent.Type.MouseButtonPress, *a)
    mouse(canvas, QEvent.Type.MouseMove, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    mouse(canvas, QEvent.Type.MouseMove, *b)
    mouse(canvas, QEvent.Type.MouseButtonRelease, *b)


def wheel(canvas, x, y, notches):
    at = QPointF(x, y)
    event = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(0, 0), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_the_map_shows_what_lies_there(canvas):
    pixel = shown(canvas)
    assert pixel(407, 293) == DAG.colour("build").upper()
    assert pixel(422, 278) == DAG.colour("land").upper()


def test_a_drag_moves_the_paper_with_the_hand(canvas):
    before = canvas.view
    place = before.to_rd(300, 200)
    drag(canvas, (300, 200), (420, 250))
    assert canvas.view.to_px(*place) == pytest.approx((420, 250), abs=1e-6)
    assert canvas.view.mpp == before.mpp


def test_while_dragging_kept_tiles_move_and_nothing_is_white(canvas):
    drag(canvas, (400, 300), (395, 296))
    pixel = shown(canvas)
    assert pixel(402, 289) == DAG.colour("build").upper()
    drag(canvas, (700, 300), (100, 300))
    image = canvas.grab().toImage()
    assert image.pixelColor(780, 300) != QColor("#FFFFFF")


def test_the_wheel_zooms_around_the_pointer(canvas):
    place = canvas.view.to_rd(200, 150)
    wheel(canvas, 200, 150, 2)
    assert canvas.view.mpp == pytest.approx(1 / 1.25**2)
    assert canvas.view.to_px(*place) == pytest.approx((200, 150), abs=1e-6)


def test_a_zoom_shows_the_old_tiles_scaled_before_it_is_sharp(canvas):
    wheel(canvas, 407, 293, 3)
    pixel = shown(canvas)  # not settled: only scaled tiles
    assert pixel(407, 293) == DAG.colour("build").upper()
    canvas.settle()
    assert shown(canvas)(407, 293) == DAG.colour("build").upper()


def test_zoom_eases_and_ends_where_it_was_asked_to(canvas, qtbot):
    canvas.zoom_ms = 140
    canvas.zoom(2.0)
    assert canvas.view.mpp == pytest.approx(1.0)
    qtbot.waitUntil(lambda: canvas.view.mpp == pytest.approx(0.5), timeout=5000)
    assert (canvas.view.cx, canvas.view.cy) == pytest.approx((CX, CY))


@pytest.mark.parametrize(
    ("key", "dx", "dy"),
    [(Qt.Key.Key_Left, -120, 0), (Qt.Key.Key_Right, 120, 0), (Qt.Key.Key_Up, 0, 120), (Qt.Key.Key_Down, 0, -120)],
)
def test_arrows_move_a_fifth_of_the_window(canvas, qtbot, key, dx, dy):
    qtbot.keyClick(canvas, key)
    assert (canvas.view.cx - CX, canvas.view.cy - CY) == pytest.approx((dx, dy))


def test_plus_minus_and_home(canvas, qtbot):
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.view.mpp == pytest.approx(0.8)
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.view.mpp == pytest.approx(1.0)
    canvas.set_home((CX - 2000, CY - 1000, CX + 2000, CY + 1000))
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.view.extent[0] <= CX - 2000
    assert canvas.view.extent[2] >= CX + 2000


def test_keys_of_the_window_are_left_alone(canvas, qtbot):
    before = canvas.view
    qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(canvas, Qt.Key.Key_N)
    assert canvas.view == before


def test_scale_and_fit(canvas):
    canvas.set_scale(5000)
    assert canvas.view.scale == pytest.approx(5000)
    canvas.fit((CX, CY, CX + 3000, CY + 500))
    assert canvas.view.extent[0] <= CX
    assert canvas.view.extent[2] >= CX + 3000


def test_the_pointer_tells_its_place_in_rd(canvas, qtbot):
    with qtbot.waitSignal(canvas.pointed) as told:
        mouse(canvas, QEvent.Type.MouseMove, 500, 200, Qt.MouseButton.NoButton)
    assert told.args == pytest.approx([CX + 100, CY + 100])


def sign(item, x, y, **more):
    return SymbolMark(item, "inc.brand", x, y, 32.0, int(Layer.INCIDENT), **more)


def test_a_click_tells_place_and_the_uppermost_mark(canvas, qtbot):
    canvas.show_marks([sign("onder", CX, CY), SymbolMark("boven", "off.b", CX + 5, CY, 28.0, 200)])
    with qtbot.waitSignal(canvas.clicked) as told:
        mouse(canvas, QEvent.Type.MouseButtonPress, 402, 300)
        mouse(canvas, QEvent.Type.MouseButtonRelease, 402, 300)
    assert told.args[2] == "boven"
    assert told.args[:2] == pytest.approx([CX + 2, CY])


def test_a_drag_is_not_a_click(canvas, qtbot):
    with qtbot.assertNotEmitted(canvas.clicked):
        drag(canvas, (300, 200), (420, 250))
    with qtbot.waitSignal(canvas.clicked, timeout=2000):
        click(canvas, 420, 250)


def test_holding_is_not_clicking(canvas, qtbot):
    with qtbot.waitSignal(canvas.held, timeout=5000) as told, qtbot.assertNotEmitted(canvas.clicked):
        mouse(canvas, QEvent.Type.MouseButtonPress, 500, 300)
    mouse(canvas, QEvent.Type.MouseButtonRelease, 500, 300)
    assert told.args[:2] == pytest.approx([CX + 100, CY])


def click(canvas, x, y):
    mouse(canvas, QEvent.Type.MouseButtonPress, x, y)
    mouse(canvas, QEvent.Type.MouseButtonRelease, x, y)


def test_measuring_collects_places_until_enter(canvas, qtbot):
    ruler = MeasureTool()
    canvas.use_tool(ruler)
    for x, y in ((400, 300), (500, 300)):
        with qtbot.waitSignal(ruler.changed):
            click(canvas, x, y)
    with qtbot.waitSignal(ruler.finished):
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert np.allclose(ruler.sketch.points, [(CX, CY), (CX + 100, CY)])
    assert ruler.texts() == ("100 m", "")


def test_a_line_closed_on_its_first_point_is_measured_as_an_area(canvas):
    ruler = MeasureTool()
    canvas.use_tool(ruler)
    for x, y in ((300, 200), (500, 200), (500, 300), (302, 201)):
        click(canvas, x, y)
    assert ruler.texts() == ("524 m", "1,0 ha")
    click(canvas, 100, 100)
    assert len(ruler.sketch.points) == 1


def area_tool():
    return SketchTool(Sketch(Form.AREA), lambda points: AreaMark("", "effect", ((tuple(points),),), 1))


def test_clicks_draw_backspace_takes_back_and_a_double_click_ends(canvas, qtbot):
    tool = area_tool()
    canvas.use_tool(tool)
    for x, y in ((300, 200), (500, 200), (640, 100)):
        click(canvas, x, y)
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(tool.finished):
        click(canvas, 500, 400)
        mouse(canvas, QEvent.Type.MouseButtonDblClick, 500, 400)
    assert np.allclose(tool.sketch.points, [canvas.view.to_rd(*px) for px in ((300, 200), (500, 200), (500, 400))])


def test_an_area_whose_edge_crosses_itself_does_not_end(canvas, qtbot):
    tool, ended = area_tool(), []
    tool.finished.connect(lambda: ended.append(1))
    canvas.use_tool(tool)
    for x, y in ((300, 200), (500, 400), (500, 200), (300, 400)):
        click(canvas, x, y)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert not ended


def test_one_looks_around_halfway_a_drawing(canvas):
    tool = area_tool()
    canvas.use_tool(tool)
    click(canvas, 300, 200)
    before = canvas.view
    drag(canvas, (600, 400), (500, 350))
    assert canvas.view != before
    assert len(tool.sketch.points) == 1


def test_space_sets_a_point_in_the_middle_so_that_drawing_needs_no_mouse(canvas, qtbot):
    tool = area_tool()
    canvas.use_tool(tool)
    for key in (None, Qt.Key.Key_Right, Qt.Key.Key_Down):
        if key is not None:
            qtbot.keyClick(canvas, key)
        qtbot.keyClick(canvas, Qt.Key.Key_Space)
    with qtbot.waitSignal(tool.finished):
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert np.allclose(tool.sketch.points, [(CX, CY), (CX + 120, CY), (CX + 120, CY - 120)])


def test_a_finished_shape_is_reshaped_by_its_handles_and_moved_as_a_whole(canvas, qtbot):
    ring = [canvas.view.to_rd(*px) for px in ((300, 200), (500, 200), (500, 400), (300, 400))]
    tool = SketchTool(Sketch(Form.AREA, ring), lambda p: AreaMark("", "effect", ((tuple(p),),), 1), editing=True)
    canvas.use_tool(tool)
    drag(canvas, (500, 200), (560, 160))
    assert canvas.view.to_px(*tool.sketch.points[1]) == pytest.approx((560, 160))
    drag(canvas, (400, 400), (400, 450))
    assert len(tool.sketch.points) == 5
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(tool.sketch.points) == 4
    before = list(tool.sketch.points)
    drag(canvas, (400, 300), (430, 310))
    assert np.allclose(np.array(tool.sketch.points) - np.array(before), (30, -10))


def test_a_drawing_is_seen_before_it_is_done(canvas):
    tool = area_tool()
    canvas.use_tool(tool)
    bare = canvas.grab().toImage()
    for x, y in ((300, 200), (500, 200), (500, 400)):
        click(canvas, x, y)
    assert canvas.grab().toImage() != bare
    canvas.use_tool(None)
    assert canvas.grab().toImage() == bare


def test_marks_and_their_words_are_drawn_and_go_along(canvas):
    bare = canvas.grab().toImage()
    canvas.show_marks([sign("a", CX + 22, CY + 22, label=Label("Brand silo"), state=State(age="26 min"))])
    canvas.settle()
    marked = canvas.grab().toImage()
    assert marked != bare
    drag(canvas, (300, 200), (360, 200))
    canvas.settle()
    moved = canvas.grab().toImage()
    assert marked.copy(380, 240, 80, 100) == moved.copy(440, 240, 80, 100)


def test_the_overlay_is_painted_at_every_frame_with_the_view(canvas):
    views = []
    canvas.set_overlay(lambda painter, view, palette: views.append((view, palette.name)))
    canvas.grab()
    canvas.go_to(canvas.view.panned(10, 0))
    canvas.grab()
    assert views[0][1] == "dag"
    assert views[-1][0] == canvas.view


def test_the_tint_of_looking_back_covers_the_map_not_the_marks(canvas):
    plain = shown(canvas)(422, 278)
    canvas.set_tint(0.34)
    assert shown(canvas)(422, 278) != plain
    canvas.set_tint(0.0)
    assert shown(canvas)(422, 278) == plain


def test_the_tint_of_looking_back_is_no_lamp_at_night(canvas):
    canvas.use_palette(load_palette("nacht"))
    canvas.set_tint(0.34)
    canvas.settle()
    assert QColor(shown(canvas)(422, 278)).lightnessF() < 0.2


def test_another_palette_redraws_everything(canvas):
    night = load_palette("nacht")
    canvas.use_palette(night)
    canvas.settle()
    assert shown(canvas)(422, 278) == night.colour("land").upper()


def test_a_group_of_layers_lies_over_the_base_and_one_edit_shows(canvas):
    rule = DrawRule("zones", "", "#00FF00", StrokeStyle("#00FF00", 1.0), 0, 1e9, 0)
    columns = GeometryColumns.from_shapely(np.array([shapely.box(CX, CY, CX + 50, CY + 50)], dtype=object))
    canvas.show_layers("eigen", {"zones": PackedLayer(columns)}, [rule])
    canvas.settle()
    assert shown(canvas)(425, 275) == "#00FF00"
    moved = GeometryColumns.from_shapely(np.array([shapely.box(CX - 200, CY, CX - 150, CY + 50)], dtype=object))
    canvas.replace_feature("eigen", "zones", 0, moved)
    pixel = shown(canvas)  # at once, without settling
    assert pixel(225, 275) == "#00FF00"
    assert pixel(425, 275) != "#00FF00"
    canvas.hide_layers("eigen")
    assert shown(canvas)(225, 275) != "#00FF00"


def test_tiles_are_kept_up_to_their_limit(canvas):
    for step in range(40):
        canvas.go_to(Viewport(CX + step * 700.0, CY, 1.0, 800, 600))
        canvas.settle()
    assert len(canvas._board) <= canvas._board.limit


def test_without_a_worker_the_map_becomes_sharp_in_slices(canvas, qtbot):
    canvas.go_to(Viewport(CX, CY, 0.6, 800, 600))
    assert canvas._board.busy
    qtbot.waitUntil(lambda: not canvas._board.busy, timeout=10_000)
    sliced = canvas.grab().toImage()
    canvas._board.clear()
    canvas.settle()
    assert canvas.grab().toImage() == sliced


def test_a_killed_worker_leaves_the_map_working(canvas, qtbot):
    layers = world()
    worker = TileWorker()
    canvas.use_worker(worker)
    try:
        for name, given in layers.items():
            worker.send_layer(name, given.geometry, None)
        canvas.go_to(Viewport(CX, CY, 0.7, 800, 600))
        qtbot.waitUntil(lambda: worker.pid is not None and not canvas._board.busy, timeout=20_000)
        canvas.go_to(Viewport(CX, CY, 0.55, 800, 600))
        canvas._board.work(0.0)
        os.kill(worker.pid, signal.SIGKILL)
        canvas.go_to(Viewport(CX, CY, 0.5, 800, 600))
        qtbot.waitUntil(lambda: not canvas._board.busy, timeout=20_000)
        alone = canvas.grab().toImage()
        canvas._board.clear()
        canvas.settle()
        assert canvas.grab().toImage() == alone
    finally:
        canvas.use_worker(None)
        worker.stop()


def test_the_worker_and_the_window_draw_the_same(canvas, qtbot):
    worker = TileWorker()
    canvas.use_worker(worker)
    try:
        for name, given in world().items():
            worker.send_layer(name, given.geometry, None)
        qtbot.waitUntil(lambda: worker.collect(lambda _t: None) is not None and len(worker.loaded) == 3, timeout=20_000)
        canvas._board.clear()
        canvas.go_to(Viewport(CX, CY, 0.7, 800, 600))
        qtbot.waitUntil(lambda: not canvas._board.busy, timeout=20_000)
        canvas._letter_here()
        theirs = canvas.grab().toImage()
    finally:
        canvas.use_worker(None)
        worker.stop()
    canvas._board.clear()
    canvas.settle()
    assert canvas.grab().toImage() == theirs
