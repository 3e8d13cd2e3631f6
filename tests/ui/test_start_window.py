"""From a closed laptop to an opened incident: the ways in with real sessions, counted in keys, and their mishaps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from cop_app.bootstrap import exercise_layers, open_session, open_workspace
from cop_app.bootstrap.maps import MAPS_FOLDER
from cop_app.domain import bodies
from cop_app.domain.clock import SystemClock
from cop_app.domain.commands import CloseIncident, OpenIncident
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Realm
from cop_app.formats.basemap import write_basemap
from cop_app.settings import write_settings
from cop_app.store.passphrase import set_passphrase
from cop_app.ui.app import application
from cop_app.ui.start_window import StartWindow
from cop_app.ui.views import WindowMode

PHRASE = "vier losse woorden samen"
LINE = "P 1 BMD-01 BR industrie Chemiekade 4 Nieuw-Kruishaven 161331"


class Hands:
    """Keys pressed on whatever has the focus; counts the steps."""

    def __init__(self, start: StartWindow) -> None:
        self.start = start
        self.steps = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.steps += 1
        popup = QApplication.activePopupWidget()
        target = popup.focusWidget() or popup if popup is not None else QApplication.focusWidget()
        QTest.keyClick(target or self.start.window, key, modifier)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """A text counts as one step, like a paste."""
        self.steps += 1
        QTest.keyClicks(QApplication.focusWidget(), text)


class Laptop:
    """A workspace with its start window; closes whatever was opened."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.folder, self.qtbot = folder, qtbot
        self.opened: list[StartWindow] = []

    def start(self, passphrase: str | None = None) -> StartWindow:
        made = StartWindow(open_workspace(self.folder), "dag", passphrase)
        self.opened.append(made)
        self.qtbot.addWidget(made.window)
        made.window.resize(1280, 720)
        made.window.show()
        made.window.activateWindow()
        QApplication.processEvents()
        QApplication.processEvents()
        return made

    def session(self, realm: Realm = Realm.ECHT, **more):
        return open_session(open_workspace(self.folder), realm, read_only=True, **more)

    def close(self) -> None:
        for made in self.opened:
            made._timer.stop()
            if made._desk is not None:
                made._desk.window.closing.disconnect(made._desk_closing)
                made._desk.window.close()
                made._desk.desk.close()
            if made._reality is not None:
                made._reality.close()


@pytest.fixture
def laptop(qtbot: QtBot, tmp_path: Path):
    application()
    made = Laptop(tmp_path, qtbot)
    yield made
    made.close()


@pytest.fixture
def running(laptop: Laptop) -> str:
    """An incident that runs already, opened at another hour by another function."""
    session = open_session(open_workspace(laptop.folder), Realm.ECHT)
    command = OpenIncident("Brand loods", "industriebrand", (85100.0, 446200.0), "VR Test", "Mekelweg 4")
    incident = session.open_incident(command, actor_for("CaCo"))
    session.close()
    return incident


def desk_of(start: StartWindow):
    assert start._desk is not None
    start._desk._timer.stop()
    return start._desk


# -- start


def test_nothing_is_preselected_and_the_exercise_is_large(laptop):
    start = laptop.start()
    assert start._pages.currentWidget() is start._start
    assert start._start.exercise.large
    assert not any(card.hasFocus() for card in start._start.cards)
    assert start._start.view.running == ()


def test_a_region_makes_the_ways_in_equal(laptop):
    write_settings(laptop.folder, replace(open_workspace(laptop.folder).settings, region="VR Test"))
    start = laptop.start()
    assert not start._start.exercise.large
    assert "VR Test" in start._start.view.region


def test_running_incidents_are_listed_and_closed_ones_are_not(laptop, running):
    session = open_session(open_workspace(laptop.folder), Realm.ECHT)
    other = session.open_incident(OpenIncident("Voorbij", "overig", (1e5, 4.5e5)), actor_for("CaCo"))
    session.submit(other, CloseIncident("klaar"), actor_for("CaCo"))
    session.close()
    (shown,) = laptop.start()._start.view.running
    assert (shown.id, shown.title) == (running, "Brand loods")
    assert "Mekelweg 4" in shown.detail


def test_what_the_laptop_holds_is_told(laptop):
    held = {row.id: row for row in laptop.start()._start.view.holdings}
    assert {"regio", "keten", "kaart", "bronnen", "schijf", "slot"} <= held.keys()
    assert "GB vrij" in held["schijf"].name
    assert held["slot"].name == "Zonder wachtzin"


