"""Where a dispatch line says it is: street, town, postcode, hectometre post, kilometre along a track, crossing.

Words only; what lies there is for a map to say. A street is known by how its name ends, because that holds in capitals,
in lower case and with half of the line missing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cop_app.sources.meldkamer_words import (
    DOUBTFUL_ENDS,
    HOUSES,
    NO_STREET,
    PARTICLES,
    PLAIN,
    QUARTERS,
    STREET_ENDS,
    TITLES,
    TOWN_ENDS,
)

_I = re.IGNORECASE
_SIDE = r"(?:Re(?:chts)?|Li(?:nks)?|R|L)"
_KM = r"(\d{1,3}[.,]\d)"
_POST = r"(?:hmp?|hm-?paal|hectometer(?:paal)?|kmp?|paal)[ .:]{0,3}"
_ROAD = re.compile(
    rf"(?:\brijksweg |\bsnelweg )?(?<![\w-])([AN]) ?(\d{{1,3}})(?![\w-])[ ,]{{0,3}}({_SIDE}\b)?"
    rf"(?:[ ,]{{0,3}}(?:{_POST})?{_KM}(?![\d.,]*\d)(?:[ ,]{{0,3}}({_SIDE}\b))?)?", _I
)  # fmt: skip
_LOOSE_POST = re.compile(rf"\b{_POST}{_KM}(?!\d)", _I)
_RAIL = re.compile(rf"\b(?:spoor ?(?:km|kilometer|kmp?)?|spoorlijn|km)[ .:]{{0,3}}{_KM}(?!\d)", _I)
_IS_RAIL = re.compile(r"spoor|trein|traject|baanvak|\btis\b|prorail|overweg", _I)
_TRACK = re.compile(
    r"\b(?:traject|baanvak|spoorlijn|lijn)[ :]{1,2}([^\W\d][\w'-]{2,24}) ?(?:-|/| naar ) ?([^\W\d][\w'-]{2,24})", _I
)
_POSTCODE = re.compile(
    r"(?<![\w-])([1-9]\d{3}) ?(?!(?:TS|RV|HV|AL|HW|WO|SB|DA|MK|SS|SD|SA|UU)\b)([A-Z]{2})(?![\w-])", _I
)
_WORD = re.compile(r"[^\s,;()|/]+|[,;()|/]")
_HOUSE = re.compile(r"(\d{1,3})([a-z]|-\d{1,3})?", _I)
_DIGITS_OF_POSTCODE = re.compile(r"(?<=[^\W\d]) ([1-9]\d{3})(?= [^\W\d]{3})")
_CROSSING = frozenset({"kruising", "hoek", "kruispunt", "splitsing", "/", "x"})


class Spot(NamedTuple):
    """What was found, each with how sure it is (0..1) under its name in `sure`, and the words that are left."""

    address: str
    postcode: str
    town: str
    crossing: str
    sure: dict[str, float]
    rest: str


class Rest:
    """What was not understood yet; what is found is taken out of it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the first that fits, and take it out."""
        found = pattern.search(self.text)
        if found:
            self.cut(found)
        return found

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Return all that fit, and take them out."""
        found = list(pattern.finditer(self.text))
        self.text = pattern.sub(" ", self.text)
        return found

    def cut(self, found: re.Match[str]) -> None:
        """Take out what was found."""
        self.text = f"{self.text[: found.start()]} {self.text[found.end() :]}"


def take_road(rest: Rest) -> tuple[str, str, float]:
    """Return road with side, hectometre and how sure; A1 and A2 are roads only where side or post says so."""
    for match in _ROAD.finditer(rest.text):
        letter, number, side, km, side_after = match.groups()
        named = match[0].lower().startswith(("rijksweg", "snelweg"))
        if not (side or km or named) and letter in "Aa" and int(number) <= 2:
            continue  # the priority of an ambulance
        rest.cut(match)
        if km is None:
            loose = rest.take(_LOOSE_POST)
            km = loose[1] if loose else ""
        words = f"{letter.upper()}{number} {_side(side or side_after or '')}".strip()
        return words, km.replace(",", "."), 0.9 if km else 0.7
    return "", "", 0.0


