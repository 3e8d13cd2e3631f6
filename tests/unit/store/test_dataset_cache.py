"""The cache of datasets: what differs is written, what was is kept, what is not proved gone stays."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from cop_app.domain.errors import UserFacingError
from cop_app.geo.columns import FeatureBatch, GeometryColumns, Problem
from cop_app.store import cache_schema
from cop_app.store.cache import DatasetCache
from cop_app.store.cache_schema import catalogue
from cop_app.store.database import Connection, open_database

KEY = bytes(range(32))


def made(features: dict[str, dict], shapes: dict[str, object] | None = None) -> FeatureBatch:
    """Build a batch; a feature without a shape gets a point that follows from its key."""
    where: dict[str, object] = {}
    for key in features:
        number = hash_of(key)
        where[key] = shapely.Point(155_000 + number % 1000, 463_000 + number // 1000 % 1000)
    where |= shapes or {}
    return FeatureBatch(
        list(features), GeometryColumns.from_shapely([where[key] for key in features]),
        [json.dumps(value, sort_keys=True).encode() for value in features.values()],
    )  # fmt: skip


def hash_of(key: str) -> int:
    return sum(ord(letter) * 977**place for place, letter in enumerate(key, 1))


def read(batch: FeatureBatch) -> dict[str, dict]:
    found = {key: json.loads(raw) for key, raw in zip(batch.keys, batch.properties, strict=True)}
    assert len(found) == len(batch) == len(batch.geometry)
    return found


def load(cache: DatasetCache, features: dict[str, dict], now: int, *, complete: bool = True, layer: str = "kazerne"):
    running = cache.begin_load("regio", layer, now, title="Kazernes", title_fields=("naam",))
    running.add(made(features))
    return running.finish(complete, len(features), now)


@pytest.fixture
def cache(tmp_path: Path):
    opened = DatasetCache.open(tmp_path / "cache.db", KEY)
    yield opened
    opened.close()


def test_only_the_difference_is_written(cache: DatasetCache) -> None:
    first = load(cache, {"a": {"n": 1}, "b": {"n": 1}, "c": {"n": 1}}, 100)
    assert (first.features, first.added, first.changed, first.deleted, first.complete) == (3, 3, 0, 0, True)
    same = load(cache, {"c": {"n": 1}, "a": {"n": 1}, "b": {"n": 1}}, 200)
    assert (same.added, same.changed, same.deleted, same.snapshot) == (0, 0, 0, first.snapshot)
    third = load(cache, {"a": {"n": 2}, "b": {"n": 1}, "d": {"n": 1}}, 300)
    assert third.delta.added == ("d",)
    assert third.delta.changed == ("a",)
    assert third.delta.deleted == ("c",)
    assert cache._db.execute("SELECT count(*) FROM history").fetchone() == (2,)
    assert read(cache.batch("kazerne", at=99)) == {}
    assert read(cache.batch("kazerne", at=250)) == {"a": {"n": 1}, "b": {"n": 1}, "c": {"n": 1}}
    assert read(cache.batch("kazerne")) == read(cache.batch("kazerne", at=300)) == {
        "a": {"n": 2}, "b": {"n": 1}, "d": {"n": 1},
    }  # fmt: skip
    assert read(cache.feature("kazerne", "a")) == {"a": {"n": 2}}
    assert read(cache.feature("kazerne", "a", at=299)) == {"a": {"n": 1}}
    assert cache.feature("kazerne", "a", at=99) is None
    assert cache.feature("kazerne", "c") is None
    assert read(cache.feature("kazerne", "c", at=100)) == {"c": {"n": 1}}
    assert cache.changes("kazerne", 250) == third.delta
    assert not cache.changes("kazerne", 300)


def test_an_incomplete_load_deletes_nothing(cache: DatasetCache) -> None:
    load(cache, {"a": {}, "b": {}}, 100)
    half = load(cache, {"a": {"n": 1}}, 200, complete=False)
    assert (half.features, half.changed, half.deleted, half.complete) == (2, 1, 0, False)
    assert set(read(cache.batch("kazerne"))) == {"a", "b"}
    assert not cache.layers()[0].complete
    assert load(cache, {"a": {"n": 1}}, 300).deleted == 1
    assert set(read(cache.batch("kazerne", at=200))) == {"a", "b"}


def test_moved_geometry_is_a_change_and_a_millimetre_counts(cache: DatasetCache) -> None:
    def at(x: float) -> FeatureBatch:
        return made({"a": {}}, {"a": shapely.Point(x, 463_000)})

    for now, x, changed in ((1, 155_000.0, 0), (2, 155_000.0001, 0), (3, 155_000.001, 1)):
        running = cache.begin_load("regio", "eenheid", now)
        running.add(at(x))
        assert running.finish(True, 1, now).changed == changed
    assert cache.feature("eenheid", "a").geometry.coords.tolist() == [[155_000.001, 463_000.0]]


def test_all_shapes_come_back_to_the_millimetre(cache: DatasetCache) -> None:
    hole = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])
    shapes = {
        "punt": shapely.Point(155_000.123, 463_000.456), "leeg": None,
        "lijn": shapely.LineString([(1.0, 2.0), (3.5, 4.5), (5.001, 6.002)]), "vlak": hole,
        "lijnen": shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
        "vlakken": shapely.MultiPolygon([hole, shapely.box(20, 20, 30, 30)]),
        "punten": shapely.MultiPoint([(1, 1), (2, 2)]), "ver": shapely.LineString([(-5e9, 0), (5e9, 1)]),
    }  # fmt: skip
    running = cache.begin_load("regio", "vormen", 1)
    batch = made({key: {"k": key} for key in shapes}, shapes)
    running.add(batch)
    running.finish(True, None, 1)
    found = cache.batch("vormen")
    for key, shape in zip(found.keys, found.geometry.to_shapely(), strict=True):
        if shapes[key] is None:
            assert shape is None
        else:
            assert shapely.equals_exact(shape, shapely.orient_polygons(shapes[key]), 1e-9), key
    order = [found.keys.index(key) for key in batch.keys]
    assert (found.take(order).hashes() == batch.hashes()).all()
    assert np.array_equal(found.geometry.boxes[order], batch.geometry.boxes, equal_nan=True)
    assert cache.batch("vormen", box=(25, 25, 26, 26)).keys == ["vlakken"]


def test_blocks_give_what_touches_the_box(cache: DatasetCache) -> None:
    dice = random.Random(3)
    shapes = {f"p{n}": shapely.Point(dice.uniform(0, 10_000), dice.uniform(0, 10_000)) for n in range(3000)}
    running = cache.begin_load("regio", "p", 1)
    running.add(made({key: {"k": key} for key in shapes}, shapes))
    running.finish(True, 3000, 1)
    blocks = cache.blocks("p")
    assert 8 < len(blocks) < 30
    assert sum(len(block.geometry) for block in blocks) == 3000
    box = (1000.0, 1000.0, 1500.0, 1500.0)
    near = cache.blocks("p", box, properties=True)
    assert 0 < len(near) < 6
    wanted = {key for key, point in shapes.items() if 1000 <= point.x <= 1500 and 1000 <= point.y <= 1500}
    assert wanted <= {key for block in near for key in block.keys}
    assert set(cache.batch("p", box=box).keys) == wanted


def test_history_equals_a_plain_memory_of_every_state(cache: DatasetCache) -> None:
    dice = random.Random(11)
    state: dict[str, dict] = {}
    past: list[tuple[int, dict[str, dict]]] = []
    for now in range(10, 400, 10):
        fetched = {key: value for key, value in state.items() if dice.random() > 0.1}
        for _ in range(dice.randrange(6)):
            fetched[f"k{dice.randrange(60)}"] = {"n": dice.randrange(3), "naam": f"Kazerne {now}"}
        complete = dice.random() > 0.3
        before = dict(state)
        state = fetched if complete else {**state, **fetched}
        result = load(cache, fetched, now, complete=complete)
        assert set(result.delta.added) == set(state) - set(before)
        assert set(result.delta.deleted) == set(before) - set(state)
        assert set(result.delta.changed) == {key for key in state if key in before and before[key] != state[key]}
        past.append((now, dict(state)))
    for now, expected in past:
        assert read(cache.batch("kazerne", at=now + 5)) == expected
        delta = cache.changes("kazerne", now)
        assert set(delta.added) == set(state) - set(expected)
        assert set(delta.deleted) == set(expected) - set(state)
    for key in {key for _now, old in past for key in old}:
        for now, expected in past[::5]:
            one = cache.feature("kazerne", key, at=now)
            assert (None if one is None else read(one)[key]) == expected.get(key)
    entries = cache._db.execute("SELECT key FROM search_entry ORDER BY key").fetchall()
    assert [key for (key,) in entries] == sorted(key for key, value in state.items() if "naam" in value)
    assert {hit.key for hit in cache.search("kazerne", 100)} == {key for (key,) in entries}


def test_changes_that_came_and_went_are_not_told(cache: DatasetCache) -> None:
    load(cache, {"a": {}}, 1)
    load(cache, {"a": {}, "b": {}}, 2)
    load(cache, {"a": {}}, 3)
    assert not cache.changes("kazerne", 1)


def test_pages_are_kept_and_a_load_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    first = DatasetCache.open(path, KEY)
    assert first.begin_load("bag", "pand", 5) is not None
    assert first.resume_load("pand") is None
    running = first.begin_load("bag", "pand", 5)
    running.add(made({"a": {"n": 1}, "b": {"n": 1}}), "pagina 2", expected=5, note="etag")
    running.add(made({"b": {"n": 2}, "c": {"n": 1}}), "pagina 3", expected=5)
    first.close()
    second = DatasetCache.open(path, KEY)
    stand = second.resume_load("pand")
    assert (stand.token, stand.pages, stand.keys, stand.started_at, stand.expected) == (
        "pagina 3", 2, frozenset("abc"), 5, 5,
    )  # fmt: skip
    assert second.layers()[0].loading
    running = second.begin_load("bag", "pand", 9, resume=True)
    assert running.features == 4
    running.add(made({"d": {"n": 1}}))
    assert running.finish(True, 4, 10).features == 4
    assert read(second.batch("pand"))["b"] == {"n": 2}
    assert second.resume_load("pand") is None
    assert not second.layers()[0].loading
    assert second._db.execute("SELECT count(*) FROM staging").fetchone() == (0,)
    second.close()


def test_a_new_load_and_an_abandoned_one_forget_the_pages(cache: DatasetCache) -> None:
    load(cache, {"a": {}}, 1)
    cache.begin_load("regio", "kazerne", 2).add(made({"z": {}}), "verder")
    running = cache.begin_load("regio", "kazerne", 3)
    assert (running.features, cache.resume_load("kazerne")) == (0, None)
    running.add(made({"z": {}}), "verder")
    running.abandon()
    assert cache.resume_load("kazerne") is None
    assert set(read(cache.batch("kazerne"))) == {"a"}


WORKER = """
import json, sys
from pathlib import Path
import shapely
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.store.cache import DatasetCache
cache = DatasetCache.open(Path(sys.argv[1]), bytes(range(32)))
stand = cache.resume_load("pand")
page = int(stand.token) if stand else 0
load = cache.begin_load("bag", "pand", 1, resume=stand is not None)
while True:
    keys = [f"{page}.{n}" for n in range(50)]
    shapes = GeometryColumns.from_shapely([shapely.Point(page, n) for n in range(50)])
    page += 1
    last = page == int(sys.argv[2])
    load.add(FeatureBatch(keys, shapes, [b"{}"] * 50), "" if last else str(page))
    if last:
        break
    print(page, flush=True)
