"""A shape under the hand: points come, go and move, and what it makes is a geometry in RD to the millimetre."""

from __future__ import annotations

import pytest
import shapely

from cop_app.map.sketch import Form, Sketch, sketch_of

SQUARE = [(0.0, 0.0), (100.0, 0.0), (100.0, 50.0), (0.0, 50.0)]


def test_a_place_is_one_point_and_the_newest_counts() -> None:
    sketch = Sketch(Form.POINT)
    sketch.add((1.0, 2.0))
    sketch.add((3.00049, 4.0))
    assert sketch.geometry() == {"type": "Point", "coordinates": [3.0, 4.0]}


def test_the_same_point_twice_is_one() -> None:
    sketch = Sketch(Form.LINE)
    for point in ((1.0, 2.0), (1.0, 2.0), (5.0, 5.0)):
        sketch.add(point)
    assert sketch.points == [(1.0, 2.0), (5.0, 5.0)]


@pytest.mark.parametrize(("form", "least"), [(Form.POINT, 1), (Form.LINE, 2), (Form.AREA, 3)])
def test_too_few_points_make_nothing(form, least) -> None:
    sketch = Sketch(form, SQUARE[: least - 1])
    assert not sketch.complete
    with pytest.raises(ValueError, match=form.value):
        sketch.geometry()
    assert Sketch(form, SQUARE[:least]).complete


def test_points_are_taken_back_to_the_first() -> None:
    sketch = Sketch(Form.LINE, [(0.0, 0.0)])
    assert sketch.back()
    assert not sketch.back()


def test_an_area_closes_itself_and_knows_its_size() -> None:
    sketch = Sketch(Form.AREA, list(SQUARE))
    assert sketch.geometry()["coordinates"] == [[[0.0, 0.0], [100.0, 0.0], [100.0, 50.0], [0.0, 50.0], [0.0, 0.0]]]
    assert (sketch.length, sketch.surface) == (300.0, 5000.0)
    assert sketch.middles == [(50.0, 0.0), (100.0, 25.0), (50.0, 50.0), (0.0, 25.0)]


def test_an_edge_that_crosses_itself_is_no_area() -> None:
    bow = Sketch(Form.AREA, [(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)])
    assert bow.crossed
    with pytest.raises(ValueError, match="vlak"):
        bow.geometry()
    assert not Sketch(Form.AREA, list(SQUARE)).crossed


def test_points_move_come_in_between_and_go_until_too_few_remain() -> None:
    sketch = Sketch(Form.AREA, SQUARE[:3])
    assert sketch.insert(2, (40.0, 40.0)) == 3
    sketch.move(3, (0.0, 50.0))
    assert sketch.points == SQUARE
    assert sketch.remove(3)
    assert not sketch.remove(2)
    sketch.shift(10.0, -5.0)
    assert sketch.points[0] == (10.0, -5.0)


@pytest.mark.parametrize(
    "shape", [shapely.Point(1, 2), shapely.LineString([(0, 0), (5, 5)]), shapely.Polygon(SQUARE)]
)
def test_a_shape_of_the_picture_is_worked_on_further(shape) -> None:
    sketch = sketch_of(shape)
    assert sketch is not None
    assert shapely.equals(shapely.from_geojson(shapely.to_geojson(shape)), _shape(sketch))


def test_what_has_parts_or_holes_is_left_alone() -> None:
    hole = shapely.Polygon(SQUARE, [[(10, 10), (20, 10), (20, 20)]])
    assert sketch_of(hole) is None
    assert sketch_of(shapely.MultiPoint([(0, 0), (1, 1)])) is None


def _shape(sketch):
    import json

    return shapely.from_geojson(json.dumps(sketch.geometry()))
