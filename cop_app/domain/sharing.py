"""The guard: nothing leaves this laptop without a Release, and only this module makes one.

A Release says what may go, to whom, at which classification and on which ground. Typed text is never refused; at an
exit, what looks like a person (citizen number, phone, mail, number plate, date of birth, named person) is masked, and
attributes that hold a person are dropped with the ground shown (Wpg art. 18-19, AVG art. 9; DESIGN 5, leaving).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Classification, Realm

MASK = "▇▇▇"
_SEAL = object()


@dataclass(frozen=True, slots=True)
class PersonFinding:
    """A piece of text that looks like a person: which pattern, and where it stands."""

    pattern: str
    start: int
    end: int
    ground: str


# Names of people follow a title or a word that announces one; place and street names do not.
_NAME = r"[A-Z][a-zà-ÿ]+(?:[ -](?:van|de|der|den|ter|ten|el|al|[A-Z][a-zà-ÿ]+)){0,4}"
_TITLE = r"(?:dhr|mevr|mw|de heer|mevrouw|meneer|patiënt|patient|slachtoffer|verdachte|bewoner|bestuurder|naam)"
_BORN = r"\b(?:geb(?:oren)?\.?|geboortedatum)[ :]*(?:op )?\d{1,2}[-/. ]\w{1,9}[-/. ]\d{2,4}\b"
_PLATE = r"\b(?=[A-Z0-9-]{8}\b)(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,3}\b"
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("e-mailadres", r"[\w.+-]+@[\w-]+\.[\w.-]+\b", "AVG: adres van een persoon"),
    ("telefoonnummer", r"(?<![\d.])(?:\+31|0031|0)[ -]?[1-9](?:[ -]?\d){8}(?!\d|\.\d)", "AVG: nummer van een persoon"),
    ("geboortedatum", _BORN, "AVG: geboortedatum"),
    ("kenteken", _PLATE, "Wpg: kenteken"),
    ("persoonsnaam", rf"(?i:\b{_TITLE})\.?:? (?:[A-Z]\. ?)*{_NAME}", "AVG: naam van een persoon"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern), ground) for name, pattern, ground in _PATTERNS)
_NINE = re.compile(r"(?<!\d)(?<!\d[.,-])\d{9}(?!\d|[.,-]\d)")
# Ids, hashes and binary geometry are written in hexadecimal and hold long runs of digits by chance. Such a word is read
# as a whole: long, with a letter in it (or too long for any number of a person), or in the form of a UUID.
_MACHINE = re.compile(
    r"(?<![0-9A-Za-z])(?:i[0-9a-f]{12}|(?=[0-9]*[a-f])[0-9a-f]{16,}|[0-9a-f]{24,}|"
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9A-Za-z])",
    re.IGNORECASE,
)

# Field names that hold a person in partners' data; dropped at import and at every exit.
PERSON_FIELDS = re.compile(
    r"^(bsn|burgerservicenummer|geboorte.*|voornaam|voornamen|achternaam|naam_persoon|persoonsnaam|patientnaam|"
    r"pati[eë]nt.*|verdachte.*|kenteken|telefoon_prive|e?_?mail_prive|contactpersoon_naam|slachtoffer_naam|nationaliteit)$",
    re.IGNORECASE,
)


def find_persons(text: str) -> tuple[PersonFinding, ...]:
    """Return what in the text looks like a person, left to right. A citizen number must pass the eleven test."""
    found = [
        PersonFinding(name, match.start(), match.end(), ground)
        for name, pattern, ground in _COMPILED
        for match in pattern.finditer(text)
    ]
    found += [
        PersonFinding("burgerservicenummer", m.start(), m.end(), "AVG: burgerservicenummer")
        for m in _NINE.finditer(text)
        if _eleven_test(m[0])
    ]
    machine = [match.span() for match in _MACHINE.finditer(text)]
    return tuple(sorted((f for f in found if not _inside(f, machine)), key=lambda finding: finding.start))


def _inside(finding: PersonFinding, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= finding.start and finding.end <= end for start, end in spans)


def _eleven_test(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and digits != "000000000"


def mask_persons(text: str) -> tuple[str, tuple[PersonFinding, ...]]:
    """Return the text with findings blotted out, and what was found."""
    findings = find_persons(text)
    masked = text
    for finding in reversed(findings):
        masked = masked[: finding.start] + MASK + masked[finding.end :]
    return masked, findings


@dataclass(frozen=True, slots=True)
class DroppedField:
    """A field that does not leave, and why."""

    name: str
    ground: str


@dataclass(frozen=True, slots=True)
class Release:
    """Permission for one exit. Made by `release`; a forged one is refused by `require`."""

    exit: str
    realm: Realm
    ceiling: Classification
    recipient: str
    ground: str
    masked: int
    _seal: object = None

    @property
    def marking(self) -> str:
        """Return the line that goes on everything that leaves."""
        exercise = "OEFENING · " if self.realm is Realm.OEFENING else ""
        return f"{exercise}{self.ceiling.value}"


def require(release: Release, exit_: str) -> None:
    """Refuse an exit whose release was not made here for this very exit.

    Raises:
        UserFacingError: `delen.geen_toestemming`.
    """
    if release._seal is not _SEAL or release.exit != exit_:
        raise UserFacingError(
            "delen.geen_toestemming", "Dit mag niet naar buiten via {uitgang}.",
            advice="Laat de deelwacht eerst een vrijgave maken.", uitgang=exit_,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guarded:
    """What may leave: properties after masking, what was dropped, and what was withheld for its classification."""

    rows: tuple[Mapping[str, Any], ...]
    dropped: tuple[DroppedField, ...]
    withheld: int
    masked: int


def guard_rows(rows: Iterable[Mapping[str, Any]], ceiling: Classification) -> Guarded:
    """Drop person fields, mask persons in text and withhold rows above the ceiling.

    A row's own classification stands in its field `classificatie`; without one it counts as intern.
    """
    kept: list[Mapping[str, Any]] = []
    dropped: dict[str, DroppedField] = {}
    withheld = masked = 0
    for row in rows:
        if classification_of(row).rank > ceiling.rank:
            withheld += 1
            continue
        clean: dict[str, Any] = {}
        for name, value in row.items():
            if PERSON_FIELDS.match(name):
                dropped[name] = DroppedField(name, "geen personenregister: alleen tellingen, plaatsen en tijden")
                continue
            clean[name], count = _masked_value(value)
            masked += count
        kept.append(clean)
    return Guarded(tuple(kept), tuple(dropped.values()), withheld, masked)


def classification_of(row: Mapping[str, Any]) -> Classification:
    """Return the row's classification; unknown words count as vertrouwelijk, because a guess may not leak."""
    word = str(row.get("classificatie") or "intern").lower()
    try:
        return Classification(word)
    except ValueError:
        return Classification.VERTROUWELIJK


