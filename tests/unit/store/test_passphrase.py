"""One passphrase for a whole workspace: cut short at any step, it still opens with one phrase, and nothing is lost."""

from __future__ import annotations

import json
import random
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely

from cop_app.domain.clock import ManualClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.store import passphrase, vault, vault_file
from cop_app.store.cache import DatasetCache
from cop_app.store.log import EventLog
from cop_app.store.passphrase import (
    VaultPlace,
    change_passphrase,
    check_phrase,
    is_needed,
    open_vault,
    set_passphrase,
)  # fmt: skip
from cop_app.store.vault import Vault
from cop_app.store.vault_file import VAULT_FILE, is_closed
from cop_app.store.writer_lock import WriterLock

PHRASE, OTHER = "vier korte woorden hier", "en vier heel andere woorden"
CLOCK = ManualClock(1_700_000_000_000)
CHEAP = {"t": 1, "m_kib": 64, "p": 1}  # stored in the file, so that only making is changed here, not opening
Places = tuple[VaultPlace, ...]


@pytest.fixture(autouse=True)
def cheap_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_file, "ARGON2", CHEAP)


def places_of(root: Path) -> Places:
    live = VaultPlace("werkelijkheid", root / "keys", (root / "live" / "log.db", root / "live" / "cache.db"))
    plays = [VaultPlace(n, root / n / "keys", (root / n / "log.db", root / n / "cache.db")) for n in ("a", "b")]
    return (live, *plays)


def realm_of(place: VaultPlace) -> Realm:
    return Realm.ECHT if place.name == "werkelijkheid" else Realm.OEFENING


def filled(root: Path, count: int = 4, features: int = 0) -> Places:
    """Write a log in every place, and with `features` a dataset beside it, whose pages are cut and sealed otherwise."""
    places = places_of(root)
    for place in places:
        keys = open_vault(places, place, None, CLOCK)
        if features:
            cache = DatasetCache.open(place.databases[1], keys.opening_keys())
            running = cache.begin_load("regio", "huizen", 1)
            points = shapely.points(np.arange(features) + 155_000.0, np.full(features, 463_000.0))
            names = [f"h{number}" for number in range(features)]
            rows = [json.dumps({"naam": f"{place.name} {name}"}).encode() for name in names]
            running.add(FeatureBatch(names, GeometryColumns.from_shapely(points), rows))
            running.finish(True, features, 1)
            cache.close()
        log = EventLog.open(place.databases[0], keys, CLOCK, realm=realm_of(place))
        for number in range(count):
            log.append([("i1", "open", {"kind": "melding", "n": number, "tekst": f"{place.name} " * 40})])
        log.close()
    return places


def numbers(places: Places, place: VaultPlace, phrase: str | None, *, read_only: bool = False) -> list[int]:
    keys = open_vault(places, place, phrase, CLOCK, read_only=read_only)
    log = EventLog.open(place.databases[0], keys, CLOCK, realm=realm_of(place), read_only=read_only)
    try:
        assert log.verify_chains(signatures=True).whole
        return [event.body["n"] for event in log.events() if event.body]
    finally:
        log.close()


def houses(places: Places, place: VaultPlace, phrase: str | None) -> int:
    keys = open_vault(places, place, phrase, CLOCK)
    cache = DatasetCache.open(place.databases[1], keys.opening_keys())
    try:
        return sum(place.name.encode() in row for row in cache.batch("huizen").properties)
    finally:
        cache.close()


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(UserFacingError) as caught:
        call()
    assert "{" not in str(caught.value)
    return caught.value.code


def quiet(_text: str) -> None:
    return None


def test_setting_later_closes_every_realm(tmp_path: Path) -> None:
    places = filled(tmp_path)
    assert not is_needed(places)
    old = [Vault.open(place.folder).database_key for place in places]
    assert set_passphrase(places, PHRASE, CLOCK, quiet) == 3
    assert is_needed(places)
    for place, key in zip(places, old, strict=True):
        assert code_of(lambda place=place: open_vault(places, place, None, CLOCK)) == "sleutel.nodig"
        assert numbers(places, place, PHRASE) == [0, 1, 2, 3]
        assert Vault.open(place.folder, PHRASE).opening_keys()[0] != key
        for path in tmp_path.rglob("*"):
            assert not path.is_file() or (key not in path.read_bytes() and key.hex().encode() not in path.read_bytes())