# -- a new incident


def test_a_pasted_line_opens_a_real_incident_in_three_keys(laptop):
    start = laptop.start()
    hands = Hands(start)
    QApplication.clipboard().setText("P 1 BMD-01 Brand industrie Chemiekade 85100 446200 162131")
    hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    view = start._new.view
    assert view.place == "RD 85 100 / 446 200"
    assert view.kind == "industriebrand"
    assert "eenheden 162131" in view.read
    hands.press(Qt.Key.Key_Return)
    shown = desk_of(start)
    assert hands.steps <= 3
    assert shown.window.isVisible() and not start.window.isVisible()
    assert shown.window.mode is WindowMode.ECHT
    (incident,) = shown.desk.session.incidents()
    assert (incident.kind, incident.place) == ("industriebrand", (85100.0, 446200.0))


def test_by_keyboard_alone_from_a_place_and_a_kind_within_ten_steps(laptop):
    start = laptop.start()
    hands = Hands(start)
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return)
    assert start._pages.currentWidget() is start._new
    hands.type("52,0116; 4,3571")
    hands.press(Qt.Key.Key_Return)  # the place is read; Enter leads to the kinds
    kinds = start._new.kind
    assert isinstance(kinds, QComboBox) and not start._new.open.isEnabled()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert start._new.view.kind == kinds.itemData(1)
    hands.press(Qt.Key.Key_Return)
    assert hands.steps <= 10
    (incident,) = desk_of(start).desk.session.incidents()
    assert incident.kind == kinds.itemData(1)
    assert 80_000 < incident.place[0] < 90_000


def test_who_opens_has_taken_that_function_and_acts_in_it(laptop):
    start = laptop.start()
    start._start.real.click()
    QTest.keyClicks(start._new.field, "142000 503000")
    start._new.read_now()
    start._new.function_chosen.emit("OvD-B")
    start._new.kind_chosen.emit("overig")
    start._new.open.click()
    shown = desk_of(start)
    session, incident = shown.desk.session, shown.desk.incident
    assert session.picture_at(incident).functions == {"OvD-B": frozenset({session.device})}
    opened = next(e for e in session.events(incident) if e.kind == bodies.INCIDENT_OPENED)
    assert opened.body["actor"]["function"] == "OvD-B"
    assert opened.body["actor"]["organisation"] == "Brandweer"
    assert shown.window.strip.view.function == "OvD-B"


def test_a_place_that_is_nowhere_is_told_in_dutch_and_nothing_opens(laptop):
    start = laptop.start()
    start._start.real.click()
    QTest.keyClicks(start._new.field, "iets bij de kaasboer")
    start._new.read_now()
    assert not start._new.open.isEnabled()
    assert "RD-coördinaten" in start._new.view.problem
    QTest.keyClick(start._new.field, Qt.Key.Key_Return)
    assert start._desk is None


def test_a_real_incident_never_finds_a_street_of_the_exercise_town(laptop):
    start = laptop.start()
    start._start.real.click()
    QTest.keyClicks(start._new.field, "Chemiekade 4 Nieuw-Kruishaven")
    start._new.read_now()
    assert start._new.view.place == ""
    assert start._new.view.place_choices == ()


def test_a_map_package_of_ones_own_gives_streets_and_object_cards(laptop):
    layers = exercise_layers()
    kept = {name: layers[name] for name in ("land", "weg", "adres", "objectkaart")}
    (laptop.folder / MAPS_FOLDER).mkdir()
    write_basemap(laptop.folder / MAPS_FOLDER / "eigen.kaart", kept, {"naam": "Eigen kaart"})
    start = laptop.start()
    start._start.real.click()
    QTest.keyClicks(start._new.field, LINE)
    start._new.read_now()
    assert start._new.view.place == "Chemiekade 4, Nieuw-Kruishaven"
    assert "OK-001" in start._new.view.object_card
    assert start._new.view.title == "Industriebrand Chemiekade 4"


def test_an_own_exercise_has_its_frame_and_leaves_reality_alone(laptop):
    start = laptop.start()
    start._start.own_exercise_pressed.emit()
    assert start._new.frame.mode is WindowMode.OEFENING
    QTest.keyClicks(start._new.field, LINE)
    start._new.read_now()
    assert start._new.view.kind == "industriebrand"
    QTest.keyClick(start._new.field, Qt.Key.Key_Return)
    shown = desk_of(start)
    assert shown.window.mode is WindowMode.OEFENING
    assert shown.desk.session.realm is Realm.OEFENING
    assert start._session().incidents() == ()
    assert shown.desk.session.design(shown.desk.incident).fictional


