"""Undoing among other acts, at random: the picture of before, in any order of arrival, and in the columns alike."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.domain import bodies
from cop_app.domain.commands import PutItem, SettleContradiction, Undo, WithdrawItem, decide
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Event, Header
from cop_app.domain.incident import Actor, Reality, Team
from cop_app.domain.picture import PictureFold, digest, fold
from cop_app.domain.supersession import Supersession, claim_key
from cop_app.store.columns import ClaimRow, LogColumns

WHO = Actor("OvD-B", Team.COPI, "Brandweer")
Said = tuple[object, str, str, int]


class Desk:
    """A laptop that writes, undoes its own, and hears of others."""

    def __init__(self, name: str) -> None:
        self.name, self.fold, self.log, self.acts = name, PictureFold(), {}, []
        self.lamport = 0

    def take(self, event: Event) -> None:
        if event.id not in self.log:
            self.log[event.id] = event
            self.lamport = max(self.lamport, event.header.lamport)
            self.fold.add(event)

    def write(self, made: list[bodies.Body]) -> list[Event]:
        written = []
        for body in made:
            self.lamport += 1
            n = self.lamport
            header = Header("echt", "i", "open", self.name, n, "", n, "cop/1", n, n, "", "")
            event = Event(f"{self.name}{n:04}", header, body, n)
            self.take(event)
            written.append(event)
        return written

    def do(self, command: object) -> list[Event]:
        return self.write(decide(command, self.fold.picture, WHO, self.lamport))


def shown(made: PictureFold) -> dict[str, tuple[bool, frozenset[tuple[str, str, Said]]]]:
    """Return what a person reads: values with their voice, not the ids behind them."""
    return {
        item: (state.deleted, frozenset(
            (name, claim.organisation, (str(claim.value), claim.source, claim.team, claim.recorded_at))
            for name, heads in state.heads.items() for claim in heads
        ))
        for item, state in made.picture.items.items()
    }  # fmt: skip


def act(desk: Desk, random: Random) -> list[Event]:
    item, kind = random.choice("xy"), random.randrange(9)
    known = item in desk.fold.buckets
    if kind < 4 or not known:
        return desk.do(PutItem(item, "aantal", Reality.ACTUEEL, {random.choice("pq"): random.randrange(9)}))
    if kind == 4:
        return desk.do(WithdrawItem(item))
    heads = desk.fold.state(item).heads.get("p", ())
    if kind == 5 and len(heads) > 1:
        return desk.do(SettleContradiction(item, "p", "r", choose=random.choice(["", heads[0].id])))
    version = random.randrange(8)
    desk.write([bodies.source_observed(
        item, "aantal", "actueel", source="s", organisation="RWS", collection="c", feature=item, version=version,
        values={"p": f"v{version % 3}"},
    )])  # fmt: skip
    return []


def story(seed: int, steps: int) -> list[Desk]:
    random, desks = Random(seed), [Desk("a"), Desk("b")]
    for _step in range(steps):
        desk, other = random.sample(desks, 2)
        chance = random.randrange(8)
        if chance == 0:
            for event in list(other.log.values()):
                desk.take(event)
        elif chance <= 2 and desk.acts:
            try:
                desk.do(Undo(desk.acts.pop()))
            except UserFacingError as told:
                assert told.code in {"ongedaan.ingehaald", "ongedaan.al_gedaan"}
        else:
            desk.acts += act(desk, random)
    return desks


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6))
def test_undone_at_once_reads_as_if_it_had_not_happened(seed) -> None:
    random = Random(seed)
    (desk, _other) = story(seed, 20)
    before = shown(desk.fold)
    made = act(desk, random)
    fresh = {event.body["item"] for event in made} - set(before)
    for event in reversed(made):
        desk.do(Undo(event))
        after = shown(desk.fold)
        assert {item: row for item, row in after.items() if item not in fresh} == before
        assert all(after[item][0] for item in fresh)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_any_order_of_arrival_gives_the_same_picture(seed) -> None:
    one, other = story(seed, 30)
    for event in list(one.log.values()):
        other.take(event)
    events = list(other.log.values())
    Random(seed).shuffle(events)
    assert digest(fold([*events, *events[:5]])) == digest(other.fold)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_heads_in_the_columns_are_those_of_the_fold(seed, shuffle) -> None:
    one, other = story(seed, 30)
    for event in list(one.log.values()):
        other.take(event)
    events = list(other.log.values())
    if shuffle:
        Random(seed).shuffle(events)
    reader, made, rows, places = Supersession(), PictureFold(), [], []
    for event in events:
        rows += [ClaimRow(*row) for row in reader.claim_rows(event)]
        made.add(event)
        places.append((len(rows), {
            (claim_key(item, name), claim.id)
            for item, state in made.picture.items.items() for name, heads in state.heads.items() for claim in heads
        }))  # fmt: skip
    columns = LogColumns.build(rows)
    for place, expected in places:
        assert {(columns.keys[columns.key[i]], columns.claims[i]) for i in columns.heads_at(place)} == expected
