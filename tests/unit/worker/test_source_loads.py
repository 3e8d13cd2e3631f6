"""Loading into the cache: whole, unchanged, broken half-way, stopped, resumed; what is held never suffers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cop_app.domain.clock import HOUR, MINUTE, ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.fetch import Limits
from cop_app.sources.file_source import mark_of
from cop_app.sources.health import State
from cop_app.sources.profiles import MappingProfile
from cop_app.store.cache import DatasetCache
from cop_app.worker.jobs import SourceLoads
from cop_app.worker.source_list import SOURCES_FILE, add_source, read_sources, usable_sources

sys.path.insert(0, str(Path(__file__).parent))
from paged_service import PagedService

NOW = 1_773_340_000_000
LIMITS = Limits(connect=2, read=5, total=20, tries=0, backoff=0)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[DatasetCache]:
    opened = DatasetCache.open(tmp_path / "cache.db", b"k" * 32)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def loads(cache: DatasetCache, clock: ManualClock) -> SourceLoads:
    return SourceLoads(cache, clock, limits=LIMITS)


def spec_of(service: PagedService) -> SourceSpec:
    return SourceSpec("punten", SourceKind.OGC_FEATURES, service.url, "Gemeente", "punt", "punten", typed=True)


def test_all_pages_end_in_the_cache(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(250) as service:
        outcome = loads.load(spec_of(service))
    assert outcome.result is not None
    assert (outcome.result.features, outcome.result.added, outcome.result.complete) == (250, 250, True)
    assert (outcome.health.state, outcome.health.received, outcome.fault) == (State.GOED, 250, "")
    assert service.asked == ["0", "100", "200"]
    assert sorted(cache.batch("punten").keys) == sorted(service.rows)


def test_unchanged_is_only_a_poll(loads: SourceLoads, cache: DatasetCache, clock: ManualClock) -> None:
    with PagedService(250) as service:
        loads.load(spec_of(service))
        clock.advance(MINUTE)
        outcome = loads.load(spec_of(service))
    assert outcome.unchanged
    assert outcome.result is None
    assert [(p.outcome, p.last_at) for p in cache.polls("punten")] == [("ok", NOW), ("ongewijzigd", NOW + MINUTE)]
    assert outcome.health.data_at == NOW + MINUTE
    assert cache.layers()[0].revision == 1


def test_differences_are_counted_and_the_past_stays(
    loads: SourceLoads, cache: DatasetCache, clock: ManualClock
) -> None:
    with PagedService(120) as service:
        loads.load(spec_of(service))
        service.rows["p7"] = {"naam": "ander"}
        del service.rows["p8"]
        service.rows["p900"] = {"naam": "nieuw"}
        clock.advance(HOUR)
        result = loads.load(spec_of(service)).result
    assert result is not None
    assert (result.delta.changed, result.delta.deleted, result.delta.added) == (("p7",), ("p8",), ("p900",))
    then, now = cache.batch("punten", NOW), cache.batch("punten")
    assert "p8" in then.keys
    assert "p8" not in now.keys
    assert json.loads(then.properties[then.keys.index("p7")]) == {"naam": "punt 7"}


def test_fault_keeps_what_is_held_and_says_since_when(
    loads: SourceLoads, cache: DatasetCache, clock: ManualClock
) -> None:
    with PagedService(250) as service:
        spec = spec_of(service)
        loads.load(spec)
        service.rows["p1"] = {"naam": "ander"}
        service.broken_from = 100
        clock.advance(MINUTE)
        outcome = loads.load(spec)
    assert "bestaat niet" in outcome.fault
    assert outcome.health.failing_since == NOW + MINUTE
    assert (outcome.health.data_at, outcome.health.failures) == (NOW, 1)
    assert len(cache.batch("punten")) == 250
    clock.advance(HOUR)
    assert loads.health(spec).state is State.VEROUDERD
    assert loads.health(spec).text(clock.story()).startswith("verouderd sinds ")
    for _ in range(4):
        outcome = loads.load(spec)
    assert service.url in outcome.fault
    assert outcome.health.text(clock.story()).startswith("dood sinds ")
    assert len(cache.batch("punten")) == 250


@pytest.mark.parametrize("counts", [True, False], ids=["says how many", "names no number"])
def test_feature_that_cannot_be_read_is_not_gone(loads: SourceLoads, cache: DatasetCache, counts: bool) -> None:
    with PagedService(120) as service:
        service.counts = counts
        loads.load(spec_of(service))
        service.rows["p7"] = ["geen", "object"]  # type: ignore[assignment]
        outcome = loads.load(spec_of(service))
    assert outcome.result is not None
    assert (outcome.result.complete, outcome.result.deleted, outcome.health.state) == (False, 0, State.ONVOLLEDIG)
    assert "p7" in cache.batch("punten").keys


def test_feature_of_a_file_that_cannot_be_read_is_not_gone(
    loads: SourceLoads, cache: DatasetCache, tmp_path: Path
) -> None:
    path = tmp_path / "punten.geojson"
    point = {"type": "Point", "coordinates": [4.36, 52.0]}
    rows = [{"type": "Feature", "id": n, "geometry": point, "properties": {"naam": f"café {n}"}} for n in "ab"]
    body = json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False).encode()
    spec = SourceSpec("bestand", SourceKind.FILE, str(path), "eigen", "punt")
    path.write_bytes(body)
    loads.load(spec)
    path.write_bytes(body.replace("é b".encode(), b"\xe9 b"))
    outcome = loads.load(spec)
    assert outcome.result is not None
    assert (outcome.result.complete, outcome.result.deleted) == (False, 0)
    assert outcome.health.proof == "1 objecten zijn onleesbaar"
    assert cache.batch("bestand").keys == ["a", "b"]


def test_never_reached_is_told_without_a_dataset_in_use(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(1) as service:
        spec = spec_of(service)
    outcome = loads.load(spec)
    assert outcome.fault
    assert outcome.health.state is State.NIEUW
    assert [poll.outcome for poll in cache.polls("punten")] == ["storing"]
    assert not cache.layers()[0].loading


def test_stopped_load_goes_on_where_it_was(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(450) as service:
        outcome = loads.load(spec_of(service), lambda page: page.number < 2)
        assert outcome.stopped
        assert len(cache.batch("punten")) == 0
        whole = loads.load(spec_of(service))
    assert service.asked == ["0", "100", "200", "300", "400"]
    assert whole.result is not None
    assert (whole.result.features, whole.result.complete) == (450, True)


def test_old_beginning_is_not_mixed_with_a_new_end(loads: SourceLoads, clock: ManualClock) -> None:
    with PagedService(300) as service:
        loads.load(spec_of(service), lambda page: False)
        clock.advance(2 * HOUR)
        loads.load(spec_of(service))
    assert service.asked == ["0", "0", "100", "200"]


def test_answer_to_another_question_is_not_reused(loads: SourceLoads, cache: DatasetCache, tmp_path: Path) -> None:
    path = tmp_path / "punt.geojson"
    point = {"type": "Point", "coordinates": [85000, 447000]}
    rows = [{"type": "Feature", "id": "a", "properties": {}, "geometry": point}]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    spec = SourceSpec("punt", SourceKind.FILE, str(path), "eigen", "punt")
    loads.load(spec)
    again = loads.load(replace(spec, crs="EPSG:28992"))
    assert not again.unchanged
    assert cache.batch("punt").geometry.coords.tolist() == [[85000.0, 447000.0]]
    with PagedService(300) as service:
        first = spec_of(service)
        loads.load(first, lambda page: False)
        loads.load(replace(first, key=("naam",)))
    assert service.asked == ["0", "0", "100", "200"]
    assert "punt 7" in cache.batch("punten").keys


def test_break_half_way_resumes_once_then_starts_anew(loads: SourceLoads) -> None:
    with PagedService(300) as service:
        service.broken_from = 200
        assert loads.load(spec_of(service)).fault
        assert loads.load(spec_of(service)).fault
        service.broken_from = None
        outcome = loads.load(spec_of(service))
    assert outcome.result is not None
    assert (outcome.result.features, outcome.result.complete) == (300, True)


def test_file_is_a_source_like_any_other(loads: SourceLoads, tmp_path: Path) -> None:
    path = tmp_path / "punten.geojson"
    point = {"type": "Point", "coordinates": [4.36, 52.0]}
    rows = [{"type": "Feature", "id": n, "geometry": point, "properties": {"n": n}} for n in range(3)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    spec = SourceSpec("bestand", SourceKind.FILE, str(path), "eigen", "punt")
    first, again = loads.refresh_all([spec, spec])
    assert first.result is not None
    assert (first.result.features, first.result.complete, again.unchanged) == (3, True, True)
    path.unlink()
    gone = loads.load(spec)
    assert "niet te openen" in gone.fault
    assert gone.health.received == 3


def test_a_file_is_changed_when_what_lies_beside_it_is(tmp_path: Path) -> None:
    for name, beside in (("a.shp", "a.dbf"), ("b.gpkg", "b.gpkg-wal")):
        (tmp_path / name).write_bytes(b"vorm")
        before = mark_of(tmp_path / name)
        (tmp_path / beside).write_bytes(b"tekst")
        assert mark_of(tmp_path / name) != before
    assert mark_of(tmp_path / "a.shp") == mark_of(tmp_path / "a.shp")


def test_words_of_a_partner_are_ours_before_they_are_stored(loads: SourceLoads, cache: DatasetCache) -> None:
    with PagedService(150) as service:
        spec = replace(spec_of(service), key=("naam",), fields={"titel": "naam"})
        first = loads.load(spec)
        assert cache.batch("punten").keys[:1] == ["punt 0"]
        assert cache.feature("punten", "punt 7").properties == [b'{"titel":"punt 7"}']  # type: ignore[union-attr]
        assert [hit.key for hit in cache.search("punt 77")] == ["punt 77"]
        assert loads.load(spec).unchanged
        # Other words for the same answers: the service says that nothing changed, and yet all is taken in again.
        again = loads.load(replace(spec, fields={"omschrijving": "naam"}))
    assert first.result is not None
    assert again.result is not None
    assert (first.result.added, again.result.changed) == (150, 150)
    assert [hit.key for hit in cache.search("punt 77")] == ["punt 77"]


def test_word_that_no_list_knows_is_told_and_stays(cache: DatasetCache, clock: ManualClock) -> None:
    profile = MappingProfile("woorden", "punt", values={"naam": {"punt 1": "eerste"}})
    loads = SourceLoads(cache, clock, limits=LIMITS, profiles={"woorden": profile})
    with PagedService(3) as service:
        outcome = loads.load(replace(spec_of(service), profile="woorden"))
        strange = loads.load(replace(spec_of(service), name="vreemd", profile="onvindbaar"))
    assert "waarde ‘punt 2’ van ‘naam’ staat niet in de woordenlijst" in outcome.health.problems
    assert {json.loads(raw)["naam"] for raw in cache.batch("punten").properties} == {"punt 0", "eerste", "punt 2"}
    assert "noemt de vertaling ‘onvindbaar’, en die is er niet" in strange.fault
    assert strange.health.state is State.NIEUW


def test_source_list_keeps_every_field(tmp_path: Path) -> None:
    spec = SourceSpec(
        "a", SourceKind.OGC_FEATURES, "https://voorbeeld.nl/ogc", "Gemeente", "punt", "punten", key=("code", "jaar"),
        fields={"naam": "name"}, refresh=60_000, typed=True,
    )  # fmt: skip
    add_source(tmp_path, spec)
    assert read_sources(tmp_path) == [spec]
    (tmp_path / SOURCES_FILE).write_text('{"sources": [{"kind": "raadsel"}]}')
    with pytest.raises(UserFacingError) as caught:
        read_sources(tmp_path)
    assert caught.value.code == "bron.lijst"
    assert usable_sources(tmp_path) == []


def test_a_mistake_in_the_list_keeps_nobody_from_the_other_sources(tmp_path: Path) -> None:
    spec = SourceSpec("a", SourceKind.FILE, "kaart.gpkg", "Gemeente", "punt", typed=True)
    add_source(tmp_path, spec)
    path = tmp_path / SOURCES_FILE
    row = json.loads(path.read_text())["sources"][0]
    wrong = [{**row, "name": "b", "kind": "raadsel"}, {**row, "name": "c", "owner": ""}, None, {**row, "kleur": 1}]
    path.write_text(json.dumps({"v": 1, "sources": [*wrong, row]}))
    assert usable_sources(tmp_path) == [spec]
    with pytest.raises(UserFacingError):
        add_source(tmp_path, replace(spec, name="d"))  # never written over what cannot be read
    assert len(json.loads(path.read_text())["sources"]) == 5
    path.write_text("{")
    assert usable_sources(tmp_path) == []