def test_a_workspace_without_reality_is_closed_as_a_whole_too(tmp_path: Path) -> None:
    places = places_of(tmp_path)
    open_vault(places, places[1], None, CLOCK)
    set_passphrase(places, PHRASE, CLOCK, quiet)
    assert [is_closed(place.folder) for place in places] == [True, True, False]
    assert not places[2].present


def test_a_new_exercise_in_a_closed_workspace_takes_the_same_phrase(tmp_path: Path) -> None:
    places = places_of(tmp_path)
    open_vault(places, places[0], PHRASE, CLOCK)
    assert code_of(lambda: open_vault(places, places[1], None, CLOCK)) == "sleutel.nodig"
    assert code_of(lambda: open_vault(places, places[1], OTHER, CLOCK)) == "sleutel.onjuist"
    assert not places[1].present
    open_vault(places, places[1], PHRASE, CLOCK)
    assert is_closed(places[1].folder)


def test_an_open_exercise_put_into_a_closed_workspace_is_closed_at_its_first_opening(tmp_path: Path) -> None:
    places = filled(tmp_path / "x")
    shutil.rmtree(places[0].folder.parent / "keys")
    shutil.rmtree(places[0].folder.parent / "live")
    open_vault(places, places[0], PHRASE, CLOCK)
    assert code_of(lambda: open_vault(places, places[1], None, CLOCK)) == "sleutel.nodig"
    assert code_of(lambda: open_vault(places, places[1], OTHER, CLOCK)) == "sleutel.onjuist"
    assert numbers(places, places[1], PHRASE, read_only=True) == [0, 1, 2, 3]
    assert not is_closed(places[1].folder), "who only reads changes nothing"
    assert numbers(places, places[1], PHRASE) == [0, 1, 2, 3]
    assert is_closed(places[1].folder)


def test_changing_lets_only_the_new_phrase_in(tmp_path: Path) -> None:
    places = filled(tmp_path)
    assert code_of(lambda: change_passphrase(places, PHRASE, OTHER, CLOCK, quiet)) == "sleutel.geen"
    set_passphrase(places, PHRASE, CLOCK, quiet)
    before = [(place.folder / VAULT_FILE).read_bytes() for place in places]
    assert code_of(lambda: change_passphrase(places, "niet de goede zin", OTHER, CLOCK, quiet)) == "sleutel.onjuist"
    assert code_of(lambda: change_passphrase(places, PHRASE, "kort", CLOCK, quiet)) == "sleutel.zwak"
    assert [(place.folder / VAULT_FILE).read_bytes() for place in places] == before
    change_passphrase(places, PHRASE, OTHER, CLOCK, quiet)
    for place in places:
        assert code_of(lambda place=place: open_vault(places, place, PHRASE, CLOCK)) == "sleutel.onjuist"
        assert numbers(places, place, OTHER) == [0, 1, 2, 3]


def test_what_is_already_closed_is_said_and_a_wrong_phrase_changes_nothing(tmp_path: Path) -> None:
    places = filled(tmp_path)
    assert code_of(lambda: set_passphrase(places, "kort", CLOCK, quiet)) == "sleutel.zwak"
    assert not is_needed(places)
    set_passphrase(places, PHRASE, CLOCK, quiet)
    assert code_of(lambda: set_passphrase(places, PHRASE, CLOCK, quiet)) == "sleutel.bestaat"
    assert code_of(lambda: set_passphrase(places, OTHER, CLOCK, quiet)) == "sleutel.onjuist"
    check_phrase(places, PHRASE, CLOCK)
    assert code_of(lambda: check_phrase(places, OTHER, CLOCK)) == "sleutel.onjuist"


def test_another_window_that_writes_is_named_and_nothing_has_changed(tmp_path: Path) -> None:
    places = filled(tmp_path)
    lock = WriterLock.take(places[2].databases[0], CLOCK.wall())
    assert isinstance(lock, WriterLock)
    assert code_of(lambda: set_passphrase(places, PHRASE, CLOCK, quiet)) == "opslag.andere_schrijver"
    lock.release()
    assert not is_needed(places)


