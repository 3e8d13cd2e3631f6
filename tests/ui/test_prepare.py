"""Voorbereiden with a real workspace: the design, real services on loopback, files, words and maps."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from cop_app.bootstrap import exercise_layers, open_workspace, read_exercise
from cop_app.domain import bodies
from cop_app.domain.commands import OpenIncident
from cop_app.domain.functions import actor_for
from cop_app.paths import resource, shipped_map
from cop_app.replay.partners import ExerciseWorld
from cop_app.replay.serve import PartnerServices
from cop_app.settings import write_settings
from cop_app.ui.controls import RowList
from cop_app.ui.opening import Reality
from cop_app.ui.prepare.bench import Workbench
from cop_app.ui.prepare.design_page import FILE, PARTNERS
from cop_app.ui.prepare.parts import FactLine
from cop_app.ui.prepare.screen import PAGES, PrepareScreen
from cop_app.ui.prepare.sources_page import likely_class
from cop_app.ui.theme import PALETTES, Theme, load_fonts
from cop_app.ui.views import Glyph

EXAMPLE = resource("ketens", "markerwaard.toml")
REGION = "VR Markerwaard (FICTIEF)"


@pytest.fixture
def face(qtbot, tmp_path):
    load_fonts()
    folder = tmp_path / "werkmap"
    reality = Reality.open(open_workspace(folder))
    bench = Workbench(reality.workspace, reality)
    made = PrepareScreen(Theme("dag"), bench)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    made.activateWindow()
    made.open("")
    QApplication.processEvents()
    yield made
    bench.close()
    reality.close()


@pytest.fixture(scope="module")
def partner():
    """A partner's service on loopback, with data that does not change."""
    scenario = read_exercise("havenbrand")
    world = ExerciseWorld(scenario, exercise_layers())
    services = PartnerServices(world, {"vr": ("bluswater", "sirenes")}, lambda: scenario.marked)
    services.start()
    yield services
    services.close()


def until(qtbot, done):
    qtbot.waitUntil(done, timeout=30_000)


def idle(qtbot, face):
    until(qtbot, lambda: not face.bench.loads.busy)


def failures(face):
    told = []
    face.bench.failed.connect(told.append)
    return told


# -- the face


def test_every_page_opens_and_every_control_has_a_name(face):
    for name in PAGES:
        face.open(name)
        QApplication.processEvents()
        page = face.page(name)
        assert page.isVisible()
        kinds = (QAbstractButton, QLineEdit, QComboBox, RowList)
        shown = [w for kind in kinds for w in page.findChildren(kind) if w.isVisible()]
        assert [type(w).__name__ for w in shown if not w.accessibleName()] == []


def test_pages_are_walked_with_the_keyboard_and_escape_leaves(face, qtbot):
    face.begin()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert face.current == "bronnen"
    with qtbot.waitSignal(face.closed):
        QTest.keyClick(face, Qt.Key.Key_Escape)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("size", [(1280, 720), (1600, 1000)])
def test_nothing_of_a_page_lies_over_another_part_of_it(face, palette, size):
    face.theme.use(palette)
    face.resize(*size)
    for name in PAGES:
        face.open(name)
        QApplication.processEvents()
        page = face.page(name)
        kinds = (QAbstractButton, QLineEdit, QComboBox, RowList)
        shown = [w for kind in kinds for w in page.findChildren(kind) if w.isVisible() and w.parent() is page]
        for i, one in enumerate(shown):
            assert page.rect().contains(one.geometry()), (name, one.accessibleName())
            clash = [o.accessibleName() for o in shown[i + 1 :] if o.geometry().intersects(one.geometry())]
            assert clash == [], (name, one.accessibleName())


# -- the design


def test_without_a_design_of_ones_own_the_example_says_so(face):
    page = face.page("keten")
    assert page.view.example
    assert page.view.total == 45
    assert page.view.needs[0].unowned


def test_filters_leave_the_questions_that_fit(face):
    page = face.page("keten")
    page.search.setText("bluswater")
    assert 0 < len(page.view.needs) < 5
    assert any("bluswater" in row.question.lower() for row in page.view.needs)
    page.search.clear()
    page.unowned.click()
    assert page.view.needs and all(row.unowned for row in page.view.needs)
    page.unowned.click()
    page.grip.setCurrentIndex(page.grip.findData("0"))
    page.grip.activated.emit(page.grip.currentIndex())
    assert page.view.needs and {row.grip for row in page.view.needs} == {"0"}


