"""How large reference layers of sources are drawn under the signs: as tiles, quiet like the base map they complete.

A region's own buildings, addresses and neighbourhoods come from its sources, not from the shipped map; they are too
many for signs and say where things are rather than that something is the matter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from cop_app.map.basemap import DrawRule, StrokeStyle
from cop_app.map.scales import Band, mpp_range

_TILED: dict[str, tuple[tuple[Band, DrawRule], ...]] = {
    "buurt": ((Band.STAD, DrawRule("", "", None, StrokeStyle("border", 1.1, (6.0, 3.0)), 0.0, math.inf, 0)),),
    "pand": ((Band.WIJK, DrawRule("", "", "build", StrokeStyle("buildLine", 0.7), 0.0, math.inf, 1)),),
    "adres": (
        (Band.BUURT, DrawRule("", "", "label2", None, 0.0, math.inf, 2, "dot", (1.4,))),
    ),
}  # fmt: skip


def drawn_as_tiles(item_class: str) -> bool:
    """Return whether features of a class are drawn as tiles and not as signs."""
    return item_class in _TILED


def dataset_rules(layers: Mapping[str, str]) -> tuple[DrawRule, ...]:
    """Return the rules for layers by name with the class of their features; layers of other classes give none."""
    rules = []
    for name, item_class in layers.items():
        for far, rule in _TILED.get(item_class, ()):
            low, high = mpp_range(far, Band.STRAAT)
            rules.append(replace(rule, layer=name, min_mpp=low, max_mpp=high))
    return tuple(sorted(rules, key=lambda rule: rule.order))
