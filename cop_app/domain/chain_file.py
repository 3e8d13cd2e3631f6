"""Reading a chain design from TOML, with every mistake told in Dutch and with its line number.

The field table below is the only definition of the file: the check, and the JSON schema that is published in
`resources/schemas`, are both made from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cop_app.domain.chain import BY_HAND, ChainDesign, InformationNeed, Owner, Partner, SourceDesign
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import KINDS, Classification, Team
from cop_app.domain.toml_tables import Field, FileFault, Lines, Place, Tables, read_tables
from cop_app.domain.toml_tables import json_schema as tables_schema

SCHEMA = "ketenontwerp/1"
AREAS = ("punt", "brongebied", "effectgebied", "regio")
CHANNELS = ("programma", "portofoon", "telefoon", "mondeling", "e-mail", "pieper", "LCMS")


# table name -> field name -> rule
TABLES: Tables = {
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
        "profiel": Field("tekst"),
        "velden": Field("namen"),
        "waarden": Field("woorden"),
        "vast": Field("waarden"),
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
        "eigenaar_per_attribuut": Field("namen"),
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


class DesignError(UserFacingError):
    """The file is no usable chain design; `faults` has every mistake found, not only the first."""

    def __init__(self, faults: Sequence[FileFault]) -> None:
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
    data, lines, faults = read_tables(text, TABLES)
    if not faults:
        faults = list(_check_references(data, lines))
    if faults:
        raise DesignError(sorted(faults, key=lambda fault: fault.line))
    return _build(data, text)


def design_identity(text: str) -> str:
    """Return the identity of a design: the SHA-256 of its text, hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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


def _check_references(data: Mapping[str, Any], lines: Lines) -> list[FileFault]:
    faults: list[FileFault] = []
    sources = [str(row["naam"]) for row in data.get("bron", [])]
    faults += [
        FileFault(lines.of((("bron", index),), "naam"), f"bron ‘{name}’ staat er twee keer")
        for index, name in enumerate(sources)
        if name in sources[:index]
    ]
    seen: set[str] = set()
    for index, row in enumerate(data["vraag"]):
        place: Place = (("vraag", index),)
        if row["id"] in seen:
            faults.append(FileFault(lines.of(place, "id"), f"vraag ‘{row['id']}’ staat er twee keer"))
        seen.add(row["id"])
        if row["bron"] != BY_HAND and row["bron"] not in sources:
            faults.append(
                FileFault(lines.of(place, "bron"), f"bron ‘{row['bron']}’ bestaat niet; maak [[bron]] of ‘handmatig’")
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
        profile=row.get("profiel", ""), fields=dict(row.get("velden", {})), values=dict(row.get("waarden", {})),
        fixed=dict(row.get("vast", {})), key=tuple(row.get("sleutel", ["id"])),
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
    return tables_schema(TABLES, "Ketenontwerp, versie 1")
