"""Marks and words without persons, and how many pieces were blotted out: for all that leaves."""

from __future__ import annotations

from dataclasses import replace

from cop_app.domain.sharing import mask_persons
from cop_app.map.mark_types import AreaMark, Label, Mark, SymbolMark, TextMark


class Masking:
    """Blots out what looks like a person in the words of marks, and counts it."""

    def __init__(self) -> None:
        self.count = 0

    def text(self, text: str) -> str:
        """Return the text masked."""
        masked, findings = mask_persons(text)
        self.count += len(findings)
        return masked

    def mark(self, mark: Mark) -> Mark:
        """Return the mark with all its words masked."""
        if isinstance(mark, TextMark):
            return replace(mark, label=self._label(mark.label))
        label = self._label(mark.label) if mark.label else None
        if isinstance(mark, SymbolMark):
            return replace(mark, label=label, text=self.text(mark.text))
        if isinstance(mark, AreaMark):
            return replace(mark, label=label, note=self.text(mark.note))
        return replace(mark, label=label)

    def _label(self, label: Label) -> Label:
        return replace(label, text=self.text(label.text), sub=self.text(label.sub))
