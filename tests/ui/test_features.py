"""What sources hold can be found, chosen and said something of: with a real incident, real files and a real cache."""

from __future__ import annotations

import json
import time

import pytest
from hands import click

from cop_app.bootstrap import open_workspace, overview_layers
from cop_app.bootstrap.desk import live_desk
from cop_app.bootstrap.features import feature_at, feature_of, features_named
from cop_app.bootstrap.workspace import open_realm
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Realm
from cop_app.domain.item import GEOMETRY, NAME
from cop_app.domain.requests import DeclareGrip, OpenIncident
from cop_app.map.viewport import Viewport
from cop_app.ui.desk_window import DeskWindow
from cop_app.ui.theme import load_fonts
from cop_app.ui.views import Glyph

ME = actor_for("IM CoPI")
X, Y = 150_000.0, 480_000.0
DESIGN = """
schema = "ketenontwerp/1"
naam = "Proef kaarten"
regio = "VR Proef"
versie = 1
fictief = true

[analyse]
ketenprobleem = "Niemand weet wat er staat."
doel = "Iedereen weet wat er staat."

[[analyse.partner]]
organisatie = "Gemeente"
belang = "Bewoners geïnformeerd"
nabijheid = 1
processen = ["basisgegevens"]
"""
SOURCE = """
[[bron]]
naam = "{name}"
soort = "file"
url = "{path}"
crs = "EPSG:28992"
organisatie = "{owner}"
klasse = "{kind}"
gegeven = "bestand"
sleutel = ["nummer"]
verversen_s = 60

[[vraag]]
id = "{name}"
vraag = "Welke {name}?"
teams = ["CoPI"]
eigenaar = {{ organisatie = "{owner}", functie = "OvD-Bz", nummer = "000-0003" }}
vanaf_grip = 0
gebied = "punt"
straal_m = 2000
bron = "{name}"
klasse = "{kind}"
max_leeftijd_min = 1440
"""


def square(x, y, half):
    return {"type": "Polygon", "coordinates": [[[x - half, y - half], [x + half, y - half], [x + half, y + half],
                                                [x - half, y + half], [x - half, y - half]]]}  # fmt: skip


def street(x):
    return {"type": "LineString", "coordinates": [[x, Y + 60], [x + 90, Y + 60]]}


LAYERS = {
    "panden": ("Gemeente", "pand", [("p1", square(X, Y, 20), {"naam": "Veemgebouw", "bouwjaar": 1931}),
                                    ("p2", square(X + 300, Y, 20), {"naam": "", "bouwjaar": 1998})]),
    "buurten": ("Gemeente", "buurt", [("b1", square(X, Y, 900), {"naam": "Stationsbuurt", "inwoners": 1240})]),
    "wegen": ("Gemeente", "weg", [(f"w{n}", street(X + dx), {"naam": "Veemkade"})
                                  for n, dx in enumerate((-2500, 100, 2500))]),
    "brandkranen": ("Brandweer", "brandkraan", [("k1", {"type": "Point", "coordinates": [X + 120, Y - 80]},
                                                 {"naam": "BK 17", "diameter": 110})]),
}  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    folder, text = tmp_path / "werkmap", DESIGN
    (folder / "ketens").mkdir(parents=True)
    for name, (owner, kind, rows) in LAYERS.items():
        path = tmp_path / f"{name}.geojson"
        write(path, rows)
        text += SOURCE.format(name=name, path=path, owner=owner, kind=kind)
    (folder / "ketens" / "proef.toml").write_text(text, encoding="utf-8")
    workspace = open_workspace(folder)
    opened = open_realm(workspace, Realm.ECHT)
    command = OpenIncident("Brand Veemkade", "brand", (X, Y), "VR Proef", "Veemkade 2")
    made = live_desk(workspace, opened, opened.session.open_incident(command, ME))
    until_quiet(made)
    yield made
    made.close()


def write(path, rows):
    features = [{"type": "Feature", "properties": {"nummer": key, **said}, "geometry": shape}
                for key, shape, said in rows]  # fmt: skip
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}), encoding="utf-8")


def until_quiet(desk):
    deadline = time.monotonic() + 60
    desk.advance(1)
    while desk.progress.busy or not all(desk.datasets.revision(name) for name in LAYERS):
        assert time.monotonic() < deadline, desk.progress
        time.sleep(0.02)
        desk.advance(1)


@pytest.fixture
def shown(qtbot, desk):
    load_fonts()
    made = DeskWindow(desk, overview_layers(), actor=ME)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.canvas.go_to(Viewport(X, Y, 0.5, 800, 600))
    made.refresh()
    return made


def touch(shown, x, y):
    click(shown.canvas, *shown.canvas.view.to_px(x, y))


def test_the_smallest_thing_under_a_place_is_meant(desk):
    moment = desk.moment()
    assert feature_at(moment, X, Y, 0.5) == "panden:p1"
    assert feature_at(moment, X + 150, Y + 61, 0.5) == "wegen:w1"
    assert feature_at(moment, X + 500, Y + 500, 0.5) == "buurten:b1"
    assert feature_at(moment, X + 5000, Y, 0.5) == ""


