"""The words at a mark: what a sign or an area says beside itself, and how different values stand side by side.

Numbers never lie together: values of two services are shown next to each other with who and when, and are never
summed. A computed area says that it is no measurement until somebody with that duty has set it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cop_app.domain.clock import local
from cop_app.domain.item import Claim, canonical
from cop_app.domain.vocabulary import class_named
from cop_app.i18n import _, plural

INDICATIVE = "INDICATIEF – GEEN METING"
_COMPUTED = ("prognosegebied",)
_MAY_BE_COMPUTED = ("effectgebied", "brongebied")

Properties = Mapping[str, Any]


def clock_text(instant: int) -> str:
    """Return 19:42, or "" for an instant that is not known."""
    return local(instant).strftime("%H:%M") if instant else ""


def who(claim: Claim) -> str:
    """Return who said it, short: the team of a person, else the organisation, else the source."""
    return claim.team or claim.organisation or claim.source


def number_text(value: Any) -> str:
    """Return a value as it is written in Dutch: decimal comma, ja and nee, no trailing zero."""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() else f"{value:g}").replace(".", ",")
    if isinstance(value, list):
        return ", ".join(number_text(one) for one in value)
    return "" if value is None else str(value)


def conflict_text(heads: Sequence[Claim]) -> str:
    """Return `12 (CoPI 19:40) ≠ 17 (GHOR 19:44)`: every different value once, oldest first, units when they differ."""
    units = {claim.unit for claim in heads}
    parts: dict[bytes, str] = {}
    for claim in sorted(heads, key=lambda c: (c.time, c.id)):
        value = number_text(claim.value) + (f" {claim.unit}" if len(units) > 1 and claim.unit else "")
        said = f"{who(claim)} {clock_text(claim.time)}".strip()
        parts.setdefault(canonical([claim.value, claim.unit]), f"{value} ({said})" if said else value)
    return " ≠ ".join(parts.values())


def indicative(item_class: str, properties: Properties) -> bool:
    """Return whether an area is computed and nobody with that duty has set it as true yet."""
    if properties.get("vastgesteld") is True:
        return False
    return item_class in _COMPUTED or (item_class in _MAY_BE_COMPUTED and properties.get("vastgesteld") is False)


def words(item_class: str, properties: Properties, seen_at: int) -> tuple[str, str]:
    """Return the two lines beside a sign, "" where there is nothing to say; `seen_at` = time of the newest value."""
    name = str(properties.get("naam") or "")
    if item_class == "meting":
        return _measured(properties) or name, clock_text(seen_at)
    if item_class in ("copi", "rot"):
        since = str(properties.get("sinds") or "")
        return name or class_named(item_class).name, _("sinds {tijd}").format(tijd=since) if since else ""
    if item_class == "ugs":
        units = properties.get("eenheden")
        return name or class_named(item_class).name, _units(units)
    if item_class in ("opvang", "opvanglocatie", "parkeren"):
        return name, _filled(properties)
    if item_class == "drukte":
        return name, _crowded(properties)
    if item_class == "slachtoffertelling":
        return name, str(properties.get("categorie") or "")
    if item_class in ("knelpunt", "besluit", "actie", "scenario", "bericht", "maatregel"):
        return name or _short(str(properties.get("tekst") or "")), ""
    if item_class in ("gewondennest", "behandelcentrum", "loodspost"):
        return name or class_named(item_class).name, ""
    return name, ""


def area_words(
    item_class: str, properties: Properties, newest: Claim | None, unconfirmed_since: str, certain: bool = True
) -> str:
    """Return the words along the edge of an area: name, time and source, and what it is not."""
    parts = [str(properties.get("naam") or class_named(item_class).name)]
    if unconfirmed_since:
        parts.append(_("onbevestigd sinds {tijd}").format(tijd=unconfirmed_since))
    elif newest is not None:
        parts.append(f"{clock_text(newest.time)} {who(newest)}".strip())
    if not certain and not unconfirmed_since:
        parts.append(_("onbevestigd"))
    if indicative(item_class, properties):
        parts.append(_(INDICATIVE))
    return " · ".join(part for part in parts if part)


def _measured(properties: Properties) -> str:
    value, matter = properties.get("waarde"), str(properties.get("stof") or "")
    if value is None:
        return ""
    if not isinstance(value, str) and float(value) == 0.0:
        return f"{matter} {_('< detectiegrens')}".strip()
    return f"{matter} {number_text(value)} {properties.get('eenheid') or ''}".strip()


def _filled(properties: Properties) -> str:
    room = properties.get("capaciteit")
    taken = properties.get("bezet", properties.get("aantal"))
    if room is None:
        return ""
    if taken is None:
        return _("plaats voor {n}").format(n=number_text(room))
    return _("{bezet} van {totaal}").format(bezet=number_text(taken), totaal=number_text(room))


def _crowded(properties: Properties) -> str:
    level, trend = properties.get("niveau"), str(properties.get("trend") or "")
    parts = [_("niveau {n}").format(n=number_text(level))] if level is not None else []
    return ", ".join([*parts, *([trend] if trend else [])])


def _units(count: Any) -> str:
    return plural("{n} eenheid", "{n} eenheden", count) if isinstance(count, int) else ""


def _short(text: str) -> str:
    """Return the first words of a text, at most 32 signs, cut at a blank and never inside a number."""
    if len(text) <= 32:
        return text
    cut = text[:33].rsplit(" ", 1)[0]
    return f"{cut} …"
