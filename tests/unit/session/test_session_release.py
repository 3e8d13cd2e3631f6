"""What leaves goes through the session: by the designs in force, recorded before it leaves, also by who only reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cop_app.bootstrap import Workspace, open_session, open_workspace, trusted_regions
from cop_app.domain import bodies
from cop_app.domain.clock import ManualClock
from cop_app.domain.commands import ClaimInput, Note, OpenIncident, PutItem
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Actor, Classification, Reality, Realm, Team
from cop_app.domain.leaving import held_back
from cop_app.domain.sharing import Counts, require
from cop_app.paths import resource
from cop_app.reports.state import state_document
from cop_app.session import Session
from cop_app.store import vault_file
from cop_app.store.region_keys import make_region_key, sign_design, signature_path, trust_region

PHRASE = "vier korte woorden hier"
REGION, OTHER = "VR Markerwaard (FICTIEF)", "VR Overkant (FICTIEF)"
SHIPPED = resource("ketens", "markerwaard.toml").read_text(encoding="utf-8")
CACO = Actor("CaCo", Team.MK, "Meldkamer")
INTERN, CONFIDENTIAL = Classification.INTERN, Classification.VERTROUWELIJK
CLOCK = ManualClock(1_700_000_000_000)


@pytest.fixture(autouse=True)
def cheap_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_file, "ARGON2", {"t": 1, "m_kib": 64, "p": 1})


class Laptop:
    """A workspace with designs of its own."""

    def __init__(self, root: Path) -> None:
        self.workspace: Workspace = open_workspace(root)

    def design(self, region: str = REGION, *, key: Path | None = None, change: tuple[str, str] = ("", "")) -> str:
        """Put a design into the workspace, signed when there is a key; returns its text."""
        text = SHIPPED.replace(REGION, region).replace(*change)
        file = self.workspace.root / "ketens" / f"{region[3:11]}.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if key is not None:
            from cop_app.domain.chain_file import read_design

            signature_path(file).write_bytes(sign_design(read_design(text), key, PHRASE)[1])
        return text

    def open(self, realm: Realm = Realm.ECHT, *, read_only: bool = False) -> Session:
        return open_session(self.workspace, realm, clock=CLOCK, read_only=read_only)

    def incident(self, session: Session, region: str = REGION) -> str:
        incident = session.open_incident(OpenIncident("Brand", "industriebrand", (142000.0, 503000.0), region), CACO)
        for item, item_class, level in (("a", "bericht", INTERN), ("b", "objectkaart", INTERN),
                                        ("c", "bericht", CONFIDENTIAL)):  # fmt: skip
            said = {"tekst": ClaimInput("bel 06-12345678", classification=level)}
            session.put(incident, PutItem(item, item_class, Reality.ACTUEEL, said), CACO)
        return incident


def region_key(folder: Path, laptop: Laptop, region: str = REGION) -> Path:
    """Make a region's key outside the laptop and let the laptop trust it."""
    path = folder / f"{region[3:11]}.key"
    trust_region(laptop.workspace.vault_place(Realm.ECHT).folder, make_region_key(path, region, PHRASE), region)
    return path


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(UserFacingError) as caught:
        call()
    return caught.value.code


def confidential(session: Session, incident: str, recipient: str = "Politie") -> Callable[[], object]:
    return lambda: session.release(incident, "state", CONFIDENTIAL, CACO, recipient=recipient, ground="Wpg art. 19")


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path / "werkmap")


def test_in_reality_an_unsigned_design_lets_nothing_above_intern_out(laptop: Laptop) -> None:
    laptop.design()
    session = laptop.open()
    incident = laptop.incident(session)
    assert code_of(confidential(session, incident)) == "delen.ontwerp_niet_getekend"
    document = state_document(
        session.picture_at(incident), session.release(incident, "state", INTERN, CACO), CLOCK.story()
    )
    assert [item["item"] for item in document["items"]] == ["a"], "the object card is confidential by its design"
    assert document["withheld"] == 2
    session.close()


def test_a_design_signed_by_its_region_opens_the_guard(laptop: Laptop, tmp_path: Path) -> None:
    laptop.design(key=region_key(tmp_path, laptop))
    session = laptop.open()
    incident = laptop.incident(session)
    assert session.design(incident).signed_by == trusted_regions(laptop.workspace).keys[0].id
    given = session.release(incident, "state", CONFIDENTIAL, CACO, recipient="Politie", ground="Wpg art. 19")
    assert not held_back(session.picture_at(incident), given)
    assert code_of(lambda: session.release(incident, "state", CONFIDENTIAL, CACO)) == "delen.grond_nodig"
    assert code_of(lambda: session.release(incident, "state", Classification.GEHEIM, CACO)) == "delen.geheim"
    session.close()


def test_a_design_that_was_changed_after_signing_does_not(laptop: Laptop, tmp_path: Path) -> None:
    key = region_key(tmp_path, laptop)
    laptop.design(key=key)
    laptop.design(change=('classificatie = "vertrouwelijk"', 'classificatie = "open"'))  # the signature stays behind
    session = laptop.open()
    incident = laptop.incident(session)
    assert session.design(incident).signature
    assert code_of(confidential(session, incident)) == "delen.ontwerp_niet_getekend"
    session.close()


