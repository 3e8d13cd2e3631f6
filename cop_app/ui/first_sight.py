"""What is seen within a quarter of a second: the start screen as it was left, until the real one is there.

Nothing may be imported here that opens a file of the session or draws a map: that is what it bridges. Even the name
space `Qt`, the fonts and the readers of pictures are left alone: each costs a tenth of the time. So the picture is kept
ready to be laid down, with its veil and its time on it.
"""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cop_app.bootstrap import Workspace
from cop_app.domain.clock import ZONE, SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Realm
from cop_app.i18n import _
from cop_app.map.palette import Palette, load_palette
from cop_app.store.last_picture import keep, recall
from cop_app.ui.application import application, bare_application, fit_screen
from cop_app.ui.theme import font, text_width

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

SIZE = (1600, 1000)
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_VEIL = 0.35  # so that nobody takes it for a screen that listens
_PILL = 40.0
_REMEMBER_MS = 1500  # after which the start screen shows what it has to show
_SIZE = struct.Struct("<II")
_PIXELS = QImage.Format.Format_RGB32


class FirstSight(QWidget):
    """A window with the last picture of the start screen, or the bare name at a first start; shown when made."""

    def __init__(self, workspace: Workspace) -> None:
        self.app = bare_application()  # before any widget
        super().__init__()
        self._root, self._keys = workspace.root, workspace.keys_folder(Realm.ECHT)
        self._palette = load_palette(workspace.settings.palette)
        self.setWindowTitle("Ketenbeeld")
        self.setAccessibleName(_("Ketenbeeld wordt geopend"))
        fit_screen(self, SIZE)
        kept = recall(self._root, self._keys)
        self.picture = unpacked(kept) if kept is not None else None
        if self.picture is None:
            application()  # with fonts
        self.show()
        self.app.processEvents()

    def write(self, file: Path) -> bool:
        """Write what is seen to a picture; hardly compressed, for somebody waits for it."""
        return self.grab().toImage().save(str(file), None, 80)

    def give_way(self, window: QMainWindow) -> None:
        """Let the start screen take this place, and keep its picture once it shows what it has to show."""
        from PySide6.QtCore import QTimer

        window.setGeometry(self.geometry())
        window.show()
        self.close()
        QTimer.singleShot(_REMEMBER_MS, lambda: self._remember(window))

    def _remember(self, window: QMainWindow) -> None:
        from PySide6.QtWidgets import QStackedWidget

        from cop_app.ui.start import StartScreen

        pages = window.centralWidget()
        shown = pages.currentWidget() if isinstance(pages, QStackedWidget) else None
        if not isinstance(shown, StartScreen) or not shown.isVisible():
            return  # of nothing else a picture is kept
        picture = window.grab().toImage()
        text = _("Beeld van {tijd} · Ketenbeeld wordt geopend …").format(tijd=told(SystemClock().wall()))
        painter = QPainter(picture)
        veil = QColor(self._palette.colour("s0"))
        veil.setAlphaF(_VEIL)
        painter.fillRect(picture.rect(), veil)
        paint_words(painter, self._palette, text, window.width(), window.height())
        painter.end()
        with suppress(UserFacingError):  # a disk that refuses costs only this picture
            keep(self._root, self._keys, packed(picture))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lay the picture down, or the name when there is none."""
        painter = QPainter(self)
        width, height = self.width(), self.height()
        picture = self.picture
        if picture is None or (picture.width(), picture.height()) != (width, height):
            painter.fillRect(self.rect(), QColor(self._palette.colour("s0")))
        if picture is not None:  # of another screen, perhaps: whole, in the middle
            scale = min(width / picture.width(), height / picture.height())
            wide, high = picture.width() * scale, picture.height() * scale
            painter.drawImage(QRectF((width - wide) / 2, (height - high) / 2, wide, high), picture)
        else:
            paint_centred(painter, self._palette, "Ketenbeeld", 32, (width / 2, height / 2 - 2 * _PILL))
            paint_words(painter, self._palette, _("Ketenbeeld wordt geopend …"), width, height)
        painter.end()


def paint_words(painter: QPainter, palette: Palette, text: str, width: int, height: int) -> None:
    """Paint what is going on, in a box in the middle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wide = text_width(text, 14, 500) + 2 * 20.0
    painter.setPen(QColor(palette.colour("outline")))
    painter.setBrush(QColor(palette.colour("s3")))
    painter.drawRoundedRect(QRectF((width - wide) / 2, (height - _PILL) / 2, wide, _PILL), 6, 6)
    paint_centred(painter, palette, text, 14, (width / 2, height / 2), 500)


def paint_centred(
    painter: QPainter, palette: Palette, text: str, size: int, middle: tuple[float, float], weight: int = 600
) -> None:
    """Paint a text around a point."""
    painter.setFont(font(size, weight))
    painter.setPen(QColor(palette.colour("text")))
    painter.drawText(QPointF(middle[0] - text_width(text, size, weight) / 2, middle[1] + size * 0.35), text)


def told(at: int) -> str:
    """Return the time of a picture (ms UTC) as all times are shown: 25 nov 14:32."""
    then = datetime.fromtimestamp(at / 1000, tz=ZONE)
    return f"{then.day} {_MONTHS[then.month - 1]} {then:%H:%M}"


def packed(picture: QImage) -> bytes:
    """Return a picture as its size and its pixels, lightly compressed: twice as fast to show as PNG."""
    pixels = picture.convertToFormat(_PIXELS)
    return _SIZE.pack(pixels.width(), pixels.height()) + zlib.compress(bytes(pixels.constBits()), 3)


def unpacked(data: bytes) -> QImage | None:
    """Return a packed picture, or None when it is not whole."""
    try:
        width, height = _SIZE.unpack_from(data)
        pixels = zlib.decompress(data[_SIZE.size :], bufsize=4 * width * height)
    except (struct.error, zlib.error, MemoryError):
        return None
    if len(pixels) != 4 * width * height:
        return None
    return QImage(pixels, width, height, 4 * width, _PIXELS).copy()  # Qt only points to the bytes
