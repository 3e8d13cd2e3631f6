"""The check at the door: what comes from outside is the right realm, readable, unchanged and of a known author.

Nothing doubtful is dropped: it goes into quarantine with the reason, because a sender who is unknown today may turn out
to be the team that joined a minute ago.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cop_app.domain.clock import LATEST
from cop_app.domain.errors import UserFacingError
from cop_app.domain.events import Envelope, Header, body_hash, parse_header
from cop_app.domain.incident import Realm
from cop_app.i18n import _
from cop_app.store.vault import Vault

_MOST = 2**53  # whole numbers that JSON readers elsewhere keep exact


class Trusted(NamedTuple):
    """A new envelope that may enter."""

    event_id: str
    header: Header
    envelope: Envelope


class Doubtful(NamedTuple):
    """An envelope for the quarantine; `digest` tells different ones apart."""

    digest: str
    device: str
    reason: str
    envelope: Envelope


class Checked(NamedTuple):
    """What a batch came to; what was known already is in neither list."""

    good: list[Trusted]
    doubtful: list[Doubtful]


def check_envelopes(
    envelopes: Iterable[Envelope], realm: Realm, vault: Vault, known: Callable[[Sequence[str]], set[str]]
) -> Checked:
    """Sort a batch; `known(ids)` gives the ids that are in the log.

    Raises:
        UserFacingError: `realm.verkeerd`.
    """
    batch: dict[str, list[Envelope]] = {}
    for envelope in envelopes:
        same = batch.setdefault(envelope.id, [])
        if envelope not in same:  # one header may come with two bodies or signatures, of which one is forged
            same.append(envelope)
    good: list[Trusted] = []
    doubtful: list[Doubtful] = []
    seen = known(list(batch))
    for event_id, same in batch.items():
        if event_id in seen:
            continue
        fit: list[Trusted] = []
        for envelope in same:
            _judge(envelope, realm, vault, fit, doubtful)
        good += fit[:1]
    return Checked(good, doubtful)


def _judge(envelope: Envelope, realm: Realm, vault: Vault, good: list[Trusted], doubtful: list[Doubtful]) -> None:
    try:
        header = parse_header(envelope.header_bytes)
    except UserFacingError:
        doubtful.append(_doubt(envelope, "", "kop"))
        return
    if header.realm != realm.value:
        raise UserFacingError(
            "realm.verkeerd", _("Deze berichten horen bij ‘{daar}’ en niet bij ‘{hier}’; er is niets overgenomen."),
            advice=_("Oefening en werkelijkheid blijven gescheiden; open de andere werkmap."),
            daar=header.realm, hier=realm.value,
        )  # fmt: skip
    reason = _reason(envelope, header, vault)
    if reason:
        doubtful.append(_doubt(envelope, header.device, reason))
    else:
        good.append(Trusted(envelope.id, header, envelope))


def _reason(envelope: Envelope, header: Header, vault: Vault) -> str:
    numbers = (header.seq, header.lamport, header.wall, header.story)
    if header.seq < 1 or any(not 0 <= number < _MOST for number in numbers) or max(numbers[2:]) >= LATEST:
        return "kop"
    if body_hash(envelope.body_bytes) != header.body_hash:
        return "inhoud"
    if not vault.knows(header.device):
        return "afzender"
    return "" if vault.verify(header.device, envelope.header_bytes, envelope.signature) else "handtekening"


def _doubt(envelope: Envelope, device: str, reason: str) -> Doubtful:
    parts = (envelope.header_bytes, envelope.body_bytes, envelope.signature)
    digest = hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()
    return Doubtful(digest, device, reason, envelope)