print(load.finish(True, page * 50, 10), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_worker_killed_again_and_again_still_gets_there(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    dice = random.Random(7)
    stored = 0
    for _ in range(8):
        child = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path), "100000"], stdout=subprocess.PIPE, text=True
        )
        for _ in range(dice.randrange(1, 8)):
            line = child.stdout.readline()
            assert int(line) > stored
            stored = int(line)
        child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate()
        stored = max([stored, *(int(line) for line in rest.split("\n")[:-1])])
        cache = DatasetCache.open(path, KEY)
        stand = cache.resume_load("pand")
        assert int(stand.token) in {stored, stored + 1}
        assert len(stand.keys) == int(stand.token) * 50
        assert cache.layers()[0].features == 0
        cache.close()
        stored = int(stand.token)
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(path), str(stored + 3)], capture_output=True, text=True, check=True
    )
    assert "complete=True" in done.stdout
    cache = DatasetCache.open(path, KEY)
    found = cache.batch("pand").keys
    assert len(found) == len(set(found)) == (stored + 3) * 50
    cache.close()


def test_search_finds_by_beginning_and_without_accents(cache: DatasetCache) -> None:
    names = {"a": "Sint-Jorisbrug", "b": "Café ’t Hoekje", "c": "Kazerne Noord", "d": "Kazerne Noordwest", "e": ""}
    load(cache, {key: {"naam": name, "klasse": "brandweer"} for key, name in names.items()}, 1)
    assert [hit.key for hit in cache.search("cafe hoek")] == ["b"]
    assert [hit.key for hit in cache.search("NOORD kaz")] == ["c", "d"]
    assert [hit.key for hit in cache.search("noord", 1)] == ["c"]
    assert [hit.key for hit in cache.search("jorisbrug")] == ["a"]
    assert cache.search("noord", layer="anders") == []
    for strange in ("", "  ", '"', "*", "a AND", "NEAR(", "'; DROP TABLE search", "(", "^x", "-"):
        cache.search(strange)
    hit = cache.search("brandweer sint")[0]
    assert (hit.title, hit.kind, hit.layer) == ("Sint-Jorisbrug", "brandweer", "kazerne")
    assert hit.x is not None
    assert 155_000 <= hit.x <= 156_000
    load(cache, {"a": {"naam": "Kwekerij"}}, 2)
    assert cache.search("jorisbrug") == cache.search("noord") == []
    assert [hit.key for hit in cache.search("kwek")] == ["a"]


