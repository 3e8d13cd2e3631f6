"""A file as a source: the same pages, proof and 'unchanged' as a service, so that nothing behind it sees a difference.

A file on a share may be half written when we look: its size and time are read before and after, and a file that moved
meanwhile is refused and tried again later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from os import stat_result
from pathlib import Path

from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.faults import SourceFault
from cop_app.sources.fetch import MEGABYTE
from cop_app.sources.paging import Page, Proof, Validator

MAX_BYTES = 1024 * MEGABYTE
PAGE = 2_000
_WITH_SHAPES = (".dbf", ".shx", ".prj", ".cpg")

# Reads a whole file: (bytes or path's content, path) -> batch.
FileReader = Callable[[Path, SourceSpec], FeatureBatch]


class FileLoad(Iterator[Page]):
    """The pages of one file. Double keys within the file are dropped and make the load unproved."""

    def __init__(self, spec: SourceSpec, read: FileReader) -> None:
        self._spec = spec
        self._path = Path(spec.url)
        self._read = read
        self._batch: FeatureBatch | None = None
        self._at = 0
        self._mark = mark_of(self._path)
        self.proof = Proof(False, 0, None, _("nog niet geladen"))

    @property
    def validators(self) -> tuple[Validator, ...]:
        """Return the file's size and time, when it was read whole."""
        return (Validator(self._spec.url, self._mark),) if self.proof.complete else ()

    def close(self) -> None:
        """Let go of what was read."""
        self._batch = None

    def __iter__(self) -> FileLoad:
        return self

    def __next__(self) -> Page:
        if self._at < 0:
            raise StopIteration
        if self._batch is None:
            self._batch = self._whole()
        start, stop = self._at, min(self._at + PAGE, len(self._batch))
        whole = start == 0 and stop == len(self._batch)
        batch = self._batch if whole else self._batch.take(range(start, stop))
        total = len(self._batch)
        last = stop >= total
        self._at = -1 if last else stop
        return Page(batch, "" if last else str(stop), total, stop, start // PAGE + 1)

    def _whole(self) -> FeatureBatch:
        batch = self._read(self._path, self._spec)
        if mark_of(self._path) != self._mark:
            raise SourceFault(
                "bron.bestand_wijzigt",
                _("{name} veranderde tijdens het lezen."),
                advice=_("We proberen het vanzelf opnieuw."),
                name=self._path.name,
            )
        first: dict[str, int] = {}
        for index, key in enumerate(batch.keys):
            first.setdefault(key, index)
        doubles = len(batch) - len(first)
        problems = tuple(f"{problem.where}: {problem.text}" for problem in batch.problems[:20])
        if batch.lost:
            reason = _("{n} objecten zijn onleesbaar").format(n=batch.lost)
            self.proof = Proof(False, len(first), len(batch) + batch.lost, reason, problems)
        elif not doubles:
            self.proof = Proof(True, len(batch), len(batch), _("het hele bestand is gelezen"), problems)
        else:
            reason = _("{n} objecten kwamen dubbel").format(n=doubles)
            self.proof = Proof(False, len(first), len(batch), reason, problems)
        return batch.take(list(first.values())) if doubles else batch


def mark_of(path: Path) -> str:
    """Return size and time of change of a file, and of the files beside it in which a part of its content lies.

    Raises:
        SourceFault: `bron.bestand_weg` or `bron.te_groot`.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise SourceFault(
            "bron.bestand_weg",
            _("Het bestand {name} is niet te openen."),
            advice=_("Is de map of de stick nog verbonden?"),
            name=path.name,
        ) from error
    if status.st_size > MAX_BYTES:
        raise SourceFault(
            "bron.te_groot",
            _("Het bestand {name} is groter dan {n} MB."),
            advice=_("Splits het bestand of neem een kleiner gebied."),
            passing=False, name=path.name, n=MAX_BYTES // MEGABYTE,
        )  # fmt: skip
    beside = [path.with_name(path.name + "-wal")] if path.suffix.lower() == ".gpkg" else []
    beside += [path.with_suffix(suffix) for suffix in _WITH_SHAPES] if path.suffix.lower() == ".shp" else []
    return "+".join([_mark(status), *(_mark(each.stat()) for each in beside if each.is_file())])


def _mark(status: stat_result) -> str:
    return f"{status.st_size}-{status.st_mtime_ns}"


def file_unchanged(spec: SourceSpec, validators: tuple[Validator, ...]) -> bool:
    """Return whether the file is the same as when it was last read whole."""
    return len(validators) == 1 and validators[0] == Validator(spec.url, mark_of(Path(spec.url)))
