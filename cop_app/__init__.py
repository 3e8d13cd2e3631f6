"""Ketenbeeld: one map-based picture for crisis partners, from data that many owners keep.

Why: when an incident is scaled up, the teams in the field and in the office need the same picture at once, also when
networks fail. The house is described on one page in docs/ARCHITECTURE.md.
"""

__version__ = "0.1.0"