def test_a_question_opens_beside_the_table(face):
    page = face.page("keten")
    row = next(r for r in page.needs.rows() if not r.view.unowned and r.view.via)
    row.click()
    QApplication.processEvents()
    assert page.detail.isVisible()
    assert any(row.view.number in w.accessibleName() for w in page.detail.findChildren(FactLine))
    row.click()
    assert not page.detail.isVisible()


def test_partners_stand_apart_and_the_chosen_one_tells_its_flows(face):
    page = face.page("keten")
    page.turn_to(PARTNERS)
    QApplication.processEvents()
    boxes = [page.picture.box_of(partner.id) for partner in page.view.partners]
    assert len(boxes) == 13
    assert all(page.picture.rect().contains(box.toRect()) for box in boxes)
    near = [page.picture.box_of(p.id) for p in page.view.partners if p.nearness == 1]
    assert not any(a.intersects(b) for i, a in enumerate(near) for b in near[i + 1 :])
    QTest.mouseClick(page.picture, Qt.MouseButton.LeftButton, pos=page.picture.box_of("GHOR").center().toPoint())
    QApplication.processEvents()
    told = " ".join(w.accessibleName() for w in page.detail.findChildren(FactLine))
    assert "stof en concentratie" in told and "gezondheidsadvies" in told


def changed(tmp_path: Path, name: str, *swaps: tuple[str, str]) -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_broken_design_shows_every_fault_with_its_line_and_is_not_taken(face, tmp_path):
    page = face.page("keten")
    page.take(changed(tmp_path, "fout.toml", ("versie = 1", "versie = 0"), ("nabijheid = 1", "nabijheid = 9")))
    assert page._side == FILE
    lines = [row.view.line for row in page.faults.rows()]
    assert len(lines) == 2 and all(lines)
    assert not (face.bench.workspace.root / "ketens").exists()


def test_a_design_is_taken_up_and_the_newest_version_counts(face, tmp_path):
    page = face.page("keten")
    page.take(changed(tmp_path, "een.toml", ("fictief = true", "fictief = false")))
    page.take(changed(tmp_path, "twee.toml", ("fictief = true", "fictief = false"), ("versie = 1", "versie = 2")))
    assert "versie 2" in page.view.detail
    assert not page.view.example
    assert page.view.signed == "niet getekend"
    assert len(list((face.bench.workspace.root / "ketens").glob("*.toml"))) == 2


def test_running_incidents_change_over_only_when_somebody_says_so(face, tmp_path):
    face.page("keten").take(changed(tmp_path, "een.toml", ("fictief = true", "fictief = false")))
    reality = face.bench._reality
    command = OpenIncident("Brand", "industriebrand", (1e5, 4.5e5), REGION)
    incident = reality.session.open_incident(command, actor_for("CaCo"))
    page = face.page("keten")
    newer = changed(tmp_path, "twee.toml", ("fictief = true", "fictief = false"), ("versie = 1", "versie = 2"))
    page.take(newer)
    assert reality.session.design(incident).version == 1
    assert page.running.isVisible()
    page.running.click()
    assert reality.session.design(incident).version == 2
    assert not page.running.isVisible()
    adopted = [e for e in reality.session.events(incident) if e.kind == bodies.DESIGN_ADOPTED]
    assert len(adopted) == 2


def test_a_file_can_be_dropped_on_the_page(face, tmp_path):
    page = face.page("keten")
    page.turn_to(FILE)
    drop(page.drop, changed(tmp_path, "een.toml", ("fictief = true", "fictief = false")))
    assert not page.view.example


