"""Make the exercise map: `python -m maps.markerwaard --seed 7 --buildings 12000 --out maps/markerwaard.kaart`.

The same seed gives the same bytes. More buildings than one polder holds are made by laying more polders beside it
(each with its own seed); fewer by leaving out what lies farthest from the market.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cop_app.formats.basemap import SURROUNDINGS, write_basemap
from cop_app.geo.columns import FeatureBatch
from maps.addresses import Address, number_houses
from maps.estates import build_estates
from maps.houses import build_houses
from maps.layers import ORIGIN, base_layers
from maps.objects import object_layers
from maps.plan import Plan
from maps.polderplan import SHEET, draw_ditches, draw_polder, island
from maps.quarters import draw_quarters
from maps.shapes import union
from maps.streets import lay_streets
from maps.tiles import cut_to, laid_out
from maps.townplan import draw_town, old_centre, rampart

DEFAULT_SEED = 7
NOTICE = "FICTIEF: de Markerwaard is nooit aangelegd. Geen enkele plaats, naam of waarde op deze kaart bestaat."


def make_plan(seed: int) -> tuple[Plan, list[Address]]:
    """Return the plan of one polder and its addresses."""
    plan = Plan(random.Random(seed), island())
    draw_polder(plan)
    draw_town(plan)
    draw_quarters(plan)
    plan.water = union(plan.waters)
    lay_streets(plan)
    build_houses(plan, build_estates(plan))
    quarters = [*(d.shape for d in plan.districts), *(shape for _, shape in plan.industry)]
    built = union([*quarters, rampart().buffer(46), old_centre()])
    draw_ditches(plan, built)
    return plan, number_houses(plan)


def make_map(seed: int = DEFAULT_SEED, buildings: int | None = None) -> dict[str, FeatureBatch]:
    """Return all layers; `buildings` (None: as many as one polder holds) is met exactly."""
    plan, addresses = make_plan(seed)
    layers = {**base_layers(plan, addresses), **object_layers(plan, addresses)}
    if buildings is None:
        return layers
    return cut_to(laid_out(layers, buildings, _other_polder(seed)), buildings)


def _other_polder(seed: int) -> dict[str, FeatureBatch]:
    """Return a second polder with other houses, for maps of several polders."""
    plan, addresses = make_plan(seed + 1)
    return {**base_layers(plan, addresses), **object_layers(plan, addresses)}


def description(seed: int, layers: dict[str, FeatureBatch]) -> dict[str, Any]:
    """Return what the file says about itself."""
    return {
        "naam": "Markerwaard (FICTIEF)", "soort": "oefenkaart", "fictief": True, "melding": NOTICE, "crs": "EPSG:28992",
        "zaad": seed, "gemeente": "Markerwaard", "regio": "VR Markerwaard (FICTIEF)",
        "omvang": [SHEET[0] + ORIGIN[0], SHEET[1] + ORIGIN[1], SHEET[2] + ORIGIN[0], SHEET[3] + ORIGIN[1]],
        "panden": len(layers["pand"]), SURROUNDINGS: "nederland.kaart",
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the map and write it."""
    parser = argparse.ArgumentParser(prog="maps.markerwaard", description="Maakt de oefenkaart (FICTIEF).")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="zaad van het toeval")
    parser.add_argument("--buildings", type=int, default=None, help="aantal gebouwen, bijvoorbeeld 500000")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("markerwaard.kaart"), help="doelbestand")
    chosen = parser.parse_args(arguments)
    layers = make_map(chosen.seed, chosen.buildings)
    write_basemap(chosen.out, layers, description(chosen.seed, layers))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
