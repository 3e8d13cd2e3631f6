"""Undoing an own act: what was there stands again, in the voice it had, and nothing leaves the log."""

from __future__ import annotations

import pytest

from cop_app.domain import bodies
from cop_app.domain.clock import MINUTE
from cop_app.domain.commands import (
    Adopt,
    ClaimInput,
    DeclareGrip,
    EndGrip,
    LinkItems,
    Note,
    PutItem,
    SettleContradiction,
    Undo,
    WithdrawItem,
    decide,
)
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Body, Event, Header
from cop_app.domain.facts import conflict_text
from cop_app.domain.incident import Actor, Reality, Team
from cop_app.domain.lenses import Lens, picture_at
from cop_app.domain.picture import PictureFold, digest, fold

COPI = Actor("IM CoPI", Team.COPI, "Veiligheidsregio")
ROT = Actor("IM ROT", Team.ROT, "Veiligheidsregio")


class Laptop:
    """One log and its picture; every act takes a minute."""

    def __init__(self, device: str = "a") -> None:
        self.device, self.fold, self.log = device, PictureFold(), []

    def take(self, event: Event) -> Event:
        self.log.append(event)
        self.fold.add(event)
        return event

    def write(self, body: Body, device: str = "") -> Event:
        n = len(self.log) + 1
        by = device or self.device
        header = Header("oefening", "i", "open", by, n, "", n, "cop/1", n * MINUTE, n * MINUTE, "", "")
        return self.take(Event(f"{by}{n}", header, body, n * MINUTE))

    def do(self, command: object, actor: Actor = COPI, device: str = "") -> Event:
        now = (len(self.log) + 1) * MINUTE
        first, *_rest = [self.write(body, device) for body in decide(command, self.picture, actor, now)]
        return first

    @property
    def picture(self):
        return self.fold.picture

    def heads(self, item: str = "x", attribute: str = "aantal") -> set[object]:
        state = self.picture.items[item]
        return {claim.value for claim in state.heads.get(attribute, ())}


def put(values: dict[str, object], item: str = "x") -> PutItem:
    return PutItem(item, "slachtoffertelling", Reality.ACTUEEL, values)


def observed(value: int, version: int) -> Body:
    return bodies.source_observed(
        "x", "slachtoffertelling", "actueel", source="tellingen", organisation="GHOR", collection="gewond",
        feature="1", version=version, values={"aantal": value},
    )  # fmt: skip


@pytest.fixture
def laptop() -> Laptop:
    return Laptop()


def test_a_changed_value_stands_again_with_who_said_it_and_when(laptop) -> None:
    first = laptop.do(put({"aantal": 12}), ROT)
    act = laptop.do(put({"aantal": 15}))
    assert laptop.heads() == {15}
    laptop.do(Undo(act))
    (claim,) = laptop.picture.items["x"].heads["aantal"]
    assert (claim.value, claim.function, claim.team, claim.recorded_at) == (12, "IM ROT", "ROT", first.header.story)
    assert claim.human


def test_a_new_thing_is_withdrawn_and_stays_in_the_log(laptop) -> None:
    act = laptop.do(put({"aantal": 12, "naam": "nest"}))
    laptop.do(Undo(act))
    state = laptop.picture.items["x"]
    assert state.deleted
    assert not state.edited_while_deleted
    assert act in laptop.log


def test_a_value_where_there_was_none_goes_and_the_thing_stays(laptop) -> None:
    laptop.do(put({"naam": "nest"}))
    act = laptop.do(put({"aantal": 12}), ROT)
    laptop.do(Undo(act), ROT)
    state = laptop.picture.items["x"]
    assert "aantal" not in state.heads
    assert not state.deleted
    laptop.do(put({"aantal": 3}))
    assert laptop.heads() == {3}


def test_a_withdrawn_thing_is_back(laptop) -> None:
    laptop.do(put({"aantal": 12}))
    act = laptop.do(WithdrawItem("x", "dubbel"))
    assert laptop.picture.items["x"].deleted
    laptop.do(Undo(act))
    state = laptop.picture.items["x"]
    assert not state.deleted
    assert laptop.heads() == {12}
    assert "bestaat" not in state.heads


