"""The chain design file: what is shipped is sound, and every mistake is told with its line."""

from __future__ import annotations

import json
import tomllib

import jsonschema
import pytest

from cop_app.domain.chain import SourceDesign
from cop_app.domain.chain_file import DesignError, design_identity, design_of_adoption, json_schema, read_design
from cop_app.paths import resource

SHIPPED = resource("ketens", "markerwaard.toml").read_text(encoding="utf-8")

MINIMAL = """schema = "ketenontwerp/1"
naam = "Proef"
regio = "VR Proef"
versie = 1
[analyse]
ketenprobleem = "p"
doel = "d"
[[analyse.partner]]
organisatie = "Politie"
belang = "b"
nabijheid = 1
[[vraag]]
id = "a"
vraag = "Wat?"
teams = ["CoPI"]
eigenaar = { organisatie = "Politie" }
vanaf_grip = 1
gebied = "punt"
bron = "handmatig"
klasse = "bericht"
"""


def test_shipped_design_has_the_breadth_the_issue_asks() -> None:
    design = read_design(SHIPPED)
    assert len(design.needs) >= 30
    assert {partner.organisation for partner in design.partners} >= {
        "Politie", "GHOR", "GGD", "Brandweer", "Meldkamer", "Gemeente", "Omgevingsdienst", "Waterschap",
        "Rijkswaterstaat", "ProRail", "Defensie", "Nutsbedrijven",
    }  # fmt: skip
    for kind in ("industriebrand", "spoorongeval", "evenement", "hoogwater", "stroomuitval"):
        counts = [len(design.needs_for(kind, grip)) for grip in range(5)]
        assert counts == sorted(counts)
        assert counts[4] > counts[1] > 5
    assert any(not need.owner.known for need in design.needs)


@pytest.mark.parametrize("more", ["x = " + "[" * 5_000 + "]" * 5_000, "x = " + "9" * 5_000])
def test_more_than_can_be_read_is_a_mistake_on_its_line(more: str) -> None:
    with pytest.raises(DesignError) as caught:
        read_design(MINIMAL.replace("versie = 1", f"versie = 1\n{more}"))
    assert [fault.line for fault in caught.value.faults] == [5]


def test_an_adoption_with_a_design_that_cannot_be_read_carries_none() -> None:
    for text in ("[" * 5_000, "\ud800"):
        assert design_of_adoption({"text": text, "sha256": "", "signature": ""}) is None
    text = "x = " + "[" * 5_000
    assert design_of_adoption({"text": text, "sha256": design_identity(text)}) is None


def test_a_byte_order_mark_is_passed_by() -> None:
    assert read_design("\ufeff" + MINIMAL).name == "Proef"


def test_needs_without_owner_come_first() -> None:
    design = read_design(SHIPPED)
    known = [need.owner.known for need in design.needs_for("industriebrand", 4)]
    assert known == sorted(known)
    assert known[0] is False


def test_every_source_that_is_declared_is_wanted_or_a_partner_file() -> None:
    design = read_design(SHIPPED)
    wanted = {need.source for need in design.needs}
    unused = set(design.sources) - wanted
    assert unused <= {"sleutelkluizen", "evenementen", "ziekenhuizen"}


def test_published_schema_is_the_field_table_and_accepts_the_shipped_design() -> None:
    published = json.loads(resource("schemas", "ketenontwerp-1.json").read_text(encoding="utf-8"))
    assert published == json_schema()
    jsonschema.validate(tomllib.loads(SHIPPED), published)


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("nabijheid = 1", "nabijheid = 9"), 11, "valt buiten"),
        (('teams = ["CoPI"]', 'teams = ["COPPI"]'), 15, "kies uit"),
        (('klasse = "bericht"', 'klase = "bericht"'), 20, "onbekend"),
        (('bron = "handmatig"', 'bron = "politieweb"'), 19, "bestaat niet"),
        (("vanaf_grip = 1", 'vanaf_grip = "een"'), 17, "heel getal"),
        (('doel = "d"', "doel = d"), 7, "TOML"),
        (('gebied = "punt"', 'gebied = "wijk"'), 18, "kies uit"),
    ],
)
def test_a_mistake_is_told_with_its_line(change: tuple[str, str], line: int, words: str) -> None:
    with pytest.raises(DesignError) as caught:
        read_design(MINIMAL.replace(*change))
    assert any(fault.line == line and words in fault.text for fault in caught.value.faults), caught.value.faults


SOURCE = """[[bron]]
naam = "kranen"
soort = "ogc-features"
url = "https://kranen.example"
organisatie = "Waterbedrijf"
klasse = "brandkraan"
gegeven = "bestand"
profiel = "waterbedrijf"
[bron.velden]
nummer = "NUMMER"
[bron.waarden.toestand]
"in gebruik" = "beschikbaar"
[bron.vast]
net = "drinkwater"
"""


def test_a_source_says_how_its_words_become_ours() -> None:
    source = read_design(MINIMAL + SOURCE).sources["kranen"]
    assert (source.profile, source.fields) == ("waterbedrijf", {"nummer": "NUMMER"})
    assert source.values == {"toestand": {"in gebruik": "beschikbaar"}}
    assert source.fixed == {"net": "drinkwater"}
    jsonschema.validate(tomllib.loads(MINIMAL + SOURCE), json_schema())


@pytest.mark.parametrize(("change", "line", "words"), [
    (('nummer = "NUMMER"', "nummer = 3"), 30, "‘nummer’ in ‘velden’ moet een tekst"),
    (('nummer = "NUMMER"', 'nummer = ["A", "B"]'), 30, "‘nummer’ in ‘velden’ moet een tekst"),
    (('"in gebruik" = "beschikbaar"', '"in gebruik" = [1]'), 31, "‘toestand’ in ‘waarden’ moet een tabel"),
    (("[bron.waarden.toestand]", "[bron.waarde.toestand]"), 31, "‘waarde’ is hier onbekend"),
    (('net = "drinkwater"', "net = 2024-01-01"), 34, "‘net’ in ‘vast’ moet een tekst, getal"),
    (('profiel = "waterbedrijf"', "profiel = 1"), 28, "‘profiel’ moet een tekst"),
])  # fmt: skip
def test_a_wrong_mapping_is_told_with_its_line(change: tuple[str, str], line: int, words: str) -> None:
    with pytest.raises(DesignError) as caught:
        read_design(MINIMAL + SOURCE.replace(*change))
    assert [(fault.line, words in fault.text) for fault in caught.value.faults] == [(line, True)], caught.value.faults


def test_an_owner_per_attribute_must_be_a_name() -> None:
    with pytest.raises(DesignError, match=r"regel 21: ‘aantal’ in ‘eigenaar_per_attribuut’"):
        read_design(MINIMAL + "eigenaar_per_attribuut = { aantal = 3 }\n")


def test_all_mistakes_are_told_at_once() -> None:
    text = MINIMAL.replace("nabijheid = 1", "nabijheid = 9").replace('gebied = "punt"', 'gebied = "wijk"')
    with pytest.raises(DesignError) as caught:
        read_design(text)
    assert len(caught.value.faults) == 2


def test_identity_is_the_text() -> None:
    assert read_design(MINIMAL).sha256 != read_design(MINIMAL + "\n# andere tekst\n").sha256


@pytest.mark.parametrize(
    ("name", "title"),
    [("objectkaarten", "Objectkaarten"), ("aeds", "AED's"), ("BAG_panden", "BAG panden")],
)
def test_a_source_is_called_as_people_write_it(name: str, title: str) -> None:
    assert SourceDesign(name, "file", "Brandweer", "pand", "situatie").title == title
