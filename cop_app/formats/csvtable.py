"""CSV to columns: lists of partners as spreadsheets save them, with `;`, decimal comma and Windows letters.

GDAL's reader failed on such files, and a list with one bad line must still give the others: what
is wrong is told with its line number.
"""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import shapely

from cop_app.domain.errors import UserFacingError
from cop_app.formats.feature_keys import BY_ID, keyed
from cop_app.geo.axis import CRS84, RD, Crs, parse_crs, to_rd_columns, unknown_crs
from cop_app.geo.columns import FeatureBatch, GeometryColumns, Problem
from cop_app.i18n import _

MAX_BYTES = 256 * 1024 * 1024
MAX_TOLD = 200
_SEPARATORS = (";", "\t", ",", "|")
_X_NAMES = ("x", "rdx", "xrd", "xcoord", "xcoordinaat", "rdxcoordinaat", "xcoordinate", "easting", "geomx", "coordx")
_LON_NAMES = ("lon", "lng", "long", "longitude", "lengtegraad", "oosterlengte", "wgs84lon", "lonwgs84")
_LAT_NAMES = ("lat", "latitude", "breedtegraad", "noorderbreedte", "wgs84lat", "latwgs84")
_Y_NAMES = ("y", "rdy", "yrd", "ycoord", "ycoordinaat", "rdycoordinaat", "ycoordinate", "northing", "geomy", "coordy")
_PAIRS = tuple((x, y, RD) for x, y in zip(_X_NAMES, _Y_NAMES, strict=True)) + tuple(
    (lon, lat, CRS84) for lon in _LON_NAMES for lat in _LAT_NAMES
)
_GROUPED = re.compile(r"^[+-]?\d{1,3}(\.\d{3}){2,}$")
_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$")
_BLANKS = str.maketrans("", "", " \u00a0\u202f'")
_encoder = msgspec.json.Encoder(order="deterministic")


class PlaceColumns(NamedTuple):
    """Which columns hold the place, and in which system their names say it is."""

    east: int
    north: int
    crs: Crs


class _Row(NamedTuple):
    line: int
    cells: list[str]


def read_csv(body: bytes, *, crs: str | None = None, key: Sequence[str] = BY_ID) -> FeatureBatch:
    """Return one feature per line below the header, in RD; the values are text, as they stand.

    The place comes from columns named x and y (RD) or lat and lon (ETRS89) and their usual variants; `crs` is the
    system when it is neither of these. A line without a usable place stays in without one. `key` is the rule of
    `feature_keys`; the column `id` counts as the id.

    Raises:
        UserFacingError: `csv.soort` when it is no text or a spreadsheet, `csv.leeg` without a header, `csv.te_groot`,
            `csv.onleesbaar` when a quote never closes, `geo.stelsel` for a system that we cannot bring to RD.
    """
    stated = parse_crs(crs) if crs else None
    if crs and stated is None:
        raise unknown_crs(crs)
    text = decoded(body)
    rows = _rows(text)
    head = next(rows, None)
    if head is None:
        raise UserFacingError("csv.leeg", _("De tabel is leeg."), advice=_("De eerste regel noemt de kolommen."))
    names = _names(head.cells)
    place = place_columns(names)
    if place is not None and stated is not None:
        place = place._replace(crs=stated)
    problems: list[Problem] = []
    if place is None:
        text = _("Geen kolommen x en y of lat en lon gevonden; alles zonder plaats opgenomen.")
        problems.append(Problem(_("hele tabel"), text))
    lines, cells = _shaped(rows, len(names), problems)
    columns = _places(cells, lines, place, problems)
    skipped = set() if place is None else {place.east, place.north}
    properties = [
        _encoder.encode({name: row[i].strip() or None for i, name in enumerate(names) if i not in skipped})
        for row in cells
    ]
    at = next((i for i, name in enumerate(names) if plain(name) == "id"), -1)
    ids = [row[at].strip() if at >= 0 else "" for row in cells]
    return keyed(FeatureBatch([""] * len(cells), columns, properties, tuple(_few(problems))), key, ids)


def decoded(body: bytes) -> str:
    """Return the text of a table: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises:
        UserFacingError: `csv.soort`, `csv.te_groot`.
    """
    if len(body) > MAX_BYTES:
        raise UserFacingError(
            "csv.te_groot", _("De tabel is groter dan {n} MB."), advice=_("Vraag een kleinere uitsnede."),
            n=MAX_BYTES // 1024 // 1024,
        )  # fmt: skip
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _no_text(_("een rekenblad (Excel)"))
    encodings = ("utf-8-sig", "cp1252")
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16", "utf-16")
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise _no_text(_("geen tekst"))


def _no_text(kind: str) -> UserFacingError:
    return UserFacingError(
        "csv.soort", _("Dit is geen CSV maar {soort}."), advice=_("Bewaar de tabel als CSV."), soort=kind
    )


