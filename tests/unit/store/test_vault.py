"""Keys: made once, closed with a passphrase, shared, destroyed; a wrong phrase changes nothing."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from cop_app.domain.clock import ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.store.keys import DeviceKeys, PublicDevice
from cop_app.store.log import EventLog
from cop_app.store.vault import VAULT_FILE, Vault

PHRASE = "vier korte woorden hier"


def code_of(call) -> str:
    with pytest.raises(UserFacingError) as caught:
        call()
    assert "{" not in str(caught.value)
    return caught.value.code


def test_first_start_makes_keys_that_stay(tmp_path: Path) -> None:
    first = Vault.open(tmp_path)
    again = Vault.open(tmp_path)
    assert first.device == again.device
    assert first.database_key == again.database_key
    assert len(first.database_key) == 32
    assert again.verify(first.device, b"x", first.sign(b"x"))
    assert not again.verify(first.device, b"y", first.sign(b"x"))
    assert not again.verify("00" * 8, b"x", first.sign(b"x"))


def test_two_folders_have_two_devices(tmp_path: Path) -> None:
    assert Vault.open(tmp_path / "a").device != Vault.open(tmp_path / "b").device


def test_passphrase_leaves_nothing_readable(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path, PHRASE)
    text = (tmp_path / VAULT_FILE).read_text()
    secrets = [part.hex() for part in (*vault.keys.private_bytes(), vault.database_key)]
    assert not any(secret in text for secret in secrets)
    assert vault.device not in text
    assert Vault.open(tmp_path, PHRASE).device == vault.device


def test_wrong_and_absent_passphrase_change_nothing(tmp_path: Path) -> None:
    Vault.open(tmp_path, PHRASE)
    before = (tmp_path / VAULT_FILE).read_bytes()
    assert code_of(lambda: Vault.open(tmp_path, PHRASE + "!")) == "sleutel.onjuist"
    assert code_of(lambda: Vault.open(tmp_path)) == "sleutel.nodig"
    assert (tmp_path / VAULT_FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [VAULT_FILE]


def test_a_phrase_for_an_open_vault_is_refused(tmp_path: Path) -> None:
    Vault.open(tmp_path)
    assert code_of(lambda: Vault.open(tmp_path, PHRASE)) == "sleutel.overbodig"


def test_damaged_and_newer_files_are_told_apart(tmp_path: Path) -> None:
    Vault.open(tmp_path)
    path = tmp_path / VAULT_FILE
    good = path.read_bytes()
    for place in range(0, len(good) - 1, 37):
        bad = bytearray(good)
        bad[place] ^= 4
        path.write_bytes(bad)
        assert code_of(lambda: Vault.open(tmp_path)) == "sleutel.beschadigd"
        assert path.read_bytes() == bytes(bad)
    from cop_app.store.vault_file import checksum

    fields = json.loads(good)
    fields["v"] = 99
    fields["som"] = checksum(fields)
    path.write_text(json.dumps(fields))
    assert code_of(lambda: Vault.open(tmp_path)) == "sleutel.nieuwer"


def test_setting_a_passphrase_later_converts_the_database(tmp_path: Path) -> None:
    vault, clock, path = Vault.open(tmp_path / "keys"), ManualClock(1_000), tmp_path / "log.db"
    old_key = vault.database_key
    log = EventLog.open(path, vault, clock, realm=Realm.ECHT)
    log.append([("i1", "open", {"kind": "x", "n": 1})])
    log.close()
    vault.set_passphrase(PHRASE, [path])
    assert vault.protected
    assert vault.database_key != old_key
    assert old_key.hex() not in (tmp_path / "keys" / VAULT_FILE).read_text()
    opened = Vault.open(tmp_path / "keys", PHRASE)
    assert opened.opening_keys() == (vault.database_key,)
    log = EventLog.open(path, opened, clock, realm=Realm.ECHT)
    assert [event.body for event in log.events()] == [{"kind": "x", "n": 1}]
    log.close()
    assert code_of(lambda: vault.set_passphrase("kort", [path])) == "sleutel.zwak"


def test_a_conversion_cut_short_is_finished_at_the_next_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, clock, path = Vault.open(tmp_path / "keys"), ManualClock(1_000), tmp_path / "log.db"
    log = EventLog.open(path, vault, clock, realm=Realm.ECHT)
    log.append([("i1", "open", {"kind": "x"})])
    log.close()

    def cut(*_anything: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cop_app.store.vault.rekey", cut)
    with pytest.raises(KeyboardInterrupt):
        vault.set_passphrase(PHRASE, [path])
    opened = Vault.open(tmp_path / "keys", PHRASE)
    assert len(opened.opening_keys()) == 2
    log = EventLog.open(path, opened, clock, realm=Realm.ECHT)
    assert len(list(log.events())) == 1
    log.close()
    from cop_app.store.database import rekey

    rekey(path, (opened.database_key,))  # the first key alone fits now


def test_changing_the_passphrase_closes_the_old_one(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path, PHRASE)
    vault.set_passphrase("een heel andere zin", [])
    assert code_of(lambda: Vault.open(tmp_path, PHRASE)) == "sleutel.onjuist"
    assert Vault.open(tmp_path, "een heel andere zin").database_key == vault.database_key


def acquainted(*vaults: Vault) -> None:
    """Let vaults know each other's public keys."""
    for one in vaults:
        for other in vaults:
            if one is not other:
                one.trust(other.keys.public())


