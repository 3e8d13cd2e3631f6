"""What is known of a source before anything is fetched: where it is, whose it is, how often, how its fields are named.

A `SourceSpec` is plain data, so that the chain design, the settings and a person typing an address all end in the same
thing and are checked by the same rules. Secrets are never in it: only the name under which the keyring holds them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from cop_app.domain.chain import SourceDesign
from cop_app.domain.clock import MINUTE, SECOND
from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _


class SourceKind(StrEnum):
    """How a source is read."""

    OGC_FEATURES = "ogc-features"
    FILE = "file"


class Nature(StrEnum):
    """A file-like collection (a Dataset in the cache) or the situation itself (Observation events)."""

    BESTAND = "bestand"
    SITUATIE = "situatie"


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One collection of one partner.

    `url` is the landing page of a service or the path of a file. `key` names the properties that together identify a
    feature; `id` is the feature's own id. `profile` names the mapping of fields to the vocabulary (profiles.py);
    `fields` (ours -> theirs), `values` (per field of ours, their word -> ours) and `fixed` lie over it. `refresh` and
    `max_age` are milliseconds. `typed` says that a person typed or adopted this very address: only then may it be plain
    http or lie on a private network.
    """

    name: str
    kind: SourceKind
    url: str
    owner: str
    item_class: str
    collection: str = ""
    crs: str = ""
    key: tuple[str, ...] = ("id",)
    nature: Nature = Nature.BESTAND
    profile: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    refresh: int = MINUTE
    max_age: int = 0
    credentials: str = ""
    typed: bool = False
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stale_after(self) -> int:
        """Return after how many milliseconds without an answer what we hold counts as old."""
        return self.max_age or 3 * self.refresh

    def at(self, url: str, *, typed: bool | None = None) -> SourceSpec:
        """Return the same source at another address, as when a partner of an exercise runs on this laptop."""
        return replace(self, url=url, typed=self.typed if typed is None else typed)


def check_spec(spec: SourceSpec) -> SourceSpec:
    """Return the spec when it can be used.

    Raises:
        UserFacingError: `bron.naam`, `bron.url`, `bron.verversen`, `bron.sleutel` or `bron.eigenaar` when not.
    """
    if not spec.name.strip():
        raise UserFacingError("bron.naam", _("Deze bron heeft geen naam."), advice=_("Geef de bron een naam."))
    if not spec.owner.strip():
        raise UserFacingError(
            "bron.eigenaar",
            _("Van bron ‘{name}’ is niet gezegd van wie zij is."),
            advice=_("Vul de organisatie in die deze gegevens bijhoudt."),
            name=spec.name,
        )
    if spec.refresh < 5 * SECOND or spec.max_age < 0:
        raise UserFacingError(
            "bron.verversen",
            _("Bron ‘{name}’ kan niet vaker dan eens per 5 seconden worden ververst."),
            advice=_("Kies 5 seconden of meer."),
            name=spec.name,
        )
    if not spec.key or not all(part.strip() for part in spec.key):
        raise UserFacingError(
            "bron.sleutel",
            _("Bron ‘{name}’ heeft geen sleutel."),
            advice=_("Noem het veld waaraan een object te herkennen is, of ‘id’."),
            name=spec.name,
        )
    if spec.kind is SourceKind.OGC_FEATURES:
        _check_url(spec)
    elif not spec.url:
        raise UserFacingError(
            "bron.url", _("Bron ‘{name}’ noemt geen bestand."), advice=_("Kies een bestand."), name=spec.name
        )
    return spec


def _check_url(spec: SourceSpec) -> None:
    try:
        parts = urlsplit(spec.url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        port_fits, parts = False, urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_fits:
        raise UserFacingError(
            "bron.url",
            _("Het adres ‘{url}’ van bron ‘{name}’ is geen webadres."),
            advice=_("Schrijf het hele adres, beginnend met https://."),
            url=spec.url, name=spec.name,
        )  # fmt: skip
    if parts.username or parts.password:
        raise UserFacingError(
            "bron.url",
            _("In het adres van bron ‘{name}’ staat een wachtwoord."),
            advice=_("Haal het weg en bewaar het bij de bron als geheim."),
            name=spec.name,
        )
    if parts.scheme == "http" and not spec.typed:
        raise UserFacingError(
            "bron.url",
            _("Bron ‘{name}’ gebruikt een onbeveiligd adres (http) dat niemand zelf heeft ingevoerd."),
            advice=_("Gebruik https, of neem het adres zelf over in de broncatalogus."),
            name=spec.name,
        )


def is_local_host(host: str) -> bool:
    """Return whether the text itself names this computer or its own wire (localhost, 127.x, ::1, 169.254.x)."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_link_local


def spec_from_design(design: SourceDesign, *, url: str = "", typed: bool = False, max_age: int = 0) -> SourceSpec:
    """Return the source that a chain design names; `url` overrules its address (an exercise partner on loopback).

    Raises:
        UserFacingError: as `check_spec`, or `bron.soort` for a source that is kept by hand.
    """
    if design.kind not in {kind.value for kind in SourceKind}:
        raise UserFacingError(
            "bron.soort",
            _("Bron ‘{name}’ wordt met de hand bijgehouden en is niet op te halen."),
            advice=_("Vraag de eigenaar om de gegevens."),
            name=design.name,
        )
    return check_spec(replace(described(design), url=url or design.url, max_age=max_age, typed=typed))


def described(design: SourceDesign) -> SourceSpec:
    """Return what a chain design says of a source, unchecked: enough to read what is held, not to ask for it."""
    kind = SourceKind(design.kind) if design.kind in {kind.value for kind in SourceKind} else SourceKind.FILE
    # A service names its collections; one that is not named is called as the source is.
    collection = design.collection or (design.name if kind is SourceKind.OGC_FEATURES else "")
    return SourceSpec(
        name=design.name, kind=kind, url=design.url,
        owner=design.organisation, item_class=design.item_class, collection=collection, crs=design.crs,
        key=design.key, nature=Nature(design.nature), refresh=design.refresh_s * SECOND, credentials=design.secret,
        profile=design.profile, fields=dict(design.fields), fixed=dict(design.fixed),
        values={name: dict(words) for name, words in design.values.items()},
    )  # fmt: skip
