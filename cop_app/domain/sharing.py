"""The guard: nothing leaves this laptop without a Release, and only this module makes one.

A Release says what may go, to whom, at which classification and on which ground. Typed text is never refused; at an
exit, what looks like a person (citizen number, phone, mail, number plate, date of birth, named person) is masked, and
attributes that hold a person are dropped with the ground shown (Wpg art. 18-19, AVG art. 9).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Classification, Realm
from cop_app.domain.persons import (
    MASK,
    PersonFinding,
    find_persons,
    is_person_field,
    mask_persons,
    number_is_personal,
)  # fmt: skip
from cop_app.domain.sharing_rules import SharingRules

__all__ = [
    "CLASSIFICATION", "MASK", "Counts", "DroppedField", "Guarded", "Ledger", "PersonFinding", "Release",
    "classification_in", "classification_of", "classification_said", "find_persons", "guard_rows", "is_person_field",
    "mask_persons",
    "release", "require", "says_classification",
]  # fmt: skip
CLASSIFICATION = "classificatie"  # the field with which a partner marks its own data
_NO_RULES = SharingRules()
_LONGEST_NUMBER = 16


@dataclass(frozen=True, slots=True)
class DroppedField:
    """A field that does not leave, and why."""

    name: str
    ground: str


@dataclass(frozen=True, slots=True)
class _Seal:
    """That `release` made a release, and with which words: one that was altered afterwards no longer fits."""

    words: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the guard kept back at one exit: whole rows or objects, masked pieces of text, and fields left out."""

    withheld: int = 0
    masked: int = 0
    dropped: tuple[str, ...] = ()


class Ledger(Protocol):
    """Where the use of a release is written down; the session is one."""

    def record(self, release: Release, counts: Counts) -> None:
        """Store that something leaves; only when this returns may it leave.

        Raises:
            UserFacingError: when it could not be stored.
        """
        ...


@dataclass(frozen=True, slots=True)
class Release:
    """Permission for one exit. Made by `release`; a forged one is refused by `require`.

    `rules` are what the chain designs in force say; `ledger` is where its use is recorded.
    """

    exit: str
    realm: Realm
    ceiling: Classification
    recipient: str
    ground: str
    rules: SharingRules = _NO_RULES
    ledger: Ledger | None = None
    _seal: _Seal | None = None

    @property
    def marking(self) -> str:
        """Return the line that goes on everything that leaves."""
        exercise = "OEFENING · " if self.realm is Realm.OEFENING else ""
        return f"{exercise}{self.ceiling.value}"

    def admits(self, item_class: str, attributes: Collection[str], said: Classification | None) -> bool:
        """Return whether information of a class may leave under this release.

        `attributes` are the names it holds, `said` the classification its author gave (None = none).
        """
        level = self.rules.classification(item_class, attributes, said)
        if level.rank > self.ceiling.rank:
            return False
        return level is Classification.OPEN or self.rules.may_have(self.recipient, item_class, attributes)


_NOTHING_KEPT = Counts()


def require(release: Release, exit_: str, counts: Counts = _NOTHING_KEPT) -> None:
    """Open the exit: refuse a release that was not made here for this very exit, and record the use of a good one.

    Every exit calls this after guarding what it has, and before anything leaves.

    Raises:
        UserFacingError: `delen.geen_toestemming`; what the ledger raises when the use could not be recorded.
    """
    sealed = release._seal is not None and release._seal.words == _words(release)
    if not sealed or release.exit != exit_ or release.ledger is None:
        raise UserFacingError(
            "delen.geen_toestemming", "Dit mag niet naar buiten via {uitgang}.",
            advice="Laat de deelwacht eerst een vrijgave maken.", uitgang=exit_,
        )  # fmt: skip
    release.ledger.record(release, counts)


def _words(release: Release) -> tuple[object, ...]:
    """Return everything a release says, its rules and ledger by identity."""
    said = (release.exit, release.realm, release.ceiling, release.recipient, release.ground)
    return (*said, id(release.rules), id(release.ledger))


@dataclass(frozen=True, slots=True)
class Guarded:
    """What may leave: properties after masking, what was dropped, and what was withheld for its classification."""

    rows: tuple[Mapping[str, Any], ...]
    dropped: tuple[DroppedField, ...]
    withheld: int
    masked: int

    @property
    def counts(self) -> Counts:
        """Return what was kept back, as it is recorded."""
        return Counts(self.withheld, self.masked, tuple(field.name for field in self.dropped))


