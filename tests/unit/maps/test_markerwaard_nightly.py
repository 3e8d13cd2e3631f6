"""Making the whole map: the same seed gives the committed map, another seed another town, any number of buildings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from cop_app.formats.basemap import read_basemap
from maps.make_overview import make_overview
from maps.markerwaard import DEFAULT_SEED, main, make_map

MAPS = Path(__file__).resolve().parents[3] / "maps"


@pytest.mark.nightly
def test_the_same_seed_gives_the_committed_map(tmp_path: Path) -> None:
    assert main(["--seed", str(DEFAULT_SEED), "--out", str(tmp_path / "a.kaart")]) == 0
    made, committed = read_basemap(tmp_path / "a.kaart"), read_basemap(MAPS / "markerwaard.kaart")
    assert list(made) == list(committed)
    for name, layer in committed.items():
        assert np.array_equal(made[name].hashes(), layer.hashes()), name


@pytest.mark.nightly
def test_thirty_thousand_buildings_and_another_seed() -> None:
    layers = make_map(11, 30000)
    assert len(layers["pand"]) == 30000
    assert len(set(layers["pand"].keys)) == 30000
    first = layers["pand"].geometry.take(range(12000)).to_shapely()
    water = layers["water"].geometry.to_shapely()
    assert not len(shapely.STRtree(first).query(water, predicate="intersects")[0])
    committed = read_basemap(MAPS / "markerwaard.kaart")["pand"]
    assert not np.array_equal(layers["pand"].hashes()[:1000], committed.hashes()[:1000])


@pytest.mark.shared
def test_the_overview_is_made_from_natural_earth(shared_data: Path) -> None:
    source = shared_data / "overzicht" / "natural_earth_nw_europa.gpkg"
    made, committed = make_overview(source), read_basemap(MAPS / "nederland.kaart")
    assert {name: len(layer) for name, layer in made.items()} == {name: len(layer) for name, layer in committed.items()}
