"""I10: what this version does not know survives a round trip byte for byte, and the picture passes it by."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.domain import bodies
from cop_app.domain.events import Envelope, Event, body_hash, parse_body, write_envelope
from cop_app.domain.item import canonical
from cop_app.domain.picture import Changes, PictureFold, digest

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=8,
)
NAMED = bodies.CLAIM_KINDS | set(bodies.TOPICS)


class Pen:
    device = KEY.public_key().public_bytes_raw()[:8].hex()

    def sign(self, data: bytes) -> bytes:
        return KEY.sign(data)


def passed_on(envelope: Envelope) -> Envelope:
    """Forward as a laptop does: open what can be read, and give on the bytes as they came."""
    header, body = envelope.header, parse_body(envelope.body_bytes)
    assert canonical(body) == envelope.body_bytes
    return Envelope(header.to_bytes(), canonical(body), envelope.signature)


def written(body, schema: str = "cop/1") -> Envelope:
    return write_envelope(
        body, Pen(), None, realm="echt", incident="i", compartment="open", seq=1, prev="", lamport=1, wall=1, story=1,
        schema=schema,
    )  # fmt: skip


def check_untouched(envelope: Envelope) -> None:
    twice = passed_on(passed_on(envelope))
    assert twice == envelope
    KEY.public_key().verify(twice.signature, twice.header_bytes)
    assert body_hash(twice.body_bytes) == twice.header.body_hash
    made = PictureFold()
    before = digest(made)
    assert made.add(Event(twice.id, twice.header, parse_body(twice.body_bytes), 1)) == Changes()
    assert (digest(made), made.ignored) == (before, 0)


@settings(max_examples=150, deadline=None)
@given(TEXT.filter(lambda kind: kind not in NAMED), st.dictionaries(TEXT, JSON, max_size=5))
def test_a_kind_from_a_later_version_is_given_on_as_it_came(kind, fields) -> None:
    check_untouched(written({**fields, "kind": kind}))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(NAMED)), st.dictionaries(TEXT, JSON, max_size=5), st.integers(2, 99))
def test_a_schema_from_a_later_version_is_given_on_as_it_came(kind, fields, number) -> None:
    check_untouched(written({**fields, "kind": kind}, f"cop/{number}"))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(TEXT.map("later_{}".format), JSON, max_size=4))
def test_a_known_kind_with_fields_from_later_is_folded_and_given_on(fields) -> None:
    body = {**fields, "kind": bodies.FUNCTION_TAKEN, "function": "OvD-B"}
    envelope = passed_on(written(body))
    assert envelope == written(body)
    made = PictureFold()
    made.add(Event(envelope.id, envelope.header, parse_body(envelope.body_bytes), 1))
    assert set(made.picture.functions) == {"OvD-B"}
