"""From items of the picture to marks in drawing order: which sign or area, how sure, and what it says.

Age is not importance: nothing fades. What is older than its norm gets a label, what is much older an outline, and an
area that nobody confirmed any more keeps its full colour under a hatch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cop_app.domain.clock import DAY, age_text
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.item import EXISTS, GEOMETRY, Claim, ItemState
from cop_app.map.area_styles import AREA_STYLES, UNCONFIRMED, area_style_for
from cop_app.map.mark_geometry import MarkShape, read_shape
from cop_app.map.mark_rules import NOT_DRAWN, label_priority, mark_size, shown_at, symbol_layer
from cop_app.map.mark_types import (
    AreaMark,
    Badge,
    DisplayList,
    Freshness,
    Label,
    LineMark,
    Mark,
    State,
    SymbolMark,
)
from cop_app.map.mark_words import INDICATIVE, area_words, clock_text, conflict_text, indicative, who, words
from cop_app.map.symbol_choice import symbol_for, symbol_text

_NOT_CONTESTED = frozenset({GEOMETRY, EXISTS, "naam", "tekst"})
_NO_NORM = 1 << 62


def _nobody(_item_class: str, _attribute: str) -> str:
    return ""


def _not_settled(_item: str, _attribute: str) -> bool:
    return False


def _said(claim: Claim) -> int:
    return claim.time


@dataclass(frozen=True, slots=True)
class DisplayContext:
    """What the list depends on beside the items.

    `now` is story time in ms; `norms` the maximum age in ms per class (absent = no norm); `owner` names the
    organisation that owns an attribute of a class ("" = nobody); `both_right` says whether a person settled the heads;
    `confirmed` gives when a value was last known to be so: its own time, or for a source its last load.
    """

    now: int
    mpp: float
    norms: Mapping[str, int] = field(default_factory=dict)
    selected: str = ""
    unsent: frozenset[str] = frozenset()
    owner: Callable[[str, str], str] = _nobody
    both_right: Callable[[str, str], bool] = _not_settled
    confirmed: Callable[[Claim], int] = _said
    show_withdrawn: bool = False


def build_display_list(items: Iterable[ItemState], context: DisplayContext) -> DisplayList:
    """Return the marks of all items that are drawn at this scale, from below to above.

    Items without geometry, and withdrawn ones unless asked for, give no mark. The order is fixed: layer, then item id.
    """
    marks: list[Mark] = []
    for item in items:
        if item.item_class in NOT_DRAWN or (item.deleted and not context.show_withdrawn):
            continue
        one = _ItemMarks(item, context)
        if item.id == context.selected or one.conflict or shown_at(item.item_class, context.mpp):
            marks += one.marks()
    marks.sort(key=lambda mark: (mark.order, mark.item))
    return DisplayList(tuple(marks))


class _ItemMarks:
    """Works out the marks of one item."""

    def __init__(self, item: ItemState, context: DisplayContext) -> None:
        self.item = item
        self.context = context
        self.norm = context.norms.get(item.item_class, 0)
        self.properties: dict[str, Any] = {}
        self.conflict = ""
        self._judge_all()
        self.claims = [c for name, heads in item.heads.items() if name != EXISTS for c in heads]
        self.newest = max(self.claims, key=lambda c: (c.time, c.id), default=None)
        self.certain = all(c.certain for c in self.claims) and self.properties.get("zeker") is not False
        self.freshness, self.age = self._freshness()

    def _judge_all(self) -> None:
        conflicts = []
        for name, heads in self.item.heads.items():
            if name in (GEOMETRY, EXISTS):
                continue
            view = self._judged(name, heads)
            if view is None:
                continue
            self.properties[name] = view[1].value
            if view[0] is Agreement.TEGENSTRIJDIG and name not in _NOT_CONTESTED:
                conflicts.append(conflict_text(heads))
        self.conflict = "; ".join(conflicts)

    def _judged(self, name: str, heads: Sequence[Claim]) -> tuple[Agreement, Claim] | None:
        item, context = self.item, self.context
        owner = context.owner(item.item_class, name)
        # A contradiction stands on the map as long as in the docks: a day, however short the norm of the value is.
        max_age = max(2 * self.norm, DAY) if self.norm else _NO_NORM
        view = judge(heads, context.now, owner, max_age, context.both_right(item.id, name))
        return None if view is None else (view.status, view.leading)

    def _freshness(self) -> tuple[Freshness, str]:
        if not self.norm or self.newest is None:
            return Freshness.VERS, ""
        age = self.context.now - max(map(self.context.confirmed, self.claims))
        if age <= self.norm:
            return Freshness.VERS, ""
        return (Freshness.OUD if age <= 2 * self.norm else Freshness.VEROUDERD), age_text(age)

    def state(self) -> State:
        """Return the state at the sign: at most one badge per edge, the worst wins."""
        item, context = self.item, self.context
        right = Badge.CONFLICT if self.conflict else Badge.NONE
        if not right and (not self.certain or item.edited_while_deleted):
            right = Badge.UNVERIFIED
        return State(
            freshness=self.freshness, age=self.age, right=right,
            left=Badge.UNSENT if item.id in context.unsent else Badge.NONE,
            withdrawn=item.deleted or self.properties.get("herroepen") is True,
            selected=item.id == context.selected, unconfirmed_since=self._unconfirmed_since(),
        )  # fmt: skip

    def _unconfirmed_since(self) -> str:
        if self.freshness is Freshness.VEROUDERD and self.newest is not None:
            return clock_text(max(map(self.context.confirmed, self.claims)))
        return ""

    def marks(self) -> list[Mark]:
        """Return the marks: one per geometry that is said; contradicting geometries all stay visible."""
        heads = self.item.heads.get(GEOMETRY, ())
        judged = self._judged(GEOMETRY, heads)
        if judged is None:
            return []
        told = list(heads) if judged[0] is Agreement.TEGENSTRIJDIG else [judged[1]]
        found: list[Mark] = []
        for claim in told:
            shape = read_shape(str(claim.value))
            if shape is not None:
                found += self._of_shape(shape, claim if len(told) > 1 else None)
        return found

    def _of_shape(self, shape: MarkShape, contested: Claim | None) -> list[Mark]:
        made: list[Mark] = []
        if shape.polygons:
            made.append(self._area(shape, contested))
        if shape.lines:
            made.append(self._line(shape, contested))
        made += [self._symbol(x, y, contested) for x, y in shape.points]
        return made

    def _style(self, line: bool) -> str:
        style = area_style_for(self.item.item_class, line, self.item.reality.value)
        doubtful = self.freshness is Freshness.VEROUDERD or not self.certain
        return style + UNCONFIRMED if doubtful and style + UNCONFIRMED in AREA_STYLES else style

    def _edge_label(self, style: str, contested: Claim | None) -> Label:
        text = area_words(
            self.item.item_class, self.properties, contested or self.newest, self._unconfirmed_since(), self.certain
        )
        colour = "conflict" if self.conflict or contested else AREA_STYLES[style].label
        return Label(text, self.conflict, colour, "conflict" if self.conflict else "text2",
                     priority=self._priority())  # fmt: skip

    def _area(self, shape: MarkShape, contested: Claim | None) -> AreaMark:
        style = self._style(line=False)
        label = self._edge_label(style, contested)
        order = int(AREA_STYLES[style].layer)
        note = INDICATIVE if indicative(self.item.item_class, self.properties) else ""
        return AreaMark(self.item.id, style, shape.polygons, order, self._shape_state(contested), label, note)

    def _line(self, shape: MarkShape, contested: Claim | None) -> LineMark:
        style = self._style(line=True)
        label = self._edge_label(style, contested)
        order = int(AREA_STYLES[style].layer)
        return LineMark(self.item.id, style, shape.lines, order, self._shape_state(contested), label)

    def _shape_state(self, contested: Claim | None) -> State:
        state = self.state()
        if contested is None or state.right is Badge.CONFLICT:
            return state
        return State(state.freshness, state.age, Badge.CONFLICT, state.left, state.withdrawn, state.selected,
                     state.unconfirmed_since)  # fmt: skip

    def _symbol(self, x: float, y: float, contested: Claim | None) -> SymbolMark:
        item_class = self.item.item_class
        symbol = symbol_for(item_class, self.properties)
        size = mark_size(symbol, self.context.mpp, selected=self.item.id == self.context.selected)
        label = self._words_beside(contested)
        return SymbolMark(
            self.item.id, symbol, x, y, size, int(symbol_layer(symbol)), self._shape_state(contested),
            self._text_in_sign(), label,
        )  # fmt: skip

    def _text_in_sign(self) -> str:
        """Return what is written in the sign; neither value of a contested count stands in it alone."""
        text = symbol_text(self.item.item_class, self.properties)
        return "?" if text and self.conflict else text

    def _words_beside(self, contested: Claim | None) -> Label | None:
        text, sub = words(self.item.item_class, self.properties, self.newest.time if self.newest else 0)
        if self.conflict:
            return Label(self.conflict, text, "conflict", "text2", priority=self._priority())
        if contested is not None:
            return Label(text or who(contested), f"{who(contested)} {clock_text(contested.time)}", "conflict",
                         "conflict", priority=self._priority())  # fmt: skip
        near = shown_at("label:" + self.item.item_class, self.context.mpp)
        if not text or not (near or self.item.id == self.context.selected):
            return None
        return Label(text, sub, priority=self._priority())

    def _priority(self) -> int:
        return label_priority(self.item.item_class, bool(self.conflict))
