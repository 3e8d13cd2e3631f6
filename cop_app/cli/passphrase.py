"""`cop passphrase`: close this workspace with a passphrase, change it, and let the system's keyring remember it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from cop_app.bootstrap import Workspace, open_workspace, passphrase_needed, try_passphrase
from cop_app.cli.asking import ask_new_secret, ask_secret, secret_from
from cop_app.cli.program import answer, descriptor, say
from cop_app.domain.clock import SystemClock
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _, plural
from cop_app.settings import write_settings
from cop_app.store import system_keyring
from cop_app.store.passphrase import change_passphrase, set_passphrase
from cop_app.store.vault_file import is_closed


def add(parsers: Any, common: argparse.ArgumentParser) -> None:
    """Add the group to the command line."""
    group = parsers.add_parser("passphrase", parents=[common], help="wachtzin van deze werkmap")
    words = group.add_subparsers(required=True)
    commands = (
        ("set", set_phrase, "sluit deze werkmap met een wachtzin; alle bestanden worden omgezet"),
        ("change", change_phrase, "wijzig de wachtzin"),
        ("remember", remember_phrase, "laat de sleutelbos van deze computer de wachtzin onthouden"),
        ("forget", forget_phrase, "haal de wachtzin uit de sleutelbos"),
    )
    for name, command, told in commands:
        parser = words.add_parser(name, parents=[common], help=told)
        if command in (set_phrase, change_phrase):
            parser.add_argument(
                "--new-passphrase-fd", type=descriptor, metavar="N", help="lees de nieuwe wachtzin hiervan"
            )
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(command=command)


def set_phrase(options: argparse.Namespace) -> int:
    """Close the workspace; the same command with the same phrase goes on after a cut."""
    workspace = open_workspace(options.workspace)
    going_on = is_closed(workspace.vault_places()[0].folder)
    number = options.new_passphrase_fd if options.new_passphrase_fd is not None else options.passphrase_fd
    if number is not None:
        phrase = secret_from(number)
    elif going_on:
        phrase = ask_secret(_("Wachtzin van deze werkmap"))
    else:
        say(_("Zonder de wachtzin is deze werkmap nooit meer te openen. Bewaar haar waar u haar terugvindt."))
        phrase = ask_new_secret(_("Nieuwe wachtzin"))
    moved = set_passphrase(workspace.vault_places(), phrase, SystemClock(), say)
    told = plural("{n} bestand is omgezet.", "{n} bestanden zijn omgezet.", moved)
    say(_("Deze werkmap is met een wachtzin gesloten; {bestanden}").format(bestanden=told))
    say(_("Wat eerder leesbaar op deze schijf stond, kan een onderzoeker nog vinden: versleutel ook de schijf."))
    if options.json:
        answer({"closed": True, "databases": moved})
    return 0


def change_phrase(options: argparse.Namespace) -> int:
    """Replace the phrase by another; a phrase in the keyring follows."""
    workspace = open_workspace(options.workspace)
    if not passphrase_needed(workspace):
        raise _no_phrase()
    old = _present(options, workspace)
    number = options.new_passphrase_fd
    new = ask_new_secret(_("Nieuwe wachtzin")) if number is None else secret_from(number)
    places = workspace.vault_places()
    entry = system_keyring.entry_of(places)
    change_passphrase(places, old, new, SystemClock(), say)
    kept = workspace.settings.keyring and system_keyring.forget(entry)
    if kept:
        system_keyring.remember(system_keyring.entry_of(places), new)
    say(_("De wachtzin is gewijzigd; de oude past niet meer."))
    if options.json:
        answer({"changed": True, "remembered": bool(kept)})
    return 0


def remember_phrase(options: argparse.Namespace) -> int:
    """Let the keyring keep the phrase; chosen per workspace, and told in its settings."""
    workspace = open_workspace(options.workspace)
    if not passphrase_needed(workspace):
        raise _no_phrase()
    places = workspace.vault_places()
    phrase = _present(options, workspace)
    problem = try_passphrase(workspace, phrase)
    if problem:
        raise UserFacingError("sleutel.onjuist", _("De wachtzin past niet; de sleutelbos onthoudt niets."))
    system_keyring.remember(system_keyring.entry_of(places), phrase)
    write_settings(workspace.root, replace(workspace.settings, keyring=True))
    say(_("{sleutelbos} onthoudt de wachtzin; wie op deze computer is aangemeld, kan de werkmap openen.").format(
        sleutelbos=system_keyring.keyring_name()))  # fmt: skip
    if options.json:
        answer({"remembered": True})
    return 0


def forget_phrase(options: argparse.Namespace) -> int:
    """Take the phrase out of the keyring; from now on it is asked again."""
    workspace = open_workspace(options.workspace)
    there = system_keyring.forget(system_keyring.entry_of(workspace.vault_places()))
    if workspace.settings.keyring:
        write_settings(workspace.root, replace(workspace.settings, keyring=False))
    say(_("De wachtzin is uit de sleutelbos gehaald.") if there else _("Er lag geen wachtzin in de sleutelbos."))
    if options.json:
        answer({"remembered": False, "removed": there})
    return 0


def _present(options: argparse.Namespace, workspace: Workspace) -> str:
    """Return the present phrase: from the descriptor, else typed; the keyring is not asked for an act like this."""
    if options.passphrase_fd is not None:
        return secret_from(options.passphrase_fd)
    return ask_secret(_("Wachtzin van deze werkmap"))


def _no_phrase() -> UserFacingError:
    return UserFacingError(
        "sleutel.geen", _("Deze werkmap heeft nog geen wachtzin."), advice=_("Stel er een in met ‘cop passphrase set’.")
    )
