"""Functions: who acts, for which team and organisation."""

from __future__ import annotations

import pytest

from cop_app.domain.functions import FUNCTIONS, actor_for
from cop_app.domain.incident import Column, Team


@pytest.mark.parametrize(
    ("function", "team", "organisation", "column"),
    [
        ("CaCo", Team.MK, "Meldkamer", Column.MULTI), ("OvD-P", Team.COPI, "Politie", Column.POL),
        ("IM ROT", Team.ROT, "Veiligheidsregio", Column.MULTI), ("OvD-Bz", Team.COPI, "Gemeente", Column.BZ),
    ],
)  # fmt: skip
def test_a_function_acts_for_its_own_team_and_organisation(function, team, organisation, column):
    actor = actor_for(function)
    assert (actor.function, actor.team, actor.organisation, actor.column) == (function, team, organisation, column)


def test_an_unknown_function_acts_for_the_safety_region():
    actor = actor_for("OvD-Rail", "ProRail")
    assert (actor.function, actor.team, actor.organisation) == ("OvD-Rail", Team.COPI, "ProRail")
    assert actor_for("Loods").organisation == "Veiligheidsregio"


def test_codes_are_their_own_keys_and_names_differ():
    assert all(code == row.code for code, row in FUNCTIONS.items())
    assert len({row.name for row in FUNCTIONS.values()}) == len(FUNCTIONS)
