"""Lenses: which events one looks through, and in which order, at a moment of the past.

Only the lenses `totaalbeeld`, `team:X` and `laptop` are here. Nothing is computed that the events do not say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cop_app.domain import bodies
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Event
from cop_app.domain.picture import PictureFold, fold

TOTAL = "totaalbeeld"
LAPTOP = "laptop"


@dataclass(frozen=True, slots=True)
class Lens:
    """`kind` is totaalbeeld, laptop or team:X."""

    kind: str

    def __post_init__(self) -> None:
        if self.kind not in (TOTAL, LAPTOP) and not self.kind.startswith("team:"):
            raise UserFacingError("lens.onbekend", "De blik ‘{blik}’ is niet bekend.", blik=self.kind)

    def instant(self, event: Event) -> int:
        """Return when the event counts: received for the laptop, recorded (story) for the others."""
        return event.received_at if self.kind == LAPTOP else event.header.story

    def admits(self, event: Event) -> bool:
        """Return whether the event is seen; a team's own concept stays with the team."""
        if self.kind == LAPTOP or event.body is None or event.kind not in bodies.CLAIM_KINDS - {bodies.SOURCE_OBSERVED}:
            return True
        actor = bodies.actor_of(event.body)
        if self.kind == TOTAL:
            return not event.body.get("concept", False)
        return actor is not None and self.kind == f"team:{actor.team.value}"

    def ordered(self, events: Iterable[Event]) -> list[Event]:
        """Return what is seen, in the lens's order."""
        return sorted((e for e in events if self.admits(e)), key=lambda e: (self.instant(e), e.header.lamport, e.id))


def picture_at(events: Iterable[Event], instant: int, lens: Lens) -> PictureFold:
    """Return the picture as it stood at an instant (ms UTC, inclusive)."""
    return fold(event for event in events if lens.admits(event) and lens.instant(event) <= instant)
