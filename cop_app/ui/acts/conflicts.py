"""Which items carry a contradiction at a moment, in a fixed order."""

from __future__ import annotations

from cop_app.domain.clock import DAY
from cop_app.domain.contradictions import Agreement, judge
from cop_app.domain.item import EXISTS, GEOMETRY
from cop_app.ui.presenter import Moment

_NOT_COUNTED = frozenset({GEOMETRY, EXISTS, "naam", "tekst"})


def conflicting_items(moment: Moment) -> list[str]:
    """Return the ids of items with a value on which sources differ and nobody decided."""
    found = []
    for state in moment.picture.items.values():
        for name, heads in state.heads.items():
            if state.deleted or name in _NOT_COUNTED or len(heads) < 2:
                continue
            view = judge(heads, moment.now, "", DAY, moment.picture.both_right(state.id, name))
            if view is not None and view.status is Agreement.TEGENSTRIJDIG:
                found.append(state.id)
                break
    return sorted(found)
