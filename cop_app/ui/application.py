"""The application object with fonts and Qt's own Dutch words, apart from the windows: the first paint needs none."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

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