def _masked_value(value: Any) -> tuple[Any, int]:
    if isinstance(value, str):
        text, findings = mask_persons(value)
        return text, len(findings)
    if isinstance(value, list):
        pairs = [_masked_value(part) for part in value]
        return [part for part, _ in pairs], sum(count for _, count in pairs)
    if isinstance(value, dict):
        inner = guard_rows([{**value, "classificatie": "open"}], Classification.GEHEIM)
        clean = {name: part for name, part in inner.rows[0].items() if name != "classificatie" or name in value}
        if "classificatie" in value:
            clean["classificatie"] = value["classificatie"]
        return clean, inner.masked
    return value, 0


def release(
    exit_: str, realm: Realm, ceiling: Classification, *, recipient: str = "", ground: str = "", masked: int = 0,
    design_signed: bool = True,
) -> Release:  # fmt: skip
    """Make a release for one exit. Geheim never leaves; in ECHT above intern a ground and recipient are asked.

    Raises:
        UserFacingError: `delen.geheim`, `delen.grond_nodig`, `delen.ontwerp_niet_getekend`.
    """
    if ceiling is Classification.GEHEIM:
        raise UserFacingError("delen.geheim", "Geheime gegevens gaan niet naar buiten.", advice="Draag ze zelf over.")
    if ceiling is Classification.VERTROUWELIJK and not (ground and recipient):
        raise UserFacingError(
            "delen.grond_nodig", "Vertrouwelijke gegevens gaan alleen weg met een grond en een ontvanger.",
            advice="Noem de grond (wet of convenant) en de functie die ontvangt.",
        )  # fmt: skip
    if realm is Realm.ECHT and ceiling.rank > Classification.INTERN.rank and not design_signed:
        raise UserFacingError(
            "delen.ontwerp_niet_getekend", "Het ketenontwerp is niet door de regio getekend.",
            advice="Gebruik een getekend ontwerp of deel hooguit intern.",
        )  # fmt: skip
    return Release(exit_, realm, ceiling, recipient, ground, masked, _SEAL)
