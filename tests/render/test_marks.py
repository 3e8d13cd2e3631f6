"""The signs and areas of the picture painted: nothing is invisible, and two values that clash are always written."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from cop_app.map.area_styles import AREA_STYLES
from cop_app.map.mark_types import AreaMark, Badge, Freshness, Label, Layer, LineMark, State, SymbolMark
from cop_app.map.palette import load_palette
from cop_app.map.symbols import SYMBOLS
from cop_app.map.viewport import Viewport
from cop_app.render.lettering import load_fonts
from cop_app.render.marks import paint_drawing, paint_marks

X, Y = 142000.0, 505000.0
VIEW = Viewport(X, Y, 1.0, 400, 240)
SQUARE = ((X - 80, Y - 60), (X + 80, Y - 60), (X + 80, Y + 60), (X - 80, Y + 60), (X - 80, Y - 60))
CONFLICT = "12 (CoPI 19:27) ≠ 17 (GHOR 19:40)"


@pytest.fixture(autouse=True)
def fonts(qapp):
    load_fonts()


def ground(width, height, palette="dag"):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(load_palette(palette).colour("land")))
    return image


def pixels(image):
    """Return (height, width, 3) red, green, blue."""
    raw = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), 2::-1].astype(np.int16)


def ink(image, palette="dag", box=None):
    """Return how many pixels within a box are no longer the ground."""
    x0, y0, x1, y1 = box or (0, 0, image.width(), image.height())
    return int((pixels(image)[y0:y1, x0:x1] != rgb("land", palette)).any(axis=2).sum())


def near(image, token, palette="dag"):
    """Return the places (n, 2) of pixels that have about a token's colour."""
    away = np.abs(pixels(image) - rgb(token, palette)).sum(axis=2)
    return np.argwhere(away < 30)[:, ::-1]


def rgb(token, palette):
    return np.array(QColor(load_palette(palette).colour(token)).getRgb()[:3])


def marked(marks, palette="dag"):
    image = ground(VIEW.width, VIEW.height, palette)
    painter = QPainter(image)
    paint_marks(painter, VIEW, load_palette(palette), marks)
    painter.end()
    return image


def sign(**changes):
    fields = {"item": "a", "symbol": "tel.gewond", "x": X, "y": Y, "size": 32.0, "order": int(Layer.PLACE)}
    return SymbolMark(**{**fields, **changes})


@pytest.fixture
def some_symbol():
    return next(iter(SYMBOLS))


@pytest.mark.parametrize("palette", ["dag", "schemer", "nacht", "fel"])
@pytest.mark.parametrize("size", [20, 32, 48])
def test_every_symbol_is_visible(size, palette):
    faint = []
    for name, symbol in SYMBOLS.items():
        image = ground(2 * size, 2 * size, palette)
        painter = QPainter(image)
        paint_drawing(painter, load_palette(palette), symbol.at(size), size, size, size)
        painter.end()
        if ink(image, palette) < 0.06 * size * size:
            faint.append(name)
    assert len(SYMBOLS) > 60
    assert not faint


def test_a_sign_stands_where_its_place_is(some_symbol):
    image = marked([sign(symbol=some_symbol, x=X + 100, y=Y + 50)])
    assert ink(image, box=(276, 46, 324, 94)) == ink(image) > 50


@pytest.mark.parametrize("style", sorted(AREA_STYLES))
@pytest.mark.parametrize("palette", ["dag", "nacht"])
def test_every_area_style_leaves_ink(style, palette):
    area = marked([AreaMark("a", style, ((SQUARE,),), 1)], palette)
    assert ink(area, palette) > 100
    if AREA_STYLES[style].strokes:
        line = marked([LineMark("b", style, (SQUARE[:2],), 1)], palette)
        assert 40 < ink(line, palette) < ink(area, palette) + 400


def test_a_hole_in_an_area_shows_the_ground():
    hole = tuple((X + (x - X) / 2, Y + (y - Y) / 2) for x, y in SQUARE)
    with_fill = next(name for name, style in AREA_STYLES.items() if style.fill and not style.hatch)
    land = QColor(load_palette("dag").colour("land")).rgb()
    assert marked([AreaMark("a", with_fill, ((SQUARE,),), 1)]).pixel(200, 120) != land
    open_ = marked([AreaMark("a", with_fill, ((SQUARE, hole),), 1)])
    assert open_.pixel(200, 120) == land
    assert open_.pixel(140, 120) != land


@pytest.mark.parametrize("palette", ["dag", "schemer", "nacht", "fel"])
def test_two_values_that_clash_are_written_in_the_conflict_colour(some_symbol, palette):
    state = State(right=Badge.CONFLICT)
    plain = sign(symbol=some_symbol, state=state, text="?")
    told = sign(symbol=some_symbol, state=state, text="?", label=Label(CONFLICT, colour="conflict", priority=0))
    badge, words = (near(marked([mark], palette), "conflict", palette) for mark in (plain, told))
    assert len(words) > len(badge) + 150
    assert np.ptp(words[:, 0]) > 150  # both values with who and when, not only the badge


def test_a_conflict_is_written_even_where_no_word_fits_and_a_name_is_not(some_symbol):
    crowd = [
        sign(item=f"{i}-{j}", symbol=some_symbol, x=X + i * 30.0, y=Y + j * 30.0) for i in range(-6, 7)
        for j in range(-3, 4)
    ]  # fmt: skip
    crowd.append(sign(symbol=some_symbol))
    bare = marked(crowd)
    quiet = marked([*crowd[:-1], sign(symbol=some_symbol, label=Label("Een lange naam", priority=74))])
    loud = marked([*crowd[:-1], sign(symbol=some_symbol, label=Label(CONFLICT, colour="conflict", priority=0))])
    assert quiet == bare
    assert len(near(loud, "conflict")) > len(near(bare, "conflict")) + 100


def test_words_stand_clear_of_each_other(some_symbol):
    one = sign(symbol=some_symbol, label=Label(CONFLICT, colour="conflict", priority=0))
    bare = sign(item="b", symbol=some_symbol, x=X + 20, y=Y + 8)
    named = sign(item="b", symbol=some_symbol, x=X + 20, y=Y + 8, label=Label("Gewondennest kade", priority=20))
    alone, beside = (near(marked([one, other]), "conflict") for other in (bare, named))
    assert len(beside) >= 0.95 * len(alone)


def test_age_is_told_beside_the_sign_and_does_not_fade_it(some_symbol):
    fresh = marked([sign(symbol=some_symbol)])
    old = marked([sign(symbol=some_symbol, state=State(Freshness.OUD, "26 min"))])
    assert ink(old) > ink(fresh) + 30
    # The middle of the sign is as it was: age is not importance.
    middle = np.s_[113:127, 193:207]
    assert np.abs(pixels(fresh)[middle].mean(axis=(0, 1)) - pixels(old)[middle].mean(axis=(0, 1))).max() < 12


@pytest.mark.parametrize("badge", [Badge.CONFLICT, Badge.UNVERIFIED])
def test_doubt_hangs_on_the_right_edge(some_symbol, badge):
    plain, doubted = marked([sign(symbol=some_symbol)]), marked([sign(symbol=some_symbol, state=State(right=badge))])
    changed = np.argwhere(np.abs(pixels(plain) - pixels(doubted)).sum(axis=2) > 60)
    assert len(changed) > 20
    assert changed[:, 1].mean() > 205
