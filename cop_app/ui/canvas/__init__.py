"""The map widget: base map kept as a picture, marks over it, pan and zoom at once."""

from cop_app.ui.canvas.widget import MapCanvas

__all__ = ["MapCanvas"]
