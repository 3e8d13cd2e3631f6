"""A pasted dispatch text becomes an incident at the right spot, by the maps and the sources of this laptop."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import hypot
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cop_app.bootstrap import exercise_layers, open_keys, open_workspace
from cop_app.cli.source import cache_path
from cop_app.domain.clock import SystemClock
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.store.cache import DatasetCache
from cop_app.ui.app import application
from cop_app.ui.start_window import StartWindow
from cop_app.worker.jobs import SourceLoads
from cop_app.worker.source_list import change_sources

NEAR_M = 60.0


@dataclass(frozen=True)
class Style:
    """A way in which control rooms write; the street, number, postcode and town are filled in."""

    text: str
    kind: str


STYLES = (
    Style("P 1 BDH-01 BR industrie {street} {number} {town} 161331 161332", "industriebrand"),
    Style("p1 br woning {street} {number} {town} grip 1", "brand"),
    Style("PRIO 1 BRAND WONING {street} {number}, {postcode} {town}", "brand"),
    Style("19:42 melding gaslek {street} nr {number} te {town}", "gevaarlijke_stof"),
    Style(
        "Prioriteit: 1\nClassificatie: Brand, Industrie, Middel\nLocatie: {street} {number}\nPlaats: {town}\n"
        "Kladblok:\n19:43 zwarte rook\nEenheden: TS 16-2131", "industriebrand",
    ),
    Style("Prio: 1; MC: Brand Gebouw; Straat: {street} {number}; Gemeente: {town}; Eenheden: TS 16-2131", "brand"),
)  # fmt: skip


@pytest.fixture(scope="module")
def town():
    """Addresses and object cards of the exercise town, here as what a region's own sources could hold."""
    layers = exercise_layers()
    return {name: list(rows_of(layers[name])) for name in ("adres", "objectkaart")}


def rows_of(batch):
    centres = ((batch.geometry.boxes[:, :2] + batch.geometry.boxes[:, 2:]) / 2).tolist()
    for key, raw, (x, y) in zip(batch.keys, batch.properties, centres, strict=True):
        yield key, json.loads(raw), x, y


@pytest.fixture(scope="module")
def house(town):
    """The address where the chemical storage stands, of which there is an object card."""
    rows = town["adres"] + town["objectkaart"]
    return next((x, y) for _key, row, x, y in rows if row.get("adres", "").startswith("Chemiekade 4"))


def words(style: Style) -> str:
    return style.text.format(street="Chemiekade", number=4, postcode="8299 CK", town="Nieuw-Kruishaven")


@pytest.fixture
def start(qtbot, tmp_path):
    application()
    opened = []

    def begin() -> StartWindow:
        made = StartWindow(open_workspace(tmp_path), "dag")
        opened.append(made)
        qtbot.addWidget(made.window)
        made.window.resize(1280, 720)
        made.window.show()
        made.window.activateWindow()
        QApplication.processEvents()
        QApplication.processEvents()
        return made

    yield begin
    for made in opened:
        made._timer.stop()
        if made._desk is not None:
            made._desk.window.closing.disconnect(made._desk_closing)
            made._desk.window.close()
            made._desk.desk.close()
        if made._reality is not None:
            made._reality.close()


def take_in(folder: Path, rows: dict[str, list], others: dict[str, list] | None = None) -> None:
    """Load features as files of partners into the region's cache, the way the program does it."""
    workspace = open_workspace(folder)
    specs = []
    for name, (item_class, found) in {
        "adressen": ("adres", rows["adres"]), "objecten": ("objectkaart", rows["objectkaart"]),
        **{name: ("adres", found) for name, found in (others or {}).items()},
    }.items():  # fmt: skip
        features = [
            {"type": "Feature", "id": key, "properties": row, "geometry": {"type": "Point", "coordinates": [x, y]}}
            for key, row, x, y in found
        ]  # fmt: skip
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
        path = folder / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
        specs.append(SourceSpec(name, SourceKind.FILE, str(path), "Gemeente", item_class, typed=True))
    change_sources(folder, lambda _none: specs)
    keys = open_keys(workspace).opening_keys()
    cache_path(workspace).parent.mkdir(exist_ok=True)
    cache = DatasetCache.open(cache_path(workspace), keys)
    for spec in specs:
        outcome = SourceLoads(cache, SystemClock()).load(spec)
        assert not outcome.fault
    cache.close()


