"""The worker as a real second process: it loads, stops, is killed half-way and goes on without losing a page."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.store.cache import DatasetCache
from cop_app.store.writer_lock import WriterLock
from cop_app.worker.client import MAX_STARTS, WorkerClient
from cop_app.worker.loading import Report, Stage
from cop_app.worker.second import SecondProcess

sys.path.insert(0, str(Path(__file__).parent))
from paged_service import PagedService

KEY = b"k" * 32
PATIENCE = 60.0  # seconds before a test gives up; never waited for when all is well


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


@pytest.fixture
def process(path: Path) -> Iterator[SecondProcess]:
    made = SecondProcess(path, (KEY,))
    yield made
    made.close()


@pytest.fixture
def worker(process: SecondProcess) -> WorkerClient:
    return WorkerClient(process)


def spec_of(service: PagedService) -> SourceSpec:
    return SourceSpec("punten", SourceKind.OGC_FEATURES, service.url, "Gemeente", "punt", "punten", typed=True)


def until(worker: WorkerClient, done: Callable[[Report], bool]) -> list[Report]:
    """Return the reports up to the one that is waited for."""
    reports: list[Report] = []
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for report in worker.poll(1.0):
            reports.append(report)
            if done(report):
                return reports
    raise AssertionError(f"niet gemeld: {reports}")


def ended(report: Report) -> bool:
    return report.stage is not Stage.BEZIG


def keys_in(path: Path) -> set[str]:
    cache = DatasetCache.open(path, KEY, read_only=True)
    try:
        return set(cache.batch("punten").keys)
    finally:
        cache.close()


def test_load_in_the_second_process(worker: WorkerClient, process: SecondProcess, path: Path) -> None:
    with PagedService(250) as service:
        job = worker.submit(spec_of(service))
        reports = until(worker, ended)
    assert [(r.job, r.stage, r.received) for r in reports] == [
        (job, Stage.BEZIG, 100), (job, Stage.BEZIG, 200), (job, Stage.KLAAR, 250),
    ]  # fmt: skip
    assert reports[-1].outcome is not None
    assert reports[-1].outcome.health.complete
    assert keys_in(path) == set(service.rows)
    assert process.pid != os.getpid()


def test_keys_are_not_on_the_command_line_or_in_the_environment(worker: WorkerClient, process: SecondProcess) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("leest /proc")
    with PagedService(1) as service:
        worker.submit(spec_of(service))
        until(worker, ended)
    for name in ("cmdline", "environ"):
        content = Path(f"/proc/{process.pid}/{name}").read_bytes()
        assert KEY not in content
        assert KEY.hex().encode() not in content


def test_killed_worker_goes_on_where_it_was(worker: WorkerClient, process: SecondProcess, path: Path) -> None:
    with PagedService(500) as service:
        service.held_from = 300
        job = worker.submit(spec_of(service))
        until(worker, lambda report: report.received == 300)
        assert service.held.wait(PATIENCE)
        os.kill(process.pid or 0, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        service.free.set()
        reports = until(worker, ended)
    assert reports[-1].job == job
    assert reports[-1].outcome is not None
    assert reports[-1].outcome.result is not None
    assert (reports[-1].outcome.result.features, reports[-1].outcome.health.complete) == (500, True)
    assert process.starts == 2
    assert service.asked == ["0", "100", "200", "300", "300", "400"]
    assert keys_in(path) == set(service.rows)


def test_cancel_stops_and_keeps_the_pages(worker: WorkerClient) -> None:
    with PagedService(500) as service:
        service.held_from = 200
        job = worker.submit(spec_of(service))
        assert service.held.wait(PATIENCE)
        worker.cancel(job)
        service.free.set()
        assert until(worker, ended)[-1].stage is Stage.GESTOPT
        again = worker.submit(spec_of(service))
        last = until(worker, ended)[-1]
    assert (last.job, last.stage, last.received) == (again, Stage.KLAAR, 500)
    assert service.asked == ["0", "100", "200", "300", "400"]


def test_job_that_kills_every_worker_is_given_up(worker: WorkerClient, process: SecondProcess) -> None:
    with PagedService(10) as service:
        service.held_from = 0
        job = worker.submit(spec_of(service))
        for _ in range(MAX_STARTS):
            assert service.held.wait(PATIENCE)
            service.held.clear()
            os.kill(process.pid or 0, signal.SIGTERM)
            deadline = time.monotonic() + PATIENCE
            started = process.starts
            reports = []
            while process.starts == started and time.monotonic() < deadline:
                reports += worker.poll(1.0)
    assert [(report.job, report.stage) for report in reports] == [(job, Stage.MISLUKT)]
    assert "3 keer" in reports[0].fault


def test_other_writer_is_named(path: Path) -> None:
    lock = WriterLock.take(path, 0)
    assert isinstance(lock, WriterLock)
    process = SecondProcess(path, (KEY,))
    client = WorkerClient(process)
    try:
        with PagedService(1) as service:
            client.submit(spec_of(service))
            report = until(client, ended)[-1]
    finally:
        process.close()
        lock.release()
    assert report.stage is Stage.MISLUKT
    assert str(os.getpid()) in report.fault


def test_wrong_key_is_told_and_the_file_is_left_alone(path: Path) -> None:
    DatasetCache.open(path, KEY).close()
    before = path.read_bytes()
    process = SecondProcess(path, (b"x" * 32,))
    client = WorkerClient(process)
    try:
        with PagedService(1) as service:
            client.submit(spec_of(service))
            report = until(client, ended)[-1]
    finally:
        process.close()
    assert report.stage is Stage.MISLUKT
    assert report.fault
    assert path.read_bytes() == before
