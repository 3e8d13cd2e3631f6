"""When a source is due, and how it is doing at any moment: both follow from its polls and nothing else."""

from __future__ import annotations

import random

from cop_app.domain.clock import HOUR, MINUTE, SECOND
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.health import Health, State, health_of_polls
from cop_app.sources.polls import FAULT, INCOMPLETE, OK, UNCHANGED, FaultNote, LoadNote
from cop_app.sources.runner import LONGEST_WAIT, Schedule, backoff, next_look
from cop_app.store.cache_records import Poll

START = 1_773_340_320_000  # 2026-03-12 19:32 in Amsterdam
SPEC = SourceSpec("kranen", SourceKind.OGC_FEATURES, "https://x.example", "VR", "brandkraan", refresh=MINUTE)
WHOLE = LoadNote(received=10, expected=10).text()


def poll(outcome: str, first: int, last: int | None = None, times: int = 1, note: str = "") -> Poll:
    note = note or (WHOLE if outcome in {OK, INCOMPLETE} else "")
    return Poll(outcome, START + first, START + (first if last is None else last), times, note)


def health(polls: list[Poll], at: int) -> Health:
    return health_of_polls("kranen", polls, SPEC.stale_after, START + at)


def test_nothing_asked_is_new_and_due_at_once() -> None:
    assert health([], 0).state is State.NIEUW
    assert next_look(SPEC, health([], 0)) == 0


def test_sound_source_is_asked_again_after_its_time() -> None:
    good = health([poll(OK, 0)], SECOND)
    assert (good.text(START), good.countable(), good.data_at) == ("goed", True, START)
    assert next_look(SPEC, good) == START + MINUTE
    unchanged = health([poll(OK, 0), poll(UNCHANGED, MINUTE, 5 * MINUTE, 5)], 5 * MINUTE)
    assert (unchanged.data_at, unchanged.since) == (START + 5 * MINUTE, START)
    assert next_look(SPEC, unchanged) == START + 6 * MINUTE


def test_old_since_names_the_last_moment_it_was_right() -> None:
    old = health([poll(OK, 0)], 10 * MINUTE)
    assert old.text(START + 10 * MINUTE) == "verouderd sinds 19:32"
    assert not old.countable()


def test_incomplete_says_how_many_and_is_not_countable() -> None:
    half = health([poll(INCOMPLETE, 0, note=LoadNote(received=1000, expected=2500).text())], SECOND)
    assert half.text(START) == "onvolledig: 1000 van 2500"
    assert not half.countable()


def test_break_is_good_then_old_then_dead_and_never_new() -> None:
    polls = [poll(OK, 0), *(poll(FAULT, n * MINUTE, note="stil") for n in range(1, 8))]
    states = [health(polls, n * MINUTE + SECOND).state for n in range(8)]
    assert states == [State.GOED] * 3 + [State.VEROUDERD] * 2 + [State.DOOD] * 3
    dead = health(polls, 7 * MINUTE)
    assert dead.text(START + 7 * MINUTE) == "dood sinds 19:33"
    assert (dead.data_at, dead.failures, dead.fault) == (START, 7, "stil")
    assert not dead.countable()


def test_past_moment_is_told_as_it_was_known_then() -> None:
    polls = [
        poll(OK, 0), poll(UNCHANGED, MINUTE, 60 * MINUTE, 60), poll(FAULT, 61 * MINUTE), poll(FAULT, 62 * MINUTE),
        poll(INCOMPLETE, 63 * MINUTE), poll(OK, 64 * MINUTE),
    ]  # fmt: skip
    assert health(polls, -SECOND).state is State.NIEUW
    half_way = health(polls, 30 * MINUTE + 20 * SECOND)
    assert (half_way.state, half_way.data_at, half_way.failures) == (State.GOED, START + 30 * MINUTE, 0)
    assert health(polls, 62 * MINUTE + SECOND).failures == 2
    assert health(polls, 63 * MINUTE).state is State.ONVOLLEDIG
    now = health(polls, 64 * MINUTE)
    assert (now.state, now.since) == (State.GOED, START + 64 * MINUTE)


