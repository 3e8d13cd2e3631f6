"""The keys of the window and what each command is called: one table for keys, card (F1) and command palette.

Every command here acts; a key or name without an act fails a test.
"""

from __future__ import annotations

# Single keys act only when no text field has the focus, and not at all when they are switched off (WCAG 2.1.4).
SINGLE_KEYS = {
    "W": "changes", "U": "next_unseen", "X": "seen", "N": "message", "B": "decision", "A": "action", "V": "ask",
    "C": "next_conflict", "Z": "zoom_selection", "M": "bookmark", "O": "meeting", "L": "legend", "Q": "next_lens",
    "1": "draw_area", "2": "draw_route", "3": "draw_closure", "4": "draw_sign", "5": "measure",
}  # fmt: skip
CHORDS = {
    "Ctrl+K": "palette", "Ctrl+Z": "undo", "Ctrl+P": "print", "Ctrl+G": "grip", "Ctrl+J": "go_to_time",
    "Ctrl+B": "all_questions", "F1": "keys", "F5": "refresh", "F9": "next_colours",
}  # fmt: skip

# Every command that can be asked for by name: what it is called, in the order of the palette.
NAMES: dict[str, str] = {
    "message": "Melding maken", "decision": "Besluit vastleggen", "action": "Actie vastleggen",
    "changes": "Wat is er veranderd", "next_unseen": "Volgende ongelezen", "seen": "Alles gezien",
    "ask": "Vraag stellen", "all_questions": "Alle vragen", "meeting": "Overleg", "grip": "GRIP vastleggen",
    "draw_area": "Gebied tekenen", "draw_route": "Route tekenen", "draw_closure": "Afzetting tekenen",
    "draw_sign": "Teken plaatsen", "measure": "Meten", "reshape": "Verplaatsen of vorm wijzigen",
    "withdraw": "Intrekken", "opgave": "Opgave toevoegen", "link": "Zelfde object als …",
    "adopt_one": "Overnemen in het totaalbeeld", "undo": "Ongedaan maken", "next_conflict": "Volgende tegenspraak",
    "zoom_selection": "Naar het gekozene", "incident": "Naar het incident", "scale": "Schaal typen",
    "legend": "Legenda", "bookmark": "Bladwijzer op dit moment", "print": "Kaartblad afdrukken",
    "go_to_time": "Naar een tijdstip", "next_lens": "Volgende bril", "now": "Naar nu",
    "next_colours": "Volgend palet", "glove": "Handschoenmodus aan of uit", "loose_keys": "Losse toetsen aan of uit",
    "refresh": "Opnieuw tonen", "palette": "Zoeken", "keys": "Toetsen",
}  # fmt: skip


def keys_of(command: str) -> str:
    """Return the keys of a command, "" when it has none."""
    found = {name: keys for keys, name in (*SINGLE_KEYS.items(), *CHORDS.items())}
    return found.get(command, "")