def _side(word: str) -> str:
    return {"R": "Re", "L": "Li", "RECHTS": "Re", "LINKS": "Li"}.get(word.upper(), word.capitalize())


def take_rail(rest: Rest, *, on_track: bool) -> tuple[str, str]:
    """Return kilometre and track when the text is about a railway; a post without a road is none of one."""
    track = rest.take(_TRACK)
    if not (on_track or track or _IS_RAIL.search(rest.text)):
        return "", ""
    found = rest.take(_RAIL)
    return (found[1].replace(",", ".") if found else ""), (f"{track[1]} - {track[2]}" if track else "")


def take_post(rest: Rest) -> str:
    """Return a hectometre without a road."""
    found = rest.take(_LOOSE_POST)
    return found[1].replace(",", ".") if found else ""


def find_spot(text: str, place: str = "", town: str = "") -> Spot:
    """Return street, postcode and town of a line; `place` and `town` are what a print-out calls so itself."""
    rest, sure = Rest(text), {}
    found = rest.take(_POSTCODE)
    postcode = f"{found[1]}{found[2].upper()}" if found else ""
    if postcode:
        sure["postcode"] = 0.9
    elif found := rest.take(_DIGITS_OF_POSTCODE):
        # After a street and before a town: hardly any house number has four digits.
        postcode, sure["postcode"] = found[1], 0.5
    labelled = _POSTCODE.sub(" ", place)
    words = _WORD.findall(labelled or rest.text)
    streets = _streets(words)
    address = crossing = ""
    if len(streets) > 1 and not any(s.numbered for s in streets) and _CROSSING & {w.lower() for w in words}:
        crossing = f"{streets[0].name} / {streets[1].name}"
        sure["crossing"] = 0.7
        last = streets[1]
        words = words[: streets[0].start] + words[streets[0].end : last.start] + words[last.start :]
        last = last._replace(start=last.start - (streets[0].end - streets[0].start),
                             end=last.end - (streets[0].end - streets[0].start))  # fmt: skip
    elif streets:
        last = max(streets, key=lambda street: street.sure)
        address = last.name
        sure["address"] = max(last.sure, 0.9 if place and last.numbered else 0.0)
    else:
        last = None
    start, end = (last.start, last.end) if last else (len(words), len(words))
    after = end
    if town:
        sure["town"] = 0.9
    elif last is not None:
        town, after, sure_town = _town(words, end)
        if town:
            sure["town"] = sure_town
    left = words[:start] + words[after:]
    if labelled:
        left = _WORD.findall(rest.text)
    return Spot(address, postcode, town, crossing, sure, " ".join(word for word in left if word not in {"(", ")"}))


class _Street(NamedTuple):
    name: str
    start: int  # places in the words
    end: int
    sure: float
    numbered: bool


def town_words(town: str) -> frozenset[str]:
    """Return the words of a town by which two spellings are compared: Nieuw-Kruishaven, nieuw kruishaven."""
    return frozenset(re.findall(r"[^\W_]+", town.casefold())) - PARTICLES


def _streets(words: list[str]) -> list[_Street]:
    """Return what reads as a street, in the order of the text."""
    found: list[_Street] = []
    capitals = any(word[:1].isupper() and word[1:].islower() for word in words)
    for index, word in enumerate(words):
        if found and index < found[-1].end:
            continue
        street = _street_at(words, index, word.lower().strip(".:"), capitals)
        if street is not None:
            found.append(street)
    return found


