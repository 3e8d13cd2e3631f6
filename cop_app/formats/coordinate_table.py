"""Tables of coordinates, line by line: `id,x,y` or `id,lon,lat` in, the other system out, to the millimetre.

For `cop coordinates` and for checks against the official validation files. A line that cannot be converted is told
with its number and left out; it never shifts the others.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cop_app.geo.axis import RD_LIMITS
from cop_app.geo.columns import Problem
from cop_app.geo.rd import rd
from cop_app.i18n import _

RD_DECIMALS, DEGREE_DECIMALS = 4, 9
_Numbers = NDArray[np.float64]
_LAT_NAMES = {"lat", "latitude", "breedtegraad", "breedte", "phi"}


class _Row(NamedTuple):
    number: int
    name: str
    first: float
    second: float


def convert_table(lines: Iterable[str], source: str, target: str) -> tuple[list[str], list[Problem]]:
    """Return the table in the other system, and what could not be converted.

    `source` and `target` are "rd", "etrs89" or "wgs84" (the last is taken as etrs89). Columns are id, then x, y or
    longitude, latitude; a header that names latitude first turns them. Separated by comma, semicolon or tab; a decimal
    comma is understood where the comma does not separate. Out: commas, 4 decimals for RD and 9 for degrees.
    """
    rows: list[_Row] = []
    problems: list[Problem] = []
    header = turned = False
    separator = ""
    for number, line in enumerate(lines, 1):
        text = line.strip().lstrip("\ufeff")
        if not text or text.startswith("#"):
            continue
        separator = separator or _separator(text)
        fields = [field.strip() for field in next(csv.reader([text], delimiter=separator))]
        if not rows and not header and _is_header(fields):
            header, turned = True, fields[1].lower() in _LAT_NAMES
            continue
        row = _row(number, fields, turned, separator)
        if row is None:
            problems.append(_problem(number, _("geen id en twee getallen")))
        else:
            rows.append(row)
    out = _converted(rows, source == "rd", target == "rd", problems)
    names = "id,x,y" if target == "rd" else "id,lon,lat"
    problems.sort(key=lambda problem: int(problem.where.rpartition(" ")[2]))
    return ([names, *out] if header else out), problems


def _separator(text: str) -> str:
    return next((sign for sign in ("\t", ";") if sign in text), ",")


def _is_header(fields: Sequence[str]) -> bool:
    return len(fields) >= 3 and not any(character.isdigit() for field in fields[1:3] for character in field)


def _row(number: int, fields: Sequence[str], turned: bool, separator: str) -> _Row | None:
    if len(fields) < 3:
        return None
    try:
        first, second = (float(f.replace(",", ".") if separator != "," else f) for f in fields[1:3])
    except ValueError:
        return None
    if not (math.isfinite(first) and math.isfinite(second)):
        return None
    return _Row(number, fields[0], second, first) if turned else _Row(number, fields[0], first, second)


def _converted(rows: list[_Row], from_rd: bool, to_rd: bool, problems: list[Problem]) -> list[str]:
    if not rows:
        return []
    first, second = np.array([row.first for row in rows]), np.array([row.second for row in rows])
    ok = _plausible(first, second, from_rd)
    if from_rd != to_rd and ok.any():
        convert = rd().to_lonlat if from_rd else rd().to_rd
        first, second = convert(np.where(ok, first, 0.0), np.where(ok, second, 0.0))
    if to_rd:
        # Official x, y exist in the country and its sea margin only; beyond it the numbers would look like any other.
        ok &= _plausible(first, second, in_rd=True)
    decimals = RD_DECIMALS if to_rd else DEGREE_DECIMALS
    out = []
    for row, x, y, good in zip(rows, first.tolist(), second.tolist(), ok.tolist(), strict=True):
        if good:
            out.append(f"{_quoted(row.name)},{x:.{decimals}f},{y:.{decimals}f}")
        else:
            problems.append(_problem(row.number, _("ligt niet in of bij Nederland; staan de assen verwisseld?")))
    return out


def _plausible(first: _Numbers, second: _Numbers, in_rd: bool) -> NDArray[np.bool_]:
    if not in_rd:
        return np.asarray((np.abs(first) <= 180) & (np.abs(second) <= 90))
    west, south, east, north = RD_LIMITS
    inside = (first >= west) & (first <= east) & (second >= south) & (second <= north)
    return np.asarray(inside & (first < second))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if any(sign in name for sign in ',"') else name


def _problem(number: int, text: str) -> Problem:
    return Problem(_("regel {n}").format(n=number), text)
