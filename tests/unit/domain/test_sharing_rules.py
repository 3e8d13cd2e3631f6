"""What chain designs say of sharing: defaults and recipients per need, and the strictest where several are in force."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cop_app.domain.chain import ChainDesign
from cop_app.domain.chain_file import read_design
from cop_app.domain.incident import Classification, Realm
from cop_app.domain.sharing import Release, release
from cop_app.domain.sharing_rules import SharingRules, rules_in_force
from cop_app.paths import resource

OPEN, INTERN, CONFIDENTIAL = Classification.OPEN, Classification.INTERN, Classification.VERTROUWELIJK

HEAD = """schema = "ketenontwerp/1"
naam = "Proef"
regio = "{region}"
versie = 1
[analyse]
ketenprobleem = "p"
doel = "d"
[[analyse.partner]]
organisatie = "Politie"
belang = "b"
nabijheid = 1
"""
NEED = """
[[vraag]]
id = "{id}"
vraag = "Wat?"
teams = ["CoPI"]
eigenaar = {{ organisatie = "Politie" }}
vanaf_grip = 1
gebied = "punt"
bron = "handmatig"
klasse = "{item_class}"
attributen = {attributes}
"""


def design(region: str, *needs: tuple[str, list[str], str], signed_by: str = "") -> ChainDesign:
    """Return a design of (class, attributes, further lines) needs."""
    text = HEAD.format(region=region)
    for number, (item_class, attributes, lines) in enumerate(needs):
        text += NEED.format(id=f"v{number}", item_class=item_class, attributes=attributes) + lines + "\n"
    return replace(read_design(text), signed_by=signed_by)


def rules(*designs: ChainDesign, kind: str = "") -> SharingRules:
    return rules_in_force([(d.region, d.sha256) for d in designs], {d.sha256: d for d in designs}, kind)


def permit(given: SharingRules, recipient: str = "", ceiling: Classification = INTERN) -> Release:
    return release("state", Realm.OEFENING, ceiling, recipient=recipient, ground="convenant", rules=given)


def test_what_no_need_names_is_intern_and_goes_to_anyone_within_that() -> None:
    given = permit(SharingRules(), "Waterschap")
    assert given.admits("afzetting", ("soort",), None)
    assert not given.admits("afzetting", ("soort",), CONFIDENTIAL)
    assert not permit(SharingRules(), ceiling=OPEN).admits("afzetting", ("soort",), None)


def test_the_default_of_a_need_counts_where_nobody_said_more() -> None:
    found = rules(
        design("A", ("objectkaart", ["naam"], 'classificatie = "vertrouwelijk"'),
               ("weer", ["kracht"], 'classificatie = "open"')),
    )  # fmt: skip
    assert found.classification("objectkaart", ["naam"]) is CONFIDENTIAL
    assert found.classification("objectkaart", ["naam"], INTERN) is CONFIDENTIAL, "intern is what nobody thought about"
    assert found.classification("objectkaart", [], OPEN) is CONFIDENTIAL
    assert found.classification("weer", ["kracht"]) is OPEN
    assert found.classification("weer", ["kracht"], INTERN) is INTERN
    assert found.classification("weer", ["kracht"], CONFIDENTIAL) is CONFIDENTIAL
    assert permit(found, ceiling=OPEN).admits("weer", ("kracht",), None)
    assert not permit(found).admits("objectkaart", ("naam",), None)


def test_a_need_speaks_for_its_attributes_and_the_rest_follows_the_mildest() -> None:
    found = rules(
        design("A", ("brongebied", ["naam"], 'classificatie = "intern"'),
               ("brongebied", ["stof", "wagen"], 'classificatie = "vertrouwelijk"')),
    )  # fmt: skip
    assert found.classification("brongebied", ["naam", "geometrie"]) is INTERN
    assert found.classification("brongebied", ["naam", "stof"]) is CONFIDENTIAL


def test_a_need_of_another_kind_of_incident_does_not_count() -> None:
    one = design("A", ("brongebied", ["stof"], 'classificatie = "vertrouwelijk"\nsoorten = ["spoorongeval"]'))
    assert rules(one, kind="industriebrand").classification("brongebied", ["stof"]) is INTERN
    assert rules(one, kind="spoorongeval").classification("brongebied", ["stof"]) is CONFIDENTIAL
    assert rules(one).classification("brongebied", ["stof"]) is CONFIDENTIAL, "without an incident all kinds count"


def test_a_share_list_lets_nobody_else_have_it() -> None:
    found = rules(design("A", ("afzetting", ["soort"], 'delen_met = ["Politie", "Rijkswaterstaat"]')))
    for recipient, allowed in (("Politie", True), ("politie/OvD-P", True), ("Waterschap", False), ("", True)):
        assert permit(found, recipient).admits("afzetting", ("soort",), None) is allowed, recipient
    assert permit(found, "Waterschap").admits("weer", ("kracht",), None), "what has no list is not limited"
    assert permit(found, "Waterschap").admits("afzetting", ("soort",), OPEN), "open is for everyone"


def test_two_lists_in_one_design_add_up_and_a_need_without_one_limits_nothing_it_does_not_share() -> None:
    found = rules(
        design("A", ("bericht", ["tekst"], 'delen_met = ["Politie"]'), ("bericht", ["tekst"], 'delen_met = ["GHOR"]'),
               ("bericht", ["bijlage"], "")),
    )  # fmt: skip
    assert permit(found, "GHOR").admits("bericht", ("tekst",), None)
    assert not permit(found, "Pers").admits("bericht", ("tekst",), None)
    assert permit(found, "Pers").admits("bericht", ("bijlage",), None)
    assert not permit(found, "Pers").admits("bericht", ("bijlage", "tekst"), None)


def test_of_two_regions_the_strictest_counts() -> None:
    one = design("A", ("afzetting", ["soort"], 'delen_met = ["Politie", "GHOR"]\nclassificatie = "open"'))
    other = design("B", ("afzetting", ["soort"], 'delen_met = ["GHOR", "Waterschap"]\nclassificatie = "vertrouwelijk"'))
    for found in (rules(one, other), rules(other, one)):
        assert found.classification("afzetting", ["soort"]) is CONFIDENTIAL
        given = {name: found.may_have(name, "afzetting", ["soort"]) for name in ("Politie", "GHOR", "Waterschap")}
        assert given == {"Politie": False, "GHOR": True, "Waterschap": False}
    free = design("C", ("afzetting", ["soort"], ""))
    assert not rules(one, free).may_have("Waterschap", "afzetting", ["soort"]), "no limit does not widen another's"


def test_only_when_every_region_signed_its_own_design_the_guard_opens() -> None:
    need = ("afzetting", ["soort"], "")
    signed, other = design("A", need, signed_by="k1"), design("B", need, signed_by="k2")
    assert rules(signed).signed
    assert rules(signed, other).signed
    assert not rules(signed, design("B", need)).signed
    assert not rules().signed
    known = {signed.sha256: signed}
    assert not rules_in_force([("B", signed.sha256)], known).signed, "another region's design is no design of B"


def test_a_design_that_is_not_here_closes_what_it_might_limit() -> None:
    one = design("A", ("afzetting", ["soort"], ""), signed_by="k1")
    found = rules_in_force([("A", one.sha256), ("B", "f" * 64)], {one.sha256: one})
    assert not found.signed
    assert not found.complete
    assert permit(found).admits("afzetting", ("soort",), None)
    assert not permit(found, "Politie").admits("afzetting", ("soort",), None)
    assert permit(found, "Politie").admits("weer", ("kracht",), OPEN)


@pytest.mark.parametrize(("item_class", "level"), [("objectkaart", CONFIDENTIAL), ("seveso", CONFIDENTIAL),
                                                   ("weer", OPEN), ("eenheid", INTERN), ("brongebied", INTERN)])
def test_the_shipped_design_keeps_back_what_it_calls_confidential(item_class: str, level: Classification) -> None:
    shipped = read_design(resource("ketens", "markerwaard.toml").read_text(encoding="utf-8"))
    assert rules(shipped, kind="industriebrand").classification(item_class, ["naam"]) is level
