"""When each source must be asked again, and the one place that tells in the log that it broke or recovered.

No thread, no clock and no memory of its own: what is due follows from how a source is doing, and that is read from its
polls. So a window that starts anew, or a worker that died, goes on where it was. One log line tells that a source broke
and one that it recovered; in between it is silent (the state shows it all the time).
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection, Iterable

from cop_app.domain.clock import MINUTE, SECOND, age_text
from cop_app.i18n import _
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.health import Health

log = logging.getLogger("cop.bronnen")

FIRST_WAIT = 5 * SECOND
LONGEST_WAIT = 15 * MINUTE


def backoff(failures: int, chance: random.Random, asked: int = 0) -> int:
    """Return how many milliseconds to wait after this many failures in a row: doubling, with jitter, at most 15 min.

    What the server asked (`Retry-After`) is the least we wait, also when it is more than our own longest wait.
    """
    step = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 20))
    return max(asked, int(step * chance.uniform(0.5, 1.0)))


def next_look(spec: SourceSpec, health: Health) -> int:
    """Return when a source must be asked again (ms UTC); 0 when it was never asked.

    A fault that trying again cannot mend (a wrong address) is not asked more often than a sound source.
    """
    if not health.failures:
        return health.data_at + spec.refresh if health.data_at else 0
    # The same jitter for the same failure, so that asking twice does not move the moment.
    chance = random.Random(f"{spec.name} {health.failing_since} {health.failures}")
    wait = backoff(health.failures, chance, health.retry_after)
    return health.asked_at + (wait if health.passing else max(wait, spec.refresh))


class Schedule:
    """Which sources are due. `health` tells how a source is doing at an instant (ms UTC), from its polls."""

    def __init__(self, specs: Iterable[SourceSpec], health: Callable[[SourceSpec, int], Health]) -> None:
        self._specs = tuple(specs)
        self._health = health

    def due(self, now: int, busy: Collection[str] = ()) -> list[SourceSpec]:
        """Return what must be asked now, the longest waiting first; not what is `busy` (names of running loads)."""
        moments = [(next_look(spec, self._health(spec, now)), spec) for spec in self._specs if spec.name not in busy]
        return [spec for moment, spec in sorted(moments, key=lambda row: row[0]) if moment <= now]

    def next_due(self, now: int, busy: Collection[str] = ()) -> int | None:
        """Return when the next source is due, `now` when one is already; None when there is nothing to wait for."""
        moments = [next_look(spec, self._health(spec, now)) for spec in self._specs if spec.name not in busy]
        return max(now, min(moments)) if moments else None


def tell_transition(before: Health, after: Health, now: int) -> None:
    """Write the line in the log when a source broke or recovered between two looks; nothing otherwise."""
    if after.failures and not before.failures:
        log.warning(_("bron %s geeft geen gegevens: %s"), after.source, after.fault)
    elif before.failures and not after.failures:
        log.info(_("bron %s is hersteld na %s"), after.source, age_text(now - before.failing_since))
