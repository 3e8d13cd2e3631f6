"""`cop` without a command: opens the window on the start screen, or writes its first painted frame and stops."""

from __future__ import annotations

import argparse

from cop_app.bootstrap import open_workspace
from cop_app.cli.realm import passphrase_of
from cop_app.domain.errors import UserFacingError


def open_window(options: argparse.Namespace) -> int:
    """Open the start screen; with `--first-paint FILE` write what was painted first and stop.

    Raises:
        UserFacingError: `plaatje.schrijven`.
    """
    workspace = open_workspace(options.workspace)
    from cop_app.ui.app import application
    from cop_app.ui.start_window import StartWindow

    app = application()
    start = StartWindow(workspace, workspace.settings.palette, passphrase_of(options))
    start.window.resize(1600, 1000)
    start.window.show()
    if options.first_paint is None:
        return app.exec()
    app.processEvents()
    if not start.window.grab().save(str(options.first_paint)):
        raise UserFacingError(
            "plaatje.schrijven", "Het plaatje {bestand} is niet te schrijven.", advice="Kies een andere map.",
            bestand=str(options.first_paint),
        )  # fmt: skip
    start.window.close()
    return 0
