"""The second process: loads run there, so that the window never waits for a network, and a crash takes nothing along.

The worker holds nothing that is not in the cache. When it dies it is started again and its open jobs are given anew;
pages that were stored are not asked twice. Keys and credentials go over the pipe, never on a command line or in the
environment, which every program of this user can read.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from cop_app.domain.clock import SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.paging import Page
from cop_app.store.cache import DatasetCache
from cop_app.store.writer_lock import WriterLock, held_elsewhere
from cop_app.worker.jobs import Outcome, SourceLoads

MAX_STARTS = 3  # of one job, before the worker's death is taken to be the job's own doing
_PATIENCE = 2.0  # seconds to let the worker end by itself


class Stage(StrEnum):
    """How far a job is."""

    BEZIG = "bezig"
    KLAAR = "klaar"
    GESTOPT = "gestopt"
    MISLUKT = "mislukt"


@dataclass(frozen=True, slots=True)
class Report:
    """What the worker tells of a job: pages coming in (`received` of `expected`), or how it ended.

    `outcome` is there when the job ran to its end, also when the source failed; MISLUKT is for a worker that could
    not run it at all, with the Dutch text in `fault`.
    """

    job: int
    stage: Stage
    source: str
    received: int = 0
    expected: int | None = None
    outcome: Outcome | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    path: str
    keys: tuple[bytes, ...] = field(repr=False)
    headers: Mapping[str, Mapping[str, str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Fetch:
    job: int
    spec: SourceSpec


@dataclass(frozen=True, slots=True)
class _Cancel:
    job: int


@dataclass(frozen=True, slots=True)
class _Quit:
    """End after the page that is being stored."""


_Message = _Open | _Fetch | _Cancel | _Quit


class _Desk:
    """The worker's side of the pipe: what waits, what was cancelled, whether to end."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe
        self.waiting: deque[_Fetch] = deque()
        self.cancelled: set[int] = set()
        self.ending = False

    def listen(self, *, block: bool = False) -> None:
        """Take in what was said; a pipe that closed means that the window is gone."""
        try:
            while (block and not self.waiting and not self.ending) or self.pipe.poll():
                self._hear(self.pipe.recv())
        except (EOFError, OSError):
            self.ending = True

    def _hear(self, message: _Message) -> None:
        if isinstance(message, _Fetch):
            self.waiting.append(message)
        elif isinstance(message, _Cancel):
            self.cancelled.add(message.job)
        elif isinstance(message, _Quit):
            self.ending = True

    def tell(self, report: Report) -> None:
        """Tell the window; when it is gone, end."""
        try:
            self.pipe.send(report)
        except OSError:
            self.ending = True

    def goes_on(self, job: int) -> bool:
        """Return whether the job may take its next page."""
        self.listen()
        return not self.ending and job not in self.cancelled


def serve(pipe: Connection) -> None:
    """Be the worker: the first message opens the cache, then jobs one by one until told to quit."""
    try:
        opening = pipe.recv()
    except EOFError:
        return
    desk = _Desk(pipe)
    clock = SystemClock()
    path = Path(opening.path)
    lock = WriterLock.take(path, clock.wall())
    if not isinstance(lock, WriterLock):
        _refuse_all(desk, str(held_elsewhere(path, lock)))
        return
    try:
        cache = DatasetCache.open(path, opening.keys)
    except UserFacingError as fault:
        lock.release()
        _refuse_all(desk, str(fault))
        return
    try:
        loads = SourceLoads(cache, clock, headers=opening.headers)
        while not desk.ending:
            desk.listen(block=True)
            if desk.waiting and not desk.ending:
                _run(desk, loads, desk.waiting.popleft())
    finally:
        cache.close()
        lock.release()


