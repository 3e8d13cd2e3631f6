"""Loading without a second process: one job at a time, in the one who asks. For the command line.

The same verbs as the client of the second process, so that an assembly knows no difference.
"""

from __future__ import annotations

from collections import deque

from cop_app.geo.boxes import Box
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.paging import Page
from cop_app.worker.jobs import SourceLoads
from cop_app.worker.loading import Fetch, Report, Stage


class DirectLoads:
    """Does a job whenever it is polled."""

    def __init__(self, loads: SourceLoads) -> None:
        self._loads = loads
        self._waiting: deque[Fetch] = deque()
        self._cancelled: list[Report] = []
        self._next = 1

    def submit(
        self, spec: SourceSpec, *, area: Box | None = None, story: int | None = None, refresh: bool = False
    ) -> int:
        """Ask for a source; returns the number of the job. The time is that of the loads' own clock."""
        job, self._next = self._next, self._next + 1
        self._waiting.append(Fetch(job, spec, area, story, refresh))
        return job

    def cancel(self, job: int) -> None:
        """Leave out a job that has not begun."""
        stopped = [fetch for fetch in self._waiting if fetch.job == job]
        self._cancelled += [Report(fetch.job, Stage.GESTOPT, fetch.spec.name) for fetch in stopped]
        self._waiting = deque(fetch for fetch in self._waiting if fetch.job != job)

    def poll(self) -> list[Report]:
        """Do the next job and return what there is to tell of it."""
        told, self._cancelled = self._cancelled, []
        if not self._waiting:
            return told
        fetch = self._waiting.popleft()

        def go_on(page: Page) -> bool:
            told.append(Report(fetch.job, Stage.BEZIG, fetch.spec.name, page.received, page.matched))
            return True

        outcome = self._loads.load(fetch.spec, go_on, fetch.area, refresh=fetch.refresh)
        health = outcome.health
        return [*told, Report(fetch.job, Stage.KLAAR, fetch.spec.name, health.received, health.expected, outcome)]
