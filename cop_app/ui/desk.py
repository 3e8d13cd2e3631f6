"""What the main window needs of the work behind it, and the desk of a real incident.

A desk gives moments; an exercise plays on, a real incident simply goes on. The window knows no difference but the
frame, and that comes from the realm of the session.
"""

from __future__ import annotations

from typing import Protocol

from cop_app.session import Session
from cop_app.ui.presenter import Moment, moment_of


class Desk(Protocol):
    """One incident at the desk."""

    @property
    def session(self) -> Session:
        """Return the session that holds the incident."""
        ...

    @property
    def incident(self) -> str:
        """Return the incident's id."""
        ...

    @property
    def centre(self) -> tuple[float, float]:
        """Return the RD place the map opens at."""
        ...

    @property
    def region(self) -> str:
        """Return the region whose levels are recorded."""
        ...

    def moment(self, at: int | None = None, lens: str = "laptop") -> Moment:
        """Return the moment now, or as it was known at an instant."""
        ...

    def advance(self, milliseconds: int) -> bool:
        """Let time go on; returns False when there is nothing to come."""
        ...


class LiveDesk:
    """A real incident: the clock is the device's own, sources come with the worker."""

    def __init__(self, session: Session, incident: str) -> None:
        self._session = session
        self._incident = incident

    @property
    def session(self) -> Session:
        """Return the session of reality."""
        return self._session

    @property
    def incident(self) -> str:
        """Return the incident's id."""
        return self._incident

    @property
    def centre(self) -> tuple[float, float]:
        """Return the place of the incident."""
        found = self._session.picture_at(self._incident).incident
        return found.place if found else (155000.0, 463000.0)

    @property
    def region(self) -> str:
        """Return the region of the incident, or a plain word when none was named."""
        found = self._session.picture_at(self._incident).incident
        return (found.region if found else "") or "eigen regio"

    def moment(self, at: int | None = None, lens: str = "laptop") -> Moment:
        """Return the moment now, or as it was known at an instant."""
        return moment_of(self._session, self._incident, at=at, lens=lens)

    def advance(self, milliseconds: int) -> bool:
        """Return that reality goes on."""
        return milliseconds >= 0
