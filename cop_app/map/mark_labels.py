"""Turns the words of marks into label candidates, and the signs into boxes that no label may cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cop_app.map.area_styles import AREA_STYLES
from cop_app.map.badges import extra_room
from cop_app.map.base_labels import Priority
from cop_app.map.label_types import Box, LabelCandidate, TextStyle
from cop_app.map.mark_types import AreaMark, Label, Layer, LineMark, Mark, Ring, SymbolMark, TextMark
from cop_app.map.viewport import Extent, Viewport

_ALONG_OFFSET = 11.0
_MUST_FROM_PX = 120.0  # width plus height from which an area always says what it is not
_VULNERABLE = "kw."
_BEFORE_UNITS = int(Priority.INCIDENT) + 1
_FAR_PX = 240.0  # how far from the middle of an area its words may look for room
_MUST = (Priority.CONFLICT, Priority.INCIDENT)


def mark_candidates(marks: Iterable[Mark], view: Viewport) -> list[LabelCandidate]:
    """Return the label candidates of marks, in px of the view; conflict values and incidents are required.

    An area or line that is too short for its words along the edge has a second candidate in its middle, in the same
    group, so that it is named once.
    """
    found: list[LabelCandidate] = []
    for mark in marks:
        if mark.label is None or not (mark.label.text or mark.label.sub):
            continue
        if isinstance(mark, SymbolMark):
            found.append(_beside(mark, mark.label, view))
        elif isinstance(mark, TextMark):
            found.append(_centred(mark.item, mark.label, view.to_px(mark.x, mark.y), ""))
        else:
            found += _along_edge(mark, mark.label, view)
    return found


def reserved_boxes(marks: Iterable[Mark], view: Viewport, *, prepared: bool = False) -> list[Box]:
    """Return the boxes in px of all signs with their badges: no label may lie on them.

    Small prepared signs are asked for apart (`prepared`): names of streets keep off them, operational words may not
    lose their place to a hydrant. Care homes and schools are no hydrants: nothing lies on them.
    """
    boxes: list[Box] = []
    for mark in marks:
        if not isinstance(mark, SymbolMark):
            continue
        if (mark.order == Layer.PREPARED and not mark.symbol.startswith(_VULNERABLE)) != prepared:
            continue
        x, y = view.to_px(mark.x, mark.y)
        half = mark.size / 2
        left, right, below = extra_room(mark.size, mark.state)
        if -half <= x <= view.width + half and -half <= y <= view.height + half:
            boxes.append((x - half - left, y - half, x + half + right, y + half + below))
    return boxes


def _style(label: Label) -> TextStyle:
    return TextStyle(colour=label.colour, halo=label.halo, sub_colour=label.sub_colour)


def _beside(mark: SymbolMark, label: Label, view: Viewport) -> LabelCandidate:
    x, y = view.to_px(mark.x, mark.y)
    return LabelCandidate(
        label.text, x, y, label.priority, _style(label), label.sub, "beside", mark.size / 2 + 1,
        extra_room(mark.size, mark.state), required=label.priority in _MUST, key=mark.item,
    )  # fmt: skip


def _centred(
    item: str, label: Label, at: tuple[float, float], group: str, *, required: bool = False, reach: float = 0.0
) -> LabelCandidate:
    return LabelCandidate(
        label.text, at[0], at[1], label.priority, _style(label), label.sub, "centred", reach,
        required=required or label.priority in _MUST, group=group, key=item,
    )  # fmt: skip


def _along_edge(mark: AreaMark | LineMark, label: Label, view: Viewport) -> list[LabelCandidate]:
    ring = _longest(mark)
    if ring is None:
        return []
    xy = np.asarray(ring, dtype=np.float64)
    line = np.stack(((xy[:, 0] - view.cx) / view.mpp + view.width / 2,
                     view.height / 2 - (xy[:, 1] - view.cy) / view.mpp), axis=1)  # fmt: skip
    group = f"{mark.item}/{id(mark)}"
    middle = line[len(line) // 2]
    found = []
    must = False
    if isinstance(mark, AreaMark):
        line, middle = _from_the_top(line), _visible_middle(line, view)
        must = bool(mark.note) and view.sees(_box(ring)) and _extent(ring) / view.mpp >= _MUST_FROM_PX
    # A conflict must be read at once: it stands level, with both values, in the middle.
    if label.sub:
        return [_centred(mark.item, label, (float(middle[0]), float(middle[1])), group, required=must)]
    # Words of an area have one edge to lie along, those of a unit nine places: the edge is chosen first.
    early = replace(label, priority=min(label.priority, _BEFORE_UNITS)) if isinstance(mark, AreaMark) else label
    label = early if must else label
    at = line[len(line) // 2]
    offset = _ALONG_OFFSET if AREA_STYLES[mark.style].arrow < 16 else _ALONG_OFFSET + 3
    found.append(LabelCandidate(
        label.text, float(at[0]), float(at[1]), early.priority, _style(label), "", "line", line=line, offset=offset,
        group=group, key=mark.item,
    ))  # fmt: skip
    found.append(_in_the_middle(mark, label, (float(middle[0]), float(middle[1])), group, required=must,
                                reach=min(_FAR_PX, _extent(ring) / view.mpp / 4)))  # fmt: skip
    return found


def _in_the_middle(
    mark: AreaMark | LineMark, label: Label, at: tuple[float, float], group: str, *, required: bool, reach: float
) -> LabelCandidate:
    """Return the words level in an area; what it is not stands under its name, for half the width finds room sooner."""
    note = mark.note if isinstance(mark, AreaMark) else ""
    if note and label.text.endswith(f" · {note}"):
        label = replace(label, text=label.text.removesuffix(f" · {note}"), sub=note, sub_colour=label.colour)
    return _centred(mark.item, label, at, group, required=required, reach=reach)


def _visible_middle(line: NDArray[np.float64], view: Viewport) -> NDArray[np.float64]:
    """Return the middle of the part of an edge that is in view, or of the whole edge."""
    inside = (line >= 0).all(axis=1) & (line[:, 0] <= view.width) & (line[:, 1] <= view.height)
    return np.asarray((line[inside] if inside.any() else line).mean(axis=0))


def _box(ring: Ring) -> Extent:
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return (min(xs), min(ys), max(xs), max(ys))


def _longest(mark: AreaMark | LineMark) -> Ring | None:
    rings = [part[0] for part in mark.parts] if isinstance(mark, AreaMark) else list(mark.parts)
    rings = [ring for ring in rings if len(ring) > 1]
    return max(rings, key=_extent, default=None)


def _extent(ring: Ring) -> float:
    x0, y0, x1, y1 = _box(ring)
    return x1 - x0 + y1 - y0


def _from_the_top(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a closed ring cut open at its lowest point, so that the middle of the line is the top of the area."""
    if len(line) < 4 or not np.allclose(line[0], line[-1]):
        return line
    cut = int(np.argmax(line[:-1, 1]))
    return np.concatenate((line[cut:-1], line[: cut + 1]))
