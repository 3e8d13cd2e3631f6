"""`cop keten key|sign|trust`: a region's key, its signature under a chain design, and whom this workspace trusts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cop_app.bootstrap import open_workspace
from cop_app.bootstrap.designs import read_design_file
from cop_app.cli.asking import ask_new_secret, ask_secret, secret_from
from cop_app.cli.program import answer, say
from cop_app.domain.chain import ChainDesign
from cop_app.domain.incident import Realm
from cop_app.i18n import _
from cop_app.paths import default_workspace
from cop_app.store.database import replace_file
from cop_app.store.region_keys import (
    TrustedRegions,
    Verdict,
    make_region_key,
    read_region_key,
    sign_design,
    signature_path,
    trust_region,
)  # fmt: skip


def add(words: Any, common: argparse.ArgumentParser) -> None:
    """Add the three commands to the group `keten`."""
    made = words.add_parser("key", parents=[common], help="maak de sleutel van een regio")
    made.add_argument("file", type=Path, help="het geheime deel; het openbare komt ernaast in BESTAND.pub")
    made.add_argument("--region", required=True, metavar="REGIO")
    made.set_defaults(command=make_key)
    sign = words.add_parser("sign", parents=[common], help="teken een ketenontwerp (.sig ernaast)")
    sign.add_argument("file", type=Path)
    sign.add_argument("--key", type=Path, required=True, metavar="BESTAND", help="de sleutel van de regio")
    sign.set_defaults(command=sign_file)
    trust = words.add_parser("trust", parents=[common], help="vertrouw in deze werkmap de sleutel van een regio")
    trust.add_argument("file", type=Path, metavar="BESTAND.pub")
    trust.add_argument("--region", required=True, metavar="REGIO")
    trust.set_defaults(command=trust_key)
    for parser in (made, sign, trust):
        parser.add_argument("--json", action="store_true")


def make_key(options: argparse.Namespace) -> int:
    """Make a key pair; the private half is closed with a passphrase of its own."""
    number = options.passphrase_fd
    phrase = ask_new_secret(_("Nieuwe wachtzin van de regiosleutel")) if number is None else secret_from(number)
    key = make_region_key(options.file, options.region, phrase)
    told = _("Sleutel {sleutel} van {regio}. Bewaar {bestand} op een stick in de kluis; deel alleen {bestand}.pub.")
    say(told.format(sleutel=key.id, regio=key.region, bestand=options.file))
    _tell(key.fingerprint, options, {"key": key.id, "region": key.region, "fingerprint": key.fingerprint})
    return 0


def sign_file(options: argparse.Namespace) -> int:
    """Sign a sound design; a signature that was there is replaced."""
    design = read_design_file(options.file)
    number = options.passphrase_fd
    phrase = ask_secret(_("Wachtzin van de regiosleutel")) if number is None else secret_from(number)
    key, signature = sign_design(design, options.key, phrase)
    target = signature_path(options.file)
    replace_file(target, signature)
    say(_("Getekend door {regio} (sleutel {sleutel}): {bestand}.").format(
        regio=key.region, sleutel=key.id, bestand=target))  # fmt: skip
    if options.json:
        answer({"key": key.id, "region": key.region, "sha256": design.sha256, "signature": str(target)})
    return 0


def trust_key(options: argparse.Namespace) -> int:
    """Trust a region's key from now on; designs it signed open the guard in real incidents."""
    key = read_region_key(options.file)
    workspace = open_workspace(options.workspace)
    path = trust_region(workspace.vault_place(Realm.ECHT).folder, key, options.region)
    say(_("Sleutel {sleutel} van {regio} wordt hier vertrouwd. Intrekken: verwijder {bestand}.").format(
        sleutel=key.id, regio=key.region, bestand=path))  # fmt: skip
    say(_("Laat de regio deze vingerafdruk voorlezen; verschilt hij, trek dan meteen in."))
    _tell(key.fingerprint, options, {"key": key.id, "region": key.region, "fingerprint": key.fingerprint})
    return 0


def verdict_of(options: argparse.Namespace, design: ChainDesign) -> Verdict:
    """Return what the signature beside a design file is worth in this workspace, without making one."""
    root = (options.workspace or default_workspace()).expanduser()
    return TrustedRegions.read(root / "keys").judge(design)


def _tell(fingerprint: str, options: argparse.Namespace, document: dict[str, str]) -> None:
    if options.json:
        answer(document)
    else:
        print(_("Vingerafdruk: {vingerafdruk}").format(vingerafdruk=fingerprint))
