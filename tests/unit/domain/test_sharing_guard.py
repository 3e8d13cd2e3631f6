"""The guard before every exit: persons are found and masked, places and numbers of the trade are not."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable

import pytest

from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import Classification, Realm
from cop_app.domain.sharing import (
    MASK,
    Counts,
    Release,
    classification_of,
    find_persons,
    guard_rows,
    mask_persons,
    release,
    require,
)  # fmt: skip
from cop_app.domain.sharing_rules import SharingRules


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("bsn 111222333 van slachtoffer", "burgerservicenummer"),
        ("bel 06-12345678 even", "telefoonnummer"),
        ("mail naar jan@voorbeeld.nl", "e-mailadres"),
        ("geb. 12-03-1961", "geboortedatum"),
        ("auto met kenteken 12-ABC-3", "kenteken"),
        ("mevrouw De Vries is gewond", "persoonsnaam"),
        ("patiënt J. Jansen naar LUMC", "persoonsnaam"),
    ],
)
def test_persons_are_found(text: str, pattern: str) -> None:
    assert pattern in {finding.pattern for finding in find_persons(text)}


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("tel 06 - 12345678 bellen", "tel ▇ bellen"), ("tel +31 (0)6-12345678.", "tel ▇."), ("(020) 1234567", "▇"),
        ("06.12.34.56.78", "▇"), ("06-1234\n5678", "▇"), ("06\u200b1234\u00ad5678", "▇"), ("06\u201112345678", "▇"),
        ("tel \uff10\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "tel ▇"), ("\u0660\u0666-12345678", "▇"),
        ("+49 170 1234567 (Duits)", "▇ (Duits)"), ("111.222.333", "▇"), ("1112.22.333", "▇"),
        ("111\u00a0222 333", "▇"), ("BSN: 123 456 789", "▇"), ("jan\uff20voorbeeld.nl", "▇"),
        ("op 12-abc-3 en ab-12-cd", "op ▇ en ▇"), ("kenteken 12 ABC 3 blauw", "▇ blauw"), ("Kenteken: ab123c", "▇"),
        ("mevrouw de Vries belt", "▇ belt"), ("mevrouw van den Berg is weg", "▇ is weg"),
        ("dhr. P. A. van Jansen-De Vries", "▇"), ("patiënt J. de Vries", "▇"),
        ("MEVR. JANSEN, VERWARD", "▇, VERWARD"), ("DHR DE VRIES", "▇"), ("dhr jansen ligt", "▇ ligt"),
        ("mw\nDe Vries", "▇"), ("de heer\u00a0A\u0301kos O\u2019Brien weg", "▇ weg"),
        ("mevr. Šimić en dhr. Çelik", "▇ en ▇"), ("Geboren 12-03-1961 te Delft", "▇ te Delft"), ("GEB. 12/3/61", "▇"),
        ("geboortedatum: 1961-03-12", "▇"), ("geboren te Delft op 12 maart 1961", "▇"), ("geb.dat. 12031961", "▇"),
    ],
)  # fmt: skip
def test_persons_are_blotted_out_however_they_are_written(text: str, rest: str) -> None:
    assert mask_persons(text)[0].replace(MASK, "▇") == rest


@pytest.mark.parametrize(
    "text",
    [
        "melding 05-11-2026 12:30", "op 01-03-2026 10.15 uur", "25.11.2026 23:30", "09.30-10.45 12.00", "0.123456789 m",
        "52.0612345678, 4.361234567", "bewoner van de Chemiekade", "mevrouw is gewond", "20 MW Windpark", "1-op-100",
        "142 000 503 000", "geb. nr 12", "Geen slachtoffer. Brand meester", "DHR HEEFT PIJN", "00:12:34:56:78:90",
    ],
)  # fmt: skip
def test_times_places_and_sentences_are_no_persons(text: str) -> None:
    assert mask_persons(text) == (text, ())


@pytest.mark.parametrize("text", ["x" * 200_000, "1-" * 100_000, "0 " * 100_000, "mw " * 70_000, "é" * 200_000])
def test_a_text_made_to_be_slow_is_looked_through(text: str) -> None:
    assert find_persons(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "16-2131 ter plaatse", "RD 142000 503000", "GRIP 2 om 19:42", "Chemiekade 12, 8299 AB", "UN 1005 GEVI 268",
        "hm 12,4 links A16", "gewonden: 12 T1", "088-0000101 meldkamer 112", "wind WZW 4 tot 20:30", "200 kg NH3",
    ],
)  # fmt: skip
def test_trade_language_is_left_alone(text: str) -> None:
    found = [f for f in find_persons(text) if f.pattern != "telefoonnummer"]
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "0612345678ab0698765432cd1234567890", "i0612345678ab", "a0612345678bc0612345678",
        "01010000000612345678c03b01410000000070e41e41", "550e8400-e29b-0612-3456-7890aabbccdd",
        "claims a0612345678bc0612345678 en i0612345678ab",
    ],
)
def test_ids_hashes_and_binary_geometry_are_no_numbers_of_a_person(text: str) -> None:
    assert mask_persons(text) == (text, ())


def test_random_ids_are_never_touched() -> None:
    for seed in range(20_000):
        word = hashlib.sha256(str(seed).encode()).hexdigest()[:32]
        assert mask_persons(word) == (word, ())


@pytest.mark.parametrize("text", ["bsn111222333", "tel0612345678", "bel 0612345678.", "ab0612345678", "0031612345678",
                                  "bsn 111222333, man", "BSN: 111222333.", "(06-12345678).", "-111222333-"])
def test_a_number_stuck_to_a_word_is_still_masked(text: str) -> None:
    assert MASK in mask_persons(text)[0]


def test_masking_keeps_the_rest_of_the_sentence() -> None:
    masked, findings = mask_persons("Slachtoffer: mevrouw De Vries, 06-12345678, ligt op de kade.")
    assert MASK in masked
    assert "Vries" not in masked
    assert "12345678" not in masked
    assert masked.endswith("ligt op de kade.")
    assert len(findings) >= 2


def test_rows_lose_person_fields_and_rows_above_the_ceiling() -> None:
    rows = [
        {"naam": "Gewondennest", "bsn": "111222333", "aantal": 12},
        {"naam": "Politie-informatie", "classificatie": "vertrouwelijk"},
        {"naam": "Onbekend", "classificatie": "eigen woord"},
    ]
    guarded = guard_rows(rows, Classification.INTERN)
    assert guarded.rows == ({"naam": "Gewondennest", "aantal": 12},)
    assert guarded.withheld == 2
    assert guarded.dropped[0].name == "bsn"
    assert guarded.dropped[0].ground


@pytest.mark.parametrize(
    ("row", "level"),
    [
        ({}, "intern"), ({"classificatie": ""}, "intern"), ({"classificatie": "open"}, "open"),
        ({"Classificatie": "Vertrouwelijk"}, "vertrouwelijk"), ({" CLASSIFICATIE ": "geheim "}, "geheim"),
        ({"classificatie": "open", "Classificatie": "geheim"}, "geheim"), ({"classificatie": "Stg. GEHEIM"}, "geheim"),
        ({"classificatie": ["geheim"]}, "geheim"), ({"classificatie": "eigen woord"}, "vertrouwelijk"),
    ],
)  # fmt: skip
def test_a_classification_counts_however_it_is_written(row: dict[str, object], level: str) -> None:
    assert classification_of(row) == level


@pytest.mark.parametrize(
    "name",
    ["bsn", "BSN-nummer", " Bsn ", "Geboortedatum", "Geb. datum", "Voornaam", "patiënt", "Patiënt_id", "naam patiënt",
     "verdachte naam", "Kenteken", "telefoon privé", "e-mail (privé)", "Nationaliteit"],
)  # fmt: skip
def test_a_field_of_a_person_is_dropped_however_its_name_is_written(name: str) -> None:
    guarded = guard_rows([{name: "x", "aantal": 3}], Classification.INTERN)
    assert (dict(guarded.rows[0]), [field.name for field in guarded.dropped]) == ({"aantal": 3}, [name])


@pytest.mark.parametrize(
    "name", ["patiënten", "Patienten T1", "verdachten", "aantal verdachten", "naam", "kentekenplicht", "leeftijd"]
)
def test_counts_and_names_of_things_stay(name: str) -> None:
    assert guard_rows([{name: 12}], Classification.INTERN).rows == ({name: 12},)


def test_nested_values_are_masked_too() -> None:
    rows = [{"lijst": ["bel 06-12345678"], "tabel": {"bsn": "1", "x": "mevrouw De Vries"}}]
    guarded = guard_rows(rows, Classification.INTERN)
    row = guarded.rows[0]
    assert "12345678" not in str(row)
    assert "Vries" not in str(row)
    assert "bsn" not in str(row)
    assert guarded.counts == Counts(0, 2, ("bsn",))


def test_names_of_fields_and_numbers_are_looked_at_too() -> None:
    row = {"tel 06-12345678": 1, "tel 06-87654321": 2, "mobiel": 612345678, "Telefoon": "612345678", "x": 111222333,
           "vlak": 612345678.5, "inwoners": 612345678, "lijst": [111222333.0, 4], "ja": True}  # fmt: skip
    guarded = guard_rows([row], Classification.INTERN)
    assert guarded.rows[0] == {
        f"tel {MASK}": 1, f"tel {MASK} 2": 2, "mobiel": MASK, "Telefoon": MASK, "x": MASK,
        "vlak": 612345678.5, "inwoners": 612345678, "lijst": [MASK, 4], "ja": True,
    }  # fmt: skip
    assert guarded.masked == 6


class Book:
    """A ledger that remembers, or that cannot write."""

    def __init__(self, full: bool = False) -> None:
        self.rows: list[tuple[Release, Counts]] = []
        self._full = full

    def record(self, release: Release, counts: Counts) -> None:
        if self._full:
            raise UserFacingError("opslag.vol", "vol")
        self.rows.append((release, counts))


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(UserFacingError) as caught:
        call()
    return caught.value.code


def test_a_forged_release_is_refused() -> None:
    book = Book()
    forged = Release("export", Realm.ECHT, Classification.OPEN, "", "", ledger=book)
    assert refusal(lambda: require(forged, "export")) == "delen.geen_toestemming"
    good = release("export", Realm.ECHT, Classification.INTERN, ledger=book)
    assert refusal(lambda: require(good, "picture")) == "delen.geen_toestemming"
    assert book.rows == []
    require(good, "export", Counts(2, 1, ("bsn",)))
    assert book.rows == [(good, Counts(2, 1, ("bsn",)))]


@pytest.mark.parametrize(
    "change",
    [{"ceiling": Classification.VERTROUWELIJK}, {"exit": "picture"}, {"realm": Realm.OEFENING}, {"recipient": "Pers"},
     {"ledger": Book()}, {"rules": SharingRules()}, {"ground": "anders"}],
)  # fmt: skip
def test_a_release_that_was_altered_is_refused(change: dict[str, object]) -> None:
    good = release("export", Realm.ECHT, Classification.INTERN, ledger=Book())
    altered = dataclasses.replace(good, **change)
    assert refusal(lambda: require(altered, altered.exit)) == "delen.geen_toestemming"


def test_what_cannot_be_recorded_does_not_leave() -> None:
    nowhere = release("state", Realm.ECHT, Classification.OPEN)
    assert refusal(lambda: require(nowhere, "state")) == "delen.geen_toestemming"
    full = release("state", Realm.ECHT, Classification.OPEN, ledger=Book(full=True))
    assert refusal(lambda: require(full, "state")) == "opslag.vol"


def test_secret_never_leaves_and_confidential_asks_a_ground() -> None:
    with pytest.raises(UserFacingError):
        release("export", Realm.OEFENING, Classification.GEHEIM, recipient="OL", ground="Wpg 19")
    with pytest.raises(UserFacingError):
        release("export", Realm.OEFENING, Classification.VERTROUWELIJK)
    with pytest.raises(UserFacingError):
        release("export", Realm.ECHT, Classification.VERTROUWELIJK, recipient="OL", ground="x", design_signed=False)
    good = release("export", Realm.OEFENING, Classification.VERTROUWELIJK, recipient="OL", ground="x")
    assert good.marking.startswith("OEFENING")


def test_a_very_long_word_is_looked_through_and_an_address_in_it_is_found() -> None:
    assert find_persons("x" * 200_000) == ()
    (found,) = find_persons("x" * 5_000 + "@voorbeeld.nl")
    assert found.pattern == "e-mailadres"
