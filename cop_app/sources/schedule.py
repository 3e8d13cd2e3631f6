"""When every source is asked again, and the one log line at its break and at its recovery.

No clock, no thread: whoever owns the schedule says what time it is. After a fault the wait doubles, with jitter, up to
a quarter of an hour; what a server asked for (Retry-After) is the least we wait.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass

from cop_app.domain.clock import age_text
from cop_app.i18n import _
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.runner import backoff

log = logging.getLogger("cop.bronnen")


@dataclass(slots=True)
class _Turn:
    spec: SourceSpec
    due: int
    asked: bool = False
    failures: int = 0
    broken_at: int = 0


class Schedule:
    """Says which sources are due. Instants are ms UTC by one clock, real or an exercise's."""

    def __init__(self, chance: random.Random | None = None) -> None:
        self._chance = chance or random.Random()
        self._turns: dict[str, _Turn] = {}

    def add(self, spec: SourceSpec, held_at: int = 0) -> None:
        """Take a source on; one that is held since `held_at` is asked when that is a period ago, others at once."""
        self._turns[spec.name] = _Turn(spec, held_at + spec.refresh if held_at else 0)

    def remove(self, name: str) -> None:
        """Ask a source no more."""
        self._turns.pop(name, None)

    def due(self, now: int) -> tuple[str, ...]:
        """Return the sources whose turn it is and that are not being asked."""
        return tuple(name for name, turn in self._turns.items() if not turn.asked and turn.due <= now)

    def asked(self, name: str) -> None:
        """Note that a source is being asked."""
        if name in self._turns:
            self._turns[name].asked = True

    def answered(self, name: str, now: int, fault: str = "", retry_after: int = 0) -> None:
        """Note how it went; `fault` is the Dutch text of what went wrong, `retry_after` what the server asked (ms)."""
        turn = self._turns.get(name)
        if turn is None:
            return
        turn.asked = False
        if not fault:
            if turn.failures:
                log.info(_("bron %s is hersteld na %s"), name, age_text(now - turn.broken_at))
            turn.failures, turn.due = 0, now + turn.spec.refresh
            return
        turn.failures += 1
        turn.due = now + backoff(turn.failures, self._chance, retry_after)
        if turn.failures == 1:
            turn.broken_at = now
            log.warning(_("bron %s geeft geen gegevens: %s"), name, fault)