def guard_rows(
    rows: Iterable[Mapping[str, Any]], ceiling: Classification,
    admits: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Guarded:  # fmt: skip
    """Drop person fields, mask persons in text and withhold rows above the ceiling.

    A row's own classification stands in its field `classificatie`; without one it counts as intern. `admits` takes the
    place of that test where a release with its chain designs decides.
    """
    sieve = _Sieve()
    kept: list[Mapping[str, Any]] = []
    withheld = 0
    for row in rows:
        if admits(row) if admits else classification_of(row).rank <= ceiling.rank:
            kept.append(sieve.fields(row))
        else:
            withheld += 1
    return Guarded(tuple(kept), tuple(sieve.dropped.values()), withheld, sieve.masked)


class _Sieve:
    """Masks and drops in values of any depth, and remembers what."""

    def __init__(self) -> None:
        self.masked = 0
        self.dropped: dict[str, DroppedField] = {}

    def fields(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that may leave, masked."""
        clean: dict[str, Any] = {}
        for name, value in row.items():
            if is_person_field(name):
                self.dropped[name] = DroppedField(name, "geen personenregister: alleen tellingen, plaatsen en tijden")
            else:
                clean[self._once(self.text(name), clean)] = self.value(value, name)
        return clean

    def value(self, value: Any, name: str = "") -> Any:
        """Return a value masked; `name` is that of its field."""
        if isinstance(value, str):
            number = value.strip()
            if number.isdecimal() and len(number) < _LONGEST_NUMBER and number_is_personal(name, int(number)):
                self.masked += 1
                return MASK
            return self.text(value)
        if isinstance(value, list):
            return [self.value(part, name) for part in value]
        if isinstance(value, (int, float)) and not isinstance(value, bool) and number_is_personal(name, value):
            self.masked += 1
            return MASK
        return self.fields(value) if isinstance(value, dict) else value

    def text(self, text: str) -> str:
        """Return a text masked."""
        masked, findings = mask_persons(text)
        self.masked += len(findings)
        return masked

    @staticmethod
    def _once(name: str, taken: Collection[str]) -> str:
        """Return a name that is not taken yet: two names may look the same once masked."""
        found, count = name, 1
        while found in taken:
            count += 1
            found = f"{name} {count}"
        return found


def classification_of(row: Mapping[str, Any]) -> Classification:
    """Return the row's classification; without one it is intern."""
    return classification_in(row) or Classification.INTERN


def classification_in(row: Mapping[str, Any]) -> Classification | None:
    """Return the strictest classification that the fields of a row say, None when they say nothing."""
    said = [classification_said(value) for name, value in row.items() if says_classification(name)]
    return max((level for level in said if level is not None), key=lambda level: level.rank, default=None)


def says_classification(name: str) -> bool:
    """Return whether a field of this name holds a classification; tables of partners write it with a capital too."""
    return name.strip().casefold() == CLASSIFICATION


def classification_said(word: Any) -> Classification | None:
    """Return what a value says of classification, None when it says nothing; an unknown word counts as vertrouwelijk.

    A guess may not leak: what calls itself any kind of secret is secret.
    """
    if not word:
        return None
    text = str(word).strip().lower()
    try:
        return Classification(text)
    except ValueError:
        return Classification.GEHEIM if "geheim" in text else Classification.VERTROUWELIJK


def release(
    exit_: str, realm: Realm, ceiling: Classification, *, recipient: str = "", ground: str = "",
    design_signed: bool = False, rules: SharingRules = _NO_RULES, ledger: Ledger | None = None,
) -> Release:  # fmt: skip
    """Make a release for one exit. Geheim never leaves; above intern a ground and recipient are asked.

    In ECHT nothing above intern leaves unless every chain design in force is signed by its own region. Only a release
    with a ledger opens an exit: that of the session (`Session.release`).

    Raises:
        UserFacingError: `delen.geheim`, `delen.grond_nodig`, `delen.ontwerp_niet_getekend`.
    """
    if ceiling is Classification.GEHEIM:
        raise UserFacingError("delen.geheim", "Geheime gegevens gaan niet naar buiten.", advice="Draag ze zelf over.")
    if ceiling is Classification.VERTROUWELIJK and not (ground.strip() and recipient.strip()):
        raise UserFacingError(
            "delen.grond_nodig", "Vertrouwelijke gegevens gaan alleen weg met een grond en een ontvanger.",
            advice="Noem de grond (wet of convenant) en de functie die ontvangt.",
        )  # fmt: skip
    if realm is Realm.ECHT and ceiling.rank > Classification.INTERN.rank and not design_signed:
        raise UserFacingError(
            "delen.ontwerp_niet_getekend", "Het ketenontwerp is niet door de regio getekend.",
            advice="Gebruik een getekend ontwerp of deel hooguit intern.",
        )  # fmt: skip
    made = Release(exit_, realm, ceiling, recipient.strip(), ground.strip(), rules, ledger)
    return replace(made, _seal=_Seal(_words(made)))
