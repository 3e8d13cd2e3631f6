"""Afterwards: what reached whom, held against the chain design. Pure functions over a log."""