def test_compartment_key_travels_to_one_device_only(tmp_path: Path) -> None:
    a, b, c = (Vault.open(tmp_path / name) for name in "abc")
    acquainted(a, b, c)
    key = a.new_compartment_key("geneeskundig", 5)
    sealed = a.seal_compartment_key(key, b.device)
    assert key.key not in sealed
    assert code_of(lambda: c.open_compartment_key(sealed)) == "sleutel.niet_voor_mij"
    for place in range(8, len(sealed), 7):
        bad = bytearray(sealed)
        bad[place] ^= 1
        assert code_of(lambda bad=bad: b.open_compartment_key(bytes(bad))) == "sleutel.niet_voor_mij"
    for short in (b"", sealed[:8], sealed[:72], sealed[:-1]):
        assert code_of(lambda short=short: b.open_compartment_key(short)).startswith("sleutel.")
    assert b.compartment_keys() == ()
    assert b.open_compartment_key(sealed).id == key.id
    key_id, body = a.cipher.seal("geneeskundig", b'{"geheim":1}', b"salt")
    assert b"geheim" not in body
    assert Vault.open(tmp_path / "b").cipher.open(key_id, "geneeskundig", body) == b'{"geheim":1}'
    assert b.cipher.open(key_id, "politie", body) is None
    assert c.cipher.open(key_id, "geneeskundig", body) is None


def test_a_key_from_a_stranger_or_under_another_name_is_not_taken_up(tmp_path: Path) -> None:
    a, b, stranger = (Vault.open(tmp_path / name) for name in "abc")
    acquainted(a, b)
    stranger.trust(b.keys.public())
    sealed = stranger.seal_compartment_key(stranger.new_compartment_key("politie", 9), b.device)
    assert code_of(lambda: b.open_compartment_key(sealed)) == "sleutel.apparaat_onbekend"
    renamed = bytes.fromhex(a.device) + sealed[8:]
    assert code_of(lambda: b.open_compartment_key(renamed)) == "sleutel.niet_voor_mij"
    assert b.compartment_keys() == ()


def test_a_key_is_sealed_only_for_who_is_known_and_trusted_and_while_it_is_here(tmp_path: Path) -> None:
    a, b = Vault.open(tmp_path / "a"), Vault.open(tmp_path / "b")
    key = a.new_compartment_key("politie", 5)
    assert code_of(lambda: a.seal_compartment_key(key, b.device)) == "sleutel.apparaat_onbekend"
    acquainted(a, b)
    good = a.seal_compartment_key(key, b.device)
    a.trust(dataclasses.replace(b.keys.public(), revoked_at=7))
    assert code_of(lambda: a.seal_compartment_key(key, b.device)) == "sleutel.ingetrokken"
    b.trust(dataclasses.replace(a.keys.public(), revoked_at=7))
    assert code_of(lambda: b.open_compartment_key(good)) == "sleutel.ingetrokken"
    a.trust(b.keys.public())
    a.destroy_key(key.id, 8)
    assert code_of(lambda: a.seal_compartment_key(key, b.device)) == "sleutel.compartiment"


def test_both_key_pairs_are_there_from_the_first_start_and_are_its_own(tmp_path: Path) -> None:
    made = [Vault.open(tmp_path / name).keys.public() for name in "ab"]
    assert len({key for public in made for key in (public.signing, public.agreement)}) == 4
    assert all(len(key) == 32 for public in made for key in (public.signing, public.agreement))
    assert Vault.open(tmp_path / "a").keys.public() == made[0]
    again = Vault.open(tmp_path / "a", None)
    again.set_passphrase(PHRASE, [])
    assert Vault.open(tmp_path / "a", PHRASE).keys.public() == made[0]


def test_without_a_key_nothing_is_left_plain(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path)
    assert vault.cipher.seal("open", b"{}", b"") == ("", b"{}")
    assert code_of(lambda: vault.cipher.seal("politie", b"{}", b"")) == "sleutel.compartiment"


def test_a_destroyed_key_does_not_come_back(tmp_path: Path) -> None:
    a, b = Vault.open(tmp_path / "a"), Vault.open(tmp_path / "b")
    acquainted(a, b)
    key = a.new_compartment_key("politie", 5)
    sealed = a.seal_compartment_key(key, b.device)
    b.open_compartment_key(sealed)
    b.destroy_key(key.id, 9)
    assert key.key.hex() not in (tmp_path / "b" / VAULT_FILE).read_text()
    assert code_of(lambda: b.open_compartment_key(sealed)) == "sleutel.vernietigd"


def test_a_device_cannot_take_over_a_known_id(tmp_path: Path) -> None:
    vault, other = Vault.open(tmp_path), DeviceKeys.generate().public("CoPI-2")
    vault.trust(other)
    assert vault.knows(other.device)
    forged = PublicDevice(other.signing[:8] + bytes(24), other.agreement)
    assert code_of(lambda: vault.trust(forged)) == "sleutel.botsing"
    assert {row.label for row in Vault.open(tmp_path).devices()} == {"", "CoPI-2"}


def test_public_keys_that_are_none_are_refused() -> None:
    assert code_of(lambda: PublicDevice.from_fields({"ed25519": "00", "x25519": "zz"})) == "sleutel.publiek"
    other = DeviceKeys.generate().public("ROT")
    assert PublicDevice.from_fields(other.to_fields()) == other
