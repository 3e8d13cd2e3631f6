"""A compartment from its key to its destruction: sealed, shared, destroyed, forwarded and verified, without a gap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cop_app.domain.clock import ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Envelope, body_hash
from cop_app.domain.incident import Realm
from cop_app.domain.picture import digest, fold
from cop_app.store.log import EventLog
from cop_app.store.vault import VAULT_FILE, Vault

POLICE = "politie"
SECRET = "verdachte rode bestelwagen"


class Laptop:
    """A device with its own keys and log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock(1_700_000_000_000)
        self.vault = Vault.open(folder / "keys", clock=self.clock)
        self._open()

    def _open(self) -> None:
        self.log = EventLog.open(self.folder / "log.db", self.vault, self.clock, realm=Realm.ECHT)

    def restart(self) -> None:
        """Close and open everything, so that nothing is remembered."""
        self.log.close()
        self.vault = Vault.open(self.folder / "keys", clock=self.clock)
        self._open()

    def say(self, compartment: str, item: str, text: str) -> None:
        """Record a message."""
        claims = [{"attribute": "tekst", "value": text}]
        body = {"kind": "item.recorded", "item": item, "item_class": "bericht", "reality": "actueel", "claims": claims}
        self.log.append([("i1", compartment, body)])

    def texts(self) -> list[str | None]:
        """Return what can be read here, in order; None for a body without its key."""
        return [event.body["claims"][0]["value"] if event.body else None for event in self.log.events()]

    def sound(self) -> bool:
        """Return whether every chain, signature and hash of a body holds and nothing is missing."""
        report = self.log.verify_chains(signatures=True)
        return report.whole and report.gaps == () and self.log.gaps() == ()

    def picture(self) -> str:
        """Return the digest of what the picture here is."""
        return digest(fold(self.log.events()))


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[dict[str, Laptop]]:
    made = {name: Laptop(tmp_path / name) for name in ("politie", "brandweer", "ghor", "later")}
    for one in made.values():
        for other in made.values():
            if one is not other:
                one.vault.trust(other.vault.keys.public())
    yield made
    for laptop in made.values():
        laptop.log.close()


def filled(police: Laptop) -> list[Envelope]:
    """Let the police write to everyone and to its own compartment by turns."""
    police.vault.new_compartment_key(POLICE, 1)
    for number in range(3):
        police.say("open", f"o{number}", f"weg {number} dicht")
        police.say(POLICE, f"p{number}", f"{SECRET} {number}")
    return list(police.log.envelopes())


def test_a_laptop_without_the_key_keeps_and_verifies_everything_and_sees_no_gap(laptops: dict[str, Laptop]) -> None:
    sent = filled(laptops["politie"])
    fire = laptops["brandweer"]
    fire.log.accept(sent)
    fire.restart()
    assert fire.texts() == ["weg 0 dicht", None, "weg 1 dicht", None, "weg 2 dicht", None]
    assert fire.sound()
    seen = fold(fire.log.events())
    assert sorted(seen.buckets) == ["o0", "o1", "o2"]
    assert seen.ignored == 0
    assert not any(SECRET.encode() in envelope.body_bytes for envelope in sent)
    assert {envelope.header.seq for envelope in sent if envelope.header.compartment == "open"} == {1, 2, 3}


def test_a_laptop_from_which_the_compartment_is_withheld_sees_no_gap_either(laptops: dict[str, Laptop]) -> None:
    sent = filled(laptops["politie"])
    fire, health = laptops["brandweer"], laptops["ghor"]
    fire.log.accept(sent)
    health.log.accept([envelope for envelope in sent if envelope.header.compartment == "open"])
    health.restart()
    assert health.texts() == ["weg 0 dicht", "weg 1 dicht", "weg 2 dicht"]
    assert health.sound()
    assert health.picture() == fire.picture(), "what one may not read is no part of the picture"
    stream = ("i1", "open", laptops["politie"].vault.device)
    assert health.log.digest()[stream] == fire.log.digest()[stream] == laptops["politie"].log.digest()[stream]


def test_a_sealed_key_opens_on_the_laptop_it_was_sealed_for_and_nowhere_else(laptops: dict[str, Laptop]) -> None:
    police, fire, health = laptops["politie"], laptops["brandweer"], laptops["ghor"]
    sent = filled(police)
    for laptop in (fire, health):
        laptop.log.accept(sent)
    sealed = police.vault.seal_compartment_key(police.vault.compartment_keys()[0], health.vault.device)
    with pytest.raises(UserFacingError) as refused:
        fire.vault.open_compartment_key(sealed)
    assert refused.value.code == "sleutel.niet_voor_mij"
    health.vault.open_compartment_key(sealed)
    health.restart()
    fire.restart()
    assert health.texts()[1] == f"{SECRET} 0"
    assert fire.texts()[1] is None


def test_after_its_key_is_destroyed_a_compartment_is_forwarded_and_verified_and_never_read(
    laptops: dict[str, Laptop],
) -> None:
    police, fire, health, later = (laptops[name] for name in ("politie", "brandweer", "ghor", "later"))
    sent = filled(police)
    key = police.vault.compartment_keys()[0]
    health.log.accept(sent)
    sealed = police.vault.seal_compartment_key(key, health.vault.device)
    health.vault.open_compartment_key(sealed)
    assert health.texts()[1] == f"{SECRET} 0"

    for laptop in (police, health):
        laptop.vault.destroy_key(key.id, laptop.clock.wall())
        laptop.restart()
        assert laptop.texts() == ["weg 0 dicht", None, "weg 1 dicht", None, "weg 2 dicht", None]
        assert laptop.sound()
        assert key.key.hex() not in (laptop.folder / "keys" / VAULT_FILE).read_text()
    with pytest.raises(UserFacingError) as gone:
        health.vault.open_compartment_key(sealed)
    assert gone.value.code == "sleutel.vernietigd"

    # Forwarded by who can no longer read it, to who never could, and on again: the same bytes, the same proof.
    fire.log.accept(health.log.envelopes())
    later.log.accept(fire.log.envelopes())
    later.restart()
    assert list(later.log.envelopes()) == sent
    assert all(body_hash(envelope.body_bytes) == envelope.header.body_hash for envelope in later.log.envelopes())
    assert later.sound()
    assert later.log.quarantine() == []
    assert {laptop.picture() for laptop in laptops.values()} == {police.picture()}


def test_a_compartment_goes_on_under_a_new_key_in_the_same_chain(laptops: dict[str, Laptop]) -> None:
    police, fire, health = laptops["politie"], laptops["brandweer"], laptops["ghor"]
    filled(police)
    police.vault.destroy_key(police.vault.compartment_keys()[0].id, 2)
    with pytest.raises(UserFacingError) as closed:
        police.say(POLICE, "p9", SECRET)
    assert closed.value.code == "sleutel.compartiment"
    fresh = police.vault.new_compartment_key(POLICE, 3)
    police.say(POLICE, "p3", "nieuw")
    sent = list(police.log.envelopes())
    assert sent[-1].header.seq == 4
    assert sent[-1].header.key_id == fresh.id
    health.vault.open_compartment_key(police.vault.seal_compartment_key(fresh, health.vault.device))
    for laptop in (fire, health):
        laptop.log.accept(sent)
        laptop.restart()
        assert laptop.sound()
    assert health.texts() == ["weg 0 dicht", None, "weg 1 dicht", None, "weg 2 dicht", None, "nieuw"]
    assert fire.texts()[-1] is None
