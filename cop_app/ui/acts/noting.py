"""Noting: a line about what happens becomes an item or a decision of the acting function (Melding, N; Besluit, B).

What looks like a person is never refused. Without a ground it is recorded as geheim and stays on this laptop; with a
ground it is vertrouwelijk, and every exit masks it all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cop_app.domain import bodies
from cop_app.domain.commands import ClaimInput, Note, PutItem
from cop_app.domain.incident import Classification
from cop_app.domain.item import GEOMETRY, Value
from cop_app.domain.vocabulary import class_named
from cop_app.geo.wkb import claim_geometry
from cop_app.i18n import _
from cop_app.map.sketch import Form, Sketch
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.acts.drawing import look_of, new_item
from cop_app.ui.acts.noting_sheet import ACTION, BOTTLENECK, DECISION, NAMES, REPORT, Draft, NotingSheet
from cop_app.ui.canvas.sketch_tool import SketchTool


class Noting(Act):
    """The sheet of a report, and what it becomes."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._draft = Draft()
        self._sheet: NotingSheet | None = None
        self._tool: SketchTool | None = None

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return one command per kind that has a key."""
        return {
            "message": lambda: self.open(REPORT), "decision": lambda: self.open(DECISION),
            "action": lambda: self.open(ACTION),
        }  # fmt: skip

    def open(self, kind: str) -> None:
        """Open the sheet with what was not yet recorded."""
        if not self.bench.may_edit():
            return
        if self._sheet is not None:
            self.bench.open(self._sheet)  # it may wait under another
            self._sheet.kind.choose(kind)
            self._sheet.text.setFocus()
            return
        draft = self._draft
        if not draft.text:
            draft = Draft(kind)
        sheet = NotingSheet(self.bench.theme, draft, self.bench.now(), self.bench.find)
        sheet.kind.choose(kind)
        sheet.record_pressed.connect(self._record)
        sheet.gone.connect(self._gone)
        sheet.uncovered.connect(self._take_tool)
        sheet.place_changed.connect(self._show_place)
        sheet.kind_changed.connect(lambda _kind: self._take_tool())
        self._sheet = sheet
        self.bench.open(sheet)
        self._take_tool()
        sheet.take_up()

    def unrecorded(self) -> str:
        """Return what was typed and not recorded, and show it again when its sheet was closed."""
        if self._sheet is None and self._draft.text:
            self.open(self._draft.kind)
        return self._sheet.text.words() if self._sheet is not None else ""

    def _gone(self) -> None:
        """Keep what was typed: the next time the sheet opens it stands there again."""
        if self._sheet is not None:
            self._draft = self._sheet.draft()
        self._end()

    def _end(self) -> None:
        self._sheet = None
        if self._tool is not None:
            tool, self._tool = self._tool, None
            self.bench.drop_tool(tool)

    # -- the place

    def _take_tool(self) -> None:
        """Let a click on the map give the place."""
        if self._sheet is None:
            return
        kind, place = self._sheet.kind.current, self._sheet.place
        sketch = Sketch(Form.POINT, [place] if place is not None else [])
        tool = SketchTool(sketch, lambda at: look_of(_class_of(kind), {}, Form.POINT, at, sure=True))
        tool.changed.connect(self._clicked)
        tool.cancelled.connect(self._cancel)
        self._tool = tool
        self.bench.use_tool(tool, self._lose_tool)

    def _lose_tool(self) -> None:
        self._tool = None

    def _cancel(self) -> None:
        if self._sheet is not None:
            self._sheet.closed.emit()

    def _clicked(self) -> None:
        if self._tool is not None and self._sheet is not None and self._tool.sketch.points:
            self._sheet.put(*self._tool.sketch.points[0])

    def _show_place(self, place: tuple[float, float]) -> None:
        if self._tool is not None and self._tool.sketch.points != [place]:
            self._tool.sketch.add(place)
            self.bench.look_at(*place)
        self.bench.canvas.update()

    # -- recording

    def _record(self) -> None:
        sheet = self._sheet
        if sheet is None or not sheet.text.words():
            return
        draft = sheet.draft()
        ground = sheet.ground.text().strip() if sheet.text.findings else ""
        secrecy = Classification.INTERN
        if sheet.text.findings:
            secrecy = Classification.VERTROUWELIJK if ground else Classification.GEHEIM
        seen = sheet.seen.instant()
        if draft.kind == DECISION:
            fields: dict[str, Value] = {"text": draft.text, "at": seen, "classification": secrecy.value}
            command: object = Note(bodies.DECISION_RECORDED, {**fields, "ground": ground} if ground else fields)
        else:
            command = self._item(draft, seen, secrecy, ground, sheet.due.instant() if sheet.due.touched else 0)
        if self.bench.record(command, _("{wat} vastgelegd").format(wat=_(NAMES[draft.kind]))) is None:
            return
        self._draft = Draft()
        self._end()
        self.bench.close()

    @staticmethod
    def _item(draft: Draft, seen: int, secrecy: Classification, ground: str, due: int) -> PutItem:
        def said(value: Value) -> ClaimInput:
            return ClaimInput(value, observed_at=seen, certain=draft.sure, classification=secrecy)

        claims = {"tekst": said(draft.text)}
        if draft.place is not None:
            x, y = draft.place
            claims[GEOMETRY] = said(claim_geometry(Sketch(Form.POINT, [(x, y)]).geometry()))
        if draft.kind == ACTION:
            claims["status"] = said("open")
            if draft.who:
                claims["wie"] = said(draft.who)
            if due:
                claims["klaar_voor"] = said(due)
        if ground:
            claims["grond"] = said(ground)
        item_class = _class_of(draft.kind)
        return PutItem(new_item(), item_class, class_named(item_class).reality, claims)


def _class_of(kind: str) -> str:
    return {REPORT: "bericht", DECISION: "besluit", ACTION: "actie", BOTTLENECK: "knelpunt"}[kind]
