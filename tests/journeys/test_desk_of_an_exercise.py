"""The exercise over real services: partners on loopback, the second process, the cache, the one door, the questions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cop_app.bootstrap import exercise_layers, read_exercise
from cop_app.bootstrap.exercise_desk import ExerciseDesk
from cop_app.domain.clock import MINUTE, SECOND
from cop_app.domain.item import EXISTS
from cop_app.domain.picture import Picture
from cop_app.replay.scenario import Scenario

PATIENCE = 60.0  # seconds of real time before a test gives up
STEP = 40 * SECOND


class Played:
    """An exercise whose partners are services; counts what they are asked."""

    def __init__(self, folder: Path, scenario: Scenario | None = None) -> None:
        chosen = scenario or read_exercise("havenbrand")
        self.desk = ExerciseDesk(chosen, exercise_layers(), folder, services=True)
        self.asked: list[str] = []
        self.asked_at: dict[str, list[str]] = {}
        services = self.desk._services
        assert services is not None
        answer = services.answer

        def counted(target: str, headers: Any) -> Any:
            if "/items" in target:
                self.asked.append(target.split("/collections/")[1].split("/items")[0])
            return answer(target, headers)

        services.answer = counted  # type: ignore[method-assign]
        self.desk.play_to(self.desk.scenario.start)
        self.until_quiet()

    def until_quiet(self) -> None:
        """Take in what was asked, without letting the story go on."""
        assembly = self.desk.assembly
        assert assembly is not None
        deadline = time.monotonic() + PATIENCE
        assembly.attend(self.desk.clock.story())
        while assembly.loading:
            assert time.monotonic() < deadline, assembly.loading
            time.sleep(0.01)
            assembly.attend(self.desk.clock.story())

    def to(self, story: int) -> None:
        while self.desk.clock.story() < story:
            self.desk.advance(min(STEP, story - self.desk.clock.story()))
            self.until_quiet()


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Give the exercise, played to the marked moment; what was asked at each level is kept."""
    made = Played(tmp_path_factory.mktemp("oefening"))
    start = made.desk.scenario.start
    for name, moment in (("nul", start + STEP), ("een", start + 20 * MINUTE), ("twee", start + 22 * MINUTE)):
        made.to(moment)
        made.asked_at[name] = list(made.asked)
    made.to(made.desk.scenario.marked)
    yield made
    made.desk.close()


def said_by_partners(picture: Picture) -> dict[str, dict[str, Any]]:
    """Return per item what its own source says of it; gone items are left out."""
    found: dict[str, dict[str, Any]] = {}
    for state in picture.items.values():
        values = {
            name: claim.value for name, heads in state.heads.items() if name != EXISTS
            for claim in heads if claim.source
        }  # fmt: skip
        if values and not state.deleted:
            found[state.id] = values
    return found


def test_over_services_the_picture_is_what_it_is_in_process(evening: Played, tmp_path: Path) -> None:
    direct = ExerciseDesk(read_exercise("havenbrand"), exercise_layers(), tmp_path / "direct")
    direct.play_to(direct.scenario.marked)
    ours, theirs = (d.session.picture_at(d.incident) for d in (evening.desk, direct))
    wanted = set(evening.desk.moment().sources)
    told = {item: said for item, said in said_by_partners(theirs).items() if item.partition(":")[0] in wanted}
    assert len(told) > 20
    assert said_by_partners(ours) == told
    assert {g.level for g in ours.grip} == {g.level for g in theirs.grip} == {1, 2}
    statuses = [{q.need.id: q.status for q in desk.moment().asked()} for desk in (evening.desk, direct)]
    assert statuses[0] == statuses[1]
    direct.close()


def test_scaling_up_loads_the_difference_only(evening: Played) -> None:
    zero, one, two = (set(evening.asked_at[name]) for name in ("nul", "een", "twee"))
    assert zero < one < two
    assert {"buurten", "zorginstellingen", "scholen"} <= two - one
    wants = evening.desk.assembly.wants if evening.desk.assembly else {}
    fixed = {name for name, want in wants.items() if not want.situational}
    assert len(fixed & one) >= 3
    again = evening.asked_at["twee"][len(evening.asked_at["een"]):]
    assert not set(again) & fixed & one, "what was held and fresh was asked again"


