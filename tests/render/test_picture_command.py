"""`cop picture` as a script uses it: a process without a screen, a real workspace, and a PNG that says what it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from cop_app.bootstrap import open_session, open_workspace
from cop_app.domain.commands import ClaimInput, PutItem
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Actor, Classification, Reality, Realm, Team
from cop_app.domain.sharing import release
from cop_app.geo.wkb import claim_geometry
from cop_app.map.mark_types import Label, SymbolMark
from cop_app.map.palette import load_palette
from cop_app.map.viewport import Viewport
from cop_app.render.picture import EDGE_PX, Sheet, write_picture

ROOT = Path(__file__).resolve().parents[2]
BOX = "140000,504700,141200,505500"
ALERT = {"item": "g", "class": "slachtoffertelling", "claims": {"aantal": 12, "naam": "Gewonden"},
         "geometry": {"type": "Point", "coordinates": [140600, 505300]}}  # fmt: skip


@pytest.fixture
def cop(tmp_path):
    hidden = {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "KETENBEELD_WITHOUT_QT"}
    clean = {key: value for key, value in os.environ.items() if key not in hidden}

    def run(*words, stdin="", code=0):
        command = [sys.executable, "-m", "cop_app", *words, "--workspace", str(tmp_path / "werkmap")]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, cwd=ROOT, check=False, env=clean, timeout=120
        )
        assert done.returncode == code, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture
def incident(cop):
    words = ("incident", "open", "--title", "Brand haven", "--kind", "industriebrand", "--at", "140300,505100")
    return json.loads(cop(*words, "--realm", "exercise", "--json").stdout)["id"]


def pixels(path):
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    assert not image.isNull()
    raw = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), 2::-1].astype(np.int16).copy()


def rgb(token, palette="dag"):
    return QColor(load_palette(palette).colour(token)).getRgb()[:3]


def test_a_picture_without_a_screen(cop, incident, tmp_path):
    out = tmp_path / "beeld.png"
    done = cop("picture", incident, "--extent", BOX, "--size", "800x540", "--out", str(out))
    assert "OEFENING · intern" in done.stderr
    before = pixels(out)
    assert before.shape == (540, 800, 3)
    edge = before[-EDGE_PX:]
    assert tuple(edge[2, 2]) == rgb("exercise")
    for x0, x1 in ((0, 200), (250, 550), (650, 800)):  # marking, title with time, Ketenbeeld
        assert (np.abs(edge[:, x0:x1] - rgb("onExercise")).sum(axis=2) < 60).sum() > 50
    assert QImage(str(out)).text("Title").startswith("OEFENING · intern · Brand haven · stand ")
    cop("item", "put", incident, stdin=json.dumps(ALERT))
    cop("picture", incident, "--extent", BOX, "--size", "800x540", "--out", str(out))
    after = pixels(out)
    changed = np.argwhere((before != after).any(axis=2)[:-EDGE_PX])
    view = Viewport.fit((140000, 504700, 141200, 505500), 800, 540 - EDGE_PX, margin_px=0.0)
    assert len(changed) > 100
    assert np.hypot(*(changed.mean(axis=0)[::-1] - view.to_px(140600, 505300))) < 60
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_looking_back_leaves_out_what_came_later(cop, incident, tmp_path):
    cop("item", "put", incident, stdin=json.dumps(ALERT))
    now, then = tmp_path / "nu.png", tmp_path / "toen.png"
    cop("picture", incident, "--extent", BOX, "--size", "600x400", "--out", str(now))
    cop("picture", incident, "--extent", BOX, "--size", "600x400", "--out", str(then), "--at",
        "2026-01-01T12:00:00+01:00")  # fmt: skip
    assert QImage(str(then)).text("Title").endswith("zoals bekend 01-01-2026 12:00")
    assert (pixels(now) != pixels(then))[:-EDGE_PX].any(axis=2).sum() > 100


def test_reality_has_no_exercise_edge_and_another_palette(cop, tmp_path):
    words = ("incident", "open", "--title", "Brand", "--kind", "industriebrand", "--at", "140300,505100")
    real = json.loads(cop(*words, "--realm", "real", "--json").stdout)["id"]
    out = tmp_path / "echt.png"
    done = cop("picture", real, "--palette", "nacht", "--size", "400x300", "--out", str(out))
    assert "OEFENING" not in done.stderr
    assert tuple(pixels(out)[-2, 2]) == rgb("s2", "nacht")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [("--size", "groot", "1600x1000"), ("--size", "9x9", "1600x1000"), ("--extent", "1,2,3", "X1,Y1,X2,Y2"),
     ("--extent", "141200,505500,140000,504700", "X1,Y1,X2,Y2"), ("--lens", "glazen bol", "niet bekend")],
)  # fmt: skip
def test_what_cannot_be_used_is_told(cop, incident, tmp_path, option, value, words):
    done = cop("picture", incident, option, value, "--out", str(tmp_path / "a.png"), code=2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "a.png").exists()


def test_a_folder_that_is_not_there_is_told(cop, incident, tmp_path):
    done = cop("picture", incident, "--out", str(tmp_path / "weg" / "a.png"), code=1)
    assert "niet te schrijven" in done.stderr


def test_the_command_needs_no_widgets():
    code = ("import sys, cop_app.cli.picture, cop_app.render.picture, cop_app.bootstrap.marks, cop_app.bootstrap.desk;"
            "sys.exit('PySide6.QtWidgets' in sys.modules)")  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def sheet(label):
    marks = [SymbolMark("a", "tel.gewond", 140600.0, 505300.0, 32.0, 90, label=Label(label, priority=0))]
    view = Viewport(140600.0, 505300.0, 1.0, 400, 240)
    return Sheet(view, load_palette("dag"), {}, marks, "Brand", "stand 12:00", True)


class Book:
    """A ledger that remembers what it was told."""

    def __init__(self):
        self.counts = []

    def record(self, release, counts):
        self.counts.append(counts)


def test_without_a_release_for_this_exit_nothing_is_written(qapp, tmp_path):
    other = release("state", Realm.OEFENING, Classification.INTERN, ledger=Book())
    with pytest.raises(UserFacingError) as refused:
        write_picture(sheet("Gewonden"), other, tmp_path / "a.png")
    assert refused.value.code == "delen.geen_toestemming"
    assert list(tmp_path.iterdir()) == []


def test_a_place_where_nothing_can_be_written_is_told(qapp, tmp_path, monkeypatch):
    permit = release("picture", Realm.OEFENING, Classification.INTERN, ledger=Book())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bestand").write_text("blijft")
    for place in (tmp_path / "bestand" / "a.png", Path(), tmp_path):
        with pytest.raises(UserFacingError) as refused:
            write_picture(sheet("Gewonden"), permit, place)
        assert refused.value.code == "plaatje.schrijven"
    assert [each.name for each in tmp_path.iterdir()] == ["bestand"]


def test_a_person_does_not_leave_on_a_label(qapp, tmp_path):
    book = Book()
    permit = release("picture", Realm.OEFENING, Classification.INTERN, ledger=book)
    for name, label in (("persoon", "bel 06-12345678"), ("vlak", "bel ▇▇▇"), ("ander", "bel 112")):
        write_picture(sheet(label), permit, tmp_path / f"{name}.png")
    assert (pixels(tmp_path / "persoon.png") == pixels(tmp_path / "vlak.png")).all()
    assert (pixels(tmp_path / "persoon.png") != pixels(tmp_path / "ander.png")).any()
    assert [counts.masked for counts in book.counts] == [1, 0, 0]


def test_what_is_confidential_stays_behind_and_is_counted(cop, incident, tmp_path):
    bare, secret = tmp_path / "kaal.png", tmp_path / "geheim.png"
    words = ("--extent", BOX, "--size", "400x300", "--at", "23:59:59")
    cop("picture", incident, *words, "--out", str(bare))
    workspace = open_workspace(tmp_path / "werkmap")
    session = open_session(workspace, Realm.OEFENING)
    said = {"aantal": ClaimInput(3, classification=Classification.VERTROUWELIJK)}
    place = claim_geometry(ALERT["geometry"])
    command = PutItem("v", "slachtoffertelling", Reality.ACTUEEL, said, place)
    session.put(incident, command, Actor("OvD-G", Team.COPI, "GHOR"))
    session.close()
    done = cop("picture", incident, *words, "--out", str(secret))
    assert "1 objecten boven intern staan niet op het plaatje" in done.stderr
    assert (pixels(bare)[:-EDGE_PX] == pixels(secret)[:-EDGE_PX]).all()


def test_a_picture_is_a_png(cop, incident, tmp_path):
    done = cop("picture", incident, "--out", str(tmp_path / "a.jpg"), code=2)
    assert ".png" in done.stderr
    assert not (tmp_path / "a.jpg").exists()
