"""One second process loads and draws: both at once, both back after its death, and drawing goes first."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from cop_app.geo.columns import GeometryColumns
from cop_app.map.basemap import DrawRule, StrokeStyle
from cop_app.render.packed import PackedLayer
from cop_app.render.pixels import PixelBuffer
from cop_app.render.service import draw_tile
from cop_app.render.tile_worker import TileWorker
from cop_app.render.tiles import TILE_PX, TileGroup, TileKey, TileRenderer
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.store.cache import DatasetCache
from cop_app.worker.client import WorkerClient
from cop_app.worker.loading import Stage
from cop_app.worker.second import LAYER, Precedence, SecondProcess

sys.path.insert(0, str(Path(__file__).parent.parent / "unit" / "worker"))
from paged_service import PagedService

KEY = b"k" * 32
PATIENCE = 60.0
RULE = DrawRule("punten", "", None, StrokeStyle("buildLine", 3.0), 0, 1e9, 0)
GROUP = TileGroup("bronnen", (RULE,), "land")
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def process(tmp_path):
    made = SecondProcess(tmp_path / "cache.db", (KEY,))
    yield made
    made.close()


def spec_of(service):
    return SourceSpec("punten", SourceKind.OGC_FEATURES, service.url, "Gemeente", "punt", "punten", typed=True)


def load(client, service):
    job = client.submit(spec_of(service))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for report in client.poll(0.5):
            if report.job == job and report.stage is not Stage.BEZIG:
                return report
    raise AssertionError("never loaded")


def opened(tiles):
    tiles.loaded.discard("punten")
    tiles.open_layers(f"{LAYER}punten", named=False)
    wait_for(tiles, lambda: "punten" in tiles.loaded)


def wait_for(tiles, done):
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline
        tiles.collect(lambda _ticket: None)
        if tiles._connection is not None:
            tiles._connection.poll(0.05)


def drawn(tiles, key):
    buffer = PixelBuffer(TILE_PX, TILE_PX)
    assert tiles.ask(GROUP, key, "dag") is not None
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if any(ended.complete for ended in tiles.collect(lambda _ticket: buffer)):
            return buffer.pixels.copy()
        tiles._connection.poll(0.05)
    raise AssertionError("never drawn")


def key_of(batch):
    x, y = batch.geometry.boxes[0, :2]
    return TileKey(4.0, int(x // (TILE_PX * 4.0)), int(y // (TILE_PX * 4.0)))


def here(path, key):
    cache = DatasetCache.open(path, KEY, read_only=True)
    layer = PackedLayer.from_batch(cache.batch("punten"))
    cache.close()
    buffer = PixelBuffer(TILE_PX, TILE_PX)
    draw_tile(TileRenderer({"punten": layer}), buffer, GROUP, key, "dag")
    return buffer.pixels.copy()


def test_what_one_half_loads_the_other_half_draws(process, tmp_path):
    client, tiles = WorkerClient(process), TileWorker(process.drawing)
    with PagedService(150) as service:
        assert load(client, service).stage is Stage.KLAAR
    tiles.start()
    assert tiles.pid == process.pid != os.getpid()
    opened(tiles)
    cache = DatasetCache.open(tmp_path / "cache.db", KEY, read_only=True)
    key = key_of(cache.batch("punten"))
    cache.close()
    pixels = drawn(tiles, key)
    assert np.array_equal(pixels, here(tmp_path / "cache.db", key))
    assert len(np.unique(pixels)) > 1
    assert process.starts == 1
    tiles.stop()


def test_tiles_are_drawn_while_a_source_keeps_a_load_waiting(process, tmp_path):
    client, tiles = WorkerClient(process), TileWorker(process.drawing)
    with PagedService(300) as service:
        load(client, service)
        service.held_from = 100
        job = client.submit(spec_of(service))
        assert service.held.wait(PATIENCE)
        tiles.start()
        opened(tiles)
        drawn(tiles, TileKey(4.0, 0, 0))
        assert client.open_jobs == 1
        service.free.set()
        ended = []
        deadline = time.monotonic() + PATIENCE
        while not ended and time.monotonic() < deadline:
            ended = [r for r in client.poll(0.5) if r.job == job and r.stage is not Stage.BEZIG]
    assert ended[0].stage is Stage.KLAAR
    tiles.stop()


def test_a_killed_process_comes_back_and_both_halves_go_on(process, tmp_path):
    client, tiles = WorkerClient(process), TileWorker(process.drawing)
    with PagedService(300) as service:
        load(client, service)
        tiles.start()
        opened(tiles)
        service.held_from = 100
        job = client.submit(spec_of(service))
        assert service.held.wait(PATIENCE)
        os.kill(process.pid or 0, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        service.held_from = 10**9
        service.free.set()
        ended = []
        deadline = time.monotonic() + PATIENCE
        while not ended and time.monotonic() < deadline:
            ended = [r for r in client.poll(0.5) if r.job == job and r.stage is not Stage.BEZIG]
        assert ended[0].stage is Stage.KLAAR
        wait_for(tiles, lambda: not tiles.alive)
        while not tiles.revive():
            time.sleep(0.05)
        wait_for(tiles, lambda: "punten" in tiles.loaded)
        drawn(tiles, TileKey(4.0, 0, 0))
    assert process.starts == 2
    tiles.stop()


def test_a_layer_that_is_not_there_is_left_to_the_window(process):
    tiles = TileWorker(process.drawing)
    tiles.start()
    tiles.open_layers(f"{LAYER}bestaat-niet", named=False)
    tiles.send_layer("punten", GeometryColumns.from_shapely(np.array([], dtype=object)))
    wait_for(tiles, lambda: "punten" in tiles.loaded)
    assert "bestaat-niet" not in tiles.loaded
    tiles.stop()


def test_loading_gives_way_to_drawing_but_never_for_ever():
    precedence = Precedence()
    passed = threading.Event()

    def step():
        precedence.give_way()
        passed.set()

    with precedence.drawing():
        load_step = threading.Thread(target=step)
        load_step.start()
        assert not passed.wait(0.1)
    assert passed.wait(PATIENCE)
    load_step.join()
    with precedence.drawing():
        precedence.give_way()  # returns though the drawing goes on
