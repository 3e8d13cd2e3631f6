"""Lenses: what each one shows of the same events."""

from __future__ import annotations

import pytest

from cop_app.domain import bodies
from cop_app.domain.adoptions import by_keepers
from cop_app.domain.commands import (
    AcceptKeeper,
    Adopt,
    ClaimInput,
    DeclareGrip,
    OpenIncident,
    PutItem,
    TransferKeeper,
    WithdrawItem,
    decide,
)
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Event, Header
from cop_app.domain.incident import Actor, Reality, Team
from cop_app.domain.lenses import Lens, picture_at
from cop_app.domain.picture import PictureFold, fold
from cop_app.domain.receipts import Knowing, Receipt, Receipts

COPI = Actor("IM CoPI", Team.COPI, "Brandweer")
ROT = Actor("IM ROT", Team.ROT, "Veiligheidsregio")
GHOR = Actor("OvD-G", Team.COPI, "GHOR")
NOW = 10_000


class Desk:
    """One log; event n has lamport, story n and was received at 10 n."""

    def __init__(self) -> None:
        self.fold, self.log = PictureFold(), []

    def write(self, body) -> Event:
        n = len(self.log) + 1
        event = Event(f"e{n}", Header("echt", "i", "open", "d", n, "", n, "cop/1", n, n, "", ""), body, n * 10)
        self.log.append(event)
        self.fold.add(event)
        return event

    def do(self, command, actor=COPI) -> None:
        for body in decide(command, self.fold.picture, actor, 0):
            self.write(body)

    def put(self, actor, value, item="x", concept=False, observed=0) -> None:
        self.do(PutItem(item, "aantal", Reality.ACTUEEL, {"p": ClaimInput(value, observed_at=observed)},
                        concept=concept), actor)  # fmt: skip

    def observe(self, version, value, item="x") -> None:
        self.write(bodies.source_observed(
            item, "aantal", "actueel", source="s", organisation="RWS", collection="c", feature=item, version=version,
            values={"p": value}, published_at=version,
        ))  # fmt: skip

    def shown(self, kind, at=NOW, receipts=None) -> dict[str, set]:
        made = picture_at(self.log, at, Lens(kind), receipts or Receipts())
        return {i: {c.value for c in s.heads.get("p", ())} for i, s in made.picture.items.items()}


def keeper(desk: Desk, actor=COPI, by=COPI) -> None:
    desk.do(TransferKeeper(actor.function), by)
    desk.do(AcceptKeeper(), actor)


def test_until_a_keeper_adopts_the_total_is_all_but_concepts_and_provisional() -> None:
    desk = Desk()
    desk.put(COPI, 1)
    desk.put(ROT, 2, item="y", concept=True)
    assert desk.shown("totaalbeeld") == {"x": {1}}
    assert picture_at(desk.log, NOW, Lens("totaalbeeld")).picture.total_is_provisional
    assert desk.shown("team:ROT") == {"y": {2}}


def test_the_total_is_what_sources_say_and_the_keeper_adopted() -> None:
    desk = Desk()
    keeper(desk)
    desk.do(OpenIncident("Brand", "industriebrand", (1.0, 2.0)))
    desk.do(DeclareGrip(1, "R", "OvD-B", 3))
    desk.put(GHOR, 12)
    desk.put(ROT, 5, item="y")
    desk.observe(1, "bron", item="z")
    desk.do(Adopt(("x",)))
    made = picture_at(desk.log, NOW, Lens("totaalbeeld"))
    assert desk.shown("totaalbeeld") == {"x": {12}, "z": {"bron"}}
    assert not made.picture.total_is_provisional
    assert (made.picture.incident.title, made.picture.grip_levels) == ("Brand", {("R", ""): 1})
    (head,) = made.state("x").heads["p"]
    assert (head.organisation, head.adopted_from, made.state("x").item_class) == ("GHOR", (head.id,), "aantal")
    before = picture_at(desk.log, len(desk.log) - 1, Lens("totaalbeeld")).picture
    assert before.total_is_provisional


def test_a_later_change_leaves_the_adopted_value_and_marks_it() -> None:
    desk = Desk()
    keeper(desk)
    desk.put(GHOR, 12)
    desk.do(Adopt(("x",)))
    desk.put(GHOR, 17)
    made = picture_at(desk.log, NOW, Lens("totaalbeeld"))
    assert desk.shown("totaalbeeld") == {"x": {12}}
    assert [(a.value, a.source_changed) for a in made.picture.adopted] == [(12, True)]
    desk.do(Adopt(("x",)))
    assert desk.shown("totaalbeeld") == {"x": {17}}