def _run(desk: _Desk, loads: SourceLoads, fetch: _Fetch) -> None:
    job, name = fetch.job, fetch.spec.name
    if not desk.goes_on(job):
        desk.tell(Report(job, Stage.GESTOPT, name))
        return

    def go_on(page: Page) -> bool:
        desk.tell(Report(job, Stage.BEZIG, name, page.received, page.matched))
        return desk.goes_on(job)

    outcome = loads.load(fetch.spec, go_on)
    stage = Stage.GESTOPT if outcome.stopped else Stage.KLAAR
    desk.tell(Report(job, stage, name, outcome.health.received, outcome.health.expected, outcome))


def _refuse_all(desk: _Desk, fault: str) -> None:
    """Answer every job with why the cache cannot be written."""
    while not desk.ending:
        desk.listen(block=True)
        while desk.waiting:
            fetch = desk.waiting.popleft()
            desk.tell(Report(fetch.job, Stage.MISLUKT, fetch.spec.name, fault=fault))


@dataclass(slots=True)
class _Job:
    fetch: _Fetch
    starts: int = 1
    cancelled: bool = False


class WorkerClient:
    """The window's side: gives jobs and hears reports; never waits unless asked to. Use from one thread."""

    def __init__(
        self, path: Path, keys: tuple[bytes, ...], headers: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self._opening = _Open(str(path), keys, dict(headers or {}))
        self._jobs: dict[int, _Job] = {}
        self._next = 1
        self._start()

    @property
    def pid(self) -> int:
        """Return the worker's process id."""
        return self._process.pid or 0

    @property
    def starts(self) -> int:
        """Return how often a worker was started, the first time included."""
        return self._starts

    _starts = 0

    def submit(self, spec: SourceSpec) -> int:
        """Ask for a source to be loaded; returns the number of the job."""
        job, self._next = self._next, self._next + 1
        self._jobs[job] = _Job(_Fetch(job, spec))
        self._send(self._jobs[job].fetch)
        return job

    def cancel(self, job: int) -> None:
        """Ask to stop after the present page; the pages that came stay, and a later load goes on from there."""
        if job in self._jobs:
            self._jobs[job].cancelled = True
        self._send(_Cancel(job))

    def poll(self, timeout: float = 0.0) -> list[Report]:
        """Return what was reported since; waits at most `timeout` seconds for something to happen.

        A worker that died is started again here with the jobs that had not ended.
        """
        if timeout:
            wait([self._pipe, self._process.sentinel], timeout)
        reports = self._drain()
        if not self._process.is_alive():
            reports += self._drain()
            reports += self._restart()
        return reports

    def close(self) -> None:
        """End the worker: in order when it listens, else by force; stored pages are safe either way."""
        self._send(_Quit())
        self._pipe.close()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()

    def _start(self) -> None:
        # spawn: a fork would carry the window's threads and open databases along.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=serve, args=(theirs,), name="werker", daemon=True)
        self._process.start()
        theirs.close()
        self._starts += 1
        self._send(self._opening)

    def _send(self, message: _Message) -> None:
        """Send; when the worker died, `poll` will find out and give its jobs again."""
        try:
            self._pipe.send(message)
        except OSError:
            return

    def _drain(self) -> list[Report]:
        reports: list[Report] = []
        try:
            while self._pipe.poll():
                reports.append(self._pipe.recv())
        except (EOFError, OSError):
            pass
        for report in reports:
            if report.stage is not Stage.BEZIG:
                self._jobs.pop(report.job, None)
        return reports

    def _restart(self) -> list[Report]:
        self._pipe.close()
        self._process.join()
        self._process.close()
        self._start()
        given_up = []
        for number, job in list(self._jobs.items()):
            if job.starts >= MAX_STARTS:
                del self._jobs[number]
                fault = _("Het laden is {n} keer afgebroken.").format(n=job.starts)
                given_up.append(Report(number, Stage.MISLUKT, job.fetch.spec.name, fault=fault))
                continue
            job.starts += 1
            if job.cancelled:
                self._send(_Cancel(number))
            self._send(job.fetch)
        return given_up
