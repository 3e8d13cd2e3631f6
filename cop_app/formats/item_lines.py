"""Lines of JSON that say something of an item: what scripts and other programs hand to `cop item put`.

Read strictly, because nobody looks at a line before it is signed: what is not understood is refused with the reason,
and a place is never guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cop_app.domain.clock import parse_instant
from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import GEOMETRY
from cop_app.domain.requests import ClaimInput, PutItem
from cop_app.domain.vocabulary import class_named
from cop_app.geo.axis import CRS84, ETRS89, RD, Crs, parse_crs, unknown_crs
from cop_app.geo.wkb import placed_claim_geometry
from cop_app.i18n import _

_FIELDS = {"item", "class", "geometry", "claims", "certain", "observed_at", "crs"}
_SHORT_NAMES = {"rd": RD, "etrs89": ETRS89, "wgs84": CRS84}


def read_item_line(line: str, today: int) -> PutItem:
    """Return what a line asks to record; `today` (ms UTC) gives the day of a bare time.

    `geometry` is GeoJSON in RD, or in the system that `crs` names ("rd", "etrs89", "wgs84" or as EPSG:4258), with x or
    longitude first. `certain` and `observed_at` hold for all claims of the line.

    Raises:
        UserFacingError: `item.regel`, `tijd.onleesbaar`, `geometrie.*`, `geo.stelsel`.
    """
    row = _row(line)
    for name in ("item", "class"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise _fault(_("‘item’ en ‘class’ moeten teksten zijn"))
    if unknown := set(row) - _FIELDS:
        raise _fault(_("onbekend: {namen}").format(namen=", ".join(sorted(unknown))))
    claims, certain = row.get("claims", {}), row.get("certain", True)
    if not isinstance(claims, dict):
        raise _fault(_("‘claims’ moet een object zijn"))
    if GEOMETRY in claims:
        raise _fault(_("een plaats hoort in ‘geometry’"))
    if not isinstance(certain, bool):
        raise _fault(_("‘certain’ moet true of false zijn"))
    seen = _instant(row, today)
    inputs = {name: ClaimInput(value, observed_at=seen, certain=certain) for name, value in claims.items()}
    place = row.get("geometry")
    if place is not None:
        geometry = placed_claim_geometry(place, _crs(row.get("crs", "rd")))
        inputs[GEOMETRY] = ClaimInput(geometry, observed_at=seen, certain=certain)
    return PutItem(row["item"], row["class"], class_named(row["class"]).reality, inputs)


def _row(line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line, parse_constant=_no_constant, object_pairs_hook=_unique)
    except RecursionError:
        raise _fault(_("te diep genest")) from None
    except json.JSONDecodeError as error:
        raise _fault(_("geen geldige JSON bij teken {n}").format(n=error.pos + 1)) from error
    except ValueError as error:
        raise _fault(str(error) if isinstance(error, _Refused) else _("een getal is te groot")) from error
    if not isinstance(row, dict):
        raise _fault(_("een regel is één JSON-object"))
    return row


def _instant(row: Mapping[str, Any], today: int) -> int:
    text = row.get("observed_at")
    if text is None:
        return 0
    if not isinstance(text, str):
        raise _fault(_("‘observed_at’ moet een tijd als tekst zijn"))
    return parse_instant(text, today)


def _crs(name: Any) -> Crs:
    found = (_SHORT_NAMES.get(name.strip().lower()) or parse_crs(name)) if isinstance(name, str) else None
    if found is None:
        raise unknown_crs(str(name))
    return found


class _Refused(ValueError):
    """What JSON allows and we do not, in Dutch."""


def _no_constant(name: str) -> float:
    raise _Refused(_("{naam} is geen getal").format(naam=name))


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise _Refused(_("de sleutel ‘{naam}’ staat er dubbel in").format(naam=double))
    return found


def _fault(reason: str) -> UserFacingError:
    return UserFacingError("item.regel", _("Deze regel is niet te gebruiken: {reden}."), reden=reason)
