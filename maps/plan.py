"""What a plan of land and town consists of before it becomes map layers. All metres in the plan's own frame."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from maps.shapes import Place, union

ROAD_WIDTH = {"autosnelweg": 26.0, "provinciaal": 15.0, "hoofd": 11.0, "straat": 7.0, "steeg": 4.2, "pad": 2.5}
"""Full carriageway width in metres by class; nothing is built within it."""
FRONTAGE = frozenset({"hoofd", "straat", "steeg"})
"""Classes along which houses stand."""


@dataclass(slots=True)
class Road:
    """A road axis. `plaats` is the settlement whose name its addresses carry."""

    shape: LineString
    klasse: str
    naam: str = ""
    nummer: str = ""
    plaats: str = ""

    def carriageway(self, margin: float = 0.0) -> Polygon:
        """Return the paved strip with a margin on both sides."""
        return self.shape.buffer(ROAD_WIDTH[self.klasse] / 2 + margin, quad_segs=4)


@dataclass(slots=True)
class District:
    """A built-up quarter: where it lies, how its streets run and how its houses stand."""

    naam: str
    shape: Polygon
    stijl: str
    plaats: str
    thema: str
    bouwjaar: tuple[int, int]
    hoek: float = 0.0
    lengte: float = 120.0
    diepte: float = 62.0
    buiging: float = 0.0
    niet_zelfredzaam: float = 0.05


@dataclass(slots=True)
class Building:
    """A building with what later layers need: class, year, height, where its door is and what it is used for."""

    shape: Polygon
    klasse: str
    bouwjaar: int
    hoogte: float
    deur: Place | None = None
    gebruik: str = "wonen"
    woningen: int = 1


@dataclass(slots=True)
class Plan:
    """Everything that is laid out; each designer adds its share."""

    rng: random.Random
    island: Polygon
    waters: list[BaseGeometry] = field(default_factory=list)
    ditches: list[LineString] = field(default_factory=list)
    dikes: list[LineString] = field(default_factory=list)
    quays: list[BaseGeometry] = field(default_factory=list)
    roads: list[Road] = field(default_factory=list)
    rails: list[tuple[str, LineString]] = field(default_factory=list)
    power: list[tuple[str, LineString]] = field(default_factory=list)
    greens: list[tuple[str, str, Polygon]] = field(default_factory=list)
    polders: list[Polygon] = field(default_factory=list)
    industry: list[tuple[str, Polygon]] = field(default_factory=list)
    districts: list[District] = field(default_factory=list)
    reserved: list[Polygon] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    names: list[tuple[str, str, Place]] = field(default_factory=list)
    sites: dict[str, Place] = field(default_factory=dict)
    bund_walls: list[Polygon] = field(default_factory=list)
    region_border: LineString = field(default_factory=LineString)
    water: BaseGeometry = field(default_factory=Polygon)

    def hard(self, margin: float) -> BaseGeometry:
        """Return where nothing can be built: water, carriageways and track, each with a margin."""
        roads = [road.carriageway(margin) for road in self.roads if road.klasse != "pad"]
        tracks = [shape.buffer(6 + margin) for _, shape in self.rails]
        return union([self.water.buffer(2), *roads, *tracks])
