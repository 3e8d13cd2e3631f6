"""How the map is drawn: paths, tiles, shared-memory images. QtGui only."""
