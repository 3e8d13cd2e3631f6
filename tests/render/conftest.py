"""Small worlds to draw; Qt without a screen."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PySide6.QtWidgets import QApplication

from cop_app.geo.columns import GeometryColumns

CX, CY = 156_815.0, 532_660.0


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """One application for all; a QApplication, so that tests of widgets may follow in the same process."""
    return QApplication.instance() or QApplication([])


@pytest.fixture
def houses() -> GeometryColumns:
    """A grid of 40 x 40 squares of 10 m, 25 m apart, around the middle of the world."""
    steps = (np.arange(40) - 20) * 25.0
    x, y = np.meshgrid(CX + steps, CY + steps)
    return GeometryColumns.from_shapely(shapely.box(x.ravel(), y.ravel(), x.ravel() + 10, y.ravel() + 10))
