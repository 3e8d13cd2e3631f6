"""The exercise map: the never-built Markerwaard, made by a seeded generator, and a small national overview.

Everything here is FICTIEF. Exercise data lies on an island that does not exist, so that a symbol, a plume or a list
of casualties can never be mistaken for something at a real address.
"""
