"""From picture and datasets to the facts of each need: the step between what is known and what is judged.

Pure: the session hands in what the store and geo counted. Values of situational sources and people come from the
picture; reference datasets (bestand) come as counts within the need's area.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cop_app.domain import bodies
from cop_app.domain.chain import BY_HAND, ChainDesign, InformationNeed
from cop_app.domain.clock import MINUTE, local
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.coverage import NeedFacts
from cop_app.domain.item import Claim, ItemState
from cop_app.domain.picture import Picture
from cop_app.domain.vocabulary import class_named


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference dataset holds in the area of one need.

    `missing` are required attributes that none of them has, `words` say it in one line, `assumed` tells that a circle
    stands in for an area that nobody has drawn yet, `covered` whether the area was loaded at all.
    """

    count: int
    missing: tuple[str, ...] = ()
    words: str = ""
    assumed: bool = False
    covered: bool = True


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the runner and the cache say of one source: loaded when, whole or not, in time, and how many match."""

    fetched_at: int = 0
    complete: bool = True
    in_time: bool = True
    expected: int = 0
    found: Mapping[str, Found] | None = None  # by need id; None = not a reference dataset


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is known of a source at a moment: facts for the questions, and what the dock of sources shows.

    `dead_since` is when it stopped answering (0 = it answers), `stale_since` since when what we hold counts as old,
    `features` how many are held, `loading` whether it is being asked now, `stopped` whether a person stopped that,
    `fault` the Dutch text of the last fault, `proof` why the load is or is not whole.
    """

    facts: SourceFacts
    dead_since: int = 0
    features: int = 0
    stale_since: int = 0
    loading: bool = False
    stopped: bool = False
    fault: str = ""
    proof: str = ""


def gather(
    design: ChainDesign, kind: str, grip: int, picture: Picture, sources: Mapping[str, SourceFacts], now: int
) -> dict[str, NeedFacts]:
    """Return the facts of every need in force, by need id."""
    calls = _calls(picture)
    states = [state for state in picture.items.values() if not state.deleted]
    return {
        need.id: _facts(need, [s for s in states if s.item_class == need.item_class], sources.get(need.source), calls,
                        picture, now)
        for need in design.needs_for(kind, grip)
    }  # fmt: skip


def _facts(
    need: InformationNeed, states: list[ItemState], source: SourceFacts | None, calls: Mapping[str, tuple[int, str]],
    picture: Picture, now: int,
) -> NeedFacts:  # fmt: skip
    called_at, result = calls.get(need.id, (0, ""))
    if source is not None and source.found is not None:
        seen = source.found.get(need.id, Found(0, covered=False))
        return NeedFacts(
            found=seen.count, newest=source.fetched_at, complete=source.complete and seen.covered,
            source_ok=source.in_time, expected=source.expected, missing_attributes=seen.missing if seen.count else (),
            summary=seen.words, called_at=called_at, call_result=result,
        )  # fmt: skip
    claims = [claim for state in states for heads in state.heads.values() for claim in heads]
    newest = max((claim.time for claim in claims), default=0)
    if source is not None and not class_named(need.item_class).dated:
        newest = max(newest, source.fetched_at)
    return NeedFacts(
        found=len(states), newest=newest, complete=source is None or source.complete,
        source_ok=source is None or source.in_time, missing_attributes=_missing(need, states),
        conflict=_conflict(need, states, picture, now), summary=_summary(states), known_by=_known_by(need, claims),
        called_at=called_at, call_result=result,
    )  # fmt: skip


def _calls(picture: Picture) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for event in picture.entries(bodies.TOPICS[bodies.QUESTION_CALLED]):
        body = event.body or {}
        found[str(body.get("need", ""))] = (int(body.get("at") or event.header.story), str(body.get("result") or ""))
    return found


def _missing(need: InformationNeed, states: list[ItemState]) -> tuple[str, ...]:
    """Return required attributes that no item has; with no items at all the answer is 'ontbreekt', not 'zonder'."""
    if not states:
        return ()
    known = {name for state in states for name, heads in state.heads.items() if heads}
    return tuple(name for name in need.attributes if name not in known)


def _known_by(need: InformationNeed, claims: list[Claim]) -> str:
    """Return the function that answered a judgement: a person of the owning organisation or a team of the need."""
    said = [c for c in claims if c.human and c.attribute in {*need.attributes, "tekst", "naam"}]
    return said[-1].function if said else ""


def _conflict(need: InformationNeed, states: list[ItemState], picture: Picture, now: int) -> str:
    for state in states:
        for attribute in need.attributes:
            heads = state.heads.get(attribute, ())
            owner = need.attribute_owners.get(attribute, "")
            view = judge(heads, now, owner, 4 * need.max_age_min * MINUTE, picture.both_right(state.id, attribute))
            if view is not None and view.status is Agreement.TEGENSTRIJDIG:
                return conflict_text((view.leading, *view.others))
    return ""


def conflict_text(claims: tuple[Claim, ...]) -> str:
    """Return both values with who and when: 12 (CoPI 19:40) ≠ 17 (GHOR 19:44)."""
    ordered = sorted(claims, key=lambda claim: claim.time)
    return " ≠ ".join(f"{c.value} ({c.team or c.organisation} {local(c.time):%H:%M})" for c in ordered)


def _summary(states: list[ItemState]) -> str:
    names = [str(state.value("naam") or state.value("tekst") or "") for state in states]
    named = [name for name in names if name]
    if not named:
        return f"{len(states)} gevonden"
    return named[0] if len(named) == 1 else f"{named[0]} en nog {len(named) - 1}"


def needs_source(need: InformationNeed) -> bool:
    """Return whether a need is fed by a source at all."""
    return need.source != BY_HAND
