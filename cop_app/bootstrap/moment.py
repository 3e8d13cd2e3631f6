"""One picture at one time, with all that a face shows of it: made once per refresh, never changed.

Looking back is the same road with another instant; nothing here asks the time or keeps anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cop_app.bootstrap.datasets import Datasets
from cop_app.domain.chain import ChainDesign, SourceDesign
from cop_app.domain.coverage import Question, questions
from cop_app.domain.facts import SourceState, gather
from cop_app.domain.incident import Incident
from cop_app.domain.lenses import Lens
from cop_app.domain.picture import Picture
from cop_app.session import Session


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment: `now` is what is looked at, `live` the present (story, ms UTC); `team` and `function` who looks.

    `sources` holds the state of those that are wanted now; `extra` the sources that a person added to the design's.
    """

    session: Session
    incident: Incident
    design: ChainDesign | None
    picture: Picture
    now: int
    live: int
    team: str = "CoPI"
    function: str = "IM CoPI"
    exercise: str = ""
    lens: str = "laptop"
    sources: Mapping[str, SourceState] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    datasets: Datasets | None = None
    extra: Mapping[str, SourceDesign] = field(default_factory=dict)

    @property
    def catalogue(self) -> Mapping[str, SourceDesign]:
        """Return every source by name: those of the design, and those that a person added."""
        return {**self.extra, **self.design.sources} if self.design is not None else self.extra

    @property
    def looking_back(self) -> bool:
        """Return whether this is not now."""
        return self.now < self.live

    @property
    def at(self) -> int | None:
        """Return the instant looked back to, None for the present."""
        return self.now if self.looking_back else None

    @property
    def grip(self) -> int:
        """Return the highest level in force in any region."""
        return max(self.picture.grip_levels.values(), default=0)

    def asked(self) -> tuple[Question, ...]:
        """Return the questions in force for the team, judged by what is held."""
        if self.design is None:
            return ()
        facts = {name: state.facts for name, state in self.sources.items()}
        gathered = gather(self.design, self.incident.kind, self.grip, self.picture, facts, self.now)
        return questions(self.design, self.incident.kind, self.grip, gathered, self.now, self.team)


def moment_of(
    session: Session, incident: str, *, at: int | None = None, lens: str = "laptop",
    sources: Mapping[str, SourceState] | None = None, exercise: str = "", hidden: frozenset[str] = frozenset(),
    datasets: Datasets | None = None, extra: Mapping[str, SourceDesign] | None = None,
) -> Moment:  # fmt: skip
    """Return the moment now or at an instant, through a lens.

    Raises:
        UserFacingError: `incident.onbekend`.
    """
    live = session.clock.story()
    picture = session.picture_at(incident, at, Lens(lens))
    opened = session.picture_at(incident).incident
    if opened is None:
        raise ValueError(incident)
    return Moment(
        session, opened, session.design(incident), picture, live if at is None else at, live, lens=lens,
        exercise=exercise, sources=sources or {}, hidden=hidden, datasets=datasets, extra=extra or {},
    )  # fmt: skip
