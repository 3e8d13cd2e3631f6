"""Reads a pasted dispatch text (GMS or pager line) into a draft melding; a person always confirms it.

Wording differs per region, so nothing is required: what is recognised is taken out with a confidence, what is not stays
visible in `leftovers`. The program never receives such lines by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from cop_app.sources.meldkamer_place import Rest, find_spot, take_post, take_rail, take_road, town_words
from cop_app.sources.meldkamer_words import ALONE, KINDS, LABELS, NUMBERS, STREET_ENDS, VEHICLE

MOST = 4_000  # characters that are read
_CANDIDATES = 8
_STREET = (*STREET_ENDS, "weg", "haven", "park")
_I = re.IGNORECASE
_RD = re.compile(
    r"(?<![\d.,-])(?:x[ :=]{0,3})?(\d{4,6})(?:[.,]\d{1,3})?(?: {0,2}[/,;]? {0,2}(?:y[ :=]{0,3})?)(?<!\d)(\d{6})"
    r"(?:[.,]\d{1,3})?(?![\d-])", _I
)  # fmt: skip
_X, _Y = (0, 300_000), (289_000, 629_000)
_TIME = re.compile(
    r"(?<![\d:.-])([01]?\d|2[0-3])(?::([0-5]\d)(?::[0-5]\d)?(?![\d:])(?: ?u(?:ur)?\b)?|\.([0-5]\d) ?u(?:ur)?\b)", _I
)
_DATE = re.compile(r"(?<![\w-])(?:\d{1,2}[-/]\d{1,2}[-/](?:20)?\d{2}|20\d{2}-\d{2}-\d{2})(?![\d-])")
_GRIP = re.compile(
    r"[-(]?\bgrip[ :=-]{0,4}(?:niveau |naar )?([0-5](?!\d)|(?:iii|ii|iv|i|v|een|één|twee|drie|vier|vijf|rijk)\b)\)?", _I
)
_PRIORITY = re.compile(
    r"(?<![\w-])(?:(A[0-2]|B[1-3])(?![\w-])|(?:PRIO(?:RITEIT)?|P)[ .:=]{0,3}([1-5])(?![\w-]))(?: ?\(dia: ?\w{2,3}\))?",
    _I,
)
_TALKGROUP = re.compile(r"(?<![\w-])([A-Z]{3}-\d{2})(?![\w-])", _I)
_RIDE = re.compile(r"\b(?:rit|bon|icnum|ritnr|meldnr|incident(?:nr|nummer)?)[ :.-]{0,3}\d{3,9}\b", _I)
_SCALE = re.compile(
    r"\((zeer grote?|grote?|middel|kleine?)(?: brand| inzet)?\)|"
    r"\b(zeer grote?|grote?|middel|kleine?)(?= (?:brand|incident|inzet|ibgs|hv|oms)\b)", _I
)  # fmt: skip
_UNIT = re.compile(rf"(?<![\w-])(?:({VEHICLE})[ :-]{{1,2}})?((?:0[1-9]|1\d|2[0-5])-?\d{{4}})(?![\w-])", _I)
_AMBULANCE = re.compile(r"(?<![\w-])((?:AMBU(?:LANCE)?|MICU)[ :]{1,2})(\d{2}-?\d{3})(?![\w-])", _I)
_FIRST_AMBULANCE = re.compile(r"^\W*(\d{5})(?= \D|$)")
_FUNCTION = re.compile(rf"(?<![\w-])({ALONE})(?![\w-])", _I)
_LABEL = re.compile(
    r"(?:^|(?<=[|;]))[ \t]{0,8}(" + "|".join(map(re.escape, sorted(LABELS, key=len, reverse=True)))
    + r")[ \t]{0,8}[:=][ \t]{0,8}([^|;\r\n]{1,200})", re.IGNORECASE | re.MULTILINE
)  # fmt: skip
_ENTRY = re.compile(
    r"^[ \t]{0,8}(?:[\d/-]{8,10}[ \t])?((?:[01]?\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?[ \t]{1,8}(\S.{0,300})$", re.MULTILINE
)


class FoundPlace(Protocol):
    """A place as a map knows it: RD metres, what it is called, and whether the asked words name just this one."""

    @property
    def x(self) -> float: ...  # noqa: D102
    @property
    def y(self) -> float: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def sure(self) -> bool: ...  # noqa: D102


Lookup = Callable[[str], Sequence[FoundPlace]]


@dataclass(frozen=True, slots=True)
class MeldkamerLine:
    """A draft from a dispatch text; `confidence` is 0..1 per found field, `place` the surest word on where it is.

    `grip` is None when not named, the last that was said when there are more. `rd` is metres as the text itself says
    them; `candidates` are what a map made of its place, the surest first. `what` is the classification in the text's
    own words, `rail` the kilometre along `track`, `crossing` two streets, `log` the timed lines of a print-out.
    """

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
    town: str = ""
    rail: str = ""
    track: str = ""
    crossing: str = ""
    what: str = ""
    scale: str = ""
    talkgroup: str = ""
    object: str = ""
    log: tuple[tuple[str, str], ...] = ()
    candidates: tuple[FoundPlace, ...] = ()

    @property
    def place(self) -> str:
        """Return where it is in words: street and town, road and post, track and kilometre; "" when not said."""
        along = " ".join(filter(None, (self.road, self.hectometre)))
        if self.rail or self.track:
            along = " ".join(filter(None, ("spoor", self.track, f"km {self.rail}" if self.rail else "")))
        exact = self.crossing or (self.address if any(map(str.isdigit, self.address)) else "")
        if (self.rail or (self.road and self.hectometre)) and not exact:
            exact = along
        return ", ".join(filter(None, (exact or self.address or along or self.postcode, self.town)))

    @property
    def point(self) -> tuple[float, float] | None:
        """Return the place in RD metres when text or map name just one; a person still confirms it."""
        if self.rd is not None:
            return self.rd
        sure = [found for found in self.candidates if found.sure and self.agrees(found)]
        return (sure[0].x, sure[0].y) if sure else None

    def agrees(self, found: FoundPlace) -> bool:
        """Return whether a place of a map can be the one that is meant: not when the text says another town."""
        town = town_words(found.title.rpartition(", ")[2]) if ", " in found.title else frozenset()
        said = town_words(self.town)
        return not said or not town or said <= town or town <= said


def parse_meldkamer(text: str, lookup: Lookup | None = None) -> MeldkamerLine:
    """Read one pasted text, of which the first 4,000 characters count; never refuses, unknown words are left over.

    `lookup` finds places on the map by words: street and town, hectometre post, crossing, or the whole text.
    """
    plain = unicodedata.normalize("NFKC", text[:MOST]).replace("–", "-").replace("’", "'")
    said = _labelled(plain)
    entries = _ENTRY.finditer(plain) if "\n" in plain.strip() else ()
    log = tuple((match[1].zfill(5), " ".join(match[2].split())) for match in entries)
    rest = Rest(" ".join(plain.split()))
    found: dict[str, Any] = {}
    sure: dict[str, float] = {}
    _read_numbers(rest, log, found, sure)
    _read_kind(rest, said.get("what", ""), found, sure)
    _read_along(rest, found, sure)
    rides = _read_units(rest, found, sure)
    spot = find_spot(rest.text, said.get("place", ""), said.get("town", "") or said.get("municipality", ""))
    found |= {"address": spot.address, "postcode": spot.postcode, "town": spot.town, "crossing": spot.crossing}
    sure |= spot.sure
    if said.get("object"):
        found["object"], sure["object"] = said["object"], 0.8
    line = MeldkamerLine(text=text, leftovers=" ".join(filter(None, (spot.rest, *rides))), log=log, **found)
    candidates = _candidates(line, lookup) if lookup is not None else ()
    if line.rd is not None or line.place or candidates:
        sure["place"] = _sure_of_place(line, sure, candidates)
    return replace(line, candidates=candidates, confidence=sure)


def _labelled(text: str) -> dict[str, str]:
    """Return the values of a print-out by what they are; the first of each."""
    found: dict[str, str] = {}
    for match in _LABEL.finditer(text):
        found.setdefault(LABELS[match[1].lower()], " ".join(match[2].split()))
    return found


def _read_numbers(
    rest: Rest, log: Sequence[tuple[str, str]], found: dict[str, Any], sure: dict[str, float]
) -> None:
    """Read what is written in numbers: place in RD, road and post, time, GRIP, priority."""
    for match in _RD.finditer(rest.text):
        x, y = int(match[1]), int(match[2])
        # No call sign is as high as a northing, so two call signs never read as a place.
        if _X[0] <= x <= _X[1] and _Y[0] <= y <= _Y[1]:
            found["rd"], sure["rd"] = (float(x), float(y)), 0.9 if "x" in match[0].lower() else 0.7
            rest.cut(match)
            break
    found["road"], found["hectometre"], sure_of_road = take_road(rest)
    if found["road"]:
        sure["road"] = sure_of_road
    if found["hectometre"]:
        sure["hectometre"] = 0.9
    rest.take_all(_DATE)
    grips = rest.take_all(_GRIP)
    if grips:
        word = _last_grip(log) or grips[-1][1].lower()
        found["grip"] = int(word) if word.isdigit() else NUMBERS.get(word, 5)
        sure["grip"] = 0.9 if word.isdigit() else 0.7
    times = rest.take_all(_TIME)
    if times:
        found["time"], sure["time"] = f"{int(times[0][1]):02d}:{times[0][2] or times[0][3]}", 0.8
    priority = rest.take(_PRIORITY)
    if priority:
        found["priority"], sure["priority"] = (priority[1] or f"P{priority[2]}").upper(), 0.9


def _last_grip(log: Sequence[tuple[str, str]]) -> str:
    """Return the level of the latest timed line that names one, whichever way the print-out is ordered."""
    named = [(hour, match[1].lower()) for hour, words in log if (match := _GRIP.search(words))]
    return max(named)[1] if named else ""


def _read_kind(rest: Rest, said: str, found: dict[str, Any], sure: dict[str, float]) -> None:
    """Read the kind of incident and take out the words that said so, lest they read as the beginning of a street."""
    group = rest.take(_TALKGROUP)
    if group:
        found["talkgroup"], sure["talkgroup"] = group[1].upper(), 0.8
    scale = rest.take(_SCALE)
    if scale:
        found["scale"], sure["scale"] = (scale[1] or scale[2]).lower(), 0.7
    found["kind"], sure["kind"] = "overig", 0.3
    for text in filter(None, (said, rest.text)):
        hit = next(((name, how, match) for name, how, words in KINDS if (match := _said(words, text))), None)
        if hit is not None:
            found["kind"], sure["kind"] = hit[0], hit[1]
            found["what"], sure["what"] = said or " ".join(hit[2][0].split()), 0.8
            break
    named = (_said(words, rest.text) for name, _how, words in KINDS if name == found["kind"])
    own = next(filter(None, named), None)
    if own is not None:
        rest.cut(own)


def _said(words: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return where the words stand, unless the last of them is a street: in Industrieweg nobody says industry."""
    return next((match for match in words.finditer(text) if not match[0].lower().endswith(_STREET)), None)


