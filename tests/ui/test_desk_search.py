"""Ctrl+K at the desk: the same places as everywhere, a few a kind, with what is in the picture and the commands."""

from __future__ import annotations

import pytest

from cop_app.bootstrap import read_exercise
from cop_app.bootstrap.exercise_desk import ExerciseDesk
from cop_app.ui.desk_search import DeskSearch


@pytest.fixture(scope="module")
def moment(layers, tmp_path_factory):
    desk = ExerciseDesk(read_exercise("havenbrand"), layers, tmp_path_factory.mktemp("oefening"))
    desk.play_to(desk.scenario.marked)
    yield desk.moment()
    desk.close()


@pytest.mark.parametrize(
    ("text", "group", "title"),
    [
        ("iepenstraat 3", "Adressen", "Iepenstraat 3, Nieuw-Kruishaven"),
        ("gruttoweg kiekendiefweg", "Kruisingen", "Gruttoweg / Kiekendiefweg"),
        ("N721 30,0", "Hectometerpalen", "N721 30,0"),
        ("spoor km 61,2", "Spoorkilometers", "Waardlijn km 61,2"),
        ("141000 506000", "Coördinaten", "RD 141 000 / 506 000"),
        ("palet", "Opdrachten", "Volgend palet"),
        ("16-2131", "In het beeld", "16-2131"),
    ],
)
def test_each_kind_of_thing_is_found_in_its_group(layers, moment, text, group, title):
    found = {(hit.group, hit.title) for hit in DeskSearch(layers).hits(text, moment)}
    assert (group, title) in found


def test_groups_stay_together_and_are_short(layers, moment):
    groups = [hit.group for hit in DeskSearch(layers).hits("weg", moment)]
    assert groups == sorted(groups, key=groups.index)
    assert max(groups.count(group) for group in groups) <= 4


def test_without_words_the_commands_are_shown(layers, moment):
    assert {hit.group for hit in DeskSearch(layers).hits("", moment)} == {"Opdrachten"}
