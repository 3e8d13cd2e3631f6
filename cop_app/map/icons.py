"""Line icons of the interface on a grid of 16, 1.5 px strokes, in the same form as the signs.

The colour token is `current`: whoever paints decides, because an icon has the colour of the words beside it. The short
notation: M L C Q Z as in SVG with absolute numbers, `O x y r` a circle, `R x y w h r` a rounded box, a leading `!`
fills instead of strokes.
"""

from __future__ import annotations

from cop_app.map.shapes import Command, PathData, Shape, circle, curve, rectangle

GRID = 16.0
CURRENT = "current"
STROKE = 1.5

_NOTATION: dict[str, str] = {
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
    "ruler": "M 1.1 10.9 L 10.9 1.1 L 14.9 5.1 L 5.1 14.9 Z M 3.4 8.6 L 5 10.2 M 5.7 6.3 L 7.3 7.9 M 8 4 L 9.6 5.6",
    "pencil": "M 3 13 L 3.6 10 L 10.5 3 L 13 5.5 L 6 12.4 Z",
    "area": "M 3 5 L 9 2.5 L 13.5 7 L 11 13 L 4 12 Z O 3 5 .8 O 9 2.5 .8 O 13.5 7 .8 O 11 13 .8 O 4 12 .8",
    "route": "O 3.5 12.5 1.6 O 12.5 3.5 1.6 M 5.2 12.5 C 13 12.5 3 3.5 10.8 3.5",
    "pin": "M 8 14.5 C 2 8 3.5 2 8 2 C 12.5 2 14 8 8 14.5 O 8 6.6 1.7",
    "star": "M 8 1.5 L 9.6 6.4 L 14.5 8 L 9.6 9.6 L 8 14.5 L 6.4 9.6 L 1.5 8 L 6.4 6.4 Z",
    "block": "M 2 6 L 14 6 L 14 10 L 2 10 Z M 4.5 10 L 6.5 6 M 8.5 10 L 10.5 6 M 4 10 L 4 14 M 12 10 L 12 14",
    "clock": "O 8 8 6 M 8 4.5 L 8 8 L 10.5 9.5",
    "undo": "M 6 3 L 2.5 6.5 L 6 10 M 2.5 6.5 L 9.5 6.5 C 14.5 6.5 14.5 13 9.5 13 L 6 13",
    "redo": "M 10 3 L 13.5 6.5 L 10 10 M 13.5 6.5 L 6.5 6.5 C 1.5 6.5 1.5 13 6.5 13 L 10 13",
    "play": "! M 5 3 L 12.5 8 L 5 13 Z",
    "pause": "M 5.5 3.5 L 5.5 12.5 M 10.5 3.5 L 10.5 12.5",
    "previous": "M 12 3 L 5.5 8 L 12 13 M 4 3 L 4 13",
    "next": "M 4 3 L 10.5 8 L 4 13 M 12 3 L 12 13",
    "sync": "M 12.8 5.3 C 11 1.6 4.8 1.6 3.1 6.4 M 3.2 10.7 C 5 14.4 11.2 14.4 12.9 9.6 "
    "M 12.9 2.2 L 12.9 5.4 L 9.9 5.4 M 3.1 13.8 L 3.1 10.6 L 6.1 10.6",
    "phone": "M 3 3 L 6 2.5 L 7.3 5.8 L 5.6 7.2 C 6.4 9 7.4 9.9 8.9 10.5 L 10.3 8.8 L 13.5 10.2 L 13 13.1 "
    "C 7 14 2 9 3 3",
    "list": "M 5.5 4 L 14 4 M 5.5 8 L 14 8 M 5.5 12 L 14 12 O 2.6 4 .5 O 2.6 8 .5 O 2.6 12 .5",
    "grid": "R 2.2 2.2 4.6 4.6 .8 R 9.2 2.2 4.6 4.6 .8 R 2.2 9.2 4.6 4.6 .8 R 9.2 9.2 4.6 4.6 .8",
    "flag": "M 4 14 L 4 2.5 L 12.5 2.5 L 10.5 5.5 L 12.5 8.5 L 4 8.5",
    "send": "M 8 9.5 L 8 2 M 5 4.8 L 8 2 L 11 4.8 M 3 8.5 L 3 13.5 L 13 13.5 L 13 8.5",
    "receive": "M 8 2 L 8 9.5 M 5 6.7 L 8 9.5 L 11 6.7 M 3 8.5 L 3 13.5 L 13 13.5 L 13 8.5",
    "more": "! O 3.5 8 .9 O 8 8 .9 O 12.5 8 .9",
    "info": "O 8 8 6 M 8 7.4 L 8 11.2 M 8 4.9 L 8 4.95",
    "help": "O 8 8 6 M 6 6.4 C 6 3.6 10.2 3.8 10 6.4 C 9.9 7.8 8 7.8 8 9.4 M 8 11.6 L 8 11.65",
    "users": "O 6 5.3 2.3 M 1.8 13.2 C 1.8 8.2 10.2 8.2 10.2 13.2 M 10.6 3.2 C 14 3.2 14 7.4 10.8 7.4 "
    "M 12 9.7 C 13.5 10 14.4 11.3 14.4 13.2",
    "print": "M 4.5 6 L 4.5 2.5 L 11.5 2.5 L 11.5 6 R 2.5 6 11 5.5 1 R 4.8 9.5 6.4 4.2 .3",
    "link": "M 6.8 5 L 5 5 C 1 5 1 11 5 11 L 6.8 11 M 9.2 5 L 11 5 C 15 5 15 11 11 11 L 9.2 11 M 5.5 8 L 10.5 8",
    "unlink": "M 6.8 5 L 5 5 C 1 5 1 11 5 11 L 6.8 11 M 9.2 5 L 11 5 C 15 5 15 11 11 11 L 9.2 11 M 3 14 L 13 2",
    "bell": "M 3 11.5 C 5 10 3.5 3 8 3 C 12.5 3 11 10 13 11.5 Z M 7 13.8 L 9 13.8",
    "wind": "M 2 6 L 9 6 C 12 6 12 2.5 9.4 2.8 M 2 9 L 12 9 C 15 9 15 12.8 12 12.4 M 2 12 L 8 12",
    "target": "O 8 8 5 M 8 1 L 8 4 M 8 12 L 8 15 M 1 8 L 4 8 M 12 8 L 15 8",
    "lock": "R 3.5 7 9 6.5 1 M 5 7 L 5 5.5 C 5 1.5 11 1.5 11 5.5 L 11 7",
    "message": "M 2.5 3.5 L 13.5 3.5 L 13.5 11 L 7 11 L 4 13.8 L 4 11 L 2.5 11 Z M 5 6 L 11 6 M 5 8.5 L 9 8.5",
    "changes": "M 8 3.5 L 8 8 L 11 9.8 M 3.2 5.2 C 5.5 .8 12 1.2 13.5 6.4 C 15 12 8.6 15.6 4.4 12.2 "
    "M 3 2 L 3 5.4 L 6.4 5.4",
    "decision": "M 8 2 L 14 8 L 8 14 L 2 8 Z",
    "measure": "R 2.5 2.5 11 11 1 M 5 8.2 L 7.2 10.5 L 11.2 5.5",
    "settings": "M 2 4.5 L 14 4.5 M 2 8 L 14 8 M 2 11.5 L 14 11.5 ! O 10.5 4.5 1.7 O 5 8 1.7 O 11.5 11.5 1.7",
    "folder": "M 2 13 L 2 3.5 L 6.2 3.5 L 7.6 5.5 L 14 5.5 L 14 13 Z",
    "table": "R 2 3 12 10 .8 M 2 6.5 L 14 6.5 M 2 9.8 L 14 9.8 M 6.5 6.5 L 6.5 13",
    "camera": "R 1.5 4.5 13 8.5 1 M 5 4.5 L 6 2.5 L 10 2.5 L 11 4.5 O 8 8.7 2.4",
    "night": "M 10.8 2.2 C 4.5 2.6 3.6 11.8 10.8 13.8 C 5.5 15.2 1.2 10 2.8 5.6 C 4 2.4 7.6 .8 10.8 2.2",
    "day": "O 8 8 3 M 8 1.5 L 8 3.2 M 8 12.8 L 8 14.5 M 1.5 8 L 3.2 8 M 12.8 8 L 14.5 8 "
    "M 3.4 3.4 L 4.6 4.6 M 11.4 11.4 L 12.6 12.6 M 12.6 3.4 L 11.4 4.6 M 4.6 11.4 L 3.4 12.6",
    "exercise": "M 2.5 13.5 L 2.5 2.5 L 13.5 5.5 L 2.5 8.5",
    "trash": "M 2.5 4.5 L 13.5 4.5 M 4 4.5 L 4.7 13.5 L 11.3 13.5 L 12 4.5 M 6 4.5 L 6 2.5 L 10 2.5 L 10 4.5",
    "copy": "R 5.5 5.5 8 8 1 M 3.5 10.5 L 2.5 10.5 L 2.5 2.5 L 10.5 2.5 L 10.5 3.5",
    "meeting": "R 3.5 5.5 9 5 2 M 5.5 3 L 6.5 3 M 9.5 3 L 10.5 3 M 5.5 13 L 6.5 13 M 9.5 13 L 10.5 13 "
    "M 1.5 8 L 1.5 8.05 M 14.5 8 L 14.5 8.05",
    "faces": "R 2 3 5 10 1 M 9.5 4 L 14 4 M 9.5 8 L 14 8 M 9.5 12 L 14 12",
    "keyboard": "R 1.5 4 13 8.5 1.2 M 4 6.8 L 4 6.85 M 6.7 6.8 L 6.7 6.85 M 9.4 6.8 L 9.4 6.85 M 12 6.8 L 12 6.85 "
    "M 5 9.8 L 11 9.8",
    "prepare": "R 3 2 10 12 1 M 5.5 5.5 L 10.5 5.5 M 5.5 8 L 10.5 8 M 5.5 10.5 L 8.5 10.5",
    "filter": "M 2 3 L 14 3 L 9.5 8.5 L 9.5 13.5 L 6.5 12 L 6.5 8.5 Z",
}
_ARGUMENTS = {"M": 2, "L": 2, "C": 6, "Q": 4, "Z": 0, "O": 3, "R": 5}


