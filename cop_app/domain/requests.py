"""What a person can ask: plain frozen requests, without the rules that answer them (those are in `commands`).

Times are milliseconds UTC, 0 = not said; places are RD metres.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cop_app.domain.events import Event
from cop_app.domain.incident import Classification, Reality
from cop_app.domain.item import Value


@dataclass(frozen=True, slots=True)
class ClaimInput:
    """A value with what the writer says of it; times in ms UTC, 0 = not said."""

    value: Value
    unit: str = ""
    datum: str = ""
    definition: str = ""
    place: str = ""
    period: tuple[int, int] | None = None
    observed_at: int = 0
    certain: bool = True
    classification: Classification = Classification.INTERN


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """Open an incident; `place` is RD metres."""

    title: str
    kind: str
    place: tuple[float, float]
    region: str = ""
    address: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class CloseIncident:
    """Close the incident."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class DeclareGrip:
    """Record a level 0-5 for a region; recorded, never alarmed. A doubtful competence never blocks."""

    level: int
    region: str
    by: str
    at: int
    reason: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class EndGrip:
    """End the level in force in an area."""

    region: str
    at: int
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class TakeFunction:
    """Take a function; several at once are allowed."""

    function: str


@dataclass(frozen=True, slots=True)
class ReleaseFunction:
    """Lay a function down; `holder` is the device relieved, "" = this one."""

    function: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class TransferKeeper:
    """Offer the keeping of the total picture to a function."""

    to: str


@dataclass(frozen=True, slots=True)
class AcceptKeeper:
    """Accept the keeping of the total picture, by the acting function."""


@dataclass(frozen=True, slots=True)
class PutItem:
    """Record values of a new or known item; `geometry` is hex WKB in RD metres.

    With `beside` the values stand next to those of others: only what the same function said before is replaced.
    """

    item: str
    item_class: str
    reality: Reality
    claims: Mapping[str, Value | ClaimInput] = field(default_factory=dict)
    geometry: str = ""
    concept: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawItem:
    """Say that an item is not there (any more)."""

    item: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LinkItems:
    """Say that two items are the same object, or with `linked` False that they are not."""

    one: str
    other: str
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Adopt:
    """Take over (overnemen) the values of items into a picture; `target` is "totaalbeeld" or "team:X"."""

    items: tuple[str, ...]
    target: str = "totaalbeeld"


@dataclass(frozen=True, slots=True)
class SettleContradiction:
    """Decide: `choose` names a head, `value` is a new value, or neither: both are right."""

    item: str
    attribute: str
    reason: str
    choose: str = ""
    value: ClaimInput | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A record without further rules; `kind` is one of NOTES, with its fields."""

    kind: str
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo an own act: the event it wrote. What was stands again by a new event; nothing leaves the log."""

    act: Event