def test_the_same_street_in_three_villages_asks_which(laptop):
    start = laptop.start()
    start._start.own_exercise_pressed.emit()
    hands = Hands(start)
    hands.type("Gruttoweg")
    start._new.read_now()
    assert len(start._new.view.place_choices) == 3
    assert start._new.view.place == ""
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert start._new.view.place == "Gruttoweg"
    assert "Rietwaard" in start._new.view.place_detail


def test_a_place_can_be_pointed_at_on_the_map(laptop):
    start = laptop.start()
    start._start.real.click()
    QApplication.processEvents()
    start._new_flow._canvas.clicked.emit(84000.0, 447000.0, "")
    assert start._new.view.place == "RD 84 000 / 447 000"
    assert "aangewezen" in start._new.view.place_detail


# -- the second face


def test_preparing_opens_without_an_incident_and_what_was_set_counts_at_once(laptop):
    start = laptop.start()
    start._start.prepare.click()
    screen = start._prepare
    assert start._pages.currentWidget() is screen
    assert screen.current == "keten"
    screen.bench.choose_region("VR Haaglanden", "Veiligheidsregio Haaglanden")
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert start._pages.currentWidget() is start._start
    assert not start._start.exercise.large
    assert "VR Haaglanden" in start._start.view.region
    start._start.real.click()
    QTest.keyClicks(start._new.field, "brand industrie 85100 446200")
    start._new.read_now()
    start._new.open.click()
    (incident,) = desk_of(start).desk.session.incidents()
    assert incident.region == "VR Haaglanden"


def test_what_is_held_opens_the_page_where_it_is_kept(laptop):
    start = laptop.start()
    row = next(r for r in start._start.holdings.rows() if r.view.id == "bronnen")
    row.click()
    assert start._prepare.current == "bronnen"


# -- exercises


def test_the_exercise_opens_in_its_own_frame_and_leaves_reality_alone(laptop):
    start = laptop.start()
    start._start.exercise.click()
    shown = desk_of(start)
    assert shown.window.mode is WindowMode.OEFENING
    assert start._session().incidents() == ()


def test_a_played_exercise_can_be_looked_at_again_and_never_goes_on_by_itself(laptop):
    start = laptop.start()
    start._start.own_exercise_pressed.emit()
    QTest.keyClicks(start._new.field, LINE)
    start._new.read_now()
    start._new.open.click()
    before = len(desk_of(start).desk.session.events(start._desk.desk.incident))
    start._desk.window.close()
    QApplication.processEvents()
    QApplication.processEvents()
    assert start.window.isVisible() and start._desk is None
    (past,) = start._start.view.past
    assert past.title == "Industriebrand Chemiekade 4"
    start._start.past_opened.emit(past.id)
    again = desk_of(start)
    assert again.desk.session.read_only
    assert again.window.mode is WindowMode.OEFENING
    assert len(again.desk.session.events(again.desk.incident)) == before


def test_closing_the_desk_brings_the_start_back_with_the_incident_running(laptop, running):
    start = laptop.start()
    join(start, running, "OL")
    desk_of(start).window.close()
    QApplication.processEvents()
    QApplication.processEvents()
    assert start.window.isVisible()
    assert [row.id for row in start._start.view.running] == [running]


# -- joining


def join(start: StartWindow, incident: str, *functions: str) -> None:
    start._start.incident_opened.emit(incident)
    for row in start._join.functions.rows():
        if row.choice.id in functions:
            row.click()
    start._join.next.click()
    start._since.join.click()


def test_joining_takes_the_functions_and_the_desk_acts_in_the_first(laptop, running):
    start = laptop.start()
    join(start, running, "OvD-P", "OL")
    shown = desk_of(start)
    session = shown.desk.session
    held = session.picture_at(running).functions
    assert {name for name, devices in held.items() if session.device in devices} == {"OvD-P", "OL"}
    assert shown.bench.actor.function == "OvD-P"
    assert shown.window.strip.view.function == "OvD-P"
    shown.window.right.questions.called.emit(shown.window.right.questions.view.open[0].id)
    called = [e for e in session.events(running) if e.kind == bodies.QUESTION_CALLED]
    assert called[-1].body["actor"]["function"] == "OvD-P"
    assert called[-1].body["actor"]["organisation"] == "Politie"


