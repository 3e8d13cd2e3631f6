"""Voorbereiden: the second face without an incident. Chain design, sources, imports, vocabulary and maps."""
