"""Rules of GRIP, adopting and contradictions."""

from __future__ import annotations

import pytest

from cop_app.domain.clock import MINUTE
from cop_app.domain.commands import Adopt, DeclareGrip, PutItem, decide
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Event, Header
from cop_app.domain.incident import Actor, Competence, Reality, Team
from cop_app.domain.item import Claim
from cop_app.domain.lenses import LAPTOP, Lens, picture_at
from cop_app.domain.picture import PictureFold

WHO = Actor("IM CoPI", Team.COPI, "Brandweer")


class Desk:
    def __init__(self) -> None:
        self.fold, self.log = PictureFold(), []

    def do(self, command, now: int = 0) -> None:
        for body in decide(command, self.fold.picture, WHO, now):
            n = len(self.log) + 1
            event = Event(f"e{n}", Header("echt", "i", "open", "d", n, "", n, "cop/1", n, n, "", ""), body, n * 10)
            self.log.append(event)
            self.fold.add(event)


def test_a_new_declaration_ends_the_former_and_regions_stand_apart() -> None:
    desk = Desk()
    for level, region, by, at in ((1, "A", "OvD-B", 1), (3, "A", "OvD-B", 5), (2, "B", "Vreemd", 4), (0, "A", "OL", 9)):
        desk.do(DeclareGrip(level, region, by, at))
    assert desk.fold.picture.grip_levels == {("A", ""): 0, ("B", ""): 2}
    assert [(g.level, g.ended_at, g.competent) for g in desk.fold.picture.grip if g.region == "A"] == [
        (1, 5, Competence.JA), (3, 9, Competence.NEE), (0, None, Competence.JA),
    ]  # fmt: skip


def test_a_declaration_is_never_for_later() -> None:
    desk = Desk()
    desk.do(DeclareGrip(1, "A", "OvD-B", MINUTE))
    with pytest.raises(UserFacingError, match="toekomst"):
        desk.do(DeclareGrip(0, "A", "OL", MINUTE + 1))
    assert desk.fold.picture.grip_levels == {("A", ""): 1}


def test_a_clock_that_runs_behind_does_not_put_a_declaration_before_what_was_seen() -> None:
    desk = Desk()
    desk.do(DeclareGrip(1, "A", "OvD-B", 5 * MINUTE), now=5 * MINUTE)
    desk.do(DeclareGrip(2, "A", "OL", 2 * MINUTE), now=2 * MINUTE)
    assert desk.fold.picture.grip_levels == {("A", ""): 2}
    desk.do(DeclareGrip(3, "A", "OL", 0), now=2 * MINUTE)
    desk.do(DeclareGrip(4, "B", "OL", 2 * MINUTE), now=2 * MINUTE)
    assert desk.fold.picture.grip_levels == {("A", ""): 2, ("B", ""): 4}
    assert desk.fold.picture.grip[-1].at == 5 * MINUTE + 1


def test_an_adopted_value_is_marked_when_its_source_changes() -> None:
    desk = Desk()
    desk.do(PutItem("x", "aantal", Reality.ACTUEEL, {"p": 1}))
    desk.do(Adopt(("x",)))
    assert [a.source_changed for a in desk.fold.picture.adopted] == [False]
    desk.do(PutItem("x", "aantal", Reality.ACTUEEL, {"p": 2}))
    assert [(a.value, a.source_changed) for a in desk.fold.picture.adopted] == [(1, True)]
    early = picture_at(desk.log, 10, Lens(LAPTOP))
    assert (early.state("x").value("p"), early.picture.adopted) == (1, ())


def claim(name: str, value: object, at: int, **more) -> Claim:
    return Claim(name, "x", "p", value, name, "e", observed_at=at, **more)


def test_only_comparable_fresh_values_without_a_word_of_the_owner_contradict() -> None:
    def status(*heads: Claim, owner: str = "", now: int = 100) -> Agreement:
        return judge(heads, now, owner, 50).status

    assert status(claim("a", "  Drie ", 90), claim("b", "drie", 95)) is Agreement.EENS
    assert status(claim("a", 3, 90), claim("b", 4, 95)) is Agreement.TEGENSTRIJDIG
    assert status(claim("a", 3, 10), claim("b", 4, 95)) is Agreement.OOK_GEMELD
    assert status(claim("a", 3, 90), claim("b", 4, 95, definition="T1")) is Agreement.OOK_GEMELD
    assert status(claim("a", 3, 90), claim("b", 4, 95), owner="b") is Agreement.OOK_GEMELD
    assert status(claim("a", 3, 90), claim("b", 4, 95), owner="a") is Agreement.TEGENSTRIJDIG


def test_the_owner_leads_else_the_newest_and_every_value_stays_in_sight() -> None:
    old, new = claim("a", 3, 90), claim("b", 4, 95)
    view = judge((old, new), 100, "", 50)
    assert (view.leading, view.others, view.sources) == (new, (old,), 1)
    view = judge((old, new), 100, "a", 50)
    assert (view.leading, view.others) == (old, (new,))
    same = judge((old, claim("b", 3.0, 95)), 100, "", 50)
    assert (same.status, same.sources) == (Agreement.EENS, 2)
    assert judge((), 100, "", 50) is None


def test_a_value_as_old_as_it_may_be_still_counts_and_a_unit_is_part_of_a_value() -> None:
    heads = (claim("a", 3, 50), claim("b", 4, 95))
    assert judge(heads, 100, "", 50).stale == frozenset()
    assert judge(heads, 100, "", 50).status is Agreement.TEGENSTRIJDIG
    assert judge(heads, 101, "", 50).stale == {"a"}
    units = (claim("a", 3, 90, unit="ppm"), claim("b", 3, 95, unit="mg/m3"))
    assert judge(units, 100, "", 50).status is Agreement.TEGENSTRIJDIG


def test_two_values_may_both_be_right() -> None:
    heads = (claim("a", 3, 90), claim("b", 4, 95))
    assert judge(heads, 100, "", 50, both_right=True).status is Agreement.BEIDE_JUIST
    assert judge(heads[:1], 100, "", 50, both_right=True).status is Agreement.EENS
