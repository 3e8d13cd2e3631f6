"""A monkey at the desk: it hits keys, clicks, drags, turns the wheel and types orders, and can be followed by a person.

Every step is written down as something a hand can do (a key, a place in the window, words in Ctrl+K), so that the last
steps before a fall can be done again with `Monkey.do`. Chance comes from the seed alone.
"""

from __future__ import annotations

import random
from collections import deque
from contextlib import suppress

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from cop_app.domain.clock import MINUTE
from cop_app.domain.events import Event
from cop_app.domain.picture import PictureFold, digest
from cop_app.ui.acts.fields import Choices
from cop_app.ui.keys import CHORDS, NAMES, SINGLE_KEYS
from cop_app.ui.views import WindowMode

KEPT = 20  # steps that are told when it falls
ANSWER_MS = 5000  # within this time the window must answer
_SMALL, _LARGE = (1280, 720), (1600, 1000)
_WALKING = ("Tab", "Shift+Tab", "Up", "Down", "Left", "Right", "Home", "End", "Space", "Return", "Backspace", "Delete",
            "F2", "F3", "F4", "F6", "Shift+F6", "+", "-", "G", "PgUp", "PgDown", "Shift+Left", "Ctrl+Left",
            "Ctrl+Right", "Ctrl+A", "Ctrl+Return")  # fmt: skip
_WORDS = (
    "rook", "Kade 12", "mevr. De Vries, 06-12345678", "142300 503100", "1:5.000", "1930", "25", "0", "~", "'; --",
    "52.51,5.47", "é€😀", "€" * 300, "GRIP 3", "brand\tbij {plaats}", "%s %d", "Dijk", " ",
)  # fmt: skip
_CLICKED = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, Choices)

Step = tuple[str, *tuple[object, ...]]


class Fallen(AssertionError):
    """What must always hold did not hold after a step; tells the steps before it."""


