"""The shipped exercise on the shipped map, played through the one session: what is known, when, and only once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cop_app.bootstrap import exercise_layers, observation_of, open_session, open_workspace, play, read_exercise
from cop_app.domain.clock import MINUTE, ManualClock, parse_instant
from cop_app.domain.commands import DeclareGrip, OpenIncident
from cop_app.domain.coverage import Question, QuestionStatus, questions
from cop_app.domain.errors import UserFacingError
from cop_app.domain.facts import SourceFacts, gather
from cop_app.domain.incident import Actor, Classification, Realm, Team
from cop_app.domain.picture import Picture
from cop_app.replay.partners import ExerciseWorld
from cop_app.reports.state import state_document
from cop_app.session import Session

WOUNDED = "tellingen:gewond-ghor"
CACO = Actor("CaCo", Team.MK, "Meldkamer")


class Played:
    """The exercise in a workspace of its own."""

    def __init__(self, folder: Path) -> None:
        self.scenario = read_exercise("havenbrand")
        self.world = ExerciseWorld(self.scenario, exercise_layers())
        self.folder = folder
        self.clock = ManualClock(self.scenario.start, self.scenario.start)
        self.session = self.opened()
        place = self.world.origin(str(self.scenario.place["anker"]))
        command = OpenIncident(self.scenario.title, self.scenario.kind, place, self.scenario.region, "Chemiekade")
        self.incident = self.session.open_incident(command, CACO)
        self.told = self.scenario.start - 1

    def opened(self) -> Session:
        workspace = open_workspace(self.folder)
        return open_session(workspace, Realm.OEFENING, exercise=self.scenario.id, clock=self.clock)

    def to(self, instant: int) -> int:
        count = play(self.session, self.world, self.incident, self.told, instant)
        self.told = instant
        self.clock.set_both(instant)
        return count

    def at(self, time: str) -> int:
        return parse_instant(time, self.scenario.start)

    def picture(self, time: str) -> Picture:
        return self.session.picture_at(self.incident, self.at(time))

    def state(self, instant: int) -> Any:
        """Return the state without ids that every play makes anew."""
        given = self.session.release(self.incident, "state", Classification.INTERN, Actor("CaCo", Team.MK, "Meldkamer"))
        return bare(state_document(self.session.picture_at(self.incident, instant), given, instant))

    def asked(self, picture: Picture, now: int) -> tuple[Question, ...]:
        design = self.session.design(self.incident)
        assert design is not None
        sources = {name: SourceFacts(now) for name in design.sources}
        grip = max(picture.grip_levels.values(), default=0)
        gathered = gather(design, self.scenario.kind, grip, picture, sources, now)
        return questions(design, self.scenario.kind, grip, gathered, now)


def bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: bare(part) for key, part in value.items() if key not in {"id", "event"}}
    return [bare(part) for part in value] if isinstance(value, list) else value


def amounts(picture: Picture) -> list[tuple[int, str]]:
    heads = picture.items[WOUNDED].heads["aantal"]
    return sorted((claim.value, claim.team or claim.organisation) for claim in heads)


@pytest.fixture
def exercise(tmp_path: Path) -> Iterator[Played]:
    made = Played(tmp_path)
    yield made
    made.session.close()


def test_grip_one_and_then_two_are_in_the_log_once(exercise: Played) -> None:
    exercise.to(exercise.scenario.marked)
    picture = exercise.session.picture_at(exercise.incident)
    told = [(g.level, g.by, g.at - exercise.scenario.start) for g in picture.grip]
    assert told == [(1, "OvD-B", 8 * MINUTE), (2, "Leider CoPI", 21 * MINUTE)]
    assert [g.ended_at is None for g in picture.grip] == [False, True]
    assert exercise.session.grip(exercise.incident) == 2


def test_the_marked_moment_has_exactly_one_contradiction(exercise: Played) -> None:
    exercise.to(exercise.scenario.marked)
    document = exercise.state(exercise.scenario.marked)
    found = [
        (item["item"], name, sorted(head["value"] for head in attribute["heads"]))
        for item in document["items"] for name, attribute in item["attributes"].items() if attribute["conflict"]
    ]  # fmt: skip
    assert found == [(WOUNDED, "aantal", [12, 17])]
    picture = exercise.session.picture_at(exercise.incident)
    asked = exercise.asked(picture, exercise.scenario.marked)
    disputed = [q for q in asked if q.status is QuestionStatus.TEGENSTRIJDIG]
    assert disputed
    for question in disputed:
        assert question.need.item_class == "slachtoffertelling"
        assert "12 (CoPI 19:27) ≠ 17 (GHOR 19:40)" in question.text


def test_looking_back_shows_what_was_known_then(exercise: Played) -> None:
    exercise.to(exercise.scenario.end)
    assert set(exercise.picture("19:15").grip_levels.values()) == {1}
    assert set(exercise.picture("19:07").grip_levels.values()) == set()
    assert set(exercise.picture("19:28").grip_levels.values()) == {2}
    assert WOUNDED not in set(exercise.picture("19:15").items)
    assert amounts(exercise.picture("19:25")) == [(9, "GHOR")]
    # CoPI had seen nine when it said twelve: nine is superseded, not contradicted.
    assert amounts(exercise.picture("19:28")) == [(12, "CoPI")]
    assert amounts(exercise.picture("19:41")) == [(12, "CoPI"), (17, "GHOR")]


@pytest.mark.parametrize("time", ["19:15", "19:28", "19:46"])
def test_looking_back_is_the_picture_of_a_laptop_that_stood_there(tmp_path: Path, time: str) -> None:
    whole, then = Played(tmp_path / "geheel"), Played(tmp_path / "toen")
    whole.to(whole.scenario.end)
    then.to(then.at(time))
    assert len(then.state(then.at(time))["items"]) > 5
    assert whole.state(whole.at(time)) == then.state(then.at(time))
    whole.session.close()
    then.session.close()


def test_in_one_go_or_minute_by_minute_is_the_same(tmp_path: Path) -> None:
    fast, slow = Played(tmp_path / "snel"), Played(tmp_path / "traag")
    end = fast.scenario.end
    at_once = fast.to(end)
    in_steps = sum(slow.to(t) for t in range(slow.scenario.start, end + 1, MINUTE)) + slow.to(end)
    assert at_once == in_steps > 40
    assert fast.state(end) == slow.state(end)
    kinds = [[e.kind for e in p.session.events(p.incident)] for p in (fast, slow)]
    assert kinds[0] == kinds[1]
    fast.session.close()
    slow.session.close()


def test_a_publication_that_is_known_already_adds_nothing(exercise: Played) -> None:
    exercise.to(exercise.scenario.marked)
    before = len(exercise.session.events(exercise.incident))
    design = exercise.session.design(exercise.incident)
    assert design is not None
    now = exercise.scenario.marked
    repeated = 0
    for name in {entry.collection for entry in exercise.scenario.entries}:
        source = design.sources.get(name)
        rows = [observation_of(name, f, source, now) for f in exercise.world.features(name, now)]
        partner = source.url.removeprefix("partner://") if source else ""
        if not exercise.world.down(partner, now):
            repeated += len(rows)
            exercise.session.observe(exercise.incident, rows)
    assert repeated > 10
    assert len(exercise.session.events(exercise.incident)) == before


def test_closing_and_opening_gives_the_same_digest(exercise: Played) -> None:
    exercise.to(exercise.scenario.marked)
    digest, state = exercise.session.digest(exercise.incident), exercise.state(exercise.scenario.marked)
    count = len(exercise.session.events(exercise.incident))
    exercise.session.close()
    exercise.session = exercise.opened()
    assert not exercise.session.read_only
    assert len(exercise.session.events(exercise.incident)) == count
    assert exercise.session.digest(exercise.incident) == digest
    assert exercise.state(exercise.scenario.marked) == state
    command = DeclareGrip(3, exercise.scenario.region, "Leider CoPI", exercise.scenario.marked, "rook")
    exercise.session.declare_grip(exercise.incident, command, CACO)
    assert exercise.session.digest(exercise.incident) != digest


def test_a_second_session_reads_and_is_told_that_it_cannot_write(exercise: Played) -> None:
    exercise.to(exercise.scenario.marked)
    second = exercise.opened()
    try:
        assert second.read_only
        assert second.digest(exercise.incident) == exercise.session.digest(exercise.incident)
        command = DeclareGrip(3, exercise.scenario.region, "Leider CoPI", exercise.scenario.marked, "rook")
        with pytest.raises(UserFacingError) as refused:
            second.declare_grip(exercise.incident, command, CACO)
        assert refused.value.code == "opslag.andere_schrijver"
        assert refused.value.advice
        assert second.grip(exercise.incident) == 2
    finally:
        second.close()
    exercise.session.declare_grip(exercise.incident, command, CACO)
    assert exercise.session.grip(exercise.incident) == 3
