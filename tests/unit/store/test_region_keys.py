"""Keys of regions: made once, trusted by hand, and a signature that fits one text and one region only."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cop_app.domain.chain import ChainDesign
from cop_app.domain.chain_file import read_design
from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import canonical
from cop_app.paths import resource
from cop_app.store import vault_file
from cop_app.store.region_keys import (
    RegionKey,
    TrustedRegions,
    make_region_key,
    read_region_key,
    sign_design,
    signature_beside,
    signature_path,
    trust_region,
)  # fmt: skip

PHRASE = "vier korte woorden hier"
REGION = "VR Markerwaard (FICTIEF)"
TEXT = resource("ketens", "markerwaard.toml").read_text(encoding="utf-8")
DESIGN = read_design(TEXT)


@pytest.fixture(autouse=True)
def cheap_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_file, "ARGON2", {"t": 1, "m_kib": 64, "p": 1})


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(UserFacingError) as caught:
        call()
    assert "{" not in str(caught.value)
    return caught.value.code


def made(folder: Path, name: str = "regio.key", region: str = REGION) -> tuple[Path, RegionKey]:
    folder.mkdir(exist_ok=True)
    return folder / name, make_region_key(folder / name, region, PHRASE)


def signed(design: ChainDesign, key_file: Path) -> ChainDesign:
    return replace(design, signature=sign_design(design, key_file, PHRASE)[1].decode())


def test_what_a_region_signed_is_known_by_its_key(tmp_path: Path) -> None:
    path, key = made(tmp_path)
    trust_region(tmp_path / "keys", read_region_key(path.with_name("regio.key.pub")), REGION)
    trusted = TrustedRegions.read(tmp_path / "keys")
    assert trusted.judged(signed(DESIGN, path)).signed_by == key.id
    assert REGION in trusted.judge(signed(DESIGN, path)).text
    assert trusted.judged(DESIGN).signed_by == ""
    assert len(key.fingerprint.split()) == 8


def test_a_changed_text_is_no_longer_signed(tmp_path: Path) -> None:
    path, key = made(tmp_path)
    trusted = TrustedRegions([key])
    for change in (("088-0000101", "088-0000999"), ('"vertrouwelijk"', '"intern"')):
        tampered = replace(read_design(TEXT.replace(*change)), signature=signed(DESIGN, path).signature)
        verdict = trusted.judge(tampered)
        assert verdict.signed_by == ""
        assert "veranderd" in verdict.text
        fields = json.loads(tampered.signature)
        renamed = replace(tampered, signature=canonical({**fields, "sha256": tampered.sha256}).decode())
        assert "klopt niet" in trusted.judge(renamed).text


def test_every_changed_byte_of_a_signature_takes_it_away(tmp_path: Path) -> None:
    path, key = made(tmp_path)
    trusted, good = TrustedRegions([key]), signed(DESIGN, path)
    for place in range(len(good.signature)):
        letter = "0" if good.signature[place] != "0" else "1"
        bad = good.signature[:place] + letter + good.signature[place + 1 :]
        if bad.strip() != good.signature.strip():
            assert trusted.judged(replace(good, signature=bad)).signed_by == "", place


def test_a_key_that_is_not_trusted_or_of_another_region_does_not_count(tmp_path: Path) -> None:
    path, key = made(tmp_path)
    other_path, other = made(tmp_path, "ander.key", "VR Elders")
    assert "niet vertrouwd" in TrustedRegions([other]).judge(signed(DESIGN, path)).text
    assert code_of(lambda: sign_design(DESIGN, other_path, PHRASE)) == "regiosleutel.andere_regio"
    claimed = RegionKey("VR Elders", key.public)  # trusted under another name than it signs for
    assert "andere regio" in TrustedRegions([claimed]).judge(signed(DESIGN, path)).text
    assert code_of(lambda: trust_region(tmp_path / "keys", key, "VR Elders")) == "regiosleutel.andere_regio"
    assert not (tmp_path / "keys").exists()


def test_the_private_half_lies_behind_its_own_phrase(tmp_path: Path) -> None:
    path, _key = made(tmp_path)
    fields = json.loads(path.read_text())
    assert set(fields) == {"soort", "v", "regio", "slot", "sleutel"}
    assert code_of(lambda: sign_design(DESIGN, path, "een andere zin hier")) == "regiosleutel.onjuist"
    path.write_text(json.dumps({**fields, "regio": "VR Elders"}))  # the region is bound to the key
    assert code_of(lambda: sign_design(DESIGN, path, PHRASE)) == "regiosleutel.bestand"


def test_nothing_is_overwritten_and_a_weak_phrase_is_refused(tmp_path: Path) -> None:
    path, _key = made(tmp_path)
    before = path.read_bytes()
    assert code_of(lambda: make_region_key(path, REGION, PHRASE)) == "regiosleutel.bestaat"
    assert path.read_bytes() == before
    assert code_of(lambda: make_region_key(tmp_path / "b.key", REGION, "kort")) == "sleutel.zwak"
    assert not (tmp_path / "b.key").exists()


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "geen json", '{"soort": "regiosleutel", "v": 1, "regio": "A", "ed25519": "00"}',
     '{"soort": "regiosleutel", "v": 2, "regio": "A", "ed25519": "' + "11" * 32 + '"}',
     '{"soort": "regiosleutel", "v": 1, "regio": "", "ed25519": "' + "11" * 32 + '"}', "x" * 20_000],
)  # fmt: skip
def test_a_file_that_is_no_key_is_told_and_never_stops_the_others(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "keys" / "regios"
    _path, key = made(tmp_path)
    trust_region(tmp_path / "keys", key, REGION)
    (folder / "fout.pub").write_text(text)
    assert code_of(lambda: read_region_key(folder / "fout.pub")) == "regiosleutel.bestand"
    assert code_of(lambda: sign_design(DESIGN, folder / "fout.pub", PHRASE)) == "regiosleutel.bestand"
    trusted = TrustedRegions.read(tmp_path / "keys")
    assert [row.id for row in trusted.keys] == [key.id]
    assert [path.name for path in trusted.unusable] == ["fout.pub"]


@pytest.mark.parametrize(
    "text", ["geen json", "[]", '{"sleutel": 1}', '{"sleutel": "a", "sha256": "b", "handtekening": "zz"}']
)
def test_a_signature_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    _path, key = made(tmp_path)
    assert TrustedRegions([key]).judge(replace(DESIGN, signature=text)).signed_by == ""


def test_the_signature_lies_beside_the_text(tmp_path: Path) -> None:
    file = tmp_path / "regio.toml"
    assert signature_path(file).name == "regio.toml.sig"
    assert signature_beside(file) == ""
    signature_path(file).write_bytes(b"\xff\xfe")
    assert signature_beside(file) == ""
    signature_path(file).write_text("x" * 100_000)
    assert signature_beside(file) == ""
    signature_path(file).write_text("{}")
    assert signature_beside(file) == "{}"