def _parsed(notation: str) -> tuple[Shape, ...]:
    shapes: list[Shape] = []
    words, at, solid = notation.split(), 0, False
    path: list[Command] = []
    here = (0.0, 0.0)
    while at < len(words):
        name, at = words[at], at + 1
        if name == "!":
            shapes += _shape(tuple(path), solid)
            path, solid = [], True
            continue
        numbers = [float(word) for word in words[at : at + _ARGUMENTS[name]]]
        at += _ARGUMENTS[name]
        here = _append(path, name, numbers, here)
    shapes += _shape(tuple(path), solid)
    return tuple(shapes)


def _append(path: list[Command], name: str, numbers: list[float], here: tuple[float, float]) -> tuple[float, float]:
    if name == "O":
        path += circle(numbers[0], numbers[1], numbers[2])
        return here
    if name == "R":
        path += rectangle(*numbers)
        return here
    if name == "Q":
        path += curve(here, tuple(numbers))[1:]
    else:
        path.append((name, *numbers))
    return (numbers[-2], numbers[-1]) if numbers else here


def _shape(path: PathData, solid: bool) -> tuple[Shape, ...]:
    if not path:
        return ()
    return (Shape(path, CURRENT) if solid else Shape(path, None, CURRENT, STROKE),)


ICONS: dict[str, tuple[Shape, ...]] = {name: _parsed(notation) for name, notation in _NOTATION.items()}