def test_a_clock_that_was_set_back_does_not_make_a_whole_source_incomplete() -> None:
    polls = [poll(OK, 60 * MINUTE), poll(UNCHANGED, 2 * MINUTE, 3 * MINUTE, 2)]
    now = health(polls, 3 * MINUTE)
    assert (now.state, now.complete, now.data_at) == (State.GOED, True, START + 3 * MINUTE)
    broken = health([*polls, poll(FAULT, 4 * MINUTE)], 4 * MINUTE)
    assert (broken.failing_since, broken.data_at) == (START + 4 * MINUTE, START + 3 * MINUTE)
    assert health(polls, MINUTE).state is State.NIEUW


def test_area_that_grew_is_as_old_as_its_oldest_part() -> None:
    box, larger = (0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 2.0, 1.0)
    polls = [
        poll(OK, 0, note=LoadNote(whole=False, covered=box).text()),
        poll(OK, MINUTE, note=LoadNote(whole=False, covered=larger, held_since=START).text()),
    ]
    assert (health(polls, 0).covered, health(polls, MINUTE).covered) == (box, larger)
    assert health(polls, MINUTE).data_at == START
    assert health(polls, MINUTE).countable(larger)
    assert not health(polls, 0).countable(larger)
    assert health([*polls, poll(UNCHANGED, 2 * MINUTE)], 2 * MINUTE).data_at == START + 2 * MINUTE


def test_notes_of_the_first_version_are_read() -> None:
    old = '{"vraag":"v","bewijs":"klopt","ontvangen":7,"opgegeven":7,"problemen":[],"kenmerken":[["u","e",""]]}'
    found = health([poll(OK, 0, note=old), poll(FAULT, SECOND, note="De dienst zwijgt.")], SECOND)
    assert (found.received, found.proof, found.whole, found.fault) == (7, "klopt", True, "De dienst zwijgt.")
    assert LoadNote.of(old).validators[0].etag == "e"


def test_backoff_grows_stays_bounded_and_heeds_the_server() -> None:
    chance = random.Random(3)
    waits = [backoff(n, chance) for n in range(1, 30)]
    assert waits[0] <= 5 * SECOND
    assert max(waits) <= LONGEST_WAIT
    assert min(waits[12:]) >= LONGEST_WAIT // 2
    assert backoff(1, chance, asked=3_600_000) == 3_600_000


def test_wait_after_a_fault_heeds_what_the_server_asked_and_what_cannot_mend_itself() -> None:
    first = health([poll(OK, 0), poll(FAULT, MINUTE)], MINUTE)
    wait = next_look(SPEC, first) - START - MINUTE
    assert 2 * SECOND < wait <= 5 * SECOND
    assert next_look(SPEC, first) - START - MINUTE == wait
    busy = health([poll(FAULT, 0, note=FaultNote("druk", retry_after=HOUR).text())], 0)
    assert (busy.fault, next_look(SPEC, busy)) == ("druk", START + HOUR)
    gone = health([poll(FAULT, 0, note=FaultNote("weg", passing=False).text())], 0)
    assert next_look(SPEC, gone) == START + MINUTE


def test_schedule_gives_what_is_due_longest_waiting_first_and_not_what_runs() -> None:
    polls = {"a": [poll(OK, 0)], "b": [poll(OK, -MINUTE)], "c": [poll(OK, 30 * SECOND)], "d": []}
    specs = [SourceSpec(name, SPEC.kind, SPEC.url, "VR", "punt", refresh=MINUTE) for name in polls]
    schedule = Schedule(specs, lambda spec, now: health_of_polls(spec.name, polls[spec.name], spec.stale_after, now))
    now = START + MINUTE
    assert [spec.name for spec in schedule.due(now)] == ["d", "b", "a"]
    assert [spec.name for spec in schedule.due(now, busy={"d", "a"})] == ["b"]
    assert schedule.next_due(now) == now
    assert schedule.next_due(now, busy={"a", "b", "d"}) == START + 90 * SECOND
    assert schedule.next_due(now, busy=set(polls)) is None
