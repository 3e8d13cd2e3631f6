"""Keys of safety regions: who may sign a chain design, and whom this workspace trusts to do so.

A design is signed apart from its text, in `naam.toml.sig` beside it, over the SHA-256 of the text; so the text stays
what people read and its identity stays its hash. Trusting a region's key is an act of a person who compared its
fingerprint by voice. It lies as a file in `keys/regios/`; withdrawing the trust is removing that file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cop_app.domain.chain import ChainDesign
from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import canonical
from cop_app.i18n import _
from cop_app.store.database import replace_file
from cop_app.store.keys import KEY, open_sealed, seal, signature_fits
from cop_app.store.vault_file import Lock, check_strength, lock_with, unlocked

REGIONS = "regios"
PUBLIC_ENDING, SIGNATURE_ENDING = ".pub", ".sig"
_PURPOSE = b"ketenbeeld/ketenontwerp/1|"
_PRIVATE = b"ketenbeeld/regiosleutel/1"
_LARGEST = 16_384


@dataclass(frozen=True, slots=True)
class RegionKey:
    """The public half of a region's key (32 bytes Ed25519)."""

    region: str
    public: bytes

    @property
    def id(self) -> str:
        """Return the key's name: 16 hex digits of the SHA-256 of the public key."""
        return hashlib.sha256(self.public).hexdigest()[:16]

    @property
    def fingerprint(self) -> str:
        """Return what two people read to each other: 32 hex digits in fours."""
        digits = hashlib.sha256(self.public).hexdigest()[:32]
        return " ".join(digits[start : start + 4] for start in range(0, 32, 4))

    def to_bytes(self) -> bytes:
        """Return the file that may be handed out."""
        return canonical({"soort": "regiosleutel", "v": 1, "regio": self.region, "ed25519": self.public.hex()}) + b"\n"


def read_region_key(path: Path) -> RegionKey:
    """Read the public half of a region's key.

    Raises:
        UserFacingError: `regiosleutel.bestand`.
    """
    try:
        fields = _fields(path, "regiosleutel")
        public = bytes.fromhex(fields["ed25519"])
        Ed25519PublicKey.from_public_bytes(public)
        return RegionKey(_region(fields), public)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(path) from error


def make_region_key(path: Path, region: str, passphrase: str) -> RegionKey:
    """Make a region's key: the private half in `path` closed with the passphrase, the public half in `path`.pub.

    Raises:
        UserFacingError: `sleutel.zwak`, `regiosleutel.bestaat` (nothing is replaced), `opslag.*`.
    """
    check_strength(passphrase)
    shared = path.with_name(path.name + PUBLIC_ENDING)
    if path.exists() or shared.exists():
        raise UserFacingError(
            "regiosleutel.bestaat", _("{bestand} bestaat al; er is niets overschreven."),
            advice=_("Kies een andere naam."), bestand=str(path),
        )  # fmt: skip
    private = Ed25519PrivateKey.generate()
    made = RegionKey(region, private.public_key().public_bytes_raw())
    wrap = os.urandom(KEY)
    closed = seal(wrap, private.private_bytes_raw(), _PRIVATE + canonical(region))
    fields = {
        "soort": "regiosleutel-geheim", "v": 1, "regio": region, "slot": lock_with(passphrase, wrap),
        "sleutel": closed.hex(),
    }  # fmt: skip
    replace_file(path, canonical(fields) + b"\n")
    replace_file(shared, made.to_bytes())
    return made