def _street_at(words: list[str], index: int, word: str, capitals: bool) -> _Street | None:
    end, name_end = index + 1, words[index]
    ending = _ending(word, (*STREET_ENDS, *DOUBTFUL_ENDS, *TOWN_ENDS))
    if not ending or word in NO_STREET:
        return None
    bare = word == ending
    if bare and _lower(words, index + 1) in {"van", "naar", "der"}:
        # Laan van de Vrede: the name goes on after the word by which it is known.
        while end < len(words) and (words[end].lower() in PARTICLES or _name_like(words[end], capitals)):
            end += 1
        name_end, bare = " ".join(words[index:end]), end == index + 1
    elif _lower(words, end) in QUARTERS and _house_number(words, end + 1)[0]:
        name_end, end = f"{name_end} {words[end]}", end + 1
    number, after = _house_number(words, end)
    capital = words[index][:1].isupper() and capitals
    start = index if bare is False and word == ending else _reach_back(words, index, capitals)
    if bare and start == index and not (number and (capital or not capitals) and word not in {"str", "weg"}):
        return None
    certain = word.endswith(STREET_ENDS)
    if not certain and not number and (word.endswith(TOWN_ENDS) or not capital):
        return None
    sure = (0.8 if number else 0.6) if certain else (0.7 if number else 0.4)
    name = " ".join([*words[start:index], name_end, *([number] if number else [])])
    return _Street(name, start, after if number else end, sure, bool(number))


def _ending(word: str, ends: tuple[str, ...]) -> str:
    return max((end for end in ends if word.endswith(end)), key=len, default="")


def _lower(words: list[str], index: int) -> str:
    return words[index].lower() if index < len(words) else ""


def _house_number(words: list[str], at: int) -> tuple[str, int]:
    """Return the number after a street and the place after it; "" when what follows is no house number."""
    if _lower(words, at) in {"nr", "nr.", "huisnr", "huisnummer", "no", ","}:
        at += 1
    match = _HOUSE.fullmatch(words[at].rstrip(".")) if at < len(words) else None
    if match is None:
        return "", at
    letter = _lower(words, at + 1)
    if not match[2] and len(letter) == 1 and letter.isalpha() and letter not in "pxy":
        return f"{match[1]}{letter}", at + 2
    return match[0], at + 1


def _reach_back(words: list[str], index: int, capitals: bool) -> int:
    """Return where the name begins: Burgemeester van der Meulen before -straat, Oude before Haven."""
    start = index
    while start > 0 and index - start < 5:
        before = words[start - 1].lower().rstrip(".")
        if before in HOUSES:
            return index
        if before.endswith(STREET_ENDS):
            break
        ordinal = re.fullmatch(r"\d{1,2}(?:e|de|ste)", before)
        if not (before in TITLES or before in PARTICLES or ordinal or _name_like(words[start - 1], capitals)):
            break
        start -= 1
    while start < index and words[start] in PARTICLES - {"de", "den", "het", "'t"}:
        start += 1  # "in de Havenstraat": the preposition is of the sentence, not of the name
    if start < index and not capitals and all(word.lower() in PARTICLES for word in words[start:index]):
        start = index
    return start


def _name_like(word: str, capitals: bool) -> bool:
    """Return whether a word may be a part of a name: a capital, and no ordinary word, number or abbreviation."""
    plain = word.lower().strip(".:")
    if plain in PLAIN or not plain.replace("-", "").replace("'", "").isalpha() or len(plain) < 2:
        return False
    if plain.endswith(("brand", "ongeval", "melding")):
        return False
    return capitals and word[0].isupper() and word[1:].islower()


def _town(words: list[str], at: int) -> tuple[str, int, float]:
    """Return the town that follows a street, where it ends, and how sure; "" when an ordinary word follows."""
    start = at
    while _lower(words, start) in {",", "te", "in", "("}:
        start += 1
    capitals = any(word[:1].isupper() and word[1:].islower() for word in words)
    end = start
    while end < len(words) and end - start < 4 and _town_word(words[end], capitals, begun=end > start):
        end += 1
        if not capitals and words[end - 1].lower() not in PARTICLES:
            break
    while end > start and words[end - 1].lower() in PARTICLES:
        end -= 1
    if end == start:
        return "", at, 0.0
    return " ".join(words[start:end]), end, 0.7 if capitals else 0.4


def _town_word(word: str, capitals: bool, *, begun: bool) -> bool:
    plain = word.lower().strip(".:'’")
    if word.lower() in PARTICLES and (begun or plain in {"den", "de", "het", "t"}):
        return True
    if plain in PLAIN or not plain.replace("-", "").replace("'", "").isalpha() or len(plain) < 3:
        return False
    return not capitals or word.removeprefix("'s-").removeprefix("'")[:1].isupper()