def test_search_index_stays_whole_through_changes(cache: DatasetCache) -> None:
    for now in range(1, 6):
        names = {f"k{n}": {"naam": f"Kazerne {n * now % 40}"} for n in range(now, 60, now)}
        load(cache, names, now)
        cache._db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        assert {hit.key for hit in cache.search("kazerne", 100)} == set(names)


def test_the_class_itself_may_be_searched_by(cache: DatasetCache) -> None:
    running = cache.begin_load("regio", "post", 1, title_fields=("naam", "klasse"))
    running.add(made({"a": {"naam": "Noord", "klasse": "politie", "namen": ["x"]}, "b": {"hoogte": 3}}))
    running.finish(True, 2, 1)
    assert [(hit.title, hit.kind) for hit in cache.search("politie")] == [("Noord politie", "politie")]


def test_a_file_of_the_first_version_is_searched_and_changed_as_before(tmp_path: Path) -> None:
    """Its index was filled by triggers, and its pages were cut smaller and sealed otherwise."""
    path, old = tmp_path / "cache.db", tmp_path / "old.db"
    first = open_database(old, (KEY,), 1, lambda connection, found: first_version(connection), durable=False)
    first.execute("INSERT INTO dataset (layer, source, nature, snapshot, revision) VALUES ('kazerne', 'x', 'y', 0, 0)")
    first.execute(
        "INSERT INTO search_entry (dataset, key, title, kind, layer) VALUES (1, 'z', 'Oude kazerne', '', 'kazerne')"
    )
    for name in (old, old.with_name("old.db-wal")):  # as a killed process leaves it: all of it in the journal
        shutil.copy(name, path.with_name(name.name.replace("old", "cache")))
    first.close()
    opened = DatasetCache.open(path, KEY)
    assert [hit.key for hit in opened.search("oude")] == ["z"]
    load(opened, {"a": {"naam": "Nieuwe kazerne"}}, 1)
    assert {hit.key for hit in opened.search("kazerne")} == {"a", "z"}
    opened._db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    opened.close()