def test_only_the_area_that_matters_is_asked_and_held(evening: Played) -> None:
    moment = evening.desk.moment()
    assert 0 < moment.sources["bluswater"].features < 702
    assert moment.sources["opvanglocaties"].features == 10
    found = moment.sources["bluswater"].facts.found or {}
    assert all(row.covered and row.count > 0 for row in found.values())
    people = next(iter((moment.sources["buurten"].facts.found or {}).values()))
    assert "inwoners in" in people.words
    assert not people.assumed


def test_a_partner_that_fell_away_is_said_to_be_dead_and_keeps_its_values(evening: Played) -> None:
    desk = evening.desk
    moment = desk.moment()
    state = moment.sources["afzettingen"]
    assert desk.scenario.start + 33 * MINUTE <= state.dead_since <= desk.scenario.start + 36 * MINUTE
    assert "503" in state.fault
    assert state.features > 0
    assert not state.facts.in_time
    assert [s for s in moment.picture.items.values() if s.item_class == "afzetting" and not s.deleted]
    then = desk.moment(desk.scenario.start + 30 * MINUTE).sources["afzettingen"]
    assert then.dead_since == 0
    assert then.facts.in_time


def test_what_is_gone_at_the_source_is_said_to_be_gone_and_can_come_back(tmp_path: Path) -> None:
    scenario = read_exercise("havenbrand")
    unit = next(e for e in scenario.entries if e.collection == "eenheden")
    gone, back = unit.start + 3 * MINUTE, unit.start + 6 * MINUTE
    entries = [replace(e, end=gone) if e is unit else e for e in scenario.entries]
    entries.append(replace(unit, start=back))
    played = Played(tmp_path, replace(scenario, entries=tuple(entries)))
    desk, item = played.desk, f"eenheden:{unit.id}"
    try:
        played.to(gone + 2 * MINUTE)
        assert desk.session.picture_at(desk.incident).items[item].deleted
        assert not desk.session.picture_at(desk.incident, gone - STEP).items[item].deleted
        played.to(back + 2 * MINUTE)
        assert not desk.session.picture_at(desk.incident).items[item].deleted
        assert desk.session.picture_at(desk.incident, back - STEP).items[item].deleted
    finally:
        desk.close()


def test_stopping_the_assembly_keeps_it_stopped_until_somebody_asks(tmp_path: Path) -> None:
    desk = ExerciseDesk(read_exercise("havenbrand"), exercise_layers(), tmp_path, services=True)
    try:
        desk.play_to(desk.scenario.start)
        assembly = desk.assembly
        assert assembly is not None
        assembly.attend(desk.clock.story())
        assert desk.progress.busy
        desk.stop_loading()
        wait(lambda: assembly.attend(desk.clock.story()) or not assembly.loading)
        stopped = assembly.stopped
        assert stopped
        assembly.attend(desk.clock.story() + MINUTE)
        assert not (assembly.loading & stopped)
        name = sorted(stopped)[0]
        desk.refresh(name)
        assert name in assembly.loading
        wait(lambda: assembly.attend(desk.clock.story()) or not assembly.loading)
        assert desk.moment().sources[name].facts.complete
    finally:
        desk.close()


def test_an_exercise_that_was_closed_goes_on_where_it_was(tmp_path: Path) -> None:
    scenario, layers = read_exercise("havenbrand"), exercise_layers()
    half, whole = (ExerciseDesk(scenario, layers, tmp_path / name) for name in ("half", "heel"))
    half.play_to(scenario.start + 20 * MINUTE)
    half.close()
    again = ExerciseDesk(scenario, layers, tmp_path / "half", incident=half.incident)
    assert scenario.start < again.clock.story() <= scenario.start + 20 * MINUTE
    for desk in (again, whole):
        desk.play_to(scenario.marked)
    assert [len(desk.session.incidents()) for desk in (again, whole)] == [1, 1]
    said = [[(event.kind, event.header.story) for event in desk.session.events(desk.incident)]
            for desk in (again, whole)]  # fmt: skip
    assert said[0] == said[1]
    for desk in (again, whole):
        desk.close()


def wait(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)
