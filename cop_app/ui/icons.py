"""Line icons of the interface, as path commands on a grid of 16.

Own drawings, kept as short strings so that one painter draws them all: M, L, C, Q with coordinates, Z closes,
`O cx cy r` a circle, `R x y w h r` a rounded box. A leading `!` fills the shape.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

_ICONS: dict[str, str] = {
    "search": "O 7 7 4.5 M 10.4 10.4 L 14 14",
    "plus": "M 8 3 L 8 13 M 3 8 L 13 8",
    "minus": "M 3 8 L 13 8",
    "close": "M 4 4 L 12 12 M 12 4 L 4 12",
    "down": "M 4 6 L 8 10 L 12 6",
    "right": "M 6 4 L 10 8 L 6 12",
    "left": "M 10 4 L 6 8 L 10 12",
    "eye": "M 1.5 8 Q 8 1.5 14.5 8 Q 8 14.5 1.5 8 O 8 8 2",
    "eye-off": "M 1.5 8 Q 8 1.5 14.5 8 Q 8 14.5 1.5 8 M 3 13 L 13 3",
    "layers": "M 8 2 L 14 5.5 L 8 9 L 2 5.5 Z M 2 8.5 L 8 12 L 14 8.5 M 2 11.3 L 8 14.8 L 14 11.3",
    "ruler": (
        "M 1.1 10.9 L 10.9 1.1 L 14.9 5.1 L 5.1 14.9 Z M 3.4 8.6 L 5 10.2 M 5.7 6.3 L 7.3 7.9 M 8 4 L 9.6 5.6"
    ),
    "pencil": "M 3 13 L 3.6 10 L 10.5 3 L 13 5.5 L 6 12.4 Z",
    "area": "M 3 5 L 9 2.5 L 13.5 7 L 11 13 L 4 12 Z O 3 5 .8 O 9 2.5 .8 O 13.5 7 .8 O 11 13 .8 O 4 12 .8",
    "route": "O 3.5 12.5 1.6 O 12.5 3.5 1.6 M 5.2 12.5 C 13 12.5 3 3.5 10.8 3.5",
    "pin": "M 8 14.5 C 2 8 3.5 2 8 2 C 12.5 2 14 8 8 14.5 O 8 6.6 1.7",
    "block": "M 2 6 L 14 6 L 14 10 L 2 10 Z M 4.5 10 L 6.5 6 M 8.5 10 L 10.5 6 M 4 10 L 4 14 M 12 10 L 12 14",
    "clock": "O 8 8 6 M 8 4.5 L 8 8 L 10.5 9.5",
    "undo": "M 6 3 L 2.5 6.5 L 6 10 M 2.5 6.5 L 9.5 6.5 C 14.5 6.5 14.5 13 9.5 13 L 6 13",
    "play": "! M 5 3 L 12.5 8 L 5 13 Z",
    "pause": "M 5.5 3.5 L 5.5 12.5 M 10.5 3.5 L 10.5 12.5",
    "previous": "M 12 3 L 5.5 8 L 12 13 M 4 3 L 4 13",
    "next": "M 4 3 L 10.5 8 L 4 13 M 12 3 L 12 13",
    "sync": "A 2.5 2.5 11 11 30 130 A 2.5 2.5 11 11 210 130 M 12.9 2.2 L 12.9 5.4 L 9.9 5.4 "
    "M 3.1 13.8 L 3.1 10.6 L 6.1 10.6",
    "phone": "M 3 3 L 6 2.5 L 7.3 5.8 L 5.6 7.2 C 6.4 9 7.4 9.9 8.9 10.5 L 10.3 8.8 L 13.5 10.2 L 13 13.1 "
    "C 7 14 2 9 3 3",
    "list": "M 5.5 4 L 14 4 M 5.5 8 L 14 8 M 5.5 12 L 14 12 O 2.6 4 .5 O 2.6 8 .5 O 2.6 12 .5",
    "flag": "M 4 14 L 4 2.5 L 12.5 2.5 L 10.5 5.5 L 12.5 8.5 L 4 8.5",
    "send": "M 8 9.5 L 8 2 M 5 4.8 L 8 2 L 11 4.8 M 3 8.5 L 3 13.5 L 13 13.5 L 13 8.5",
    "more": "! O 3.5 8 .9 O 8 8 .9 O 12.5 8 .9",
    "info": "O 8 8 6 M 8 7.4 L 8 11.2 M 8 4.9 L 8 4.95",
    "users": "O 6 5.3 2.3 M 1.8 13.2 C 1.8 8.2 10.2 8.2 10.2 13.2 A 9.3 3.2 4.2 4.2 -100 200 "
    "M 12 9.7 C 13.5 10 14.4 11.3 14.4 13.2",
    "print": "M 4.5 6 L 4.5 2.5 L 11.5 2.5 L 11.5 6 R 2.5 6 11 5.5 1 R 4.8 9.5 6.4 4.2 .3",
    "target": "O 8 8 5 M 8 1 L 8 4 M 8 12 L 8 15 M 1 8 L 4 8 M 12 8 L 15 8",
    "message": "M 2.5 3.5 L 13.5 3.5 L 13.5 11 L 7 11 L 4 13.8 L 4 11 L 2.5 11 Z M 5 6 L 11 6 M 5 8.5 L 9 8.5",
    "changes": "M 8 3 L 8 8 L 11 9.8 M 3.2 5.2 C 5.5 .8 12 1.2 13.5 6.4 C 15 12 8.6 15.6 4.4 12.2 "
    "M 3 2 L 3 5.4 L 6.4 5.4",
    "meeting": "R 3.5 5.5 9 5 2 M 5.5 3 L 6.5 3 M 9.5 3 L 10.5 3 M 5.5 13 L 6.5 13 M 9.5 13 L 10.5 13 "
    "M 1.5 8 L 1.5 8.05 M 14.5 8 L 14.5 8.05",
    "star": "M 8 1.5 L 9.6 6.4 L 14.5 8 L 9.6 9.6 L 8 14.5 L 6.4 9.6 L 1.5 8 L 6.4 6.4 Z",
    "lock": "R 3.5 7 9 6.5 1 M 5 7 L 5 5.5 C 5 1.5 11 1.5 11 5.5 L 11 7",
    "faces": "R 2 3 5 10 1 M 9.5 4 L 14 4 M 9.5 8 L 14 8 M 9.5 12 L 14 12",
    "keyboard": "R 1.5 4 13 8.5 1.2 M 4 6.8 L 4 6.85 M 6.7 6.8 L 6.7 6.85 M 9.4 6.8 L 9.4 6.85 M 12 6.8 L 12 6.85 "
    "M 5 9.8 L 11 9.8",
    "exercise": "M 2.5 13.5 L 2.5 2.5 L 13.5 5.5 L 2.5 8.5",
    "prepare": "R 3 2 10 12 1 M 5.5 5.5 L 10.5 5.5 M 5.5 8 L 10.5 8 M 5.5 10.5 L 8.5 10.5",
}


def icon_names() -> tuple[str, ...]:
    """Return the names that can be drawn."""
    return tuple(_ICONS)


def _number(tokens: list[str], count: int) -> list[float]:
    values = [float(token) for token in tokens[:count]]
    del tokens[:count]
    return values


def _append(path: QPainterPath, command: str, tokens: list[str]) -> None:
    if command == "M":
        path.moveTo(*_number(tokens, 2))
    elif command == "L":
        path.lineTo(*_number(tokens, 2))
    elif command == "Q":
        path.quadTo(*_number(tokens, 4))
    elif command == "C":
        path.cubicTo(*_number(tokens, 6))
    elif command == "O":
        x, y, r = _number(tokens, 3)
        path.addEllipse(QPointF(x, y), r, r)
    elif command == "R":
        x, y, w, h, r = _number(tokens, 5)
        path.addRoundedRect(QRectF(x, y, w, h), r, r)
    elif command == "A":
        x, y, w, h, start, sweep = _number(tokens, 6)
        path.arcMoveTo(QRectF(x, y, w, h), start)
        path.arcTo(QRectF(x, y, w, h), start, sweep)
    elif command == "Z":
        path.closeSubpath()


@lru_cache(maxsize=64)
def icon_path(name: str) -> tuple[QPainterPath, bool]:
    """Return the path of an icon on its grid of 16, and whether it is filled."""
    tokens = _ICONS[name].split()
    filled = tokens[0] == "!"
    if filled:
        tokens.pop(0)
    path = QPainterPath()
    while tokens:
        _append(path, tokens.pop(0), tokens)
    return path, filled
