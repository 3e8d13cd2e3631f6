"""Partners with words of their own, over a real service and the second process: what they mean here, and when they
fell silent.

The design translates one source on the spot, a profile file of the region translates another; the file is changed
while the desk is open. Then the service stops and starts, and the log of sources has a line for each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cop_app.bootstrap import open_workspace
from cop_app.bootstrap.desk import Desk, live_desk
from cop_app.bootstrap.workspace import open_realm
from cop_app.domain.commands import OpenIncident
from cop_app.domain.incident import Actor, Realm, Team
from cop_app.settings import Settings, write_settings
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.worker.source_list import add_source

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "servers"))
from pygeoapi_server import free_port, serve_pygeoapi, stop
from setup import servers_ready

ROOT = Path(__file__).resolve().parents[2]
CACO = Actor("CaCo", Team.MK, "Meldkamer")
PLACE = (85_000.0, 446_000.0)
PATIENCE = 60.0
pytestmark = pytest.mark.servers

DESIGN = """schema = "ketenontwerp/1"
naam = "Proef"
regio = "VR Proef"
versie = 1
[analyse]
ketenprobleem = "p"
doel = "d"
[[analyse.partner]]
organisatie = "Waterbedrijf"
belang = "b"
nabijheid = 1
[[bron]]
naam = "kranen"
soort = "ogc-features"
url = "partner://water"
organisatie = "Waterbedrijf"
klasse = "brandkraan"
gegeven = "bestand"
verversen_s = 3600
[bron.velden]
nummer = "LEIDINGNR"
toestand = "STAAT"
[bron.waarden.toestand]
"in bedrijf" = "beschikbaar"
"buiten bedrijf" = "niet beschikbaar"
[bron.vast]
net = "drinkwater"
[[vraag]]
id = "bluswater"
vraag = "Waar is bluswater?"
teams = ["CoPI"]
eigenaar = { organisatie = "Waterbedrijf" }
vanaf_grip = 0
gebied = "punt"
straal_m = 2000
bron = "kranen"
klasse = "brandkraan"
attributen = ["toestand"]
"""
PROFILE = """schema = "profiel/1"
[velden]
naam = "LOCATIE"
capaciteit = "BEDDEN"
"""


class Service:
    """A waterworks and a municipality behind one pygeoapi that can be stopped and started at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.rows: dict[str, list[dict[str, Any]]] = {
            "kranen": [{"LEIDINGNR": f"W{n}", "STAAT": "in bedrijf" if n % 3 else "buiten bedrijf"} for n in range(9)],
            "hallen": [{"LOCATIE": f"Hal {n}", "BEDDEN": 50 * n} for n in range(1, 4)],
        }

    def start(self) -> None:
        paths = {}
        for name, rows in self.rows.items():
            features = [
                {"type": "Feature", "id": n, "properties": {"id": n, **row},
                 "geometry": {"type": "Point", "coordinates": [4.375 + n / 1000, 51.997]}}
                for n, row in enumerate(rows)
            ]  # fmt: skip
            paths[name] = self.folder / f"{name}.geojson"
            paths[name].write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        _url, self.process = serve_pygeoapi(self.folder, paths, self.port)

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process)
            self.process = None


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    if not servers_ready(ROOT):
        pytest.skip("de omgeving van de tegenservers ontbreekt (tests/servers/setup.py)")
    folder = tmp_path / "dienst"
    folder.mkdir()
    made = Service(folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def desk(service: Service, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "werkmap"
    (folder / "ketens" / "profielen").mkdir(parents=True)
    (folder / "ketens" / "proef.toml").write_text(DESIGN)
    (folder / "ketens" / "profielen" / "hallen.toml").write_text(PROFILE)
    write_settings(folder, Settings(region="VR Proef", partners={"water": service.url}))
    add_source(folder, SourceSpec(
        "hallen", SourceKind.OGC_FEATURES, service.url, "Gemeente", "opvanglocatie", "hallen", profile="hallen",
        refresh=3_600_000, typed=True,
    ))  # fmt: skip
    workspace = open_workspace(folder)
    opened = open_realm(workspace, Realm.ECHT)
    incident = opened.session.open_incident(OpenIncident("Brand", "brand", (84_700.0, 446_200.0), "VR Proef"), CACO)
    made = live_desk(workspace, opened, incident)
    yield made
    made.close()


def attend(desk: Desk, until: Callable[[], bool] = lambda: True) -> None:
    """Let the desk work until nothing is being loaded and something holds."""
    deadline = time.monotonic() + PATIENCE
    assert desk.assembly is not None
    desk.advance(0)
    while desk.assembly.loading or not until():
        assert time.monotonic() < deadline, (desk.assembly.loading, held(desk, "kranen"), held(desk, "hallen"))
        time.sleep(0.02)
        desk.advance(0)


def held(desk: Desk, source: str) -> list[dict[str, Any]]:
    return [json.loads(raw) for raw in desk.datasets.batch(source).properties]


def logbook(tmp_path: Path) -> list[str]:
    path = tmp_path / "werkmap" / "logboek" / "bronnen.log"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_words_of_partners_become_ours_by_the_design_and_by_a_profile(desk: Desk, tmp_path: Path) -> None:
    attend(desk, lambda: len(held(desk, "kranen")) == 9 and len(held(desk, "hallen")) == 3)
    kranen = {row["nummer"]: row for row in held(desk, "kranen")}
    assert kranen["W1"]["toestand"] == "beschikbaar"
    assert kranen["W3"]["toestand"] == "niet beschikbaar"
    assert all(row["net"] == "drinkwater" and "STAAT" not in row for row in kranen.values())
    (question,) = desk.moment().asked()
    assert question.status.value == "aanwezig"  # the attribute that is asked is there under our name
    assert {row["naam"]: row["capaciteit"] for row in held(desk, "hallen")} == {
        "Hal 1": 50, "Hal 2": 100, "Hal 3": 150
    }  # fmt: skip

    # The file changes: at the next load the same features have other words, though the service says nothing changed.
    path = tmp_path / "werkmap" / "ketens" / "profielen" / "hallen.toml"
    path.write_text(PROFILE.replace("capaciteit", "slaapplaatsen"))
    desk.refresh("hallen")
    attend(desk)
    assert {row["slaapplaatsen"] for row in held(desk, "hallen")} == {50, 100, 150}
    assert not any("capaciteit" in row for row in held(desk, "hallen"))

    # A mistake in it is told with its line, and what was held stays.
    path.write_text(PROFILE.replace('"BEDDEN"', "BEDDEN"))
    desk.refresh("hallen")
    attend(desk)
    state = desk.moment().sources["hallen"]
    assert "regel 4" in state.fault
    assert "TOML" in state.fault
    assert state.features == 3
    path.write_text(PROFILE)
    desk.refresh("hallen")
    attend(desk)
    assert desk.moment().sources["hallen"].fault == ""
    assert {row["capaciteit"] for row in held(desk, "hallen")} == {50, 100, 150}


def test_a_break_and_a_recovery_stand_in_the_log_of_sources(desk: Desk, service: Service, tmp_path: Path) -> None:
    attend(desk, lambda: len(held(desk, "kranen")) == 9 and len(held(desk, "hallen")) == 3)
    assert logbook(tmp_path) == []
    service.stop()
    for _time in range(3):
        desk.refresh("kranen")
        attend(desk)
    (broken,) = logbook(tmp_path)
    assert "storing bron kranen geeft geen gegevens" in broken
    assert "f=json" not in broken
    service.start()
    desk.refresh("kranen")
    attend(desk)
    assert len(logbook(tmp_path)) == 2
    assert "hersteld bron kranen is hersteld na" in logbook(tmp_path)[1]
    assert len(held(desk, "kranen")) == 9
    desk.close()
    words = [sys.executable, "-m", "cop_app", "doctor", "--json", "--workspace", str(tmp_path / "werkmap")]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    checks = {row["name"]: row for row in json.loads(done.stdout)["checks"]}
    assert str(tmp_path / "werkmap" / "logboek" / "bronnen.log") in checks["bronlogboek"]["text"]
    assert "hersteld bron kranen" in checks["bronlogboek"]["text"]
    assert "hallen" in checks["vertalingen"]["text"]
