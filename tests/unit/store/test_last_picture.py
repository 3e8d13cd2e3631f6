"""The picture for the next start: sealed, and none behind a passphrase."""

from __future__ import annotations

from pathlib import Path

from cop_app.store.last_picture import keep, recall
from cop_app.store.vault import Vault

PICTURE = b"Brand Chemiekade" * 1000


def test_what_was_kept_is_seen_again_and_lies_unreadable(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    Vault.open(keys)
    assert recall(tmp_path, keys) is None
    assert keep(tmp_path, keys, PICTURE)
    assert recall(tmp_path, keys) == PICTURE
    assert not any(b"Chemiekade" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_another_workspace_cannot_open_it(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Vault.open(tmp_path / name / "keys")
    keep(tmp_path / "a", tmp_path / "a" / "keys", PICTURE)
    assert recall(tmp_path / "a", tmp_path / "b" / "keys") is None


def test_behind_a_passphrase_nothing_is_kept_nor_seen(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    vault = Vault.open(keys)
    keep(tmp_path, keys, PICTURE)
    kept = next(path for path in tmp_path.iterdir() if path.is_file())
    vault.set_passphrase("paard batterij nietje juist", ())
    assert recall(tmp_path, keys) is None
    assert not keep(tmp_path, keys, PICTURE)
    assert not kept.exists()


def test_a_damaged_picture_or_vault_only_costs_the_picture(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    Vault.open(keys)
    keep(tmp_path, keys, PICTURE)
    kept = next(path for path in tmp_path.iterdir() if path.is_file())
    kept.write_bytes(kept.read_bytes()[:-3])
    assert recall(tmp_path, keys) is None
    keep(tmp_path, keys, PICTURE)
    (keys / "kluis.json").write_bytes(b"{}")
    assert recall(tmp_path, keys) is None
