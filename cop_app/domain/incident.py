"""Incident, scaling up, and who does the work.

GRIP is recorded per region with the function that declared it and whether that function may; a doubtful competence is
noted and never a block, because a wrong refusal costs more than a wrong record (De Punt, 2008).
Function and team codes follow the lists in use with the national system.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Realm(StrEnum):
    """Reality and exercise; nothing goes from exercise to reality."""

    ECHT = "echt"
    OEFENING = "oefening"


class Classification(StrEnum):
    """Who may see a thing, from open to named functions only (IMROI's four steps)."""

    OPEN = "open"
    INTERN = "intern"
    VERTROUWELIJK = "vertrouwelijk"
    GEHEIM = "geheim"

    @property
    def rank(self) -> int:
        """Return 0 for open up to 3 for secret; the strictest of a set counts."""
        return list(Classification).index(self)


class Reality(StrEnum):
    """The three top-level layer groups (green, blue, red on screen)."""

    OMGEVING = "omgeving"
    VOORBEREID = "voorbereid"
    ACTUEEL = "actueel"


class Column(StrEnum):
    """The four columns of the response, the joint one, and partners outside them."""

    BRW = "BRW"
    POL = "POL"
    GZ = "GZ"
    BZ = "BZ"
    MULTI = "MULTI"
    PARTNER = "PARTNER"


class Team(StrEnum):
    """Teams of the coordinated structure."""

    MK = "MK"
    COPI = "CoPI"
    TBZ = "TBZ"
    ROT = "ROT"
    GBT = "GBT"
    RBT = "RBT"
    AC = "AC"
    SGBO = "SGBO"
    VELD = "VELD"


class Competence(StrEnum):
    """Whether the declaring function may declare this level."""

    JA = "ja"
    NEE = "nee"
    ONBEKEND = "onbekend"


# Incident kinds that the chain design may name; the first six are shipped with needs of their own.
KINDS: dict[str, str] = {
    "brand": "Brand",
    "industriebrand": "Industriebrand",
    "spoorongeval": "Spoorongeval",
    "evenement": "Evenement",
    "hoogwater": "Hoogwater",
    "stroomuitval": "Stroomuitval",
    "gevaarlijke_stof": "Gevaarlijke stof",
    "natuurbrand": "Natuurbrand",
    "verkeersongeval": "Verkeersongeval",
    "overig": "Overig",
}

GRIP_TEAMS: dict[int, tuple[Team, ...]] = {
    0: (Team.MK,),
    1: (Team.MK, Team.COPI),
    2: (Team.MK, Team.COPI, Team.ROT),
    3: (Team.MK, Team.COPI, Team.ROT, Team.TBZ, Team.GBT),
    4: (Team.MK, Team.COPI, Team.ROT, Team.TBZ, Team.RBT),
    5: (Team.MK, Team.COPI, Team.ROT, Team.TBZ, Team.RBT),
}

# Who may declare which level [general knowledge; each region's plan may differ, so this is a default].
_MAY_DECLARE: dict[str, int] = {
    "CaCo": 2, "OvD-B": 2, "OvD-P": 2, "OvD-G": 2, "OvD-Bz": 2, "Leider CoPI": 2,
    "OL": 3, "Burgemeester": 3, "Voorzitter VR": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a function, never a person's name."""

    function: str
    team: Team
    organisation: str
    column: Column = Column.MULTI
    place: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """A case with place, kind and realm. `place` is the RD point in metres."""

    id: str
    title: str
    kind: str
    realm: Realm
    place: tuple[float, float]
    opened_at: int
    region: str = ""
    address: str = ""
    closed_at: int | None = None


@dataclass(frozen=True, slots=True)
class GripDeclaration:
    """A level that was declared for a region or municipality; recorded, never alarmed."""

    level: int
    region: str
    by: str
    at: int
    received_at: int
    competent: Competence = Competence.ONBEKEND
    municipality: str = ""
    reason: str = ""
    ended_at: int | None = None
    event: str = field(default="", compare=False)


def competence(function: str, level: int) -> Competence:
    """Say whether the function may declare the level; unknown functions give `onbekend`, never a refusal."""
    limit = _MAY_DECLARE.get(function)
    if limit is None:
        return Competence.ONBEKEND
    return Competence.JA if level <= limit else Competence.NEE
