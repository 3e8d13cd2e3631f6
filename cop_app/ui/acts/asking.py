"""Asking: whom one asked or called about a question, with what result; where it lies on the map; the board of all.

The program sends nothing: it records that a person asked or called, so that a colleague need not do it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import shapely

from cop_app.domain import bodies
from cop_app.domain.chain import InformationNeed
from cop_app.domain.commands import Note
from cop_app.domain.item import GEOMETRY
from cop_app.geo.wkb import shape_of
from cop_app.i18n import _
from cop_app.map.viewport import Extent
from cop_app.ui.acts.ask_sheet import AskSheet
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.board import QuestionsBoard
from cop_app.ui.presenter import Moment
from cop_app.ui.questions import OpenQuestion
from cop_app.ui.questions_view import board_view, detail_view, dock_view


class Asking(Act):
    """The tab Vragen, the sheet that asks, and the board."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._board: QuestionsBoard | None = None
        dock = bench.window.right.questions
        dock.show_on_map.connect(self.show_on_map)
        dock.called.connect(lambda need: self.called(need, ""))
        dock.answered.connect(self.called)
        bench.window.face_changed.connect(lambda _face: self._close_board())

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the commands of asking."""
        return {"ask": self.ask, "all_questions": self.toggle_board}

    def show(self, moment: Moment) -> None:
        """Show the questions in the dock, and on the board when it is open."""
        self.bench.window.show_questions(dock_view(moment))
        if self._board is not None:
            self._board.show_view(board_view(moment))
            self._board.show_detail(detail_view(moment, self._board.chosen))

    # -- asked and called

    def called(self, need: str, result: str) -> None:
        """Record that the owner of a question was called."""
        fields = {"need": need, "result": result, "at": self.bench.now()}
        words = _("Gebeld: {wat}").format(wat=result) if result else _("Gebeld vastgelegd")
        self.bench.record(Note(bodies.QUESTION_CALLED, fields), words)

    def ask(self, need_id: str = "") -> None:
        """Open the sheet for a question: the one that has the focus, else the first that is open."""
        need = self._need(need_id or self._in_focus())
        if need is None or not self.bench.may_edit():
            return
        view = detail_view(self.bench.moment(), need.id)
        if view is None:
            return
        sheet = AskSheet(self.bench.theme, view)
        sheet.asked.connect(lambda to, text: self._record(need.id, to, text))
        self.bench.open(sheet)
        sheet.text.setFocus()

    def _record(self, need: str, to: str, text: str) -> None:
        note = Note(bodies.QUESTION_ASKED, {"need": need, "to": to, "text": text})
        if self.bench.record(note, _("Vraag aan {wie} vastgelegd").format(wie=to)) is not None:
            self.bench.close()

    def _need(self, need_id: str) -> InformationNeed | None:
        design = self.bench.moment().design
        return design.need(need_id) if design is not None else None

    def _in_focus(self) -> str:
        if self._board is not None and self._board.chosen:
            return self._board.chosen
        dock = self.bench.window.right.questions
        rows = [row for row in dock.list.rows() if isinstance(row, OpenQuestion)]
        chosen = next((row for row in rows if row.hasFocus()), rows[0] if rows else None)
        return chosen.view.id if chosen is not None else ""

    # -- on the map

    def show_on_map(self, need_id: str) -> None:
        """Bring into view what is known of a question, else the area in which it matters."""
        need, moment = self._need(need_id), self.bench.moment()
        if need is None:
            return
        self._close_board()
        found = [s for s in moment.picture.items.values() if s.item_class == need.item_class and not s.deleted]
        placed = [s for s in found if s.value(GEOMETRY)]
        self.bench.fit(_box([shape_of(str(s.value(GEOMETRY))) for s in placed]) or self._area(moment, need))
        self.bench.select(placed[0].id if placed else found[0].id if found else "", open_card=False)

    def _area(self, moment: Moment, need: InformationNeed) -> Extent:
        """Return the box of a need's area: source or effect area when drawn, else round the incident."""
        states = [s for s in moment.picture.items.values() if s.item_class == need.area and not s.deleted]
        drawn = _box([shape_of(str(s.value(GEOMETRY))) for s in states if s.value(GEOMETRY)])
        x, y = moment.incident.place
        r = float(max(200, need.radius))
        return drawn or (x - r, y - r, x + r, y + r)

    # -- the board

    def toggle_board(self) -> None:
        """Open the board, or go back to the map."""
        if self._board is not None:
            self._close_board()
            return
        board = QuestionsBoard(self.bench.theme)
        board.closed.connect(self._close_board)
        board.row_chosen.connect(lambda _need: self.show(self.bench.moment()))
        board.map_pressed.connect(self.show_on_map)
        board.ask_pressed.connect(self.ask)
        board.called.connect(self.called)
        self._board = board
        self.bench.window.open_board(board)
        self.show(self.bench.moment())
        board.choose_first()

    def _close_board(self) -> None:
        if self._board is not None:
            self._board = None
            self.bench.window.close_board()

    def escape(self) -> bool:
        """Go back to the map."""
        opened = self._board is not None
        self._close_board()
        return opened


def _box(shapes: list[shapely.Geometry]) -> Extent | None:
    if not shapes:
        return None
    x0, y0, x1, y1 = shapely.total_bounds(shapes).tolist()
    return (x0, y0, x1, y1)
