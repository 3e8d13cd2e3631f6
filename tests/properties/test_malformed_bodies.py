"""Whatever another laptop writes in a body: the fold takes it or leaves it, and the rest of the picture stands."""

from __future__ import annotations

import copy
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.domain import bodies
from cop_app.domain.clock import EARLIEST, LATEST
from cop_app.domain.commands import Note, PutItem, decide
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Event, Header
from cop_app.domain.incident import Actor, Reality, Team
from cop_app.domain.lenses import LAPTOP, Lens, picture_at
from cop_app.domain.picture import Changes, PictureFold, digest, fold

WHO = bodies.actor_fields(Actor("OvD-B", Team.COPI, "Brandweer"))
CLAIM = {"attribute": "p", "value": 3, "supersedes": [], "observed_at": 5, "classification": "intern", "certain": True}
GOOD: tuple[dict[str, object], ...] = (
    {"kind": bodies.ITEM_RECORDED, "item": "x", "item_class": "aantal", "reality": "actueel", "claims": [CLAIM],
     "concept": False},
    {"kind": bodies.ITEM_WITHDRAWN, "item": "x", "claims": [{**CLAIM, "attribute": "bestaat", "value": False}],
     "seen": ["e:0"], "reason": ""},
    dict(bodies.source_observed("x", "aantal", "actueel", source="s", organisation="RWS", collection="c", feature="f",
                                version=2, values={"p": 4})),
    {"kind": bodies.SETTLED, "item": "x", "attribute": "p", "mode": "beide_juist", "heads": ["e:0"], "reason": "r"},
    {"kind": bodies.ADOPTED, "target": "totaalbeeld",
     "claims": [{"item": "x", "attribute": "p", "value": 3, "values": [["Brandweer", 3]], "adopted_from": ["e:0"]}]},
    {"kind": bodies.LINKED, "items": ["x", "y"]},
    {"kind": bodies.INCIDENT_OPENED, "title": "Brand", "incident_kind": "industriebrand", "place": [1.0, 2.0],
     "region": "R", "at": 1},
    {"kind": bodies.INCIDENT_CLOSED, "at": 2, "reason": ""},
    {"kind": bodies.GRIP_DECLARED, "level": 1, "region": "R", "by": "OvD-B", "at": 1, "competent": "ja"},
    {"kind": bodies.GRIP_ENDED, "region": "R", "at": 3},
    {"kind": bodies.FUNCTION_TAKEN, "function": "OvD-B", "at": 1},
    {"kind": bodies.FUNCTION_RELEASED, "function": "OvD-B", "holder": "d"},
    {"kind": bodies.KEEPER_OFFERED, "to": "IM CoPI"},
    {"kind": bodies.KEEPER_ACCEPTED, "function": "IM CoPI"},
    {"kind": bodies.DESIGN_ADOPTED, "region": "R", "sha256": "00"},
    {"kind": bodies.QUESTION_CALLED, "need": "n", "result": "r", "at": 1},
    {"kind": bodies.ITEM_RESTORED, "item": "x", "claims": [
        {"attribute": "p", "value": None, "void": True, "supersedes": ["e:0"]},
        {"attribute": "p", "value": 3, "supersedes": [], "restores": "e:1", "said": {
            "function": "OvD-G", "team": "CoPI", "organisation": "GHOR", "source": "s", "collection": "c",
            "version": [1, ""], "recorded_at": 5, "published_at": 4, "concept": False,
        }}]},
    {"kind": bodies.MEETING_PLANNED, "team": "CoPI", "at": 1, "every_min": 30},
    {"kind": bodies.MEETING_STARTED, "team": "CoPI", "at": 1},
    {"kind": bodies.ACT_UNDONE, "event": "e", "items": ["x"]},
)  # fmt: skip
JUNK = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.just("\ud800"), st.just(10**30)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["attribute", "value", "id", "x"]), inner)
    ),
    max_leaves=4,
)


def event(name: str, body: object, lamport: int = 1, realm: str = "echt") -> Event:
    header = Header(realm, "i", "open", "d", lamport, "", lamport, "cop/1", lamport, lamport, "", "")
    return Event(name, header, {"actor": WHO, **body} if isinstance(body, dict) else body, lamport)


def read_all(made: PictureFold) -> str:
    """Touch everything that anyone reads of a picture."""
    picture = made.picture
    for state in picture.items.values():
        assert state.links is not None
        for attribute in state.heads:
            picture.both_right(state.id, attribute)
    assert (picture.incident, picture.grip, picture.functions, picture.keeper, picture.keeper_offered) is not None
    assert (picture.designs, picture.adopted) is not None
    return digest(made)