def sign_design(design: ChainDesign, key_file: Path, passphrase: str) -> tuple[RegionKey, bytes]:
    """Return whose key it is and the detached signature over a design's text, to lie beside it.

    Raises:
        UserFacingError: `regiosleutel.bestand`, `regiosleutel.onjuist` (passphrase), `regiosleutel.andere_regio`.
    """
    try:
        fields = _fields(key_file, "regiosleutel-geheim")
        region, lock = _region(fields), fields["slot"]
        wrap = unlocked(passphrase, (_lock(lock),), key_file)
        if wrap is None:
            raise UserFacingError(
                "regiosleutel.onjuist", _("De wachtzin past niet op de sleutel {bestand}."),
                advice=_("Probeer het opnieuw; er is niets getekend."), bestand=str(key_file),
            )  # fmt: skip
        private = open_sealed(wrap, bytes.fromhex(fields["sleutel"]), _PRIVATE + canonical(region))
        signer = Ed25519PrivateKey.from_private_bytes(private or b"")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(key_file) from error
    if region != design.region:
        raise UserFacingError(
            "regiosleutel.andere_regio", _("Deze sleutel is van {sleutel}; het ontwerp is van {ontwerp}."),
            advice=_("Laat de eigen regio tekenen; er is niets getekend."), sleutel=region, ontwerp=design.region,
        )  # fmt: skip
    key = RegionKey(region, signer.public_key().public_bytes_raw())
    signature = signer.sign(_signed_bytes(design))
    return key, _signature_file(region, key.id, design.sha256, signature)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a signature comes to: whose key (id, "" = it does not count) and the sentence that says so."""

    signed_by: str
    text: str


class TrustedRegions:
    """The regions' keys that this workspace trusts; `unusable` are files there that are no key."""

    def __init__(self, keys: Sequence[RegionKey], unusable: Sequence[Path] = ()) -> None:
        self.keys = tuple(keys)
        self.unusable = tuple(unusable)

    @classmethod
    def read(cls, keys_folder: Path) -> TrustedRegions:
        """Read `regios/*.pub` in the folder of the keys of reality; a bad file is trusted in nothing and told later."""
        keys, unusable = [], []
        for path in sorted((keys_folder / REGIONS).glob(f"*{PUBLIC_ENDING}")):
            try:
                keys.append(read_region_key(path))
            except UserFacingError:
                unusable.append(path)
        return cls(keys, unusable)

    def judge(self, design: ChainDesign) -> Verdict:
        """Return what the signature that came with a design is worth here."""
        if not design.signature:
            return Verdict("", _("niet getekend"))
        try:
            fields = json.loads(design.signature)
            name, sha256, signature = fields["sleutel"], fields["sha256"], bytes.fromhex(fields["handtekening"])
            if _signature_file(fields["regio"], name, sha256, signature).strip() != design.signature.strip().encode():
                raise ValueError("not as it was written")
        except (ValueError, KeyError, TypeError):
            return Verdict("", _("de handtekening is niet te lezen"))
        if sha256 != design.sha256:
            return Verdict("", _("de handtekening hoort bij een andere tekst; het ontwerp is daarna veranderd"))
        fitting = [key for key in self.keys if key.id == name]
        if not fitting:
            return Verdict("", _("getekend met sleutel {sleutel}, die hier niet vertrouwd is").format(sleutel=name))
        key = fitting[0]
        if not key.region == fields["regio"] == design.region:
            return Verdict("", _("getekend door {regio}, maar het ontwerp is van een andere regio").format(
                regio=key.region))  # fmt: skip
        if not signature_fits(key.public, _signed_bytes(design), signature):
            return Verdict("", _("de handtekening klopt niet"))
        return Verdict(key.id, _("getekend door {regio} (sleutel {sleutel})").format(regio=key.region, sleutel=key.id))

    def judged(self, design: ChainDesign) -> ChainDesign:
        """Return the design with `signed_by` as it holds here."""
        return replace(design, signed_by=self.judge(design).signed_by)


def trust_region(keys_folder: Path, key: RegionKey, region: str) -> Path:
    """Trust a key for the region that a person named; returns the file that says so.

    Raises:
        UserFacingError: `regiosleutel.andere_regio`, `opslag.vol`, `opslag.alleen_lezen`.
    """
    if key.region != region:
        raise UserFacingError(
            "regiosleutel.andere_regio", _("Deze sleutel noemt zich van {sleutel}, niet van {ontwerp}."),
            advice=_("Vraag na van wie hij is; er is niets vertrouwd."), sleutel=key.region, ontwerp=region,
        )  # fmt: skip
    path = keys_folder / REGIONS / f"{key.id}{PUBLIC_ENDING}"
    replace_file(path, key.to_bytes())
    return path


def signature_path(design_file: Path) -> Path:
    """Return where the signature of a design file lies."""
    return design_file.with_name(design_file.name + SIGNATURE_ENDING)


def signature_beside(design_file: Path) -> str:
    """Return the signature file's text, "" when there is none that can be read."""
    path = signature_path(design_file)
    try:
        return path.read_text(encoding="utf-8") if path.stat().st_size <= _LARGEST else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _signature_file(region: str, key: str, sha256: str, signature: bytes) -> bytes:
    """Return the one form of a signature file; any other bytes are no signature."""
    fields = {"v": 1, "regio": region, "sleutel": key, "sha256": sha256, "handtekening": signature.hex()}
    return canonical(fields) + b"\n"


def _signed_bytes(design: ChainDesign) -> bytes:
    return _PURPOSE + design.sha256.encode()


def _fields(path: Path, kind: str) -> dict[str, Any]:
    if path.stat().st_size > _LARGEST:
        raise ValueError("size")
    fields = json.loads(path.read_bytes())
    if fields["soort"] != kind or fields["v"] != 1:
        raise ValueError("kind")
    return dict(fields)


def _region(fields: dict[str, Any]) -> str:
    region = fields["regio"]
    if not isinstance(region, str) or not region:
        raise ValueError("region")
    return region


def _lock(given: Any) -> Lock:
    if not isinstance(given, dict):
        raise TypeError("lock")
    return given


def _unusable(path: Path) -> UserFacingError:
    return UserFacingError(
        "regiosleutel.bestand", _("{bestand} is geen bruikbare regiosleutel."),
        advice=_("Controleer de naam, of vraag de regio het bestand opnieuw."), bestand=str(path),
    )  # fmt: skip
