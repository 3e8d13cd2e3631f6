"""Starting the desk of an exercise: played in a window, or shown as a picture of the whole window."""

from __future__ import annotations

import os
from pathlib import Path

from cop_app.bootstrap import exercise_layers, read_exercise
from cop_app.domain.clock import parse_instant
from cop_app.domain.errors import UserFacingError
from cop_app.paths import shipped_map
from cop_app.ui.application import application, fit_screen
from cop_app.ui.views import Face


def snapshot_demo(
    folder: Path, file: Path, width: int, height: int, palette: str, at: str | None, passphrase: str | None = None
) -> None:  # fmt: skip
    """Play to the marked moment at top speed and write a picture of the whole window.

    Raises:
        UserFacingError: `plaatje.schrijven` when the file cannot be written.
    """
    from cop_app.bootstrap.exercise_desk import ExerciseDesk
    from cop_app.ui.desk_window import DeskWindow

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application()
    layers = exercise_layers()
    desk = ExerciseDesk(read_exercise("havenbrand"), layers, folder, passphrase=passphrase)
    try:
        desk.play_to(desk.scenario.marked)
        shown = DeskWindow(desk, layers, palette)
        shown.window.show_face(Face.VOORBEREIDEN)
        shown.window.resize(width, height)
        shown.window.show()
        if at:
            shown.look_back(parse_instant(at, desk.scenario.start))
        shown.refresh()
        for _round in range(3):
            app.processEvents()
        shown.canvas.settle()
        app.processEvents()
        if not shown.window.grab().save(str(file)):
            raise UserFacingError("plaatje.schrijven", "Het plaatje {bestand} is niet te schrijven.",
                                  advice="Kies een andere map.", bestand=str(file))  # fmt: skip
        shown.window.close()
    finally:
        desk.close()


def run_demo(folder: Path, speed: float, palette: str, passphrase: str | None = None) -> int:
    """Open the window with the exercise playing; returns Qt's exit code."""
    from cop_app.bootstrap.exercise_desk import ExerciseDesk
    from cop_app.ui.desk_window import DeskWindow

    app = application()
    layers = exercise_layers()
    desk = ExerciseDesk(read_exercise("havenbrand"), layers, folder, services=True, passphrase=passphrase)
    try:
        desk.play_to(desk.scenario.start)
        shown = DeskWindow(desk, layers, palette, map_file=shipped_map("markerwaard.kaart"))
        fit_screen(shown.window, (1600, 1000))
        shown.window.show()
        shown.refresh()
        shown.play(speed)
        return app.exec()
    finally:
        desk.close()
