"""Sinds de melding: the twelve lines for whoever joins an incident that runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cop_app.bootstrap import exercise_layers, open_session, open_workspace, read_exercise
from cop_app.bootstrap.exercise_desk import ExerciseDesk
from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE, ManualClock, parse_instant
from cop_app.domain.commands import DeclareGrip, Note, OpenIncident, PutItem, SettleContradiction
from cop_app.domain.facts import SourceFacts
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Reality, Realm
from cop_app.ui.presenter import SourceState, moment_of
from cop_app.ui.since_call import since_call
from cop_app.ui.views import Glyph

NINE = parse_instant("2026-03-12T09:00:00+01:00", 0)
CACO, IM, OVDG = actor_for("CaCo"), actor_for("IM CoPI"), actor_for("OvD-G")


class Incident:
    """A real incident on a clock of its own."""

    def __init__(self, folder):
        self.clock = ManualClock(NINE)
        self.session = open_session(open_workspace(folder), Realm.ECHT, clock=self.clock)
        command = OpenIncident("Brand loods", "industriebrand", (100000.0, 450000.0), "VR Test", "Kade 4")
        self.id = self.session.open_incident(command, CACO)

    def after(self, minutes, command, actor=IM):
        self.clock.set_both(NINE + minutes * MINUTE)
        self.session.submit(self.id, command, actor)

    def lines(self, **more):
        return since_call(replace(moment_of(self.session, self.id), **more))


@pytest.fixture
def incident(tmp_path):
    made = Incident(tmp_path)
    yield made
    made.session.close()


def count(value):
    return PutItem("gewonden", "slachtoffertelling", Reality.ACTUEEL, {"naam": "Gewonden", "aantal": value})


def test_the_call_is_the_first_line(incident):
    (line,) = incident.lines()
    assert (line.time, line.text, line.source) == ("09:00", "Melding: Brand loods, Kade 4", "CaCo")


def test_levels_decisions_counts_and_measures_stand_in_order_of_time(incident):
    incident.after(12, Note(bodies.DECISION_RECORDED, {"text": "Ramen dicht"}))
    incident.after(5, DeclareGrip(1, "VR Test", "OvD-B", NINE + 5 * MINUTE, "rook"))
    incident.after(20, count(3), OVDG)
    incident.after(25, PutItem("m1", "maatregel", Reality.ACTUEEL, {"naam": "Kade dicht"}))
    incident.after(40, DeclareGrip(0, "VR Test", "OL", NINE + 40 * MINUTE))
    assert [(line.time, line.text) for line in incident.lines()] == [
        ("09:00", "Melding: Brand loods, Kade 4"),
        ("09:05", "GRIP 1 afgekondigd voor VR Test: rook"),
        ("09:12", "Besluit: Ramen dicht"),
        ("09:20", "Slachtoffertelling: Gewonden: 3"),
        ("09:25", "Maatregel: Kade dicht"),
        ("09:40", "Afgeschaald, geen GRIP meer voor VR Test"),
    ]


def contradict(incident):
    """Two people who did not see each other's value."""
    incident.after(10, count(12))
    first = incident.session.picture_at(incident.id).items["gewonden"].heads["aantal"][0]
    incident.after(11, count(17), OVDG)
    event = incident.session.events(incident.id)[-1]
    claim = next(c for c in event.body["claims"] if c["attribute"] == "aantal")
    assert first.id in claim["supersedes"]
    return first


def test_a_value_that_was_replaced_is_not_told_twice(incident):
    contradict(incident)
    texts = [line.text for line in incident.lines()]
    assert texts.count("Slachtoffertelling: Gewonden: 17") == 1
    assert not any("12" in text for text in texts)


def test_a_lost_partner_is_one_line_with_all_its_sources(incident, tmp_path):
    design = incident.session.design(incident.id)
    police = [name for name, source in design.sources.items() if source.organisation == "Politie"]
    at = NINE + 30 * MINUTE
    lost = {name: SourceState(SourceFacts(at, True, False), at) for name in police}
    line = incident.lines(sources=lost)[-1]
    assert line.text.startswith("Geen antwoord meer van Politie:")
    assert f"({len(police)})" in line.text
    assert (line.time, line.glyph) == ("09:30", Glyph.DEAD)


def test_many_closures_share_a_line(incident):
    for i in range(5):
        incident.after(10 + i, PutItem(f"a{i}", "afzetting", Reality.ACTUEEL, {"naam": f"Afzetting {i}"}))
    (line,) = [line for line in incident.lines() if "fzetting" in line.text]
    assert line.text == "Afzetting (5): Afzetting 4, Afzetting 3 en meer"
    assert line.time == "09:14"


def test_no_more_than_twelve_and_never_without_call_and_levels(incident):
    for i in range(20):
        incident.after(i + 1, PutItem(f"k{i}", "knelpunt", Reality.ACTUEEL, {"naam": f"Knelpunt {i}"}))
    incident.after(2, DeclareGrip(2, "VR Test", "OL", NINE + 2 * MINUTE))
    texts = [line.text for line in incident.lines()]
    assert len(texts) == 12
    assert texts[0].startswith("Melding:")
    assert any(text.startswith("GRIP 2") for text in texts)
    assert texts[-1] == "Knelpunt 19"


@pytest.fixture
def exercise(tmp_path):
    desk = ExerciseDesk(read_exercise("havenbrand"), exercise_layers(), tmp_path)
    desk.play_to(desk.scenario.marked)
    yield desk
    desk.close()


def test_the_exercise_tells_both_values_of_a_contradiction(exercise):
    lines = since_call(exercise.moment())
    assert len(lines) <= 12
    (disputed,) = [line for line in lines if line.glyph is Glyph.CONFLICT]
    assert "12 (CoPI 19:27) ≠ 17 (GHOR 19:40)" in disputed.text
    assert [line.time for line in lines] == sorted(line.time for line in lines)


def test_a_contradiction_that_was_settled_is_told_as_its_value(exercise):
    heads = exercise.session.picture_at(exercise.incident).items["tellingen:gewond-ghor"].heads["aantal"]
    command = SettleContradiction("tellingen:gewond-ghor", "aantal", "samen geteld", heads[0].id)
    exercise.session.submit(exercise.incident, command, IM)
    lines = since_call(exercise.moment())
    assert not any(line.glyph is Glyph.CONFLICT for line in lines)
    assert any(line.item == "tellingen:gewond-ghor" for line in lines)


def test_looking_back_tells_only_what_was_known(exercise):
    lines = since_call(exercise.moment(exercise.scenario.start + 15 * MINUTE))
    assert any(line.text.startswith("GRIP 1") for line in lines)
    assert not any(line.text.startswith("GRIP 2") for line in lines)
