"""Merge properties of the fold, and proof that they fail on named mutants."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.domain import bodies
from cop_app.domain.commands import ClaimInput, PutItem, SettleContradiction, WithdrawItem, decide
from cop_app.domain.events import Body, Event, Header
from cop_app.domain.incident import Actor, Reality, Team
from cop_app.domain.picture import PictureFold, digest, fold

WHO = Actor("OvD-B", Team.COPI, "Brandweer")
Folder = Callable[[], PictureFold]


class Device:
    """A laptop in a test: writes with its own (skewed) clock and takes in what others wrote."""

    def __init__(self, name: str, skew: int = 0, make: Folder = PictureFold) -> None:
        self.name, self.skew, self.fold, self.log, self.lamport = name, skew, make(), {}, 0

    def write(self, body: Body) -> Event:
        self.lamport += 1
        seq = sum(e.header.device == self.name for e in self.log.values()) + 1
        wall = 10_000_000 + self.skew + self.lamport
        header = Header("oefening", "i", "open", self.name, seq, "", self.lamport, "cop/1", wall, wall, "", "")
        event = Event(f"{self.name}-{seq:04}", header, body, wall)
        self.take(event)
        return event

    def take(self, event: Event) -> None:
        if event.id not in self.log:
            self.log[event.id] = event
            self.lamport = max(self.lamport, event.header.lamport)
            self.fold.add(event)

    def do(self, command: object) -> None:
        for body in decide(command, self.fold.picture, WHO, 0):
            self.write(body)


def story(seed: int, steps: int, skew: int, make: Folder = PictureFold) -> list[Device]:
    """Let three devices edit, withdraw, observe and meet at random."""
    random = Random(seed)
    devices = [Device(name, skew * sign, make) for name, sign in (("a", 0), ("b", 1), ("c", -1))]
    for step in range(steps):
        one, act, item = random.choice(devices), random.randrange(10), random.choice("xy")
        known = item in one.fold.buckets
        if act < 5:
            one.do(PutItem(item, "aantal", Reality.ACTUEEL, {random.choice("pq"): step}))
        elif act == 5 and known:
            one.do(WithdrawItem(item))
        elif act == 6:
            one.write(observed(item, version=random.randrange(5)))
        else:
            meet(one, random.choice(devices))
    return devices


def observed(item: str, version: int) -> Body:
    return bodies.source_observed(
        item, "aantal", "actueel", source="s", organisation="RWS", collection="c", feature=item, version=version,
        values={"p": f"v{version % 2}"},
    )  # fmt: skip


def meet(one: Device, other: Device) -> None:
    for source, target in ((one, other), (other, one)):
        for event in list(source.log.values()):
            target.take(event)


def heal(devices: list[Device]) -> dict[str, Event]:
    for device in devices * 2:
        meet(devices[0], device)
    return devices[0].log


def check_order(seed: int, make: Folder) -> None:
    """I1, I8: any order and duplicates give the same; incremental equals a rebuild at every prefix."""
    events = list(heal(story(seed, 25, 1_000_000, make)).values())
    random = Random(seed)
    shuffled = events + random.choices(events, k=5)
    random.shuffle(shuffled)
    running = make()
    for count, event in enumerate(shuffled, 1):
        running.add(event)
        running.digest_parts()
        if count % 5 == 0:
            assert digest(running) == digest(fold(shuffled[:count]))
    assert digest(running) == digest(fold(events))


def check_no_loss(seed: int, make: Folder) -> None:
    """I2, I4: a human claim is a head exactly when no writer that had it superseded it."""
    log = heal(devices := story(seed, 25, 1_000_000, make))
    claims = [
        (f"{e.id}:{n}", e.body["item"], c)
        for e in log.values() if e.body and e.kind != bodies.SOURCE_OBSERVED
        for n, c in enumerate(e.body["claims"])
    ]  # fmt: skip
    gone = {old for _name, _item, claim in claims for old in claim["supersedes"]}
    for name, item, claim in claims:
        shown = devices[0].fold.head_ids(item, claim["attribute"])
        assert (name in shown) == (name not in gone)


def check_skew(seed: int, make: Folder) -> None:
    """I3: clocks do not decide what is shown."""
    parts = []
    for skew in (0, 5_000_000):
        devices = story(seed, 25, skew, make)
        heal(devices)
        parts.append(devices[0].fold.digest_parts())
    assert parts[0] == parts[1]


def check_delete(seed: int, make: Folder) -> None:
    """I7: withdrawing never hides a concurrent edit."""
    a, b = Device("a", 0, make), Device("b", seed, make)
    a.do(PutItem("x", "aantal", Reality.ACTUEEL, {"p": seed}))
    meet(a, b)
    a.do(WithdrawItem("x"))
    assert a.fold.state("x").deleted
    b.do(PutItem("x", "aantal", Reality.ACTUEEL, {"p": seed + 1}))
    meet(a, b)
    state = a.fold.state("x")
    assert state.edited_while_deleted
    assert not state.deleted


class LastWriterWins(PictureFold):
    def _heads(self, item):
        found = super()._heads(item)
        return {a: [max(rows, key=lambda r: r[1].header.wall)] for a, rows in found.items()}


class DroppedSupersedes(PictureFold):
    def _add_claims(self, event, body):
        bare = [{**claim, "supersedes": []} for claim in body.get("claims", ())]
        return super()._add_claims(event, {**body, "claims": bare})


class DeleteWins(PictureFold):
    def _build(self, item):
        state = super()._build(item)
        if not state.edited_while_deleted:
            return state
        return type(state)(state.id, state.item_class, state.reality, state.heads, state.links, True, False)


class CursorBeforeCommit(PictureFold):
    """Remembers the event as taken in before it is: every fourth is lost at the crash between."""

    def add(self, event):
        if len(self._known) % 4 == 3:
            self._known.add(event.id)
        return super().add(event)


CHECKS = (check_order, check_no_loss, check_skew, check_delete)


@pytest.mark.parametrize("check", CHECKS)
def test_the_fold_keeps_the_property(check) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.integers(1, 10**6))
    def every(seed: int) -> None:
        check(seed, PictureFold)

    every()


def caught(check, seed: int, make: Folder) -> bool:
    try:
        check(seed, make)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize(
    ("mutant", "check"),
    [
        (LastWriterWins, check_no_loss),
        (LastWriterWins, check_skew),
        (DroppedSupersedes, check_no_loss),
        (DeleteWins, check_delete),
        (CursorBeforeCommit, check_no_loss),
    ],
)
def test_a_mutant_is_caught_by_the_check_that_names_its_fault(mutant, check) -> None:
    seeds = range(1, 40)
    assert any(caught(check, seed, mutant) for seed in seeds)
    assert not any(caught(check, seed, PictureFold) for seed in seeds)


def test_two_devices_poll_one_source_and_agree_after_two_hours_offline() -> None:
    a, b = Device("a"), Device("b", 7_200_000)
    for version in (1, 2, 3, 4):
        a.write(observed("x", version))
    for version in (1, 4):
        b.write(observed("x", version))
    meet(a, b)
    assert digest(a.fold) == digest(b.fold)
    assert [c.value for c in a.fold.state("x").heads["p"]] == ["v0"]


def test_a_source_that_says_its_object_is_gone_speaks_for_itself_only() -> None:
    def said(version: int, collection: str = "c", **values: object) -> Body:
        return bodies.source_observed(
            "x", "aantal", "actueel", source="s", organisation="RWS", collection=collection, feature="x",
            version=version, values=values,
        )  # fmt: skip

    for gone in (said(1, p=1, bestaat=False), said(2, bestaat=False)):
        a = Device("a")
        a.write(said(1, p=1))
        a.write(gone)
        assert (a.fold.state("x").deleted, a.fold.state("x").edited_while_deleted) == (True, False)
        a.write(said(1, "d", q=1))
        assert (a.fold.state("x").deleted, a.fold.state("x").edited_while_deleted) == (False, True)
    a = Device("a")
    a.write(said(2, bestaat=False))
    a.write(said(3, p=1))
    assert not a.fold.state("x").deleted


def test_a_newer_source_version_reopens_what_a_person_superseded() -> None:
    a = Device("a")
    a.write(observed("x", 1))
    a.do(PutItem("x", "aantal", Reality.ACTUEEL, {"p": "mens"}))
    assert [c.value for c in a.fold.state("x").heads["p"]] == ["mens"]
    a.write(observed("x", 3))
    assert {c.value for c in a.fold.state("x").heads["p"]} == {"mens", "v1"}


def test_settling_supersedes_exactly_the_heads_seen_and_a_later_head_reopens() -> None:
    a, b, c = Device("a"), Device("b"), Device("c")
    for n, device in enumerate((a, b, c)):
        device.do(PutItem("x", "aantal", Reality.ACTUEEL, {"p": ClaimInput(n, unit="personen")}))
    meet(a, b)
    a.do(SettleContradiction("x", "p", "beide geteld"))
    assert a.fold.picture.both_right("x", "p")
    meet(a, c)
    assert not a.fold.picture.both_right("x", "p")
    chosen = a.fold.state("x").heads["p"][0].id
    a.do(SettleContradiction("x", "p", "laatste telling", choose=chosen))
    assert len(a.fold.state("x").heads["p"]) == 1