def _read_along(rest: Rest, found: dict[str, Any], sure: dict[str, float]) -> None:
    """Read the kilometre of a railway, or a post whose road is not named."""
    found["rail"], found["track"] = take_rail(rest, on_track=found["kind"] == "spoorongeval")
    sure |= {name: 0.8 for name in ("rail", "track") if found[name]}
    if not found["hectometre"] and not found["rail"]:
        found["hectometre"] = take_post(rest)
        if found["hectometre"]:
            sure["hectometre"] = 0.6


def _read_units(rest: Rest, found: dict[str, Any], sure: dict[str, float]) -> list[str]:
    """Read call signs with the vehicle that is written before them; the numbers of rides are none, and returned."""
    rides = [match[0] for match in rest.take_all(_RIDE)]
    units = [" ".join(filter(None, (match[1], match[2]))) for match in rest.take_all(_UNIT)]
    units += [f"AMBU {match[2]}" for match in rest.take_all(_AMBULANCE)]
    if str(found.get("priority", "")).startswith(("A", "B")):
        first = rest.take(_FIRST_AMBULANCE)
        units += [f"AMBU {first[1]}"] if first else []
    units += [match[1] for match in rest.take_all(_FUNCTION)]
    if units:
        found["units"], sure["units"] = tuple(dict.fromkeys(units)), 0.7
    return rides


