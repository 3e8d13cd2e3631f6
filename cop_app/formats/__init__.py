"""Bytes to records and back, reader and writer together. No network, no store."""
