"""Reads a pasted dispatch line (GMS or pager text) into a draft melding; a person always confirms it.

Wording differs per region, so nothing is required: what is recognised is taken out with a confidence, what is not stays
visible in `leftovers`. The program never receives such lines by itself (reference/interop 1.4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PRIORITY = re.compile(r"(?<![\w-])(?:(A[0-2]|B[1-3])|(?:PRIO|P)[ .:]*([1-5]))(?![\w-])", re.IGNORECASE)
_GRIP = re.compile(r"-?\bgrip[ :=-]*([0-5])\b", re.IGNORECASE)
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_RD = re.compile(r"\b(\d{5,6})(?:[.,]\d+)?\s*[/,; ]\s*(\d{6})(?:[.,]\d+)?\b")
_ROAD = re.compile(r"\b([AN]\d{1,3})\b\s*(Li|Re|L|R)?\b", re.IGNORECASE)
_HECTOMETRE = re.compile(r"\b(?:hmp?|hectometer(?:paal)?|km)[ .:]*(\d{1,3}[.,]\d)\b", re.IGNORECASE)
_POSTCODE = re.compile(r"\b([1-9]\d{3})\s?([A-Z]{2})\b")
_UNIT = re.compile(r"(?<![\d-])(\d{2}-\d{4}|\d{6})(?![\d-])")
_STREET = re.compile(
    r"\b((?:[A-Z][\w'’-]*\s){0,3}[A-Z]?[\w'’-]*"
    r"(?:straat|laan|weg|plein|kade|dijk|singel|gracht|dreef|hof|pad|steeg|haven|park|ring|markt))\s+(\d{1,4}[a-zA-Z]?)\b"
)
# The first word that fits wins: a train on fire is a rail accident, a gas leak in a house is a dangerous substance.
_KINDS: tuple[tuple[str, str], ...] = (
    ("spoorongeval", r"\b(trein|spoor|ontspor\w*|tis[ -]?[1-4])\b"),
    ("gevaarlijke_stof", r"\b(gevaarlijke stof\w*|ibgs|ogs|ammoniak|chloor|gaslek\w*|lekkage gas|stank|gaslucht)\b"),
    ("natuurbrand", r"\b(natuurbrand|bosbrand|heidebrand|duinbrand|br natuur|bermbrand)\b"),
    ("verkeersongeval", r"\b(ongeval(?: wegvervoer)?|aanrijding|beknelling|vko|ong wegvervoer)\b"),
    ("industriebrand", r"\b(industriebrand|br industrie|brand industrie\w*|br bedrijf\w*|brand bedrijf\w*)\b"),
    ("hoogwater", r"\b(hoogwater|dijkdoorbraak|overstroming|wateroverlast)\b"),
    ("stroomuitval", r"\b(stroomuitval|stroomstoring|uitval elektra)\b"),
    ("evenement", r"\b(evenement|festival)\b"),
)


@dataclass(frozen=True, slots=True)
class MeldkamerLine:
    """A draft from a dispatch line. `rd` is metres, `grip` None when not named, `confidence` 0..1 per found field."""

    text: str
    kind: str = "overig"
    priority: str = ""
    grip: int | None = None
    time: str = ""
    address: str = ""
    postcode: str = ""
    road: str = ""
    hectometre: str = ""
    rd: tuple[float, float] | None = None
    units: tuple[str, ...] = ()
    leftovers: str = ""
    confidence: Mapping[str, float] = field(default_factory=dict)
    machine_read: bool = True


def parse_meldkamer(text: str) -> MeldkamerLine:
    """Read one pasted text of at most 4,000 characters; never refuses, unknown words stay in `leftovers`."""
    rest = " ".join(text[:4000].split())
    kind, word = _kind_of(rest)
    # The kind's own word goes first, so that it does not read as the beginning of a street name.
    rest = rest.replace(word, " ", 1) if word else rest
    taken: dict[str, tuple[str, ...]] = {}
    for name, pattern in (
        ("rd", _RD), ("time", _TIME), ("grip", _GRIP), ("priority", _PRIORITY), ("hectometre", _HECTOMETRE),
        ("postcode", _POSTCODE), ("address", _STREET), ("road", _ROAD),
    ):  # fmt: skip
        found = pattern.search(rest)
        if found:
            taken[name] = tuple(group or "" for group in found.groups())
            rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    units = tuple(dict.fromkeys(_UNIT.findall(rest)))
    rest = _UNIT.sub(" ", rest)
    sure = {"rd": 0.7, "address": 0.8, "road": 0.7, "time": 0.8}
    confidence = {name: sure.get(name, 0.9) for name in taken}
    confidence |= {"kind": 0.3 if kind == "overig" else 0.8} | ({"units": 0.7} if units else {})
    priority = next(filter(None, taken.get("priority", ())), "").upper()
    hour = taken.get("time")
    place = taken.get("rd")
    return MeldkamerLine(
        text, kind, f"P{priority}" if priority.isdigit() else priority,
        int(taken["grip"][0]) if "grip" in taken else None, f"{int(hour[0]):02d}:{hour[1]}" if hour else "",
        " ".join(taken.get("address", ())).strip(), "".join(taken.get("postcode", ())),
        " ".join(taken.get("road", ())).strip(), taken.get("hectometre", ("",))[0].replace(",", "."),
        (float(place[0]), float(place[1])) if place else None, units, " ".join(rest.split()), confidence,
    )  # fmt: skip


def _kind_of(text: str) -> tuple[str, str]:
    """Return the kind of incident and the words that said so."""
    for name, words in _KINDS:
        found = re.search(words, text, re.IGNORECASE)
        if found:
            return name, found[0]
    return "overig", ""
