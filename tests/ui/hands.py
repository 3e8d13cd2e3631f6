"""Hands for the tests of acts: clicks and drags on the map, keys, and what the log then holds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def mouse(canvas, kind, x, y):
    at = QPointF(x, y)
    held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), LEFT, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)


def click(canvas, x, y):
    mouse(canvas, QEvent.Type.MouseButtonPress, x, y)
    mouse(canvas, QEvent.Type.MouseButtonRelease, x, y)


def double_click(canvas, x, y):
    click(canvas, x, y)
    mouse(canvas, QEvent.Type.MouseButtonDblClick, x, y)
    mouse(canvas, QEvent.Type.MouseButtonRelease, x, y)


def drag(canvas, a, b):
    mouse(canvas, QEvent.Type.MouseButtonPress, *a)
    mouse(canvas, QEvent.Type.MouseMove, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    mouse(canvas, QEvent.Type.MouseMove, *b)
    mouse(canvas, QEvent.Type.MouseButtonRelease, *b)


def press(widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, key, modifier)


def events(shown, kind=""):
    found = shown.desk.session.events(shown.desk.incident)
    return [event for event in found if not kind or event.kind == kind]


def item(shown, item_id):
    return shown.bench.moment(live=True).picture.items[item_id]


def newest(shown):
    """Return the item that was recorded last."""
    return item(shown, events(shown)[-1].body["item"])


def mark_of(shown, item_id):
    return next((mark for mark in shown.canvas.marks if mark.item == item_id), None)


def px(shown, x, y):
    return tuple(round(part) for part in shown.canvas.view.to_px(x, y))
