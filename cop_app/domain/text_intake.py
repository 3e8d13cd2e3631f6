"""What one typed or pasted line proposes for a new incident: place, kind and title; a person confirms.

Machine-read values are proposals, never facts. Place and kind are enough to open; everything else may follow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cop_app.domain.incident import KINDS

_RD = re.compile(r"(?<!\d)(\d{1,6}(?:[.,]\d+)?)\s*[/,; ]\s*(\d{6}(?:[.,]\d+)?)(?!\d)")
_X, _Y = (-7_000.0, 300_000.0), (289_000.0, 629_000.0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Place in RD metres with words, kind of KINDS or "", a title, and what is still missing."""

    place: tuple[float, float] | None
    place_text: str
    place_detail: str
    kind: str
    title: str
    problem: str


def propose(text: str, kind: str, rd: tuple[float, float] | None, address: str) -> Proposal:
    """Return what a line proposes; `kind`, `rd` and `address` are what a reader of dispatch lines found in it."""
    place = rd or _typed_place(text)
    words = f"RD {place[0]:.0f} / {place[1]:.0f}" if place else ""
    title = " ".join(filter(None, (KINDS.get(kind, ""), address)))
    problem = ""
    if text.strip() and place is None:
        problem = "Nog geen plaats: typ RD-coördinaten, bijvoorbeeld 142000 503000."
    return Proposal(place, words, address, kind, title, problem)


def _typed_place(text: str) -> tuple[float, float] | None:
    for match in _RD.finditer(text):
        x, y = (float(part.replace(",", ".")) for part in match.groups())
        if _X[0] <= x <= _X[1] and _Y[0] <= y <= _Y[1]:
            return x, y
    return None
