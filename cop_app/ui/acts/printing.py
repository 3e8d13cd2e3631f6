"""Printing: the map sheet of what is in view, as PDF where the person says; it leaves only with a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit

from cop_app.bootstrap.marks import layer_signs, marks_of, tiled_layers
from cop_app.domain.clock import age_text, local
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Classification, Realm
from cop_app.domain.leaving import Gate
from cop_app.domain.sharing import Release
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.map.palette import load_palette
from cop_app.map.sheet import Paper, layout_of, round_scale, view_of
from cop_app.render.pages import write_map_sheet
from cop_app.reports.map_sheet import SheetRequest, map_sheet
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.acts.fields import Choices
from cop_app.ui.map_plates import parse_scale, scale_text
from cop_app.ui.presenter import Moment, time_of
from cop_app.ui.sheets import SideSheet
from cop_app.ui.theme import Theme
from cop_app.ui.views import Choice
from cop_app.ui.wind_view import wind_view

AskFile = Callable[[str], str]
_PAPERS = (Choice("A4", "A4"), Choice("A3", "A3"))
_CEILINGS = (Choice("open", "Open"), Choice("intern", "Intern"), Choice("vertrouwelijk", "Vertrouwelijk"))


class PrintSheet(SideSheet):
    """Paper, scale and how far it may go; for confidential a ground and a recipient are asked."""

    save_pressed = Signal()
    paper_chosen = Signal(str)

    def __init__(self, theme: Theme, scales: Mapping[str, float], exercise: bool) -> None:
        note = _("OEFENING staat onder de tekens. ") if exercise else ""
        super().__init__(theme, _("Kaartblad"), note + _("Alleen wat nu in beeld is, met legenda en bronnen."))
        self._scales = scales
        self.paper = Choices(theme, _("Papier"), _PAPERS, "A3")
        self.label(_("Papier, liggend"))
        self.column.addWidget(self.paper)
        self.scale = QLineEdit(scale_text(scales["A3"]))
        self.label(_("Schaal"), self.scale)
        self.ceiling = Choices(theme, _("Rubricering"), tuple(Choice(c.id, _(c.name)) for c in _CEILINGS), "intern")
        self.label(_("Hoogste rubricering op dit blad"))
        self.column.addWidget(self.ceiling)
        self.recipient, self.ground = QLineEdit(), QLineEdit()
        self.recipient.setPlaceholderText(_("functies of teams"))
        self.ground.setPlaceholderText(_("wet of convenant"))
        self.label(_("Voor wie"), self.recipient)
        self._ground = self.label(_("Grond"), self.ground)
        self.problem = self.label("", tone="alarm")
        self.column.addStretch(1)
        self.save = self.primary(_("Opslaan als PDF"), "print", "Enter")
        self.save.clicked.connect(self.save_pressed)
        self.scale.returnPressed.connect(self.save.click)
        self.paper.chosen.connect(self._fit_scale)
        self.ceiling.chosen.connect(self._fit_ceiling)
        self._fit_ceiling("intern")

    def denominator(self) -> float | None:
        """Return the scale, None for what is no scale."""
        return parse_scale(self.scale.text())

    def _fit_scale(self, paper: str) -> None:
        if self.scale.text() in {scale_text(scale) for scale in self._scales.values()}:
            self.scale.setText(scale_text(self._scales[paper]))

    def _fit_ceiling(self, ceiling: str) -> None:
        for widget in (self._ground, self.ground):
            widget.setVisible(ceiling == "vertrouwelijk")


class Printing(Act):
    """Ctrl+P: a sheet of what the map shows, at a round scale."""

    def __init__(self, bench: Bench, layers: Mapping[str, FeatureBatch], ask_file: AskFile | None = None) -> None:
        super().__init__(bench)
        self._layers = layers
        self.ask_file: AskFile = ask_file or self._ask

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the one command."""
        return {"print": self.open}

    def open(self) -> None:
        """Open the sheet with a scale that shows what is in view."""
        scales = {paper.value: self._scale(paper) for paper in Paper}
        exercise = self.bench.session.realm is Realm.OEFENING
        sheet = PrintSheet(self.bench.theme, scales, exercise)
        sheet.save_pressed.connect(lambda: self._save(sheet))
        self.bench.open(sheet)
        sheet.paper.setFocus()

    def _scale(self, paper: Paper) -> float:
        """Return the round scale at which the paper shows at least what the window shows."""
        view, layout = self.bench.canvas.view, layout_of(paper)
        across, along = view.width / layout.map[2], view.height / layout.map[3]
        return round_scale(view.scale * max(across, along))

    def _save(self, sheet: PrintSheet) -> None:
        scale = sheet.denominator()
        if scale is None:
            sheet.problem.setText(_("Dit is geen schaal. Typ bijvoorbeeld 1:5.000."))
            sheet.scale.setFocus()
            return
        try:
            permit = self._permit(sheet)
        except UserFacingError as error:
            sheet.problem.setText(str(error))
            return
        sheet.problem.setText("")
        moment = self.bench.moment()
        file = self.ask_file(f"kaartblad-{local(moment.now):%Y%m%d-%H%M}.pdf")
        if not file:
            return
        path = Path(file if file.lower().endswith(".pdf") else f"{file}.pdf")
        paper = Paper(sheet.paper.current)
        if self.bench.attempt(lambda: self.write(moment, paper, scale, permit, path)):
            self.bench.close()

    def _permit(self, sheet: PrintSheet) -> Release:
        ceiling = Classification(sheet.ceiling.current)
        return self.bench.session.release(
            self.bench.incident, "print", ceiling, self.bench.actor, recipient=sheet.recipient.text().strip(),
            ground=sheet.ground.text().strip(),
        )  # fmt: skip

    def write(self, moment: Moment, paper: Paper, scale: float, permit: Release, path: Path) -> None:
        """Write the sheet of a moment.

        Raises:
            UserFacingError: when the file cannot be written or the release is not for printing.
        """
        shown = self.bench.canvas.view
        view = view_of(layout_of(paper), (shown.cx, shown.cy), scale)
        gate = Gate(permit)
        marks = [*layer_signs(moment, view, gate), *marks_of(moment, view.mpp)]
        tiled = tiled_layers(moment, view, gate)
        number = _("blad {n}").format(n=_number(self.bench.session.digest(moment.incident.id), moment.now))
        made = map_sheet(moment.picture, marks, self._request(moment, paper, scale), permit, number, gate.withheld)
        write_map_sheet(replace(made, datasets=tiled), self._layers, load_palette("dag"), permit, path)

    def _request(self, moment: Moment, paper: Paper, scale: float) -> SheetRequest:
        view, wind = self.bench.canvas.view, wind_view(moment)
        name = _("Beeld zoals toen bekend") if moment.looking_back else _("Beeld van {team}").format(team=moment.team)
        return SheetRequest(
            paper, (view.cx, view.cy), scale, moment.now, moment.session.clock.wall(), name, moment.function,
            moment.exercise if moment.session.realm is Realm.OEFENING else "", source_words(moment),
            wind.text if wind else "", wind.detail if wind else "", wind.degrees if wind else None,
        )  # fmt: skip

    def _ask(self, proposal: str) -> str:
        chosen, _kind = QFileDialog.getSaveFileName(
            self.bench.window, _("Kaartblad opslaan"), str(Path.home() / proposal), _("PDF (*.pdf)")
        )
        return chosen


def source_words(moment: Moment) -> tuple[str, ...]:
    """Return every source on the sheet with its age or what is wrong, those that are wrong first."""
    told: list[tuple[int, str]] = []
    for name, state in moment.sources.items():
        title = name.replace("_", " ")
        if state.dead_since:
            told.append((0, _("{bron} dood sinds {tijd}").format(bron=title, tijd=time_of(state.dead_since))))
        elif not state.facts.complete:
            told.append((1, _("{bron} onvolledig").format(bron=title)))
        elif state.facts.fetched_at:
            told.append((2 + state.facts.in_time, f"{title} {age_text(moment.now - state.facts.fetched_at)}"))
    return tuple(words for _rank, words in sorted(told))


def _number(digest: str, now: int) -> str:
    """Return a short number of the sheet, from the picture itself: the same picture at the same time has the same."""
    mixed = f"{int(digest[:12], 16) ^ now:012X}"
    return f"{mixed[-8:-4]}-{mixed[-4:]}"
