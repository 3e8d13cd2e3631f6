"""Carrying envelopes between laptops. The first release exchanges nothing by itself; the room holds the seam."""
