"""The window's side of loading: gives jobs to the second process, hears reports, and outlives its death.

A job that was open when the process died is given again to the new one; a job that was open at three deaths is taken
to be their cause and given up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait

from cop_app.geo.boxes import Box
from cop_app.i18n import _
from cop_app.sources.catalogue import SourceSpec
from cop_app.worker.loading import Cancel, Fetch, Job, Report, Stage, TakeBack
from cop_app.worker.second import SecondProcess

MAX_STARTS = 3  # of one job, before the worker's death is taken to be the job's own doing


@dataclass(slots=True)
class _Job:
    asked: Job
    starts: int = 1
    cancelled: bool = False


class WorkerClient:
    """Gives jobs and hears reports; never waits unless asked to. Use from one thread."""

    def __init__(self, process: SecondProcess) -> None:
        self._process = process
        self._jobs: dict[int, _Job] = {}
        self._next = 1
        self._seen = 0  # the start of the process that knows the open jobs

    @property
    def open_jobs(self) -> int:
        """Return how many jobs have not ended."""
        return len(self._jobs)

    def submit(
        self, spec: SourceSpec, *, area: Box | None = None, story: int | None = None, refresh: bool = False
    ) -> int:
        """Ask for a source to be loaded, whole or for an area in RD metres; returns the number of the job.

        `story` is the time by the clock of an exercise, None = the device's own; `refresh` asks again what is fresh.
        """
        return self._give(lambda job: Fetch(job, spec, area, story, refresh))

    def take_back(self, layer: str, before: int | None = None) -> int:
        """Ask for a layer as it was at an instant (ms UTC), None = for it to go; returns the number of the job."""
        return self._give(lambda job: TakeBack(job, layer, before))

    def _give(self, made: Callable[[int], Job]) -> int:
        self._attend()
        job, self._next = self._next, self._next + 1
        self._jobs[job] = _Job(made(job))
        self._send(self._jobs[job].asked)
        return job

    def cancel(self, job: int) -> None:
        """Ask to stop after the present page; the pages that came stay, and a later load goes on from there."""
        if job in self._jobs:
            self._jobs[job].cancelled = True
        self._send(Cancel(job))

    def poll(self, timeout: float = 0.0) -> list[Report]:
        """Return what was reported since; waits at most `timeout` seconds for something to happen.

        A worker that died is started again here with the jobs that had not ended.
        """
        process = self._process
        if timeout and process.loading is not None and process.sentinel is not None:
            wait([process.loading, process.sentinel], timeout)
        reports = self._drain()
        if self._jobs and (not process.alive or process.starts != self._seen):
            reports += self._drain()
            reports += self._attend()
        return reports

    def _send(self, message: Job | Cancel) -> None:
        """Send; when the worker died, `poll` will find out and give its jobs again."""
        try:
            if self._process.loading is not None:
                self._process.loading.send(message)
        except OSError:
            return

    def _drain(self) -> list[Report]:
        reports: list[Report] = []
        try:
            pipe = self._process.loading
            while pipe is not None and pipe.poll():
                reports.append(pipe.recv())
        except (EOFError, OSError):
            pass
        for report in reports:
            if report.stage is not Stage.BEZIG:
                self._jobs.pop(report.job, None)
        return reports

    def _attend(self) -> list[Report]:
        """Let a process run; one that was started since gets the open jobs, except those that may have killed it."""
        self._process.start()
        if self._process.starts == self._seen:
            return []
        first, self._seen = self._seen == 0, self._process.starts
        return [] if first else self._give_again()

    def _give_again(self) -> list[Report]:
        given_up = []
        for number, job in list(self._jobs.items()):
            if job.starts >= MAX_STARTS:
                del self._jobs[number]
                fault = _("Het laden is {n} keer afgebroken.").format(n=job.starts)
                given_up.append(Report(number, Stage.MISLUKT, job.asked.source, fault=fault))
                continue
            job.starts += 1
            if job.cancelled:
                self._send(Cancel(number))
            self._send(job.asked)
        return given_up
