"""Colours by role for the four lighting conditions: dag, schemer, nacht, fel.

Everything that is drawn names a token, never a colour, so that one switch changes map, signs and window together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.paths import resource

PALETTES: tuple[str, ...] = ("dag", "schemer", "nacht", "fel")
_HEX = re.compile(r"#[0-9A-F]{6}\Z")


@dataclass(frozen=True, slots=True)
class Palette:
    """A named set: token -> "#RRGGBB", and the shared tables of opacities (0-1) and widths (px)."""

    name: str
    colours: Mapping[str, str]
    alpha: Mapping[str, float] = field(default_factory=dict)
    widths: Mapping[str, float] = field(default_factory=dict)

    def colour(self, token: str) -> str:
        """Return the colour of a token as "#RRGGBB"; a literal "#RRGGBB" is returned as it is.

        Raises KeyError for a token the palette lacks: a bug, for the four palettes have the same tokens.
        """
        return token if token.startswith("#") else self.colours[token]

    @property
    def dark(self) -> bool:
        """Return whether the land is darker than the text on it."""
        return luminance(self.colours["land"]) < luminance(self.colours["text"])


@cache
def load_palette(name: str) -> Palette:
    """Return a palette that ships with the program; UserFacingError when there is none or its file is damaged."""
    if name not in PALETTES:
        raise UserFacingError(
            "palet-onbekend",
            _("Het kleurenpalet {naam} bestaat niet."),
            advice=_("Kies dag, schemer, nacht of fel."),
            naam=name,
        )
    try:
        data = json.loads(resource("palettes", f"{name}.json").read_text(encoding="utf-8"))
        colours = {str(token): str(value) for token, value in data["colours"].items()}
        bad = [token for token, value in colours.items() if not _HEX.match(value)]
        if bad:
            raise ValueError(f"not a colour: {bad}")
        alpha = {str(k): float(v) for k, v in data["alpha"].items()}
        widths = {str(k): float(v) for k, v in data["widths"].items()}
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UserFacingError(
            "palet-onleesbaar",
            _("Het kleurenpalet {naam} is niet te lezen."),
            advice=_("Installeer het programma opnieuw of kies een ander palet."),
            naam=name,
        ) from error
    return Palette(name, MappingProxyType(colours), MappingProxyType(alpha), MappingProxyType(widths))


def luminance(colour: str) -> float:
    """Return the relative luminance (0-1) of "#RRGGBB" after WCAG 2.2."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio (1-21) of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(over: str, under: str, alpha: float) -> str:
    """Return the colour that shows when `over` lies at an opacity on `under`."""
    parts = [
        round(int(over[i : i + 2], 16) * alpha + int(under[i : i + 2], 16) * (1 - alpha)) for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)