def test_a_design_signed_by_a_key_nobody_trusts_does_not(laptop: Laptop, tmp_path: Path) -> None:
    key = tmp_path / "vreemd.key"
    make_region_key(key, REGION, PHRASE)
    laptop.design(key=key)
    session = laptop.open()
    assert code_of(confidential(session, laptop.incident(session))) == "delen.ontwerp_niet_getekend"
    session.close()


def test_an_incident_without_a_design_lets_nothing_above_intern_out(laptop: Laptop, tmp_path: Path) -> None:
    laptop.design(key=region_key(tmp_path, laptop))
    session = laptop.open()
    incident = laptop.incident(session, region="VR Elders")
    assert code_of(confidential(session, incident)) == "delen.ontwerp_niet_getekend"
    session.close()


def test_an_exercise_needs_no_signature(laptop: Laptop) -> None:
    session = laptop.open(Realm.OEFENING)
    incident = laptop.incident(session)
    assert not session.design(incident).signed_by
    given = session.release(incident, "state", CONFIDENTIAL, CACO, recipient="Politie", ground="oefening")
    assert given.marking == "OEFENING · vertrouwelijk"
    assert not held_back(session.picture_at(incident), given)
    session.close()


def test_across_a_border_both_designs_must_be_signed_and_the_strictest_counts(laptop: Laptop, tmp_path: Path) -> None:
    shared = ('id = "afzetting"', 'id = "afzetting"\ndelen_met = ["Politie", "GHOR"]')
    laptop.design(key=region_key(tmp_path, laptop), change=shared)
    narrower = ('id = "afzetting"', 'id = "afzetting"\ndelen_met = ["GHOR", "Waterschap"]')
    laptop.design(OTHER, change=narrower)
    session = laptop.open()
    incident = laptop.incident(session)
    session.put(incident, PutItem("d", "afzetting", Reality.ACTUEEL, {"soort": "weg dicht"}), CACO)
    allowed = {"Politie": True, "GHOR": True, "Waterschap": False, "": True}

    def may_have(recipient: str) -> bool:
        given = session.release(incident, "state", INTERN, CACO, recipient=recipient)
        return "d" not in held_back(session.picture_at(incident), given)

    assert {name: may_have(name) for name in allowed} == allowed
    confidential(session, incident)()
    other = session._designs.of_region(OTHER)
    session.submit(incident, Note(bodies.DESIGN_ADOPTED, {"region": OTHER, "sha256": other.sha256}), CACO)
    assert code_of(confidential(session, incident)) == "delen.ontwerp_niet_getekend"
    assert {name: may_have(name) for name in allowed} == {**allowed, "Politie": False}
    session.close()
    laptop.design(OTHER, key=region_key(tmp_path, laptop, OTHER), change=narrower)
    session = laptop.open()
    confidential(session, incident)()
    session.close()


def test_another_laptop_gets_the_design_and_its_signature_with_the_adoption(laptop: Laptop, tmp_path: Path) -> None:
    key = region_key(tmp_path, laptop)
    laptop.design(key=key)
    session = laptop.open()
    incident = laptop.incident(session)
    across = Laptop(tmp_path / "overkant")
    there = across.open()
    there._log._vault.trust(session._log._vault.keys.public("A"))
    there.receive(session._log.envelopes())
    assert there.design(incident) is not None
    assert there.design(incident).region == REGION
    assert "b" in held_back(there.picture_at(incident), there.release(incident, "state", INTERN, CACO))
    assert code_of(confidential(there, incident)) == "delen.ontwerp_niet_getekend", "its region is not trusted there"
    there.close()
    public = key.with_name(key.name + ".pub")
    from cop_app.store.region_keys import read_region_key

    trust_region(across.workspace.vault_place(Realm.ECHT).folder, read_region_key(public), REGION)
    there = across.open()
    confidential(there, incident)()
    there.close()
    session.close()


def test_an_adoption_with_another_text_than_it_names_is_not_believed(laptop: Laptop) -> None:
    session = laptop.open()
    incident = laptop.incident(session, region="VR Elders")
    fields = {"region": "VR Elders", "sha256": "f" * 64, "text": SHIPPED, "signature": ""}
    session.submit(incident, Note(bodies.DESIGN_ADOPTED, fields), CACO)
    given = session.release(incident, "state", INTERN, CACO, recipient="Politie")
    assert not given.rules.complete
    assert not given.rules.signed
    session.close()


def test_what_a_partner_marked_itself_is_kept_back_too(laptop: Laptop) -> None:
    session = laptop.open()
    incident = laptop.incident(session)
    for item, word in (("m", "vertrouwelijk"), ("n", "alleen wij"), ("o", "open")):
        values = {"naam": "x", "classificatie": word}
        session.put(incident, PutItem(item, "bericht", Reality.ACTUEEL, values), CACO)
    back = held_back(session.picture_at(incident), session.release(incident, "state", INTERN, CACO))
    assert {"m", "n"} <= back
    assert "o" not in back
    session.close()


