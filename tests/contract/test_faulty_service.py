"""Every fault of the faulty service ends in the truth: proved whole, incomplete with the reason, or a Dutch fault."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.sources.faults import SourceFault
from cop_app.sources.fetch import Answer, Fetcher, Limits
from cop_app.sources.paging import PagedLoad

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "servers"))
from faulty import TOTAL, FaultyService

LIMITS = Limits(connect=2, read=0.3, total=20, page_bytes=300_000, backoff=0)


@pytest.fixture(scope="module")
def site() -> Iterator[FaultyService]:
    with FaultyService() as service:
        yield service


def plain_reader(answer: Answer) -> FeatureBatch:
    """Points in RD, straight from the page: these tests are about paging, not about GeoJSON."""
    rows = json.loads(answer.body)["features"]
    points = [shapely.Point(row["geometry"]["coordinates"]) for row in rows]
    properties = [json.dumps(row["properties"]).encode() for row in rows]
    return FeatureBatch([row["id"] for row in rows], GeometryColumns.from_shapely(points), properties)


def load_of(site: FaultyService, path: str, resume: str = "", seen: frozenset[str] = frozenset()) -> PagedLoad:
    site.asked.clear()
    fetcher = Fetcher(site.url, typed=True, limits=LIMITS)
    return PagedLoad(fetcher, f"{site.url}/{path}", 100, plain_reader, lambda b: b, resume=resume, seen=seen)


def keys_of(load: PagedLoad) -> list[str]:
    keys = [key for page in load for key in page.batch.keys]
    load.close()
    return keys


@pytest.mark.parametrize("path", ["goed", "goed?stil=1", "elders", "verminkt", "eenmaalkapot", "druk"])
def test_whole_collection_is_proved(site: FaultyService, path: str) -> None:
    load = load_of(site, path)
    assert sorted(keys_of(load)) == sorted(f"p{n}" for n in range(TOTAL))
    # Without `stil` on later pages the total is named again; either way the end is proved.
    assert load.proof.complete, load.proof


def test_repeating_page_stops_and_says_so(site: FaultyService) -> None:
    load = load_of(site, "herhaalt")
    assert len(keys_of(load)) == 100
    assert not load.proof.complete
    assert load.proof.reason == "pagina herhaalt zich"
    assert site.asked["/herhaalt"] == 2


def test_double_ids_are_stored_once_and_leave_the_load_unproved(site: FaultyService) -> None:
    load = load_of(site, "dubbel")
    keys = keys_of(load)
    assert len(keys) == len(set(keys)) == TOTAL - 3
    assert not load.proof.complete
    assert "250" in load.proof.reason


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("afgebroken", "bron.afgebroken"), ("telang", "bron.geen_json"), ("html", "bron.geen_json"),
        ("heeldruk", "bron.wachten"), ("traag", "bron.traag"), ("omleiding", "bron.ander_adres"),
        ("rondjes", "bron.omleiding"), ("groot", "bron.te_groot"), ("fout", "bron.geen_objecten"),
    ],
)  # fmt: skip
def test_fault_is_told_in_dutch_and_nothing_is_taken_for_whole(site: FaultyService, path: str, code: str) -> None:
    load = load_of(site, path)
    with pytest.raises(SourceFault) as caught:
        keys_of(load)
    assert caught.value.code == code
    assert str(caught.value)
    assert not load.proof.complete


def test_long_retry_after_is_handed_up_and_not_slept(site: FaultyService) -> None:
    with pytest.raises(SourceFault) as caught:
        next(load_of(site, "heeldruk"))
    assert caught.value.retry_after == 3_600_000
    assert site.asked["/heeldruk"] == 1


def test_broken_page_keeps_what_came_before_and_resumes(site: FaultyService) -> None:
    load = load_of(site, "kapot")
    first = next(load)
    with pytest.raises(SourceFault):
        next(load)
    assert load.proof.received == 100
    assert not load.proof.complete
    token = first.token.replace("/kapot", "/goed")
    rest = load_of(site, "goed", token, frozenset(first.batch.keys))
    assert len(keys_of(rest)) == TOTAL - 100
    assert rest.proof.complete


def test_unchanged_pages_are_recognised(site: FaultyService) -> None:
    load = load_of(site, "zelfde")
    keys_of(load)
    assert len(load.validators) == 3
    with Fetcher(site.url, typed=True, limits=LIMITS) as fetcher:
        assert all(fetcher.get(v.url, validators=v.headers()).status == 304 for v in load.validators)


def test_loopback_that_nobody_typed_is_refused(site: FaultyService) -> None:
    with Fetcher(site.url, typed=False, limits=LIMITS) as fetcher, pytest.raises(SourceFault) as caught:
        fetcher.get(f"{site.url}/goed")
    assert caught.value.code == "bron.onbeveiligd"
    with Fetcher("https://127.0.0.1:1", typed=False, limits=LIMITS) as fetcher, pytest.raises(SourceFault) as caught:
        fetcher.get("https://127.0.0.1:1/goed")
    assert caught.value.code == "bron.adres_geweigerd"