def test_joining_by_keyboard_alone(laptop, running):
    start = laptop.start()
    hands = Hands(start)
    hands.press(Qt.Key.Key_Right)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    assert start._pages.currentWidget() is start._join
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Return)
    assert start._pages.currentWidget() is start._since
    assert start._since.view.lines[0].text == "Melding: Brand loods, Mekelweg 4"
    hands.press(Qt.Key.Key_Return)
    assert hands.steps <= 6
    assert desk_of(start).bench.actor.function == "CaCo"


def test_nothing_is_written_before_the_last_step_of_joining(laptop, running):
    start = laptop.start()
    before = len(start._session().events(running))
    start._start.incident_opened.emit(running)
    start._join.functions.rows()[0].click()
    start._join.next.click()
    start._since.cancelled.emit()
    assert start._pages.currentWidget() is start._join
    start._join.cancelled.emit()
    assert start._pages.currentWidget() is start._start
    assert len(start._session().events(running)) == before


def test_functions_of_this_laptop_are_on_already_and_not_taken_twice(laptop, running):
    start = laptop.start()
    join(start, running, "OL")
    desk_of(start).window.close()
    QApplication.processEvents()
    QApplication.processEvents()
    start._start.incident_opened.emit(running)
    assert start._join.view.selected == ("OL",)
    start._join.next.click()
    start._since.join.click()
    taken = [e for e in desk_of(start).desk.session.events(running) if e.kind == bodies.FUNCTION_TAKEN]
    assert len(taken) == 1


# -- a passphrase


def lock(folder: Path, passphrase: str) -> None:
    """Close a workspace that was used before with a passphrase."""
    set_passphrase(open_workspace(folder).vault_places(), passphrase, SystemClock(), lambda _text: None)


def test_a_locked_laptop_asks_for_the_passphrase_and_says_when_it_is_wrong(laptop, running):
    lock(laptop.folder, PHRASE)
    start = laptop.start()
    assert start._pages.currentWidget() is start._lock
    for _attempt in range(4):
        QTest.keyClicks(start._lock.sheet.field, "mis")
        QTest.keyClick(start._lock.sheet.field, Qt.Key.Key_Return)
        assert start._pages.currentWidget() is start._lock
        labels = [label.text() for label in start._lock.sheet.findChildren(type(start._lock.sheet.label("")))]
        assert any("past niet" in text for text in labels)
    QTest.keyClicks(start._lock.sheet.field, PHRASE)
    QTest.keyClick(start._lock.sheet.field, Qt.Key.Key_Return)
    assert start._pages.currentWidget() is start._start
    assert [row.id for row in start._start.view.running] == [running]
    assert any(row.name == "Met wachtzin gesloten" for row in start._start.view.holdings)


def test_an_exercise_is_open_while_reality_is_locked(laptop, running):
    lock(laptop.folder, PHRASE)
    start = laptop.start()
    start._lock.cancelled.emit()
    assert start._pages.currentWidget() is start._start
    assert start._start.view.running == ()
    start._start.real.click()
    assert start._pages.currentWidget() is start._start
    assert start._strip is not None
    start._start.exercise.click()
    assert desk_of(start).window.mode is WindowMode.OEFENING
    assert not (laptop.folder / "oefening").exists()


def test_an_exercise_played_on_an_unlocked_laptop_is_closed_with_it(laptop, running):
    lock(laptop.folder, PHRASE)
    start = laptop.start(PHRASE)
    start._start.own_exercise_pressed.emit()
    QTest.keyClicks(start._new.field, LINE)
    start._new.read_now()
    start._new.open.click()
    desk_of(start).window.close()
    QApplication.processEvents()
    QApplication.processEvents()
    (past,) = start._start.view.past
    start._start.past_opened.emit(past.id)
    assert desk_of(start).window.mode is WindowMode.OEFENING


def test_a_passphrase_given_at_the_start_is_not_asked_again(laptop, running):
    lock(laptop.folder, PHRASE)
    start = laptop.start(PHRASE)
    assert start._pages.currentWidget() is start._start
    assert [row.id for row in start._start.view.running] == [running]


def test_a_damaged_log_is_told_and_the_exercise_still_works(laptop, running):
    (laptop.folder / "live" / "log.db").write_bytes(b"geen logboek" * 400)
    start = laptop.start()
    assert start._pages.currentWidget() is start._start
    assert start._start.view.problem
    start._start.real.click()
    assert start._strip is not None
    start._start.own_exercise_pressed.emit()
    assert start._pages.currentWidget() is start._new
