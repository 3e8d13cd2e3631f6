"""Taking back an import: the layer is what it was, or gone without a trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cop_app.domain.clock import MINUTE, ManualClock
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.store.cache import DatasetCache
from cop_app.worker.client import WorkerClient
from cop_app.worker.jobs import SourceLoads
from cop_app.worker.loading import Stage
from cop_app.worker.second import SecondProcess

KEY = b"k" * 32
START = 1_700_000_000_000


def geojson(path: Path, *names: str) -> SourceSpec:
    """A file with a point per name."""
    features = [
        {"type": "Feature", "id": name, "properties": {"naam": name},
         "geometry": {"type": "Point", "coordinates": [5.0 + i / 1000, 52.0]}}
        for i, name in enumerate(names)
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return SourceSpec("laag", SourceKind.FILE, str(path), "Gemeente", "opvang", typed=True)


@pytest.fixture
def cache(tmp_path):
    made = DatasetCache.open(tmp_path / "cache.db", KEY)
    yield made
    made.close()


def test_a_new_layer_goes_without_a_trace(cache, tmp_path):
    loads = SourceLoads(cache, ManualClock(START))
    loads.load(geojson(tmp_path / "a.geojson", "Kuil", "Dreef"))
    assert cache.search("Kuil")
    loads.take_back("laag", None)
    assert cache.layers() == []
    assert cache.search("Kuil") == []
    for table in ("block", "history", "pack", "poll", "snapshot", "search_entry", "staging", "loading"):
        assert cache._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_a_layer_that_was_there_is_what_it_was(cache, tmp_path):
    clock = ManualClock(START)
    loads = SourceLoads(cache, clock)
    loads.load(geojson(tmp_path / "a.geojson", "Kuil", "Dreef"))
    before = sorted(cache.batch("laag").keys)
    clock.set_both(START + MINUTE)
    loads.load(geojson(tmp_path / "b.geojson", "Dreef", "Zeewering"))
    assert sorted(cache.batch("laag").keys) != before
    clock.set_both(START + 2 * MINUTE)
    loads.take_back("laag", START + MINUTE - 1)
    assert sorted(cache.batch("laag").keys) == before
    assert [hit.title for hit in cache.search("Kuil")] == ["Kuil"]
    assert cache.search("Zeewering") == []


def test_the_past_of_a_layer_that_was_taken_back_can_still_be_asked(cache, tmp_path):
    clock = ManualClock(START)
    loads = SourceLoads(cache, clock)
    loads.load(geojson(tmp_path / "a.geojson", "Kuil"))
    clock.set_both(START + MINUTE)
    loads.load(geojson(tmp_path / "b.geojson", "Zeewering"))
    clock.set_both(START + 2 * MINUTE)
    loads.take_back("laag", START)
    assert cache.batch("laag", START + MINUTE).keys == ["Zeewering"]
    assert cache.batch("laag").keys == ["Kuil"]


def test_a_layer_that_is_not_there_is_no_fault(cache):
    SourceLoads(cache, ManualClock(START)).take_back("niets", None)
    cache.drop("niets")
    assert list(cache.layers()) == []


def test_the_second_process_takes_back_what_it_took_in(tmp_path):
    process = SecondProcess(tmp_path / "cache.db", (KEY,))
    worker = WorkerClient(process)
    try:
        worker.submit(geojson(tmp_path / "a.geojson", "Kuil"))
        ended = wait(worker)
        assert ended.outcome.result.features == 1
        worker.take_back("laag")
        assert wait(worker).stage is Stage.KLAAR
        assert worker.open_jobs == 0
    finally:
        process.close()
    cache = DatasetCache.open(tmp_path / "cache.db", KEY, read_only=True)
    assert cache.layers() == []
    cache.close()


def wait(worker: WorkerClient):
    """Return the report that ends a job."""
    for _attempt in range(300):
        for report in worker.poll(0.2):
            if report.stage is not Stage.BEZIG:
                return report
    raise AssertionError("niet geëindigd")