def first_version(connection: Connection) -> None:
    for name, (columns, options) in cache_schema._TABLES.items():
        connection.execute(catalogue(connection).create_table_sql(name, columns, **options))
    for statement in cache_schema._FURTHER:
        connection.execute(statement)


def test_polls_are_runs(cache: DatasetCache) -> None:
    load(cache, {"a": {}}, 1)
    for now in (10, 20, 30):
        cache.note_poll("kazerne", "ok", now)
    cache.note_poll("kazerne", "stuk", 40, "geen verbinding")
    cache.note_poll("kazerne", "stuk", 50, "geen verbinding")
    cache.note_poll("kazerne", "ok", 60)
    assert [tuple(row) for row in cache.polls("kazerne")] == [
        ("ok", 10, 30, 3, ""), ("stuk", 40, 50, 2, "geen verbinding"), ("ok", 60, 60, 1, ""),
    ]  # fmt: skip
    assert cache.layers()[0].polled_at == 60


def test_blobs_by_their_hash(cache: DatasetCache) -> None:
    name = cache.put_blob(b"foto", 1)
    assert cache.put_blob(b"foto", 2) == name
    assert cache.get_blob(name) == b"foto"
    assert cache.get_blob("0" * 64) is None


def test_retention_removes_old_versions_only(cache: DatasetCache) -> None:
    for now in (1, 2, 3):
        load(cache, {"a": {"n": now}}, now)
    assert cache.forget_before("kazerne", 3) == 1
    assert read(cache.batch("kazerne", at=2)) == {"a": {"n": 2}}
    assert read(cache.batch("kazerne", at=1)) == {}
    assert cache._db.execute("SELECT count(*) FROM pack").fetchone() == (1,)


