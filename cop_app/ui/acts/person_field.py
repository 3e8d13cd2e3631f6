"""A text field that marks at once what looks like a person: nothing is refused, and one sees what will be masked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QPlainTextEdit

from cop_app.domain.sharing import PersonFinding, find_persons
from cop_app.ui.theme import Theme, font


class _Marker(QSyntaxHighlighter):
    """Underlines findings in waves on the conflict ground; the words stay readable."""

    def __init__(self, field: PersonField, theme: Theme) -> None:
        super().__init__(field.document())
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Mark what looks like a person in a line."""
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(self._theme.colour("conflict"))
        look.setBackground(self._theme.colour("conflictBg"))
        for finding in find_persons(text):
            self.setFormat(finding.start, finding.end - finding.start, look)


class PersonField(QPlainTextEdit):
    """Several lines of text. Ctrl+Enter says that it is ready; Tab goes on to the next field."""

    ready = Signal()
    found = Signal(object)  # tuple of PersonFinding, when it changed

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFont(font(13))
        self.setTabChangesFocus(True)
        self._marker = _Marker(self, theme)
        self._findings: tuple[PersonFinding, ...] = ()
        self.textChanged.connect(self._look)

    @property
    def findings(self) -> tuple[PersonFinding, ...]:
        """Return what looks like a person now."""
        return self._findings

    def words(self) -> str:
        """Return the text without blanks at its ends."""
        return self.toPlainText().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter is ready; Esc goes to the sheet."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.ready.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _look(self) -> None:
        found = find_persons(self.toPlainText())
        if found != self._findings:
            self._findings = found
            self.found.emit(found)
