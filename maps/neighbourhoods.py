"""Buurten: the whole municipality divided, with inhabitants and how many of them cannot help themselves."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from maps.addresses import Address, homes_within
from maps.layers import Feature
from maps.plan import Plan
from maps.polderplan import BORDER_U, grid
from maps.shapes import polygons
from maps.townplan import rampart, town_limits

PEOPLE_PER_HOME = 2.15
GRID = 0.01
"""Precision (m) of the cut, so that neighbours share the very same edge."""


def neighbourhoods(plan: Plan, addresses: Sequence[Address]) -> list[Feature]:
    """Return the buurten: they cover the land, do not overlap, and count the people in their homes."""
    rest: BaseGeometry = plan.island
    out: list[Feature] = []
    east = Polygon([grid(BORDER_U, -9000), grid(BORDER_U, 9000), grid(16000, 9000), grid(16000, -9000)])
    wanted: list[tuple[str, BaseGeometry, float]] = [("Binnenstad", rampart().buffer(40), 0.09)]
    wanted += [(d.naam, d.shape.buffer(18), d.niet_zelfredzaam) for d in plan.districts]
    wanted += [(name, shape.buffer(12), 0.0) for name, shape in plan.industry]
    wanted.append(("Stadsrand", town_limits(), 0.04))
    wanted += _polders(east)
    for number, (name, shape, frail) in enumerate(wanted, start=1):
        parts = polygons(shapely.intersection(shape, rest, grid_size=GRID), 400)
        if not parts:
            continue
        area = shapely.multipolygons(parts) if len(parts) > 1 else parts[0]
        rest = shapely.difference(rest, area, grid_size=GRID)
        people = round(homes_within(plan, addresses, area) * PEOPLE_PER_HOME)
        inside_east = east.contains(area.representative_point())
        out.append((area, {
            "naam": name, "buurtcode": f"BU9{number:03d}", "gemeente": "Waterkop" if inside_east else "Markerwaard",
            "regio": "VR Zuiderzeeland (FICTIEF)" if inside_east else "VR Markerwaard (FICTIEF)",
            "inwoners": people, "niet_zelfredzaam": round(people * frail), "fictief": True,
        }))  # fmt: skip
    return out


def _polders(east: Polygon) -> list[tuple[str, BaseGeometry, float]]:
    """Return the open land cut along the canals and the border of the region."""
    far = box(-20000, -20000, 30000, 20000)
    west = far.difference(east)
    north = Polygon([grid(-20000, -750), grid(20000, -750), grid(20000, 20000), grid(-20000, 20000)])
    return [
        ("Noorderpolder", west.intersection(north), 0.03), ("Zuiderpolder", west.difference(north), 0.03),
        ("Waterkop-Noord", east.intersection(north), 0.03), ("Waterkop-Zuid", east.difference(north), 0.03),
    ]  # fmt: skip
