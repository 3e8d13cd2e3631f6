"""`cop` without a command: opens the window on the start screen, or writes its first painted frame and stops."""

from __future__ import annotations

import argparse
import gc
import os
import sys

from cop_app.bootstrap import open_workspace
from cop_app.cli.screen import draw_without_screen, need_screen
from cop_app.domain.errors import UserFacingError


def open_window(options: argparse.Namespace) -> int:
    """Open the start screen; with `--first-paint FILE` write what was painted first and stop.

    Until the start screen is there its last picture stands in its place.

    Raises:
        UserFacingError: `plaatje.schrijven`, `scherm.geen`.
    """
    if options.first_paint is None:
        need_screen()
    else:
        draw_without_screen()
    gc.disable()  # what is loaded until the start screen is there stays
    workspace = open_workspace(options.workspace)
    from cop_app.ui.first_sight import FirstSight

    sight = FirstSight(workspace)
    if options.first_paint is not None:
        if not sight.write(options.first_paint):
            raise UserFacingError(
                "plaatje.schrijven", "Het plaatje {bestand} is niet te schrijven.", advice="Kies een andere map.",
                bestand=str(options.first_paint),
            )  # fmt: skip
        sys.stdout.flush()
        os._exit(0)  # nothing is open yet; taking Qt apart piece by piece would be a tenth of the whole
    from cop_app.cli.asking import secret_from
    from cop_app.ui.application import application
    from cop_app.ui.start_window import StartWindow

    application()
    # Without a number the window itself asks: there may be no terminal.
    secret = None if options.passphrase_fd is None else secret_from(options.passphrase_fd)
    start = StartWindow(workspace, workspace.settings.palette, secret)
    sight.give_way(start.window)
    gc.freeze()
    gc.enable()
    return sight.app.exec()
