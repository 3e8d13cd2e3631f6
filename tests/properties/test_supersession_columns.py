"""Heads from the numpy column equal the plain fold at every moment of the log, whatever the order of receipt."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.domain import bodies
from cop_app.domain.commands import ClaimInput, PutItem, SettleContradiction, WithdrawItem, decide
from cop_app.domain.events import Event, Header
from cop_app.domain.incident import Actor, Reality, Team
from cop_app.domain.picture import PictureFold
from cop_app.domain.supersession import Supersession, claim_key, supersession
from cop_app.store.columns import ClaimRow, LogColumns

WHO = Actor("OvD-B", Team.COPI, "Brandweer")


def written(seed: int, steps: int) -> list[Event]:
    """Two desks that hear of each other at random; sources of two authorities; one body out of shape."""
    random, log = Random(seed), []
    desks = [PictureFold(), PictureFold()]
    for _ in range(steps):
        desk, item, act = random.choice(desks), random.choice("xy"), random.randrange(12)
        made: list[bodies.Body] = []
        if act < 4:
            value = ClaimInput(random.randrange(9), observed_at=random.randrange(50))
            made = decide(PutItem(item, "aantal", Reality.ACTUEEL, {random.choice("pq"): value}), desk.picture, WHO, 0)
        elif act < 8:
            version, collection = random.randrange(6), random.choice("cd")
            made = [bodies.source_observed(
                item, "aantal", "actueel", source=f"s-{collection}", organisation="RWS", collection=collection,
                feature=f"{item}{act}", version=version, published_at=version + 1,
                values={"p": version % 3, "q": random.randrange(3)},
            )]  # fmt: skip
        elif act == 8 and item in desk.buckets:
            made = decide(WithdrawItem(item), desk.picture, WHO, 0)
        elif act == 9 and item in desk.buckets and len(heads := desk.state(item).heads.get("p", ())) > 1:
            made = decide(SettleContradiction(item, "p", "r", choose=heads[0].id), desk.picture, WHO, 0)
        elif act == 10:
            made = [{"kind": bodies.ITEM_RECORDED, "item": item, "claims": [7]}]
        else:
            for event in log:
                desk.add(event)
        for body in made:
            n = len(log) + 1
            event = Event(f"e{n}", Header("echt", "i", "open", "d", n, "", n, "cop/1", n, n, "", ""), body, n)
            log.append(event)
            desk.add(event)
    return log


def heads_of_fold(made: PictureFold) -> set[tuple[str, str]]:
    return {
        (claim_key(item, attribute), claim.id)
        for item, state in made.picture.items.items() for attribute, heads in state.heads.items() for claim in heads
    }  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_heads_at_every_place_are_those_of_the_fold(seed, shuffle) -> None:
    log = written(seed, 40)
    if shuffle:
        Random(seed).shuffle(log)
    reader, made, rows, places = Supersession(), PictureFold(), [], []
    for event in log:
        rows += [ClaimRow(*row) for row in reader.claim_rows(event)]
        made.add(event)
        places.append((len(rows), heads_of_fold(made)))
    columns = LogColumns.build(rows)
    for place, expected in places:
        found = {(columns.keys[columns.key[i]], columns.claims[i]) for i in columns.heads_at(place)}
        assert found == expected
    assert len(set(columns.claims)) == len(columns)
    assert [ClaimRow(*row) for row in supersession([*log, *log])] == rows


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_rows_carry_the_times_of_the_claims(seed) -> None:
    log = written(seed, 25)
    made = PictureFold()
    for event in log:
        made.add(event)
    rows = {row.claim: row for row in supersession(log)}
    heads = [claim for state in made.picture.items.values() for heads in state.heads.values() for claim in heads]
    assert heads
    assert [rows[claim.id].time for claim in heads] == [claim.time for claim in heads]
    people = [claim for claim in heads if claim.human]
    assert [rows[claim.id].received_at for claim in people] == [claim.received_at for claim in people]