def test_what_was_withdrawn_before_is_withdrawn_again(laptop) -> None:
    laptop.do(put({"aantal": 12}))
    laptop.do(WithdrawItem("x"))
    act = laptop.do(put({"aantal": 13}))
    assert not laptop.picture.items["x"].deleted
    laptop.do(Undo(act))
    assert laptop.picture.items["x"].deleted


def test_a_settled_contradiction_reads_as_before_with_the_source_in_its_own_voice(laptop) -> None:
    laptop.do(put({"aantal": 12}))
    laptop.write(observed(17, 2 * MINUTE))
    before = conflict_text(laptop.picture.items["x"].heads["aantal"])
    heads = laptop.picture.items["x"].heads["aantal"]
    act = laptop.do(SettleContradiction("x", "aantal", "geteld", choose=heads[0].id), ROT)
    assert len(laptop.picture.items["x"].heads["aantal"]) == 1
    laptop.do(Undo(act), ROT)
    assert conflict_text(laptop.picture.items["x"].heads["aantal"]) == before
    sources = {claim.organisation: claim.source for claim in laptop.picture.items["x"].heads["aantal"]}
    assert sources == {"Veiligheidsregio": "", "GHOR": "tellingen"}


def test_a_source_that_speaks_anew_takes_the_place_of_its_value_put_back(laptop) -> None:
    laptop.write(observed(17, 5))
    act = laptop.do(put({"aantal": 12}))
    laptop.do(Undo(act))
    assert laptop.heads() == {17}
    laptop.write(observed(19, 6))
    assert laptop.heads() == {19}


def test_a_source_that_spoke_before_the_undoing_is_not_turned_back(laptop) -> None:
    laptop.write(observed(17, 5))
    act = laptop.do(put({"aantal": 12}))
    laptop.write(observed(19, 6))
    laptop.do(Undo(act))
    assert laptop.heads() == {19}


def test_both_right_is_open_again(laptop) -> None:
    laptop.do(put({"aantal": 12}))
    laptop.write(observed(17, 2))
    act = laptop.do(SettleContradiction("x", "aantal", "andere definitie"))
    assert laptop.picture.both_right("x", "aantal")
    laptop.do(Undo(act))
    assert not laptop.picture.both_right("x", "aantal")


def test_acts_are_undone_one_after_the_other(laptop) -> None:
    acts = [laptop.do(put({"aantal": n})) for n in (1, 2, 3)]
    for act, expected in zip(reversed(acts), ({2}, {1}), strict=False):
        laptop.do(Undo(act))
        assert laptop.heads() == expected
    laptop.do(Undo(acts[0]))
    assert laptop.picture.items["x"].deleted


def test_what_others_changed_since_is_not_taken_along(laptop) -> None:
    act = laptop.do(put({"aantal": 12}))
    laptop.do(put({"aantal": 14}), ROT, device="b")
    with pytest.raises(UserFacingError) as told:
        laptop.do(Undo(act))
    assert told.value.code == "ongedaan.ingehaald"
    assert "IM ROT" in told.value.message()
    assert laptop.heads() == {14}


def test_what_others_added_stays(laptop) -> None:
    act = laptop.do(put({"aantal": 12}))
    laptop.do(put({"naam": "nest kade"}), ROT, device="b")
    laptop.do(Undo(act))
    state = laptop.picture.items["x"]
    assert not state.deleted
    assert set(state.heads) == {"naam"}


@pytest.mark.parametrize(
    ("kind", "fields", "topic"),
    [
        (bodies.QUESTION_CALLED, {"need": "n", "result": "geen gehoor", "at": 1}, "calls"),
        (bodies.QUESTION_ASKED, {"need": "n", "to": "OvD-G", "text": "hoeveel?"}, "questions"),
        (bodies.DECISION_RECORDED, {"text": "ontruimen"}, "decisions"),
        (bodies.PHASE_NAMED, {"name": "na GRIP 2", "at": 1}, "phases"),
        (bodies.MEETING_PLANNED, {"team": "CoPI", "at": 1}, "meetings"),
    ],
)
def test_notes_no_longer_count(laptop, kind, fields, topic) -> None:
    act = laptop.do(Note(kind, fields))
    assert laptop.picture.entries(topic) == [act]
    laptop.do(Undo(act))
    assert laptop.picture.entries(topic) == []
    with pytest.raises(UserFacingError) as told:
        laptop.do(Undo(act))
    assert told.value.code == "ongedaan.al_gedaan"


