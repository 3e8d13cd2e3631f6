"""From one typed or pasted line to a new incident: what it says, where that is, and what is proposed. Without Qt.

Machine-read values are proposals; a person sees them before anything is opened. What a hand chose (a place, a kind)
stays chosen while the typing goes on, until the text itself names another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cop_app.domain.incident import KINDS
from cop_app.geo.coordinates import format_rd, format_wgs
from cop_app.geo.places import Place
from cop_app.i18n import _
from cop_app.sources.meldkamer import MeldkamerLine, parse_meldkamer
from cop_app.ui.atlas import Atlas

_SURE_KIND = 0.5


@dataclass(frozen=True, slots=True)
class Draft:
    """An incident that is being made: the text, the place, candidates, the kind, and who chose them."""

    text: str = ""
    place: Place | None = None
    place_by_hand: bool = False
    choices: tuple[Place, ...] = ()
    kind: str = ""
    kind_by_hand: bool = False
    line: MeldkamerLine | None = None

    @property
    def title(self) -> str:
        """Return the proposed name: the kind and the place as people say it."""
        where = ""
        if self.line is not None and self.line.address:
            where = self.line.address
        elif self.place is not None and self.place.kind != "coordinaat":
            where = self.place.title.split(",")[0].removesuffix(" (FICTIEF)")
        return " ".join(filter(None, (KINDS.get(self.kind, ""), where)))

    @property
    def address(self) -> str:
        """Return the place in words for the log, "" when there are only coordinates; of a town it is the middle."""
        if self.place is None or self.place.kind == "coordinaat":
            return ""
        return _("midden van {plaats}").format(plaats=self.place.title) if self.place.wide else self.place.title

    @property
    def read(self) -> tuple[str, ...]:
        """Return what else the machine read in the line, in words."""
        line = self.line
        if line is None:
            return ()
        found = [line.priority, line.time]
        found.append(_("GRIP {n} genoemd, leg het na openen vast").format(n=line.grip) if line.grip else "")
        found.append(_("eenheden {lijst}").format(lijst=", ".join(line.units[:4])) if line.units else "")
        return tuple(word for word in found if word)

    @property
    def problem(self) -> str:
        """Return why there is no place yet, in words that say what to do; "" when there is one, or nothing typed."""
        if self.place is not None or not self.text.strip():
            return ""
        if len(self.choices) == 1:
            return _("Is dit de plaats? Druk dan op Enter.")
        if self.choices:
            return _("Welke plaats is het? Alt+cijfer neemt er een, of de pijltjes en Enter.")
        return _("Deze plaats staat niet op de kaarten van deze laptop. Typ RD-coördinaten of graden, "
                 "of wijs de plaats aan op de kaart.")  # fmt: skip


def read_text(text: str, atlas: Atlas, before: Draft) -> Draft:
    """Return the draft for a text that was typed or pasted."""
    line = parse_meldkamer(text, atlas.places)
    choices = atlas.find(line)
    place = _place(line, choices)
    by_hand = place is None and _stays(before, choices, text)
    if by_hand:
        place = before.place
    said = line.kind if line.confidence.get("kind", 0.0) >= _SURE_KIND else ""
    kind = said or (before.kind if before.kind_by_hand else "")
    return Draft(
        text, place, by_hand, tuple(choices), kind, before.kind_by_hand and not said,
        line if line.confidence.keys() - {"kind"} or said else None,
    )  # fmt: skip


def _place(line: MeldkamerLine, choices: list[Place]) -> Place | None:
    """Return the place that the text names itself: coordinates before words, words only when they are sure."""
    if choices and choices[0].sure:
        return choices[0]
    if line.rd is not None:
        detail = ", ".join(filter(None, (_("RD uit de regel"), line.address)))
        return Place(*line.rd, f"RD {format_rd(*line.rd)}", detail, "coordinaat", True)
    return None


def _stays(before: Draft, choices: list[Place], text: str) -> bool:
    """Return whether the place that a hand chose still fits: the text may mean it, or names no place at all."""
    if not before.place_by_hand or before.place is None or not text.strip():
        return False
    return before.place in choices if choices else before.place.kind == "coordinaat"


def choose_place(draft: Draft, place: Place) -> Draft:
    """Return the draft at a place that a person chose."""
    return replace(draft, place=place, place_by_hand=True)


def point_at(draft: Draft, x: float, y: float) -> Draft:
    """Return the draft at a place that a person pointed at on the map, RD metres."""
    place = Place(x, y, f"RD {format_rd(x, y)}", _("aangewezen op de kaart"), "coordinaat", True)
    return choose_place(draft, place)


def choose_kind(draft: Draft, kind: str) -> Draft:
    """Return the draft with a kind that a person chose; "" lets the text decide again."""
    return replace(draft, kind=kind, kind_by_hand=bool(kind))


def place_words(place: Place) -> str:
    """Return the line under the place: what kind it is, and where in RD and degrees."""
    rd = "" if place.title.startswith("RD ") else f"RD {format_rd(place.x, place.y)}"
    return " · ".join(filter(None, (place.detail, rd, format_wgs(place.x, place.y))))
