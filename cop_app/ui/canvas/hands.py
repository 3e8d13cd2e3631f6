"""What hands do on the map: drag, click, hold, wheel, pinch and keys; apart from what the map then does."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

if TYPE_CHECKING:
    from cop_app.ui.canvas.widget import MapCanvas

STEP = 1.25
HOLD_MS = 600
_CLICK_PX = 5.0
_NOTCH = 120.0


class Hands:
    """Turns the events of a map widget into moves of the map."""

    def __init__(self, canvas: MapCanvas) -> None:
        self._canvas = canvas
        self._dragged: QPointF | None = None
        self._pressed = QPointF()
        self._travelled = 0.0
        self._grabbed = False
        self._hold = QTimer(canvas)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self._held)
        kinds = QEvent.Type
        self._heard = {
            kinds.Wheel: self._wheel, kinds.MouseButtonPress: self._press, kinds.MouseMove: self._move,
            kinds.MouseButtonRelease: self._release, kinds.MouseButtonDblClick: self._double, kinds.KeyPress: self._key,
            kinds.Gesture: self._gesture, kinds.NativeGesture: self._native,
        }  # fmt: skip

    def hear(self, event: QEvent) -> bool:
        """Act on an event; returns whether it was for the map."""
        act = self._heard.get(event.type())
        return act(event) if act is not None else False

    def _wheel(self, event: QEvent) -> bool:
        wheel = cast(QWheelEvent, event)
        at, steps = wheel.position(), wheel.angleDelta().y() / _NOTCH
        if steps:
            self._canvas.zoom(STEP**steps, (at.x(), at.y()))
        wheel.accept()
        return True

    def _press(self, event: QEvent) -> bool:
        mouse = cast(QMouseEvent, event)
        if mouse.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return False
        self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        self._dragged = self._pressed = mouse.position()
        self._travelled = 0.0
        tool, at = self._canvas.tool, (mouse.position().x(), mouse.position().y())
        self._grabbed = tool is not None and tool.grab(self._canvas.view, at)
        if tool is None:
            self._hold.start()
        return True

    def _move(self, event: QEvent) -> bool:
        at = cast(QMouseEvent, event).position()
        place = self._canvas.view.to_rd(at.x(), at.y())
        self._canvas.pointed.emit(*place)
        tool = self._canvas.tool
        if tool is not None and tool.hover(place):
            self._canvas.update()
        if self._dragged is None:
            return True
        delta = at - self._dragged
        self._travelled += abs(delta.x()) + abs(delta.y())
        if self._travelled > _CLICK_PX and self._grabbed and tool is not None:
            tool.drag(place)
            self._dragged = at
            self._canvas.update()
        elif self._travelled > _CLICK_PX:
            self._hold.stop()
            self._canvas.pan(delta.x(), delta.y())
            self._dragged = at
        return True

    def _release(self, event: QEvent) -> bool:
        if self._dragged is None:
            return False
        self._dragged = None
        at, tool = cast(QMouseEvent, event).position(), self._canvas.tool
        if tool is not None and self._grabbed:
            tool.drop()
        if self._travelled <= _CLICK_PX and (tool is not None or self._hold.isActive()):
            self._canvas.press_at(at.x(), at.y())
        self._grabbed = False
        self._hold.stop()
        return True

    def _held(self) -> None:
        if self._dragged is not None:
            self._dragged = None
            self._canvas.press_at(self._pressed.x(), self._pressed.y(), held=True)

    def _double(self, event: QEvent) -> bool:
        if self._canvas.tool is not None:
            self._canvas.tool.finish()
            self._canvas.update()
            return True
        at = cast(QMouseEvent, event).position()
        self._canvas.zoom(STEP * STEP, (at.x(), at.y()))
        return True

    def _key(self, event: QEvent) -> bool:
        canvas, key = self._canvas, cast(QKeyEvent, event)
        if key.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        pressed = Qt.Key(key.key())
        if canvas.tool is not None and canvas.tool.key(pressed, canvas.view):
            canvas.update()
            return True
        step = min(canvas.width(), canvas.height()) / 5
        moves = {
            Qt.Key.Key_Left: (step, 0.0), Qt.Key.Key_Right: (-step, 0.0), Qt.Key.Key_Up: (0.0, step),
            Qt.Key.Key_Down: (0.0, -step),
        }  # fmt: skip
        if pressed in moves:
            canvas.pan(*moves[pressed])
        elif pressed in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            canvas.zoom(STEP)
        elif pressed == Qt.Key.Key_Minus:
            canvas.zoom(1 / STEP)
        elif pressed == Qt.Key.Key_Home:
            canvas.go_home()
        else:
            return False
        return True

    def _gesture(self, event: QEvent) -> bool:
        pinch = cast(QGestureEvent, event).gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        self._hold.stop()
        self._dragged = None
        middle = self._canvas.mapFromGlobal(pinch.centerPoint())
        moved = pinch.centerPoint() - pinch.lastCenterPoint()
        view = self._canvas.view.panned(moved.x(), moved.y())
        factor = pinch.scaleFactor() if pinch.scaleFactor() > 0 else 1.0
        self._canvas.go_to(view.zoomed(factor, (middle.x(), middle.y())))
        return True

    def _native(self, event: QEvent) -> bool:
        native = cast(QNativeGestureEvent, event)
        if native.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        at = native.position()
        self._canvas.go_to(self._canvas.view.zoomed(max(0.2, 1.0 + native.value()), (at.x(), at.y())))
        return True
