"""One passphrase for a whole workspace: every vault in it opens with the same phrase, whatever was cut short.

A workspace has several vaults (reality, and one per exercise, each a device of its own). The first place is that of
reality; what its vault says is the truth: when it is closed, no other vault may lie open. Every change goes through
states that can be left at any point:

* **setting** closes the first vault first. From then on opening any other with the phrase finishes what was left.
* **changing** first lets both phrases open every vault, the first place last; then leaves only the new one, the first
  place first. So the old phrase opens everything until the first vault takes the new one, which opens everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cop_app.domain.clock import Clock
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _
from cop_app.store.database import told_plainly
from cop_app.store.vault import Vault
from cop_app.store.vault_file import VAULT_FILE, check_strength, is_closed
from cop_app.store.writer_lock import WriterLock, held_elsewhere

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class VaultPlace:
    """Where one vault lies, which databases its key opens, and what people call it."""

    name: str
    folder: Path
    databases: tuple[Path, ...]

    @property
    def present(self) -> bool:
        """Return whether there is a vault."""
        return (self.folder / VAULT_FILE).exists()


def is_needed(places: Sequence[VaultPlace]) -> bool:
    """Return whether anything in the workspace is closed with a passphrase.

    Raises:
        UserFacingError: `sleutel.beschadigd`, `sleutel.nieuwer`, `sleutel.onleesbaar`.
    """
    return any(is_closed(place.folder) for place in places)


def check_phrase(places: Sequence[VaultPlace], phrase: str, clock: Clock) -> None:
    """Try a phrase on the first closed vault; nothing is changed.

    Raises:
        UserFacingError: `sleutel.onjuist`, or as `Vault.open`.
    """
    closed = next((place for place in places if is_closed(place.folder)), None)
    if closed is not None:
        Vault.open(closed.folder, phrase, clock)


def open_vault(
    places: Sequence[VaultPlace], place: VaultPlace, phrase: str | None, clock: Clock, *, read_only: bool = False
) -> Vault:
    """Open the vault of a place, or make it; what a cut-off change left is finished unless `read_only`.

    Raises:
        UserFacingError: as `Vault.open`; `sleutel.ontbreekt` when its databases are there and the vault is not.
    """
    with told_plainly(place.folder / VAULT_FILE):
        if not place.present:
            return _new_vault(places, place, phrase, clock, read_only=read_only)
        if is_closed(place.folder):
            vault = Vault.open(place.folder, phrase, clock)
            if not read_only:
                _finish(places[0], place, vault, phrase or "", clock)
            return vault
        if not is_closed(places[0].folder):
            return Vault.open(place.folder, phrase, clock)
    # The workspace is closed but this vault is not yet: the phrase must be right, and then closes this one too.
    Vault.open(places[0].folder, phrase, clock)
    vault = Vault.open(place.folder, None, clock)
    if not read_only:
        with suppress(UserFacingError), _alone([place], clock):
            vault.set_passphrase(phrase or "", place.databases)
    return vault


def set_passphrase(places: Sequence[VaultPlace], phrase: str, clock: Clock, tell: Tell) -> int:
    """Close every vault and move their databases to new keys; returns how many databases were moved or checked.

    Going on after a cut is the same call with the same phrase.

    Raises:
        UserFacingError: `sleutel.bestaat` when all is closed already, `sleutel.zwak`, `sleutel.onjuist`,
            `opslag.andere_schrijver`, `opslag.bezet`, `opslag.vol`, `opslag.alleen_lezen`.
    """
    check_strength(phrase)
    first = places[0]
    present = [place for place in places if place.present or place is first]
    pending = [place for place in present if not is_closed(place.folder)]
    check_phrase(present, phrase, clock)
    vaults = {place.folder: Vault.open(place.folder, phrase, clock) for place in present if place not in pending}
    pending += [place for place in present if place.folder in vaults and vaults[place.folder].converting]
    if not pending:
        raise UserFacingError(
            "sleutel.bestaat", _("Deze werkmap heeft al een wachtzin."),
            advice=_("Wijzigen gaat met ‘cop passphrase change’."),
        )  # fmt: skip
    moved = 0
    with _alone(pending, clock):
        for place in sorted(pending, key=lambda place: place is not first):
            tell(_("{naam}: bezig …").format(naam=place.name))
            vault = vaults.get(place.folder)
            if vault is None and not place.present:
                _new_vault([place], place, phrase, clock)
            elif vault is None:
                Vault.open(place.folder, None, clock).set_passphrase(phrase, place.databases)
            else:
                vault.finish_conversion(place.databases)
            moved += sum(path.exists() for path in place.databases)
    return moved


def change_passphrase(places: Sequence[VaultPlace], old: str, new: str, clock: Clock, tell: Tell) -> None:
    """Let every vault open with the new phrase only; the databases keep their keys.

    Going on after a cut is the same call with the same phrases.

    Raises:
        UserFacingError: `sleutel.geen` when nothing is closed, `sleutel.zwak`, `sleutel.onjuist`, `opslag.vol`,
            `opslag.alleen_lezen`.
    """
    check_strength(new)
    closed = [place for place in places if is_closed(place.folder)]
    if not closed:
        raise UserFacingError(
            "sleutel.geen", _("Deze werkmap heeft nog geen wachtzin."),
            advice=_("Stel er een in met ‘cop passphrase set’."),
        )  # fmt: skip
    vaults = [(place, _opened_by_either(place, old, new, clock)) for place in closed]
    for _place, vault in reversed(vaults):
        if not vault.changing:
            vault.also_open_with(new)
    for place, vault in vaults:
        tell(_("{naam}: gewijzigd").format(naam=place.name))
        vault.set_passphrase(new, place.databases)


def _opened_by_either(place: VaultPlace, old: str, new: str, clock: Clock) -> Vault:
    """Open with the old phrase, or with the new one where an earlier change was cut short."""
    try:
        return Vault.open(place.folder, old, clock)
    except UserFacingError as error:
        if error.code != "sleutel.onjuist":
            raise
        try:
            return Vault.open(place.folder, new, clock)
        except UserFacingError:
            raise error from None


def _new_vault(
    places: Sequence[VaultPlace], place: VaultPlace, phrase: str | None, clock: Clock, *, read_only: bool = False
) -> Vault:  # fmt: skip
    if any(path.exists() for path in place.databases):
        raise UserFacingError(
            "sleutel.ontbreekt", _("In {map} ontbreken de sleutels, maar er staan wel versleutelde bestanden bij."),
            advice=_("Zet {bestand} terug uit een reservekopie; er is niets veranderd."), map=str(place.folder),
            bestand=VAULT_FILE,
        )  # fmt: skip
    if read_only:
        raise UserFacingError("opslag.ontbreekt", _("In {map} is nog niets opgeslagen."), map=str(place.folder.parent))
    if place is not places[0] and is_closed(places[0].folder):
        Vault.open(places[0].folder, phrase, clock)  # the new vault closes with the workspace's phrase and no other
    elif phrase is not None:
        check_strength(phrase)
    return Vault.open(place.folder, phrase, clock)


def _finish(first: VaultPlace, place: VaultPlace, vault: Vault, phrase: str, clock: Clock) -> None:
    """Finish what was cut short; when that cannot be done now (busy, full), a later opening tries again."""
    with suppress(UserFacingError):
        if vault.changing and place is not first and not Vault.open(first.folder, phrase, clock).changing:
            vault.set_passphrase(phrase, place.databases)  # what opens the first vault is the phrase that holds
        if vault.converting:
            with _alone([place], clock):
                vault.finish_conversion(place.databases)


@contextmanager
def _alone(places: Sequence[VaultPlace], clock: Clock) -> Iterator[None]:
    """Hold the right to write all databases of the places, so that no other window is in the way.

    Raises:
        UserFacingError: `opslag.andere_schrijver`.
    """
    with ExitStack() as held:
        for path in (path for place in places for path in place.databases if path.exists()):
            with told_plainly(path):
                lock = WriterLock.take(path, clock.wall())
            if not isinstance(lock, WriterLock):
                raise held_elsewhere(path, lock)
            held.callback(lock.release)
        yield
