"""Every way in which the file can fail: one clear sentence, nothing overwritten, and on again when it can."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from cop_app.domain.clock import ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.store.database import open_database
from cop_app.store.log import EventLog
from cop_app.store.vault import Vault

CLOCK = ManualClock(1_700_000_000_000)


def filled(folder: Path, count: int = 30) -> tuple[Path, Vault]:
    vault = Vault.open(folder / "keys")
    log = EventLog.open(folder / "log.db", vault, CLOCK, realm=Realm.ECHT)
    for number in range(count):
        log.append([("i1", "open", {"kind": "melding", "tekst": "x" * 300, "n": number})])
    log.close()
    return folder / "log.db", vault


def failing(path: Path, vault: Vault) -> str:
    before = path.read_bytes()
    with pytest.raises(UserFacingError) as caught:
        log = EventLog.open(path, vault, CLOCK, realm=Realm.ECHT)
        try:
            list(log.events())
        finally:
            log.close()
    assert path.read_bytes() == before
    assert path.name in str(caught.value)
    assert "{" not in str(caught.value)
    return caught.value.code


def test_keys_of_another_workspace_do_not_fit(tmp_path: Path) -> None:
    path, _vault = filled(tmp_path / "a")
    assert failing(path, Vault.open(tmp_path / "b")) == "opslag.sleutel"


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path / "keys")
    path = tmp_path / "log.db"
    path.write_bytes(b"een brief aan de burgemeester" * 400)
    assert failing(path, vault) == "opslag.sleutel"


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path, vault = filled(tmp_path)
    open_database(path, vault.opening_keys(), 99, lambda connection, found: None).close()
    assert failing(path, vault) == "opslag.nieuwer"


def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    path, vault = filled(tmp_path)
    good = path.read_bytes()
    dice = random.Random(5)
    codes = set()
    found = 0
    for _ in range(50):
        bad = bytearray(good)
        bad[dice.randrange(len(bad))] ^= 1 << dice.randrange(8)
        path.write_bytes(bad)
        log = None
        try:
            log = EventLog.open(path, vault, CLOCK, realm=Realm.ECHT)
            report = log._db.execute("PRAGMA cipher_integrity_check").fetchall()
            found += bool(report)
        except UserFacingError as error:
            codes.add(error.code)
            found += 1
        finally:
            if log:
                log.close()
    assert found == 50
    assert codes == {"opslag.beschadigd", "opslag.sleutel"}


def test_a_cut_file_is_found(tmp_path: Path) -> None:
    path, vault = filled(tmp_path)
    path.write_bytes(path.read_bytes()[: 4096 * 6])
    assert failing(path, vault) == "opslag.beschadigd"


READ_ONLY = """
import os, sys
from pathlib import Path
from cop_app.domain.clock import ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.store.log import EventLog
from cop_app.store.vault import Vault
folder = Path(sys.argv[1])
vault = Vault.open(folder / "keys")
os.setgroups([]) if os.geteuid() == 0 else None
os.setgid(65534) if os.geteuid() == 0 else None
os.setuid(65534) if os.geteuid() == 0 else None
for call in (
    lambda: EventLog.open(folder / "log.db", vault, ManualClock(1), realm=Realm.ECHT),
    lambda: Vault.open(folder / "new"),
):
    try:
        call()
        print("geen fout")
    except UserFacingError as error:
        print(error.code)
log = EventLog.open(folder / "log.db", vault, ManualClock(1), realm=Realm.ECHT, read_only=True)
print(len(list(log.events())))
"""


def open_to_all(folder: Path) -> None:
    """Let the nameless user of a child reach a folder under pytest's private one."""
    while folder != folder.parent and folder.name:
        if folder.stat().st_uid == os.getuid() and folder.name.startswith(("pytest", "popen-", "test_")):
            folder.chmod(0o755)
        folder = folder.parent


@pytest.mark.skipif(sys.platform == "win32", reason="rechten en grenzen van POSIX")
def test_a_read_only_folder_can_be_read_but_not_written(tmp_path: Path) -> None:
    path, _vault = filled(tmp_path, 3)
    open_to_all(tmp_path)
    tmp_path.chmod(0o555)
    path.chmod(0o444)
    path.with_name("log.db.slot").chmod(0o444)
    try:
        command = [sys.executable, "-c", READ_ONLY, str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        tmp_path.chmod(0o755)
    assert done.stdout.split() == ["opslag.alleen_lezen", "opslag.alleen_lezen", "3"], done.stderr


FULL = """
import resource, sys
from pathlib import Path
from cop_app.domain.clock import ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.store.log import EventLog
from cop_app.store.vault import Vault
folder = Path(sys.argv[1])
log = EventLog.open(folder / "log.db", Vault.open(folder / "keys"), ManualClock(1), realm=Realm.ECHT)
kept = []
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, resource.RLIM_INFINITY))
try:
    while True:
        kept.append(log.append([("i1", "open", {"kind": "melding", "tekst": "x" * 2000})])[0].id)
except UserFacingError as error:
    print(error.code)
print(len(kept) > 20, {event.id for event in log.events()} == set(kept))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
kept.append(log.append([("i1", "open", {"kind": "melding"})])[0].id)
print([event.id for event in log.events()] == kept, log.verify_chains(signatures=True).whole)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rechten en grenzen van POSIX")
def test_a_full_disk_loses_nothing_and_writing_goes_on_after(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[:3] == ["opslag.vol", "True True", "True True"], done.stdout + done.stderr


def test_a_missing_file_is_not_made_by_a_reader(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path / "keys")
    with pytest.raises(UserFacingError) as caught:
        EventLog.open(tmp_path / "log.db", vault, CLOCK, realm=Realm.ECHT, read_only=True)
    assert caught.value.code == "opslag.ontbreekt"
    assert not (tmp_path / "log.db").exists()


def test_a_file_that_its_writer_is_just_making_is_not_there_yet(tmp_path: Path) -> None:
    vault = Vault.open(tmp_path / "keys")
    path = tmp_path / "log.db"

    def look(_connection: object, _found: int) -> None:
        with pytest.raises(UserFacingError) as caught:
            open_database(path, vault.opening_keys(), 1, lambda connection, found: None, read_only=True)
        assert caught.value.code == "opslag.ontbreekt"

    open_database(path, vault.opening_keys(), 1, look).close()
    open_database(path, vault.opening_keys(), 1, look, read_only=True).close()
