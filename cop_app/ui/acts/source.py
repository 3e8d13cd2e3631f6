"""A source opened: what it is, how old, whether all of it came, what went wrong and since when, and asking it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cop_app.bootstrap.desk import PARTNER
from cop_app.domain.clock import MINUTE, age_text
from cop_app.domain.facts import SourceState
from cop_app.domain.vocabulary import class_named
from cop_app.i18n import _
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.presenter import Moment, time_of
from cop_app.ui.sheets import SourceSheet
from cop_app.ui.views import Glyph, SourceDetailView

_BREAKS = 6
_ADDRESS = re.compile(r"https?://\S+")  # it stands above already, and nobody reads its question marks


class SourceAct(Act):
    """Opens the sheet of a layer; fetching itself is the desk's."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        bench.window.layers.source_opened.connect(self.open)
        bench.window.strip.sources_pressed.connect(self._worst)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return nothing: a source is opened by its row."""
        return {}

    def open(self, name: str) -> None:
        """Open a source."""
        view = source_view(self.bench.moment(), name)
        if view is None:
            return
        sheet = SourceSheet(self.bench.theme, view)
        sheet.refresh_pressed.connect(self.bench.desk.refresh)
        self.bench.open(sheet)

    def _worst(self) -> None:
        """Open the source that is longest dead, else one that is late, else the first."""
        states = self.bench.moment().sources
        order = sorted(states, key=lambda n: (not states[n].dead_since, states[n].dead_since, states[n].facts.in_time))
        if order:
            self.open(order[0])


def source_view(moment: Moment, name: str) -> SourceDetailView | None:
    """Return the facts of a source at a moment; None for one that the design does not name."""
    design = moment.design.sources.get(name) if moment.design else None
    state = moment.sources.get(name)
    if design is None or state is None:
        return None
    lamp, summary = _lamp(moment, state)
    needs = [n for n in moment.design.needs if n.source == name] if moment.design else []
    norms = sorted({need.max_age_min for need in needs})
    facts = [
        (_("Eigenaar"), design.organisation),
        (_("Wat het geeft"), f"{class_named(design.item_class).name}, {design.nature}"),
        (_("Adres"), " · ".join(filter(None, (design.url.replace(PARTNER, _("dienst van ")), design.collection)))),
        (_("Stelsel"), design.crs or _("niet genoemd")),
        (_("Opgehaald"), _fetched(moment, state)),
        (_("Norm"), ", ".join(_("{n} min").format(n=n) for n in norms) or _("geen vraag hangt ervan af")),
        (_("Volledig"), _proof(state)),
    ]  # fmt: skip
    breaks = _breaks(moment, name)
    facts.append((_("Uitval"), "\n".join(breaks) if breaks else _("geen")))
    if state.fault:
        facts.append((_("Laatste fout"), _ADDRESS.sub(_("De dienst"), state.fault)))
    advice = _advice(moment, state)
    return SourceDetailView(
        name, design.title, lamp, summary, tuple(facts), advice, refreshable=not moment.looking_back
    )  # fmt: skip


def _lamp(moment: Moment, state: SourceState) -> tuple[Glyph, str]:
    if state.loading:
        return Glyph.HALF, _("Wordt opgehaald")
    if state.dead_since:
        words = _("Dood sinds {tijd}, {duur}").format(
            tijd=time_of(state.dead_since), duur=age_text(moment.now - state.dead_since)
        )
        return Glyph.DEAD, words
    if not state.facts.complete:
        return Glyph.HALF, _("Onvolledig")
    if not state.facts.in_time:
        since = _(" sinds {tijd}").format(tijd=time_of(state.stale_since)) if state.stale_since else ""
        return Glyph.HALF, _("Verouderd") + since
    return Glyph.LIVE, _("In orde")


def _fetched(moment: Moment, state: SourceState) -> str:
    if not state.facts.fetched_at:
        return _("nog niet")
    return f"{time_of(state.facts.fetched_at)}, {age_text(moment.now - state.facts.fetched_at)}"


def _proof(state: SourceState) -> str:
    if state.facts.complete:
        words = _("ja, {n} objecten").format(n=state.features)
    else:
        words = _("nee, {n} van {alle}").format(n=state.features, alle=state.facts.expected or "?")
    return f"{words}\n{state.proof}" if state.proof else words


def _breaks(moment: Moment, name: str) -> list[str]:
    """Return the breaks, newest first: since when, until when."""
    told = []
    for since, until in sorted(moment.datasets.breaks(name, moment.now) if moment.datasets else (), reverse=True):
        told.append(f"{time_of(since)} – {time_of(until) if until else _('nu')}")
    return told[:_BREAKS]


def _advice(moment: Moment, state: SourceState) -> str:
    if state.dead_since:
        minutes = (moment.now - state.dead_since) // MINUTE
        return _("Wat u ziet is van {tijd}, {n} minuten oud. Bel de eigenaar als u het nu nodig hebt.").format(
            tijd=time_of(state.facts.fetched_at or state.dead_since), n=minutes
        )
    if not state.facts.complete:
        return _("Nul gevonden betekent hier: onbekend.")
    return "" if state.facts.in_time else _("Ouder dan de norm van de vraag die ervan afhangt.")
