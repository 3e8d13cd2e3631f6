"""The system's keyring: only a real one, only under the present phrase's name, and never in the way when it fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from cop_app.bootstrap import open_keys, open_workspace, passphrase_needed, remembered_passphrase, try_passphrase
from cop_app.domain.clock import SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.settings import write_settings
from cop_app.store import system_keyring, vault_file
from cop_app.store.passphrase import change_passphrase, set_passphrase

PHRASE, OTHER = "vier korte woorden hier", "en vier heel andere woorden"


class Box(KeyringBackend):
    """A keyring in memory, plugged in as any system's own is."""

    priority = 5  # type: ignore[assignment]
    name = "proefsleutelbos"  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _turn(self) -> None:
        if self.locked:
            raise KeyringLocked("op slot")

    def get_password(self, service: str, username: str) -> str | None:
        self._turn()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._turn()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._turn()
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    monkeypatch.setattr(vault_file, "ARGON2", {"t": 1, "m_kib": 64, "p": 1})
    before, made = keyring.get_keyring(), Box()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def closed_workspace(folder: Path):
    workspace = open_workspace(folder)
    open_keys(workspace)
    set_passphrase(workspace.vault_places(), PHRASE, SystemClock(), lambda text: None)
    return workspace


def entry(workspace) -> str:
    return system_keyring.entry_of(workspace.vault_places())


def test_the_phrase_comes_back_only_when_the_user_chose_so(tmp_path: Path, box: Box) -> None:
    workspace = closed_workspace(tmp_path)
    assert passphrase_needed(workspace)
    system_keyring.remember(entry(workspace), PHRASE)
    assert remembered_passphrase(workspace) is None
    write_settings(tmp_path, replace(workspace.settings, keyring=True))
    chosen = open_workspace(tmp_path)
    assert remembered_passphrase(chosen) == PHRASE
    assert try_passphrase(chosen, PHRASE) == ""
    assert "past niet" in try_passphrase(chosen, OTHER)
    assert PHRASE not in "".join(username for _service, username in box.kept)
    assert system_keyring.forget(entry(chosen))
    assert not system_keyring.forget(entry(chosen))
    assert remembered_passphrase(chosen) is None


def test_after_a_change_the_old_entry_is_never_used(tmp_path: Path, box: Box) -> None:
    workspace = closed_workspace(tmp_path)
    write_settings(tmp_path, replace(workspace.settings, keyring=True))
    workspace = open_workspace(tmp_path)
    system_keyring.remember(entry(workspace), PHRASE)
    change_passphrase(workspace.vault_places(), PHRASE, OTHER, SystemClock(), lambda text: None)
    assert remembered_passphrase(workspace) is None
    system_keyring.remember(entry(workspace), PHRASE)  # even when it lies under the new name, it must fit first
    assert remembered_passphrase(workspace) is None


def test_a_locked_keyring_is_passed_by_and_told_only_when_asked_to_keep(tmp_path: Path, box: Box) -> None:
    workspace = closed_workspace(tmp_path)
    box.locked = True
    assert system_keyring.recall(entry(workspace)) is None
    name = entry(workspace)
    for act in (lambda: system_keyring.remember(name, PHRASE), lambda: system_keyring.forget(name)):
        with pytest.raises(UserFacingError) as caught:
            act()
        assert caught.value.code == "sleutelbos.weigert"
        assert PHRASE not in str(caught.value)


def test_stand_ins_are_no_keyring(tmp_path: Path, box: Box) -> None:
    from keyring.backends.fail import Keyring as Fail
    from keyring.backends.null import Keyring as Null

    workspace = closed_workspace(tmp_path)
    for stand_in in (Fail(), Null()):
        keyring.set_keyring(stand_in)
        assert system_keyring.keyring_name() == ""
        assert system_keyring.recall(entry(workspace)) is None
        with pytest.raises(UserFacingError) as caught:
            system_keyring.remember(entry(workspace), PHRASE)
        assert caught.value.code == "sleutelbos.geen"
    keyring.set_keyring(box)
    assert system_keyring.keyring_name() == "proefsleutelbos"


def test_without_a_phrase_there_is_nothing_to_keep(tmp_path: Path, box: Box) -> None:
    workspace = open_workspace(tmp_path)
    open_keys(workspace)
    assert entry(workspace) == ""
    assert not system_keyring.forget("")
    with pytest.raises(UserFacingError):
        system_keyring.remember("", PHRASE)
    assert box.kept == {}


def test_the_library_is_loaded_only_when_the_keyring_is_asked(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from cop_app.bootstrap import open_session, open_workspace, passphrase_needed, remembered_passphrase\n"
        "from cop_app.domain.incident import Realm\n"
        f"w = open_workspace(Path({str(tmp_path)!r})); open_session(w, Realm.ECHT).close()\n"
        "passphrase_needed(w); remembered_passphrase(w); print('keyring' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
