"""Where things are: RD transformation, axis order, geometry columns, Hilbert blocks, spatial questions."""
