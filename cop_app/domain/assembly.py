"""Assembly: which sources the chain design wants now, and for what (journey 3).

Pure. When an incident opens or GRIP changes, what the design asks is compared with what was asked before: only the
difference is loaded. A situational source is always wanted whole: a unit that drives out of a box has not vanished.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cop_app.domain.chain import ChainDesign, InformationNeed, SourceDesign

SITUATION = "situatie"
REGION = "regio"


@dataclass(frozen=True, slots=True)
class SourceWant:
    """A source that is wanted now, with the needs it feeds; those without a bound area ask for all of it."""

    source: SourceDesign
    needs: tuple[InformationNeed, ...]

    @property
    def situational(self) -> bool:
        """Return whether it tells of the situation itself, so that its features become claims in the log."""
        return self.source.nature == SITUATION

    @property
    def whole(self) -> bool:
        """Return whether all of the collection is wanted and not only an area of it."""
        return self.situational or any(need.area == REGION for need in self.needs)

    @property
    def extra(self) -> bool:
        """Return whether no need asks for it: a person added the source, to see it around the incident."""
        return not self.needs


def wanted(
    design: ChainDesign | None, kind: str, grip: int, extra: Mapping[str, SourceDesign] | None = None
) -> dict[str, SourceWant]:
    """Return the sources that the needs in force are fed by, in the order of the design; then those a person added."""
    added = {name: SourceWant(source, ()) for name, source in (extra or {}).items()}
    if design is None:
        return added
    feeding: dict[str, list[InformationNeed]] = {}
    for need in design.needs_for(kind, grip):
        feeding.setdefault(need.source, []).append(need)
    fed = {
        name: SourceWant(source, tuple(feeding[name])) for name, source in design.sources.items() if name in feeding
    }
    return fed | {name: want for name, want in added.items() if name not in design.sources}


def newly_wanted(before: Mapping[str, SourceWant], after: Mapping[str, SourceWant]) -> tuple[str, ...]:
    """Return the names of sources that were not wanted before: what scaling up adds."""
    return tuple(name for name in after if name not in before)
