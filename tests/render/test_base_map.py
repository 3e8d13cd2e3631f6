"""The base map painted: paths that survive the way through bytes, holes that stay open, and colours of the palette."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter

from cop_app.formats.basemap import read_basemap
from cop_app.geo.columns import GeometryColumns
from cop_app.map.palette import load_palette
from cop_app.map.viewport import Viewport
from cop_app.paths import shipped_map
from cop_app.render.base_map import BaseMap
from cop_app.render.base_names import BaseNames
from cop_app.render.lettering import map_font
from cop_app.render.packed import PackedLayer, level_of
from cop_app.render.qt_paths import PathCache, path_from

PALETTES = ("dag", "schemer", "nacht", "fel")
ORIGIN = (142000.0, 505000.0)


@pytest.fixture(scope="module")
def layers():
    return read_basemap(shipped_map("markerwaard.kaart"))


@pytest.fixture(scope="module")
def base(layers):
    return BaseMap(layers)


@pytest.fixture(scope="module")
def places(layers):
    """Known places in RD with the token they lie in, each well away from every line and outline of another layer."""
    shapes = {name: batch.geometry.to_shapely() for name, batch in layers.items()}
    classes = [json.loads(raw)["klasse"] for raw in layers["pand"].properties]

    def middle(shape):
        return shapely.maximum_inscribed_circle(shape).coords[0]

    def biggest(klasse):
        chosen = [shape for shape, name in zip(shapes["pand"], classes, strict=True) if name == klasse]
        return middle(max(chosen, key=lambda shape: shape.area))

    lake = max(shapes["water"], key=lambda shape: shape.area)
    other = [shape for name, found in shapes.items() if name not in {"land", "polder", "buurt"} for shape in found]
    tree = shapely.STRtree(other)
    polder = shapely.unary_union(shapes["polder"])
    x0, y0, x1, y1 = polder.bounds
    grid = [shapely.Point(x, y) for x in np.linspace(x0, x1, 40) for y in np.linspace(y0, y1, 40)]
    free = max((p for p in grid if polder.contains(p)), key=lambda p: other[tree.nearest(p)].distance(p))
    assert other[tree.nearest(free)].distance(free) > 50
    return {
        "water": middle(lake), "polder": (free.x, free.y), "build": biggest("pand"), "hall": biggest("hal"),
    }  # fmt: skip


def path_of(columns, origin):
    return path_from(columns.coords, columns.ring_offsets[:-1], origin)


def painted(base, view, palette, names=None):
    image = QImage(view.width, view.height, QImage.Format.Format_RGB32)
    image.fill(QColor("#FF00FF"))
    painter = QPainter(image)
    base.paint(painter, view, load_palette(palette))
    if names is not None:
        names(painter, view, load_palette(palette))
    painter.end()
    return image


def filled(path, size=100):
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.translate(0, size)
    painter.fillPath(path, QColor("black"))
    painter.end()
    return image


def dark(image, x, y):
    return image.pixelColor(x, y).lightness() < 128


def test_a_path_holds_every_vertex_in_its_place(qapp):
    shapes = [shapely.box(10, 10, 90, 90), shapely.LineString([(0, 0), (5, 7), (9, 3)])]
    columns = GeometryColumns.from_shapely(np.array(shapes, dtype=object))
    path = path_of(columns, (3.0, 4.0))
    assert path.elementCount() == len(columns.coords) == 8
    found = [(path.elementAt(i).x, path.elementAt(i).y) for i in range(8)]  # type: ignore[attr-defined]
    assert np.allclose(found, np.stack([columns.coords[:, 0] - 3.0, 4.0 - columns.coords[:, 1]], axis=1), atol=1e-9)
    moves = [i for i in range(8) if path.elementAt(i).isMoveTo()]
    assert moves == columns.ring_offsets[:-1].tolist() == [0, 5]


def test_real_layers_keep_their_vertices(qapp, layers):
    for name in ("water", "groen", "weg"):
        columns = layers[name].geometry
        assert path_of(columns, ORIGIN).elementCount() == len(columns.coords)


def test_nothing_has_no_path(qapp, layers):
    assert path_of(layers["water"].geometry.take(np.array([], dtype=np.int64)), ORIGIN).isEmpty()


@pytest.mark.parametrize("clockwise", [True, False])
def test_a_hole_stays_open_however_it_was_written(qapp, clockwise):
    hole = [(30, 30), (30, 70), (70, 70), (70, 30), (30, 30)]
    shape = shapely.Polygon([(10, 10), (90, 10), (90, 90), (10, 90), (10, 10)], [hole if clockwise else hole[::-1]])
    columns = GeometryColumns.from_shapely(np.array([shape], dtype=object))
    image = filled(path_of(columns, (0.0, 0.0)))
    assert dark(image, 20, 50)
    assert not dark(image, 50, 50)
    assert not dark(image, 5, 50)


def test_neighbours_that_overlap_do_not_cut_holes_in_each_other(qapp):
    both = np.array([shapely.box(10, 10, 60, 60), shapely.box(40, 40, 90, 90)], dtype=object)
    image = filled(path_of(GeometryColumns.from_shapely(both), (0.0, 0.0)))
    assert dark(image, 50, 50)


def test_only_blocks_in_sight_are_drawn(qapp, layers):
    (blocks,) = PackedLayer.from_batch(layers["pand"], ORIGIN, PathCache()).of("pand")
    level = level_of(0.1)
    everything = blocks.seen((0, 0, 300000, 700000), level)
    near = blocks.seen((141600, 505900, 141800, 506100), level)
    assert 0 < len(near) < len(everything) / 10
    drawn = sum(blocks.path(int(block), level).elementCount() for block in everything)
    classes = [json.loads(raw)["klasse"] for raw in layers["pand"].properties]
    own = layers["pand"].geometry.take(np.array([i for i, name in enumerate(classes) if name == "pand"]))
    assert drawn == len(own.coords)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("token", ["water", "polder", "build", "hall"])
def test_known_places_have_the_colour_of_the_palette(qapp, base, places, palette, token):
    x, y = places[token]
    image = painted(base, Viewport(x, y, 0.5, 80, 60), palette)
    assert image.pixelColor(40, 30).name() == load_palette(palette).colour(token).lower()


@pytest.mark.parametrize("palette", PALETTES)
def test_land_alone_is_land_and_what_is_not_there_is_ground(qapp, layers, places, palette):
    x, y = places["polder"]
    land = BaseMap({"land": layers["land"]})
    assert painted(land, Viewport(x, y, 2.0, 40, 40), palette).pixelColor(20, 20).name() == (
        load_palette(palette).colour("land").lower()
    )
    empty = painted(BaseMap({}), Viewport(x, y, 2.0, 40, 40), palette)
    assert empty.pixelColor(20, 20).name() == load_palette(palette).colour("land").lower()


@pytest.mark.parametrize("mpp", [0.25, 2.0, 12.0, 60.0])
def test_a_zoom_moves_nothing(qapp, base, places, mpp):
    """A place far from the layers' origin lies under the same colour at every scale."""
    x, y = places["water"]
    image = painted(base, Viewport(x, y, mpp, 64, 64), "dag")
    assert image.pixelColor(32, 32).name() == load_palette("dag").colour("water").lower()


def test_names_are_drawn_and_the_shipped_font_is_used(qapp, base, layers):
    assert QFontInfo(map_font(12)).family() == "IBM Plex Sans Condensed"
    x, y = BaseMap({"pand": layers["pand"]}).origin
    view = Viewport(x, y, 4.0, 600, 400)
    bare, lettered = painted(base, view, "dag"), painted(base, view, "dag", BaseNames(layers))
    changed = sum(bare.pixel(i, j) != lettered.pixel(i, j) for i in range(600) for j in range(400))
    assert 500 < changed < 600 * 400 / 4
