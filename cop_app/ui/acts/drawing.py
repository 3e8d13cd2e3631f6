"""Drawing: areas, routes, closures and signs by hand become items of the acting function; own ones can be reshaped.

One ends a shape and it is recorded, because a confirmation at every line costs a minute and undoing costs a key.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence

from cop_app.domain.commands import ClaimInput, PutItem
from cop_app.domain.item import GEOMETRY, NAME, ItemState, Value
from cop_app.domain.vocabulary import class_named
from cop_app.geo.lengths import Point, area_text, length_text
from cop_app.geo.places import Place
from cop_app.geo.wkb import claim_geometry, shape_of
from cop_app.i18n import _
from cop_app.map.area_styles import AREA_STYLES, UNCONFIRMED, area_style_for
from cop_app.map.mark_types import AreaMark, Badge, Label, LineMark, Mark, State, SymbolMark
from cop_app.map.sketch import Form, Sketch, sketch_of
from cop_app.map.symbol_choice import sign_size, symbol_for
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.acts.drawing_sheet import DrawingSheet
from cop_app.ui.acts.kinds import AREA, CLOSURE, ROUTE, SIGN, DrawKind, kinds_of
from cop_app.ui.canvas.sketch_tool import SketchTool
from cop_app.ui.views import FavouriteView

FAVOURITES = (
    FavouriteView("draw_area", "Gebied tekenen", "area", "1"),
    FavouriteView("draw_route", "Route tekenen", "route", "2"),
    FavouriteView("draw_closure", "Afzetting", "block", "3"), FavouriteView("draw_sign", "Teken plaatsen", "pin", "4"),
    FavouriteView("measure", "Meten", "ruler", "5"),
)  # fmt: skip
_COMMANDS = {AREA: "draw_area", ROUTE: "draw_route", CLOSURE: "draw_closure", SIGN: "draw_sign"}


def new_item() -> str:
    """Return an id for a thing that is recorded here for the first time."""
    return f"eigen:{secrets.token_hex(12)}"


class Drawing(Act):
    """The drawing bar with its sheet."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._last = {favourite: kinds_of(favourite)[0] for favourite in _COMMANDS}
        self._tool: SketchTool | None = None
        self._sheet: DrawingSheet | None = None
        self._typing = False
        self._kept: list[Point] = []  # of a shape whose sheet waits under another
        stage = bench.window.stage
        stage.show_favourites(tuple(FavouriteView(f.id, _(f.name), f.icon, f.key) for f in FAVOURITES))

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return one command per favourite."""
        return {name: lambda favourite=f: self.start(favourite) for f, name in _COMMANDS.items()}  # type: ignore[misc]

    @property
    def drawing(self) -> bool:
        """Return whether a shape is being made."""
        return self._tool is not None

    def escape(self) -> bool:
        """Give up the shape that is being made."""
        if self._tool is None:
            return False
        self.stop()
        return True

    def start(self, favourite: str) -> None:
        """Begin a shape of a favourite, of the kind used last."""
        if not self.bench.may_edit():
            return
        self.stop()
        kind = self._last[favourite]
        sheet = DrawingSheet(self.bench.theme, favourite, kind, self.bench.now(), self.bench.find)
        sheet.kind_chosen.connect(self._use_kind)
        sheet.placed.connect(self._put)
        sheet.record_pressed.connect(self._end)
        sheet.gone.connect(self.stop)
        sheet.uncovered.connect(self._go_on)
        sheet.sure.chosen.connect(lambda _id: self.bench.canvas.update())
        self.bench.open(sheet)
        self._sheet = sheet
        self._take_tool(kind)
        self.bench.window.stage.favourites.mark_active(_COMMANDS[favourite])
        self.bench.canvas.setFocus()

    def stop(self) -> None:
        """End without recording what is not yet recorded."""
        tool, self._tool, self._kept = self._tool, None, []
        if tool is not None:
            self.bench.drop_tool(tool)
            self.bench.window.stage.favourites.mark_active("")
        if self._sheet is not None:
            sheet, self._sheet = self._sheet, None
            self.bench.close(sheet)

    def _give_way(self) -> None:
        """Let another tool have the map; a sheet that waits under another keeps its points."""
        if self._tool is None or self._sheet is None or self.bench.window.sheet is self._sheet:
            self.stop()
            return
        self._kept, self._tool = list(self._tool.sketch.points), None
        self.bench.window.stage.favourites.mark_active("")

    def _go_on(self) -> None:
        """Go on with the shape whose sheet is in sight again."""
        if self._tool is None and self._sheet is not None:
            points, self._kept = self._kept, []
            self._take_tool(self._sheet.kind, points)
            self.bench.window.stage.favourites.mark_active(_COMMANDS[self._sheet.favourite])

    def back(self) -> bool:
        """Take the last point back, as undoing does while one draws."""
        return self._tool is not None and self._tool.back()

    def _use_kind(self, kind: DrawKind) -> None:
        self._last[kind.favourite] = kind
        points = self._tool.sketch.points if self._tool is not None else []
        self._take_tool(kind, points)
        self.bench.canvas.setFocus()

    def _take_tool(self, kind: DrawKind, points: Sequence[Point] = ()) -> None:
        kept = [] if kind.form is Form.POINT else list(points)
        tool = SketchTool(Sketch(kind.form, kept), lambda at: self._look(kind, at))
        tool.changed.connect(self._changed)
        tool.finished.connect(self._end)
        tool.cancelled.connect(self.stop)
        self._tool = tool
        self.bench.use_tool(tool, self._give_way)
        self._changed()

    def _look(self, kind: DrawKind, points: Sequence[Point]) -> Mark | None:
        sure = self._sheet is None or self._sheet.sure.current == "ja"
        return look_of(kind.item_class, kind.values, kind.form, points, sure=sure)

    def _put(self, place: Place) -> None:
        if self._tool is not None:
            self._typing = True  # a typed place is looked at first; a click is meant
            self._tool.put((place.x, place.y))
            self._typing = False
            self.bench.look_at(place.x, place.y)
            if self._sheet is not None and self._tool.sketch.form is not Form.POINT:
                self._sheet.point.clear()

    def _changed(self) -> None:
        if self._tool is None or self._sheet is None:
            return
        sketch = self._tool.sketch
        if sketch.form is Form.POINT and sketch.complete and not self._typing:
            self._end()
            return
        self._sheet.show_size(size_words(sketch), complete=sketch.complete and not sketch.crossed)

    def _end(self) -> None:
        """Record the shape."""
        tool, sheet = self._tool, self._sheet
        if tool is None or sheet is None or not tool.sketch.complete or tool.sketch.crossed:
            return
        kind = sheet.kind
        sure, seen = sheet.sure.current == "ja", sheet.seen.instant() if sheet.seen.touched else 0

        def said(value: Value) -> ClaimInput:
            return ClaimInput(value, observed_at=seen, certain=sure)

        claims = {name: said(value) for name, value in kind.values.items()}
        claims[GEOMETRY] = said(claim_geometry(tool.sketch.geometry()))
        name = sheet.name.text().strip()
        if name:
            claims[NAME] = said(name)
        if kind.counted:
            claims["aantal"] = said(sheet.amount.value())
        reality = class_named(kind.item_class).reality
        item = new_item()
        command = PutItem(item, kind.item_class, reality, claims, concept=sheet.shared.current == "nee")
        if self.bench.record(command, _("{wat} getekend").format(wat=name or _(kind.name))) is None:
            return
        sheet.name.clear()
        self.stop()
        self.bench.select(item, open_card=False)


class Reshaping(Act):
    """Moving an own item, or giving it another shape: by its handles, recorded with Enter."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._tool: SketchTool | None = None
        self._item = ""

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the one command."""
        return {"reshape": self.start}

    def escape(self) -> bool:
        """Leave the shape as it was."""
        if self._tool is None:
            return False
        self.stop()
        return True

    def start(self) -> None:
        """Give the chosen item its handles."""
        moment = self.bench.moment()
        chosen = self.bench.selected
        state = moment.picture.items.get(chosen)
        if state is None or not self.bench.may_edit() or not own(state, self.bench.team):
            return
        sketch = sketch_of(shape_of(str(state.value(GEOMETRY)))) if state.value(GEOMETRY) else None
        if sketch is None:
            return
        values = {name: heads[0].value for name, heads in state.heads.items()}
        tool = SketchTool(
            sketch, lambda at: look_of(state.item_class, values, sketch.form, at, sure=True), editing=True
        )
        tool.finished.connect(self._record)
        tool.cancelled.connect(self.stop)
        self._tool, self._item = tool, chosen
        self.bench.use_tool(tool, self.stop)
        self.bench.canvas.setFocus()

    def stop(self) -> None:
        """Take the handles away."""
        if self._tool is not None:
            tool, self._tool = self._tool, None
            self.bench.drop_tool(tool)

    def _record(self) -> None:
        tool = self._tool
        if tool is None:
            return
        state = self.bench.moment().picture.items[self._item]
        shape = claim_geometry(tool.sketch.geometry())
        command = PutItem(self._item, state.item_class, state.reality, {}, shape)
        name = str(state.value(NAME) or class_named(state.item_class).name)
        if self.bench.record(command, _("{wat} verplaatst").format(wat=name)) is not None:
            self.stop()


def own(state: ItemState, team: str) -> bool:
    """Return whether the shape of an item was recorded by a person of the team, and by nobody else."""
    heads = state.heads.get(GEOMETRY, ())
    return bool(heads) and not state.deleted and all(claim.human and claim.team == team for claim in heads)


def look_of(
    item_class: str, values: Mapping[str, Value], form: Form, points: Sequence[Point], *, sure: bool
) -> Mark | None:
    """Return the mark that the points would be on the map."""
    if not points:
        return None
    if form is Form.POINT:
        symbol = symbol_for(item_class, values)
        state = State(right=Badge.NONE if sure else Badge.UNVERIFIED)
        return SymbolMark("schets", symbol, *points[0], sign_size(symbol), 0, state)
    style = area_style_for(item_class, form is Form.LINE, class_named(item_class).reality.value)
    if not sure and style + UNCONFIRMED in AREA_STYLES:
        style += UNCONFIRMED
    if form is Form.LINE:
        return LineMark("schets", style, (tuple(points),), 0, label=Label(""))
    return AreaMark("schets", style, (((*points, points[0]),),), 0)


def size_words(sketch: Sketch) -> str:
    """Return how large a shape is, and why it cannot be recorded yet."""
    if sketch.crossed:
        return _("De rand kruist zichzelf: neem een punt terug.")
    if sketch.form is Form.AREA and sketch.complete:
        return f"{area_text(sketch.surface)} · {_('rand')} {length_text(sketch.length)}"
    if sketch.form is Form.LINE and sketch.complete:
        return length_text(sketch.length)
    return ""
