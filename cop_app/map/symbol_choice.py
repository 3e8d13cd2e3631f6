"""Which sign stands for an item: from its class and properties, and for features of the prepared layers.

A class that nobody mapped still gets a sign (`alg.punt`), because an item that is not drawn is an item that is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNKNOWN = "alg.punt"

_FIXED: dict[str, str] = {
    "copi": "plek.copi", "rot": "plek.rot", "ugs": "plek.ugs", "loodspost": "plek.loods",
    "gewondennest": "plek.nest", "behandelcentrum": "mob.g", "opvang": "mob.bz", "opvanglocatie": "prep.opvang",
    "meting": "een.mpl", "meetpunt": "maat.meet", "omleiding": "maat.omleiding", "evacuatieroute": "maat.route",
    "perimeter": "maat.perimeter", "drukte": "tel.drukte", "sirene": "prep.sirene", "nlalert": "prep.sirene",
    "parkeren": "prep.parkeren", "objectkaart": "prep.object", "zorginstelling": "kw.zorg", "school": "kw.school",
    "seveso": "ris.brzo", "gemeentehuis": "vast.bz", "sleutelkluis": "prep.sleutel", "c2000mast": "prep.mast",
    "evenement": "prep.evenement", "evenementroute": "prep.evenement", "evenemententerrein": "prep.evenement",
    "besluit": "alg.besluit", "actie": "alg.actie", "knelpunt": "alg.knelpunt", "scenario": "alg.scenario",
    "bericht": "alg.bericht", "gezondheidsadvies": "alg.bericht", "hoogspanning": "ris.volt", "uitval": "inc.infra",
    "waterstand": "prep.water", "aed": "prep.aed", "evacuatiegebied": "maat.evac", "afgezet_gebied": "maat.perimeter",
    "gewondenspreiding": "plek.zkh", "spoorstatus": "alg.bericht", "weer": "prep.punt", "brongebied": "ris.expl",
    "effectgebied": "maat.meet", "prognosegebied": "alg.scenario", "adres": "prep.punt", "pand": "prep.object",
    "buurt": "prep.punt", "weg": "prep.object", "spoor": "prep.object", "groen": "prep.object", "water": "prep.water",
}  # fmt: skip

# class -> (property, {value: sign}, sign when the value is unknown)
_BY_PROPERTY: dict[str, tuple[str, dict[str, str], str]] = {
    "incident": ("soort", {
        "industriebrand": "inc.brand", "natuurbrand": "inc.brand", "brand": "inc.brand",
        "spoorongeval": "inc.verkeer", "verkeersongeval": "inc.verkeer", "verkeer": "inc.verkeer",
        "gevaarlijke_stof": "inc.stof", "stroomuitval": "inc.infra", "evenement": "inc.bevolking",
        "hoogwater": "inc.natuur", "gezondheid": "inc.gezond",
    }, "inc.overig"),
    "eenheid": ("soort", {
        "ts": "een.ts", "tankautospuit": "een.ts", "al": "een.al", "rv": "een.al", "mpl": "een.mpl",
        "deco": "een.deco", "amb": "een.amb", "pol": "een.pol", "me": "een.me", "bz": "een.bz",
        "ovd-b": "off.b", "ovd-p": "off.p", "ovd-g": "off.g", "ovd-bz": "off.bz",
    }, "een.overig"),
    "afzetting": ("soort", {"hard": "maat.hard", "verkeer": "maat.verkeer", "water": "maat.water",
                            "pd": "maat.pd"}, "maat.hard"),
    "slachtoffertelling": ("categorie", {
        "gewond": "tel.gewond", "gewonden": "tel.gewond", "t1": "tel.gewond", "t2": "tel.gewond", "t3": "tel.gewond",
        "overleden": "tel.dood", "dood": "tel.dood",
        "gezond": "tel.bewoner", "bewoners": "tel.bewoner", "onbekend": "tel.gewond",
    }, "tel.gewond"),
    "ziekenhuis": ("status", {"dicht": "plek.zkhx", "gesloten": "plek.zkhx", "buiten_gebruik": "plek.zkhx"},
                   "plek.zkh"),
    "kazerne": ("klasse", {"brandweer": "vast.b", "politie": "vast.p", "ambulance": "vast.g"}, "vast.b"),
    "kwetsbaar_object": ("klasse", {
        "zorg": "kw.zorg", "zorginstelling": "kw.zorg", "school": "kw.school", "kinderopvang": "kw.school",
        "camping": "kw.camping", "hotel": "kw.hotel",
    }, "kw.overig"),
    "maatregel": ("soort", {
        "afzetting": "maat.hard", "verkeer": "maat.verkeer", "stremming": "maat.water", "ontruiming": "maat.evac",
        "sluiting": "maat.dicht", "decon": "maat.deco", "meetpunt": "maat.meet", "omleiding": "maat.omleiding",
        "sirene": "prep.sirene",
    }, "maat.overig"),
    "post": ("kolom", {"brw": "mob.b", "pol": "mob.p", "gz": "mob.g", "bz": "mob.bz"}, "mob.b"),
    "plek": ("soort", {"heli": "plek.heli", "overledenen": "plek.dood", "opstelplaats": "plek.opst",
                       "verzamelplaats": "plek.verzamel"}, "alg.punt"),
    "risico": ("soort", {"ammoniak": "ris.nh3", "nh3": "ris.nh3", "lpg": "ris.lpg", "explosie": "ris.expl",
                         "buisleiding": "ris.pipe", "hoogspanning": "ris.volt"}, "ris.brzo"),
}  # fmt: skip


def symbol_for(item_class: str, properties: Mapping[str, Any]) -> str:
    """Return the id of the sign for a class and its properties (attribute values, or `klasse` of a layer)."""
    if item_class == "brandkraan":
        return _hydrant(properties)
    if item_class == "meting" and not properties.get("ploeg", True):
        return "maat.meet"
    chosen = _BY_PROPERTY.get(item_class)
    if chosen is None:
        return _FIXED.get(item_class, UNKNOWN)
    name, signs, otherwise = chosen
    value = properties.get(name) or properties.get("klasse") or properties.get("kind") or ""
    return signs.get(str(value).strip().lower(), otherwise)


def symbol_text(item_class: str, properties: Mapping[str, Any]) -> str:
    """Return what is written in the sign: a count, a diameter, a team; "" where the sign says it itself.

    A count that is not known reads "?": the sample number of the sheet never stands on a map.
    """
    if symbol_for(item_class, properties).startswith("tel."):
        known = (properties.get(name) for name in ("aantal", "inwoners", "publiek", "niveau"))
        return next((_number(value) for value in known if value is not None), "?")
    if item_class == "brandkraan":
        diameter = properties.get("diameter")
        return _number(diameter) if diameter else ""
    if item_class == "rot":
        return str(properties.get("team") or "")
    return ""


def sign_size(symbol: str) -> float:
    """Return the usual size in px (LOOK 5): prepared 18-22, measures 26-28, units 28-30, places 32-40, star 46."""
    family, _, rest = symbol.partition(".")
    if symbol in ("plek.copi", "plek.rot"):
        return 40.0
    if symbol == "prep.sirene":
        return 20.0
    if symbol.startswith("prep.h") or symbol == "prep.brandkraan":
        return 18.0
    if family == "maat" and rest in ("verkeer", "omleiding", "route"):
        return 26.0
    return {
        "inc": 46.0, "plek": 34.0, "mob": 34.0, "off": 30.0, "een": 30.0, "tel": 32.0, "maat": 28.0, "ris": 28.0,
        "kw": 22.0, "prep": 22.0, "vast": 22.0, "alg": 28.0,
    }[family]  # fmt: skip


def _hydrant(properties: Mapping[str, Any]) -> str:
    diameter = str(properties.get("diameter") or "").split(".")[0]
    return {"100": "prep.h100", "150": "prep.h150"}.get(diameter, "prep.brandkraan")


def _number(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