def test_an_adopted_correction_hides_the_source_version_it_replaced_until_a_newer_one() -> None:
    desk = Desk()
    keeper(desk)
    desk.observe(1, "bron")
    desk.put(COPI, "mens")
    desk.put(COPI, "mens 2")
    desk.put(ROT, 1, item="y")
    desk.do(Adopt(("y",)))
    assert desk.shown("totaalbeeld")["x"] == {"bron"}
    desk.do(Adopt(("x",)))
    assert desk.shown("totaalbeeld")["x"] == {"mens 2"}
    desk.observe(2, "bron 2")
    assert desk.shown("totaalbeeld")["x"] == {"mens 2", "bron 2"}


def test_an_adopted_source_value_follows_its_source() -> None:
    desk = Desk()
    keeper(desk)
    desk.observe(1, "a")
    desk.do(Adopt(("x",)))
    desk.observe(2, "b")
    assert desk.shown("totaalbeeld") == {"x": {"b"}}


def test_an_adopted_withdrawal_removes_and_an_adopted_contradiction_stays_one() -> None:
    desk, other = Desk(), Desk()
    keeper(desk)
    desk.put(GHOR, 12)
    other.log = list(desk.log[:-1])
    desk.write({**decide(PutItem("x", "aantal", Reality.ACTUEEL, {"p": 17}), other.fold.picture, ROT, 0)[0]})
    desk.do(Adopt(("x",)))
    assert desk.shown("totaalbeeld") == {"x": {12, 17}}
    desk.do(WithdrawItem("x"))
    assert not picture_at(desk.log, NOW, Lens("totaalbeeld")).state("x").deleted
    desk.do(Adopt(("x",)))
    assert picture_at(desk.log, NOW, Lens("totaalbeeld")).state("x").deleted


def test_what_was_adopted_before_there_was_a_keeper_counts_whatever_the_names_of_the_events() -> None:
    def event(name: str, lamport: int, **body) -> Event:
        return Event(name, Header("echt", "i", "open", "d", 1, "", lamport, "cop/1", 1, 1, "", ""), body, 1)

    other = {"function": "OvD-G"}
    before = event("z", 1, kind=bodies.ADOPTED, target="totaalbeeld", claims=[], actor=other)
    taken = event("m", 2, kind=bodies.KEEPER_ACCEPTED, function="IM CoPI")
    after = event("a", 3, kind=bodies.ADOPTED, target="totaalbeeld", claims=[], actor=other)
    own = event("b", 4, kind=bodies.ADOPTED, target="totaalbeeld", claims=[], actor={"function": "IM CoPI"})
    assert list(by_keepers([taken], [own, after, before])) == [before, own]


def test_only_a_keeper_adopts_into_the_total_but_a_former_one_is_not_silenced() -> None:
    desk = Desk()
    keeper(desk)
    desk.put(GHOR, 1)
    body = decide(Adopt(("x",)), desk.fold.picture, COPI, 0)[0]
    desk.write({**body, "actor": bodies.actor_fields(GHOR)})
    assert picture_at(desk.log, NOW, Lens("totaalbeeld")).picture.total_is_provisional
    keeper(desk, ROT)
    desk.write(body)
    assert not picture_at(desk.log, NOW, Lens("totaalbeeld")).picture.total_is_provisional


def test_an_adopted_copy_stays_readable_where_the_claim_itself_is_not() -> None:
    desk = Desk()
    keeper(desk)
    desk.put(GHOR, 12, observed=7)
    desk.do(Adopt(("x",)))
    desk.log = [e for e in desk.log if e.kind != bodies.ITEM_RECORDED]
    made = picture_at(desk.log, NOW, Lens("totaalbeeld"))
    (head,) = made.state("x").heads["p"]
    assert (head.value, head.organisation, head.function, head.observed_at) == (12, "GHOR", "OvD-G", 7)
    bare = [{k: v for k, v in copy.items() if k != "heads"} for copy in desk.log[-1].body["claims"]]
    desk.log[-1] = Event("bare", desk.log[-1].header, {**desk.log[-1].body, "claims": bare}, 1)
    assert desk.shown("totaalbeeld") == {"x": {12}}


