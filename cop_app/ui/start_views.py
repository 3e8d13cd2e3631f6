"""What the ways in show, as plain frozen values; texts arrive ready to read, so that no widget asks the time."""

from __future__ import annotations

from dataclasses import dataclass

from cop_app.ui.views import ChangeRow, Choice, Glyph


@dataclass(frozen=True, slots=True)
class RunningIncident:
    """An incident that runs. `since` is "19:02, 2 u 10 geleden", `changed` "laatste wijziging 4 min geleden"."""

    id: str
    title: str
    detail: str
    exercise: bool = False
    grip: int = 0
    since: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class PastExercise:
    """An exercise that was played on this laptop and can be looked at again; it never starts by itself."""

    id: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing this laptop holds: what it is, how old or how much, and a lamp where it is not in order.

    `page` names the page of Voorbereiden where it is kept.
    """

    id: str
    icon: str
    name: str
    detail: str
    page: str
    lamp: Glyph = Glyph.NONE


@dataclass(frozen=True, slots=True)
class StartView:
    """The first screen. With `region` "" nothing is loaded and the exercise is the large button."""

    region: str = ""
    region_detail: str = ""
    exercise_name: str = ""
    exercise_detail: str = ""
    running: tuple[RunningIncident, ...] = ()
    past: tuple[PastExercise, ...] = ()
    holdings: tuple[Holding, ...] = ()
    problem: str = ""
    clock: str = ""
    date: str = ""
    version: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class NewIncidentView:
    """What was read from the typed line: a place and kind are enough to open.

    `marked` and `taken` are places in the choices: where the arrows stand, and which one is the place (-1 = none).
    """

    typed: str = ""
    place: str = ""
    place_detail: str = ""
    place_choices: tuple[Choice, ...] = ()
    marked: int = -1
    taken: int = -1
    kinds: tuple[Choice, ...] = ()
    kind: str = ""
    title: str = ""
    object_card: str = ""
    chain: str = ""
    read: tuple[str, ...] = ()
    functions: tuple[Choice, ...] = ()
    function: str = ""
    exercise: bool = False
    problem: str = ""

    @property
    def ready(self) -> bool:
        """Return whether the incident can be opened."""
        return bool(self.place and self.kind)


@dataclass(frozen=True, slots=True)
class JoinView:
    """Joining: which incident runs, and which functions one may choose; several at once are allowed."""

    running: tuple[RunningIncident, ...] = ()
    chosen: str = ""
    functions: tuple[Choice, ...] = ()
    selected: tuple[str, ...] = ()
    held: str = ""


@dataclass(frozen=True, slots=True)
class SinceView:
    """The one screen after choosing: what happened since the call, in at most twelve lines, the newest last."""

    incident: RunningIncident
    functions: str = ""
    lines: tuple[ChangeRow, ...] = ()
    more: str = ""