def test_what_is_not_drawn_at_a_scale_is_not_meant_either(desk):
    assert feature_at(desk.moment(), X, Y, 500.0) == ""


def test_a_click_on_a_building_opens_its_card_with_source_and_age(shown):
    touch(shown, X - 18, Y - 18)  # beside the star of the incident
    assert shown.bench.selected == "panden:p1"
    view = shown.window.right.object.view
    said = {attribute.id: attribute.opgaven[0] for attribute in view.attributes}
    assert view.title == "Veemgebouw" and "Gemeente" in view.detail
    assert said["bouwjaar"].value == "1931" and said["bouwjaar"].source == "Gemeente"
    assert said["bouwjaar"].time and said["bouwjaar"].age
    assert said["plaats_en_vorm"].value == "vlak van 1.600 m²"
    assert view.state_glyph is Glyph.NONE


def test_a_building_without_a_name_is_called_by_what_it_is(shown):
    touch(shown, X + 300, Y)
    assert shown.window.right.object.view.title == "Pand"


def test_a_neighbourhood_shows_no_number_that_nobody_gave(shown):
    shown._select(next(iter(features_named(shown.bench.moment(), "Stationsbuurt"))).id)
    view = shown.window.right.object.view
    assert not view.symbol.startswith("tel.") and view.sign_text in ("", "1240")


def test_a_sign_of_a_source_opens_its_card_too(shown):
    touch(shown, X + 120, Y - 80)
    assert shown.window.right.object.view.title == "BK 17"


def test_a_name_is_found_once_and_nearest_to_the_incident(desk):
    found = features_named(desk.moment(), "veemk")
    assert [(feature.id, feature.title) for feature in found] == [("wegen:w1", "Veemkade")]


def test_a_hit_of_the_search_shows_it(shown):
    shown.commands["palette"]()
    (palette,) = [act for act in shown.acts if type(act).__name__ == "Finding"]
    (hit,) = [hit for hit in palette._search.hits("veemgeb", shown.bench.moment()) if hit.title == "Veemgebouw"]
    assert (hit.group, hit.detail) == ("Panden", "Pand · Gemeente")
    palette._choose(hit)
    assert shown.bench.selected == "panden:p1"
    x0, y0, x1, y1 = shown.canvas.view.extent
    assert x0 < X < x1 and y0 < Y < y1 and x1 - x0 < 2000


def test_saying_something_of_a_feature_makes_it_an_object_of_the_picture(shown):
    shown.bench.select("brandkranen:k1")
    shown.commands["opgave"]()
    sheet = shown.window.sheet
    sheet.attribute.setCurrentText("status")
    sheet.value.setText("bevroren")
    sheet.record_pressed.emit()
    state = shown.bench.moment().picture.items["brandkranen:k1"]
    assert state.value("status") == "bevroren" and state.value(NAME) == "BK 17" and state.value(GEOMETRY)
    assert "brandkranen, Brandweer, opgehaald" in state.heads[NAME][0].definition
    marks = [mark.item for mark in shown._datasets.signs(shown.bench.moment(), shown.canvas.view)]
    assert "brandkranen:k1" not in marks  # drawn once, as an object of the picture
    assert "status" in {attribute.id for attribute in shown.window.right.object.view.attributes}


def test_a_feature_that_is_gone_shows_no_card_and_yesterday_it_still_does(shown, desk, tmp_path):
    before = desk.session.clock.story()
    path = tmp_path / "brandkranen.geojson"
    time.sleep(0.05)
    write(path, [("k2", {"type": "Point", "coordinates": [X, Y - 200]}, {"naam": "BK 18"})])
    desk.refresh("brandkranen")
    deadline = time.monotonic() + 60
    while feature_of(desk.moment(), "brandkranen:k1") is not None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
        desk.advance(1)
    assert feature_of(desk.moment(at=before), "brandkranen:k1").title == "BK 17"
    assert feature_of(desk.moment(at=before), "brandkranen:k2") is None


def test_the_star_opens_the_card_of_the_incident(shown, desk):
    desk.session.declare_grip(desk.incident, DeclareGrip(2, "VR Proef", "IM CoPI", desk.session.clock.story()), ME)
    touch(shown, X, Y)
    view = shown.window.right.object.view
    said = {attribute.id: attribute.opgaven[0] for attribute in view.attributes}
    assert view.title == "Brand Veemkade" and said["soort"].value == "Brand"
    assert said["plaats"].value == "Veemkade 2 · RD 150 000 / 480 000"
    assert said["grip:VR Proef"].value == "GRIP 2"
    assert said["keten"].value.startswith("Proef kaarten, versie 1")


def test_where_no_streets_are_held_the_map_says_so(shown, desk):
    shown.refresh()
    assert "geen kaart met straten" in shown.window.stage.bare.text
    assert shown.window.stage.bare.isVisible()
    star = next(m for m in shown.canvas.marks if m.item == "incident")
    assert (star.label.text, star.label.sub) == ("Brand Veemkade", "Veemkade 2")
