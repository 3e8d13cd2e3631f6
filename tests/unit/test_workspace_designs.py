"""Which chain designs count: one's own, signed or not; the example only asks, and a broken file stops nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_app.bootstrap import load_designs, open_session, open_workspace
from cop_app.domain.incident import Realm
from cop_app.paths import resource

SHIPPED = resource("ketens", "markerwaard.toml").read_text(encoding="utf-8")


def test_the_invented_numbers_of_the_example_are_never_shown_in_reality(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    (real,) = load_designs(workspace, Realm.ECHT).values()
    (practised,) = load_designs(workspace, Realm.OEFENING).values()
    assert not any(need.owner.number for need in real.needs)
    assert sum(bool(need.owner.number) for need in practised.needs) > 20
    assert [need.question for need in real.needs] == [need.question for need in practised.needs]


def test_a_broken_design_is_told_and_keeps_nobody_from_an_incident(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    workspace = open_workspace(tmp_path)
    folder = tmp_path / "ketens"
    folder.mkdir()
    (folder / "a-stuk.toml").write_text("schema = \"ketenontwerp/1\"\nnaam = \n", encoding="utf-8")
    (folder / "b-bytes.toml").write_bytes(b"\xff\xfe\x00")
    own = SHIPPED.replace('naam = "Ketenontwerp Markerwaard"', 'naam = "Eigen regio"')
    (folder / "c-goed.toml").write_text(own, encoding="utf-8")
    session = open_session(workspace, Realm.ECHT)
    session.close()
    found = load_designs(workspace, Realm.ECHT)
    assert [design.name for design in found.values()] == ["Eigen regio"]
    assert all(need.owner.number for design in found.values() for need in design.needs if need.owner.known)
    assert "a-stuk.toml" in caplog.text
    assert "b-bytes.toml" in caplog.text
