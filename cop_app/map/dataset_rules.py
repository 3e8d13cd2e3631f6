"""How large reference layers of sources are drawn under the signs: as tiles, quiet like the base map they complete.

A region's own buildings, addresses and neighbourhoods come from its sources, not from the shipped map; they are too
many for signs and say where things are rather than that something is the matter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from cop_app.map.basemap import DrawRule, Kind, StrokeStyle
from cop_app.map.scales import Band, mpp_range


def _rule(
    order: int, fill: str | None = None, stroke: StrokeStyle | None = None, kind: Kind = "plain", radius: float = 0.0
) -> DrawRule:
    return DrawRule("", "", fill, stroke, 0.0, math.inf, order, kind, (radius,) if radius else ())


# From below to above; a line has its casing in a rule of its own, as roads of the base map do.
_TILED: dict[str, tuple[tuple[Band, DrawRule], ...]] = {
    "groen": ((Band.STAD, _rule(0, "green")),),
    "water": ((Band.LAND, _rule(1, "water", StrokeStyle("waterLine", 1.0))),),
    "weg": (
        (Band.WIJK, _rule(2, None, StrokeStyle("streetCase", 4.4), "casing")),
        (Band.STAD, _rule(3, None, StrokeStyle("street", 3.0, cap="round"))),
    ),
    "spoor": ((Band.REGIO, _rule(4, None, StrokeStyle("rail", 1.8))),),
    "pand": ((Band.WIJK, _rule(5, "build", StrokeStyle("buildLine", 0.7))),),
    "adres": ((Band.BUURT, _rule(6, "label2", None, "dot", 1.4)),),
    "buurt": ((Band.STAD, _rule(7, None, StrokeStyle("border", 1.1, (6.0, 3.0)))),),
}


_NAMED = frozenset({"weg", "water", "adres"})


def drawn_as_tiles(item_class: str) -> bool:
    """Return whether features of a class are drawn as tiles and not as signs."""
    return item_class in _TILED


def seen_at(item_class: str, mpp: float) -> bool:
    """Return whether anything of a class that is drawn as tiles is seen at this many metres per pixel."""
    return any(rule.min_mpp <= mpp < rule.max_mpp for rule in dataset_rules({"": item_class}))


def names_layer(item_class: str) -> str:
    """Return the layer under which the names of a class are placed on the map, "" when it has none to place."""
    return f"bron.{item_class}" if item_class in _NAMED else ""


def dataset_rules(layers: Mapping[str, str]) -> tuple[DrawRule, ...]:
    """Return the rules for layers by name with the class of their features; layers of other classes give none."""
    rules = []
    for name, item_class in layers.items():
        for far, rule in _TILED.get(item_class, ()):
            # House numbers stand where the dots of addresses were.
            low, high = mpp_range(far, Band.BUURT if rule.kind == "dot" else Band.STRAAT)
            rules.append(replace(rule, layer=name, min_mpp=low, max_mpp=high))
    return tuple(sorted(rules, key=lambda rule: rule.order))
