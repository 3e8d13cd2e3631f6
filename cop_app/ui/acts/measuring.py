"""Measuring: the ruler on the map. Nothing of it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.canvas.measure_tool import MeasureTool


class Measuring(Act):
    """The ruler, on until Esc or until it is pressed again."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._tool: MeasureTool | None = None

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the one command."""
        return {"measure": self.toggle}

    def escape(self) -> bool:
        """Put the ruler away."""
        if self._tool is None:
            return False
        self._stop()
        return True

    def toggle(self) -> None:
        """Take the ruler, or put it away."""
        if self._tool is not None:
            self._stop()
            return
        tool = MeasureTool()
        tool.cancelled.connect(self._stop)
        self._tool = tool
        self.bench.use_tool(tool, self._stop)
        self.bench.window.stage.favourites.mark_active("measure")
        self.bench.canvas.setFocus()

    def _stop(self) -> None:
        if self._tool is not None:
            tool, self._tool = self._tool, None
            self.bench.drop_tool(tool)
            self.bench.window.stage.favourites.mark_active("")