class Monkey:
    """Plays with a desk window; `messages` and `exceptions` are what Qt and Python said aside, as pytest-qt does.

    Its steps stand in `diary` before they are done, so that they are known when the whole process falls.
    """

    def __init__(self, shown, seed, messages, exceptions, diary):
        self.shown, self.seed, self.diary = shown, seed, diary
        self._messages, self._exceptions = messages, exceptions
        self._chance = random.Random(seed)
        self.last: deque[Step] = deque(maxlen=KEPT)
        self.done: dict[str, int] = {}
        self.count = 0

    def play(self, steps):
        """Do so many steps of its own choice and judge the window after each."""
        for _number in range(steps):
            step = self._choose()
            self.last.append(step)
            self.count += 1
            with self.diary.open("a", encoding="utf-8") as diary:
                diary.write(f"monkey.do{step!r}\n")
            self.done[step[0]] = self.done.get(step[0], 0) + 1
            self._judged(step)

    # -- choosing

    def _choose(self) -> Step:
        any_of, roll = self._chance.choice, self._chance.random()
        w, h = self.shown.window.width(), self.shown.window.height()
        place = (self._chance.randrange(w), self._chance.randrange(h))
        if self._chance.random() < 0.15:  # it comes back to now, and ends what it began: else it would do little
            if self.shown.bench.at is not None:
                return ("order", "now")
            if self.shown.window.sheet is not None and self.shown.window.sheet._primary is not None:
                return ("click", *self._middle(self.shown.window.sheet._primary))
        if roll < 0.17:
            return ("key", any_of([*SINGLE_KEYS, *CHORDS]))
        if roll < 0.32:
            return ("key", any_of(_WALKING))
        if roll < 0.37:
            return ("key", "Esc")
        if roll < 0.44:
            return ("type", any_of(_WORDS))
        if roll < 0.58:
            return ("click", *(self._control() or place))
        if roll < 0.66:
            return ("click", *self._on_map())
        if roll < 0.69:
            return ("double click", *self._on_map())
        if roll < 0.72:
            return ("right click", *place)
        if roll < 0.78:
            return ("drag", *any_of((place, self._on_map())), *self._on_map())
        if roll < 0.82:
            return ("wheel", *any_of((place, self._on_map())), any_of((-360, -120, 120, 360)))
        if roll < 0.92:
            return ("order", any_of(sorted(NAMES)))
        if roll < 0.94:
            return ("look back", self._chance.randrange(-5, 60))
        if roll < 0.96:
            return ("mark", self._chance.randrange(1000))
        if roll < 0.98:
            return ("wait", any_of((200, 5000, MINUTE)))
        return ("resize", *any_of((_SMALL, _LARGE)))

    def _control(self):
        """Return the middle of something that can be operated, in the window."""
        window = self.shown.window
        found = [c for kind in _CLICKED for c in window.findChildren(kind) if c.isVisible() and not c.size().isEmpty()]
        if not found:
            return None
        return self._middle(self._chance.choice(found), self._chance.uniform(0.1, 0.9))

    def _middle(self, widget, share=0.5):
        at = widget.mapTo(self.shown.window, QPoint(round(widget.width() * share), widget.height() // 2))
        return (at.x(), at.y())

    def _on_map(self):
        stage = self.shown.window.stage
        at = stage.mapTo(self.shown.window, QPoint(0, 0))
        return (at.x() + self._chance.randrange(stage.width()), at.y() + self._chance.randrange(stage.height()))

    # -- doing

    def do(self, kind, *said):
        """Do one step; a person who follows the monkey calls this with what it told."""
        getattr(self, "_" + kind.replace(" ", "_"))(*said)

    def _focus(self):
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.shown.window

    def _key(self, keys):
        QTest.keySequence(self._focus(), keys)

    def _type(self, words):
        """Type where the focus is, which a letter may move; what no key gives comes at once, as if pasted."""
        if words.isascii() and words.isprintable():
            for letter in words:
                QTest.keyClick(self._focus(), letter)
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self._focus(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, words))

    def _under(self, x, y):
        """Return the widget that a pointer at a place in the window meets, and where it meets it."""
        window = self.shown.window
        popup = QApplication.activePopupWidget()
        top: QWidget = popup if popup is not None else window
        at = top.mapFromGlobal(window.mapToGlobal(QPoint(x, y)))
        widget = top.childAt(at) or top
        return widget, widget.mapFrom(top, at)

    def _click(self, x, y):
        QTest.mouseClick(*self._hand(x, y))

    def _double_click(self, x, y):
        self._click(x, y)
        QTest.mouseDClick(*self._hand(x, y))

    def _right_click(self, x, y):
        widget, at = self._under(x, y)
        QTest.mouseClick(widget, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, at)

    def _hand(self, x, y):
        widget, at = self._under(x, y)
        return widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at

    def _drag(self, x, y, to_x, to_y):
        widget, at = self._under(x, y)
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        QTest.mousePress(widget, left, none, at)
        for share in (0.3, 1.0):
            on = at + QPoint(round((to_x - x) * share), round((to_y - y) * share))
            _move(widget, on)
        QTest.mouseRelease(widget, left, none, at + QPoint(to_x - x, to_y - y))

    def _wheel(self, x, y, turn):
        widget, at = self._under(x, y)
        place = QPointF(at)
        event = QWheelEvent(
            place, QPointF(widget.mapToGlobal(at)), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def _order(self, name):
        """Give an order by its words, as one does with Ctrl+K."""
        self._key("Ctrl+K")
        self._type(NAMES[name])
        self._key("Return")

    def _look_back(self, minutes):
        self.shown.window.timeline.moment_chosen.emit(self.shown.bench.now() - minutes * MINUTE)

    def _mark(self, number):
        marks = [mark for lane in self.shown.window.timeline.view.lanes for mark in lane.marks]
        if marks:
            self.shown.window.timeline.mark_pressed.emit(marks[number % len(marks)].id)

    def _wait(self, milliseconds):
        self.shown.go_on(milliseconds)

    def _resize(self, width, height):
        self.shown.window.resize(width, height)

    # -- judging

    def _judged(self, step):
        before, at = self._written(), self.shown.bench.at
        try:
            self.do(*step)
            self._answered()
        except Exception as fault:  # whatever it was, the steps that led there are what a person needs
            raise self._fallen(f"{type(fault).__name__}: {fault}") from fault
        for _kind, raised, trace in self._exceptions:
            raise self._fallen(f"{type(raised).__name__}: {raised}").with_traceback(trace)
        if self._messages:
            raise self._fallen(f"Qt: {'; '.join(str(record) for record in self._messages)}")
        self._must(QApplication.activeModalWidget() is None, "a dialog holds the window")
        self._must(self.shown.window.isVisible() and self.shown.window.isEnabled(), "the window is gone")
        if at is not None and self.shown.bench.at is not None and step[0] != "wait":
            self._must(self._written() == before, "something was written while looking back")
        self._must_not_edit_the_past()

    def _must_not_edit_the_past(self):
        window, back = self.shown.window, self.shown.bench.at is not None
        self._must((window.mode is WindowMode.TERUGKIJKEN) is back, "the frame does not tell whether one looks back")
        if back:
            card = window.right.object.view
            self._must(card is None or not card.editable, "the card can be edited while looking back")
            self._must(not window.right.primary.isEnabled(), "the main button acts while looking back")
            self._must(not window.stage.favourites.isVisible(), "the drawing bar is there while looking back")
            self._must(not window.footer.view.can_undo, "undoing is offered while looking back")

    def _written(self):
        return len(self.shown.desk.session.events(self.shown.desk.incident))

    def _answered(self):
        """Let the window do what it has to do, until something asked of it now is done."""
        answered, since = [], QElapsedTimer()
        since.start()
        QTimer.singleShot(0, lambda: answered.append(True))
        while not answered and since.elapsed() < ANSWER_MS:
            QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._must(bool(answered), "the window does not answer")

    def _must(self, holds, words):
        if not holds:
            raise self._fallen(words)

    def _fallen(self, words):
        told = "\n".join(f"    monkey.do{step!r}" for step in self.last)
        return Fallen(f"{words}\n  seed {self.seed}, step {self.count}; the last steps, oldest first:\n{told}")


def _move(widget, at):
    """Move with the left button down: QTest.mouseMove would move without it."""
    left = Qt.MouseButton.LeftButton
    with suppress(RuntimeError):  # the widget went under the hand
        place = QPointF(at)
        event = QMouseEvent(
            QEvent.Type.MouseMove, place, QPointF(widget.mapToGlobal(at)), Qt.MouseButton.NoButton, left,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)


def rebuilt(events: tuple[Event, ...]) -> str:
    """Return the digest of a picture that is folded anew from events."""
    fold = PictureFold()
    for event in events:
        fold.add(event)
    return digest(fold)
