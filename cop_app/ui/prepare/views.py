"""What the pages of Voorbereiden show, as plain frozen values; texts arrive ready to read."""

from __future__ import annotations

from dataclasses import dataclass

from cop_app.domain.incident import Reality
from cop_app.ui.views import Choice, Glyph


@dataclass(frozen=True, slots=True)
class NeedRow:
    """An information question of the design, as the table shows it."""

    id: str
    question: str
    column: str
    owner: str
    number: str
    via: str
    grip: str
    age: str
    teams: str
    unowned: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class NeedDetail:
    """One question opened: facts as (label, value), and the hops from owner to team as (to, channel)."""

    id: str
    question: str
    facts: tuple[tuple[str, str], ...] = ()
    hops: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A partner in the picture: nearness 1 (near) to 3, interest, processes and flows as (to, what)."""

    id: str
    name: str
    column: str
    nearness: int
    interest: str
    processes: tuple[str, ...] = ()
    flows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A mistake in a design file: which file, line (0 = the whole file), what to do."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class DesignView:
    """The design in force. `name` "" = there is none; `example` = it is the shipped one (FICTIEF)."""

    name: str = ""
    detail: str = ""
    signed: str = ""
    signed_ok: bool = False
    example: bool = False
    problem: str = ""
    aim: str = ""
    needs: tuple[NeedRow, ...] = ()
    total: int = 0
    partners: tuple[PartnerView, ...] = ()
    faults: tuple[FaultRow, ...] = ()
    teams: tuple[Choice, ...] = ()
    running: int = 0


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in the catalogue. `busy` says what it is doing, `done` of `total` how far (0 = not known)."""

    name: str
    owner: str
    kind: str
    count: str
    age: str
    lamp: Glyph
    busy: str = ""
    done: int = 0
    total: int = 0
    file: bool = False


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source opened: facts as (label, value), what was wrong, and what is the matter now."""

    name: str
    summary: str
    lamp: Glyph
    facts: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CollectionView:
    """A collection of a service that was tried; `problems` are sentences, `sound` says that there are none."""

    id: str
    title: str
    detail: str
    problems: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Return whether nothing was found wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class CheckView:
    """A service that is being tried, or was."""

    url: str = ""
    busy: bool = False
    title: str = ""
    collections: tuple[CollectionView, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A file that is taken in, or was: what came in, what was wrong per row, and whether it can be taken back."""

    id: str
    name: str
    file: str
    detail: str
    lamp: Glyph
    problems: tuple[str, ...] = ()
    busy: bool = False
    done: int = 0
    total: int = 0
    undoable: bool = False


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A common class: name, code, kind of reality, column."""

    id: str
    name: str
    reality: Reality
    column: str
    never_fades: bool = False
    used: int = 0


@dataclass(frozen=True, slots=True)
class ClassDetail:
    """A class opened: attributes as (name, who owns it), words of services as (service, word, relation, key)."""

    id: str
    name: str
    facts: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MapRow:
    """A map on this laptop."""

    id: str
    name: str
    detail: str
    fictional: bool
    shipped: bool
