"""Reading a chain design from TOML, with every mistake told in Dutch and with its line number.

The field table below is the only definition of the file: the check, and the JSON schema that is published in
`resources/schemas`, are both made from it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cop_app.domain.chain import BY_HAND, ChainDesign, InformationNeed, Owner, Partner, SourceDesign
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import KINDS, Classification, Team

SCHEMA = "ketenontwerp/1"
AREAS = ("punt", "brongebied", "effectgebied", "regio")
CHANNELS = ("programma", "portofoon", "telefoon", "mondeling", "e-mail", "pieper", "LCMS")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table: its TOML type, whether it must be there, and what it may be."""

    kind: str  # tekst | getal | waarheid | teksten | tabel | tabellen
    required: bool = False
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    table: str = ""


# table name -> field name -> rule
TABLES: dict[str, dict[str, Field]] = {
    "": {
        "schema": Field("tekst", True, (SCHEMA,)),
        "naam": Field("tekst", True),
        "regio": Field("tekst", True),
        "versie": Field("getal", True, low=1),
        "fictief": Field("waarheid"),
        "analyse": Field("tabel", True, table="analyse"),
        "bron": Field("tabellen", table="bron"),
        "vraag": Field("tabellen", True, table="vraag"),
    },
    "analyse": {
        "ketenprobleem": Field("tekst", True),
        "doel": Field("tekst", True),
        "partner": Field("tabellen", True, table="partner"),
    },
    "partner": {
        "organisatie": Field("tekst", True),
        "belang": Field("tekst", True),
        "nabijheid": Field("getal", True, low=1, high=3),
        "processen": Field("teksten"),
        "stroom": Field("tabellen", table="stroom"),
    },
    "stroom": {"naar": Field("tekst", True), "gegeven": Field("tekst", True)},
    "bron": {
        "naam": Field("tekst", True),
        "soort": Field("tekst", True, ("ogc-features", "file", BY_HAND)),
        "url": Field("tekst"),
        "collectie": Field("tekst"),
        "crs": Field("tekst"),
        "organisatie": Field("tekst", True),
        "klasse": Field("tekst", True),
        "velden": Field("tabel"),
        "gegeven": Field("tekst", True, ("bestand", "situatie")),
        "sleutel": Field("teksten"),
        "verversen_s": Field("getal", low=5),
        "geheim": Field("tekst"),
    },
    "vraag": {
        "id": Field("tekst", True),
        "vraag": Field("tekst", True),
        "teams": Field("teksten", True, tuple(Team)),
        "eigenaar": Field("tabel", True, table="eigenaar"),
        "eigenaar_per_attribuut": Field("tabel"),
        "via": Field("tabellen", table="via"),
        "afspraak": Field("tabel", table="afspraak"),
        "vanaf_grip": Field("getal", True, low=0, high=5),
        "eerst": Field("waarheid"),
        "soorten": Field("teksten", False, tuple(KINDS)),
        "gebied": Field("tekst", True, AREAS),
        "straal_m": Field("getal", low=10, high=100_000),
        "bron": Field("tekst", True),
        "klasse": Field("tekst", True),
        "attributen": Field("teksten"),
        "max_leeftijd_min": Field("getal", low=1),
        "leveren_binnen_min": Field("getal", low=1),
        "oordeel": Field("waarheid"),
        "classificatie": Field("tekst", False, tuple(Classification)),
        "delen_met": Field("teksten"),
    },
    "eigenaar": {"organisatie": Field("tekst", True), "functie": Field("tekst"), "nummer": Field("tekst")},
    "via": {"naar": Field("tekst", True), "kanaal": Field("tekst", True, CHANNELS)},
    "afspraak": {"naam": Field("tekst", True), "geldig_tot": Field("tekst"), "herzien_op": Field("tekst")},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DesignFault:
    """One mistake in a design file: the line and what to do about it."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"regel {self.line}: {self.text}"


class DesignError(UserFacingError):
    """The file is no usable chain design; `faults` has every mistake found, not only the first."""

    def __init__(self, faults: Sequence[DesignFault]) -> None:
        self.faults = tuple(faults)
        listed = "\n".join(str(fault) for fault in faults)
        super().__init__(
            "keten.fout", "Het ketenontwerp is niet bruikbaar:\n{fouten}", advice="Er is niets overgenomen.",
            fouten=listed,
        )  # fmt: skip


def read_design(text: str) -> ChainDesign:
    """Read a design from TOML text.

    Raises:
        DesignError: with every fault and its line number.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        fault = DesignFault(line, "de TOML-schrijfwijze klopt hier niet; kijk naar aanhalingstekens en haken")
        raise DesignError([fault]) from error
    lines = _Lines(text)
    faults = list(_check_table("", data, (), lines))
    if not faults:
        faults = list(_check_references(data, lines))
    if faults:
        raise DesignError(sorted(faults, key=lambda fault: fault.line))
    return _build(data, text)


def design_identity(text: str) -> str:
    """Return the identity of a design: the SHA-256 of its text, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def design_of_adoption(body: Mapping[str, Any]) -> ChainDesign | None:
    """Return the design that an adoption carries along, None when it carries none or another than it names."""
    text, signature = body.get("text"), body.get("signature", "")
    if not isinstance(text, str) or design_identity(text) != body.get("sha256"):
        return None
    try:
        design = read_design(text)
    except DesignError:
        return None
    return replace(design, signature=signature if isinstance(signature, str) else "")


Place = tuple[tuple[str, int], ...]  # ((table, index), …): which [[table]] of which [[table]]


class _Lines:
    """Finds the line of a key in TOML text, which the standard reader does not tell."""

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[Place, str], int] = {}
        place: Place = ()
        counts: dict[tuple[Place, str], int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            head = re.match(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?", line)
            if head:
                place = self._enter(head[2].split("."), head[1] == "[[", counts)
                self._at.setdefault((place, ""), number)
                continue
            key = re.match(r"\s*([\w-]+)\s*=", line)
            if key:
                self._at.setdefault((place, key[1]), number)

    @staticmethod
    def _enter(names: list[str], array: bool, counts: dict[tuple[Place, str], int]) -> Place:
        place: Place = ()
        for depth, name in enumerate(names):
            last = depth == len(names) - 1
            index = counts.get((place, name), 0 if (last and array) else -1)
            if last and array:
                counts[(place, name)] = index + 1
                place = (*place, (name, index))
            else:
                place = (*place, (name, max(0, index - 1) if index > 0 else 0))
        return place

    def of(self, place: Place, key: str = "") -> int:
        """Return the line of a key, else of the table it is in, else of the nearest table above."""
        while True:
            for wanted in (key, ""):
                if (place, wanted) in self._at:
                    return self._at[(place, wanted)]
            if not place:
                return 1
            key, place = place[-1][0], place[:-1]


_TYPES: dict[str, tuple[type, str]] = {
    "tekst": (str, "een tekst tussen aanhalingstekens"),
    "getal": (int, "een heel getal"),
    "waarheid": (bool, "true of false"),
    "teksten": (list, "een lijst van teksten"),
    "tabel": (dict, "een tabel"),
    "tabellen": (list, "een of meer [[…]]-tabellen"),
}


def _check_table(table: str, data: Mapping[str, Any], place: Place, lines: _Lines) -> list[DesignFault]:
    rules = TABLES[table]
    missing = [name for name, rule in rules.items() if rule.required and name not in data]
    faults = [DesignFault(lines.of(place), f"‘{name}’ ontbreekt in {_title(table)}") for name in missing]
    near = ", ".join(sorted(rules))
    for name, value in data.items():
        if name in rules:
            faults += _check_value(name, rules[name], value, place, lines)
        else:
            faults += [DesignFault(lines.of(place, name), f"‘{name}’ is hier onbekend; mogelijk: {near}")]
    return faults


def _check_value(name: str, rule: Field, given: Any, place: Place, lines: _Lines) -> list[DesignFault]:
    line = lines.of(place, name)
    expected, spelled = _TYPES[rule.kind]
    value: Any = given
    if not isinstance(given, expected) or (rule.kind == "getal" and isinstance(value, bool)):
        return [DesignFault(line, f"‘{name}’ moet {spelled} zijn")]
    if rule.kind == "getal" and not (
        (rule.low is None or value >= rule.low) and (rule.high is None or value <= rule.high)
    ):
        return [DesignFault(line, f"‘{name}’ = {value} valt buiten {rule.low} tot {rule.high or 'onbegrensd'}")]
    if rule.kind in {"tekst", "teksten"}:
        return _check_words(name, rule, value, line)
    if rule.kind == "tabel" and rule.table:
        return _check_table(rule.table, value, (*place, (name, 0)), lines)
    if rule.kind == "tabellen":
        found: list[DesignFault] = []
        for index, row in enumerate(value):
            if not isinstance(row, dict):
                found.append(DesignFault(line, f"‘{name}’ moet een lijst van tabellen zijn"))
            else:
                found += _check_table(rule.table, row, (*place, (name, index)), lines)
        return found
    return []


def _check_words(name: str, rule: Field, value: Any, line: int) -> list[DesignFault]:
    words = [value] if rule.kind == "tekst" else value
    if any(not isinstance(word, str) for word in words):
        return [DesignFault(line, f"‘{name}’ moet alleen teksten bevatten")]
    if not rule.choices:
        return []
    wrong = [word for word in words if word not in rule.choices]
    return [DesignFault(line, f"‘{word}’ kan niet bij ‘{name}’; kies uit {', '.join(rule.choices)}") for word in wrong]


def _title(table: str) -> str:
    return f"[{table}]" if table else "het bestand"


def _check_references(data: Mapping[str, Any], lines: _Lines) -> list[DesignFault]:
    faults: list[DesignFault] = []
    sources = [str(row["naam"]) for row in data.get("bron", [])]
    faults += [
        DesignFault(lines.of((("bron", index),), "naam"), f"bron ‘{name}’ staat er twee keer")
        for index, name in enumerate(sources)
        if name in sources[:index]
    ]
    seen: set[str] = set()
    for index, row in enumerate(data["vraag"]):
        place: Place = (("vraag", index),)
        if row["id"] in seen:
            faults.append(DesignFault(lines.of(place, "id"), f"vraag ‘{row['id']}’ staat er twee keer"))
        seen.add(row["id"])
        if row["bron"] != BY_HAND and row["bron"] not in sources:
            faults.append(
                DesignFault(lines.of(place, "bron"), f"bron ‘{row['bron']}’ bestaat niet; maak [[bron]] of ‘handmatig’")
            )
    return faults


def _build(data: Mapping[str, Any], text: str) -> ChainDesign:
    analysis = data["analyse"]
    return ChainDesign(
        name=data["naam"], region=data["regio"], version=data["versie"], fictional=bool(data.get("fictief", False)),
        problem=analysis["ketenprobleem"], aim=analysis["doel"],
        partners=tuple(_partner(row) for row in analysis["partner"]),
        sources={row["naam"]: _source(row) for row in data.get("bron", [])},
        needs=tuple(_need(row) for row in data["vraag"]), sha256=design_identity(text), text=text,
    )  # fmt: skip


def _partner(row: Mapping[str, Any]) -> Partner:
    flows = tuple((str(flow["naar"]), str(flow["gegeven"])) for flow in row.get("stroom", []))
    return Partner(row["organisatie"], row["belang"], row["nabijheid"], tuple(row.get("processen", [])), flows)


def _source(row: Mapping[str, Any]) -> SourceDesign:
    return SourceDesign(
        name=row["naam"], kind=row["soort"], organisation=row["organisatie"], item_class=row["klasse"],
        nature=row["gegeven"], url=row.get("url", ""), collection=row.get("collectie", ""), crs=row.get("crs", ""),
        fields=dict(row.get("velden", {})), key=tuple(row.get("sleutel", ["id"])),
        refresh_s=row.get("verversen_s", 60), secret=row.get("geheim", ""),
    )  # fmt: skip


def _need(row: Mapping[str, Any]) -> InformationNeed:
    owner = row["eigenaar"]
    return InformationNeed(
        id=row["id"], question=row["vraag"], teams=tuple(row["teams"]),
        owner=Owner(owner["organisatie"], owner.get("functie", ""), owner.get("nummer", "")),
        from_grip=row["vanaf_grip"], area=row["gebied"], source=row["bron"], item_class=row["klasse"],
        first=row.get("eerst", False), kinds=tuple(row.get("soorten", [])), radius=row.get("straal_m", 500),
        attributes=tuple(row.get("attributen", [])), attribute_owners=dict(row.get("eigenaar_per_attribuut", {})),
        via=tuple((hop["naar"], hop["kanaal"]) for hop in row.get("via", [])),
        agreement={name: str(value) for name, value in row.get("afspraak", {}).items()},
        max_age_min=row.get("max_leeftijd_min", 60), deliver_within_min=row.get("leveren_binnen_min", 30),
        judgement=row.get("oordeel", False), classification=Classification(row.get("classificatie", "intern")),
        share_with=tuple(row.get("delen_met", [])),
    )  # fmt: skip


def json_schema() -> dict[str, Any]:
    """Return the published JSON schema (draft 2020-12), made from the field table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ketenontwerp, versie 1",
        **_schema_of(""),
    }


def _schema_of(table: str) -> dict[str, Any]:
    rules = TABLES[table]
    return {
        "type": "object",
        "properties": {name: _schema_field(rule) for name, rule in rules.items()},
        "required": [name for name, rule in rules.items() if rule.required],
        "additionalProperties": False,
    }


def _schema_field(rule: Field) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", **({"enum": list(rule.choices)} if rule.choices else {})}
    if rule.kind == "tekst":
        return text
    if rule.kind == "teksten":
        return {"type": "array", "items": text}
    if rule.kind == "waarheid":
        return {"type": "boolean"}
    if rule.kind == "getal":
        bounds = {"minimum": rule.low, "maximum": rule.high}
        return {"type": "integer", **{name: value for name, value in bounds.items() if value is not None}}
    inner = _schema_of(rule.table) if rule.table else {"type": "object"}
    return inner if rule.kind == "tabel" else {"type": "array", "items": inner}
