"""The log: stored whole or not at all, never changed, chained, one writer, one realm."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3

from cop_app.domain.clock import ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Envelope, write_envelope
from cop_app.domain.incident import Realm
from cop_app.store.log import EventLog
from cop_app.store.log_reader import Receipt
from cop_app.store.vault import Vault


class Desk:
    """A laptop with a log of its own."""

    def __init__(self, folder: Path, realm: Realm = Realm.ECHT) -> None:
        self.path = folder / "log.db"
        self.clock = ManualClock(1_700_000_000_000)
        self.vault = Vault.open(folder / "keys", clock=self.clock)
        self.log = EventLog.open(self.path, self.vault, self.clock, realm=realm)

    def say(self, number: int, compartment: str = "open", incident: str = "i1"):
        return self.log.append([(incident, compartment, {"kind": "melding", "n": number})])[0]

    def reopen(self) -> EventLog:
        self.log.close()
        self.log = EventLog.open(self.path, self.vault, self.clock, realm=self.log.realm)
        return self.log


@pytest.fixture
def desk(tmp_path: Path):
    made = Desk(tmp_path / "a")
    yield made
    made.log.close()


@pytest.fixture
def other(tmp_path: Path, desk: Desk):
    made = Desk(tmp_path / "b")
    made.vault.trust(desk.vault.keys.public("A"))
    desk.vault.trust(made.vault.keys.public("B"))
    yield made
    made.log.close()


def code_of(call) -> str:
    with pytest.raises(UserFacingError) as caught:
        call()
    assert "{" not in str(caught.value)
    return caught.value.code


def test_events_come_back_as_they_were(desk: Desk) -> None:
    made = desk.log.append([("i1", "open", {"kind": "a"}), ("i2", "open", {"kind": "b"})], story=5)
    log = desk.reopen()
    assert list(log.events()) == made
    assert [event.kind for event in log.events("i2")] == ["b"]
    assert list(log.events(after=1)) == made[1:]
    assert log.event(made[0].id) == made[0]
    assert log.event("0" * 32) is None
    assert made[0].header.story == 5
    assert [event.header.lamport for event in made] == [1, 2]


def test_streams_have_their_own_chain(desk: Desk) -> None:
    desk.vault.new_compartment_key("politie", 1)
    first, second = desk.say(1), desk.say(2)
    apart = desk.say(3, "politie")
    assert (first.header.seq, second.header.seq, apart.header.seq) == (1, 2, 1)
    assert first.header.prev == apart.header.prev == ""
    assert second.header.prev[:32] == first.id
    desk.reopen()
    assert desk.say(4).header.prev[:32] == second.id
    report = desk.log.verify_chains(signatures=True)
    assert report.whole
    assert (report.events, report.signatures) == (4, 4)


def test_one_action_is_whole_or_absent(desk: Desk) -> None:
    desk.say(1)
    action = [("i1", "open", {}), ("i1", "zonder sleutel", {})]
    assert code_of(lambda: desk.log.append(action)) == "sleutel.compartiment"
    assert len(list(desk.log.events())) == 1
    assert desk.say(2).header.seq == 2
    assert desk.log.verify_chains().whole


def test_outbox_keeps_until_confirmed(desk: Desk) -> None:
    ids = [desk.say(n).id for n in range(3)]
    assert [envelope.id for envelope in desk.log.outbox()] == ids
    desk.log.mark_sent(ids[:2], "nats")
    assert desk.reopen().unsent() == {ids[2]}
    assert [envelope.id for envelope in desk.log.outbox(1)] == ids[2:]


def test_rows_cannot_be_changed_or_removed(desk: Desk) -> None:
    desk.say(1)
    desk.log.local("bron", {"naam": "x"})
    desk.log.add_receipts([Receipt("e", "gelezen", "d", "OvD-B", "CoPI", 3)])
    desk.log.accept([Envelope(b"x", b"", b"")])
    for table in ("envelope", "local_event", "receipt", "quarantine"):
        with pytest.raises(sqlcipher3.IntegrityError):
            desk.log._db.execute(f"DELETE FROM {table}")
    for change in ("envelope SET body = x''", "local_event SET at = 0", "quarantine SET reason = ''"):
        with pytest.raises(sqlcipher3.IntegrityError):
            desk.log._db.execute(f"UPDATE {change}")


def test_accept_in_any_order_and_twice(desk: Desk, other: Desk) -> None:
    for number in range(6):
        desk.say(number)
    sent = list(desk.log.envelopes())
    assert [event.body["n"] for event in other.log.accept([sent[3], sent[0]])] == [3, 0]
    gap = other.log.gaps()[0]
    assert (gap.device, gap.first, gap.last, gap.count) == (desk.vault.device, 2, 3, 2)
    assert other.log.verify_chains().gaps == (gap,)
    assert len(other.log.accept([*sent, sent[5]], cursor=("nats", "6"))) == 4
    assert other.log.accept(sent) == []
    assert other.reopen().gaps() == ()
    assert other.log.cursor("nats") == "6"
    assert other.log.digest() == desk.log.digest()
    assert list(other.log.envelopes(("i1", "open", desk.vault.device), 2, 3)) == sent[1:3]
    assert other.say(9).header.lamport == 7
    assert other.log.verify_chains(signatures=True).whole


def test_what_cannot_be_trusted_is_kept_apart(desk: Desk, tmp_path: Path) -> None:
    stranger = Desk(tmp_path / "c")
    stranger.say(1)
    unknown = next(stranger.log.envelopes())
    desk.say(1)
    mine = next(desk.log.envelopes())
    header = dataclasses.replace(mine.header, seq=2)
    forged = Envelope(header.to_bytes(), mine.body_bytes, mine.signature)
    changed = Envelope(dataclasses.replace(header, seq=3).to_bytes(), b"{}", mine.signature)
    huge = Envelope(dataclasses.replace(header, lamport=2**70).to_bytes(), mine.body_bytes, mine.signature)
    never = Envelope(dataclasses.replace(header, story=2**45).to_bytes(), mine.body_bytes, mine.signature)
    bad = [unknown, forged, changed, huge, never, Envelope(b"\xff", b"", b"")]
    assert desk.log.accept(bad) == []
    assert desk.log.accept(bad) == []
    reasons = [row.reason for row in desk.log.quarantine()]
    assert reasons == ["afzender", "handtekening", "inhoud", "kop", "kop", "kop"]
    assert [row.envelope for row in desk.log.quarantine()] == bad
    desk.vault.trust(stranger.vault.keys.public("C"))
    assert [event.id for event in desk.log.release_quarantine()] == [unknown.id]
    assert [row.reason for row in desk.log.quarantine()] == reasons[1:]
    stranger.log.close()


def test_a_forged_copy_does_not_push_out_the_good_one(desk: Desk, other: Desk) -> None:
    desk.say(1)
    good = next(desk.log.envelopes())
    assert len(other.log.accept([Envelope(good.header_bytes, b"{}", good.signature), good])) == 1
    assert [row.reason for row in other.log.quarantine()] == ["inhoud"]


def test_every_changed_byte_of_a_header_is_refused(desk: Desk, other: Desk) -> None:
    desk.say(1)
    good = next(desk.log.envelopes())
    for place in range(len(good.header_bytes)):
        bad = bytearray(good.header_bytes)
        bad[place] ^= 1
        try:
            assert other.log.accept([Envelope(bytes(bad), good.body_bytes, good.signature)]) == []
        except UserFacingError as error:
            assert error.code == "realm.verkeerd"
    assert list(other.log.events()) == []
    assert len(other.log.quarantine()) > 100


def test_realms_do_not_mix(desk: Desk, tmp_path: Path) -> None:
    play = Desk(tmp_path / "o", Realm.OEFENING)
    play.vault.trust(desk.vault.keys.public())
    desk.say(1)
    play.say(1)
    mixed = [*play.log.envelopes(), *desk.log.envelopes()]
    assert code_of(lambda: play.log.accept(mixed)) == "realm.verkeerd"
    assert len(list(play.log.events())) == 1
    play.log.close()
    assert code_of(lambda: EventLog.open(play.path, play.vault, play.clock, realm=Realm.ECHT)) == "realm.verkeerd"
    EventLog.open(play.path, play.vault, play.clock, realm=Realm.OEFENING).close()


def test_forks_and_breaks_are_kept_and_told(desk: Desk, other: Desk) -> None:
    def made(seq: int, prev: str, n: int) -> Envelope:
        return write_envelope(
            {"n": n}, desk.vault, None, realm="echt", incident="i1", compartment="open", seq=seq, prev=prev, lamport=n,
            wall=1, story=1,
        )  # fmt: skip

    from cop_app.domain.events import chain_hash

    one = made(1, "", 1)
    left, right = made(2, chain_hash(one.header_bytes), 2), made(2, chain_hash(one.header_bytes), 3)
    three = made(3, chain_hash(right.header_bytes), 4)
    four = made(4, "ff" * 32, 5)
    assert len(other.log.accept([one, left, three, right, four])) == 5
    report = other.reopen().verify_chains()
    stream = ("i1", "open", desk.vault.device)
    assert report.forks == ((stream, 2),)
    assert report.breaks == ((stream, 4),)
    assert report.gaps == ()
    assert other.log.digest()[stream].seq == 4


def test_own_events_come_back_after_a_restored_backup(desk: Desk, other: Desk) -> None:
    for number in range(4):
        desk.say(number)
    everything = list(desk.log.envelopes())
    other.log.accept(everything)
    desk.log.close()
    for path in desk.path.parent.glob("log.db*"):
        path.unlink()
    desk.log = EventLog.open(desk.path, desk.vault, desk.clock, realm=Realm.ECHT)
    desk.log.accept([everything[0], everything[3]])
    assert desk.say(9).header.seq == 5
    desk.log.accept(other.log.envelopes())
    assert desk.log.verify_chains(signatures=True).whole
    assert next(iter(desk.log.digest().values())).seq == 5


def test_a_body_without_its_key_is_none_and_the_chain_holds(desk: Desk, other: Desk) -> None:
    key = desk.vault.new_compartment_key("geneeskundig", 1)
    desk.say(1, "geneeskundig")
    desk.say(2, "geneeskundig")
    assert [event.body for event in other.log.accept(desk.log.envelopes())] == [None, None]
    other.vault.open_compartment_key(desk.vault.seal_compartment_key(key, other.vault.device))
    assert [event.body["n"] for event in other.log.events()] == [1, 2]
    desk.vault.destroy_key(key.id, 5)
    assert [event.body for event in desk.reopen().events()] == [None, None]
    assert desk.log.verify_chains(signatures=True).whole


def test_an_unknown_kind_is_stored_and_forwarded_byte_for_byte(desk: Desk, other: Desk) -> None:
    desk.log.append([("i1", "open", {"kind": "uit de toekomst", "x": [1, {"y": None}]})])
    sent = list(desk.log.envelopes())
    other.log.accept(sent)
    assert list(other.log.envelopes()) == sent


def test_local_events_and_receipts(desk: Desk) -> None:
    desk.log.local("gezondheid", {"bron": "x", "staat": "stuk"}, at=4)
    desk.log.local("vrijgave", [1])
    row = Receipt("e1", "geopend", "d", "OvD-B", "CoPI", 3)
    desk.log.add_receipts([row, row._replace(at=9), row._replace(state="gelezen")])
    log = desk.reopen()
    found = log.local_events("gezondheid")
    assert [(row.at, row.payload["staat"]) for row in found] == [(4, "stuk")]
    assert [event.kind for event in log.local_events(after=found[0].pos)] == ["vrijgave"]
    assert log.receipts("e1") == [row, row._replace(state="gelezen")]
    assert log.receipts("e2") == []


HOLDER = """
import sys
from pathlib import Path
from cop_app.domain.clock import ManualClock
from cop_app.domain.incident import Realm
from cop_app.store.log import EventLog
from cop_app.store.vault import Vault
folder = Path(sys.argv[1])
log = EventLog.open(folder / "log.db", Vault.open(folder / "keys"), ManualClock(1700000000000), realm=Realm.ECHT)
log.append([("i1", "open", {"kind": "van de ander"})])
print(log.read_only, flush=True)
sys.stdin.readline()
"""


def test_another_process_reads_and_knows_who_writes(desk: Desk) -> None:
    desk.say(1)
    desk.log.close()
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(desk.path.parent)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout.readline() == "False\n"
        reader = EventLog.open(desk.path, desk.vault, desk.clock, realm=Realm.ECHT)
        assert reader.read_only
        assert (reader.holder.pid, reader.holder.since) == (child.pid, 1_700_000_000_000)
        assert [event.kind for event in reader.events()] == ["melding", "van de ander"]
        for call in (
            lambda: reader.append([("i1", "open", {})]), lambda: reader.accept([]), lambda: reader.local("x", 1),
        ):  # fmt: skip
            assert code_of(call) == "opslag.andere_schrijver"
        reader.close()
    finally:
        child.kill()
        child.communicate()
    desk.log = EventLog.open(desk.path, desk.vault, desk.clock, realm=Realm.ECHT)
    assert not desk.log.read_only
    assert len(list(desk.log.events())) == 2
