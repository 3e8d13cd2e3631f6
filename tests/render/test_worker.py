"""The drawing process: it draws what the window would draw, stops when told, and may be killed at any moment."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
import shapely

from cop_app.formats.basemap import write_basemap
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.map.basemap import DrawRule, StrokeStyle
from cop_app.map.mark_types import Label, SymbolMark
from cop_app.map.palette import load_palette
from cop_app.map.viewport import Viewport
from cop_app.render.base_names import BaseNames, place_words
from cop_app.render.packed import PackedLayer
from cop_app.render.pixels import PixelBuffer
from cop_app.render.service import draw_tile
from cop_app.render.tile_worker import TileWorker
from cop_app.render.tiles import TILE_PX, TileGroup, TileKey, TileRenderer

CX, CY = 156_815.0, 532_660.0
RULE = DrawRule("pand", "", "build", StrokeStyle("buildLine", 1.0), 0, 1e9, 0)
GROUP = TileGroup("panden", (RULE,), "land")
KEY = TileKey(0.8, int(CX // (TILE_PX * 0.8)), int(CY // (TILE_PX * 0.8)))
POINTS = GeometryColumns.from_shapely(np.array([shapely.Point(CX, CY - 200)], dtype=object))
LOOKS = 4000
pytestmark = pytest.mark.usefixtures("qapp")


def collected(worker, into):
    """Wait on the pipe itself, not on a clock, until something ends."""
    for _ in range(LOOKS):
        if not worker.alive:
            return []
        ended = worker.collect(lambda _ticket: into)
        if ended:
            return ended
        if worker._connection is not None:
            worker._connection.poll(0.05)
    raise AssertionError("the worker never answered")


def loaded(worker):
    for _ in range(LOOKS):
        worker.collect(lambda _ticket: None)
        if worker.loaded:
            return
        worker._connection.poll(0.05)
    raise AssertionError("the worker never loaded the layer")


@pytest.fixture
def worker(houses):
    made = TileWorker()
    made.start()
    made.send_layer("pand", houses)
    loaded(made)
    yield made
    made.stop()


def test_the_worker_draws_what_the_window_would_draw(worker, houses):
    ours, theirs = PixelBuffer(TILE_PX, TILE_PX), PixelBuffer(TILE_PX, TILE_PX)
    draw_tile(TileRenderer({"pand": PackedLayer(houses)}), ours, GROUP, KEY, "dag")
    assert worker.ask(GROUP, KEY, "dag") is not None
    [ended] = collected(worker, theirs)
    assert ended.complete
    assert np.array_equal(ours.pixels, theirs.pixels)
    assert len(np.unique(ours.pixels)) > 2
    assert load_palette("dag").colour("build")


def test_an_edit_reaches_the_worker(worker, houses):
    worker.replace_feature("pand", 820, houses.take([0]))
    layer = PackedLayer(houses)
    layer.replace(820, houses.take([0]))
    ours, theirs = PixelBuffer(TILE_PX, TILE_PX), PixelBuffer(TILE_PX, TILE_PX)
    draw_tile(TileRenderer({"pand": layer}), ours, GROUP, KEY, "dag")
    worker.ask(GROUP, KEY, "dag")
    collected(worker, theirs)
    assert np.array_equal(ours.pixels, theirs.pixels)


def test_slots_are_given_out_once_and_come_back(worker):
    tickets = []
    while worker.room:
        tickets.append(worker.ask(GROUP, KEY, "dag"))
    assert worker.ask(GROUP, KEY, "dag") is None
    assert len(set(tickets)) == len(tickets) == worker.pending
    buffer, ended = PixelBuffer(TILE_PX, TILE_PX), 0
    while ended < len(tickets):
        ended += len(collected(worker, buffer))
    assert worker.room
    assert worker.pending == 0


def test_a_cancelled_tile_ends_and_frees_its_slot(worker):
    tickets = [worker.ask(GROUP, KEY, "dag") for _ in range(4)]
    for ticket in tickets:
        worker.cancel(ticket)
    ended = 0
    while ended < 4:
        ended += len(collected(worker, PixelBuffer(TILE_PX, TILE_PX)))
    assert worker.pending == 0


def test_a_killed_worker_is_noticed_and_comes_back_knowing_everything(worker, houses):
    while worker.room:
        worker.ask(GROUP, KEY, "dag")
    os.kill(worker.pid, signal.SIGKILL)
    while worker.alive:
        collected(worker, PixelBuffer(TILE_PX, TILE_PX))
    assert worker.pending == 0
    assert not worker.covers(["pand"])
    worker.start()
    loaded(worker)
    theirs, ours = PixelBuffer(TILE_PX, TILE_PX), PixelBuffer(TILE_PX, TILE_PX)
    worker.ask(GROUP, KEY, "dag")
    [ended] = collected(worker, theirs)
    draw_tile(TileRenderer({"pand": PackedLayer(houses)}), ours, GROUP, KEY, "dag")
    assert ended.complete
    assert np.array_equal(ours.pixels, theirs.pixels)


def test_words_are_placed_in_the_worker_as_they_would_be_here(tmp_path):
    names = {"naam": FeatureBatch(["a"], POINTS, [b'{"klasse":"wijk","tekst":"Havenkwartier"}'])}
    write_basemap(tmp_path / "proef.kaart", names, {})
    view = Viewport(CX, CY, 2.0, 800, 600)
    mark = SymbolMark("x", "inc.brand", CX, CY + 60, 46, 100, label=Label("Brand"))
    worker = TileWorker()
    worker.start()
    try:
        assert worker.ask_words(view, "dag", [mark], ()) is None
        worker.open_layers(str(tmp_path / "proef.kaart"))
        loaded(worker)
        worker.ask_words(view, "dag", [], ())
        ticket = worker.ask_words(view, "dag", [mark], ())
        worded = None
        for _ in range(LOOKS):
            worker.collect(lambda _ticket: None)
            worded = worker.take_words()
            if worded is not None:
                break
            worker._connection.poll(0.05)
    finally:
        worker.stop()
    assert worded is not None
    assert worded.ticket == ticket
    here = place_words(BaseNames(names), [mark], view, load_palette("dag"))
    assert [label.candidate.text for label in worded.labels] == ["Brand", "HAVENKWARTIER"]
    assert [label.box for label in worded.labels] == [label.box for label in here]


def test_what_the_worker_cannot_draw_is_said(worker):
    wrong = TileGroup("panden", (DrawRule("pand", "", "geen-kleur", None, 0, 1e9, 0),))
    worker.ask(wrong, KEY, "dag")
    [ended] = collected(worker, PixelBuffer(TILE_PX, TILE_PX))
    assert not ended.complete
    assert "geen-kleur" in ended.problem