def test_a_team_sees_its_own_records_and_what_it_adopted() -> None:
    desk = Desk()
    desk.put(GHOR, 12)
    desk.put(ROT, 5, item="y")
    desk.observe(1, "bron", item="z")
    assert desk.shown("team:CoPI") == {"x": {12}}
    assert desk.shown("team:ROT") == {"y": {5}}
    desk.do(Adopt(("x", "z"), "team:ROT"), ROT)
    desk.do(Adopt(("y",), "team:CoPI"), ROT)
    assert desk.shown("team:ROT") == {"x": {12}, "y": {5}, "z": {"bron"}}
    assert desk.shown("team:CoPI") == {"x": {12}}
    desk.put(ROT, 13)
    assert desk.shown("team:ROT")["x"] == {13}
    assert desk.shown("team:CoPI")["x"] == {12}


def test_a_function_saw_what_it_wrote_and_what_it_read_from_then_on() -> None:
    desk = Desk()
    desk.do(OpenIncident("Brand", "industriebrand", (1.0, 2.0)))
    desk.put(COPI, 1)
    desk.put(COPI, 2, item="y")
    desk.put(GHOR, 3, item="z")
    stream = desk.log[0].header.stream
    receipts = Receipts().merged(
        Receipt("OvD-G", Knowing.ACKNOWLEDGED, stream, 2, 2, 50), Receipt("OvD-G", Knowing.OPENED, stream, 3, 3, 50),
        Receipt("IM ROT", Knowing.READ, stream, 2, 4, 20),
    )  # fmt: skip
    assert desk.shown("gelezen:OvD-G", 49, receipts) == {"z": {3}}
    assert desk.shown("gelezen:OvD-G", 50, receipts) == {"x": {1}, "z": {3}}
    assert desk.shown("gelezen:IM ROT", 20, receipts) == {"x": {1}, "y": {2}, "z": {3}}
    made = picture_at(desk.log, 1, Lens("gelezen:OvD-G"), receipts)
    assert made.picture.incident is not None


def test_hindsight_is_all_that_is_known_now_of_what_held_then() -> None:
    desk = Desk()
    desk.observe(100, "a", item="z")
    desk.put(COPI, 3, observed=100)
    desk.observe(300, "b", item="z")
    desk.put(COPI, 9, observed=300)
    desk.put(ROT, 1, item="laat", observed=400)
    desk.do(DeclareGrip(2, "R", "OvD-B", 200))
    for kind in ("achteraf", "waarheid"):
        assert desk.shown(kind, 99) == {}
        assert desk.shown(kind, 299) == {"x": {3}, "z": {"a"}}
        assert desk.shown(kind, 300) == {"x": {9}, "z": {"b"}}
        assert picture_at(desk.log, 199, Lens(kind)).picture.grip_levels == {}
        assert picture_at(desk.log, 200, Lens(kind)).picture.grip_levels == {("R", ""): 2}


def test_the_laptop_shows_what_was_received() -> None:
    desk = Desk()
    desk.put(COPI, 1)
    desk.put(COPI, 2)
    assert (desk.shown("laptop", 9), desk.shown("laptop", 10), desk.shown("laptop", 20)) == ({}, {"x": {1}}, {"x": {2}})


@pytest.mark.parametrize("kind", ["", "team:", "gelezen:", "alles", "team"])
def test_an_unknown_lens_is_told(kind) -> None:
    with pytest.raises(UserFacingError, match="niet bekend"):
        Lens(kind)


@pytest.mark.parametrize("kind", ["totaalbeeld", "team:CoPI", "team:ROT", "laptop", "achteraf", "gelezen:OvD-G"])
def test_a_lens_does_not_depend_on_the_order_of_the_events(kind) -> None:
    desk = Desk()
    keeper(desk)
    desk.observe(1, "bron")
    desk.put(GHOR, 12)
    desk.do(Adopt(("x",)))
    desk.put(ROT, 17)
    desk.do(Adopt(("x",), "team:ROT"), ROT)
    forward = picture_at(desk.log, NOW, Lens(kind)).digest_parts()
    assert picture_at(desk.log[::-1], NOW, Lens(kind)).digest_parts() == forward
    assert [e.id for e in Lens(kind).ordered(desk.log)] == [e.id for e in Lens(kind).ordered(desk.log[::-1])]
    assert fold(desk.log).picture.total_is_provisional is False
