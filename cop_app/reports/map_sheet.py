"""The map sheet: what may stand on it, and its words, from a picture under a release. No Qt; the drawing is in render.

Only what the release's ceiling allows is on the sheet, as map and as legend; words that look like a person are masked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cop_app.domain.clock import local
from cop_app.domain.leaving import held_back
from cop_app.domain.picture import Picture
from cop_app.domain.sharing import Release
from cop_app.i18n import _, plural
from cop_app.map.legend import legend
from cop_app.map.mark_types import Mark
from cop_app.map.masking import Masking
from cop_app.map.sheet import MapSheet, Paper, SheetWords, layout_of, view_of

_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """What somebody wants on paper; times in ms UTC, the centre in RD metres."""

    paper: Paper
    centre: tuple[float, float]
    scale: float
    valid_at: int
    printed_at: int
    picture_name: str
    author: str
    exercise: str
    sources: tuple[str, ...]
    wind: str = ""
    wind_detail: str = ""
    wind_degrees: float | None = None


def map_sheet(
    picture: Picture, marks: Sequence[Mark], request: SheetRequest, release: Release, number: str, withheld: int = 0
) -> MapSheet:  # fmt: skip
    """Return the sheet under a release, ready to be drawn; the printer (`render.pages`) opens the exit.

    `withheld` counts what the gate kept back of reference layers before they became marks.
    """
    back = held_back(picture, release)
    mask = Masking()
    shown = tuple(mask.mark(mark) for mark in marks if mark.item not in back)
    layout = layout_of(request.paper)
    view = view_of(layout, request.centre, request.scale)
    rows = tuple(legend(shown, (), view))
    words = _words(picture, request, release, number, len(back) + withheld, mask)
    return MapSheet(
        request.paper, layout, view, shown, rows, words, withheld=len(back) + withheld, masked=mask.count
    )  # fmt: skip


def _words(
    picture: Picture, request: SheetRequest, release: Release, number: str, kept_back: int, mask: Masking
) -> SheetWords:
    incident = picture.incident
    title = ", ".join(filter(None, (incident.title, incident.address))) if incident else ""
    levels = [f"GRIP {g.level} {g.municipality or g.region}" for g in picture.grip if g.ended_at is None]
    parts = [
        *(mask.text(part) for part in (request.picture_name, *levels)),
        _("stand {tijd}").format(tijd=_moment(request.valid_at)),
        _("afgedrukt {tijd}").format(tijd=f"{local(request.printed_at):%H:%M}"),
    ]  # fmt: skip
    if kept_back:
        parts.append(plural("{n} gegeven niet op dit blad", "{n} gegevens niet op dit blad", kept_back))
    return SheetWords(
        mask.text(title), " · ".join(parts), release.ceiling.value.capitalize(), mask.text(release.recipient),
        request.exercise, mask.text(request.author), number, tuple(mask.text(source) for source in request.sources),
        mask.text(request.wind), mask.text(request.wind_detail), request.wind_degrees,
    )  # fmt: skip


def _moment(instant: int) -> str:
    at = local(instant)
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M}"
