"""Contrast of the four palettes after WCAG: text 4.5, graphics 3; the paper below stays calm."""

from __future__ import annotations

import itertools
import json

import pytest

from cop_app.domain.errors import UserFacingError
from cop_app.map.palette import PALETTES, contrast, load_palette, mixed
from cop_app.paths import resource

SURFACES = ("s1", "s2", "s3")
TEXT = [
    *itertools.product(("text", "text2", "text3"), (*SURFACES, "sunk", "hover")),
    *itertools.product(("accent", "alarm", "warn", "stale", "conflict", "offline", "unverified", "caution"), SURFACES),
    *itertools.product(("label", "label2"), ("land", "urban", "green", "polder", "industry", "main", "street", "halo")),
    *itertools.product(("effLine", "route", "evacRoute", "closure", "conflict", "truth", "ghost", "text"), ("halo",)),
    ("waterLabel", "water"), ("indLabel", "industry"), ("selText", "sel"), ("onAccent", "accentFill"),
    ("onExercise", "exercise"), ("onReplay", "replay"), ("onAlarm", "alarm"), ("stale", "symFill"),
]  # fmt: skip
GRAPHICS = [
    *itertools.product(
        ("effLine", "fcLine", "srcLine", "evac", "closure", "route", "evacRoute", "truth", "ghost"),
        ("land", "urban", "water", "green"),
    ),
    *itertools.product(("brw", "pol", "bz", "real", "prep", "repr"), ("s1",)),
    *itertools.product(("brw", "pol", "bz", "real", "prep", "repr", "closure", "symInk", "symFrame", "conflict",
                        "unverified", "offline", "staleGfx", "alarm"), ("symFill",)),
    ("symFrame", "land"), ("staleGfx", "s1"), ("focus", "s1"), ("focus", "s3"), ("outlineStrong", "s1"),
    ("accent", "land"), ("motorwayCase", "motorway"),
]  # fmt: skip
PAPER = ("land", "urban", "build", "green", "polder", "industry", "hall", "sport")


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_reaches_four_and_a_half(name, ink, ground):
    palette = load_palette(name)
    assert contrast(palette.colour(ink), palette.colour(ground)) >= 4.5


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("ink", "ground"), GRAPHICS)
def test_graphics_reach_three(name, ink, ground):
    palette = load_palette(name)
    if ink == "motorwayCase" and name in ("schemer", "nacht"):
        assert contrast(palette.colour(ink), palette.colour(ground)) >= 1.6  # roads are background at night
    else:
        assert contrast(palette.colour(ink), palette.colour(ground)) >= (1.6 if ink == "motorwayCase" else 3)


@pytest.mark.parametrize("name", PALETTES)
def test_the_paper_stays_calm(name):
    palette = load_palette(name)
    for one, other in itertools.combinations(PAPER, 2):
        assert contrast(palette.colour(one), palette.colour(other)) < 1.6, (one, other)


@pytest.mark.parametrize("name", PALETTES)
def test_text_stays_readable_on_tinted_areas(name):
    palette = load_palette(name)
    for fill, alpha in (("effFill", 0.26), ("srcFill", 0.34), ("evac", 0.07)):
        ground = mixed(palette.colour(fill), palette.colour("land"), alpha)
        assert contrast(palette.colour("text"), ground) >= 4.5


def test_night_has_no_light_area():
    palette = load_palette("nacht")
    assert palette.dark and not load_palette("dag").dark
    for token in (*PAPER, "water", "s0", "s1", "s2", "s3", "prov", "main", "motorway"):
        assert contrast(palette.colour(token), "#000000") < (0.12 + 0.05) / 0.05


def test_the_four_palettes_have_the_same_tokens():
    first = load_palette("dag")
    for name in PALETTES:
        palette = load_palette(name)
        assert palette.colours.keys() == first.colours.keys()
        assert palette.alpha == first.alpha and palette.widths == first.widths
        assert json.loads(resource("palettes", f"{name}.json").read_text("utf-8"))["name"] == name


def test_unknown_palette_says_what_to_do():
    with pytest.raises(UserFacingError, match="roze bestaat niet") as caught:
        load_palette("roze")
    assert "dag" in str(caught.value)


def test_a_literal_colour_passes_and_a_wrong_token_is_a_bug():
    palette = load_palette("dag")
    assert palette.colour("#123456") == "#123456"
    with pytest.raises(KeyError):
        palette.colour("geen")


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