def test_only_the_device_that_wrote_an_act_undoes_it(laptop) -> None:
    act = laptop.do(Note(bodies.DECISION_RECORDED, {"text": "ontruimen"}))
    laptop.do(Undo(act), device="b")
    assert laptop.picture.entries("decisions") == [act]


def test_a_link_is_loose_again(laptop) -> None:
    laptop.do(put({"aantal": 1}, "x"))
    laptop.do(put({"aantal": 2}, "y"))
    act = laptop.do(LinkItems("x", "y"))
    assert laptop.picture.items["x"].links == ("y",)
    laptop.do(Undo(act))
    assert laptop.picture.items["x"].links == ()


def test_what_was_taken_over_by_mistake_leaves_the_total_picture(laptop) -> None:
    laptop.do(put({"aantal": 1}, "x"))
    laptop.do(put({"aantal": 2}, "y"))
    laptop.do(Adopt(("x",)))
    act = laptop.do(Adopt(("y",)))
    laptop.do(Undo(act))
    total = picture_at(laptop.log, 99 * MINUTE, Lens("totaalbeeld")).picture
    assert set(total.items) == {"x"}


def test_a_teams_own_picture_holds_only_its_own_voice_after_an_undoing(laptop) -> None:
    laptop.do(put({"aantal": 12}), ROT, device="b")
    act = laptop.do(put({"aantal": 15}))
    laptop.do(Undo(act))
    own = picture_at(laptop.log, 99 * MINUTE, Lens("team:CoPI")).picture
    assert not own.items["x"].heads.get("aantal")
    other = picture_at(laptop.log, 99 * MINUTE, Lens("team:ROT")).picture
    assert [claim.value for claim in other.items["x"].heads["aantal"]] == [12]


def test_a_level_declared_by_mistake_ends_and_the_one_before_counts_again(laptop) -> None:
    laptop.do(DeclareGrip(1, "R", "OvD-B", 1 * MINUTE))
    act = laptop.do(DeclareGrip(3, "R", "OL", 2 * MINUTE))
    laptop.do(Undo(act))
    assert laptop.picture.grip_levels == {("R", ""): 1}
    assert [g.level for g in laptop.picture.grip] == [1, 3, 1]
    assert laptop.picture.grip[-1].by == "OvD-B"
    assert "ongedaan" in laptop.picture.grip[-1].reason


def test_the_first_level_declared_by_mistake_leaves_none(laptop) -> None:
    act = laptop.do(DeclareGrip(1, "R", "OvD-B", 1 * MINUTE))
    laptop.do(Undo(act))
    assert laptop.picture.grip_levels == {}


def test_a_level_that_ended_since_is_left_alone(laptop) -> None:
    act = laptop.do(DeclareGrip(1, "R", "OvD-B", 1 * MINUTE))
    laptop.do(EndGrip("R", 2 * MINUTE))
    with pytest.raises(UserFacingError) as told:
        laptop.do(Undo(act))
    assert told.value.code == "ongedaan.ingehaald_grip"


def test_looking_back_shows_what_was_known_before_the_undoing(laptop) -> None:
    laptop.do(put({"aantal": 12}))
    act = laptop.do(put({"aantal": 15}))
    laptop.do(Undo(act))
    then = picture_at(laptop.log, 2 * MINUTE, Lens("laptop")).picture
    assert [claim.value for claim in then.items["x"].heads["aantal"]] == [15]


def test_the_order_in_which_an_undoing_arrives_does_not_matter(laptop) -> None:
    laptop.do(put({"aantal": 12}))
    laptop.write(observed(17, 2))
    for act in (laptop.do(put({"aantal": ClaimInput(15)})), laptop.do(Note(bodies.DECISION_RECORDED, {"text": "t"}))):
        laptop.do(Undo(act))
    assert digest(fold(reversed(laptop.log))) == digest(laptop.fold)


def test_an_opening_cannot_be_undone(laptop) -> None:
    opened = laptop.write({
        "kind": bodies.INCIDENT_OPENED, "title": "t", "incident_kind": "overig", "place": [1.0, 2.0], "at": 1,
    })  # fmt: skip
    with pytest.raises(UserFacingError) as told:
        laptop.do(Undo(opened))
    assert told.value.code == "ongedaan.kan_niet"
