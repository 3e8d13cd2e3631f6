"""The chain as a picture: partners in rings by nearness, and what flows from one to the other.

One partner at a time carries the words: its own flows in the accent with their labels, the rest as thin lines.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainterPath
from PySide6.QtWidgets import QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Painted
from cop_app.ui.ink import COLUMN_TOKENS, Ink
from cop_app.ui.prepare.views import PartnerView
from cop_app.ui.theme import Theme, text_width, wrapped

_BOX_H = 34
_RINGS = {1: (0.22, 0.21), 2: (0.385, 0.345), 3: (0.45, 0.44)}  # half axes as a share of width and height
_LABEL_AT = (90.0, 62.0, 118.0, 45.0, 135.0, 270.0)  # degrees, clockwise from the right
_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)  # along a flow
_OFF = (0, -1, 1, -2, 2)  # beside it, in heights of the words
_NAMES = {1: "nabij, altijd nodig", 2: "op afroep", 3: "ver, bij bijzondere incidenten"}


class ChainPicture(Painted):
    """Draws partners and flows; a click chooses a partner. The list beside it does the same with the keyboard."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(_("Partners naar nabijheid, met hun stromen"))
        self.partners: tuple[PartnerView, ...] = ()
        self.selected = ""
        self._places: dict[str, QRectF] = {}

    def show_view(self, partners: tuple[PartnerView, ...], selected: str) -> None:
        """Show these partners, one of them chosen."""
        self.partners, self.selected = partners, selected
        self._place()
        self.update()

    def resizeEvent(self, _event: object) -> None:
        """Place the partners again."""
        self._place()

    def box_of(self, partner: str) -> QRectF:
        """Return where a partner stands."""
        return self._places.get(partner, QRectF())

    def _place(self) -> None:
        self._places = {}
        w, h = self.width(), self.height()
        for nearness, (rx, ry) in _RINGS.items():
            ring = [partner for partner in self.partners if partner.nearness == nearness]
            # Neighbouring rings are turned against each other, so that nobody stands in front of another.
            turn = {1: -90.0, 2: -90.0 + 180.0 / max(1, len(ring)), 3: -52.0}[nearness]
            for i, partner in enumerate(ring):
                angle = math.radians(turn + 360.0 * i / len(ring))
                x, y = w / 2 + w * rx * math.cos(angle), h / 2 + h * ry * math.sin(angle)
                wide = text_width(partner.name, 13, 600) + 34
                left = min(max(4.0, x - wide / 2), w - wide - 4)
                top = min(max(4.0, y - _BOX_H / 2), h - _BOX_H - 4)
                self._places[partner.id] = QRectF(left, top, wide, _BOX_H)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the partner under the pointer."""
        for partner, box in self._places.items():
            if box.contains(event.position()):
                self.chosen.emit(partner)

    def draw(self, ink: Ink) -> None:
        """Paint rings, flows, partners, and the words of the chosen one on top."""
        w, h = self.width(), self.height()
        ink.box(0, 0, w, h, "s1", line="outline", radius=4)
        for nearness in (3, 2, 1):
            self._ring(ink, nearness)
        for partner in self.partners:
            for to, _what in partner.flows:
                if self.selected not in (partner.id, to):
                    self._flow(ink, partner.id, to, "outlineStrong", 1.0)
        mine = [(p.id, to, what) for p in self.partners for to, what in p.flows if self.selected in (p.id, to)]
        for source, to, _what in mine:
            self._flow(ink, source, to, "accent", 2.2)
        for partner in self.partners:
            self._partner(ink, partner)
        taken = list(self._places.values())
        for source, to, what in mine:
            self._words(ink, source, to, what, taken)

    def _ring(self, ink: Ink, nearness: int) -> None:
        if not any(partner.nearness == nearness for partner in self.partners):
            return
        w, h, (rx, ry) = self.width(), self.height(), _RINGS[nearness]
        p = ink.painter
        p.setPen(ink.pen("outline", 1.2, dash=(5, 5)))
        p.setBrush(ink.colour("s2", 0.5) if nearness == 1 else Qt.BrushStyle.NoBrush)
        p.drawEllipse(QPointF(w / 2, h / 2), w * rx, h * ry)
        words = f"{nearness}  {_(_NAMES[nearness])}"
        wide = text_width(words, 11, 500)
        spots = [(w / 2 + w * rx * math.cos(a), h / 2 + h * ry * math.sin(a)) for a in map(math.radians, _LABEL_AT)]
        boxes = [QRectF(x - wide / 2 - 6, y - 9, wide + 12, 18) for x, y in spots]
        box = next((b for b in boxes if not any(b.intersects(place) for place in self._places.values())), None)
        if box is None:
            return  # the list beside it names the rings too
        ink.box(box.x(), box.y(), box.width(), box.height(), "s1")
        ink.text(box.center().x(), box.y() + 13, words, 11, 500, "text3", align="centre")

    def _curve(self, source: str, to: str) -> tuple[QPointF, QPointF, QPointF] | None:
        """Return begin, bend and end of a flow; it bends towards the middle, so that flows there and back part."""
        a, b = self._places.get(source), self._places.get(to)
        if a is None or b is None:
            return None
        middle = QPointF(self.width() / 2, self.height() / 2)
        half = (a.center() + b.center()) / 2
        side = QPointF(-(b.center() - a.center()).y(), (b.center() - a.center()).x()) * 0.10
        bend = half + (middle - half) * 0.25 + side
        return _edge(a, bend), bend, _edge(b, bend)

    def _flow(self, ink: Ink, source: str, to: str, tone: str, width: float) -> None:
        curve = self._curve(source, to)
        if curve is None:
            return
        begin, bend, end = curve
        path = QPainterPath(begin)
        path.quadTo(bend, end)
        ink.painter.setPen(ink.pen(tone, width))
        ink.painter.setBrush(Qt.BrushStyle.NoBrush)
        ink.painter.drawPath(path)
        angle = math.atan2(end.y() - bend.y(), end.x() - bend.x())
        size = 5.0 + 2.0 * width
        barbs = [(end.x() + size * math.cos(angle + t), end.y() + size * math.sin(angle + t)) for t in (2.7, -2.7)]
        ink.poly([(end.x(), end.y()), *barbs], tone)

    def _partner(self, ink: Ink, partner: PartnerView) -> None:
        box = self._places[partner.id]
        on = partner.id == self.selected
        ink.box(box.x(), box.y(), box.width(), box.height(), "sel" if on else "s3",
                line="accent" if on else "outlineStrong", width=2 if on else 1, radius=5)  # fmt: skip
        token = COLUMN_TOKENS.get(partner.column, "multi")
        ink.box(box.x() + 5, box.y() + 7, 5, box.height() - 14, token, radius=2)
        ink.text(box.x() + 18, box.y() + box.height() / 2 + 4.7, partner.name, 13, 600, "selText" if on else "text")

    def _words(self, ink: Ink, source: str, to: str, what: str, taken: list[QRectF]) -> None:
        """Write what flows on its line, where it covers no partner and no other words if that can be."""
        curve = self._curve(source, to)
        if curve is None:
            return
        lines = wrapped(what, 170, 11, 500)
        wide = max(text_width(line, 11, 500) for line in lines) + 12
        high = 15.0 * len(lines) + 5
        plates = [
            self._plate(curve, share, wide, high).translated(0, off * (high + 4)) for off in _OFF for share in _SHARES
        ]  # fmt: skip
        plate = next((p for p in plates if not any(p.intersects(other) for other in taken)), plates[0])
        taken.append(plate)
        ink.box(plate.x(), plate.y(), wide, high, "s3", line="accent", radius=3)
        for i, line in enumerate(lines):
            ink.text(plate.x() + 6, plate.y() + 13 + 15 * i, line, 11, 500)

    def _plate(self, curve: tuple[QPointF, QPointF, QPointF], t: float, wide: float, high: float) -> QRectF:
        begin, bend, end = curve
        x = (1 - t) ** 2 * begin.x() + 2 * (1 - t) * t * bend.x() + t * t * end.x()
        y = (1 - t) ** 2 * begin.y() + 2 * (1 - t) * t * bend.y() + t * t * end.y()
        left = min(max(4.0, x - wide / 2), self.width() - wide - 4)
        return QRectF(left, min(max(4.0, y - high / 2), self.height() - high - 4), wide, high)


def _edge(box: QRectF, towards: QPointF) -> QPointF:
    """Return where the line from the middle of a box to a point leaves it."""
    centre = box.center()
    dx, dy = towards.x() - centre.x(), towards.y() - centre.y()
    if not dx and not dy:
        return centre
    share = min(
        (box.width() / 2 + 3) / abs(dx) if dx else math.inf, (box.height() / 2 + 3) / abs(dy) if dy else math.inf, 1.0
    )
    return QPointF(centre.x() + dx * share, centre.y() + dy * share)
