"""`cop keten check|kaart`: read a chain design, tell every mistake and who signed it, and show the chain."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cop_app.bootstrap import open_workspace
from cop_app.bootstrap.designs import read_design_file
from cop_app.cli import region_keys
from cop_app.cli.program import answer, say
from cop_app.domain.chain import SourceDesign
from cop_app.domain.chain_file import DesignError
from cop_app.domain.errors import UserFacingError
from cop_app.sources.catalogue import described
from cop_app.sources.profile_files import ProfileShelf
from cop_app.sources.profiles import profile_of


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add the group to the command line."""
    group = parsers.add_parser("keten", parents=[common], help="ketenontwerp nakijken en tonen")
    words = group.add_subparsers(required=True)
    check = words.add_parser("check", parents=[common], help="toets een ketenontwerp")
    show = words.add_parser("kaart", parents=[common], help="partners naar nabijheid, met hun stromen")
    for parser, command in ((check, check_design), (show, show_design)):
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(command=command)
    region_keys.add(words, common)


def check_design(options: argparse.Namespace) -> int:
    """Tell whether the design is sound; every fault with its line."""
    try:
        design = read_design_file(options.file)
    except DesignError as error:
        faults = [{"line": fault.line, "text": fault.text} for fault in error.faults]
        if options.json:
            answer({"ok": False, "faults": faults})
        for fault in error.faults:
            say(f"{options.file}: {fault}")
        return 1
    unowned = [need.id for need in design.needs if not need.owner.known]
    verdict = region_keys.verdict_of(options, design)
    shelf = ProfileShelf(open_workspace(options.workspace).profile_folders())
    untranslated = {name: told for name, source in design.sources.items() if (told := _profile_fault(source, shelf))}
    if options.json:
        answer({
            "ok": True, "needs": len(design.needs), "sources": len(design.sources), "unowned": unowned,
            "sha256": design.sha256, "signed_by": verdict.signed_by or None, "signature": verdict.text,
            "profile_faults": untranslated,
        })  # fmt: skip
    else:
        print(f"{design.name}, versie {design.version}: {len(design.needs)} vragen, {len(design.sources)} bronnen.")
        print(f"Zonder eigenaar: {', '.join(unowned) or 'geen'}.")
        print(f"Handtekening: {verdict.text}.")
        for told in untranslated.values():
            say(told)
    return 0


def _profile_fault(source: SourceDesign, shelf: ProfileShelf) -> str:
    """Return what is wrong with the profile that a source names, on this laptop; "" when it can be used."""
    try:
        profile_of(described(source), shelf)
    except UserFacingError as error:
        return str(error)
    return ""


def show_design(options: argparse.Namespace) -> int:
    """Print partners by nearness with their flows."""
    design = read_design_file(options.file)
    partners = sorted(design.partners, key=lambda partner: (partner.nearness, partner.organisation))
    if options.json:
        answer({
            "name": design.name, "problem": design.problem, "aim": design.aim,
            "partners": [
                {"organisation": p.organisation, "nearness": p.nearness, "interest": p.interest,
                 "processes": list(p.processes), "flows": [{"to": to, "what": what} for to, what in p.flows]}
                for p in partners
            ],
        })  # fmt: skip
        return 0
    print(f"{design.name} ({design.region})\nKetenprobleem: {design.problem}\nDoel: {design.aim}")
    for nearness in (1, 2, 3):
        print(f"\nNabijheid {nearness}")
        for partner in (p for p in partners if p.nearness == nearness):
            print(f"  {partner.organisation}: {partner.interest}")
            for to, what in partner.flows:
                print(f"    → {to}: {what}")
    return 0