def paste(start: StartWindow, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(QApplication.focusWidget() or start.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    start._new.read_now()
    QApplication.processEvents()


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)
    QApplication.processEvents()


def check(start: StartWindow, style: Style, house) -> None:
    view = start._new.view
    assert (view.kind, view.problem) == (style.kind, "")
    assert "OK-001" in view.object_card
    marks = [mark for mark in start._new_flow._marks() if mark.item == "plaats"]
    assert len(marks) == 1 and hypot(marks[0].x - house[0], marks[0].y - house[1]) <= NEAR_M
    press(Qt.Key.Key_Return)
    (incident,) = start._desk.desk.session.incidents()
    assert hypot(incident.place[0] - house[0], incident.place[1] - house[1]) <= NEAR_M
    assert (incident.kind, incident.address) == (style.kind, "Chemiekade 4, Nieuw-Kruishaven")


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.text[:24])
def test_in_reality_the_sources_of_the_region_say_where_it_is(start, tmp_path, town, house, style):
    x, y = house
    rows = [row for row in town["adres"] if hypot(row[2] - x, row[3] - y) < 900]
    own = ("h1", {"straat": "Chemiekade", "huisnummer": 4, "plaats": "Nieuw-Kruishaven", "postcode": "8299 CK"}, x, y)
    take_in(tmp_path, {"adres": [*rows, own], "objectkaart": town["objectkaart"]})
    window = start()
    paste(window, words(style))
    assert window._pages.currentWidget() is window._new
    check(window, style, house)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.text[:24])
def test_in_an_exercise_the_map_of_the_exercise_says_where_it_is(start, house, style):
    window = start()
    window._start.own_exercise_pressed.emit()
    window._new.field.setFocus()
    paste(window, words(style))
    check(window, style, house)


def test_a_house_that_stands_in_two_towns_is_asked_and_one_key_takes_it(start, tmp_path):
    here = ("1", {"straat": "Kerkpad", "huisnummer": 2, "plaats": "Zandwijk"}, 85_000.0, 446_000.0)
    there = ("2", {"straat": "Kerkpad", "huisnummer": 2, "plaats": "Oostdam"}, 95_000.0, 440_000.0)
    take_in(tmp_path, {"adres": [here], "objectkaart": []}, {"buren": [there]})
    window = start()
    paste(window, "P 1 BR woning Kerkpad 2 161331")
    view = window._new.view
    assert view.place == ""
    named = [choice.name for choice in view.place_choices[:2]]
    assert sorted(named) == ["Kerkpad 2, Oostdam", "Kerkpad 2, Zandwijk"]
    assert "Alt" in view.problem
    press(Qt.Key(Qt.Key.Key_1.value + named.index("Kerkpad 2, Oostdam")), Qt.KeyboardModifier.AltModifier)
    assert window._new.view.place == "Kerkpad 2, Oostdam"
    press(Qt.Key.Key_Return)
    (incident,) = window._desk.desk.session.incidents()
    assert incident.place == (95_000.0, 440_000.0)


def test_a_town_that_the_text_names_is_never_passed_by(start, tmp_path):
    here = ("1", {"straat": "Kerkpad", "huisnummer": 2, "plaats": "Zandwijk"}, 85_000.0, 446_000.0)
    take_in(tmp_path, {"adres": [here], "objectkaart": []})
    window = start()
    paste(window, "P 1 BR woning Kerkpad 2 Oostdam 161331")
    assert window._new.view.place == ""
    assert "Oostdam" in window._new.view.place_choices[0].detail
    press(Qt.Key.Key_Return)
    assert window._desk is None
    assert window._new.view.place == "Kerkpad 2, Zandwijk"  # a person took it


def test_of_two_places_of_one_name_the_arrows_take_the_other(start):
    window = start()
    window._start.own_exercise_pressed.emit()
    window._new.field.setFocus()
    paste(window, "brand woning Gruttoweg")
    press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    first = window._new_flow._draft.place
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    second = window._new_flow._draft.place
    assert (first.title, window._desk) == (second.title, None)
    assert hypot(first.x - second.x, first.y - second.y) > 100


@pytest.mark.parametrize(("what", "asked"), [("BR woning", 4), ("BR industrie", 4), ("afhijsen", 2)])
def test_what_the_chain_asks_follows_the_kind_that_was_read(start, what, asked):
    window = start()
    window._start.own_exercise_pressed.emit()
    window._new.field.setFocus()
    paste(window, f"P 1 {what} Chemiekade 4 Nieuw-Kruishaven")
    assert window._new.view.chain.endswith(f"{asked} vragen")
