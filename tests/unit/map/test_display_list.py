"""From items to marks: how sure, how old, what it says; nothing fades and nothing is summed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely

from cop_app.domain.clock import MINUTE
from cop_app.domain.incident import Reality
from cop_app.domain.item import GEOMETRY, Claim, ItemState
from cop_app.domain.vocabulary import CLASSES
from cop_app.formats.basemap import read_basemap
from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.map.area_styles import AREA_STYLES, HALO, area_style_for
from cop_app.map.base_labels import Priority
from cop_app.map.base_names import BaseNames, view_labels
from cop_app.map.display_list import DisplayContext, build_display_list
from cop_app.map.labels import place_labels
from cop_app.map.legend import legend, mark_extent
from cop_app.map.mark_geometry import read_shape
from cop_app.map.mark_labels import mark_candidates, reserved_boxes
from cop_app.map.mark_types import AreaMark, Badge, Freshness, Label, Layer, LineMark, SymbolMark, TextMark
from cop_app.map.mark_words import conflict_text, number_text, words
from cop_app.map.palette import PALETTES, load_palette
from cop_app.map.prepared import layer_marks
from cop_app.map.scales import mpp_of
from cop_app.map.symbols import SYMBOLS
from cop_app.map.viewport import Viewport
from cop_app.paths import shipped_map

NOW = 1_773_341_160_000  # do 12 mrt 2026 19:46 Dutch time
T1940, T1944 = NOW - 6 * MINUTE, NOW - 2 * MINUTE
PLACE = shapely.Point(156_815, 532_660)
AREA = PLACE.buffer(300)
VIEW = Viewport(156_815, 532_660, mpp_of(5000), 1000, 700)
NEAR = mpp_of(5000)
_number = itertools.count()


def hex_of(shape):
    return shapely.to_wkb(shape, byte_order=1).hex()


def claim(attribute, value, at=NOW, organisation="VR", **more):
    return Claim(f"c{next(_number):04}", "i", attribute, value, organisation, "e", recorded_at=at, **more)


def item(item_class, shape=PLACE, at=NOW, *, id_="", reality=Reality.ACTUEEL, heads=(), deleted=False, **values):
    found = {name: (claim(name, value, at),) for name, value in values.items()}
    if shape is not None:
        found[GEOMETRY] = (claim(GEOMETRY, hex_of(shape), at),)
    found |= dict(heads)
    return ItemState(id_ or f"i{next(_number):04}", item_class, reality, found, deleted=deleted)


def marks(*items, mpp=NEAR, **more):
    return build_display_list(items, DisplayContext(NOW, mpp, **more)).marks


def conflicting_count(**more):
    heads = {"aantal": (
        claim("aantal", 17, T1944, "GHOR", source="ghor", collection="tellingen"),
        claim("aantal", 12, T1940, "VR", team="CoPI"),
    )}  # fmt: skip
    return item("slachtoffertelling", heads=heads, naam="Gewonden", categorie="T1-T3", **more)


def test_two_counts_stand_side_by_side_with_who_and_when():
    (mark,) = marks(conflicting_count())
    assert mark.label.text == "12 (CoPI 19:40) ≠ 17 (GHOR 19:44)"
    assert mark.label.sub == "Gewonden"
    assert mark.state.right is Badge.CONFLICT
    assert mark.label.priority == Priority.CONFLICT and mark.label.colour == "conflict"
    assert "29" not in mark.label.text
    assert mark.text == "?"  # no single value of a contested count stands in the sign


def test_a_settled_conflict_is_quiet():
    (mark,) = marks(conflicting_count(), both_right=lambda item, attribute: attribute == "aantal")
    assert mark.state.right is Badge.NONE and "≠" not in mark.label.text


def test_the_owner_leads_when_it_has_spoken_last():
    (mark,) = marks(conflicting_count(), owner=lambda item_class, attribute: "GHOR")
    assert mark.state.right is Badge.NONE and mark.text == "17"


def test_units_are_named_when_they_differ():
    heads = [claim("waarde", 12, T1940, unit="ppm", team="MPL"), claim("waarde", 8.5, T1944, unit="mg/m3", team="MPL")]
    assert conflict_text(heads) == "12 ppm (MPL 19:40) ≠ 8,5 mg/m3 (MPL 19:44)"


@pytest.mark.parametrize(("minutes", "freshness", "age"), [
    (5, Freshness.VERS, ""), (15, Freshness.VERS, ""), (16, Freshness.OUD, "16 min"), (30, Freshness.OUD, "30 min"),
    (31, Freshness.VEROUDERD, "31 min"),
])  # fmt: skip
def test_age_against_the_norm(minutes, freshness, age):
    (mark,) = marks(item("afzetting", at=NOW - minutes * MINUTE, soort="hard"), norms={"afzetting": 15 * MINUTE})
    assert (mark.state.freshness, mark.state.age) == (freshness, age)


def test_without_a_norm_nothing_is_old():
    (mark,) = marks(item("afzetting", at=NOW - 9999 * MINUTE))
    assert mark.state.freshness is Freshness.VERS


def test_an_old_hazard_gets_a_hatch_and_keeps_its_strength():
    (fresh,) = marks(item("effectgebied", AREA), norms={"effectgebied": 10 * MINUTE})
    (old,) = marks(item("effectgebied", AREA, at=NOW - 44 * MINUTE), norms={"effectgebied": 10 * MINUTE})
    assert fresh.style == "effect" and old.style == "effect.onbevestigd"
    assert "onbevestigd sinds 19:02" in old.label.text
    one, other = AREA_STYLES[fresh.style], AREA_STYLES[old.style]
    assert other.hatch is not None and other.fill == one.fill and other.fill_alpha == one.fill_alpha
    assert other.strokes[-1].alpha == one.strokes[-1].alpha == 1
    assert other.strokes[-1].width == one.strokes[-1].width


def test_an_uncertain_hazard_reads_unconfirmed():
    heads = {"naam": (claim("naam", "Rook", certain=False),)}
    (mark,) = marks(item("effectgebied", AREA, heads=heads))
    assert mark.style == "effect.onbevestigd" and "onbevestigd" in mark.label.text
    assert mark.state.right is Badge.UNVERIFIED


def test_a_computed_area_is_no_measurement_until_somebody_sets_it():
    (mark,) = marks(item("prognosegebied", AREA, naam="Prognose 20:30 · gasmal"))
    assert mark.label.text.endswith("INDICATIEF – GEEN METING")
    assert mark.style == "prognose" and AREA_STYLES["prognose"].fill is None
    (true,) = marks(item("prognosegebied", AREA, naam="Prognose", vastgesteld=True))
    assert "INDICATIEF" not in true.label.text
    (effect,) = marks(item("effectgebied", AREA, vastgesteld=False))
    assert "INDICATIEF – GEEN METING" in effect.label.text


def test_unsent_withdrawn_and_selected():
    one, two, three = item("copi", id_="a"), item("copi", id_="b", herroepen=True), item("copi", id_="c")
    found = {m.item: m for m in marks(one, two, three, unsent=frozenset({"a"}), selected="c")}
    assert found["a"].state.left is Badge.UNSENT
    assert found["b"].state.withdrawn
    assert found["c"].state.selected and found["c"].size == 48


def test_deleted_items_are_gone_unless_asked_for():
    gone = item("copi", deleted=True)
    assert marks(gone) == ()
    (mark,) = marks(gone, show_withdrawn=True)
    assert mark.state.withdrawn


def test_drawing_order_of_the_look():
    rows = [
        ("incident", PLACE), ("copi", PLACE), ("eenheid", PLACE), ("afzetting", PLACE), ("school", PLACE),
        ("brongebied", AREA), ("evacuatiegebied", AREA), ("effectgebied", AREA), ("prognosegebied", AREA),
        ("evenementroute", AREA.exterior),
    ]  # fmt: skip
    found = build_display_list([item(c, s, id_=c) for c, s in rows], DisplayContext(NOW, NEAR)).marks
    assert [m.item for m in found] == [c for c, _ in reversed(rows)]
    assert max(m.order for m in found) < Layer.LABEL


def test_contradicting_outlines_both_stay_visible():
    heads = {GEOMETRY: (claim(GEOMETRY, hex_of(AREA), T1940, team="CoPI"),
                        claim(GEOMETRY, hex_of(PLACE.buffer(500)), T1944, team="ROT"))}  # fmt: skip
    found = marks(item("effectgebied", None, heads=heads, naam="Effect"))
    assert len(found) == 2
    assert {m.label.text for m in found} == {"Effect · 19:40 CoPI", "Effect · 19:44 ROT"}
    assert all(m.state.right is Badge.CONFLICT for m in found)


def test_far_away_only_the_star_and_hazards_remain():
    everything = [item(c, PLACE) for c in ("incident", "copi", "eenheid", "brandkraan")]
    everything.append(item("effectgebied", AREA))

    def classes(scale):
        return {m.symbol if isinstance(m, SymbolMark) else m.style for m in marks(*everything, mpp=mpp_of(scale))}

    assert classes(1_000_000) == {"inc.overig"}
    assert classes(200_000) == {"inc.overig", "effect"}
    assert classes(30_000) == {"inc.overig", "effect", "plek.copi"}
    assert classes(12_000) == {"inc.overig", "effect", "plek.copi", "een.overig"}
    assert classes(5_000) == {"inc.overig", "effect", "plek.copi", "een.overig", "prep.brandkraan"}


def test_a_conflict_is_shown_at_every_scale():
    assert len(marks(conflicting_count(), mpp=mpp_of(1_000_000))) == 1


@pytest.mark.parametrize("item_class", CLASSES)
@pytest.mark.parametrize("shape", [PLACE, AREA, AREA.exterior])
def test_every_class_draws_every_kind_of_geometry(item_class, shape):
    found = marks(item(item_class, shape), mpp=mpp_of(1000))
    assert len(found) == (0 if item_class == "weer" else 1)
    for mark in found:
        assert mark.symbol in SYMBOLS if isinstance(mark, SymbolMark) else mark.style in AREA_STYLES


def test_items_without_or_with_broken_geometry_give_no_mark():
    assert marks(item("copi", None)) == ()
    assert marks(item("copi", None, heads={GEOMETRY: (claim(GEOMETRY, "zz"),)})) == ()
    assert read_shape(hex_of(shapely.Point())) is None


def test_holes_and_parts_are_kept():
    ring = AREA.difference(PLACE.buffer(100)).union(shapely.Point(158_000, 532_660).buffer(50))
    shape = read_shape(hex_of(ring))
    assert sorted(len(p) for p in shape.polygons) == [1, 2]
    mixed = read_shape(hex_of(shapely.GeometryCollection([PLACE, AREA, AREA.exterior])))
    assert (len(mixed.polygons), len(mixed.lines), len(mixed.points)) == (1, 1, 1)


@pytest.mark.parametrize(("item_class", "values", "wanted"), [
    ("meting", {"stof": "NH3", "waarde": 12, "eenheid": "ppm"}, ("NH3 12 ppm", "19:46")),
    ("meting", {"stof": "NH3", "waarde": 0, "eenheid": "ppm"}, ("NH3 < detectiegrens", "19:46")),
    ("meting", {"stof": "NH3", "waarde": 0.75, "eenheid": "ppm"}, ("NH3 0,75 ppm", "19:46")),
    ("copi", {"sinds": "19:14"}, ("CoPI", "sinds 19:14")),
    ("ugs", {"naam": "UGS", "eenheden": 1}, ("UGS", "1 eenheid")),
    ("opvang", {"naam": "De Kuil", "aantal": 41, "capaciteit": 300}, ("De Kuil", "41 van 300")),
    ("opvanglocatie", {"naam": "De Kuil", "capaciteit": 300}, ("De Kuil", "plaats voor 300")),
    ("drukte", {"naam": "Markt", "niveau": 2, "trend": "stijgend"}, ("Markt", "niveau 2, stijgend")),
    ("knelpunt", {"tekst": "Lichtjesparade start 20:30 binnen het effectgebied"},
     ("Lichtjesparade start 20:30 …", "")),
])  # fmt: skip
def test_words_beside_a_sign(item_class, values, wanted):
    assert words(item_class, values, NOW) == wanted


def test_numbers_are_dutch():
    assert [number_text(v) for v in (3.0, 2.5, True, None, ["a", 1])] == ["3", "2,5", "ja", "", "a, 1"]


@pytest.mark.parametrize("name", PALETTES)
def test_area_styles_have_a_halo_and_real_colours(name):
    palette = load_palette(name)
    for style in AREA_STYLES.values():
        tokens = [s.colour for s in style.strokes] + [t for t in (style.fill, style.label, style.arrow_colour) if t]
        for token in tokens:
            palette.colour(token)
        if style.id != "effect.binnen":
            halo, core = style.strokes[0], max(style.strokes[1:], key=lambda s: s.width)
            assert halo.colour == "halo" and halo.width >= core.width + 2 * HALO - 1e-9


def test_areas_differ_in_pattern_without_colour():
    patterns = {}
    for style in ("bron", "effect", "prognose", "evacuatie", "afgezet", "effect.onbevestigd"):
        s = AREA_STYLES[style]
        pattern = (round(s.fill_alpha, 2) if s.fill else 0, bool(s.hatch), s.strokes[-1].dash)
        assert pattern not in patterns.values(), style
        patterns[style] = pattern


def test_unknown_area_classes_get_an_edge_by_reality():
    assert area_style_for("nieuw", False, "voorbereid") == "voorbereid"
    assert area_style_for("nieuw", False) == "gebied" and area_style_for("nieuw", True) == "lijn"


def measure(text, size, weight, italic):
    return len(text) * size * 0.5


def test_labels_of_marks_keep_off_the_signs_and_name_an_area_once():
    found = marks(
        item("incident", naam="Ammoniaklek"),
        item("eenheid", shapely.Point(156_900, 532_700), soort="ts", naam="16-2131"),
        item("effectgebied", AREA, naam="Effectgebied nu"), conflicting_count(shape=shapely.Point(156_700, 532_500)),
    )  # fmt: skip
    reserved = reserved_boxes(found, VIEW)
    placed = place_labels(mark_candidates(found, VIEW), (VIEW.width, VIEW.height), measure, reserved)
    texts = [p.candidate.text for p in placed]
    assert texts[0].startswith("12 (CoPI") and texts[1] == "Ammoniaklek"
    assert sum("Effectgebied nu" in t for t in texts) == 1
    for (x0, y0, x1, y1), box in itertools.product((p.box for p in placed if not p.glyphs), reserved):
        assert x1 <= box[0] or x0 >= box[2] or y1 <= box[1] or y0 >= box[3]


def test_an_area_label_runs_over_the_top_of_its_edge():
    (mark,) = marks(item("effectgebied", AREA, naam="Effectgebied nu"))
    (along, level) = mark_candidates([mark], VIEW)
    assert along.placement == "line" and level.placement == "centred" and along.group == level.group
    placed = place_labels([along, level], (VIEW.width, VIEW.height), measure)
    assert len(placed) == 1 and placed[0].glyphs
    assert placed[0].y < VIEW.height / 2 and abs(placed[0].glyphs[len(placed[0].glyphs) // 2].x - VIEW.width / 2) < 40
    assert placed[0].glyphs[0].y < VIEW.height / 2


def test_no_words_lie_on_a_care_home_and_a_hydrant_may_give_way():
    home = SymbolMark("z", "kw.zorg", PLACE.x, PLACE.y, 22.0, int(Layer.PREPARED))
    hydrant = SymbolMark("b", "prep.h100", PLACE.x, PLACE.y, 18.0, int(Layer.PREPARED))
    assert len(reserved_boxes([home, hydrant], VIEW)) == 1
    assert len(reserved_boxes([home, hydrant], VIEW, prepared=True)) == 1


def test_text_marks_are_centred():
    mark = TextMark("i", PLACE.x, PLACE.y, Label("12 ppm"))
    (candidate,) = mark_candidates([mark], VIEW)
    assert (candidate.x, candidate.y) == pytest.approx((500, 350)) and candidate.placement == "centred"
    assert mark_extent(mark) == (PLACE.x, PLACE.y, PLACE.x, PLACE.y)


def test_the_legend_shows_only_what_is_in_view():
    here = marks(item("effectgebied", AREA), item("copi"), conflicting_count(),
                 item("evenementroute", AREA.exterior), norms={"copi": 1})  # fmt: skip
    away = marks(item("ugs", shapely.Point(100_000, 400_000)))
    rows = legend([*here, *away], {"water", "weg", "adres"}, VIEW)
    ids = [row.id for row in rows]
    assert ids[:4] == ["effect", "evenementroute", "plek.copi", "tel.gewond"]
    assert "plek.ugs" not in ids and "conflict" in ids and "unsent" not in ids
    assert "weg/hoofd" in ids and "water/" in ids and "pand/" not in ids
    assert {row.kind for row in rows} == {"gebied", "lijn", "teken", "toestand", "ondergrond"}
    assert all(row.text for row in rows)
    assert all(isinstance(m, AreaMark | LineMark | SymbolMark) for m in here)


def test_prepared_layers_give_signs_for_what_is_in_view_only():
    points = [shapely.Point(156_815 + i * 100, 532_660) for i in range(50)]
    batch = FeatureBatch(
        [str(i) for i in range(50)], GeometryColumns.from_shapely(np.array(points, dtype=object)),
        [b'{"diameter":100,"naam":"BK"}'] * 50, (),
    )  # fmt: skip
    found = layer_marks("brandkraan", batch, VIEW)
    assert 5 <= len(found) <= 9
    assert all(m.symbol == "prep.h100" and m.text == "100" and m.size == 18 and m.label is None for m in found)
    assert layer_marks("brandkraan", batch, VIEW.at_scale(25_000)) == []
    near = layer_marks("brandkraan", batch, VIEW.at_scale(1000))
    assert near[0].size == 32 and near[0].label is None and near[0].item == "brandkraan:0"
    named = FeatureBatch(["s"], batch.geometry.take(np.array([0])), [b'{"naam":"Sirene 1"}'], ())
    assert layer_marks("sirene", named, VIEW.at_scale(1000))[0].label.text == "Sirene 1"


def test_hydrants_close_together_become_dots_and_none_is_lost():
    points = [shapely.Point(156_815 + i * 10, 532_660) for i in range(40)]
    batch = FeatureBatch(
        [str(i) for i in range(40)], GeometryColumns.from_shapely(np.array(points, dtype=object)), [b"{}"] * 40, ()
    )
    found = layer_marks("brandkraan", batch, VIEW)
    signs = [m for m in found if m.symbol == "prep.brandkraan"]
    dots = [m for m in found if m.symbol == "prep.stip"]
    assert len(found) == 40 and 3 <= len(signs) <= 6 and len(dots) == 40 - len(signs)
    assert {m.symbol for m in layer_marks("brandkraan", batch, VIEW.at_scale(1000))} == {"prep.brandkraan"}
    far = [m for m in layer_marks("brandkraan", batch, VIEW.at_scale(7500)) if m.symbol == "prep.brandkraan"]
    assert len(far) < len(signs)


def test_a_computed_area_always_says_so_when_it_is_large_enough_to_be_read():
    (mark,) = marks(item("prognosegebied", AREA, naam="Prognose"))
    assert mark.note == "INDICATIEF – GEEN METING"
    everything = [(0.0, 0.0, 1000.0, 700.0)]
    placed = view_labels(None, [mark], VIEW, measure, covered=everything)
    said = [f"{p.candidate.text} · {p.candidate.sub}" for p in placed]
    assert said == ["Prognose · 19:46 VR · INDICATIEF – GEEN METING"]
    assert view_labels(None, [mark], VIEW.at_scale(60_000), measure, covered=everything) == []


def test_street_names_give_way_to_operational_words_and_hydrants_do_not():
    street = shapely.LineString([(156_500, 532_660), (157_100, 532_660)])
    layers = {"weg": FeatureBatch(
        ["w"], GeometryColumns.from_shapely(np.array([street], dtype=object)),
        [b'{"klasse":"straat","naam":"Havenweg"}'], (),
    )}  # fmt: skip
    names = BaseNames(layers)
    alone = view_labels(names, [], VIEW, measure)
    assert [p.candidate.text for p in alone] == ["Havenweg"] and alone[0].glyphs
    hydrants = [SymbolMark("h", "prep.h100", x, 532_660, 18, Layer.PREPARED) for x in range(156_500, 157_101, 20)]
    assert view_labels(names, hydrants, VIEW, measure) == []
    unit = marks(item("eenheid", soort="ts", naam="16-2131"))
    texts = [p.candidate.text for p in view_labels(names, [*hydrants, *unit], VIEW, measure)]
    assert texts == ["16-2131"]


def test_names_of_the_exercise_area_at_every_scale():
    layers = read_basemap(shipped_map("markerwaard.kaart"))
    names = BaseNames(layers)
    x, y = layers["gemeentehuis"].geometry.coords[0]
    view = Viewport(float(x), float(y), NEAR, 1000, 700)
    for scale in (250_000, 50_000, 15_000, 7_500, 2_500):
        placed = view_labels(names, [], view.at_scale(scale), measure)
        assert placed, scale
        assert all(c.candidate.text for c in placed)


def test_a_prepared_polygon_gives_an_edge():
    batch = FeatureBatch(["a"], GeometryColumns.from_shapely(np.array([AREA], dtype=object)), [b"{}"], ())
    (mark,) = layer_marks("evenemententerrein", batch, VIEW)
    assert isinstance(mark, AreaMark) and mark.style == "voorbereid"
