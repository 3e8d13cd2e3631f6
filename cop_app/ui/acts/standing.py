"""The strip: where we stand, with the next meeting under the function, and how the link with other teams is.

Offline is a state and no fault: everything goes on, and it says since when and how much was not sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cop_app.domain.clock import age_text
from cop_app.i18n import _, plural
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.presenter import Moment, strip_view, time_of
from cop_app.ui.questions_view import agenda_of
from cop_app.ui.sheets import SideSheet
from cop_app.ui.views import StripView, WindowMode


@dataclass(frozen=True, slots=True)
class LinkState:
    """The link with other teams, times in ms UTC: lost since (0 = there), last heard, what came when it was back.

    Whoever owns the exchange hands it to `DeskWindow.show_link`; without one the laptop works alone and says nothing.
    """

    offline_since: int = 0
    synced_at: int = 0
    received: int = 0
    conflicts: int = 0


class Standing(Act):
    """Shows the strip."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.link: LinkState | None = None
        self.rate = 1.0  # how fast the story runs; the strip of an exercise says so when it is not real time
        bench.window.strip.unsent_pressed.connect(self._open_unsent)

    def show(self, moment: Moment) -> None:
        """Show the strip of a moment."""
        view = strip_view(moment)
        view = replace(view, function_detail=meeting_words(moment) or view.function_detail)
        if view.mode is WindowMode.OEFENING and self.rate not in (0.0, 1.0):
            view = replace(view, mode_detail=f"{view.mode_detail} · {self.rate:g}×")
        if self.link is not None and not moment.looking_back:
            view = with_link(replace(view, alone=False), self.link, moment)
        self.bench.window.show_strip(view)

    def _open_unsent(self) -> None:
        view = self.bench.window.strip.view
        if self.bench.session.read_only:
            self._open_reading()
            return
        sheet = SideSheet(self.bench.theme, view.unsent or _("Niet verzonden"))
        count = self.bench.session.unsent()
        for line in (
            plural("{n} bericht is niet verzonden.", "{n} berichten zijn niet verzonden.", count),
            _("Dit staat alleen op deze laptop. Het blijft bewaard, ook als het programma stopt."),
            _("Er gaat niets vanzelf naar buiten. Het gaat mee zodra er een verbinding is met andere teams."),
            _("Alles blijft werken: vastleggen, tekenen, zoeken en afdrukken."),
        ):
            sheet.label(line, tone="text")
        self._open(sheet)

    def _open_reading(self) -> None:
        sheet = SideSheet(self.bench.theme, _("Alleen lezen"))
        for line in (
            _("Een ander venster schrijft in dit logboek, of u kijkt naar een oefening van eerder."),
            _("Wat u hier typt of tekent kan niet worden vastgelegd. Werk in het andere venster, of sluit het eerst."),
        ):
            sheet.label(line, tone="text")
        self._open(sheet)

    def _open(self, sheet: SideSheet) -> None:
        sheet.column.addStretch(1)
        close = sheet.primary(_("Sluiten"), "close", "Esc")
        close.clicked.connect(sheet.closed)
        self.bench.open(sheet)


def meeting_words(moment: Moment) -> str:
    """Return what the strip says of my team's meeting, "" when none is planned and none runs."""
    plan = agenda_of(moment)
    if plan.running is not None:
        return _("overleg {n} loopt").format(n=plan.running.number)
    if not plan.next_at:
        return ""
    return _("overleg {tijd}").format(tijd=time_of(plan.next_at))


def with_link(view: StripView, link: LinkState, moment: Moment) -> StripView:
    """Return the strip with the state of the link."""
    count = moment.session.unsent()
    unsent = plural("{n} niet verzonden", "{n} niet verzonden", count) if count else ""
    if link.offline_since:
        since = _("OFFLINE sinds {tijd}").format(tijd=time_of(link.offline_since))
        age = age_text(moment.live - link.offline_since)
        last = f"{time_of(link.offline_since)} · {age}"
        return replace(
            view, synced=_("Laatst bijgewerkt"), synced_detail=last, synced_late=True, offline=True, unsent=since,
            unsent_detail=unsent or _("alles verzonden"),
        )  # fmt: skip
    detail = _("{duur} geleden").format(duur=age_text(moment.live - link.synced_at)) if link.synced_at else ""
    if link.received:
        new = _("{n} nieuw").format(n=link.received)
        detail = f"{new}, {plural('{n} conflict', '{n} conflicten', link.conflicts)}" if link.conflicts else new
    return replace(view, synced=_("Bijgewerkt"), synced_detail=detail, unsent=unsent,
                   unsent_detail=_("wordt verzonden"))  # fmt: skip
