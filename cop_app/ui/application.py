"""The application object with fonts and Qt's own Dutch words, apart from the windows: the first paint needs none."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from cop_app.ui.theme import load_fonts

_WORDS = "qtbase_nl"


def bare_application() -> QApplication:
    """Return the one application object as it is: without fonts and words when nobody asked for those yet."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    app = QApplication(["ketenbeeld"])
    app.setApplicationName("Ketenbeeld")
    return app


def fit_screen(window: QWidget, size: tuple[int, int]) -> None:
    """Give a window its usual size in px, or all of a screen that is smaller: no dock may fall off its edge."""
    screen = window.screen()
    room = screen.availableGeometry()
    if QApplication.platformName() == "offscreen" or (room.width() >= size[0] and room.height() >= size[1]):
        window.resize(*size)  # off screen there is no edge
        return
    window.setGeometry(room)
    window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def application() -> QApplication:
    """Return the one application object, with fonts and Dutch buttons."""
    app = bare_application()
    load_fonts()
    if app.findChild(QTranslator, _WORDS) is None:
        words = QTranslator(app)
        words.setObjectName(_WORDS)
        if words.load(_WORDS, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(words)
    return app
