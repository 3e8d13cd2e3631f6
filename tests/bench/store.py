"""Times how fast 100,000 features are written, beside ogr2ogr; figures, not a test.

Ours: features in memory -> hashes, Hilbert blocks, checksums, one transaction into an encrypted cache.db with its
history and snapshot. The peer: the whole process from GeoPackage to GeoPackage with its spatial index. Ours does not
read a file here, the peer does; the last row is our whole process from the same file, with the search index.

    PYTHONPATH=. python tests/bench/store.py DATA
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import pyogrio
import shapely
from figures import ROOT, Row, arguments, finish, in_turn, seconds

from cop_app.geo.columns import FeatureBatch, GeometryColumns
from cop_app.store.cache import DatasetCache

LAYER = "b100k"


def features(path: Path) -> FeatureBatch:
    """Return the layer as the product's own columns, with all its attributes."""
    meta, _fids, wkb, fields = pyogrio.raw.read(path, layer=LAYER)
    names = list(meta["fields"])
    rows = zip(*(column.tolist() for column in fields), strict=True)
    texts = [json.dumps(dict(zip(names, row, strict=True)), separators=(",", ":")).encode() for row in rows]
    keys = [str(uid) for uid in fields[names.index("uid")]]
    return FeatureBatch(keys, GeometryColumns.from_shapely(shapely.from_wkb(wkb)), texts)


def write(batch: FeatureBatch, folder: Path, searched: tuple[str, ...] = ()) -> float:
    """Return how long a first load takes until it is committed; with words to search by, until those are found."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        cache = DatasetCache.open(Path(name) / "cache.db", bytes(range(32)))
        started = time.perf_counter()
        load = cache.begin_load("bench", LAYER, 1, title_fields=searched)
        load.add(batch)
        result = load.finish(True, len(batch), 2)
        if searched:
            cache.tidy()  # the product does this after the load was told
            assert cache.search("Dorpsstraat 9")
        took = time.perf_counter() - started
        cache.close()
    assert result.features == result.added == len(batch)
    return took


def load_again(batch: FeatureBatch, folder: Path, runs: int) -> list[float]:
    """Return how long it takes to find that nothing changed."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        cache = DatasetCache.open(Path(name) / "cache.db", bytes(range(32)))
        spans = []
        for now in range(runs + 1):
            started = time.perf_counter()
            load = cache.begin_load("bench", LAYER, now)
            load.add(batch)
            load.finish(True, len(batch), now)
            spans.append(time.perf_counter() - started)
        cache.close()
    return spans[1:]


def main() -> None:
    options = arguments(__doc__ or "", pairs=9).parse_args()
    source = options.data / "bench.gpkg"
    batch = features(source)
    with tempfile.TemporaryDirectory(dir=options.data) as name:
        folder = Path(name)
        alone = folder / "alone.gpkg"
        seconds(["ogr2ogr", "-f", "GPKG", str(alone), str(source), LAYER])

        def peer() -> float:
            (folder / "peer.gpkg").unlink(missing_ok=True)
            return seconds(["ogr2ogr", "-f", "GPKG", str(folder / "peer.gpkg"), str(source), LAYER])

        def whole() -> float:
            shutil.rmtree(folder / "work", ignore_errors=True)
            words = ["--workspace", str(folder / "work"), "import", str(alone), "--json"]
            return seconds([sys.executable, "-m", "cop_app", *words], cwd=ROOT)

        rows = [
            Row("store 100k", "blocks", "s", *in_turn(lambda: write(batch, folder), peer, options.pairs), 4.0),
            Row("store 100k", "and searchable", "s", *in_turn(
                lambda: write(batch, folder, ("name",)), peer, options.pairs
            )),
            Row("store 100k again", "nothing changed", "s", load_again(batch, folder, options.pairs)),
            Row("cop import 100k", "whole process", "s", *in_turn(whole, peer, max(3, options.pairs // 3))),
        ]  # fmt: skip
    finish(rows, options.json)


if __name__ == "__main__":
    main()
