"""Loading from the face Voorbereiden: the one place where its pages meet sources, second process and network.

Nothing here waits: loading happens in the second process, trying a service on a thread of its own; both are looked at
by one timer that runs only while there is something to look at.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from cop_app.domain.clock import SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _, plural
from cop_app.sources.catalogue import SourceKind, SourceSpec, check_spec
from cop_app.sources.source_check import check
from cop_app.ui.opening import Reality
from cop_app.ui.prepare.source_facts import FILE_MAX_AGE, FILE_REFRESH, check_view, held, source_facts, source_line
from cop_app.ui.prepare.views import CheckView, ImportLine, SourceFacts, SourceLine
from cop_app.ui.views import Glyph
from cop_app.worker.client import WorkerClient
from cop_app.worker.history import layer_info
from cop_app.worker.loading import Report, Stage
from cop_app.worker.second import SecondProcess
from cop_app.worker.source_list import add_source, change_sources

_LOOK_MS = 120

Done = Callable[[object], None]


@dataclass(slots=True)
class _Job:
    source: str
    words: str
    done: int = 0
    total: int = 0


@dataclass(slots=True)
class _Import:
    """A file that is taken in. `before` is the moment to go back to, None when the layer was not there."""

    id: str
    spec: SourceSpec
    old: SourceSpec | None
    before: int | None
    line: ImportLine


class Loads(QObject):
    """Loads what the pages ask and says what changed: sources, imports or check."""

    changed = Signal(str)
    failed = Signal(object)  # UserFacingError

    def __init__(self, reality: Reality, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reality = reality
        self._clock = SystemClock()
        self._process: SecondProcess | None = None
        self._worker: WorkerClient | None = None
        self._jobs: dict[int, _Job] = {}
        self._imports: list[_Import] = []
        self._import_of: dict[int, _Import] = {}
        self._check = CheckView()
        self._answers: queue.SimpleQueue[tuple[Done, object]] = queue.SimpleQueue()
        self._asked = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def close(self) -> None:
        """Stop looking and end the second process; what was stored stays."""
        self._timer.stop()
        if self._process is not None:
            self._process.close()
        self._process = self._worker = None

    @property
    def busy(self) -> bool:
        """Return whether anything is being loaded."""
        return bool(self._jobs)

    # -- sources

    def sources(self) -> list[SourceLine]:
        """Return the catalogue with how every source is doing, and what is being fetched now."""
        now, cache = self._clock.wall(), self._reality.cache()
        jobs = {job.source: job for job in self._jobs.values()}
        rows = []
        for spec in self._specs():
            row = source_line(spec, *held(cache, spec, now), now)
            job = jobs.get(spec.name)
            rows.append(row if job is None else replace(row, busy=job.words, done=job.done, total=job.total))
        return rows

    def source(self, name: str) -> SourceFacts | None:
        """Return a source opened."""
        spec = next((spec for spec in self._specs() if spec.name == name), None)
        if spec is None:
            return None
        now = self._clock.wall()
        return source_facts(spec, *held(self._reality.cache(), spec, now), now)

    def add_source(self, spec: SourceSpec) -> bool:
        """Take a source into the catalogue and fetch it; False when something is wrong with it (told by `failed`)."""
        try:
            add_source(self._reality.workspace.root, spec)
        except (UserFacingError, OSError) as fault:
            self._tell(fault)
            return False
        self.refresh(spec.name)
        return True

    def remove_source(self, name: str) -> None:
        """Take a source out of the catalogue, with all that was fetched of it."""
        try:
            self._change(name, None)
        except (UserFacingError, OSError) as fault:
            self._tell(fault)
            return
        self._submit(_Job(name, _("wordt verwijderd")), lambda worker: worker.take_back(name))

    def refresh(self, name: str = "") -> None:
        """Fetch a source now; "" = all of them."""
        busy = {job.source for job in self._jobs.values()}
        for spec in self._specs():
            if name in ("", spec.name) and spec.name not in busy:
                self._fetch(spec, _("wordt opgehaald"))

    def stop(self) -> None:
        """Stop what is being loaded, after the present page."""
        if self._worker is not None:
            for job in self._jobs:
                self._worker.cancel(job)

    # -- trying a service

    @property
    def check(self) -> CheckView:
        """Return what the last try of a service found."""
        return self._check

    def try_service(self, url: str) -> None:
        """Ask a service what it has, without taking it up; the answer comes by `changed("check")`."""
        self._check = CheckView(url, True)
        self.changed.emit("check")

        def work() -> object:
            try:
                return check_view(check(url))
            except UserFacingError as fault:
                return CheckView(url, problems=(str(fault),))

        self._aside(work, self._checked)

    def _checked(self, answer: object) -> None:
        if isinstance(answer, CheckView) and answer.url.rstrip("/") == self._check.url.rstrip("/"):
            self._check = answer
            self.changed.emit("check")

    # -- imports

    def imports(self) -> list[ImportLine]:
        """Return what was taken in since this face was opened, the newest first."""
        return [row.line for row in reversed(self._imports)]

    def take_in(self, path: Path, name: str, owner: str, item_class: str, *, key: str = "", layer: str = "") -> bool:
        """Take a file in as a layer; False when the request itself is wrong (told by `failed`)."""
        keys = tuple(part.strip() for part in key.split(",") if part.strip()) or ("id",)
        spec = SourceSpec(
            name, SourceKind.FILE, str(path), owner, item_class or "onbekend", collection=layer, key=keys,
            refresh=FILE_REFRESH, max_age=FILE_MAX_AGE, typed=True,
        )  # fmt: skip
        try:
            old = self._change(name, check_spec(spec))
        except (UserFacingError, OSError) as fault:
            self._tell(fault)
            return False
        cache = self._reality.cache()
        there = cache is not None and layer_info(cache, name) is not None
        number = f"import:{len(self._imports)}"
        line = ImportLine(number, name, path.name, _("wordt gelezen"), Glyph.OFF, busy=True)
        made = _Import(number, spec, old, self._clock.wall() if there else None, line)
        self._imports.append(made)
        self._import_of[self._fetch(spec, _("wordt gelezen"))] = made
        self.changed.emit("imports")
        return True

    def take_back(self, import_id: str) -> None:
        """Undo an import: the layer and its place in the catalogue are what they were."""
        made = next((row for row in self._imports if row.id == import_id and row.line.undoable), None)
        if made is None:
            return
        try:
            self._change(made.spec.name, made.old)
        except (UserFacingError, OSError) as fault:
            self._tell(fault)
            return
        before = made.before
        made.line = replace(made.line, undoable=False, busy=True, detail=_("wordt ongedaan gemaakt"))
        job = self._submit(
            _Job(made.spec.name, _("wordt ongedaan gemaakt")), lambda worker: worker.take_back(made.spec.name, before)
        )
        self._import_of[job] = made
        self.changed.emit("imports")

    # -- inside

    def _specs(self) -> Sequence[SourceSpec]:
        try:
            return self._reality.sources()
        except UserFacingError as fault:
            self._tell(fault)
            return ()

    def _tell(self, fault: Exception) -> None:
        self.failed.emit(told(fault))

    def _fetch(self, spec: SourceSpec, words: str) -> int:
        return self._submit(_Job(spec.name, words), lambda worker: worker.submit(spec, refresh=True))

    def _submit(self, job: _Job, ask: Callable[[WorkerClient], int]) -> int:
        if self._worker is None:
            self._process = self._reality.opened.second_process()
            self._worker = WorkerClient(self._process)
        number = ask(self._worker)
        self._jobs[number] = job
        self._timer.start()
        self.changed.emit("sources")
        return number

    def _aside(self, work: Callable[[], object], done: Done) -> None:
        """Do something that waits for a network on a thread of its own; `done` is called here with what came of it."""
        self._asked += 1
        threading.Thread(target=lambda: self._answers.put((done, work())), name="proberen", daemon=True).start()
        self._timer.start()

    def _look(self) -> None:
        while not self._answers.empty():
            done, answer = self._answers.get()
            self._asked -= 1
            done(answer)
        reports = self._worker.poll() if self._worker is not None and self._jobs else []
        for report in reports:
            self._hear(report)
        if reports:
            self.changed.emit("sources")
            self.changed.emit("imports")
        if not self._jobs and not self._asked:
            self._timer.stop()

    def _hear(self, report: Report) -> None:
        job, made = self._jobs.get(report.job), self._import_of.get(report.job)
        if job is None:
            return
        if report.stage is Stage.BEZIG:
            job.done, job.total = report.received, report.expected or 0
            if made is not None:
                made.line = replace(made.line, done=job.done, total=job.total)
            return
        del self._jobs[report.job]
        if report.stage is Stage.MISLUKT:
            self.failed.emit(UserFacingError("bron.laden", "{reden}", reden=report.fault))
        if made is not None:
            del self._import_of[report.job]
            made.line = _ended(made.line, report)
            outcome = report.outcome
            if outcome is not None and outcome.result is None and not outcome.unchanged and made.old is None:
                self._forget(made.spec.name)  # nothing came of it: it does not stay in the catalogue either

    def _change(self, name: str, spec: SourceSpec | None) -> SourceSpec | None:
        """Put a file in the place of what has this name, None = take it out; returns what was there.

        Raises:
            UserFacingError: `bron.bestaat` where a service would make place for a file, or as `change_sources`.
        """
        was: list[SourceSpec] = []

        def changed(specs: list[SourceSpec]) -> list[SourceSpec]:
            was.extend(known for known in specs if known.name == name)
            if spec is not None and was and was[0].kind is not SourceKind.FILE:
                raise UserFacingError(
                    "bron.bestaat", _("‘{naam}’ is een dienst in de catalogus."),
                    advice=_("Geef de laag een andere naam."), naam=name,
                )  # fmt: skip
            if spec is None:
                return [known for known in specs if known.name != name]
            return [spec if known.name == name else known for known in specs] if was else [*specs, spec]

        change_sources(self._reality.workspace.root, changed)
        return was[0] if was else None

    def _forget(self, name: str) -> None:
        try:
            self._change(name, None)
        except (UserFacingError, OSError) as fault:
            self._tell(fault)


def told(fault: Exception) -> UserFacingError:
    """Return what went wrong as something a person can act on; a disk that refuses is told as such."""
    if isinstance(fault, UserFacingError):
        return fault
    return UserFacingError(
        "werkmap.alleen_lezen", _("De werkmap is niet te beschrijven."),
        advice=_("Is er plaats op de schijf, en mag u daar schrijven?"),
    )  # fmt: skip


def _ended(line: ImportLine, report: Report) -> ImportLine:
    """Return an import after its job ended."""
    outcome = report.outcome
    if outcome is None:
        words = report.fault or _("ongedaan gemaakt")
        lamp = Glyph.ALARM if report.stage is Stage.MISLUKT else Glyph.OFF
        return replace(line, busy=False, undoable=False, detail=words, lamp=lamp, problems=())
    if outcome.fault:
        return replace(line, busy=False, detail=outcome.fault, lamp=Glyph.ALARM)
    result, problems = outcome.result, outcome.health.problems
    if result is None:
        words = _("gestopt") if outcome.stopped else _("hetzelfde als wat er al was")
        return replace(line, busy=False, detail=words, lamp=Glyph.OFF)
    words = plural("{n} object", "{n} objecten", result.features)
    parts = [(result.added, _("nieuw")), (result.changed, _("veranderd")), (result.deleted, _("weg"))]
    words += "".join(f" · {n} {what}" for n, what in parts if n)
    if problems:
        words += " · " + plural("{n} opmerking", "{n} opmerkingen", len(problems))
    lamp = Glyph.LIVE if outcome.health.complete and not problems else Glyph.HALF
    return replace(line, busy=False, detail=words, lamp=lamp, problems=tuple(problems), undoable=True)
