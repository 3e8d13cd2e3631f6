"""The script: read with clear errors, and a pure state of every partner at any story time."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from cop_app.domain.clock import MINUTE, ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.paths import resource
from cop_app.replay.clock import ReplayClock
from cop_app.replay.partners import ExerciseWorld
from cop_app.replay.scenario import read_scenario
from cop_app.replay.serve import RD_URI, PartnerServices

TEXT = resource("scenarios", "havenbrand.toml").read_text(encoding="utf-8")


def layer(name: str, count: int = 3) -> FeatureBatch:
    points = np.array([shapely.Point(142000 + 100 * i, 503000) for i in range(count)], dtype=object)
    rows = [json.dumps({"naam": f"{name} {i} (FICTIEF)"}).encode() for i in range(count)]
    return FeatureBatch([f"{name}-{i}" for i in range(count)], GeometryColumns.from_shapely(points), rows)


@pytest.fixture(scope="module")
def world() -> ExerciseWorld:
    names = ("seveso", "ziekenhuis", "gemeentehuis", "evenemententerrein", "opvanglocatie", "school", "brandkraan")
    layers = {name: layer(name, 1500 if name == "brandkraan" else 3) for name in names}
    return ExerciseWorld(read_scenario(TEXT), layers)


def test_shipped_scenario_is_fictional_everywhere(world: ExerciseWorld) -> None:
    for collection in world.collections():
        for feature in world.features(collection, world.scenario.end - 1):
            assert feature["properties"]["fictief"] is True


def test_values_change_as_time_goes(world: ExerciseWorld) -> None:
    at = [world.features("tellingen", world.scenario.start + m * MINUTE) for m in (10, 30, 45)]
    assert [len(found) for found in at] == [0, 1, 1]
    assert [found[0]["properties"]["aantal"] for found in at[1:]] == [9, 17]


def test_state_is_pure(world: ExerciseWorld) -> None:
    moment = world.scenario.marked
    later = world.features("eenheden", world.scenario.end)
    assert world.features("eenheden", moment) == world.features("eenheden", moment)
    assert len(later) >= len(world.features("eenheden", world.scenario.start))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('van = "T+00:06"', 'van = "19:06"'), "uu:mm"),
        (('anker = "centrum", soort = "punt", dx = -220', 'anker = "toren", soort = "punt", dx = -220'), "anker"),
        (('soort = "bellen"', 'soort = "roepen"'), "soort"),
        (('titel = "Brand chemie-opslag haven"', ""), "titel"),
        (('soort = "punt", dx = -220', 'soort = "punt", dx = "ver"'), r"\[\[gegeven\]\] \d+: een waarde"),
        (('soort = "punt", dx = -220', 'soort = "vlak", dx = -220'), r"\[\[gegeven\]\] \d+: een waarde"),
        (("[[uitval]]", "[uitval]"), "een waarde"),
        (("[scenario]", "x = " + "[" * 5000 + "]" * 5000 + "\n[scenario]"), "TOML"),
    ],
)
def test_mistakes_are_told(change: tuple[str, str], words: str) -> None:
    assert change[0] in TEXT
    with pytest.raises(UserFacingError, match=words):
        read_scenario(TEXT.replace(*change))


def test_missing_anchor_is_told() -> None:
    with pytest.raises(UserFacingError, match="anker"):
        ExerciseWorld(read_scenario(TEXT), {})


def test_service_pages_conditionally_and_goes_down(world: ExerciseWorld) -> None:
    moment = [world.scenario.start]
    services = PartnerServices(world, {"politie": ("bluswater",)}, lambda: moment[0])
    try:
        status, body, headers = services.answer("/politie/collections/bluswater/items?limit=1000", {"Host": "h"})
        page = json.loads(body)
        assert status == 200
        assert headers["Content-Crs"] == f"<{RD_URI}>"
        assert page["numberMatched"] == 1500
        onward = page["links"][0]["href"].removeprefix("http://h")
        assert len(json.loads(services.answer(onward, {"Host": "h"})[1])["features"]) == 500
        tag = {"Host": "h", "If-None-Match": headers["ETag"]}
        assert services.answer("/politie/collections/bluswater/items?limit=1000", tag)[0] == 304
        moment[0] = world.scenario.outages[0][1]
        assert services.answer("/politie", {})[0] == 503
        assert services.answer("/onbekend", {})[0] == 404
    finally:
        services.close()


def test_replay_clock_runs_pauses_and_jumps() -> None:
    wall = ManualClock(1_000_000)
    clock = ReplayClock(wall, 5_000, rate=10)
    wall.advance(1000)
    assert clock.story() == 5_000
    clock.play()
    wall.advance(1000)
    assert clock.story() == 15_000
    clock.set_rate(2)
    wall.advance(500)
    assert clock.story() == 16_000
    clock.pause()
    wall.advance(9999)
    assert clock.story() == 16_000
    clock.jump(0)
    assert clock.story() == 0
    assert [s.reason for s in clock.segments] == ["klaar", "start", "tempo", "pauze", "sprong"]
