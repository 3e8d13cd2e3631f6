"""Labels: the important first, nothing on top of another, upright along a line."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.map.base_labels import Priority
from cop_app.map.label_types import LabelCandidate, TextStyle
from cop_app.map.labels import CROWD, place_labels

SIZE = (800.0, 600.0)
STYLE = TextStyle(size=12, spacing=0.0)


def measure(text, size, weight, italic):
    return len(text) * size * 0.5


def label(text, x, y, priority=50, **more):
    return LabelCandidate(text, x, y, priority, more.pop("style", STYLE), **more)


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def line_label(text, points, priority=60, **more):
    points = np.asarray(points, dtype=float)
    middle = points[len(points) // 2]
    return label(text, *middle, priority, placement="line", line=points, **more)


def test_below_right_left_are_tried_in_that_order():
    under, beside = (360, 318, 440, 340), (418, 290, 470, 310)
    below, right, left = (
        place_labels([label("Ts 21", 400, 300, half=16)], SIZE, measure, reserved)[0]
        for reserved in ([], [under], [under, beside])
    )
    assert below.box[1] > 316 and below.x == pytest.approx(400 - 15)
    assert right.box[0] >= 416 and right.box[1] < 300 < right.box[3]
    assert left.box[2] <= 384


def test_the_most_important_wins_the_place():
    tight = [(0, 0, 390, 600), (450, 0, 800, 600), (0, 0, 800, 310), (0, 340, 800, 600)]
    placed = place_labels(
        [label("straat", 420, 300, Priority.STREET, half=8), label("16-2131", 420, 300, Priority.UNIT, half=8)],
        SIZE, measure, tight,
    )  # fmt: skip
    assert [p.candidate.text for p in placed] == ["16-2131"]


def test_a_badge_on_the_right_edge_pushes_the_label_past_it():
    blocked = [(300, 317, 500, 600)]
    plain = place_labels([label("A", 400, 300, half=16)], SIZE, measure, blocked)[0]
    pushed = place_labels([label("A", 400, 300, half=16, room=(0, 15, 0))], SIZE, measure, blocked)[0]
    assert pushed.x == pytest.approx(plain.x + 15)


def test_a_required_label_is_never_left_out():
    everything = [(0, 0, 800, 600)]
    assert not place_labels([label("straat", 400, 300)], SIZE, measure, everything)
    assert place_labels([label("12 ≠ 17", 400, 300, Priority.CONFLICT, required=True)], SIZE, measure, everything)
    corner = place_labels([label("12 (CoPI 19:40) ≠ 17", 2, 2, 0, required=True)], SIZE, measure, everything)[0]
    assert corner.box[0] >= 0 and corner.box[1] >= 0


def test_the_words_of_an_area_go_round_a_sign_and_stay_near():
    sign = (340, 240, 460, 360)
    words = label("Effectgebied nu", 400, 300, placement="centred", required=True, half=200.0)
    box = place_labels([words], SIZE, measure, [sign])[0].box
    assert not overlap(box, sign)
    assert math.dist(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), (400, 300)) < 150


def test_call_signs_side_by_side_never_touch():
    one, other = place_labels([label("16-2151", 300, 300, half=16), label("16-2132", 348, 300, half=16)], SIZE, measure)
    apart = max(other.box[0] - one.box[2], one.box[0] - other.box[2])
    assert apart >= 4 or not overlap((one.box[0] - 4, *one.box[1:3], one.box[3]), other.box)


def test_second_line_stands_under_the_first():
    placed = place_labels([label("Behandelcentrum", 400, 300, sub="sinds 19:14", half=16)], SIZE, measure)[0]
    assert placed.sub_y == pytest.approx(placed.y + 13)
    assert placed.sub_x > placed.x  # the shorter line is centred under the longer


def test_the_same_name_comes_again_only_after_its_distance():
    texts = [label("N389", x, 300, group="N389", repeat_px=400, placement="centred") for x in (100, 300, 520)]
    assert [round(p.candidate.x) for p in place_labels(texts, SIZE, measure)] == [100, 520]
    once = [label("Zijlgat", x, 300, group="Zijlgat", placement="centred") for x in (100, 700)]
    assert len(place_labels(once, SIZE, measure)) == 1


points = st.tuples(st.floats(-50, 850), st.floats(-50, 650))
many = st.lists(
    st.tuples(points, st.integers(0, 90), st.integers(1, 12), st.sampled_from(("beside", "centred")), st.booleans()),
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(many)
def test_no_two_labels_overlap_and_all_lie_in_the_view(rows):
    candidates = [
        label("x" * n, *p, rank, placement=where, half=10, sub="19:40" if two else "")
        for p, rank, n, where, two in rows
    ]
    reserved = [(200, 200, 300, 260)]
    placed = place_labels(candidates, SIZE, measure, reserved)
    boxes = [p.box for p in placed]
    for one, other in itertools.combinations([*boxes, *reserved], 2):
        assert not overlap(one, other)
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= SIZE[0] and b[3] <= SIZE[1] for b in boxes)
    assert [p.candidate.priority for p in placed] == sorted(p.candidate.priority for p in placed)
    assert [p.box for p in place_labels(candidates, SIZE, measure, reserved)] == boxes


def test_a_crowd_is_thinned_to_the_most_important_per_cell():
    crowd = [label("a", 400 + i % 7 * 0.1, 300, 90) for i in range(CROWD + 1)]
    vip = label("a", 400.2, 300.5, 10)
    placed = place_labels([*crowd, vip], SIZE, measure)
    assert [p.candidate.priority for p in placed] == [10]


def test_text_along_a_line_is_upright_whichever_way_the_line_runs():
    east = [(100, 300), (400, 300), (700, 300)]
    for run in (east, east[::-1]):
        placed = place_labels([line_label("Havenweg", run)], SIZE, measure)[0]
        assert "".join(g.char for g in placed.glyphs) == "Havenweg"
        xs = [g.x for g in placed.glyphs]
        assert xs == sorted(xs)
        assert all(g.angle == pytest.approx(0, abs=1e-6) and g.y == pytest.approx(300) for g in placed.glyphs)
        assert np.allclose(np.diff(xs), 6)


def test_text_is_left_out_when_longer_than_98_percent_of_the_line():
    assert place_labels([line_label("abcdefghij", [(100, 300), (100 + 60 / 0.979, 300)])], SIZE, measure)
    assert not place_labels([line_label("abcdefghij", [(100, 300), (100 + 60 / 0.981, 300)])], SIZE, measure)


def test_a_sharp_corner_is_avoided_or_the_text_left_out():
    corner = [(100, 300), (200, 300), (200, 400)]
    assert not place_labels([line_label("a" * 30, corner)], SIZE, measure)
    long_leg = [(100, 300), (600, 300), (600, 400)]
    placed = place_labels([line_label("a" * 20, long_leg)], SIZE, measure)[0]
    assert max(g.x for g in placed.glyphs) < 600


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 2 * math.pi), st.floats(0, 60), st.integers(3, 20), st.floats(-12, 12))
def test_neighbouring_letters_never_bend_more_than_thirty_degrees(turn, swing, letters, offset):
    along = np.linspace(-260, 260, 60)
    across = swing * np.sin(along / 60)
    line = np.stack((400 + along * math.cos(turn) - across * math.sin(turn),
                     300 + along * math.sin(turn) + across * math.cos(turn)), axis=1)  # fmt: skip
    for placed in place_labels([line_label("W" * letters, line, offset=offset)], SIZE, measure):
        angles = [g.angle for g in placed.glyphs]
        assert len(angles) == letters
        assert all(abs((b - a + 180) % 360 - 180) <= 30.01 for a, b in itertools.pairwise(angles))
        assert all(abs(a) <= 100.01 for a in angles)


def test_lines_do_not_cross_other_labels():
    block = label("BINNENSTAD", 400, 300, 50, placement="centred")
    street = line_label("Kerkstraat", [(300, 300), (500, 300)])
    placed = place_labels([street, block], SIZE, measure)
    assert [p.candidate.text for p in placed] == ["BINNENSTAD"]


def test_an_offset_lifts_the_text_above_its_line():
    placed = place_labels([line_label("Effectgebied", [(100, 300), (500, 300)], offset=11)], SIZE, measure)[0]
    assert all(g.y == pytest.approx(289) for g in placed.glyphs)


def test_nothing_in_nothing_out():
    assert place_labels([], SIZE, measure) == []
    assert place_labels([label("", 10, 10), line_label("", [(0, 0), (9, 9)])], SIZE, measure) == []
