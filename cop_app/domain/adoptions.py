"""Overnemen: a claim copied into a picture, and whose copying counts for the total picture.

A team's own picture is readable by all; the total picture holds only what its keeper took over, and who that is changes
in the course of a night. So whether an adoption counts is told from the events before it, never from who looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cop_app.domain import bodies
from cop_app.domain.events import Event

TOTAL = "totaalbeeld"


@dataclass(frozen=True, slots=True)
class Adoption:
    """A claim copied into a picture: whose, from which claims, and whether the source has changed since."""

    item: str
    attribute: str
    value: Any
    adopted_from: tuple[str, ...]
    target: str
    event: str
    source_changed: bool


def by_keepers(keeping: Iterable[Event], adopting: Iterable[Event]) -> Iterator[Event]:
    """Yield, in causal order, what was adopted into the total picture by a keeper, or by anyone while there was none.

    A former keeper who had not heard of the handing over is not silenced.
    """
    keepers: set[str] = set()
    for event in sorted((*keeping, *adopting), key=lambda e: (e.header.lamport, e.id)):
        body = event.body or {}
        if event.kind == bodies.KEEPER_ACCEPTED:
            keepers.add(str(body["function"]))
            continue
        by = str((body.get("actor") or {}).get("function", ""))
        if event.kind == bodies.ADOPTED and body["target"] == TOTAL and (not keepers or by in keepers):
            yield event
