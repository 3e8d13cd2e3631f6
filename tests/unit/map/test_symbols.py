"""Signs as data: on the grid, with real colours, one for every class."""

from __future__ import annotations

import re

import pytest

from cop_app.domain.incident import KINDS
from cop_app.domain.vocabulary import CLASSES
from cop_app.map.badges import STATE_GLYPHS, extra_room, on_grid, state_overlay
from cop_app.map.icons import ICONS
from cop_app.map.mark_types import Badge, Freshness, State
from cop_app.map.palette import PALETTES, load_palette
from cop_app.map.shapes import Shape, TextShape, bounds, circle, rectangle, scaled, turned
from cop_app.map.symbol_choice import _BY_PROPERTY, _FIXED, UNKNOWN, sign_size, symbol_for, symbol_text
from cop_app.map.symbols import SYMBOLS


def measure(text, size, weight, italic):
    return len(text) * size * 0.5


def tokens(drawing):
    for part in drawing:
        yield from (t for t in ((part.fill,) if isinstance(part, TextShape) else (part.fill, part.stroke)) if t)


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("small", [False, True])
def test_a_sign_stays_on_the_grid_and_names_real_colours(symbol, small):
    drawing = SYMBOLS[symbol].build(small)
    x0, y0, x1, y1 = bounds(drawing)
    assert min(x0, y0) >= 0 and max(x1, y1) <= 48
    for name in PALETTES:
        for token in tokens(drawing):
            load_palette(name).colour(token)


def test_there_are_at_least_64_signs_with_a_dutch_name_each():
    assert len(SYMBOLS) >= 64
    assert len({sign.name for sign in SYMBOLS.values()}) == len(SYMBOLS)
    assert all(sign.id == key and sign.name.strip() for key, sign in SYMBOLS.items())


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_small_signs_have_heavier_strokes_and_readable_text(symbol):
    large, small = SYMBOLS[symbol].at(32), SYMBOLS[symbol].at(20)
    widths = [max(p.width for p in d if isinstance(p, Shape)) for d in (large, small)]
    assert widths[1] == pytest.approx(widths[0] * 1.28)
    for part in small:
        if isinstance(part, TextShape):
            assert part.size * 20 / 48 >= 5


@pytest.mark.parametrize(("symbol", "corner"), [("een.ts", (0, 0)), ("een.pol", (1, 0)), ("een.amb", (1, 1)),
                                                ("een.bz", (0, 1)), ("off.b", (0, 0)), ("off.bz", (0, 1))])  # fmt: skip
def test_the_bracket_of_a_column_has_its_own_corner(symbol, corner):
    bracket = next(p for p in SYMBOLS[symbol].build() if isinstance(p, Shape) and p.fill in ("brw", "pol", "ghor", "bz")
                   and len(p.path) == 7)  # fmt: skip
    x0, y0, x1, y1 = bounds((bracket,))
    assert (x0 > 20, y0 > 20) == (bool(corner[0]), bool(corner[1]))
    assert x1 - x0 == pytest.approx(22) and y1 - y0 == pytest.approx(22)


def test_no_sign_uses_white_but_the_star():
    for symbol, sign in SYMBOLS.items():
        assert ("#FFFFFF" in set(tokens(sign.build()))) == symbol.startswith("inc.")


def test_every_class_of_the_vocabulary_has_a_sign():
    for item_class in CLASSES:
        assert symbol_for(item_class, {}) in SYMBOLS
        assert symbol_for(item_class, {}) != UNKNOWN, item_class


def test_every_sign_that_can_be_chosen_exists_and_has_a_size():
    chosen = {*_FIXED.values(), *(s for _, signs, other in _BY_PROPERTY.values() for s in (*signs.values(), other))}
    assert chosen <= SYMBOLS.keys()
    assert all(18 <= sign_size(symbol) <= 46 for symbol in SYMBOLS)


def test_an_unknown_class_is_drawn_and_not_lost():
    assert symbol_for("vliegende schotel", {"soort": "rond"}) == "alg.punt"


@pytest.mark.parametrize(("item_class", "properties", "symbol"), [
    ("eenheid", {"soort": "ts"}, "een.ts"), ("eenheid", {"soort": "ME"}, "een.me"), ("eenheid", {}, "een.overig"),
    ("incident", {"soort": "hoogwater"}, "inc.natuur"), ("afzetting", {"soort": "water"}, "maat.water"),
    ("ziekenhuis", {"status": "dicht"}, "plek.zkhx"), ("kazerne", {"klasse": "politie"}, "vast.p"),
    ("slachtoffertelling", {"categorie": "overleden"}, "tel.dood"), ("brandkraan", {"diameter": 150}, "prep.h150"),
    ("slachtoffertelling", {"categorie": "T4"}, "tel.gewond"), ("brandkraan", {"diameter": 200.0}, "prep.brandkraan"),
])  # fmt: skip
def test_the_sign_follows_class_and_properties(item_class, properties, symbol):
    assert symbol_for(item_class, properties) == symbol


