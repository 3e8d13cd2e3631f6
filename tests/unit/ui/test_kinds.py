"""What can be drawn: every kind has a sign or style, its own id, and is found by its words."""

from __future__ import annotations

import pytest

from cop_app.domain.vocabulary import class_named
from cop_app.map.area_styles import AREA_STYLES
from cop_app.map.sketch import Form
from cop_app.map.symbols import SYMBOLS
from cop_app.ui.acts.kinds import AREA, CLOSURE, KINDS, ROUTE, SIGN, kinds_of

FAVOURITES = (AREA, ROUTE, CLOSURE, SIGN)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_every_kind_can_be_drawn_and_recorded(kind):
    assert class_named(kind.item_class).id == kind.item_class
    assert kind.symbol in SYMBOLS
    if kind.form is not Form.POINT:
        assert kind.style in AREA_STYLES
    assert kind.name


def test_all_kinds_are_under_one_favourite():
    found = [kind.id for favourite in FAVOURITES for kind in kinds_of(favourite)]
    assert sorted(found) == sorted(KINDS)


@pytest.mark.parametrize("favourite", FAVOURITES)
def test_names_within_a_favourite_differ(favourite):
    names = [kind.name for kind in kinds_of(favourite)]
    assert len(set(names)) == len(names)


def test_a_kind_is_found_by_part_of_its_words_in_any_order():
    assert [kind.item_class for kind in kinds_of(SIGN, "copi")] == ["copi"]
    assert kinds_of(AREA, "GEBIED nu") == kinds_of(AREA, "nu gebied")
    assert kinds_of(AREA, "bestaat niet") == ()
    assert kinds_of(SIGN, "") == kinds_of(SIGN)
