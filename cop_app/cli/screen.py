"""Is there a screen to open a window on? Asked before Qt, which would stop the whole program where there is none."""

from __future__ import annotations

import os
import sys

from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _


def has_screen() -> bool:
    """Return whether a window can be opened here."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))


def need_screen() -> None:
    """See to it that there is a screen.

    Raises:
        UserFacingError: `scherm.geen`.
    """
    if not has_screen():
        raise UserFacingError(
            "scherm.geen", _("Er is geen scherm gevonden (DISPLAY of WAYLAND_DISPLAY is leeg)."),
            advice=_("Een plaatje maken kan wel: cop demo --snapshot ketenbeeld.png"),
        )  # fmt: skip


def draw_without_screen() -> None:
    """Have Qt draw in memory where there is no screen: for what only writes a picture."""
    if not has_screen():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
