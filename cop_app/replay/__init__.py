"""Exercises: scenario, simulated partners and the clock that plays them."""
