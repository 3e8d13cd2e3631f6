"""Pages on paper: the map sheet as PDF, in shapes and letters and not as a picture. An exit.

The page is drawn at 96 dpi units, in which one pixel of the look is one unit; PDF keeps the fractions, so that print is
as fine as the printer. Everything that matters survives a greyscale printer, because no state is colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen, QPolygonF

from cop_app.domain.errors import UserFacingError
from cop_app.domain.sharing import Counts, Release, require
from cop_app.geo.columns import FeatureBatch
from cop_app.geo.rd import rd
from cop_app.i18n import _
from cop_app.map.legend import LegendRow
from cop_app.map.palette import Palette
from cop_app.map.sheet import MapSheet, scale_bar, source_lines, ticks
from cop_app.render.base_map import BaseMap, paint_datasets
from cop_app.render.base_names import BaseNames, names_of, place_words
from cop_app.render.legend import SWATCH, paint_row
from cop_app.render.lettering import draw_labels, draw_text, text_path, text_width
from cop_app.render.marks import paint_marks
from cop_app.render.pens import colour

_DPI = 96
_ROW, _LEAST_ROW = 21.0, 12.5
_applications: list[QGuiApplication] = []  # kept: fonts outlive a painting


def write_map_sheet(
    sheet: MapSheet, layers: Mapping[str, FeatureBatch], palette: Palette, release: Release, path: Path
) -> None:
    """Write the sheet as PDF; an old file is replaced only when the new one is complete.

    Raises:
        UserFacingError: `delen.geen_toestemming` without a release for printing; `kaartblad.schrijven`.
    """
    require(release, "print", Counts(sheet.withheld, sheet.masked))
    if QGuiApplication.instance() is None:
        _applications.append(QGuiApplication(["ketenbeeld"]))
    part = path.parent / f".{path.stem}.part"
    try:
        if not path.parent.is_dir():
            raise OSError(str(path))
        _write(sheet, layers, palette, f"{release.marking} · {sheet.words.title}", part)
        if not part.is_file() or not part.stat().st_size:
            raise OSError(str(path))
        part.replace(path)
    except OSError as error:
        raise UserFacingError(
            "kaartblad.schrijven", _("Het kaartblad {bestand} is niet te schrijven."),
            advice=_("Kies een map waar u mag schrijven en waar plaats is."), bestand=str(path),
        ) from error  # fmt: skip
    finally:
        with suppress(OSError):
            part.unlink()


def _write(
    sheet: MapSheet, layers: Mapping[str, FeatureBatch], palette: Palette, title: str, path: Path
) -> None:
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setCreator("Ketenbeeld")
    writer.setResolution(_DPI)
    width, height = sheet.paper.size_mm
    size = QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, sheet.paper.value)
    whole = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    whole.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(whole)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(str(path))
    try:
        draw_sheet(painter, sheet, layers, palette)
    finally:
        painter.end()


def draw_sheet(
    painter: QPainter, sheet: MapSheet, layers: Mapping[str, FeatureBatch], palette: Palette
) -> None:
    """Draw a sheet on any painter whose unit is a pixel of 96 dpi."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    page = _Page(painter, sheet, palette)
    page.map(layers)
    page.edges()
    page.title()
    page.legend()
    page.foot()


