"""The desk window over real services and the second process: what it shows when either of them falls away.

Partners are OGC API Features services on loopback; the process is ended by its id, as a machine short of memory does.
"""

from __future__ import annotations

import os
import signal

import pytest
from hands import click, events
from PySide6.QtGui import QColor

from cop_app.bootstrap import read_exercise
from cop_app.bootstrap.exercise_desk import ExerciseDesk
from cop_app.domain.clock import MINUTE
from cop_app.map.palette import load_palette
from cop_app.paths import shipped_map
from cop_app.replay.serve import PartnerServices
from cop_app.ui.desk_window import DeskWindow
from cop_app.ui.presenter import time_of
from cop_app.ui.theme import load_fonts
from cop_app.ui.views import Glyph

PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def desk(layers, tmp_path_factory):
    """One evening for the whole file: each test leaves services and second process running again."""
    made = ExerciseDesk(read_exercise("havenbrand"), layers, tmp_path_factory.mktemp("diensten"), services=True)
    made.play_to(made.scenario.start + 25 * MINUTE)
    yield made
    made.close()


@pytest.fixture
def shown(qtbot, desk, layers):
    load_fonts()
    made = DeskWindow(desk, layers, map_file=shipped_map("markerwaard.kaart"))
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    until_quiet(qtbot, made)
    return made


def until_quiet(qtbot, shown):
    """Let real time go on, and hardly any story, until every source that was asked has answered."""
    shown.go_on(1)

    def quiet():
        shown.go_on(1)
        return not shown.desk.assembly.loading

    qtbot.waitUntil(quiet, timeout=PATIENCE_MS)
    shown.refresh()


def until_sharp(qtbot, shown):
    """Wait for the tiles, by whomever they are drawn."""
    qtbot.waitUntil(lambda: not shown.canvas._board.busy and not shown.canvas._work.isActive(), timeout=PATIENCE_MS)


def go_on(qtbot, shown, *steps):
    """Let the story go on in steps; what is due at each is asked and answered, or not."""
    for step in steps:
        shown.go_on(step)
        until_quiet(qtbot, shown)


def rows(shown):
    return {row.id: row for group in shown.window.layers.groups for row in group.rows}


def land_and_water(shown):
    """Return how many of the looked-at pixels of the map have the colours of the base map."""
    picture = shown.canvas.grab().toImage()
    wanted = {QColor(load_palette("dag").colour(token)).rgb() for token in ("water", "industry", "build")}
    looked = [picture.pixel(x, y) for x in range(0, picture.width(), 5) for y in range(0, picture.height(), 5)]
    return sum(pixel in wanted for pixel in looked) / len(looked)


def stop_services(desk):
    services = desk._services
    services.close()
    return services._server.server_address[1]


def start_services(desk, port):
    """Start the partners again where they were."""
    before = desk._services
    desk._services = PartnerServices(desk.world, before._partners, desk.clock.story, port)
    desk._services.start()


def test_tiles_come_from_the_second_process_and_layers_have_ages_and_lamps(shown, desk, qtbot):
    tiles = shown.canvas._board.worker
    qtbot.waitUntil(lambda: tiles.can_letter, timeout=PATIENCE_MS)
    drawn = []
    took = tiles._take
    tiles._take = lambda message, room_for: (drawn.append(message), took(message, room_for))
    shown.bench.look_at(desk.centre[0] + 3000, desk.centre[1])
    until_sharp(qtbot, shown)
    assert not any(message.problem for message in drawn)
    assert sum(message.complete for message in drawn) >= 4  # a tile of the former view may have been called off
    shown.bench.look_at(*desk.centre)
    until_sharp(qtbot, shown)
    assert land_and_water(shown) > 0.2
    found = rows(shown)
    assert len(found) > 8
    lamps = {row.lamp for row in found.values()}
    assert Glyph.LIVE in lamps
    live = [row for row in found.values() if row.lamp is Glyph.LIVE]
    assert all(row.detail.split(" · ")[-1].split()[-1] in {"s", "min", "u"} for row in live), live
    assert all(shown.desk.moment().sources[row.id].facts.fetched_at for row in live)


