"""What to draw: viewport, symbols, labels, display list. No Qt."""