def drop(widget, *paths: Path) -> None:
    """Drop files as the desktop would."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    widget.dropEvent(event)


# -- sources


def test_a_service_is_tried_taken_up_fetched_and_taken_away(face, qtbot, partner):
    face.open("bronnen")
    page = face.page("bronnen")
    page.new.click()
    QTest.keyClicks(page.url, partner.url("vr"))
    QTest.keyClick(page.url, Qt.Key.Key_Return)
    assert face.bench.loads.check.busy
    until(qtbot, lambda: not face.bench.loads.check.busy)
    assert face.bench.loads.sources() == []
    row = next(r for r in page.found.rows() if r.view.id == "bluswater")
    assert row.view.sound
    row.click()
    assert page.kind.currentData() == "brandkraan"
    assert not page.keep.isEnabled()
    QTest.keyClicks(page.owner, "Veiligheidsregio")
    page.keep.click()
    idle(qtbot, face)
    (line,) = face.bench.loads.sources()
    assert (line.name, line.lamp, line.busy) == ("bluswater", Glyph.LIVE, "")
    assert line.count == "702 objecten"
    page.refresh()
    page.remove.click()
    assert len(face.bench.loads.sources()) == 1
    page.remove.click()
    idle(qtbot, face)
    assert face.bench.loads.sources() == []
    assert face.bench._reality.cache().layers() == []


def test_an_address_where_nothing_is_tells_so_and_nothing_is_taken_up(face, qtbot):
    face.open("bronnen")
    page = face.page("bronnen")
    page.begin_adding("http://127.0.0.1:9/niets")
    page.try_it.click()
    until(qtbot, lambda: not face.bench.loads.check.busy)
    assert face.bench.loads.check.problems
    assert not page.keep.isEnabled()
    page.cancel.click()
    assert face.bench.loads.sources() == []


def test_a_source_that_is_there_already_is_refused_in_words(face, qtbot, partner):
    told = failures(face)
    face.open("bronnen")
    page = face.page("bronnen")
    for _twice in range(2):
        page.begin_adding(partner.url("vr"))
        page._try()
        until(qtbot, lambda: not face.bench.loads.check.busy)
        page.found.rows()[0].click()
        page.name.setText("water")
        page.owner.setText("VR")
        page.keep.click()
        idle(qtbot, face)
    assert [fault.code for fault in told] == ["bron.bestaat"]
    assert face._strip is not None
    QTest.keyClick(face, Qt.Key.Key_Escape)
    assert face._strip is None


def test_loading_can_be_stopped(face, qtbot, partner):
    face.open("bronnen")
    page = face.page("bronnen")
    page.begin_adding(partner.url("vr"))
    page._try()
    until(qtbot, lambda: not face.bench.loads.check.busy)
    page.found.rows()[0].click()
    page.owner.setText("VR")
    page.keep.click()
    assert page.stop.isVisible()
    page.stop.click()
    idle(qtbot, face)
    assert not page.stop.isVisible()


# -- imports


def geojson(path: Path, *names: str, wrong: bool = False) -> Path:
    features = [
        {"type": "Feature", "id": name, "properties": {"naam": name},
         "geometry": {"type": "Point", "coordinates": [400.0 if wrong and i == 0 else 4.36 + i / 1000, 52.0]}}
        for i, name in enumerate(names)
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_files_are_dropped_named_taken_in_and_taken_back(face, qtbot, tmp_path):
    face.open("import")
    page = face.page("import")
    drop(page.drop, geojson(tmp_path / "opvang.geojson", "Kuil", "Dreef", wrong=True), tmp_path / "iets.exe")
    assert [path.name for path in page.waiting] == ["opvang.geojson"]
    assert page.name.text() == "opvang"
    assert page.kind.currentData() == "opvang"
    assert not page.take.isEnabled()
    QTest.keyClicks(page.owner, "Gemeente")
    QTest.keyClick(page.owner, Qt.Key.Key_Return)
    idle(qtbot, face)
    (line,) = face.bench.loads.imports()
    assert line.detail.startswith("2 objecten · 2 nieuw · 1 opmerking")
    assert "400" in line.problems[0]
    assert [hit.title for hit in face.bench._reality.cache().search("Dreef")] == ["Dreef"]
    row = page.list.rows()[0]
    assert row.undo.isVisible()
    row.undo.click()
    idle(qtbot, face)
    assert face.bench.loads.imports()[0].detail == "ongedaan gemaakt"
    assert face.bench.loads.sources() == []
    assert face.bench._reality.cache().layers() == []


def test_taking_back_a_second_import_brings_the_first_back(face, qtbot, tmp_path):
    loads = face.bench.loads
    assert loads.take_in(geojson(tmp_path / "a.geojson", "Kuil"), "opvang", "Gemeente", "opvang")
    idle(qtbot, face)
    assert loads.take_in(geojson(tmp_path / "b.geojson", "Dreef", "Zeewering"), "opvang", "Gemeente", "opvang")
    idle(qtbot, face)
    assert loads.imports()[0].detail == "2 objecten · 2 nieuw · 1 weg"
    loads.take_back(loads.imports()[0].id)
    idle(qtbot, face)
    assert face.bench._reality.cache().batch("opvang").keys == ["Kuil"]
    (line,) = loads.sources()
    assert line.count == "1 object"


def test_a_file_that_cannot_be_read_is_told_and_does_not_stay(face, qtbot, tmp_path):
    bad = tmp_path / "kapot.geojson"
    bad.write_text("{niet")
    assert face.bench.loads.take_in(bad, "kapot", "Gemeente", "onbekend")
    idle(qtbot, face)
    (line,) = face.bench.loads.imports()
    assert line.lamp is Glyph.ALARM and line.detail
    assert not line.undoable
    assert face.bench.loads.sources() == []


def test_csv_rows_without_a_place_are_named(face, qtbot, tmp_path):
    path = tmp_path / "punten.csv"
    path.write_text("id;x;y\n1;85000;446000\n2;abc;446000\n", encoding="utf-8")
    face.bench.loads.take_in(path, "punten", "Gemeente", "onbekend")
    idle(qtbot, face)
    (line,) = face.bench.loads.imports()
    assert any("regel 3" in text for text in line.problems)


@pytest.mark.parametrize(
    ("word", "found"),
    [("sirenes", "sirene"), ("Bluswater", "brandkraan"), ("opvanglocaties", "opvanglocatie"), ("opvang", "opvang"),
     ("zomaar", "")],
)  # fmt: skip
def test_a_name_says_which_class_it_most_likely_is(word, found):
    assert likely_class(word) == found


# -- words and maps


def test_a_word_of_a_service_leads_to_our_class(face):
    face.open("woorden")
    page = face.page("woorden")
    page.search.setText("wegafsluiting")
    assert [row.view.id for row in page.list.rows()] == ["afzetting"]
    told = " ".join(w.accessibleName() for w in page.detail.rows())
    assert "wegafsluiting" in told and "gemeente" in told


def test_region_and_organisation_are_kept(face):
    face.open("kaart")
    page = face.page("kaart")
    assert not page.save.isEnabled()
    page.region.setCurrentIndex(page.region.findData("VR Haaglanden"))
    page.region.activated.emit(page.region.currentIndex())
    page.organisation.setText("Veiligheidsregio Haaglanden")
    page.save.click()
    kept = open_workspace(face.bench.workspace.root).settings
    assert (kept.region, kept.organisation) == ("VR Haaglanden", "Veiligheidsregio Haaglanden")
    assert not page.save.isEnabled()


def test_a_map_package_is_added_drawn_and_taken_away(face, tmp_path):
    face.open("kaart")
    page = face.page("kaart")
    given = tmp_path / "mijn.kaart"
    shutil.copy(shipped_map("nederland.kaart"), given)
    drop(page.drop, given)
    own = next(package for package in face.bench.maps() if not package.shipped)
    page._choose(str(own.path))
    QApplication.processEvents()
    assert page.sheet.picture is not None
    page.remove.click()
    page.remove.click()
    assert all(package.shipped for package in face.bench.maps())


def test_what_is_no_map_is_told(face, tmp_path):
    told = failures(face)
    bad = tmp_path / "geen.kaart"
    bad.write_bytes(b"niets")
    face.open("kaart")
    drop(face.page("kaart").drop, bad)
    assert len(told) == 1


def test_a_region_of_a_design_stands_first(face):
    write_settings(face.bench.workspace.root, replace(face.bench.workspace.settings, region="VR Elders"))
    page = face.page("kaart")
    names = [page.region.itemText(i) for i in range(page.region.count())]
    assert names[1] == REGION
    assert "VR Zeeland" in names
