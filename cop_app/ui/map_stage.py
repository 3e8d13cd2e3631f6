"""The map with what floats on it; the canvas itself is handed in."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from cop_app.i18n import _
from cop_app.ui.controls import Button
from cop_app.ui.map_plates import (
    EDGE,
    PLATE,
    CoordinatesPlate,
    LensBar,
    ScaleField,
    ScalePlate,
    SearchPlate,
    ToolColumn,
    WindPlate,
)
from cop_app.ui.sheets import ErrorStrip, ProgressLine
from cop_app.ui.theme import Theme
from cop_app.ui.views import ErrorView, FavouriteView, LensView, MapFootView, ProgressView

MARGIN = 12
_PATIENCE_MS = 400  # so long nobody is told that something is going on


class MapStage(QWidget):
    """Canvas underneath, plates on top."""

    search_pressed = Signal()
    tool_pressed = Signal(str)
    favourite_pressed = Signal(str)
    message_pressed = Signal()
    changes_pressed = Signal()
    covered = Signal(object)  # boxes (px) that plates cover, when they change
    error_action = Signal(str)
    progress_cancelled = Signal()

    def __init__(self, theme: Theme, canvas: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.canvas = canvas
        canvas.setParent(self)
        self.search = SearchPlate(theme, _("Zoek plaats, object, RD of opdracht"), self)
        self.search.clicked.connect(self.search_pressed)
        self.message = Button(theme, _("Melding"), icon="message", keys="N", floating=True, parent=self)
        self.message.clicked.connect(self.message_pressed)
        self.changes = Button(theme, _("Veranderd"), icon="changes", keys="W", floating=True, parent=self)
        self.changes.clicked.connect(self.changes_pressed)
        self.wind = WindPlate(theme, self)
        self.lens = LensBar(theme, self)
        self.zoom = ToolColumn(theme, self)
        self.zoom.show_tools(
            (
                FavouriteView("in", _("Inzoomen"), "plus"),
                FavouriteView("uit", _("Uitzoomen"), "minus"),
                FavouriteView("plaats", _("Naar het incident"), "target"),
            )
        )
        self.zoom.pressed.connect(self.tool_pressed)
        self.favourites = ToolColumn(theme, self)
        self.favourites.pressed.connect(self.favourite_pressed)
        self.scale = ScalePlate(theme, self)
        self.scale.show_scale(2.0)
        self.coordinates = CoordinatesPlate(theme, self)
        self.bare = CoordinatesPlate(theme, self)
        self.bare.hide()
        self.scale_field = ScaleField(theme, self)
        self.scale_field.left.connect(canvas.setFocus)
        self.error: ErrorStrip | None = None
        self.progress = ProgressLine(theme)
        self.progress.setParent(self)
        self.progress.hide()
        self.progress.cancel_pressed.connect(self.progress_cancelled)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_progress)
        self.legend: QWidget | None = None
        self._covered: tuple[tuple[float, float, float, float], ...] = ()
        theme.changed.connect(self.arrange)

    def show_foot(self, view: MapFootView) -> None:
        """Show scale and coordinates."""
        self.scale.show_scale(view.mpp)
        self.coordinates.show_text(view.text)
        self.arrange()

    def show_bare(self, words: str) -> None:
        """Say that there is no map of what is in view, so that an empty ground is no riddle; "" = there is one."""
        if words != self.bare.text or bool(words) != self.bare.isVisibleTo(self):
            self.bare.show_text(words)
            self.bare.setVisible(bool(words))
            self.arrange()

    def show_favourites(self, tools: tuple[FavouriteView, ...]) -> None:
        """Show the favourite drawing tools."""
        self.favourites.show_tools(tools)
        self.arrange()

    def show_error(self, view: ErrorView | None) -> None:
        """Show what is wrong over the lower edge until it is closed; None takes it away."""
        if self.error is not None:
            self.error.hide()
            self.error.deleteLater()
            self.error = None
        if view is not None:
            self.error = ErrorStrip(self.theme, view)
            self.error.setParent(self)
            self.error.closed.connect(lambda: self.show_error(None))
            self.error.action_pressed.connect(self.error_action)
            self.error.show()
        self.arrange()

    def show_progress(self, view: ProgressView | None) -> None:
        """Show how far something is, once it has taken a while; None = done."""
        if view is None:
            self._patience.stop()
            self.progress.hide()
            return
        self.progress.show_view(view)
        if not self.progress.isVisible() and not self._patience.isActive():
            self._patience.start()

    def _show_progress(self) -> None:
        self.progress.show()
        self.arrange()

    def show_legend(self, plate: QWidget | None) -> None:
        """Let a legend stand at the left of the map; None takes it away."""
        if self.legend is not None and self.legend is not plate:
            self.legend.hide()
            self.legend.deleteLater()
        self.legend = plate
        if plate is not None:
            plate.setParent(self)
            plate.show()
        self.arrange()

    def show_looking_back(self, view: LensView | None) -> None:
        """Swap search and entry for the lens bar while looking back."""
        back = view is not None
        if view is not None:
            self.lens.show_view(view)
        self.lens.setVisible(back)
        for widget in (self.search, self.message, self.changes, self.favourites):
            widget.setVisible(not back)
        self.arrange()

    def resizeEvent(self, _event: object) -> None:
        """Place everything again."""
        self.arrange()

    def arrange(self) -> None:
        """Place canvas and plates."""
        w, h, t = self.width(), self.height(), self.theme.target
        self.canvas.setGeometry(0, 0, w, h)
        left = MARGIN - EDGE
        self.search.setGeometry(left, left, 330 + 2 * EDGE, t + 2 * EDGE)
        x = left + self.search.width() + 2
        for button in (self.message, self.changes):
            width = button.sizeHint().width() + 2 * EDGE
            button.setGeometry(x, left, width, t + 2 * EDGE)
            x += width + 2
        self.lens.move(left, left)
        self.wind.move(left, left + t + 2 * EDGE + 4)
        self.zoom.move(w - self.zoom.width() - left, left)
        self.favourites.move(w - self.favourites.width() - left, left + self.zoom.height() + 2)
        self.scale.move(10, h - 46)
        self.bare.move(10, h - 46 - PLATE - 6)
        self._arrange_foot(w, h)
        self._arrange_messages(w, h)
        self._tell_covered()

    def _arrange_foot(self, w: int, h: int) -> None:
        field, coordinates = self.scale_field, self.coordinates
        field.move(w - field.width() - 10, h - PLATE - 10)
        coordinates.move(field.x() - coordinates.width() - 6, h - PLATE - 10)
        coordinates.setVisible(coordinates.width() + field.width() + self.scale.width() + 46 < w)

    def _arrange_messages(self, w: int, h: int) -> None:
        top = h - 56
        if self.error is not None:
            self.error.setFixedWidth(w - 2 * MARGIN)
            top -= self.error.height()
            self.error.move(MARGIN, top)
            self.error.raise_()
        if self.progress.isVisible():
            self.progress.setFixedWidth(min(420, w - 2 * MARGIN))
            self.progress.move(MARGIN, top - self.progress.height() - 6)
            self.progress.raise_()
        if self.legend is not None:
            low = self.wind.y() + (self.wind.height() if self.wind.isVisible() else 0) + 2
            self.legend.setMaximumHeight(max(120, h - low - 60))
            self.legend.adjustSize()
            self.legend.move(MARGIN - EDGE, low)

    def _tell_covered(self) -> None:
        plates = (
            self.search, self.message, self.changes, self.wind, self.lens, self.zoom, self.favourites, self.scale,
            self.coordinates, self.scale_field, self.bare, self.error, self.legend,
        )  # fmt: skip
        boxes = tuple(
            (float(p.x()), float(p.y()), float(p.x() + p.width()), float(p.y() + p.height()))
            for p in plates if p is not None and p.isVisibleTo(self)
        )  # fmt: skip
        if boxes != self._covered:
            self._covered = boxes
            self.covered.emit(boxes)
