"""The chain design (ketenontwerp): who needs which information from whom, how fresh and how soon.

One declarative file drives assembly, information questions, freshness, the sharing guard and evaluation, so that they
cannot drift apart. This module is what a design means; `chain_file` reads and checks the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cop_app.domain.incident import Classification

NO_OWNER = "geen"
BY_HAND = "handmatig"


_SPELT = {"aed": "AED", "aeds": "AED's", "ugs": "UGS", "bag": "BAG"}  # a name in a file has no capitals


@dataclass(frozen=True, slots=True)
class Owner:
    """Who can answer: organisation, function and the duty number to call; organisation `geen` is allowed."""

    organisation: str
    function: str = ""
    number: str = ""

    @property
    def known(self) -> bool:
        """Return whether anybody owns this information."""
        return self.organisation != NO_OWNER


@dataclass(frozen=True, slots=True)
class InformationNeed:
    """A row of the chain design: one question that teams have in an incident."""

    id: str
    question: str
    teams: tuple[str, ...]
    owner: Owner
    from_grip: int
    area: str
    source: str
    item_class: str
    first: bool = False
    kinds: tuple[str, ...] = ()
    radius: int = 500
    attributes: tuple[str, ...] = ()
    attribute_owners: Mapping[str, str] = field(default_factory=dict)
    via: tuple[tuple[str, str], ...] = ()
    agreement: Mapping[str, str] = field(default_factory=dict)
    max_age_min: int = 60
    deliver_within_min: int = 30
    judgement: bool = False
    classification: Classification = Classification.INTERN
    share_with: tuple[str, ...] = ()

    def applies(self, kind: str, grip: int) -> bool:
        """Return whether the need counts for this kind of incident at this level."""
        return grip >= self.from_grip and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class SourceDesign:
    """A partner's service or file as the design names it, with how its words become ours.

    `profile` names a mapping profile; `fields` (ours -> theirs), `values` (per field of ours, their word -> ours) and
    `fixed` (ours -> value) are said on the spot and lie over it.
    """

    name: str
    kind: str
    organisation: str
    item_class: str
    nature: str
    url: str = ""
    collection: str = ""
    crs: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ("id",)
    refresh_s: int = 60
    secret: str = ""
    profile: str = ""
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return its name as it stands on the screen; what a region wrote in capitals stays so."""
        words = self.name.replace("_", " ").strip()
        return _SPELT.get(words.lower()) or words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner in the analysis: interest, nearness 1 (near) to 3, processes and outgoing flows (to, what)."""

    organisation: str
    interest: str
    nearness: int
    processes: tuple[str, ...]
    flows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChainDesign:
    """A version of the design; `sha256` of its text is its identity, adopting it is an event.

    `signature` is the detached signature as it was found beside the text, "" for none; `signed_by` is the id of the
    region's trusted key that made it, "" when there is no such key here or it does not fit.
    """

    name: str
    region: str
    version: int
    fictional: bool
    problem: str
    aim: str
    partners: tuple[Partner, ...]
    sources: Mapping[str, SourceDesign]
    needs: tuple[InformationNeed, ...]
    sha256: str
    text: str = field(default="", repr=False)
    signature: str = field(default="", repr=False)
    signed_by: str = ""

    def needs_for(self, kind: str, grip: int) -> tuple[InformationNeed, ...]:
        """Return the needs in force; those without an owner come first, because nobody will bring them."""
        chosen = [need for need in self.needs if need.applies(kind, grip)]
        return tuple(sorted(chosen, key=lambda need: need.owner.known))

    def need(self, need_id: str) -> InformationNeed | None:
        """Return the need with this id, None when the design has none."""
        return next((need for need in self.needs if need.id == need_id), None)