def test_when_the_second_process_dies_the_picture_stays_it_is_told_and_it_comes_back(shown, desk, qtbot):
    until_sharp(qtbot, shown)
    there, marks, pid = land_and_water(shown), shown.canvas.marks, desk.process.pid
    assert there > 0.2
    starts = desk.process.starts
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: desk.process.lost, timeout=PATIENCE_MS)
    shown.go_on(1)
    said = shown.window.stage.error.view
    assert f"viel weg om {time_of(shown.bench.now())}" in said.text
    assert "blijft staan" in said.text
    assert "vanzelf opnieuw" in said.advice
    assert land_and_water(shown) > 0.95 * there
    assert shown.canvas.marks == marks
    before = len(events(shown))
    shown._command("draw_sign")
    click(shown.canvas, 320, 300)
    assert len(events(shown)) == before + 1, "one can go on working"
    shown.bench.look_at(desk.centre[0] - 2500, desk.centre[1])
    until_sharp(qtbot, shown)
    assert land_and_water(shown) > 0.2, "whoever draws: nothing stays empty"
    qtbot.waitUntil(lambda: wake(shown) and desk.process.alive, timeout=PATIENCE_MS)
    assert desk.process.pid != pid
    worker = shown.canvas._board.worker
    qtbot.waitUntil(lambda: wake(shown) and worker.alive and worker.can_letter, timeout=PATIENCE_MS)
    go_on(qtbot, shown, MINUTE)
    assert rows(shown)["eenheden"].lamp is Glyph.LIVE
    assert desk.process.starts == starts + 1


def wake(shown):
    """Look elsewhere, as a person does all the time: tiles are wanted then."""
    shown.canvas.pan(700, 0)
    return True


def test_a_death_while_loading_loses_nothing(shown, desk, qtbot):
    desk.refresh()
    desk.advance(1)
    assert desk.assembly.loading
    starts = desk.process.starts
    os.kill(desk.process.pid, signal.SIGKILL)
    until_quiet(qtbot, shown)
    assert desk.process.starts == starts + 1
    assert all(state.facts.complete for name, state in desk.moment().sources.items() if not desk.assembly.nowhere(name))


def test_sources_without_their_services_grow_old_and_recover(shown, desk, qtbot):
    go_on(qtbot, shown, MINUTE)
    marks = {mark.item for mark in shown.canvas.marks}
    stopped_at, port = desk.clock.story(), stop_services(desk)
    go_on(qtbot, shown, 5 * MINUTE)
    moment, found = desk.moment(), rows(shown)
    asked = [name for name in moment.sources if moment.catalogue[name].refresh_s <= 60 and name in found]
    assert "eenheden" in asked and len(asked) >= 3
    for name in asked:
        held = moment.sources[name].facts.fetched_at
        assert held <= stopped_at
        assert found[name].lamp in {Glyph.HALF, Glyph.DEAD}, found[name]
        assert any(word in found[name].detail for word in ("verouderd sinds", "dood sinds")), found[name]
    said = moment.sources["eenheden"]
    assert f"verouderd sinds {time_of(said.stale_since)}" in found["eenheden"].detail
    assert said.stale_since <= stopped_at
    assert "verouderd" in shown.window.strip.view.sources_detail
    assert marks <= {mark.item for mark in shown.canvas.marks}, "what was known stays on the map"
    start_services(desk, port)
    shown.window.layers.source_opened.emit("eenheden")
    shown.window.sheet.refresh_pressed.emit("eenheden")
    until_quiet(qtbot, shown)
    assert rows(shown)["eenheden"].lamp is Glyph.LIVE
    assert desk.moment().sources["eenheden"].facts.fetched_at > stopped_at
    desk.refresh()
    until_quiet(qtbot, shown)
    assert not [rows(shown)[name].detail for name in asked if "verouderd" in rows(shown)[name].detail]
    breaks = desk.moment().datasets.breaks("eenheden", desk.clock.story())
    assert breaks[-1][0] >= stopped_at and breaks[-1][1] > breaks[-1][0]
