"""Telling the keys: the card of F1 is made from the very keys that act, so that it cannot promise another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cop_app.i18n import _
from cop_app.ui.acts.bench import Act
from cop_app.ui.command_palette import KeyCard
from cop_app.ui.keys import CHORDS, NAMES, SINGLE_KEYS
from cop_app.ui.views import KeyHint

_ALWAYS = (
    KeyHint("F6", "volgend deel"), KeyHint("F2", "lagen"), KeyHint("F3", "rechterdeel"), KeyHint("F4", "tijdlijn"),
    KeyHint("Esc", "sluiten, dan naar nu"),
)  # fmt: skip
_MAP = (
    KeyHint("plus", "dichterbij"), KeyHint("min", "verder weg"), KeyHint("←", "verschuiven"),
    KeyHint("Space", "punt in het midden"), KeyHint("Enter", "klaar met tekenen"), KeyHint("⌫", "punt terug"),
)  # fmt: skip
_LIST = (
    KeyHint("Enter", "toon op kaart"), KeyHint("G+Enter", "gebeld"), KeyHint("G+1", "geen gehoor"),
    KeyHint("G+2", "antwoord volgt"), KeyHint("G+3", "beantwoord"),
)  # fmt: skip
_TIME = (
    KeyHint("←", "vorige gebeurtenis"), KeyHint("Shift+←", "1 minuut"), KeyHint("Ctrl+←", "10 minuten"),
    KeyHint("Home", "begin"), KeyHint("End", "nu"), KeyHint("Space", "afspelen"),
)  # fmt: skip


def key_groups() -> Sequence[tuple[str, Sequence[KeyHint]]]:
    """Return the groups of the card: single keys, chords, and the keys inside map, lists and timeline."""
    single = [KeyHint(keys, _(NAMES[name]).lower()) for keys, name in SINGLE_KEYS.items()]
    chords = [KeyHint(keys, _(NAMES[name])) for keys, name in CHORDS.items()]
    return (
        (_("Losse toetsen"), single), (_("Overal"), [*chords, *_ALWAYS]), (_("Kaart"), _MAP), (_("Vragen"), _LIST),
        (_("Tijdlijn"), _TIME),
    )  # fmt: skip


class KeysAct(Act):
    """Shows the card, and switches gloves and loose keys."""

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return the commands of the keyboard itself."""
        return {"keys": self.open, "glove": self._glove, "loose_keys": self._loose}

    def open(self) -> None:
        """Open the card of keys."""
        window = self.bench.window
        card = KeyCard(self.bench.theme, key_groups())
        card.setParent(window.ground)
        card.closed.connect(card.hide)
        card.closed.connect(card.deleteLater)
        card.move(max(0, (window.width() - card.width()) // 2), max(56, (window.height() - card.height()) // 2))
        card.show()
        card.raise_()
        card.setFocus()

    def _glove(self) -> None:
        self.bench.theme.set_glove(not self.bench.theme.glove)
        self.bench.window.place()

    def _loose(self) -> None:
        self.bench.window.loose_keys = not self.bench.window.loose_keys
        self.bench.stale.emit()