class _Page:
    """Draws the parts of one sheet."""

    def __init__(self, painter: QPainter, sheet: MapSheet, palette: Palette) -> None:
        self.painter, self.sheet, self.palette = painter, sheet, palette

    def text(
        self, x: float, y: float, text: str, size: float = 11, weight: int = 400, ink: str = "text",
        align: str = "left",
    ) -> float:  # fmt: skip
        """Write a line; returns its width."""
        return draw_text(self.painter, self.palette, x, y, text, size=size, weight=weight, ink=ink, halo_width=0.0,
                         align=align)  # fmt: skip

    def frame(self, x: float, y: float, w: float, h: float, width: float = 1.0) -> None:
        """Draw a box without filling."""
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(colour(self.palette, "text"), width))
        self.painter.drawRect(QRectF(x, y, w, h))

    def fill(self, x: float, y: float, w: float, h: float, token: str) -> None:
        """Fill a box."""
        self.painter.fillRect(QRectF(x, y, w, h), colour(self.palette, token))

    # -- the map

    def map(self, layers: Mapping[str, FeatureBatch]) -> None:
        """Draw base map, watermark, marks and words; the watermark lies under the signs."""
        sheet, p = self.sheet, self.painter
        x, y, w, h = sheet.layout.map
        p.save()
        p.translate(x, y)
        p.setClipRect(QRectF(0, 0, w, h))
        BaseMap(layers).paint(p, sheet.view, self.palette)
        paint_datasets(p, sheet.view, self.palette, sheet.datasets)
        self._grid_crosses()
        if sheet.words.exercise:
            self._watermark(_("OEFENING"), w, h)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        paint_marks(p, sheet.view, self.palette, sheet.marks, words=False)
        names = BaseNames(layers).joined(names_of(sheet.datasets))
        draw_labels(p, self.palette, place_words(names, sheet.marks, sheet.view, self.palette))
        p.restore()
        self.frame(x, y, w, h, 1.6)

    def _watermark(self, word: str, w: float, h: float) -> None:
        p = self.painter
        path = text_path(word, 100.0, 700, False, 6.0)
        box = path.boundingRect()
        size = min(0.82 * math.hypot(w, h) / max(1.0, box.width()), 2.6)
        p.save()
        p.translate(w / 2, h / 2)
        p.rotate(-math.degrees(math.atan2(h, w)))
        p.scale(size, size)
        p.translate(-box.center().x(), -box.center().y())
        p.setBrush(colour(self.palette, "exercise", 0.10))
        p.setPen(QPen(colour(self.palette, "exercise", 0.35), 1.2))
        p.drawPath(path)
        p.restore()

    def _grid_crosses(self) -> None:
        xs, ys = ticks(self.sheet.view)
        self.painter.setPen(QPen(colour(self.palette, "text2"), 0.7))
        for x in xs:
            for y in ys:
                px, py = self.sheet.view.to_px(x, y)
                self.painter.drawLine(QPointF(px - 4, py), QPointF(px + 4, py))
                self.painter.drawLine(QPointF(px, py - 4), QPointF(px, py + 4))

    def edges(self) -> None:
        """Write the RD ticks along the edges, and the corners in WGS84."""
        view = self.sheet.view
        x0, y0, w, h = self.sheet.layout.map
        xs, ys = ticks(view)
        self.painter.setPen(QPen(colour(self.palette, "text"), 0.9))
        for x in xs:
            px = x0 + view.to_px(x, 0)[0]
            for edge, sign in ((y0, -1), (y0 + h, 1)):
                self.painter.setPen(QPen(colour(self.palette, "text"), 0.9))
                self.painter.drawLine(QPointF(px, edge), QPointF(px, edge + sign * 4))
                self.text(px, edge + (-7 if sign < 0 else 15), _grouped(x), 9, 600 if x % 1000 == 0 else 400,
                          align="centre")  # fmt: skip
        for y in ys:
            py = y0 + view.to_px(0, y)[1]
            for edge, sign in ((x0, -1), (x0 + w, 1)):
                self.painter.setPen(QPen(colour(self.palette, "text"), 0.9))
                self.painter.drawLine(QPointF(edge, py), QPointF(edge + sign * 4, py))
                self.painter.save()
                self.painter.translate(edge + sign * 12 + (3 if sign > 0 else 0), py)
                self.painter.rotate(-90)
                self.text(0, 0, _grouped(y), 9, 600 if y % 1000 == 0 else 400, align="centre")
                self.painter.restore()
        left, low, right, top = view.extent
        self.text(x0 - 24, y0 - 16, _degrees(left, top), 8)
        self.text(x0 + w + 24, y0 + h + 26, _degrees(right, low), 8, align="right")

    # -- around the map

    def title(self) -> None:
        """Draw the title: exercise first, what and when, and who may have it."""
        words = self.sheet.words
        x, y, w, h = self.sheet.layout.title
        left = x + 14
        if words.exercise:
            wide = max(130.0, text_width(words.exercise, 12, 500) + 28)
            self.fill(x, y, wide, h, "text")
            self.text(x + 14, y + 20, _("OEFENING"), 15, 700, "s3")
            self.text(x + 14, y + 36, words.exercise, 12, 500, "s3")
            left = x + wide + 14
        right = x + w - 14
        shared = _("delen: {wie}").format(wie=words.shared_with) if words.shared_with else ""
        room = max(text_width(words.marking, 13, 700), text_width(shared, 11, 400)) + 20
        self._fitted(left, y + 20, words.title, 17, 600, right - room - left)
        self._fitted(left, y + 37, words.detail, 12, 400, right - room - left)
        self.text(right, y + 20, words.marking, 13, 700, align="right")
        self.text(right, y + 37, shared, 11, align="right")
        self.frame(x, y, w, h)

    def _fitted(self, x: float, y: float, text: str, size: float, weight: int, room: float) -> None:
        """Write a line, smaller when it would not fit: nothing is cut off."""
        while size > 4 and text_width(text, size, weight) > room:
            size -= 0.5
        self.text(x, y, text, size, weight)

    def legend(self) -> None:
        """Draw the legend of what is on this sheet, how to read it, wind and north."""
        x, y, w, h = self.sheet.layout.legend
        self.text(x + 4, y + 14, _("Legenda"), 14, 700)
        self.text(x + w, y + 14, _("alleen wat op dit blad staat"), 9, align="right")
        low = y + h - (150 if self.sheet.words.wind else 112)
        rows, room = self.sheet.legend, low - y - 30
        columns = 1 if len(rows) * _LEAST_ROW <= room else 2
        per = max(1, math.ceil(len(rows) / columns))
        step = min(_ROW, room / per)
        for i, row in enumerate(rows):
            left = x + 4 + (i // per) * (w / columns)
            middle = y + 28 + (i % per) * step + step / 2
            self._legend_row(row, left, middle, w / columns - 4, step)
        self._how_to_read(x + 4, low, w - 4)
        self._wind_and_north(x + 4, low + 84, w - 4)

    def _legend_row(self, row: LegendRow, x: float, middle: float, room: float, step: float) -> None:
        size = min(1.0, step / 20)
        p = self.painter
        p.save()
        p.translate(x, middle)
        p.scale(size, size)
        paint_row(p, self.palette, row, 0.0, 0.0)
        p.restore()
        left = x + SWATCH[0] * size + 8
        self._fitted(left, middle + 4, row.text, min(11.0, step * 0.75), 400, room - SWATCH[0] * size - 8)

    def _how_to_read(self, x: float, y: float, w: float) -> None:
        self.painter.setPen(QPen(colour(self.palette, "text"), 0.8))
        self.painter.drawLine(QPointF(x, y), QPointF(x + w, y))
        self.text(x, y + 16, _("Zo leest u dit"), 11, 700)
        lines = (
            _("Hoek van een teken = kolom. Rand = hoe zeker."), _("26 min = ouder dan de norm."),
            _("≠ = bronnen spreken elkaar tegen. ? = onbevestigd."), _("Gestreept = onbevestigd, niet verdwenen."),
        )  # fmt: skip
        size = min(10.0, *(10.0 * w / text_width(line, 10.0, 400) for line in lines))
        for i, line in enumerate(lines):
            self.text(x, y + 31 + i * 13, line, size)
        self.painter.drawLine(QPointF(x, y + 78), QPointF(x + w, y + 78))

    def _wind_and_north(self, x: float, y: float, w: float) -> None:
        words, p = self.sheet.words, self.painter
        if words.wind and words.wind_degrees is not None:
            p.save()
            p.translate(x + 22, y + 24)
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(colour(self.palette, "text"), 0.8))
            p.drawEllipse(QPointF(0, 0), 19, 19)
            p.rotate(words.wind_degrees + 180)
            _arrow(p, self.palette, 16)
            p.restore()
            self.text(x + 50, y + 21, _("Wind {wat}").format(wat=words.wind), 12, 600)
            self._fitted(x + 50, y + 36, words.wind_detail, 10, 400, w - 90)
        p.save()
        p.translate(x + w - 14, y + 20)
        _arrow(p, self.palette, 17)
        p.restore()
        self.text(x + w - 14, y + 48, "N", 12, 700, align="centre")

    def foot(self) -> None:
        """Draw scale bar, scale, sources with their age, who made it and the number of the sheet."""
        sheet, words = self.sheet, self.sheet.words
        x, y, w, h = sheet.layout.foot
        self.frame(x, y, w, h)
        end = self._scale_bar(x + 14, y + 30, min(250.0, w * 0.24))
        self.text(end + 18, y + 19, sheet.scale_words, 13, 700)
        self.text(end + 18, y + 36, _("RD New, EPSG:28992 · hoogte NAP"), 10)
        left = end + 18 + max(130.0, text_width(_("RD New, EPSG:28992 · hoogte NAP"), 10) + 22)
        right = x + w - 14
        by = max(text_width(words.author, 12, 700), text_width(words.number, 11, 400)) + 16
        self.text(left, y + 19, _("Bronnen"), 11, 700)
        begin = left + text_width(_("Bronnen"), 11, 700) + 10
        room = right - by - begin
        self._sources(begin, y, room)
        self.text(right, y + 19, words.author, 12, 700, align="right")
        self.text(right, y + 36, words.number, 11, align="right")

    def _sources(self, x: float, y: float, room: float) -> None:
        """Write all sources, in two lines or in three smaller ones; none is left out."""
        for size, most_lines, step in ((11.0, 2, 17.0), (9.0, 3, 12.5), (7.0, 4, 9.5), (5.5, 6, 6.8)):
            lines = source_lines(self.sheet.words.sources, int(room / (size * 0.43)))
            fits = all(text_width(line, size) <= room for line in lines)
            if (len(lines) <= most_lines and fits) or size == 5.5:
                for i, line in enumerate(lines):
                    self._fitted(x, y + 13 + (6 if len(lines) <= 2 else 0) + i * step, line, size, 400, room)
                return

    def _scale_bar(self, x: float, y: float, room: float) -> float:
        mpp = self.sheet.view.mpp
        stops = scale_bar(mpp, room)
        for i, (a, b) in enumerate(pairwise(stops)):
            left, wide = x + a / mpp, (b - a) / mpp
            self.fill(left, y, wide, 5, "text" if i % 2 == 0 else "s3")
            self.frame(left, y, wide, 5, 0.8)
        unit, name = (1000, "km") if stops[-1] >= 1000 else (1, "m")
        for stop in stops:
            words = f"{stop / unit:g}".replace(".", ",") + (f" {name}" if stop == stops[-1] else "")
            self.text(x + stop / mpp, y - 6, words, 10, 600, align="centre")
        return x + stops[-1] / mpp + 14


def _arrow(painter: QPainter, palette: Palette, r: float) -> None:
    shape = ((0, -1.0), (0.34, 0.62), (0, 0.36), (-0.34, 0.62))
    painter.setPen(QPen(colour(palette, "text"), 0.8))
    painter.setBrush(colour(palette, "text"))
    painter.drawPolygon(QPolygonF([QPointF(a * r, b * r) for a, b in shape]))


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def _degrees(x: float, y: float) -> str:
    """Return 52°47,3' N 5°24,4' O."""
    lon, lat = rd().to_lonlat(x, y)

    def minutes(value: float) -> str:
        whole = math.floor(value)
        return f"{whole}°{(value - whole) * 60:.1f}'".replace(".", ",")

    return f"{minutes(lat)} N  {minutes(lon)} O"

