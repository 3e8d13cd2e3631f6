"""Asking for an area leaves nothing out, also at a service that turns the rectangle by its corners."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from cop_app.geo.rd import rd
from cop_app.sources.filters import ROOM, area_questions

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
BOXES = [
    (84_000.0, 446_000.0, 85_000.0, 448_000.0), (14_000.0, 360_000.0, 40_000.0, 400_000.0),
    (20_000.0, 320_000.0, 270_000.0, 600_000.0), (250_000.0, 560_000.0, 275_000.0, 561_000.0),
]  # fmt: skip


def all_round(box: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """Return places inside a box and all along its edges."""
    x, y = np.meshgrid(np.linspace(box[0], box[2], 41), np.linspace(box[1], box[3], 41))
    return np.column_stack([x.ravel(), y.ravel()])


def sides(asked: dict[str, str]) -> list[float]:
    return [float(side) for side in asked["bbox"].split(",")]


def inside(points: NDArray[np.float64], box: list[float]) -> bool:
    return bool((points >= box[:2]).all() and (points <= box[2:]).all())


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("storage", [RD, CRS84, ""])
def test_every_place_of_the_area_is_asked(box: tuple[float, float, float, float], storage: str) -> None:
    points = all_round(box)
    degrees = np.column_stack(rd().to_lonlat(points[:, 0].copy(), points[:, 1].copy()))
    for asked in area_questions(box, [CRS84, RD], storage):
        assert inside(points if "bbox-crs" in asked else degrees, sides(asked))


@pytest.mark.parametrize("box", BOXES)
def test_service_that_turns_two_corners_still_gives_all(box: tuple[float, float, float, float]) -> None:
    """As pygeoapi was seen to do: it stores degrees, and brings two corners of a rectangle in RD to degrees."""
    points = all_round(box)
    degrees = np.column_stack(rd().to_lonlat(points[:, 0].copy(), points[:, 1].copy()))
    (in_rd,) = (asked for asked in area_questions(box, [CRS84, RD], CRS84) if "bbox-crs" in asked)
    xmin, ymin, xmax, ymax = sides(in_rd)
    assert inside(degrees, [*rd().to_lonlat(xmin, ymin), *rd().to_lonlat(xmax, ymax)])
    (in_degrees,) = (asked for asked in area_questions(box, [CRS84, RD], RD) if "bbox-crs" not in asked)
    west, south, east, north = sides(in_degrees)
    assert inside(points, [*rd().to_rd(west, south), *rd().to_rd(east, north)])


def test_system_of_storage_is_asked_first_and_hardly_wider() -> None:
    box = BOXES[0]
    first, second = area_questions(box, [CRS84, RD], RD)
    assert sides(first) == [box[0] - ROOM, box[1] - ROOM, box[2] + ROOM, box[3] + ROOM]
    assert first["bbox-crs"] == RD
    assert list(second) == ["bbox"]
    assert "bbox-crs" not in area_questions(box, [CRS84, RD], CRS84)[0]
    assert "bbox-crs" not in area_questions(box, [CRS84, RD], "")[0]
    assert [list(asked) for asked in area_questions(box, [CRS84], "")] == [["bbox"]]
