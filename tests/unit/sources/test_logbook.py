"""The log of sources as a file: a line at the break, a line at recovery, nothing that should not lie about."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cop_app.domain.clock import MINUTE
from cop_app.sources.health import Health
from cop_app.sources.logbook import LOGBOOK, close_logbook, keep_logbook, plain
from cop_app.sources.runner import log, tell_transition

NOW = 1_773_340_000_000
GOOD = Health("kranen")
BROKEN = Health("kranen", failures=1, failing_since=NOW, fault="https://kranen.example/api geeft fout 503.")
Lines = Callable[[], list[str]]


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Lines]:
    path = keep_logbook(tmp_path / "logboek")
    yield lambda: path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    close_logbook()


def test_a_break_and_a_recovery_are_a_line_each_and_nothing_between(lines: Lines) -> None:
    tell_transition(GOOD, GOOD, NOW)
    assert lines() == []
    tell_transition(GOOD, BROKEN, NOW)
    tell_transition(BROKEN, BROKEN, NOW + MINUTE)
    assert [line.split(" ", 1)[1] for line in lines()] == [
        "storing bron kranen geeft geen gegevens: https://kranen.example/api geeft fout 503."
    ]
    tell_transition(BROKEN, GOOD, NOW + 12 * MINUTE)
    assert [line.split(" ", 1)[1] for line in lines()[1:]] == ["hersteld bron kranen is hersteld na 12 min"]
    assert all(line[10] == "T" and line[19] in "+-Z" for line in lines())


@pytest.mark.parametrize(("said", "kept"), [
    ("https://x.example/items?token=abc&f=json geeft 401", "https://x.example/items?… geeft 401"),
    ("‘https://jan:wacht@x.example/a’ weigert", "‘https://x.example/a’ weigert"),
    ("https://x.example/a#toegang=abc", "https://x.example/a?…"),
    ("regel een\nregel twee", "regel een regel twee"),
    ("melding van mevrouw Jansen", "melding van ▇▇▇"),
])  # fmt: skip
def test_keys_passwords_and_persons_are_not_in_it(said: str, kept: str) -> None:
    assert plain(said) == kept


def test_another_folder_takes_over_and_the_same_one_is_not_doubled(lines: Lines, tmp_path: Path) -> None:
    keep_logbook(tmp_path / "logboek")
    tell_transition(GOOD, BROKEN, NOW)
    assert len(lines()) == 1
    other = keep_logbook(tmp_path / "ander")
    tell_transition(BROKEN, GOOD, NOW)
    assert len(lines()) == 1
    assert len(other.read_text(encoding="utf-8").splitlines()) == 1


def test_it_starts_a_new_file_when_one_is_full_and_keeps_a_few(lines: Lines, tmp_path: Path) -> None:
    long = Health("kranen", failures=1, failing_since=NOW, fault="dienst weg " * 300)
    for _time in range(1_400):
        tell_transition(GOOD, long, NOW)
    files = sorted(path.name for path in (tmp_path / "logboek").iterdir())
    assert files == [LOGBOOK, *(f"{LOGBOOK}.{n}" for n in (1, 2, 3))]
    assert sum(path.stat().st_size for path in (tmp_path / "logboek").iterdir()) < 4 * 600_000


@pytest.mark.skipif(os.name == "nt", reason="rechten van een bestand: alleen POSIX")
def test_only_this_user_may_read_it(lines: Lines, tmp_path: Path) -> None:
    tell_transition(GOOD, BROKEN, NOW)
    assert (tmp_path / "logboek" / LOGBOOK).stat().st_mode & 0o077 == 0


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logboek").write_text("een bestand in de weg")
    keep_logbook(tmp_path / "logboek")
    try:
        tell_transition(GOOD, BROKEN, NOW)
    finally:
        close_logbook()
    assert capsys.readouterr().err == ""
    assert not [handler for handler in log.handlers if isinstance(handler, logging.FileHandler)]
