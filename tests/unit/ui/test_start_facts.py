"""What the start screen tells of this laptop, read from a workspace on disk."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from cop_app.bootstrap import open_session, open_workspace
from cop_app.bootstrap.maps import MAPS_FOLDER, add_map, broken_maps, map_layers, map_packages, maps_for, remove_map
from cop_app.domain.clock import DAY, HOUR, MINUTE, ManualClock, parse_instant
from cop_app.domain.commands import DeclareGrip, OpenIncident
from cop_app.domain.errors import UserFacingError
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Realm
from cop_app.paths import resource, shipped_map
from cop_app.settings import write_settings
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.ui.start_facts import clock_text, day_text, holdings, past_exercises, running_incidents
from cop_app.ui.views import Glyph

NINE = parse_instant("2026-03-12T09:00:00+01:00", 0)
SPECS = [SourceSpec(f"bron {i}", SourceKind.OGC_FEATURES, "https://example.org", "Politie", "afzetting")
         for i in range(9)]  # fmt: skip


@pytest.fixture
def workspace(tmp_path):
    return open_workspace(tmp_path)


def held(workspace, specs=(), **more):
    return {row.id: row for row in holdings(workspace, list(specs), None, NINE, protected=False, **more)}


def test_times_are_said_as_people_say_them():
    assert clock_text(NINE) == ("09:00", "donderdag 12 maart 2026")
    assert day_text(NINE - HOUR, NINE) == "08:00"
    assert day_text(NINE - DAY, NINE) == "11 mrt 09:00"
    assert day_text(NINE - 400 * DAY, NINE) == "5 feb 2025 09:00"


def test_a_running_incident_tells_level_age_and_last_change(workspace):
    clock = ManualClock(NINE)
    session = open_session(workspace, Realm.ECHT, clock=clock)
    incident = session.open_incident(OpenIncident("Brand", "overig", (1e5, 4.5e5), "VR Test"), actor_for("CaCo"))
    clock.set_both(NINE + 20 * MINUTE)
    session.declare_grip(incident, DeclareGrip(2, "VR Test", "OL", NINE), actor_for("OL"))
    (row,) = running_incidents(session, NINE + 90 * MINUTE)
    session.close()
    assert (row.grip, row.since) == (2, "sinds 09:00, 1 u 30")
    assert row.changed == "laatste wijziging 1 u 10 geleden"
    assert not row.exercise


def test_exercises_are_listed_and_one_that_cannot_be_opened_is_left_out(workspace):
    session = open_session(workspace, Realm.OEFENING, exercise="een", clock=ManualClock(NINE))
    session.open_incident(OpenIncident("Noorderlicht", "overig", (1.4e5, 5.03e5)), actor_for("CaCo"))
    session.close()
    broken = workspace.realm_folder(Realm.OEFENING, "stuk")
    broken.mkdir(parents=True)
    (broken / "log.db").write_bytes(b"geen logboek" * 500)
    (row,) = past_exercises(workspace, NINE)
    assert (row.id, row.title) == ("een", "Noorderlicht")
    assert "zonder GRIP" in row.detail


def test_an_empty_laptop_says_what_is_missing(workspace):
    rows = held(workspace)
    assert {rows[name].lamp for name in ("regio", "keten", "kaart", "bronnen")} == {Glyph.ASK}


def test_the_folder_is_named_from_home(workspace, monkeypatch):
    monkeypatch.setenv("HOME", str(workspace.root.parent))
    assert held(workspace)["schijf"].detail == f"werkmap ~/{workspace.root.name}"
    monkeypatch.setenv("HOME", str(workspace.root / "elders"))
    assert held(workspace)["schijf"].detail == f"werkmap {workspace.root}"


def test_region_design_and_sources_are_named(workspace):
    write_settings(workspace.root, replace(workspace.settings, region="VR Markerwaard (FICTIEF)"))
    (workspace.root / "ketens").mkdir()
    shutil.copy(resource("ketens", "markerwaard.toml"), workspace.root / "ketens")
    rows = held(open_workspace(workspace.root), SPECS)
    assert rows["regio"].name == "VR Markerwaard (FICTIEF)"
    assert rows["keten"].name == "Ketenontwerp Markerwaard"
    assert "nog niet opgehaald" in rows["bron:bron 0"].detail
    assert rows["bronnen"].name == "nog 3 bronnen"


def test_a_design_that_cannot_be_read_is_told_and_nothing_breaks(workspace):
    (workspace.root / "ketens").mkdir()
    (workspace.root / "ketens" / "stuk.toml").write_text("schema = 3")
    assert held(workspace)["keten"].lamp is Glyph.ALARM


def test_reality_and_exercise_never_share_a_map(workspace):
    packages = map_packages(workspace)
    real, exercise = maps_for(packages, Realm.ECHT), maps_for(packages, Realm.OEFENING)
    assert {p.name for p in real} == {"Nederland"}
    assert all(p.fictional for p in exercise)
    assert not {p.path for p in real} & {p.path for p in exercise}
    assert "adres" not in map_layers(real)


def test_a_map_of_ones_own_is_added_shown_and_taken_away(workspace, tmp_path):
    given = tmp_path / "mijn.kaart"
    shutil.copy(shipped_map("nederland.kaart"), given)
    package = add_map(workspace, given)
    assert not package.shipped
    assert package.path in {p.path for p in map_packages(workspace)}
    assert len(map_layers([package, package])["naam"]) == 2 * len(map_layers([package])["naam"])
    remove_map(workspace, package)
    assert package.path not in {p.path for p in map_packages(workspace)}


def test_what_is_no_map_is_refused_and_a_damaged_one_is_named(workspace, tmp_path):
    bad = tmp_path / "geen.kaart"
    bad.write_bytes(b"niets")
    with pytest.raises(UserFacingError):
        add_map(workspace, bad)
    assert not (workspace.root / MAPS_FOLDER).exists()
    (workspace.root / MAPS_FOLDER).mkdir()
    shutil.copy(bad, workspace.root / MAPS_FOLDER)
    assert broken_maps(workspace) == ("geen.kaart",)
    assert held(workspace)["kaart"].lamp is Glyph.ALARM


def test_a_shipped_map_is_never_taken_away(workspace):
    shipped = next(p for p in map_packages(workspace) if p.shipped)
    remove_map(workspace, shipped)
    assert shipped.path.is_file()
