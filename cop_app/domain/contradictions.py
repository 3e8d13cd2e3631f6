"""When different values contradict, and when one merely was reported too.

All heads always stay visible. This module only says which leads and whether somebody must decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cop_app.domain.item import Claim, canonical


class Agreement(StrEnum):
    """How the heads of one attribute stand to each other."""

    EENS = "eens"
    TEGENSTRIJDIG = "tegenstrijdig"
    OOK_GEMELD = "ook_gemeld"
    BEIDE_JUIST = "beide_juist"


@dataclass(frozen=True, slots=True)
class AttributeView:
    """Heads judged: who leads, the rest, ids of heads past max age, and how many organisations agree."""

    status: Agreement
    leading: Claim
    others: tuple[Claim, ...]
    stale: frozenset[str]
    sources: int


def judge(
    heads: Sequence[Claim], now: int, owner: str, max_age: int, both_right: bool = False
) -> AttributeView | None:
    """Judge the heads of one attribute; None when there are none. Times in ms; `owner` is an organisation or ""."""
    if not heads:
        return None
    newest_first = sorted(heads, key=lambda claim: (-claim.time, claim.id))
    stale = frozenset(claim.id for claim in heads if now - claim.time > max_age)
    owned = [claim for claim in newest_first if owner and claim.organisation == owner]
    leading = (owned or newest_first)[0]
    others = tuple(claim for claim in newest_first if claim is not leading)
    agreeing = {claim.organisation for claim in heads if _same(claim, leading)}
    if all(_same(claim, leading) for claim in others):
        status = Agreement.EENS
    elif both_right:
        status = Agreement.BEIDE_JUIST
    elif _contradicts(newest_first, owner, stale):
        status = Agreement.TEGENSTRIJDIG
    else:
        status = Agreement.OOK_GEMELD
    return AttributeView(status, leading, others, stale, len(agreeing))


def _same(one: Claim, other: Claim) -> bool:
    return one.unit == other.unit and canonical(_normal(one.value)) == canonical(_normal(other.value))


def _normal(value: object) -> object:
    if isinstance(value, str):
        return " ".join(value.split()).casefold()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _contradicts(heads: Sequence[Claim], owner: str, stale: frozenset[str]) -> bool:
    for place, one in enumerate(heads):
        for other in heads[place + 1 :]:
            comparable = (one.definition, one.place, one.period) == (other.definition, other.place, other.period)
            if not comparable or _same(one, other) or one.id in stale or other.id in stale:
                continue
            latest = max(one.time, other.time)
            if not any(owner and claim.organisation == owner and claim.time >= latest for claim in heads):
                return True
    return False
