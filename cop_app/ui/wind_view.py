"""The wind at the incident, as the plate on the map and the printed sheet tell it: from where, how hard, how old.

Of several stations the nearest of those with the newest observation speaks. An observation keeps its own age: that a
service still shows it does not make it today's wind.
"""

from __future__ import annotations

from math import hypot

from cop_app.domain.clock import DAY, HOUR, age_text, local
from cop_app.domain.item import GEOMETRY, ItemState
from cop_app.geo.wkb import shape_of
from cop_app.ui.presenter import Moment, time_of
from cop_app.ui.views import WindView

_COMPASS = ("N", "NNO", "NO", "ONO", "O", "OZO", "ZO", "ZZO", "Z", "ZZW", "ZW", "WZW", "W", "WNW", "NW", "NNW")
_BEAUFORT = (0.3, 1.6, 3.4, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7)  # m/s from which a force holds


def wind_view(moment: Moment) -> WindView | None:
    """Return the wind plate; None when no wind is known."""
    known = [
        state for state in moment.picture.items.values()
        if state.item_class == "weer" and not state.deleted and isinstance(state.value("graden"), int | float)
    ]  # fmt: skip
    if not known:
        return None
    state = min(known, key=lambda one: (-(max(c.time for c in one.heads["graden"]) // HOUR), _distance(moment, one)))
    claim = state.heads["graden"][0]
    age = moment.now - claim.time
    place = str(state.value("naam") or "") if len(known) > 1 else ""
    when = time_of(claim.time) if age < DAY else f"{local(claim.time):%d-%m-%Y}"
    detail = " · ".join(filter(None, (place, f"{claim.organisation} {when}", age_text(age))))
    return WindView(float(claim.value), wind_words(state), detail, age > HOUR)


def wind_words(state: ItemState) -> str:
    """Return ‘WZW 4 Bft’ as the source says it, else worked out from degrees and metres a second."""
    direction = str(state.value("richting") or _COMPASS[round(float(state.value("graden")) / 22.5) % 16])
    force, speed = state.value("kracht"), state.value("wind_ms")
    if force is None and isinstance(speed, int | float):
        force = sum(speed >= limit for limit in _BEAUFORT)
    return f"{direction} {force} Bft" if force is not None else direction


def _distance(moment: Moment, state: ItemState) -> float:
    hexed = state.value(GEOMETRY)
    if not hexed:
        return 0.0
    middle = shape_of(str(hexed)).centroid
    return hypot(middle.x - moment.incident.place[0], middle.y - moment.incident.place[1])
