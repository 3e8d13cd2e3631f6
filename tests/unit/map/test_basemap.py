"""The base map: what shows at which scale, in which order."""

from __future__ import annotations

import itertools

import pytest

from cop_app.map.base_labels import Priority, base_label_rules
from cop_app.map.basemap import base_rules
from cop_app.map.palette import PALETTES, load_palette
from cop_app.map.scales import Band, band_of, mpp_of

SCALES = (2_500_000, 500_000, 250_000, 100_000, 50_000, 25_000, 15_000, 10_000, 7_500, 4_000, 2_500, 1_000, 500)


def layers(scale):
    return {(rule.layer, rule.match) for rule in base_rules(mpp_of(scale))}


def roads(scale, kind):
    return {r.match: r.stroke.width for r in base_rules(mpp_of(scale)) if r.layer == "weg" and r.kind == kind}


def test_every_scale_of_the_table_falls_in_its_band():
    bands = [band_of(mpp_of(scale)) for scale in SCALES[:12]]
    assert bands == [band for band in Band for _ in range(2)]


def test_the_whole_country_shows_land_sea_borders_and_motorways_only():
    shown = layers(2_500_000)
    assert {("land", ""), ("zee", ""), ("regio", ""), ("plaats", ""), ("weg", "autosnelweg")} <= shown
    assert not any(layer in ("pand", "groen", "sloot", "dijk", "adres") for layer, _ in shown)
    assert ("weg", "provinciaal") not in shown


@pytest.mark.parametrize(("scale", "road", "fill", "casing"), [
    (50_000, "provinciaal", 4.0, 5.4), (25_000, "hoofd", 2.5, 3.6), (10_000, "straat", 2.0, 3.0),
    (7_500, "provinciaal", 9.0, 11.0), (4_000, "steeg", 2.6, 4.0), (7_500, "hoofd", 7.0, 9.0),
])  # fmt: skip
def test_road_widths_of_the_look(scale, road, fill, casing):
    assert roads(scale, "plain")[road] == pytest.approx(fill)
    assert roads(scale, "casing")[road] == pytest.approx(casing)


def test_roads_grow_by_the_square_root_and_stop_at_two_point_six():
    assert roads(1_000, "plain")["hoofd"] == pytest.approx(14.0)
    assert roads(300, "plain")["hoofd"] == pytest.approx(7 * 2.6)


def test_widths_run_on_between_the_bands():
    step = [roads(scale, "plain")["hoofd"] for scale in range(7_500, 10_001, 100)]
    assert all(a >= b for a, b in itertools.pairwise(step))
    assert max(a - b for a, b in itertools.pairwise(step)) < 0.2


@pytest.mark.parametrize("scale", SCALES)
def test_all_casings_come_before_all_fills(scale):
    kinds = [r.kind for r in base_rules(mpp_of(scale)) if r.layer == "weg" and r.match != "pad"]
    assert kinds == sorted(kinds)  # "casing" < "plain"


def test_drawing_order_of_the_look():
    order = {}
    for rule in base_rules(mpp_of(5_000)):
        order.setdefault((rule.layer, rule.kind), rule.order)
    wanted = [("land", "plain"), ("groen", "plain"), ("sloot", "plain"), ("dijk", "plain"), ("water", "plain"),
              ("kade", "plain"), ("water", "inset"), ("weg", "casing"), ("spoor", "plain"),
              ("pand", "plain")]  # fmt: skip
    assert [order[key] for key in wanted] == sorted(order[key] for key in wanted)


def test_building_outline_comes_at_7500():
    far = [r for r in base_rules(mpp_of(10_000)) if r.layer == "pand"]
    near = [r for r in base_rules(mpp_of(7_500)) if r.layer == "pand" and r.kind == "plain"]
    assert far and all(r.stroke is None for r in far)
    assert near and all(r.stroke is not None and r.stroke.width >= 0.7 for r in near)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", PALETTES)
def test_every_rule_holds_here_and_names_real_colours(scale, name):
    palette, mpp = load_palette(name), mpp_of(scale)
    for rule in base_rules(mpp, name):
        assert rule.min_mpp <= mpp < rule.max_mpp
        assert rule.fill or rule.stroke
        for token in filter(None, (rule.fill, rule.stroke and rule.stroke.colour)):
            palette.colour(token)
    for label in base_label_rules(mpp, name):
        assert label.min_mpp <= mpp < label.max_mpp
        assert label.size >= 10 if label.placement == "shield" else label.size >= 11
        for token in filter(None, (label.colour, label.halo, label.plate, label.plate_line)):
            palette.colour(token)


def test_house_numbers_only_near_and_last():
    assert not [r for r in base_label_rules(mpp_of(4_000)) if r.layer == "adres"]
    assert base_label_rules(mpp_of(2_500))[-1].layer == "adres"


def test_water_and_landscape_are_italic_and_districts_are_capitals():
    for rule in base_label_rules(mpp_of(5_000)):
        assert rule.italic == (rule.layer in ("water", "groen", "bron.water") or rule.match in ("water", "park"))
        assert rule.capitals == (rule.match == "wijk" or rule.layer == "industrie")


def test_priorities_follow_the_look():
    order = [Priority.CONFLICT, Priority.INCIDENT, Priority.TEAM, Priority.UNIT, Priority.MEASURE, Priority.DISTRICT,
             Priority.MAIN_STREET, Priority.STREET]  # fmt: skip
    assert order == sorted(order)
