"""Profiles that a region writes: what they say, and that every mistake is told with its line before a load suffers."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from cop_app.domain.errors import UserFacingError
from cop_app.paths import resource
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.profile_files import ProfileError, ProfileShelf, json_schema, read_profile
from cop_app.sources.profiles import map_properties, profile_of

WHOLE = """schema = "profiel/1"
klasse = "brandkraan"
[velden]
nummer = "NUMMER"
postcode = "adres.postcode"
[waarden.toestand]
"in gebruik" = "beschikbaar"
"buiten dienst" = "niet beschikbaar"
[vast]
net = "drinkwater"
druk_bar = 2.5
[klassen]
veld = "TYPE"
waarden = { sirene = "sirene" }
"""


def test_a_profile_says_names_words_constants_and_classes() -> None:
    profile = read_profile("waterbedrijf", WHOLE)
    assert (profile.name, profile.item_class, profile.class_field) == ("waterbedrijf", "brandkraan", "TYPE")
    ours, strange = map_properties(
        {"NUMMER": "K1", "adres": {"postcode": "1234AB"}, "toestand": "In gebruik ", "TYPE": "Sirene"}, profile
    )
    assert ours == {
        "nummer": "K1", "postcode": "1234AB", "adres": {"postcode": "1234AB"}, "toestand": "beschikbaar",
        "net": "drinkwater", "druk_bar": 2.5, "TYPE": "Sirene", "objectklasse": "sirene",
    }  # fmt: skip
    assert strange == []


@pytest.mark.parametrize(("change", "line", "words"), [
    (('nummer = "NUMMER"', "nummer = 7"), 4, "‘nummer’ in ‘velden’ moet een tekst"),
    (('nummer = "NUMMER"', "nummer = NUMMER"), 4, "TOML"),
    (("[velden]", "[veldem]"), 3, "‘veldem’ is hier onbekend"),
    (('schema = "profiel/1"', 'schema = "profiel/9"'), 1, "kies uit profiel/1"),
    (('"buiten dienst" = "niet beschikbaar"', '"buiten dienst" = ["x"]'), 6, "‘toestand’ in ‘waarden’ moet een tabel"),
    (("druk_bar = 2.5", "druk_bar = nan"), 11, "‘druk_bar’ in ‘vast’ moet"),
    (('veld = "TYPE"\n', ""), 12, "‘veld’ ontbreekt in [klassen]"),
    (('klasse = "brandkraan"', "klasse = true"), 2, "‘klasse’ moet een tekst"),
    (('[vast]\nnet = "drinkwater"', '[vast]\n"" = "drinkwater"'), 9, "lege naam"),
])  # fmt: skip
def test_a_mistake_is_told_in_dutch_with_its_line(change: tuple[str, str], line: int, words: str) -> None:
    assert change[0] in WHOLE
    with pytest.raises(ProfileError) as caught:
        read_profile("waterbedrijf", WHOLE.replace(*change))
    assert [(fault.line, words in fault.text) for fault in caught.value.faults] == [(line, True)], caught.value.faults
    assert f"regel {line}" in str(caught.value)
    assert "waterbedrijf" in str(caught.value)


def test_a_file_that_translates_nothing_says_so_and_all_mistakes_come_at_once() -> None:
    with pytest.raises(ProfileError, match="niets vertaald"):
        read_profile("leeg", 'schema = "profiel/1"\nklasse = "adres"\n')
    with pytest.raises(ProfileError) as caught:
        read_profile("fout", WHOLE.replace('"NUMMER"', "7").replace("[vast]", "[altijd]"))
    assert [fault.line for fault in caught.value.faults] == [4, 9]


def test_the_users_own_file_goes_before_what_ships_and_is_read_anew(tmp_path: Path) -> None:
    own, shipped = tmp_path / "eigen", tmp_path / "mee"
    shipped.mkdir()
    shelf = ProfileShelf([own, shipped])
    assert (list(shelf), len(shelf), shelf.get("kraan")) == ([], 0, None)
    (shipped / "kraan.toml").write_text(WHOLE)
    assert shelf["kraan"].fields["nummer"] == "NUMMER"
    own.mkdir()
    (own / "kraan.toml").write_text(WHOLE.replace('"NUMMER"', '"CODE"'))
    (own / "weg.toml").write_text(WHOLE)
    assert shelf["kraan"].fields["nummer"] == "CODE"
    assert (list(shelf), len(shelf)) == (["kraan", "weg"], 2)
    (own / "kraan.toml").write_text(WHOLE.replace('"NUMMER"', '"NR"'))
    assert shelf["kraan"].fields["nummer"] == "NR"


@pytest.mark.parametrize("name", ["../geheim", "a/b", "", "x" * 200, "kraan.toml", "C:\\x"])
def test_a_name_that_leads_elsewhere_names_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "geheim.toml").write_text(WHOLE)
    folder = tmp_path / "profielen"
    folder.mkdir()
    assert ProfileShelf([folder]).path_of(name) is None
    assert name not in ProfileShelf([folder])


def test_a_file_that_cannot_be_read_is_a_mistake_and_not_an_absence(tmp_path: Path) -> None:
    (tmp_path / "kraan.toml").write_bytes(b"schema = \"\xff\xfe\"")
    with pytest.raises(ProfileError, match="niet te lezen"):
        ProfileShelf([tmp_path]).get("kraan")


def test_a_source_lays_its_own_words_over_the_profile_it_names(tmp_path: Path) -> None:
    (tmp_path / "kraan.toml").write_text(WHOLE)
    spec = SourceSpec(
        "k", SourceKind.FILE, "k.geojson", "Waterbedrijf", "", profile="kraan", fields={"nummer": "ID"},
        values={"toestand": {"stuk": "niet beschikbaar"}}, fixed={"net": "bluswater"},
    )  # fmt: skip
    profile = profile_of(spec, ProfileShelf([tmp_path]))
    assert profile.item_class == "brandkraan"
    assert profile.fields == {"nummer": "ID", "postcode": "adres.postcode"}
    assert profile.values["toestand"] == {
        "in gebruik": "beschikbaar", "buiten dienst": "niet beschikbaar", "stuk": "niet beschikbaar"
    }  # fmt: skip
    assert profile.fixed == {"net": "bluswater", "druk_bar": 2.5}
    with pytest.raises(UserFacingError, match="die is er niet"):
        profile_of(SourceSpec("k", SourceKind.FILE, "k", "W", "adres", profile="ander"), ProfileShelf([tmp_path]))


def test_what_ships_is_sound_and_fits_the_published_schema() -> None:
    published = json.loads(resource("schemas", "profiel-1.json").read_text(encoding="utf-8"))
    assert published == json_schema()
    shelf = ProfileShelf([resource("ketens", "profielen")])
    assert {"osm-adres", "osm-brandkraan"} <= set(shelf)
    for name in shelf:
        assert shelf[name].changes
        path = shelf.path_of(name)
        assert path is not None
        jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), published)
