"""Draws every sign, area and state on one sheet (docs/pictures/symbolen.png) and looks at the pixels."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QTransform

from cop_app.map.area_styles import AREA_STYLES, AreaStyle
from cop_app.map.badges import STATE_GLYPHS, state_overlay
from cop_app.map.icons import ICONS
from cop_app.map.mark_types import Badge, Freshness, State
from cop_app.map.palette import PALETTES, Palette, load_palette
from cop_app.map.shapes import Drawing, PathData, TextShape
from cop_app.map.symbols import SYMBOLS
from cop_app.paths import resource

ROOT = Path(__file__).resolve().parents[2]
SHEET = ROOT / "docs" / "pictures" / "symbolen.png"
WEIGHTS = {400: QFont.Weight.Normal, 500: QFont.Weight.Medium, 600: QFont.Weight.DemiBold, 700: QFont.Weight.Bold}


@pytest.fixture(scope="module")
def family(qapp) -> str:
    found = []
    for file in sorted(resource("fonts").glob("IBMPlexSansCondensed-*.ttf")):
        found += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    assert "IBM Plex Sans Condensed" in found
    return "IBM Plex Sans Condensed"


class Painter:
    """The least that can draw our shapes: one QPainter, one palette."""

    def __init__(self, image: QImage, palette: Palette, family: str) -> None:
        self.painter = QPainter(image)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.palette, self.family = palette, family

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        colour = QColor(self.palette.colour("text" if token == "current" else token))
        colour.setAlphaF(alpha)
        return colour

    def font(self, size: float, weight: int) -> QFont:
        font = QFont(self.family)
        font.setPixelSize(100)
        font.setWeight(WEIGHTS[weight])
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def measure(self, text: str, size: float, weight: int, italic: bool) -> float:
        return QFontMetricsF(self.font(size, weight)).horizontalAdvance(text) * size / 100

    def words(self, part: TextShape) -> None:
        font = self.font(part.size, part.weight)
        metrics, path = QFontMetricsF(font), QPainterPath()
        path.addText(QPointF(-metrics.horizontalAdvance(part.text) / 2, metrics.capHeight() / 2), font, part.text)
        path.setFillRule(Qt.FillRule.WindingFill)
        k = part.size / 100
        self.painter.fillPath(QTransform(k, 0, 0, k, part.x, part.y).map(path), self.colour(part.fill))

    def draw(self, drawing: Drawing, x: float, y: float, k: float) -> None:
        self.painter.save()
        self.painter.translate(x, y)
        self.painter.scale(k, k)
        for part in drawing:
            if isinstance(part, TextShape):
                self.words(part)
                continue
            path = painter_path(part.path)
            if part.rule == "nonzero":
                path.setFillRule(Qt.FillRule.WindingFill)
            if part.fill:
                self.painter.fillPath(path, self.colour(part.fill, part.fill_alpha))
            if part.stroke:
                self.painter.strokePath(path, self.pen(part.stroke, part.width, part.stroke_alpha, part.dash, part.cap))
        self.painter.restore()

    def pen(self, token: str, width: float, alpha: float, dash: tuple[float, ...], cap: str) -> QPen:
        pen = QPen(self.colour(token, alpha), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if cap == "round" else Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dash:
            pen.setDashPattern([d / width for d in dash])
        return pen

    def area(self, style: AreaStyle, path: QPainterPath) -> None:
        if style.fill:
            self.painter.fillPath(path, self.colour(style.fill, style.fill_alpha))
        if style.hatch:
            self.painter.save()
            self.painter.setClipPath(path)
            self.painter.setPen(self.pen(style.hatch.colour, style.hatch.width, style.hatch.alpha, (), "flat"))
            box = path.boundingRect()
            x = box.left() - box.height()
            while x < box.right():
                self.painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
                x += style.hatch.step
            self.painter.restore()
        for stroke in style.strokes:
            self.painter.strokePath(path, self.pen(stroke.colour, stroke.width, stroke.alpha, stroke.dash, stroke.cap))


def painter_path(path: PathData) -> QPainterPath:
    made = QPainterPath()
    for name, *numbers in path:
        if name == "M":
            made.moveTo(*numbers)
        elif name == "L":
            made.lineTo(*numbers)
        elif name == "C":
            made.cubicTo(*numbers)
        else:
            made.closeSubpath()
    return made


def canvas(width: int, height: int, colour: str) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def inked(image: QImage) -> list[tuple[int, int]]:
    ground = image.pixel(0, 0)
    return [(x, y) for y in range(image.height()) for x in range(image.width()) if image.pixel(x, y) != ground]


def drawn(family: str, drawing: Drawing, size: int, name: str = "dag", margin: int = 0) -> QImage:
    palette = load_palette(name)
    image = canvas(size + 2 * margin, size + 2 * margin, palette.colour("land"))
    painter = Painter(image, palette, family)
    painter.draw(drawing, margin, margin, size / 48)
    painter.painter.end()
    return image


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_every_sign_draws_something_inside_its_box(family, symbol):
    for size in (20, 32, 48):
        spots = inked(drawn(family, SYMBOLS[symbol].at(size), size, margin=3))
        assert len(spots) > size * size * 0.1
        assert all(2 <= x <= size + 3 and 2 <= y <= size + 3 for x, y in spots), (symbol, size)


def test_no_two_signs_look_the_same_in_grey(family):
    seen: dict[bytes, str] = {}
    for symbol, sign in SYMBOLS.items():
        image = drawn(family, sign.at(32), 32).convertToFormat(QImage.Format.Format_Grayscale8)
        key = bytes(image.constBits())
        assert key not in seen, (symbol, seen.get(key))
        seen[key] = symbol


def test_brackets_tell_the_columns_apart_without_colour(family):
    """The corner is dark in its own place only."""
    for symbol, corner in (("een.ts", (3, 3)), ("een.pol", (45, 3)), ("een.amb", (45, 45)), ("een.bz", (3, 45))):
        image = drawn(family, SYMBOLS[symbol].at(48), 48)
        land = QColor(load_palette("dag").colour("land"))
        marked = [spot for spot in ((3, 3), (45, 3), (45, 45), (3, 45)) if image.pixelColor(*spot) != land]
        assert marked == [corner], symbol


def test_every_icon_and_state_glyph_stays_on_its_grid(family):
    for name, drawing in [*ICONS.items(), *STATE_GLYPHS.items()]:
        image = canvas(40, 40, "#FFFFFF")
        painter = Painter(image, load_palette("dag"), family)
        painter.draw(drawing, 4, 4, 2)
        painter.painter.end()
        spots = inked(image)
        assert spots and all(3 <= x <= 37 and 3 <= y <= 37 for x, y in spots), name


STATES = (
    ("vers", State()), ("12 min (1–2× norm)", State(Freshness.OUD, "12 min")),
    ("ouder dan 2× norm", State(Freshness.VEROUDERD, "31 min")), ("onbevestigd", State(right=Badge.UNVERIFIED)),
    ("tegenstrijdig", State(right=Badge.CONFLICT)), ("niet verzonden", State(left=Badge.UNSENT)),
    ("herroepen", State(withdrawn=True)), ("geselecteerd", State(selected=True)),
)  # fmt: skip
AREAS = ("bron", "effect", "prognose", "evacuatie", "afgezet", "effect.onbevestigd", "evacuatieroute", "evenementroute",
         "afzetting", "omleiding", "uitval", "drukte")  # fmt: skip


def _cell(painter: Painter, palette: Palette, box: QRectF, draw: Callable[[Painter], None]) -> None:
    painter.palette = palette
    painter.painter.save()
    painter.painter.setClipRect(box)
    painter.painter.fillRect(box, painter.colour("land"))
    draw(painter)
    painter.painter.restore()


def _caption(painter: Painter, text: str, x: float, y: float, size: float = 11, weight: int = 500) -> None:
    painter.palette = load_palette("dag")
    width = painter.measure(text, size, weight, False)
    painter.words(TextShape(text, x + width / 2, y, size, weight, "text"))


def sheet(family: str) -> QImage:
    dag, nacht = load_palette("dag"), load_palette("nacht")
    columns, rows = 5, -(-len(SYMBOLS) // 5)
    image = canvas(1600, 100 + rows * 52 + 290, dag.colour("s1"))
    painter = Painter(image, dag, family)
    _caption(painter, f"Symbolen – raster 48 · {len(SYMBOLS)} tekens · 20, 32 en 48 px · dag en nacht", 32, 32, 17, 600)
    width = 1536 / columns
    for i, sign in enumerate(SYMBOLS.values()):
        x, y = 32 + (i // rows) * width, 60 + (i % rows) * 52
        wide = painter.measure(sign.name, 11, 500, False) > 84
        first, _, rest = sign.name.partition(" ") if wide else (sign.name, "", "")
        _caption(painter, first, x, y + (20 if rest else 26))
        if rest:
            _caption(painter, rest, x, y + 33)
        for palette, dx in ((dag, 86), (nacht, 194)):
            def signs(p: Painter, x: float = x + dx, y: float = y, build: Callable[..., Drawing] = sign.at) -> None:
                for size, at in ((20, 14), (32, 43), (48, 83)):
                    p.draw(build(size), x + at - size / 2, y + 26 - size / 2, size / 48)

            _cell(painter, palette, QRectF(x + dx, y + 1, 107, 51), signs)
    top = 60 + rows * 52 + 16
    _caption(painter, "Gebieden en lijnen", 32, top, 13, 600)
    for half, palette in enumerate((dag, nacht)):
        for i, style in enumerate(AREAS):
            box = QRectF(32 + half * 772 + i * 63, top + 12, 60, 70)
            path = QPainterPath()
            if style in ("evacuatieroute", "evenementroute", "afzetting", "omleiding"):
                path.moveTo(box.left() + 5, box.bottom() - 14)
                middle = box.center().x()
                path.cubicTo(middle, box.bottom(), middle, box.top(), box.right() - 5, box.top() + 14)
            else:
                path.addEllipse(box.adjusted(8, 12, -8, -12))
            _cell(painter, palette, box, lambda p, path=path, style=style: p.area(AREA_STYLES[style], path))
            if not half:
                words = style.replace(".onbevestigd", " ?").replace("route", "")
                _caption(painter, words, box.left(), box.bottom() + 9, 10)
    _caption(painter, "Toestand aan het teken", 32, top + 116, 13, 600)
    for half, palette in enumerate((dag, nacht)):
        for i, (text, state) in enumerate(STATES):
            box = QRectF(32 + half * 772 + i * 95.5, top + 128, 90, 70)

            def stated(p: Painter, box: QRectF = box, state: State = state) -> None:
                overlay = state_overlay(32, state, p.measure)
                x, y = box.center().x(), box.center().y() - (6 if state.age else 0)
                p.draw(overlay.below, x, y, 1)
                p.draw(SYMBOLS["plek.nest"].at(32), x - 16, y - 16, 32 / 48)
                p.draw(overlay.above, x, y, 1)

            _cell(painter, palette, box, stated)
            _caption(painter, text, box.left(), box.bottom() + 9)
    small = [*ICONS.values(), *STATE_GLYPHS.values()]
    for i, drawing in enumerate(small):
        painter.palette = dag
        painter.draw(drawing, 32 + i * 1540 / len(small), top + 226, 1.1)
    painter.painter.end()
    return image


def test_the_sheet_shows_everything(family):
    """KETENBEELD_DRAW=1 writes the picture of the documentation anew."""
    image = sheet(family)
    assert len({image.pixel(x, y) for x in range(0, 1600, 7) for y in range(0, image.height(), 7)}) > 40
    if os.environ.get("KETENBEELD_DRAW"):
        SHEET.parent.mkdir(parents=True, exist_ok=True)
        assert image.save(str(SHEET), "PNG", 0)
    assert SHEET.exists()


@pytest.mark.parametrize("name", PALETTES)
def test_every_area_shows_its_edge_in_every_palette(family, name):
    palette = load_palette(name)
    for style in AREA_STYLES.values():
        image = canvas(120, 120, palette.colour("land"))
        painter = Painter(image, palette, family)
        path = QPainterPath()
        path.addEllipse(QRectF(20, 20, 80, 80))
        painter.area(style, path)
        painter.painter.end()
        assert len(inked(image)) > 200, style.id