def spoiled(body: dict[str, object], junk: object, at: int) -> dict[str, object]:
    """Put junk at one place anywhere in the body, or take a field away."""
    made, random = copy.deepcopy({"actor": dict(WHO), **body}), Random(at)
    here: object = made
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = random.choice(keys)
        inside = here[key]
        if isinstance(inside, (dict, list)) and inside and random.random() < 0.6:
            here = inside
            continue
        if random.random() < 0.2:
            del here[key]
        else:
            here[key] = junk
        return made


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(GOOD), JUNK, st.integers(0, 10**6)), max_size=6), st.randoms())
def test_a_spoiled_body_is_taken_or_ignored_and_the_order_does_not_matter(spoils, random) -> None:
    events = [event(f"g{n}", body, n + 1) for n, body in enumerate(GOOD)]
    events += [event(f"s{n}", spoiled(*one), n + 1) for n, one in enumerate(spoils)]
    expected = read_all(fold(events))
    random.shuffle(events)
    made = PictureFold()
    for one in (*events, *events):
        made.add(one)
    assert read_all(made) == expected
    assert made.ignored == sum(bool(bodies.problem(one.body)) for one in events)
    assert all(name.startswith("s") for name in made.malformed)
    sound = [one for one in events if one.id not in made.malformed]
    assert read_all(fold(sound)) == expected
    read_all(picture_at(events, 100, Lens(LAPTOP)))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(GOOD), st.sampled_from([*GOOD[0], *GOOD[2], *GOOD[6], "mode", "heads", "at", "level"]), JUNK)
def test_any_field_of_any_kind_may_hold_anything(body, name, junk) -> None:
    read_all(fold([event("e", {**body, name: junk})]))


@settings(max_examples=100, deadline=None)
@given(JUNK)
def test_any_json_at_all_may_stand_for_a_body(junk) -> None:
    made = PictureFold()
    assert made.add(event("e", junk)) == Changes()
    assert made.ignored == (junk is not None)


def test_every_shape_takes_its_own_example_and_misses_each_needed_field() -> None:
    assert {str(one["kind"]) for one in GOOD} <= bodies.CLAIM_KINDS | set(bodies.TOPICS)
    for body in GOOD:
        assert bodies.problem(body) == ""
    assert bodies.problem({**GOOD[0], "claims": [{**CLAIM, "classification": "top"}]}) == "claims"
    assert bodies.problem({**GOOD[0], "reality": "droom"}) == "reality"
    assert bodies.problem({**GOOD[2], "version": [True, ""]}) == "version"
    assert bodies.problem({**GOOD[8], "level": 6}) == "level"
    assert bodies.problem({"kind": ["x"]}) == "kind"
    assert bodies.problem({"kind": "toekomst.kind", "x": {"y": [1]}}) == ""


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "\udfff", [[[1e400]]]])
def test_a_value_that_cannot_be_written_again_is_ignored_and_counted_once(value) -> None:
    made = PictureFold()
    for _ in range(2):
        made.add(event("e", {**GOOD[0], "claims": [{**CLAIM, "value": value}]}))
    assert (made.ignored, made.malformed, dict(made.picture.items)) == (1, {"e": "body"}, {})


@pytest.mark.parametrize("instant", [LATEST, 2**60, EARLIEST - 1, -(2**60)])
def test_a_time_beyond_the_calendar_is_ignored_so_that_the_rest_can_still_be_shown(instant) -> None:
    late = {**CLAIM, "observed_at": instant}
    period = {**CLAIM, "period": [0, instant]}
    for body in ({**GOOD[0], "claims": [late]}, {**GOOD[0], "claims": [period]}, {**GOOD[2], "published_at": instant},
                 {**GOOD[6], "at": instant}, {**GOOD[8], "at": instant}, {**GOOD[-3], "at": instant}):  # fmt: skip
        made = fold([event("e", body)])
        assert made.ignored == 1
        assert made.picture.incident is None


def test_an_event_of_no_known_realm_is_ignored() -> None:
    made = fold([event("e", GOOD[6], realm="droom")])
    assert (made.picture.incident, made.malformed) == (None, {"e": "realm"})


def test_a_call_that_was_noted_oddly_is_no_call() -> None:
    made = fold([event("e", GOOD[6]), event("q", {**GOOD[15], "at": "straks"}, 2)])
    assert (made.ignored, made.picture.entries("calls")) == (1, [])


def test_nothing_malformed_is_written_by_a_command() -> None:
    picture = PictureFold().picture
    actor = Actor("OvD-B", Team.COPI, "Brandweer")
    for command in (
        PutItem("x", "aantal", Reality.ACTUEEL, {"p": float("nan")}),
        PutItem("", "aantal", Reality.ACTUEEL, {"p": 1}),
        Note(bodies.QUESTION_CALLED, {"need": 7, "result": "r", "at": 1}),
    ):
        with pytest.raises(UserFacingError, match="niet vast te leggen"):
            decide(command, picture, actor, 0)
