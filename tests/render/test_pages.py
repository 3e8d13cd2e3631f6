"""A map sheet as it is drawn: OEFENING under the signs, ink within the edges, and a legend that fits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from cop_app.bootstrap import exercise_layers
from cop_app.map.legend import LegendRow, legend
from cop_app.map.mark_types import Label, SymbolMark
from cop_app.map.palette import load_palette
from cop_app.map.sheet import MapSheet, Paper, SheetWords, layout_of, view_of
from cop_app.map.symbols import SYMBOLS
from cop_app.render.legend import SWATCH, paint_row
from cop_app.render.pages import draw_sheet

CENTRE = (140_300.0, 505_100.0)


@pytest.fixture(scope="module")
def layers():
    return exercise_layers()


def words(exercise="", sources=("weer 3 min",), wind="ZW 4"):
    return SheetWords("Brand haven, Kade 1", "Beeld van CoPI · GRIP 2 · stand", "Intern", "CoPI", exercise, "IM CoPI",
                      "blad 12AB", sources, wind, "5 m/s", 225.0)  # fmt: skip


def sheet_of(paper=Paper.A4, marks=(), said=None, rows=None):
    layout = layout_of(paper)
    view = view_of(layout, CENTRE, 5000.0)
    return MapSheet(paper, layout, view, tuple(marks), tuple(legend(marks, (), view)) if rows is None else rows,
                    said or words())  # fmt: skip


def drawn(sheet, layers):
    image = QImage(int(sheet.layout.width), int(sheet.layout.height), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    draw_sheet(painter, sheet, layers, load_palette("dag"))
    painter.end()
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return raw[:, : image.width(), :3].astype(np.int16).copy()


def sign(symbol="plek.copi", dx=0.0, dy=0.0):
    return SymbolMark("i", symbol, CENTRE[0] + dx, CENTRE[1] + dy, 34, 50, label=Label("CoPI"))


def box(sheet, part):
    x, y, w, h = getattr(sheet.layout, part)
    return slice(int(y), int(y + h)), slice(int(x), int(x + w))


@pytest.mark.usefixtures("qapp")
class TestSheet:
    def test_the_exercise_lies_under_the_signs_and_over_the_map(self, layers):
        """Where the sign has ink it is as it is without the word; beside it the map is not."""
        bare = drawn(sheet_of(), layers)
        mark = [replace(sign(), label=None)]
        plain, played = (drawn(sheet_of(marks=mark, said=words(exercise=e)), layers) for e in ("", "Havenbrand"))
        rows, columns = box(sheet_of(), "map")
        ink, changed = ((a != plain).any(axis=2)[rows, columns] for a in (bare, played))
        assert changed.mean() > 0.02
        px, py = (round(v) for v in sheet_of().view.to_px(*CENTRE))
        near = (slice(py - 12, py + 13), slice(px - 17, px + 18))  # further away the name of a street has moved
        inside = ink
        for _round in range(3):  # without the edge, which mixes with what lies under it
            inside = np.logical_and.reduce([np.roll(inside, step, axis) for step in (-1, 0, 1) for axis in (0, 1)])
        inside = inside[near]
        assert inside.sum() > 100
        assert changed[near].any()
        assert not (changed[near] & inside).any()

    def test_nothing_is_drawn_outside_the_margin(self, layers):
        image = drawn(sheet_of(marks=[sign(dx=470.0), sign(dy=340.0)], said=words(exercise="Havenbrand")), layers)
        edge = 30
        for strip in (image[:edge], image[-edge:], image[:, :edge], image[:, -edge:]):
            assert (strip == 255).all()

    @pytest.mark.parametrize("paper", Paper)
    def test_a_long_legend_stays_in_its_box(self, layers, paper):
        marks = [sign(symbol, dx=-300.0 + 15 * i) for i, symbol in enumerate(list(SYMBOLS)[:40])]
        sheet = sheet_of(paper, marks)
        assert len(sheet.legend) >= 40
        with_rows, without = drawn(sheet, layers), drawn(sheet_of(paper, marks, rows=()), layers)
        ys, xs = np.nonzero((with_rows != without).any(axis=2))
        x, y, w, h = sheet.layout.legend
        assert xs.min() >= x - 1 and xs.max() <= x + w + 1
        assert ys.min() >= y and ys.max() <= y + h - 112

    def test_many_sources_stay_in_the_foot(self, layers):
        many = tuple(f"bron nummer {i} {i} min" for i in range(30))
        a, b = drawn(sheet_of(said=words(sources=())), layers), drawn(sheet_of(said=words(sources=many)), layers)
        ys, xs = np.nonzero((a != b).any(axis=2))
        x, y, w, h = sheet_of().layout.foot
        assert x <= xs.min() and xs.max() <= x + w and y <= ys.min() and ys.max() <= y + h

    def test_reference_layers_are_on_it(self, layers):
        """A layer of a source is drawn by its rules, under the signs."""
        plain = sheet_of()
        more = replace(plain, datasets={"buurten": ("buurt", layers["buurt"])})
        assert (drawn(plain, layers) != drawn(more, layers)).any()

    @pytest.mark.parametrize(
        "row", [LegendRow("gebied", "effect", ""), LegendRow("lijn", "omleiding", ""),
                LegendRow("teken", "plek.copi", ""), LegendRow("toestand", "conflict", "")],
        ids=lambda row: row.kind,
    )  # fmt: skip
    def test_each_kind_of_row_has_an_example_within_its_room(self, row):
        image = QImage(60, 40, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        paint_row(painter, load_palette("dag"), row, 10, 20)
        painter.end()
        raw = np.frombuffer(image.constBits(), np.uint8).reshape(40, image.bytesPerLine() // 4, 4)[:, :60, :3]
        ys, xs = np.nonzero((raw != 255).any(axis=2))
        assert len(xs)
        assert xs.min() >= 9 and xs.max() <= 10 + SWATCH[0] + 1
        assert ys.min() >= 8 and ys.max() <= 32