def separator_of(line: str) -> str:
    """Return what parts the columns in this line: the sign that occurs most outside quotes."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_SEPARATORS, key=bare.count)


def place_columns(names: Sequence[str]) -> PlaceColumns | None:
    """Return where the place stands by the names of the columns; RD goes before degrees. None without."""
    where: dict[str, int] = {}
    for index, name in enumerate(names):
        where.setdefault(plain(name), index)
    for east, north, crs in _PAIRS:
        if east in where and north in where:
            return PlaceColumns(where[east], where[north], crs)
    return None


def plain(name: str) -> str:
    """Return a column's name in small letters and digits only: `X-coördinaat` is `xcoordinaat`."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in decomposed if sign.isascii() and sign.isalnum())


def number_of(text: str) -> float | None:
    """Return a number as people write it: 156815.25, 156.815,25, 156 815,25 or 52,7812. None when it is none."""
    text = text.strip().translate(_BLANKS)
    if "," in text:
        # The last sign parts the decimals, the other one the thousands.
        thousands = "." if text.rfind(",") > text.rfind(".") else ","
        text = text.replace(thousands, "").replace(",", ".")
    elif _GROUPED.match(text):
        text = text.replace(".", "")
    if not _NUMBER.match(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def _rows(text: str) -> Iterator[_Row]:
    """Yield the lines that hold something; the line that only names the separator (Excel's) is obeyed and left out."""
    start = text.lstrip("\r\n")
    skipped = text[: len(text) - len(start)].count("\n")
    first = start.split("\n", 1)[0].rstrip("\r")
    separator = separator_of(first)
    named = first.lower().startswith("sep=") and len(first) == 5
    if named:
        separator = first[4]
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            at, line = line, reader.line_num + 1
            if any(cell.strip() for cell in cells) and not (named and at == 1):
                yield _Row(at + skipped, cells)
    except csv.Error as error:
        raise UserFacingError(
            "csv.onleesbaar", _("De tabel is vanaf regel {n} niet te lezen."),
            advice=_("Staat er een aanhalingsteken te veel of te weinig?"), n=line + skipped,
        ) from error  # fmt: skip


def _names(cells: Sequence[str]) -> list[str]:
    """Return the columns' names, each once and none empty."""
    names: list[str] = []
    for index, cell in enumerate(cells, 1):
        wanted = name = cell.strip() or _("kolom {n}").format(n=index)
        count = 1
        while name in names:
            count += 1
            name = f"{wanted} {count}"
        names.append(name)
    return names


def _shaped(rows: Iterator[_Row], width: int, problems: list[Problem]) -> tuple[list[int], list[list[str]]]:
    """Return line numbers and cells, each line as wide as the header."""
    lines, found = [], []
    for line, cells in rows:
        if len(cells) != width:
            extra = any(cell.strip() for cell in cells[width:])
            if len(cells) < width or extra:
                text = _("{n} kolommen in plaats van {m}; gelezen zover het past.").format(n=len(cells), m=width)
                problems.append(Problem(_line(line), text))
            cells = [*cells[:width], *[""] * (width - len(cells))]
        lines.append(line)
        found.append(cells)
    return lines, found


def _places(
    cells: Sequence[list[str]], lines: Sequence[int], place: PlaceColumns | None, problems: list[Problem]
) -> GeometryColumns:
    shapes = np.full(len(cells), None, dtype=object)
    if place is None or not len(cells):
        return GeometryColumns.from_shapely(shapes)
    found, east, north = [], [], []
    for index, row in enumerate(cells):
        raw_x, raw_y = row[place.east].strip(), row[place.north].strip()
        x, y = number_of(raw_x), number_of(raw_y)
        if x is not None and y is not None:
            found.append(index)
            east.append(x)
            north.append(y)
            continue
        text = _("geen coördinaten") if not (raw_x or raw_y) else f"‘{raw_x[:30]}’, ‘{raw_y[:30]}’"
        problems.append(Problem(_line(lines[index]), _("Zonder plaats opgenomen: {reden}.").format(reden=text)))
    xy = np.array([east, north]).T.reshape(-1, 2)
    shapes[found] = shapely.points(xy)
    crs = place.crs
    if crs == RD and len(xy) and np.abs(xy).max() <= 180:
        crs = CRS84
        problems.append(Problem(_("hele tabel"), _("De getallen onder x en y zijn graden; als lon en lat gelezen.")))
    placed = to_rd_columns(GeometryColumns.from_shapely(shapes), crs)
    by_place = {_("object {n}").format(n=i): _line(line) for i, line in enumerate(lines, 1)}
    problems += [Problem(by_place.get(each.where, each.where), each.text) for each in placed.problems]
    return placed.columns


def _line(number: int) -> str:
    return _("regel {n}").format(n=number)


def _few(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= MAX_TOLD:
        return problems
    more = _("Nog {n} opmerkingen.").format(n=len(problems) - MAX_TOLD)
    return [*problems[:MAX_TOLD], Problem(_("hele tabel"), more)]
