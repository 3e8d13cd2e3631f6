"""What the program is about: data and rules in plain Python, without I/O."""
