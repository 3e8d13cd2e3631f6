"""Streets of the quarters: warped grids, closes, waterside rows, and how each of them meets the main roads."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from maps.names import street_names
from maps.plan import FRONTAGE, District, Plan, Road
from maps.shapes import Place, largest, lines, longest, places, union

KEEP_APART = 22.0
"""Nearest distance (m) at which a street may run beside a main road."""
SIDE_ARM = 105.0
"""A street shorter than this (m) carries the name of the street that it leaves."""
REACH = 70.0
"""Longest stretch (m) by which a loose street end is drawn on to the next road."""


def lay_streets(plan: Plan) -> None:
    """Lay the streets of every district, join them to the road net and give each a name."""
    reserved = union(plan.reserved) if plan.reserved else Polygon()
    tracks = union(shape.buffer(13) for kind, shape in plan.rails if kind != "station")
    for number, district in enumerate(plan.districts):
        rng = random.Random(f"{plan.rng.random()}-{number}")
        main = [road for road in plan.roads if road.shape.distance(district.shape) < 5]
        obstacles = union([plan.water.buffer(7), reserved.buffer(9), tracks])
        found = [LineString(line.coords) for line in _draw(district, rng)]
        inner = district.shape.buffer(-15)
        near_main = union(road.shape.buffer(KEEP_APART, cap_style="flat") for road in main) if main else Polygon()
        free = inner.difference(union([obstacles, near_main]))
        pieces = [part for line in found for part in lines(line.intersection(free), 32)]
        if district.stijl != "dorp":
            pieces += _edge_streets(district, main, obstacles)
        pieces = _joined(pieces, [road.shape for road in main], obstacles)
        dense = district.stijl == "vooroorlogs"
        for piece, name in zip(pieces, _named(pieces, street_names(district.thema, rng)), strict=True):
            klasse = "steeg" if dense and piece.length < 75 else "straat"
            plan.roads.append(Road(piece, klasse, name, "", district.plaats))
    _join_islands(plan)


def _named(pieces: list[LineString], names: Iterator[str]) -> list[str]:
    """Return a name per piece, the longest first; a short piece is a side arm of the street that it meets."""
    out = [""] * len(pieces)
    tree = STRtree(pieces)
    for i in sorted(range(len(pieces)), key=lambda k: -pieces[k].length):
        parents = [int(j) for j in tree.query(pieces[i].buffer(1.0), predicate="intersects") if out[int(j)]]
        if pieces[i].length < SIDE_ARM and parents:
            out[i] = out[min(parents, key=lambda j: (-pieces[j].length, j))]
        else:
            out[i] = next(names)
    return out


def _join_islands(plan: Plan) -> None:
    """Bridge the last gaps: a group of streets without a way out gets one, or goes when it is only a stub."""
    tracks = union(shape.buffer(4) for kind, shape in plan.rails if kind != "station")
    barred = union([tracks, *(shape.buffer(-2) for shape in plan.reserved)])
    groups = sorted(_groups(plan.roads), key=lambda group: sum(plan.roads[i].shape.length for i in group))
    gone: set[int] = set()
    for group in groups[:-1]:
        inside = union(plan.roads[i].shape for i in group)
        left = [road for i, road in enumerate(plan.roads) if i not in group and i not in gone]
        others = [road.shape for road in left if road.klasse in FRONTAGE]
        link = longest(shapely.shortest_line(inside, union(others)))
        if link.is_empty:
            continue
        nearest = min(group, key=lambda i: plan.roads[i].shape.distance(Point(link.coords[0])))
        road = plan.roads[nearest]
        if link.length < 190 and not link.intersects(barred):
            plan.roads.append(Road(link, "straat", road.naam, "", road.plaats))
        elif inside.length < 400:
            gone |= set(group)
    plan.roads[:] = [road for i, road in enumerate(plan.roads) if i not in gone]


def _groups(roads: list[Road]) -> list[set[int]]:
    """Return which roads hang together."""
    axes = [road.shape for road in roads]
    first, second = STRtree(axes).query(shapely.buffer(axes, 1.0), predicate="intersects")
    group = list(range(len(axes)))
    changed = True
    while changed:
        changed = False
        for a, b in zip(first, second, strict=True):
            low = min(group[a], group[b])
            if group[a] != low or group[b] != low:
                group[a] = group[b] = low
                changed = True
    return [{i for i, g in enumerate(group) if g == label} for label in sorted(set(group))]


def _draw(district: District, rng: random.Random) -> list[LineString]:
    if district.stijl == "woonerf":
        return _closes(district, rng)
    if district.stijl == "water":
        return _water_rows(district)
    return _grid(district, rng)


class _Warp:
    """Coordinates of a quarter: u along its long streets, v across, bent a little as if by old field boundaries."""

    def __init__(self, district: District, seed: float) -> None:
        low_x, low_y, high_x, high_y = district.shape.bounds
        centre = district.shape.centroid
        self.x, self.y = centre.x, centre.y
        self.reach = max(high_x - low_x, high_y - low_y)
        self.bend = district.buiging
        self.seed = seed
        angle = math.radians(district.hoek)
        self.cos, self.sin = math.cos(angle), math.sin(angle)

    def at(self, u: float, v: float) -> Place:
        """Return the place of warped coordinates."""
        v2 = v + self.bend * u * u / self.reach + 7 * math.sin(u / 110 + self.seed)
        u2 = u + 6 * math.sin(v / 90 + self.seed * 2)
        return (self.x + u2 * self.cos - v2 * self.sin, self.y + u2 * self.sin + v2 * self.cos)

    def along(self, v: float) -> LineString:
        """Return the long street at v."""
        return LineString([self.at(u, v) for u in np.arange(-self.reach, self.reach, 12.0)])

    def across(self, u: float, start: float, end: float) -> LineString:
        """Return a cross street between two long streets."""
        return LineString([self.at(u, v) for v in np.linspace(start, end, 6)])


def _grid(district: District, rng: random.Random) -> list[LineString]:
    warp = _Warp(district, rng.uniform(0, 6))
    out: list[LineString] = []
    v = -warp.reach
    while v < warp.reach:
        out += lines(warp.along(v).intersection(district.shape), 40)
        step = district.diepte * rng.uniform(0.86, 1.2)
        u = -warp.reach + rng.uniform(0, district.lengte)
        while u < warp.reach:
            part = warp.across(u, v, v + step).intersection(district.shape)
            if isinstance(part, LineString) and part.length > step * 0.6 and rng.random() > 0.1:
                out.append(part)
            u += district.lengte * rng.uniform(0.7, 1.4)
        v += step
    return out


def _closes(district: District, rng: random.Random) -> list[LineString]:
    """Collector streets with closes from both sides that never go through: a suburb of the seventies."""
    warp = _Warp(district, rng.uniform(0, 6))
    out: list[LineString] = []
    v = -warp.reach
    while v < warp.reach:
        out += lines(warp.along(v).intersection(district.shape), 60)
        u = -warp.reach
        while u < warp.reach:
            for side in (1, -1):
                depth = side * district.diepte * rng.uniform(0.33, 0.43)
                lean = rng.uniform(-0.3, 0.3)
                if rng.random() < 0.86:
                    close = LineString([warp.at(u + 12 * side + lean * w, v + w) for w in np.linspace(0, depth, 6)])
                    out += lines(close.intersection(district.shape), 25)
            u += district.lengte * rng.uniform(0.85, 1.2)
        if rng.random() < 0.9:
            through = rng.uniform(-0.3, 0.3) * warp.reach
            out += lines(warp.across(through, v, v + district.diepte).intersection(district.shape), 60)
        v += district.diepte
    return out


def _water_rows(district: District) -> list[LineString]:
    warp = _Warp(district, 1.0)
    out: list[LineString] = []
    for k in range(-int(warp.reach // district.diepte) - 1, int(warp.reach // district.diepte) + 2):
        out += lines(warp.along(k * district.diepte).intersection(district.shape), 60)
    for u in np.arange(-warp.reach, warp.reach, district.lengte):
        out += lines(warp.across(float(u), -warp.reach, warp.reach).intersection(district.shape), 60)
    return out


def water_between(district: District) -> list[BaseGeometry]:
    """Return the canals that run midway between the long streets of a waterside quarter."""
    warp = _Warp(district, 1.0)
    area = district.shape.buffer(-30)
    count = int(warp.reach // district.diepte) + 1
    axes = [warp.along((k + 0.5) * district.diepte) for k in range(-count, count + 1)]
    crossings = union(warp.across(float(u), -warp.reach, warp.reach).buffer(19)
                      for u in np.arange(-warp.reach, warp.reach, 2 * district.lengte))  # fmt: skip
    return [part.buffer(5.5) for axis in axes for part in lines(axis.intersection(area).difference(crossings), 60)]


def _edge_streets(district: District, main: Iterable[Road], obstacles: BaseGeometry) -> list[LineString]:
    """Return streets along the edge of a quarter where no main road does that work."""
    served = union(road.shape.buffer(75) for road in main)
    ring = largest(district.shape.buffer(-15)).exterior
    loose = LineString(ring.simplify(2).coords).difference(union([served, obstacles]))
    return lines(loose, 90)


def _joined(pieces: list[LineString], main: list[LineString], obstacles: BaseGeometry) -> list[LineString]:
    """Return the pieces with each loose end drawn on to the next road, when nothing stands in the way."""
    everything = [*pieces, *main]
    tree = STRtree(everything)
    out = []
    for number, piece in enumerate(pieces):
        coords = places(piece)
        head = _extension(coords[1], coords[0], number, everything, tree, obstacles)
        tail = _extension(coords[-2], coords[-1], number, everything, tree, obstacles)
        out.append(LineString([*([head] if head else []), *coords, *([tail] if tail else [])]))
    return _without_doubles(out)


def _extension(
    before: Place, end: Place, own: int, everything: list[LineString], tree: STRtree, obstacles: BaseGeometry
) -> Place | None:
    """Return where the street, continued straight, meets the first other road; None when it need not or cannot."""
    tip = Point(end)
    near = [i for i in tree.query(tip.buffer(1.0)) if i != own and everything[i].distance(tip) < 0.8]
    if near:
        return None
    dx, dy = end[0] - before[0], end[1] - before[1]
    norm = math.hypot(dx, dy) or 1.0
    ray = LineString([end, (end[0] + dx / norm * REACH, end[1] + dy / norm * REACH)])
    hits = [ray.intersection(everything[i]) for i in tree.query(ray) if i != own]
    points = [Point(c) for hit in hits if not hit.is_empty for c in shapely.get_coordinates(hit)]
    if not points:
        return None
    first = min(points, key=tip.distance)
    if LineString([end, first.coords[0]]).intersects(obstacles):
        return None
    return (first.x, first.y)


def _without_doubles(pieces: list[LineString]) -> list[LineString]:
    """Return the pieces without those that run almost on top of a longer one."""
    order = sorted(range(len(pieces)), key=lambda i: -pieces[i].length)
    tree = STRtree(pieces)
    dropped: set[int] = set()
    for i in order:
        if i in dropped:
            continue
        corridor = pieces[i].buffer(19, cap_style="flat")
        for j in tree.query(corridor):
            if j != i and pieces[j].length < pieces[i].length and j not in dropped:
                inside = pieces[j].intersection(corridor).length
                if inside > 0.6 * pieces[j].length:
                    dropped.add(int(j))
    return [piece for i, piece in enumerate(pieces) if i not in dropped]