def test_another_window_that_reads_stops_the_conversion_and_later_it_goes_on(tmp_path: Path) -> None:
    places = filled(tmp_path)
    keys = open_vault(places, places[0], None, CLOCK)
    reader = EventLog.open(places[0].databases[0], keys, CLOCK, realm=Realm.ECHT, read_only=True)
    list(reader.events())
    assert code_of(lambda: set_passphrase(places, PHRASE, CLOCK, quiet)) == "opslag.bezet"
    assert len(list(reader.events())) == 4
    reader.close()
    assert set_passphrase(places, PHRASE, CLOCK, quiet) == 3
    assert not Vault.open(places[0].folder, PHRASE).converting
    assert numbers(places, places[0], PHRASE) == [0, 1, 2, 3]


def test_databases_without_their_keys_are_not_given_new_ones(tmp_path: Path) -> None:
    places = filled(tmp_path)
    (places[0].folder / VAULT_FILE).unlink()
    assert code_of(lambda: open_vault(places, places[0], None, CLOCK)) == "sleutel.ontbreekt"
    assert code_of(lambda: set_passphrase(places, PHRASE, CLOCK, quiet)) == "sleutel.ontbreekt"
    assert not places[0].present


def test_half_written_files_of_before_do_not_stay_behind_readable(tmp_path: Path) -> None:
    places = filled(tmp_path)
    stray = places[1].folder / f"{VAULT_FILE}abc.nieuw"
    stray.write_bytes((places[1].folder / VAULT_FILE).read_bytes())
    set_passphrase(places, PHRASE, CLOCK, quiet)
    assert not stray.exists()


# -- cut short


class _Cut(BaseException):
    """The power goes."""


