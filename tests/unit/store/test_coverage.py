"""How far a layer reaches: it grows by what was proved, is remembered, and old files tell it too."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.store.cache import DatasetCache
from cop_app.store.cache_schema import catalogue
from cop_app.store.coverage import Coverage, after_load
from cop_app.store.database import open_database
from cop_app.store.merge import Delta, LoadResult

KEY = bytes(range(32))
VERSION_1 = Path(__file__).resolve().parents[2] / "data" / "cache_v1.sql"
A, A_AND_MORE = (0.0, 0.0, 10.0, 10.0), (0.0, 0.0, 20.0, 10.0)
BESIDE, CORNER, WITHIN = (10.0, 0.0, 20.0, 10.0), (10.0, 10.0, 20.0, 20.0), (2.0, 2.0, 4.0, 4.0)
ALL = Coverage(True, None)


@pytest.mark.parametrize(
    ("held", "complete", "asked", "proved", "after"),
    [
        # Nothing held: what was asked, proved or not.
        (Coverage(), False, A, True, (Coverage(False, A), True)),
        (Coverage(), False, A, False, (Coverage(False, A), False)),
        (Coverage(), False, None, True, (ALL, True)),
        # All that was held, or more, takes its place.
        (Coverage(False, A), True, A, True, (Coverage(False, A), True)),
        (Coverage(False, A), True, A_AND_MORE, False, (Coverage(False, A_AND_MORE), False)),
        (Coverage(False, A), False, A_AND_MORE, True, (Coverage(False, A_AND_MORE), True)),
        (Coverage(False, A), True, None, True, (ALL, True)),
        (ALL, True, None, False, (ALL, False)),
        # A part adds what was proved to what was proved, and nothing else.
        (Coverage(False, A), True, BESIDE, True, (Coverage(False, A_AND_MORE), True)),
        (Coverage(False, A), True, BESIDE, False, (Coverage(False, A), True)),
        (Coverage(False, A), False, BESIDE, True, (Coverage(False, A), False)),
        (Coverage(False, A), True, CORNER, True, (Coverage(False, A), True)),
        # A part within is no proof of the rest, and raises doubt when it fails.
        (Coverage(False, A), False, WITHIN, True, (Coverage(False, A), False)),
        (Coverage(False, A), True, WITHIN, False, (Coverage(False, A), False)),
        (ALL, True, A, True, (ALL, True)),
        (ALL, False, A, True, (ALL, False)),
    ],
)
def test_what_is_covered_grows_by_what_was_proved(held, complete, asked, proved, after) -> None:
    assert after_load(held, complete, asked, proved) == after


def file_of_version_1(path: Path) -> None:
    statements = VERSION_1.read_text(encoding="utf-8").split(";\n")
    open_database(path, [KEY], 1, lambda file, _found: [file.execute(each) for each in statements[:-1]]).close()


def test_file_of_version_1_is_brought_up_to_date_and_holds_what_it_held(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    file_of_version_1(path)
    cache = DatasetCache.open(path, KEY)
    rows = {row.layer: (row.whole, row.covered, row.complete, row.features) for row in cache.layers()}
    assert rows == {
        "half": (True, None, False, 1), "kazerne": (True, None, True, 2), "nooit": (False, None, False, 0),
    }  # fmt: skip
    assert cache.batch("kazerne").keys == ["a", "b"]
    assert b"Zuid" in cache.batch("kazerne", at=150).properties[cache.batch("kazerne", at=150).keys.index("b")]
    assert cache.covers("kazerne", A, at=150)
    assert not cache.covers("kazerne", A, at=50)
    assert not cache.covers("nooit", A)
    assert [hit.key for hit in cache.search("oost")] == ["b"]
    assert {row["laag"]: row["gebied"] for row in catalogue(cache._db)["lagen"].rows} == {
        "half": "alles", "kazerne": "alles", "nooit": "niets",
    }  # fmt: skip
    cache.close()
    DatasetCache.open(path, KEY).close()


def test_reader_of_an_old_file_reads_on_while_the_writer_brings_it_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    file_of_version_1(path)
    reader = DatasetCache.open(path, KEY, read_only=True)
    assert reader.covers("kazerne", A)
    assert reader.covers("kazerne", A, at=150)
    writer = DatasetCache.open(path, KEY)
    running = writer.begin_load("bron", "kranen", 300, area=A)
    point = GeometryColumns.from_shapely([shapely.Point(5, 5)])
    running.add(FeatureBatch(["k"], point, [b"{}"]))
    running.finish(True, 1, 300)
    assert reader.covers("kazerne", A)
    assert [(row.layer, row.covered) for row in reader.layers() if not row.whole] == [("kranen", A), ("nooit", None)]
    assert reader.covers("kranen", WITHIN)
    assert not reader.covers("kranen", BESIDE)
    assert {row["laag"]: row["gebied"] for row in catalogue(writer._db)["lagen"].rows}["kranen"] == "RD 0 0 tot 10 10"
    reader.close()
    writer.close()


def test_edge_of_an_area_is_whole_millimetres(tmp_path: Path) -> None:
    cache = DatasetCache.open(tmp_path / "cache.db", KEY)
    shapes = {"op": 10.0004, "net ernaast": 10.0006}
    columns = GeometryColumns.from_shapely([shapely.Point(x, 5) for x in shapes.values()])
    running = cache.begin_load("bron", "kranen", 1)
    running.add(FeatureBatch(list(shapes), columns, [b"{}", b"{}"]))
    running.finish(True, 2, 1)
    assert cache.batch("kranen", box=(0.0, 0.0, 9.99951, 10.0)).keys == ["op"]
    running = cache.begin_load("bron", "kranen", 2, area=(0.0, 0.0, 10.0003, 10.0))
    assert running.finish(True, 0, 2).delta.deleted == ("op",)
    cache.close()


def test_two_strips_together_tell_what_changed_since_before_both() -> None:
    first = LoadResult("a", 1, 9, 0, 0, 0, True, Delta(("nieuw", "even"), ("anders",), ("weg", "verhuisd")))
    last = LoadResult("a", 2, 8, 0, 0, 0, True, Delta(("verhuisd", "ook"), ("nieuw", "nog"), ("even", "anders")))
    both = last.after(first)
    assert both.delta == Delta(("nieuw", "ook"), ("verhuisd", "nog"), ("anders", "weg"))
    assert (both.added, both.changed, both.deleted, both.features, both.snapshot) == (2, 2, 2, 8, 2)