def test_layers_tell_what_a_list_shows(cache: DatasetCache) -> None:
    running = cache.begin_load("bron", "x", 1, nature="situatie", key_rule=["naam", "plaats"], title="X")
    batch = made({"a": {}})
    running.add(FeatureBatch(batch.keys, batch.geometry, batch.properties, (Problem("regel 3", "geen plaats"),)))
    running.finish(False, 9, 7, wall=8, etag="e", body_sha256="s")
    row = cache.layers()[0]
    assert (row.layer, row.source, row.nature, row.title, row.key_rule) == (
        "x", "bron", "situatie", "X", '["naam","plaats"]',
    )  # fmt: skip
    assert (row.features, row.complete, row.expected, row.loaded_at, row.polled_at) == (1, False, 9, 7, 7)
    database = catalogue(cache._db)
    assert next(iter(database["lagen"].rows))["volledigheid"] == "onvolledig"
    snapshot = next(iter(database["snapshot"].rows))
    assert (snapshot["story"], snapshot["wall"], snapshot["etag"]) == (7, 8, "e")
    assert json.loads(snapshot["problems"]) == [["regel 3", "geen plaats"]]
    assert [row["aantal"] for row in database["standen"].rows] == [1]
    assert list(database["peilingen"].rows) == []


def test_errors_are_told(cache: DatasetCache, tmp_path: Path) -> None:
    for call, code in (
        (lambda: cache.batch("niets"), "cache.laag_onbekend"),
        (lambda: cache.begin_load("a", "b", 1).add(made({"": {}})), "cache.sleutel_leeg"),
        (lambda: DatasetCache.open(tmp_path / "cache.db", bytes(32)), "opslag.sleutel"),
    ):
        with pytest.raises(UserFacingError) as caught:
            call()
        assert caught.value.code == code
        assert "{" not in str(caught.value)


def test_a_wrong_checksum_is_told(cache: DatasetCache) -> None:
    load(cache, {"a": {}}, 1)
    cache._db.execute("UPDATE block SET properties = x'00'")
    with pytest.raises(UserFacingError) as caught:
        cache.batch("kazerne")
    assert caught.value.code == "cache.beschadigd"


def test_a_reader_sees_what_the_worker_writes(cache: DatasetCache) -> None:
    load(cache, {"a": {"n": 1}}, 1)
    reader = DatasetCache.open(cache.path, [KEY], read_only=True)
    assert read(reader.feature("kazerne", "a")) == {"a": {"n": 1}}
    load(cache, {"a": {"n": 2}, "b": {}}, 2)
    assert read(reader.feature("kazerne", "a")) == {"a": {"n": 2}}
    assert len(reader.batch("kazerne")) == 2
    with pytest.raises(UserFacingError) as caught:
        reader.put_blob(b"x", 1)
    assert caught.value.code == "opslag.alleen_lezen"
    reader.close()
