"""What leaves on paper or as a file: exports, map sheets. No Qt."""