def test_every_incident_kind_has_its_star():
    for kind in KINDS:
        assert symbol_for("incident", {"soort": kind}).startswith("inc.")
    assert symbol_for("incident", {"kind": "stroomuitval"}) == "inc.infra"


def test_a_count_shows_its_own_number_and_never_the_sample():
    assert symbol_text("slachtoffertelling", {"aantal": 17}) == "17"
    assert symbol_text("slachtoffertelling", {"aantal": 0}) == "0"
    assert symbol_text("slachtoffertelling", {}) == "?"
    assert symbol_text("drukte", {"niveau": 2}) == "2"
    drawn = SYMBOLS["tel.gewond"].build(text="17")
    assert [p.text for p in drawn if isinstance(p, TextShape)] == ["17", "GEWOND"]


def test_long_numbers_get_smaller_letters():
    for number, widest in (("5", 21), ("12345", 14)):
        (first, _word) = (p for p in SYMBOLS["tel.bewoner"].build(text=number) if isinstance(p, TextShape))
        assert first.text == number and first.size <= widest


def test_icons_stay_on_their_grid_in_the_colour_of_the_words():
    wanted = (
        "search", "plus", "minus", "eye", "eye-off", "down", "layers", "ruler", "area", "route", "block", "pin",
        "clock", "undo", "play", "pause", "previous", "next", "sync", "phone", "list", "send", "users", "print", "link",
        "bell", "wind", "target", "info", "lock", "flag", "grid", "pencil",
    )  # fmt: skip
    assert set(wanted) <= ICONS.keys()
    for name, drawing in ICONS.items():
        assert set(tokens(drawing)) == {"current"}, name
        x0, y0, x1, y1 = bounds(drawing)
        assert min(x0, y0) >= -0.8 and max(x1, y1) <= 16.8, name  # control points lie outside


def test_state_glyphs_differ_in_shape_not_only_in_colour():
    forms = {}
    for kind, drawing in STATE_GLYPHS.items():
        form = tuple((p.path, bool(p.fill), p.dash) if isinstance(p, Shape) else p.text for p in drawing)
        assert form not in forms.values(), kind
        forms[kind] = form


def test_a_fresh_sign_has_no_overlay():
    overlay = state_overlay(32, State(), measure)
    assert overlay.below == () and overlay.above == ()
    assert extra_room(32, State()) == (0, 0, 0)


def test_states_sit_on_the_edges_and_never_on_a_corner():
    size = 32.0
    right = bounds(state_overlay(size, State(right=Badge.CONFLICT), measure).above)
    left = bounds(state_overlay(size, State(left=Badge.UNSENT), measure).above)
    age = bounds(state_overlay(size, State(Freshness.OUD, "26 min"), measure).above)
    assert right[0] > size / 4 and abs(right[1] + right[3]) < 1
    assert left[2] < -size / 4 and abs(left[1] + left[3]) < 1
    assert age[1] >= size / 2 and abs(age[0] + age[2]) < 1e-6
    room = extra_room(size, State(Freshness.OUD, "26 min", Badge.CONFLICT, Badge.UNSENT))
    reach = (-left[0] - size / 2, right[2] - size / 2, age[3] - size / 2)
    assert all(have >= need - 1 for have, need in zip(room, reach, strict=True))


def test_older_than_twice_the_norm_gets_a_dashed_outline_and_nothing_fades():
    overlay = state_overlay(32, State(Freshness.VEROUDERD, "31 min", selected=True, withdrawn=True), measure)
    outline = [p for p in overlay.above if isinstance(p, Shape) and p.dash]
    assert len(outline) == 1 and outline[0].stroke == "staleGfx"
    for part in (*overlay.above, *overlay.below):
        assert isinstance(part, TextShape) or (part.fill_alpha == 1 and part.stroke_alpha == 1)
    assert len(on_grid(overlay, 32).above) == len(overlay.above)


def test_turning_a_bracket_four_times_brings_it_home():
    path = rectangle(1, 2, 10, 5)
    found = path
    for _ in range(4):
        found = turned(found, 90)
    for one, other in zip(found, path, strict=True):
        assert one[0] == other[0] and one[1:] == pytest.approx(other[1:])


def test_circle_and_scaling():
    x0, y0, x1, y1 = bounds((Shape(circle(24, 24, 10), "text"),))
    assert (x0, y0, x1, y1) == pytest.approx((14, 14, 34, 34))
    assert bounds((Shape(scaled(circle(24, 24, 10), 0.5), "text"),)) == pytest.approx((19, 19, 29, 29))


def test_every_sign_says_what_it_means_in_a_code_others_can_read() -> None:
    ours = {symbol.id for symbol in SYMBOLS.values() if symbol.meaning == f"ketenbeeld:{symbol.id}"}
    national = {symbol.id: symbol.meaning for symbol in SYMBOLS.values() if symbol.id not in ours}
    assert all(re.fullmatch(r"imoov:s(0\d\d0|1[01]\d0|1200|1210)", code) for code in national.values())
    assert len(national) >= 45
    assert national["off.g"] == "imoov:s0990"
    assert national["plek.copi"] == "imoov:s0810"
