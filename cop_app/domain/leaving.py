"""What of a picture may leave under a release: whole objects, by all that is known of them.

An object stays behind as a whole when anything it holds is above the ceiling or not for the recipient: half an object
would show that the other half exists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cop_app.domain.bodies import RELEASE_MADE
from cop_app.domain.incident import Actor, Classification
from cop_app.domain.item import Claim, ItemState
from cop_app.domain.picture import Picture
from cop_app.domain.sharing import Counts, Release, classification_in, classification_said, says_classification


def may_leave(state: ItemState, release: Release) -> bool:
    """Return whether an object may leave under a release."""
    return release.admits(state.item_class, tuple(state.heads), _said(state))


def level_of(state: ItemState, release: Release) -> Classification:
    """Return the classification an object counts as, by its authors and the chain designs in force."""
    return release.rules.classification(state.item_class, tuple(state.heads), _said(state))


def held_back(picture: Picture, release: Release) -> frozenset[str]:
    """Return the objects of a picture that stay behind."""
    return frozenset(state.id for state in picture.items.values() if not may_leave(state, release))


class Gate:
    """Lets the features of datasets out under a release, by class and properties, and counts what stays behind."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self.withheld = 0

    def __call__(self, item_class: str, properties: Mapping[str, Any]) -> bool:
        """Return whether a feature may leave."""
        said = classification_in(properties)
        allowed = self._release.admits(item_class, tuple(properties), said)
        self.withheld += not allowed
        return allowed


def release_record(
    release: Release, counts: Counts, incident: str, actor: Actor, at: int
) -> Mapping[str, Any]:  # fmt: skip
    """Return what is written down of something that leaves; `at` is story time, ms UTC. It holds no content."""
    return {
        "kind": RELEASE_MADE, "incident": incident, "exit": release.exit, "realm": release.realm.value,
        "ceiling": release.ceiling.value, "recipient": release.recipient, "ground": release.ground,
        "function": actor.function, "team": actor.team.value, "organisation": actor.organisation,
        "withheld": counts.withheld, "masked": counts.masked, "dropped": list(counts.dropped), "at": at,
        "designs": [list(pair) for pair in release.rules.designs], "signed": release.rules.signed,
    }  # fmt: skip


def _said(state: ItemState) -> Classification | None:
    """Return the strictest classification that anybody gave; a source that says only intern said nothing."""
    claims = [claim for heads in state.heads.values() for claim in heads]
    levels = [(claim.classification, claim.human) for claim in claims]
    found = [level for level, human in levels if human or level is not Classification.INTERN]
    found += [level for name, heads in state.heads.items() if says_classification(name) for level in _marked(heads)]
    return max(found, key=lambda level: level.rank, default=None)


def _marked(claims: Sequence[Claim]) -> list[Classification]:
    return [said for claim in claims if (said := classification_said(claim.value)) is not None]
