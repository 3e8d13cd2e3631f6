"""What may wait until a load was told is done later, also by the next process, and nothing of it is lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely

from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.store import cache_later
from cop_app.store.cache import DatasetCache

KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is much be little."""
    monkeypatch.setattr(cache_later, "AT_ONCE", 5)
    monkeypatch.setattr(cache_later, "PAGES_AT_ONCE", 2)


def made(names: dict[str, str]) -> FeatureBatch:
    places = shapely.points(np.arange(2.0 * len(names)).reshape(-1, 2))
    texts = [json.dumps({"naam": name, "straat": f"{name}straat"}).encode() for name in names.values()]
    return FeatureBatch(list(names), GeometryColumns.from_shapely(places), texts)


def load(cache: DatasetCache, names: dict[str, str], now: int, fields: tuple[str, ...] = ("naam",)) -> None:
    running = cache.begin_load("regio", "laag", now, title_fields=fields)
    running.add(made(names))
    running.finish(True, len(names), now)


def found(cache: DatasetCache, text: str) -> set[str]:
    return {hit.key for hit in cache.search(text, 1000)}


def sound(cache: DatasetCache) -> None:
    cache._db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")


def many(count: int, word: str = "Kazerne") -> dict[str, str]:
    return {f"k{n}": f"{word} {n}" for n in range(count)}


def test_little_is_found_at_once_and_much_after_tidying(tmp_path: Path) -> None:
    cache = DatasetCache.open(tmp_path / "cache.db", KEY)
    load(cache, many(4), 1)
    assert len(found(cache, "kazerne")) == 4
    load(cache, many(40), 2)
    assert len(found(cache, "kazerne")) == 4
    load(cache, many(41), 3)  # little, but behind it waits for what came before
    assert len(found(cache, "kazerne")) == 4
    cache.tidy()
    assert len(found(cache, "kazerne")) == 41
    load(cache, many(42), 4)
    assert len(found(cache, "kazerne")) == 42
    sound(cache)
    cache.close()


def test_what_changed_and_went_meanwhile_is_right_after_tidying(tmp_path: Path) -> None:
    cache = DatasetCache.open(tmp_path / "cache.db", KEY)
    load(cache, many(20), 1)
    cache.tidy()
    load(cache, many(20, "Post") | {"k3": "Kazerne 3"}, 2)
    load(cache, many(10, "Wacht") | {"k3": "Kazerne 3"}, 3)
    cache.tidy()
    assert found(cache, "post") == set()
    assert found(cache, "kazerne") == {"k3"}
    assert found(cache, "wacht") == set(many(10)) - {"k3"}
    sound(cache)
    cache.close()


def test_closing_tidies_and_a_killed_process_leaves_it_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    cache = DatasetCache.open(path, KEY)
    load(cache, many(20), 1)
    killed = tmp_path / "killed"
    killed.mkdir()
    for file in tmp_path.glob("cache.db*"):
        shutil.copy(file, killed)
    cache.close()
    for folder, at_once in ((tmp_path, 20), (killed, 0)):
        again = DatasetCache.open(folder / "cache.db", KEY)
        assert len(found(again, "kazerne")) == at_once
        again.tidy()
        assert len(found(again, "kazerne")) == 20
        sound(again)
        again.close()


def test_other_words_to_search_by_are_indexed_anew(tmp_path: Path) -> None:
    cache = DatasetCache.open(tmp_path / "cache.db", KEY)
    load(cache, {"a": "Noord", "b": "Zuid"}, 1)
    load(cache, {"a": "Noord", "b": "Zuid", "c": "West"}, 2, ("straat",))
    cache.tidy()
    assert found(cache, "noordstraat") == {"a"}
    assert found(cache, "noord") == {"a"}
    assert [hit.title for hit in cache.search("weststraat")] == ["Weststraat"]
    load(cache, {"a": "Noord"}, 3, ())
    cache.tidy()
    assert found(cache, "noordstraat") == set()
    sound(cache)
    cache.close()


def test_a_dropped_layer_leaves_no_word_behind(tmp_path: Path) -> None:
    cache = DatasetCache.open(tmp_path / "cache.db", KEY)
    load(cache, many(4), 1)
    cache.drop("laag")
    assert found(cache, "kazerne") == set()
    sound(cache)
    cache.close()


def test_pages_of_a_load_that_ended_are_gone_after_tidying_and_never_taken_for_another(tmp_path: Path) -> None:
    cache = DatasetCache.open(tmp_path / "cache.db", KEY)
    running = cache.begin_load("regio", "laag", 1)
    for page in range(4):
        running.add(made({f"p{page}.{n}": "x" for n in range(3)}), str(page))
    running.finish(True, 12, 1)
    count = "SELECT count(*) FROM staging"
    assert cache._db.execute(count).fetchone() == (4,)
    assert cache.resume_load("laag") is None
    again = cache.begin_load("regio", "laag", 2, resume=True)
    assert again.features == 0
    assert cache._db.execute(count).fetchone() == (0,)
    again.add(made({"a": "x"}), "1")
    cache.tidy()  # a load in progress keeps its pages
    assert cache._db.execute(count).fetchone() == (1,)
    cache.close()