def _questions(line: MeldkamerLine) -> list[str]:
    """Return what to ask a map, the most exact first and the whole text last."""
    town = line.town
    exact = [
        f"{line.road} {line.hectometre}" if line.road and line.hectometre else "",
        " ".join(filter(None, ("spoor", line.track, f"km {line.rail}"))) if line.rail else "",
        f"kruising {line.crossing} {town}" if line.crossing else "",
        f"{line.address}, {town}" if line.address and town else "",
        line.address,
        _postcode_and_number(line),
        line.object,
    ]
    whole = " ".join(line.text[:MOST].split())
    return list(dict.fromkeys(text.strip() for text in (*exact, whole) if text.strip()))


def _postcode_and_number(line: MeldkamerLine) -> str:
    """Return the postcode with the house number that stands behind it: together they are one address."""
    if not line.postcode:
        return ""
    letters = f"{line.postcode[:4]} ?{line.postcode[4:]}"
    number = re.search(rf"{letters}[ ,]{{0,3}}(?:nr\.? ?)?(\d{{1,4}}[a-z]?)(?![\w-])", line.text[:MOST], _I)
    return f"{line.postcode} {number[1]}" if number else line.postcode


def _candidates(line: MeldkamerLine, lookup: Lookup) -> tuple[FoundPlace, ...]:
    """Return what the map knows of the place, until something is sure; a place that is not sure comes once."""
    found: dict[tuple[str, int, int], FoundPlace] = {}
    for question in _questions(line):
        for place in lookup(question):
            same = (place.title, round(place.x), round(place.y))
            if place.sure or same not in found:  # with more words it may be sure after all
                found[same] = place
        if any(place.sure and line.agrees(place) for place in found.values()):
            break
    return tuple(sorted(found.values(), key=lambda place: not (place.sure and line.agrees(place))))[:_CANDIDATES]


def _sure_of_place(
    line: MeldkamerLine, sure: Mapping[str, float], candidates: Sequence[FoundPlace]
) -> float:
    """Return how sure the place is: what the map knows for certain, coordinates, then how well the words read."""
    if any(place.sure and line.agrees(place) for place in candidates):
        return 0.9
    if line.rd is not None:
        return sure["rd"]
    words = ("address", "crossing", "road", "rail", "track", "postcode")
    read = max(sure.get(name, 0.0) for name in words)
    return min(read or 0.3, 0.6)
