"""The round of Tab: through the parts of a window in the order one reads them, and through each part as it was built.

Qt's own chain follows the order in which widgets were made, which in a window of docks and floating plates jumps from
the map to the footer and back. What is covered, hidden or switched off is no stop.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

_TAB = Qt.FocusPolicy.TabFocus


def stops(parts: Iterable[QWidget]) -> list[QWidget]:
    """Return what Tab stops at, in order."""
    every = [widget for part in parts for widget in (part, *part.findChildren(QWidget))]
    return [w for w in every if w.focusPolicy() & _TAB and not w.focusProxy() and w.isVisible() and w.isEnabled()]


def go_on(parts: Iterable[QWidget], step: int) -> bool:
    """Give the focus to the next (1) or the previous (-1) stop; returns whether the focus was in one of the parts."""
    focus, every = QApplication.focusWidget(), list(parts)
    if focus is None or not any(part is focus or part.isAncestorOf(focus) for part in every):
        return False
    found = stops(every)
    here = next((i for i, widget in enumerate(found) if widget is focus), None)
    if here is None:  # something that Tab does not stop at has it: go on from where it stands
        order = [widget for part in every for widget in (part, *part.findChildren(QWidget))]
        before = set(map(id, order[: next(i for i, widget in enumerate(order) if widget is focus)]))
        here = sum(id(widget) in before for widget in found) - (1 if step > 0 else 0)
    if not found:
        return False
    reason = Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason
    found[(here + step) % len(found)].setFocus(reason)
    return True
