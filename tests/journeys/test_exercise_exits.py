"""The exercise's picture at an exit: what the chain design calls confidential is on the window, not on the file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cop_app.bootstrap import exercise_layers, read_exercise
from cop_app.bootstrap.exercise_desk import ExerciseDesk
from cop_app.bootstrap.marks import layer_signs
from cop_app.domain.incident import Actor, Classification, Team
from cop_app.domain.leaving import Gate
from cop_app.map.viewport import Viewport

CACO = Actor("CaCo", Team.MK, "Meldkamer")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExerciseDesk]:
    made = ExerciseDesk(read_exercise("havenbrand"), exercise_layers(), tmp_path_factory.mktemp("oefening"))
    made.play_to(made.scenario.marked)
    yield made
    made.close()


def signs(desk: ExerciseDesk, gate: Gate | None = None) -> dict[str, int]:
    x, y = desk.centre
    view = Viewport.fit((x - 800, y - 800, x + 800, y + 800), 800, 800, margin_px=0.0)
    found: dict[str, int] = {}
    for mark in layer_signs(desk.moment(), view, gate):
        source = mark.item.partition(":")[0]
        found[source] = found.get(source, 0) + 1
    return found


def test_confidential_datasets_stay_off_a_picture_that_leaves(desk: ExerciseDesk) -> None:
    shown = signs(desk)
    design = desk.session.design(desk.incident)
    confidential = {name for name, source in design.sources.items() if source.item_class in {"objectkaart", "seveso"}}
    assert confidential & set(shown), "otherwise this shows nothing"
    gate = Gate(desk.session.release(desk.incident, "picture", Classification.INTERN, CACO))
    left = signs(desk, gate)
    assert not confidential & set(left)
    assert left == {name: count for name, count in shown.items() if name not in confidential}
    assert gate.withheld >= sum(shown[name] for name in confidential & set(shown))


def test_a_recipient_named_with_a_ground_gets_them(desk: ExerciseDesk) -> None:
    given = desk.session.release(
        desk.incident, "picture", Classification.VERTROUWELIJK, CACO, recipient="Politie", ground="convenant"
    )
    gate = Gate(given)
    assert signs(desk, gate) == signs(desk)
    assert gate.withheld == 0
