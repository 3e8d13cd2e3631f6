"""Plays a scenario as steps in story time: what partners publish and what counterparts do, in order.

Pure: the steps are data; whoever owns the session turns them into observations and commands. So the same script runs
at ten times speed with a window, and at top speed for a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cop_app.replay.partners import ExerciseWorld, Feature
from cop_app.replay.scenario import Act


@dataclass(frozen=True, slots=True)
class Publication:
    """A partner's collection as it is from `at` on; features in RD."""

    at: int
    collection: str
    features: tuple[Feature, ...]


@dataclass(frozen=True, slots=True)
class ActStep:
    """A counterpart acts; `geometry` is GeoJSON in RD or None."""

    at: int
    act: Act
    geometry: dict[str, Any] | None


def steps(world: ExerciseWorld, after: int, until: int, partner_of: dict[str, str]) -> Iterator[Publication | ActStep]:
    """Return what happens in (after, until], by time; collections of a partner that is down are not published."""
    scenario = world.scenario
    moments: dict[int, list[Publication | ActStep]] = {}
    for name in sorted({entry.collection for entry in scenario.entries}):
        entries = [entry for entry in scenario.entries if entry.collection == name]
        turns = {e.start for e in entries} | {e.end for e in entries if e.end is not None}
        for at in sorted(turns):
            shown = max(at, scenario.start)
            if after < shown <= until and not world.down(partner_of.get(name, ""), shown):
                moments.setdefault(shown, []).append(Publication(shown, name, tuple(world.features(name, shown))))
    for act in scenario.acts:
        if after < act.at <= until:
            moments.setdefault(act.at, []).append(ActStep(act.at, act, _geometry(world, act)))
    for at in sorted(moments):
        yield from moments[at]


def _geometry(world: ExerciseWorld, act: Act) -> dict[str, Any] | None:
    shape = act.data.get("vorm")
    if shape is None:
        return None
    kind, coordinates = world.place(shape)
    return {"type": kind, "coordinates": coordinates}
