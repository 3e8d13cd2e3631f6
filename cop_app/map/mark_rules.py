"""Which classes are drawn from which scale, how large, in which layer, and whose words win (table of LOOK 5)."""

from __future__ import annotations

from cop_app.map.base_labels import Priority
from cop_app.map.mark_types import Layer
from cop_app.map.scales import Band, band_of
from cop_app.map.symbol_choice import sign_size

# Shown elsewhere: wind has its plate on the map.
NOT_DRAWN = frozenset({"weer"})

_FROM: dict[str, Band] = {
    **dict.fromkeys(("incident",), Band.LAND),
    **dict.fromkeys(
        ("brongebied", "effectgebied", "prognosegebied", "evacuatiegebied", "ziekenhuis", "uitval", "waterstand",
         "gewondenspreiding", "gezondheidsadvies", "rot"), Band.REGIO),
    **dict.fromkeys(
        ("copi", "afgezet_gebied", "perimeter", "afzetting", "opvang", "nlalert", "evacuatieroute",
         "slachtoffertelling", "seveso", "evenement", "drukte", "ugs", "spoorstatus"), Band.STAD),
    **dict.fromkeys(
        ("eenheid", "evenementroute", "omleiding", "zorginstelling", "school", "kwetsbaar_object", "gewondennest",
         "behandelcentrum", "loodspost", "maatregel", "knelpunt", "besluit", "actie", "scenario", "bericht",
         "kazerne",
         "gemeentehuis", "opvanglocatie", "evenemententerrein", "parkeren", "meting", "sirene"), Band.WIJK),
    **dict.fromkeys(("brandkraan", "sleutelkluis", "c2000mast", "hoogspanning", "aed", "buurt"), Band.BUURT),
    **dict.fromkeys(("objectkaart", "pand", "adres"), Band.STRAAT),
}  # fmt: skip
# Words come one band after the sign, except where the words are the point.
_WORDS_FROM: dict[str, Band] = {
    "incident": Band.LAND, "copi": Band.STAD, "rot": Band.REGIO, "opvang": Band.WIJK, "meting": Band.WIJK,
    "eenheid": Band.BUURT, "ugs": Band.WIJK, "behandelcentrum": Band.WIJK, "gewondennest": Band.WIJK,
    "slachtoffertelling": Band.WIJK, "drukte": Band.WIJK, "ziekenhuis": Band.STAD, "sirene": Band.STRAAT,
    "afzetting": Band.BUURT, "objectkaart": Band.STRAAT,
}  # fmt: skip

# The number of a hydrant or key safe is in its panel: forty of them would bury the street names.
_WITHOUT_WORDS = frozenset({"brandkraan", "sleutelkluis"})

_TEAMS = ("copi", "rot", "ugs", "loodspost", "behandelcentrum", "gewondennest", "opvang")
_MEASURES = ("afzetting", "maatregel", "omleiding", "perimeter", "besluit", "actie", "knelpunt", "nlalert")
_AREAS = ("brongebied", "effectgebied", "prognosegebied", "evacuatiegebied", "afgezet_gebied", "evacuatieroute",
          "evenementroute", "uitval", "waterstand", "gezondheidsadvies")  # fmt: skip
_LAYERS = {
    "inc": Layer.INCIDENT, "plek": Layer.PLACE, "mob": Layer.PLACE, "een": Layer.UNIT, "off": Layer.UNIT,
    "tel": Layer.PLACE, "maat": Layer.MEASURE, "alg": Layer.MEASURE, "ris": Layer.MEASURE, "kw": Layer.PREPARED,
    "prep": Layer.PREPARED, "vast": Layer.PREPARED,
}  # fmt: skip


def shown_at(item_class: str, mpp: float) -> bool:
    """Return whether a class is drawn at a scale; `label:<class>` asks for its words. Unknown classes: 1:50.000 on."""
    name, words = item_class.removeprefix("label:"), item_class.startswith("label:")
    first = _FROM.get(name, Band.STAD)
    if words and name in _WITHOUT_WORDS:
        return False
    if words:
        first = _WORDS_FROM.get(name, Band(min(first + 1, Band.STRAAT)))
    return band_of(mpp) >= first


def mark_size(symbol: str, mpp: float, *, selected: bool = False) -> float:
    """Return the size of a sign in px: its own, at least 32 from 1:2.500 inwards, 48 when selected; far stars less."""
    size, band = sign_size(symbol), band_of(mpp)
    if symbol.startswith("inc."):
        size = {Band.LAND: 30.0, Band.REGIO: 38.0}.get(band, size)
    if band == Band.STRAAT:
        size = max(size, 32.0)
    return max(size, 48.0) if selected else size


def symbol_layer(symbol: str) -> Layer:
    """Return the layer of a sign."""
    return _LAYERS[symbol.partition(".")[0]]


def label_priority(item_class: str, conflict: bool) -> int:
    """Return the priority of the words: conflict, incident, team, unit, measure, area, the rest."""
    if conflict:
        return Priority.CONFLICT
    if item_class == "incident":
        return Priority.INCIDENT
    if item_class in _TEAMS:
        return Priority.TEAM
    if item_class in ("eenheid", "meting"):
        return Priority.UNIT
    if item_class in _MEASURES:
        return Priority.MEASURE
    return Priority.AREA if item_class in _AREAS else Priority.PLACE