def cuts(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> Iterator[int]:
    """Run an act again and again, cut at its first, second, … step of writing; ends when it ran to its end."""
    real_save, real_rekey = vault.write_vault_file, vault.rekey
    for stop in range(100):
        left = [stop]

        def cut(real: Callable[..., None], left: list[int] = left) -> Callable[..., None]:
            def step(*words: object) -> None:
                if left[0] == 0:
                    raise _Cut
                left[0] -= 1
                real(*words)

            return step

        monkeypatch.setattr(vault, "write_vault_file", cut(real_save))
        monkeypatch.setattr(vault, "rekey", cut(real_rekey))
        try:
            act()
        except _Cut:
            continue_with = True
        else:
            continue_with = False
        monkeypatch.setattr(vault, "write_vault_file", real_save)
        monkeypatch.setattr(vault, "rekey", real_rekey)
        yield stop
        if not continue_with:
            return
    raise AssertionError("never ran to its end")


def test_setting_may_be_cut_at_every_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(tmp_path / "model")
    here = tmp_path / "hier"
    places = places_of(here)

    def again() -> None:
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(tmp_path / "model", here)
        set_passphrase(places, PHRASE, CLOCK, quiet)

    steps = 0
    for step in cuts(monkeypatch, again):
        steps = step
        phrase = PHRASE if is_closed(places[0].folder) else None
        for place in places:
            assert numbers(places, place, phrase, read_only=True) == [0, 1, 2, 3], step
        if step % 2:
            for place in reversed(places):  # opening to write finishes what was left
                assert numbers(places, place, phrase) == [0, 1, 2, 3], step
            if phrase:
                assert all(is_closed(place.folder) for place in places), step
                assert not any(Vault.open(place.folder, PHRASE).converting for place in places), step
                continue
        set_passphrase(places, PHRASE, CLOCK, quiet)  # once more the same goes on, at any step
        for place in places:
            assert numbers(places, place, PHRASE) == [0, 1, 2, 3], step
            assert not Vault.open(place.folder, PHRASE).converting, step
    assert steps >= 9  # three vaults: keys saved, log moved, old key forgotten


def test_changing_may_be_cut_at_every_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_passphrase(filled(tmp_path / "model"), PHRASE, CLOCK, quiet)
    here = tmp_path / "hier"
    places = places_of(here)

    def again() -> None:
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(tmp_path / "model", here)
        change_passphrase(places, PHRASE, OTHER, CLOCK, quiet)

    steps = 0
    for step in cuts(monkeypatch, again):
        steps = step
        # One of the two opens everything, and which one can be seen at the first place.
        try:
            check_phrase(places, OTHER, CLOCK)
            phrase = OTHER
        except UserFacingError:
            phrase = PHRASE
        for place in places:
            assert numbers(places, place, phrase, read_only=True) == [0, 1, 2, 3], step
            if step % 2:
                assert numbers(places, place, phrase) == [0, 1, 2, 3], step
        change_passphrase(places, PHRASE, OTHER, CLOCK, quiet)
        for place in places:
            assert code_of(lambda place=place: Vault.open(place.folder, PHRASE)) == "sleutel.onjuist"
            assert numbers(places, place, OTHER) == [0, 1, 2, 3], step
    assert steps >= 6


def test_a_vault_that_could_not_be_saved_has_not_changed_in_memory_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Vault.open(tmp_path)
    key = keys.new_compartment_key("politie", 1)
    before = (keys.opening_keys(), keys.compartment_keys(), keys.protected)

    def full(*_words: object) -> None:
        raise UserFacingError("opslag.vol", "vol")

    monkeypatch.setattr(vault, "write_vault_file", full)
    for call in (
        lambda: keys.set_passphrase(PHRASE, []), lambda: keys.new_compartment_key("politie", 2),
        lambda: keys.destroy_key(key.id, 3),
    ):  # fmt: skip
        assert code_of(call) == "opslag.vol"
        assert (keys.opening_keys(), keys.compartment_keys(), keys.protected) == before


CONVERTER = """
import sys
from pathlib import Path
from cop_app.domain.clock import SystemClock
from cop_app.store import vault_file
from cop_app.store.passphrase import VaultPlace, set_passphrase
vault_file.ARGON2 = {"t": 1, "m_kib": 64, "p": 1}
root = Path(sys.argv[1])
live = VaultPlace("werkelijkheid", root / "keys", (root / "live" / "log.db", root / "live" / "cache.db"))
plays = [VaultPlace(n, root / n / "keys", (root / n / "log.db", root / n / "cache.db")) for n in ("a", "b")]
print("begin", flush=True)
set_passphrase((live, *plays), "vier korte woorden hier", SystemClock(), lambda text: None)
print("klaar", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 en select op een pijp: alleen POSIX")
def test_a_conversion_that_is_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    filled(tmp_path / "model", 300, features=3000)
    dice = random.Random(3)
    outcomes = {"voor": 0, "tussen": 0, "na": 0}
    longest = 0.3
    for number in range(25):
        here = tmp_path / f"ronde{number}"
        shutil.copytree(tmp_path / "model", here)
        places = places_of(here)
        child = subprocess.Popen([sys.executable, "-c", CONVERTER, str(here)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "begin\n"
        started = time.monotonic()
        if not number:  # the first runs to its end and says how long the kills may wait
            assert child.stdout.readline() == "klaar\n"
            longest = time.monotonic() - started
        else:
            select.select([child.stdout], [], [], dice.uniform(0, longest))
        child.kill()
        child.communicate()
        phrase = PHRASE if is_closed(places[0].folder) else None
        moved = [p for p in places if is_closed(p.folder) and not Vault.open(p.folder, PHRASE).converting]
        outcomes["voor" if phrase is None else "na" if len(moved) == len(places) else "tussen"] += 1
        for place in places:
            if number % 2:
                assert numbers(places, place, phrase) == list(range(300)), number
            assert houses(places, place, phrase) == 3000, number
            assert numbers(places, place, phrase) == list(range(300)), number
        shutil.rmtree(here)
    assert outcomes["tussen"] > 0, outcomes
    assert outcomes["na"] > 0, outcomes


FULL = """
import resource, sys
from pathlib import Path
from cop_app.domain.clock import SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.store.passphrase import VaultPlace, set_passphrase
root = Path(sys.argv[1])
place = VaultPlace("werkelijkheid", root / "keys", (root / "live" / "log.db",))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    set_passphrase((place,), "vier korte woorden hier", SystemClock(), lambda text: None)
except UserFacingError as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="grenzen van POSIX")
@pytest.mark.parametrize("room", [100, 100_000])
def test_a_full_disk_is_told_and_the_conversion_goes_on_after(tmp_path: Path, room: int) -> None:
    places = filled(tmp_path, 200)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), str(room)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "opslag.vol\n", done.stderr
    assert is_closed(places[0].folder) is (room == 100_000)
    assert not list(places[0].folder.glob("*.nieuw"))
    assert numbers(places, places[0], PHRASE if room == 100_000 else None, read_only=True) == list(range(200))
    set_passphrase(places, PHRASE, CLOCK, quiet)
    assert numbers(places, places[0], PHRASE) == list(range(200))
    assert passphrase.is_needed(places)
