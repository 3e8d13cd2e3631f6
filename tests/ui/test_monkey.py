"""A monkey at the desk of the exercise: whatever it does, the window answers, nothing is said aside and nothing lost.

300 steps in the usual run, 20,000 with `--nightly`. When it falls it tells the seed and its last steps, which a person
can do again with `Monkey.do`.
"""

from __future__ import annotations

import os

import pytest
from monkey import Fallen, Monkey, rebuilt

from cop_app.bootstrap import open_workspace
from cop_app.bootstrap.workspace import open_session
from cop_app.domain.incident import Realm

SEEDS = [int(seed) for seed in os.environ.get("KETENBEELD_MONKEY", "1").split(",")]


@pytest.fixture
def monkey_of(shown, qtbot, qtlog, tmp_path):
    shown.printing.ask_file = lambda proposal: str(tmp_path / proposal)
    with qtbot.captureExceptions() as exceptions:
        yield lambda seed: Monkey(shown, seed, qtlog.records, exceptions, tmp_path / "monkey.txt")


def judge_the_end(monkey, desk, folder):
    """The desk still works, the log is whole, and the picture is what a rebuild of the log gives."""
    shown = monkey.shown
    shown.to_now()
    session, incident = desk.session, desk.incident
    digest, events = session.digest(incident), session.events(incident)
    assert rebuilt(events) == digest
    assert session.verify().whole
    again = open_session(
        open_workspace(folder), Realm.OEFENING, exercise=desk.scenario.id, clock=desk.clock, read_only=True
    )
    try:
        assert [event.id for event in again.events(incident)] == [event.id for event in events]
        assert again.digest(incident) == digest
        assert again._log.verify_chains(signatures=True).whole
    finally:
        again.close()


def play(monkey, steps, desk, folder):
    before = len(desk.session.events(desk.incident))
    monkey.play(steps)
    judge_the_end(monkey, desk, folder)
    assert len(desk.session.events(desk.incident)) > before, "it never recorded anything: then this shows little"


@pytest.mark.parametrize("seed", SEEDS)
def test_three_hundred_steps(monkey_of, desk, tmp_path, seed):
    play(monkey_of(seed), 300, desk, tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_five_thousand_steps_four_times(monkey_of, desk, tmp_path, seed):
    play(monkey_of(seed), 5000, desk, tmp_path)


def test_when_it_falls_it_tells_the_steps_before(monkey_of, shown):
    monkey = monkey_of(7)
    monkey.play(25)

    def broken():
        raise ZeroDivisionError("een fout in een handeling")

    shown.commands["legend"] = broken
    with pytest.raises(Fallen, match="ZeroDivisionError: een fout in een handeling") as fallen:
        for _number in range(2000):
            monkey.play(1)
    told = str(fallen.value)
    assert f"seed 7, step {monkey.count}" in told
    assert told.count("monkey.do(") == 20
    monkey.do(*monkey.last[-1])
