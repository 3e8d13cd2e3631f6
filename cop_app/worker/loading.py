"""The loading half of the second process: jobs one by one, a page at a time, told to the window as they go.

It holds nothing that is not in the cache: pages that were stored are not asked twice when a new process takes over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path

from cop_app.domain.clock import SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.geo.boxes import Box
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.logbook import keep_logbook
from cop_app.sources.paging import Page
from cop_app.sources.profile_files import ProfileShelf
from cop_app.store.cache import DatasetCache
from cop_app.store.writer_lock import WriterLock, held_elsewhere
from cop_app.worker.jobs import Outcome, SourceLoads


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
class Fetch:
    """Load a source, for an area (RD metres) or whole.

    `story` is the time by the exercise's clock, None = the real; `refresh` asks again what is held and fresh.
    """

    job: int
    spec: SourceSpec
    area: Box | None = None
    story: int | None = None
    refresh: bool = False


    @property
    def source(self) -> str:
        """Return the name of the source."""
        return self.spec.name


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Make a layer what it was at an instant (ms UTC); None = it was not there before."""

    job: int
    source: str
    before: int | None = None


Job = Fetch | TakeBack


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop with a job after its present page."""

    job: int


@dataclass(frozen=True, slots=True)
class Quit:
    """End after the page that is being stored."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What must be known before anything is loaded: the cache, its keys, the credentials of sources.

    `profiles` are the folders of mapping profiles, the first that has a name wins; `logbook` is the folder of the log
    of sources, "" = none is kept.
    """

    path: str
    keys: tuple[bytes, ...]
    headers: dict[str, dict[str, str]]
    profiles: tuple[str, ...] = ()
    logbook: str = ""

    def __repr__(self) -> str:
        return f"Opening({self.path!r})"


class ToldClock:
    """Wall time is the device's own; story time is what the window told with the job, else the same."""

    def __init__(self) -> None:
        self._device = SystemClock()
        self.told: int | None = None

    def wall(self) -> int:
        """Return the device's own time."""
        return self._device.wall()

    def story(self) -> int:
        """Return the story time of the job at hand."""
        return self._device.wall() if self.told is None else self.told


class _Desk:
    """The worker's side of the pipe: what waits, what was cancelled, whether to end."""

    def __init__(self, pipe: Connection, give_way: Callable[[], None]) -> None:
        self.pipe = pipe
        self.give_way = give_way
        self.waiting: deque[Job] = deque()
        self.cancelled: set[int] = set()
        self.ending = False

    def listen(self, *, block: bool = False) -> None:
        """Take in what was said; a pipe that closed means that the window is gone."""
        try:
            while (block and not self.waiting and not self.ending) or self.pipe.poll():
                self._hear(self.pipe.recv())
        except (EOFError, OSError):
            self.ending = True

    def _hear(self, message: Job | Cancel | Quit) -> None:
        if isinstance(message, Fetch | TakeBack):
            self.waiting.append(message)
        elif isinstance(message, Cancel):
            self.cancelled.add(message.job)
        elif isinstance(message, Quit):
            self.ending = True

    def tell(self, report: Report) -> None:
        """Tell the window; when it is gone, end."""
        try:
            self.pipe.send(report)
        except OSError:
            self.ending = True

    def goes_on(self, job: int) -> bool:
        """Return whether the job may take its next page."""
        self.give_way()
        self.listen()
        return not self.ending and job not in self.cancelled


def serve(pipe: Connection, opening: Opening, give_way: Callable[[], None]) -> None:
    """Open the cache and do jobs one by one until told to quit; `give_way` is called before every page."""
    desk = _Desk(pipe, give_way)
    clock = ToldClock()
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
        if opening.logbook:
            keep_logbook(Path(opening.logbook))
        profiles = ProfileShelf([Path(folder) for folder in opening.profiles])
        loads = SourceLoads(cache, clock, headers=opening.headers, profiles=profiles)
        while not desk.ending:
            desk.listen(block=True)
            if desk.waiting and not desk.ending:
                _run(desk, loads, clock, desk.waiting.popleft())
            if not desk.waiting:
                with suppress(UserFacingError):  # a full disk is told by the next load
                    cache.tidy()
    finally:
        cache.close()
        lock.release()


def _run(desk: _Desk, loads: SourceLoads, clock: ToldClock, asked: Job) -> None:
    job, name = asked.job, asked.source
    if not desk.goes_on(job):
        desk.tell(Report(job, Stage.GESTOPT, name))
    elif isinstance(asked, TakeBack):
        _take_back(desk, loads, asked)
    else:
        _fetch(desk, loads, clock, asked)


def _take_back(desk: _Desk, loads: SourceLoads, asked: TakeBack) -> None:
    try:
        loads.take_back(asked.source, asked.before)
    except UserFacingError as fault:
        desk.tell(Report(asked.job, Stage.MISLUKT, asked.source, fault=str(fault)))
    else:
        desk.tell(Report(asked.job, Stage.KLAAR, asked.source))


def _fetch(desk: _Desk, loads: SourceLoads, clock: ToldClock, fetch: Fetch) -> None:
    job, name = fetch.job, fetch.source

    def go_on(page: Page) -> bool:
        desk.tell(Report(job, Stage.BEZIG, name, page.received, page.matched))
        return desk.goes_on(job)

    clock.told = fetch.story
    outcome = loads.load(fetch.spec, go_on, fetch.area, refresh=fetch.refresh)
    stage = Stage.GESTOPT if outcome.stopped else Stage.KLAAR
    desk.tell(Report(job, stage, name, outcome.health.received, outcome.health.expected, outcome))


def _refuse_all(desk: _Desk, fault: str) -> None:
    """Answer every job with why the cache cannot be written."""
    while not desk.ending:
        desk.listen(block=True)
        while desk.waiting:
            asked = desk.waiting.popleft()
            desk.tell(Report(asked.job, Stage.MISLUKT, asked.source, fault=fault))
