"""Ketenontwerp: the design in force as a table, as a picture and as a file, and taking up another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from cop_app.domain.chain import ChainDesign
from cop_app.domain.chain_file import DesignError
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.ui.controls import Button, Choices, Entry, Heading, RowList
from cop_app.ui.glyphs import draw_glyph
from cop_app.ui.ink import Ink
from cop_app.ui.prepare.bench import Workbench
from cop_app.ui.prepare.chain_picture import ChainPicture
from cop_app.ui.prepare.design_facts import design_view, need_detail
from cop_app.ui.prepare.design_rows import COLUMNS, FaultLine, NeedLine, PartnerLine, columns
from cop_app.ui.prepare.parts import DETAIL, FIELD, SIDE, Drop, Facts, Leaf, choose_files, fact_entries
from cop_app.ui.prepare.views import DesignView, FaultRow, NeedRow, PartnerView
from cop_app.ui.theme import Theme, text_width
from cop_app.ui.views import Glyph

NEEDS, PARTNERS, FILE = "vragen", "partners", "bestand"
_TOML = (".toml",)


class DesignPage(Leaf):
    """The three sides of the design under one head."""

    def __init__(self, theme: Theme, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Ketenontwerp"), "", parent)
        self.bench = bench
        self.view = DesignView()
        self._side, self._need, self._partner = NEEDS, "", ""
        self._tried: tuple[FaultRow, ...] = ()
        self.sides = {
            NEEDS: Button(theme, _("Vragen"), icon="list", parent=self),
            PARTNERS: Button(theme, _("Partners en stromen"), icon="link", parent=self),
            FILE: Button(theme, _("Bestand en fouten"), icon="prepare", parent=self),
        }
        for side, button in self.sides.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _c=False, s=side: self.turn_to(s))
        self.adopt = Button(theme, _("Ontwerp overnemen"), icon="receive", kind="primary", parent=self)
        self.adopt.clicked.connect(self._choose)
        self.search = self.field(_("Zoeken in de vragen"), _("vraag, eigenaar of klasse"))
        self.team = self.named(Choices(theme, _("Team"), self), _("Team"))
        self.grip = self.named(Choices(theme, _("Tot en met GRIP"), self), _("Tot en met GRIP"))
        for level in ("", "0", "1", "2", "3", "4", "5"):
            self.grip.addItem(f"GRIP {level}" if level else _("alle niveaus"), level)
        self.unowned = Button(theme, _("Zonder eigenaar"), parent=self)
        self.unowned.setCheckable(True)
        self.needs = self.grounded(RowList(theme, _("Informatievragen van het ontwerp"), self))
        self.detail = self.grounded(Facts(theme, _("De gekozen vraag of partner"), self))
        self.picture = ChainPicture(theme, self)
        self.partners = self.grounded(RowList(theme, _("Partners"), self))
        self.faults = self.grounded(RowList(theme, _("Bestand en fouten"), self))
        self.drop = Drop(theme, _("Sleep een ketenontwerp (TOML) hierheen, of gebruik de knop."), _TOML, self)
        self.running = Button(theme, _("Ook in lopende incidenten gebruiken"), icon="sync", parent=self)
        self.running.clicked.connect(bench.use_in_running)
        self.search.textChanged.connect(lambda _text: self.refresh())
        self.team.activated.connect(lambda _i: self.refresh())
        self.grip.activated.connect(lambda _i: self.refresh())
        self.unowned.clicked.connect(self.refresh)
        self.picture.chosen.connect(self._choose_partner)
        self.drop.dropped.connect(lambda paths: self.take(Path(paths[0])))
        self.turn_to(NEEDS)

    # showing ----------------------------------------------------------------------------------------------------
    def turn_to(self, side: str) -> None:
        """Show the table, the picture or the file."""
        self._side = side
        for name, button in self.sides.items():
            button.setChecked(name == side)
            button.update()
        self.refresh()

    def refresh(self) -> None:
        """Read the design again and show it."""
        found = self.bench.design()
        level = str(self.grip.currentData() or "")
        self.view = design_view(
            found, self.bench.designs(), words=self.search.text(), team=str(self.team.currentData() or ""),
            grip=int(level) if level else None, only_unowned=self.unowned.isChecked(), running=self.bench.running(),
        )  # fmt: skip
        if self.team.count() != len(self.view.teams) + 1:
            chosen = self.team.currentData()
            self.team.clear()
            self.team.addItem(_("alle teams"), "")
            for choice in self.view.teams:
                self.team.addItem(choice.name, choice.id)
            self.team.setCurrentIndex(max(0, self.team.findData(chosen)))
        self.subtitle = f"{self.view.name} · {self.view.detail}" if self.view.name else _("Er is geen ontwerp.")
        self.needs.fill([self._need_entry(row) for row in self.view.needs])
        self.partners.fill(self._partner_entries())
        self.picture.show_view(self.view.partners, self._partner)
        self.faults.fill(self._file_entries())
        self.detail.fill(self._detail_entries(found.design if found is not None else None))
        self.arrange()
        self.update()

    def _need_entry(self, row: NeedRow) -> Entry:
        view = (row, row.id == self._need)

        def make() -> NeedLine:
            line = NeedLine(self.theme, view)
            line.clicked.connect(lambda: self._choose_need(row.id))
            return line

        return Entry(row.id, view, make)

    def _partner_entries(self) -> list[Entry]:
        entries: list[Entry] = []
        for nearness in (1, 2, 3):
            ring = [partner for partner in self.view.partners if partner.nearness == nearness]
            if ring:
                entries.append(Heading.entry(self.theme, _("Nabijheid {n}").format(n=nearness)))
                entries.extend(self._partner_entry(partner) for partner in ring)
        return entries

    def _partner_entry(self, partner: PartnerView) -> Entry:
        view = (partner, partner.id == self._partner)

        def make() -> PartnerLine:
            line = PartnerLine(self.theme, view)
            line.clicked.connect(lambda: self._choose_partner(partner.id))
            return line

        return Entry(partner.id, view, make)

    def _detail_entries(self, design: ChainDesign | None) -> list[Entry]:
        if self._side == PARTNERS:
            return self._partner_facts()
        detail = need_detail(design, self._need)
        if detail is None:
            return []
        hops = [(f"{i + 1}", f"{to} · {channel}") for i, (to, channel) in enumerate(detail.hops)]
        entries = [Heading.entry(self.theme, _("Vraag")), *fact_entries(self.theme, [("", detail.question)])]
        entries += fact_entries(self.theme, detail.facts)
        if hops:
            entries += [Heading.entry(self.theme, _("Via")), *fact_entries(self.theme, hops)]
        return entries

    def _partner_facts(self) -> list[Entry]:
        partner = next((p for p in self.view.partners if p.id == self._partner), None)
        if partner is None:
            return []
        incoming = [(p.name, what) for p in self.view.partners for to, what in p.flows if to == partner.id]
        entries = [Heading.entry(self.theme, partner.name),
                   *fact_entries(self.theme, [(_("Belang"), partner.interest),
                                              (_("Processen"), ", ".join(partner.processes))])]  # fmt: skip
        for title, flows in ((_("Geeft aan"), partner.flows), (_("Krijgt van"), incoming)):
            if flows:
                entries += [Heading.entry(self.theme, title), *fact_entries(self.theme, flows)]
        return entries

    def _file_entries(self) -> list[Entry]:
        view = self.view
        facts = [(_("In gebruik"), f"{view.name} · {view.detail}")] if view.name else []
        if view.example:
            facts.append((_("Let op"), _("dit is het voorbeeld (FICTIEF); er is nog geen eigen ontwerp")))
        facts += [(_("Handtekening"), view.signed), (_("Ketenprobleem"), view.problem), (_("Doel"), view.aim)]
        entries = fact_entries(self.theme, [(name, value) for name, value in facts if value])
        faults = (*self._tried, *view.faults)
        if faults:
            entries.append(Heading.entry(self.theme, _("Fouten"), _("er is niets overgenomen")))
            entries += [self._fault_entry(fault) for fault in faults]
        return entries

    def _fault_entry(self, fault: FaultRow) -> Entry:
        return Entry(f"fout:{fault.file}:{fault.line}:{fault.text}", fault, lambda: FaultLine(self.theme, fault))

    # acting -----------------------------------------------------------------------------------------------------
    def _choose_need(self, need: str) -> None:
        self._need = "" if need == self._need else need
        self.refresh()

    def _choose_partner(self, partner: str) -> None:
        self._partner = "" if partner == self._partner else partner
        self.refresh()

    def _choose(self) -> None:
        for path in choose_files(self, _("Ketenontwerp"), _TOML):
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Take up a design file; its mistakes are shown with their lines, and nothing is taken up then."""
        try:
            self.bench.adopt(path)
        except DesignError as error:
            self._tried = tuple(FaultRow(path.name, fault.line, fault.text) for fault in error.faults)
        except UserFacingError as error:
            self._tried = (FaultRow(path.name, 0, str(error)),)
        else:
            self._tried = ()
        self.turn_to(FILE)

    # geometry ---------------------------------------------------------------------------------------------------
    def arrange(self) -> None:
        """Place the buttons, and the side that is shown."""
        w, h, x = self.width(), self.height(), SIDE
        for side in (NEEDS, PARTNERS, FILE):
            button = self.sides[side]
            button.setGeometry(x, 92, button.sizeHint().width(), FIELD)
            x += button.width() + 8
        wide = self.adopt.sizeHint().width() + 8
        self.adopt.setGeometry(w - SIDE - wide, 28, wide, FIELD)
        shown = {NEEDS: (self.search, self.team, self.grip, self.unowned, self.needs),
                 PARTNERS: (self.picture, self.partners), FILE: (self.faults, self.drop)}  # fmt: skip
        for side, widgets in shown.items():
            for widget in widgets:
                widget.setVisible(side == self._side)
        self.running.setVisible(self._side == FILE and self.view.running > 0)
        detailed = bool(self.detail.widget() and (self._need if self._side == NEEDS else self._partner))
        self.detail.setVisible(detailed and self._side != FILE)
        getattr(self, f"_arrange_{self._side}")(w, h, detailed)

    def _arrange_vragen(self, w: int, h: int, detailed: bool) -> None:
        top = 168
        x = SIDE
        for widget, wide in ((self.search, 250), (self.team, 150), (self.grip, 160), (self.unowned, 150)):
            widget.setGeometry(x, top, wide, FIELD)
            x += wide + 12
        table = w - 2 * SIDE - (DETAIL + 24 if detailed else 0)
        self.needs.setGeometry(SIDE + 1, top + FIELD + 47, table - 2, h - top - FIELD - 47 - 25)
        self.detail.setGeometry(w - SIDE - DETAIL + 1, top + FIELD + 17, DETAIL - 2, h - top - FIELD - 17 - 25)

    def _arrange_partners(self, w: int, h: int, detailed: bool) -> None:
        top, side, low = 152, 300, h - 25
        split = top + int((low - top) * 0.46) if detailed else low
        self.partners.setGeometry(SIDE + 1, top + 1, side - 2, split - top - 1)
        self.detail.setGeometry(SIDE + 1, split + 15, side - 2, max(0, low - split - 15))
        left = SIDE + side + 16
        self.picture.setGeometry(left, top, w - SIDE - left, h - top - 24)

    def _arrange_bestand(self, w: int, h: int, _detailed: bool) -> None:
        top = 152
        self.drop.setGeometry(SIDE, h - 24 - 64, w - 2 * SIDE - (320 if self.view.running else 0), 64)
        self.running.setGeometry(w - SIDE - 304, h - 24 - 58, 304, 52)
        self.faults.setGeometry(SIDE + 1, top + 1, w - 2 * SIDE - 2, h - top - 114)

    def draw(self, ink: Ink) -> None:
        """Paint head, the columns of the table, and what there is when there is nothing."""
        super().draw(ink)
        if self.view.name:
            end = SIDE + text_width(self.title, 20, 600) + 14
            glyph = Glyph.OK if self.view.signed_ok else Glyph.ASK
            draw_glyph(ink, end + 6, 40, glyph, 6)
            ink.text(end + 20, 45, self.view.signed, 12, 500, "text2")
        if self._side != NEEDS:
            return
        box, at = self.needs.geometry(), columns(self.needs.viewport().width())
        y = box.y() - 10
        ink.box(box.x() - 1, box.y() - 31, box.width() + 2, 30, "sunk")
        for name, title in COLUMNS:
            if name in at:
                ink.text(box.x() + at[name], y, _(title), 12, 600, "text2")
        count = _("{n} van {alle} vragen").format(n=len(self.view.needs), alle=self.view.total)
        ink.text(self.unowned.x() + self.unowned.width() + 16, self.unowned.y() + 27, count, 12, 400, "text2")
        if not self.view.needs:
            words = _("Geen vraag past bij deze filters.") if self.view.total else _("Neem een ketenontwerp over.")
            ink.text(box.x() + 16, box.y() + 34, words, 13, 400, "text2")

