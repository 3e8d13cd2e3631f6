"""What in a text looks like a person: citizen number, phone, mail, number plate, date of birth, a named person.

People write the same number in ten ways, and text that was copied holds other blanks, dashes and digits than a keyboard
gives. So a text is first written plainly (`_plain`) and looked through in that form; what is found is told by its place
in the text as it was. What the trade writes (places, units, times, ids, binary geometry) is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

MASK = "▇▇▇"


@dataclass(frozen=True, slots=True)
class PersonFinding:
    """A piece of text that looks like a person: which pattern, and where it stands."""

    pattern: str
    start: int
    end: int
    ground: str


# Between the digits of a number: a few blanks, dots, dashes, brackets; a line's end only within longer runs of digits.
_GAP = r"(?:[ \t./()-]{0,3}|(?<=\d{3})\r?\n(?=\d{3}))"
_NO_DATE = (
    r"(?!\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d{2}(?!\d))(?:(?<!\d[-./ ])|(?!\d{1,2}[-./ ](?:19|20)\d{2}[ T]))"
)
_PHONE = (
    rf"(?<![\d.]){_NO_DATE}(?:(?:\+|00)31[ ./-]{{0,3}}(?:\(0\)[ ./-]{{0,2}})?|\(?0[ -]?)[1-9]"
    rf"(?:{_GAP}\d){{8}}(?!\d|\.\d)"
)
_ABROAD = r"(?<!\d)\+(?:[1-9]\d{0,2}[ ./()-]{1,2}\d(?:[ ./()-]{0,3}\d){6,11}|\d{9,14})(?!\d)"
_MAIL = r"[\w.+-]{1,64}@[\w-]+\.[\w.-]+\b"
_DAY = r"(?:\d{1,2}[-/. ]{1,2}\w{1,9}[-/. ]{1,2}\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|\d{8})\b"
_BORN = rf"(?i:\b(?:geb(?:oren)?\.?(?: ?dat(?:um)?\.?)?|geboorte(?:datum|dag)))[ :]*(?:(?:te|in) \w+ )?(?:op:? )?{_DAY}"
# In capitals any division; in small letters only those that are given out, since `1-op-100` is no plate.
_PLATE = r"\b(?=[A-Z0-9-]{8}\b)(?=[A-Z0-9-]{0,7}[A-Z])(?=[A-Z0-9-]{0,7}\d)[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,3}\b"
_SMALL_PLATE = (
    r"(?i:\b(?:[a-z]{2}-\d\d-\d\d|\d\d-\d\d-[a-z]{2}|\d\d-[a-z]{2}-\d\d|[a-z]{2}-\d\d-[a-z]{2}|[a-z]{2}-[a-z]{2}-\d\d|"
    r"\d\d-[a-z]{2}-[a-z]{2}|\d\d-[a-z]{3}-\d|\d-[a-z]{3}-\d\d|[a-z]{2}-\d{3}-[a-z]|[a-z]-\d{3}-[a-z]{2}|"
    r"[a-z]{3}-\d\d-[a-z]|[a-z]-\d\d-[a-z]{3})\b)"
)
_NAMED_PLATE = (
    r"(?i:\bkenteken(?:nummer|nr)?[.: ]{0,3}(?=(?:[a-z0-9][ -]?){4,5}[a-z0-9]\b)(?=[ -]*(?:\d[ -]?)*[a-z])"
    r"(?=[ -]*(?:[a-z][ -]?)*\d)(?:[a-z0-9][ -]?){5}[a-z0-9]\b)"
)
# Names of people follow a title or a word that announces one; place and street names do not.
_BEFORE = r"(?:van|von|de|der|den|ter|ten|te|el|al|la|'t|in|op)"
_WORD = r"[A-ZØŁĐÆŒ](?:'[A-Z])?[a-zøłđæœß]+(?:[A-Z][a-z]+)?"
_NAME = rf"{_WORD}(?:[ -]{{1,2}}(?:{_BEFORE}[ -]){{0,3}}{_WORD}){{0,4}}"
_LETTERS = r"(?:[A-Z]\. ?)"
_MISTER = r"\b(?:[Mm]w|(?i:dhr|mevr|de\s{1,2}heer|mevrouw|meneer))"
_SPACE = r"(?:[ \t:.]{1,4}(?:\r?\n)?|\r?\n)"
_ROLE = r"(?i:\b(?:patient|slachtoffer|verdachte|bewoner|bestuurder|naam))"
_NO_NAME = (
    r"(?!(?:heeft|wordt|ligt|belt|met|niet|geen|kan|wil|zegt|zit|zal|die|moet|gaat|staat|wacht|werd|hoort|ziet|komt|naar|"
    r"voor|was|bij|uit|aan|dan|als|ook|nog|wel|zelf|hier|daar|over|onder|maar|door|zou|had|geeft|meldt|vraagt|woont)\b)"
)
_LOUD = rf"(?:(?:VAN|DE|DER|DEN|TER|TEN)[ -]){{0,3}}(?i:{_NO_NAME})[A-Z]{{3,}}(?:-[A-Z]{{2,}})?\b"
_SHORT = rf"(?i:\b(?:dhr|mevr))[.: ]{{1,3}}(?i:(?:{_BEFORE} ){{0,3}}{_NO_NAME}[a-z]{{3,}})\b"
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("e-mailadres", _MAIL, "AVG: adres van een persoon"),
    ("telefoonnummer", f"{_PHONE}|{_ABROAD}", "AVG: nummer van een persoon"),
    ("geboortedatum", _BORN, "AVG: geboortedatum"),
    ("kenteken", f"{_PLATE}|{_SMALL_PLATE}|{_NAMED_PLATE}", "Wpg: kenteken"),
    (
        "persoonsnaam",
        rf"{_MISTER}{_SPACE}{_LETTERS}*(?:{_BEFORE}[ -]){{0,3}}{_NAME}|(?i:\b(?:dhr|mevr|mevrouw|meneer|de heer))"
        rf"{_SPACE}{_LETTERS}*{_LOUD}|{_SHORT}|{_ROLE}(?::\s{{0,2}}| {{1,2}})"
        rf"(?:{_LETTERS}+(?:{_BEFORE}[ -]){{0,3}})?{_NAME}",
        "AVG: naam van een persoon",
    ),
    (
        "burgerservicenummer",
        r"(?i:\b(?:bsn|burgerservicenummer|sofinummer))(?:nr)?[.: ]{0,3}\d(?:[ .-]?\d){7,8}(?!\d)",
        "AVG: burgerservicenummer",
    ),
)  # fmt: skip
_WITH_DIGITS = {"telefoonnummer", "geboortedatum", "kenteken", "burgerservicenummer"}
_DIGIT = re.compile(r"\d")
_COMPILED = tuple((name, re.compile(pattern), ground) for name, pattern, ground in _PATTERNS)
_NINE = re.compile(
    r"(?<!\d)(?<!\d[.,-])\d{9}(?!\d|[.,-]\d)|"
    r"(?<!\d)(?<!\d[ .,-])(?:\d{3}([ .-])\d{3}\1\d{3}|\d{4}\.\d{2}\.\d{3})(?!\d|[ .,-]\d)"
)
# Ids, hashes and binary geometry are written in hexadecimal and hold long runs of digits by chance. Such a word is read
# as a whole: long, with a letter in it (or too long for any number of a person), or in the form of a UUID.
_MACHINE = re.compile(
    r"(?<![0-9A-Za-z])(?:i[0-9a-f]{12}|(?=[0-9]*[a-f])[0-9a-f]{16,}|[0-9a-f]{24,}|"
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
# Names of fields that hold a person, in small letters without signs; counts of patients or suspects are no persons.
_PERSON_FIELD = re.compile(
    r"(bsn|burgerservice|sofi)(nr|nummer)?|geboorte.*|geb(dat|datum)|voornaam|voornamen|achternaam|naampersoon|persoonsnaam|"
    r"(naam)?patient(?!en).*|(naam)?verdachte(?!n(?!aam)).*|kenteken(nr|nummer)?|(telefoon|tel|mobiel|e?mail)prive|"
    r"contactpersoonnaam|slachtoffernaam|naamslachtoffer|nationaliteit"
)
_PHONE_FIELD = re.compile(r"tel|mobiel|gsm|phone|06", re.IGNORECASE)


def find_persons(text: str) -> tuple[PersonFinding, ...]:
    """Return what in the text looks like a person, left to right. A citizen number must pass the eleven test.

    After the word `bsn` it need not: there a number with a slip in it is still somebody's.
    """
    plain, place = _plain(text)
    numbers = _DIGIT.search(plain) is not None
    found = [
        PersonFinding(name, match.start(), match.end(), ground)
        for name, pattern, ground in _COMPILED
        # Most texts hold no digit and no @, and a hundred thousand are looked through at an exit.
        if (numbers if name in _WITH_DIGITS else name != "e-mailadres" or "@" in plain)
        for match in pattern.finditer(plain)
    ]
    if numbers:
        found += [
            PersonFinding("burgerservicenummer", m.start(), m.end(), "AVG: burgerservicenummer")
            for m in _NINE.finditer(plain)
            if _eleven_test(re.sub(r"\D", "", m[0]))
        ]
        machine = [match.span() for match in _MACHINE.finditer(plain)]
        found = [finding for finding in found if not _inside(finding, machine)]
    found.sort(key=lambda finding: finding.start)
    return tuple(replace(finding, start=place(finding.start), end=place(finding.end)) for finding in found)


def _plain(text: str) -> tuple[str, Callable[[int], int]]:
    """Return the text with plain letters, digits, dashes and blanks, and how a place in it becomes one in the text.

    What is not seen (zero-width signs, soft hyphens) and marks on letters fall out.
    """
    if text.isascii():
        return text, int
    signs: list[str] = []
    places: list[int] = []
    for index, sign in enumerate(text):
        written = sign if sign.isascii() else _as_typed(sign)
        signs.append(written)
        places.extend([index] * len(written))
    places.append(len(text))
    return "".join(signs), places.__getitem__


def _as_typed(sign: str) -> str:
    """Return how a sign would be typed on a plain keyboard, "" for what is not seen."""
    kind = unicodedata.category(sign)
    if kind in {"Cf", "Mn", "Me"}:
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(sign))
    if kind == "Pd" or sign == "\u2212":
        return "-"
    if kind == "Zs":
        return " "
    if sign in "‘’ʼ":
        return "'"
    apart = unicodedata.normalize("NFKD", sign)
    return "".join(each for each in apart if unicodedata.category(each) != "Mn")


def _inside(finding: PersonFinding, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= finding.start and finding.end <= end for start, end in spans)


def _eleven_test(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and digits != "000000000"


def mask_persons(text: str) -> tuple[str, tuple[PersonFinding, ...]]:
    """Return the text with findings blotted out, and what was found; findings that overlap are one blot."""
    findings = find_persons(text)
    masked: list[str] = []
    last = 0
    for finding in findings:
        if finding.start >= last:
            masked += [text[last : finding.start], MASK]
        last = max(last, finding.end)
    return "".join([*masked, text[last:]]), findings


def is_person_field(name: str) -> bool:
    """Return whether a field of this name holds a person in partners' data: it is dropped at import and every exit."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return _PERSON_FIELD.fullmatch("".join(sign for sign in plain if sign.isascii() and sign.isalnum())) is not None


def number_is_personal(name: str, value: float) -> bool:
    """Return whether a number in a field of this name is one of a person, as spreadsheets keep them: without zero."""
    if value != value or abs(value) >= 1e15 or value != int(value):
        return False
    digits = str(abs(int(value)))
    return bool(find_persons(digits)) or (
        _PHONE_FIELD.search(name) is not None and bool(find_persons(f"0{digits}") or find_persons(f"+{digits}"))
    )
