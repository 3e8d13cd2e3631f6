"""The chain design file: what is shipped is sound, and every mistake is told with its line."""

from __future__ import annotations

import json
import tomllib

import jsonschema
import pytest

from cop_app.domain.chain_file import DesignError, json_schema, read_design
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


def test_all_mistakes_are_told_at_once() -> None:
    text = MINIMAL.replace("nabijheid = 1", "nabijheid = 9").replace('gebied = "punt"', 'gebied = "wijk"')
    with pytest.raises(DesignError) as caught:
        read_design(text)
    assert len(caught.value.faults) == 2


def test_identity_is_the_text() -> None:
    assert read_design(MINIMAL).sha256 != read_design(MINIMAL + "\n# andere tekst\n").sha256