# -- the record


def test_every_use_is_recorded_with_what_was_kept_back(laptop: Laptop) -> None:
    session = laptop.open()
    incident = laptop.incident(session)
    before = (session.digest(incident), len(session.events(incident)), session.unsent())
    given = session.release(incident, "state", INTERN, CACO, recipient="Waterschap", ground="convenant")
    assert session.releases() == [], "a permission that is not used let nothing out"
    state_document(session.picture_at(incident), given, CLOCK.story())
    (row,) = session.releases(incident)
    wanted = {
        "kind": "release.made", "incident": incident, "exit": "state", "realm": "echt", "ceiling": "intern",
        "recipient": "Waterschap", "ground": "convenant", "function": "CaCo", "team": "MK",
        "organisation": "Meldkamer", "masked": 1, "dropped": [], "signed": False, "at": CLOCK.story(),
        "wall": CLOCK.wall(),
    }  # fmt: skip
    assert row == row | wanted
    assert row["withheld"] >= 1
    assert "12345678" not in str(row)
    assert (session.digest(incident), len(session.events(incident)), session.unsent()) == before, "it is of this laptop"
    session.close()
    again = laptop.open()
    assert again.releases(incident) == [row]
    assert again.releases("") == []
    again.close()


def test_when_the_log_cannot_be_written_nothing_leaves(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    session = laptop.open()
    incident = laptop.incident(session)
    given = session.release(incident, "state", INTERN, CACO)

    def full(*_words: object, **_more: object) -> None:
        raise UserFacingError("opslag.vol", "vol")

    monkeypatch.setattr(session._log, "local", full)
    assert code_of(lambda: state_document(session.picture_at(incident), given, 0)) == "opslag.vol"
    session.close()


def test_who_only_reads_records_beside_the_log_and_the_writer_takes_it_up_once(laptop: Laptop) -> None:
    writer = laptop.open()
    incident = laptop.incident(writer)
    reader = laptop.open(read_only=True)
    assert reader.read_only
    require(reader.release(incident, "picture", INTERN, CACO, recipient="Kanarie"), "picture", Counts(3))
    waiting = list(laptop.workspace.root.rglob("*.vrijgave"))
    assert len(waiting) == 1
    assert b"Kanarie" not in waiting[0].read_bytes()
    assert [row["recipient"] for row in reader.releases()] == ["Kanarie"]
    assert [row["recipient"] for row in writer.releases()] == ["Kanarie"]
    copy = waiting[0].read_bytes()
    require(writer.release(incident, "state", INTERN, CACO, recipient="Ander"), "state")
    assert not waiting[0].exists()
    waiting[0].write_bytes(copy)  # cut between storing and removing
    writer.close()
    writer = laptop.open()
    assert not waiting[0].exists()
    assert [(row["recipient"], row["withheld"]) for row in writer.releases()] == [("Kanarie", 3), ("Ander", 0)]
    writer.close()
    reader.close()


def test_where_nothing_can_be_written_nothing_leaves(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = laptop.open()
    incident = laptop.incident(writer)
    reader = laptop.open(read_only=True)
    from cop_app.store import releases

    def refused(*_words: object) -> None:
        raise UserFacingError("opslag.alleen_lezen", "dicht")

    monkeypatch.setattr(releases, "replace_file", refused)
    given = reader.release(incident, "state", INTERN, CACO)
    assert code_of(lambda: state_document(reader.picture_at(incident), given, 0)) == "delen.niet_vastgelegd"
    assert reader.releases() == []
    reader.close()
    writer.close()


def test_a_record_that_cannot_be_opened_here_is_left_alone(laptop: Laptop) -> None:
    writer = laptop.open()
    incident = laptop.incident(writer)
    folder = laptop.workspace.realm_folder(Realm.ECHT) / "log.db.vrijgaven"
    folder.mkdir()
    strange = folder / "x.vrijgave"
    strange.write_bytes(b"niet van ons" * 20)
    require(writer.release(incident, "state", INTERN, CACO), "state")
    assert strange.exists()
    assert len(writer.releases()) == 1
    writer.close()
    laptop.open().close()


def test_datasets_leave_by_all_own_designs_and_fictional_ones_say_nothing_of_reality(
    laptop: Laptop, tmp_path: Path
) -> None:
    session = laptop.open()
    assert session.release("", "export", INTERN, CACO).rules.designs == ()
    session.close()
    real = ("fictief = true", "fictief = false")
    key = region_key(tmp_path, laptop)
    laptop.design(change=real, key=key)
    session = laptop.open()
    given = session.release("", "export", INTERN, CACO)
    assert not given.admits("seveso", ("naam",), None)
    assert code_of(lambda: session.release("i000000000000", "export", INTERN, CACO)) == "incident.onbekend"
    session.close()
