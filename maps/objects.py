"""Prepared and surrounding objects: object cards, hospitals, care homes, schools, posts, shelters, Seveso sites.

The fields of an object card follow what Dutch fire services put on theirs: what it is, how many people, what is
dangerous there and how to get in. All FICTIEF.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import shapely
from shapely.geometry import Point
from shapely.strtree import STRtree

from cop_app.geo.columns import FeatureBatch
from maps import networks
from maps.addresses import Address
from maps.layers import Feature, batch
from maps.names import CARE_HOMES, COMPANIES, HALLS, SCHOOLS
from maps.neighbourhoods import neighbourhoods
from maps.plan import Plan
from maps.shapes import Place
from maps.townplan import TOWN

_STOFFEN: tuple[tuple[dict[str, Any], ...], ...] = (
    ({"naam": "Ammoniak, watervrij", "un": "1005", "gevi": "268", "hoeveelheid": "24 ton"},
     {"naam": "Natriumhypochlorietoplossing", "un": "1791", "gevi": "80", "hoeveelheid": "180 m3"},
     {"naam": "Zoutzuur", "un": "1789", "gevi": "80", "hoeveelheid": "120 m3"}),
    ({"naam": "Dieselolie", "un": "1202", "gevi": "30", "hoeveelheid": "42.000 m3"},
     {"naam": "Benzine", "un": "1203", "gevi": "33", "hoeveelheid": "26.000 m3"}),
    ({"naam": "Ammoniak, watervrij", "un": "1005", "gevi": "268", "hoeveelheid": "6 ton"},),
    ({"naam": "Propaan", "un": "1978", "gevi": "23", "hoeveelheid": "60 m3"},),
    ({"naam": "Zuurstof, sterk gekoeld, vloeibaar", "un": "1073", "gevi": "225", "hoeveelheid": "10 ton"},),
)  # fmt: skip


class _Register:
    """Finds the nearest address of a place, so that every object has one."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        self._addresses = addresses
        self._tree = STRtree([Point(a.at) for a in addresses])

    def near(self, at: Place) -> str:
        """Return the nearest address as text."""
        return self._addresses[int(self._tree.nearest(Point(at)))].text()


def object_layers(plan: Plan, addresses: Sequence[Address]) -> dict[str, FeatureBatch]:
    """Return the object layers of the contract."""
    register = _Register(addresses)
    layers: dict[str, list[Feature]] = {
        "objectkaart": _cards(plan, register),
        "brandkraan": networks.hydrants(plan),
        "sirene": networks.sirens(plan),
        "ziekenhuis": _hospitals(plan, register),
        "zorginstelling": _sites(plan, "zorg", CARE_HOMES, register, _care),
        "school": _sites(plan, "school", SCHOOLS, register, _school),
        "kazerne": _posts(plan, register),
        "gemeentehuis": _town_halls(plan, register),
        "opvanglocatie": _sites(plan, "hal", HALLS, register, _shelter),
        "seveso": _seveso(plan),
        "evenemententerrein": _events(plan),
        "c2000mast": networks.masts(plan),
        "sleutelkluis": _key_safes(plan, register),
        "buurt": neighbourhoods(plan, addresses),
        "hectometerpaal": networks.hectometre_posts(plan),
        "spoorkilometer": networks.rail_kilometres(plan),
        "kruising": networks.crossings(plan),
    }
    return {name: batch(name, features) for name, features in layers.items()}


def _sites(
    plan: Plan, use: str, names: Sequence[str], register: _Register, describe: Callable[[int], dict[str, Any]]
) -> list[Feature]:
    out: list[Feature] = []
    for number, name in enumerate(names):
        at = plan.sites.get(f"{use} {number + 1}")
        if at is not None:
            own = {"naam": f"{name} (FICTIEF)", "adres": register.near(at), "fictief": True}
            out.append((Point(at), {**own, **describe(number)}))
    return out


def _care(number: int) -> dict[str, Any]:
    beds = 28 + (number * 37) % 110
    return {"plaatsen": beds, "niet_zelfredzaam": round(beds * 0.8), "nachtbezetting": 2 + beds // 30,
            "noodstroom_uren": (0, 4, 8, 24)[number % 4]}  # fmt: skip


def _school(number: int) -> dict[str, Any]:
    pupils = 160 + (number * 71) % 420
    return {"leerlingen": pupils, "niveau": "basisonderwijs" if number not in (7, 8, 13) else "voortgezet",
            "niet_zelfredzaam": pupils // 3}  # fmt: skip


def _shelter(number: int) -> dict[str, Any]:
    return {"capaciteit": (300, 240, 120, 180, 260, 90, 90, 110, 150, 280)[number], "bedden": (number % 3) * 40,
            "keuken": number % 2 == 0, "rolstoel": number != 3, "noodstroom": number in (0, 4, 9),
            "status": "beschikbaar"}  # fmt: skip


def _hospitals(plan: Plan, register: _Register) -> list[Feature]:
    at = plan.sites["ziekenhuis"]
    return [(Point(at), {
        "naam": "Ziekenhuis De Polder (FICTIEF)", "adres": register.near(at), "seh": True, "seh_status": "open",
        "capaciteit_t1": 4, "capaciteit_t2": 9, "capaciteit_t3": 20, "bedden": 212, "ic_bedden": 10,
        "noodstroom_uren": 72, "decontaminatie": True, "helihaven": True, "fictief": True,
    })]  # fmt: skip


def _posts(plan: Plan, register: _Register) -> list[Feature]:
    named = (
        ("brandweer 1", "brandweer", "Brandweerkazerne Nieuw-Kruishaven", "2 TS, AL, HV, WO"),
        ("brandweer 2", "brandweer", "Brandweerpost Rietwaard", "TS"),
        ("brandweer 3", "brandweer", "Brandweerpost Waterkop", "TS, TST"),
        ("politie 1", "politie", "Politiebureau Havenstad", "3 noodhulp"),
        ("politie 2", "politie", "Politiepost Waterkop", "1 noodhulp"),
        ("ambulance 1", "ambulance", "Ambulancepost Oost", "3 ambulances"),
        ("ambulance 2", "ambulance", "Ambulancepost Zuiderkoog", "1 ambulance"),
    )  # fmt: skip
    out: list[Feature] = []
    for key, kind, name, units in named:
        at = plan.sites.get(key)
        if at is not None:
            out.append((Point(at), {"klasse": kind, "naam": f"{name} (FICTIEF)", "adres": register.near(at),
                                    "eenheden": units, "fictief": True}))  # fmt: skip
    return out


def _town_halls(plan: Plan, register: _Register) -> list[Feature]:
    named = (("gemeentehuis", "Stadhuis", "Markerwaard"), ("gemeentehuis 1", "Gemeentehuis", "Waterkop"))
    return [
        (Point(at), {"naam": f"{kind} {place} (FICTIEF)", "gemeente": place, "adres": register.near(at),
                     "noodstroom_uren": 12, "fictief": True})
        for key, kind, place in named if (at := plan.sites.get(key)) is not None
    ]  # fmt: skip


def _seveso(plan: Plan) -> list[Feature]:
    sites = (
        ("Chemie-opslag Kruiswaard", plan.sites["seveso"], "hogedrempelinrichting", 0, "Chemiekade 4", 640),
        ("Tankterminal Zijlgat", (-420.0, 770.0), "hogedrempelinrichting", 1, "Tankweg 12", 900),
        ("Gasdepot De Haak", (60.0, -1300.0), "lagedrempelinrichting", 3, "Bedrijvenpark Zuid", 230),
    )  # fmt: skip
    return [
        (Point(at), {
            "naam": f"{name} (FICTIEF)", "adres": f"{street}, {TOWN}", "klasse": level,
            "gevaarlijke_stoffen": list(_STOFFEN[s]),
            "invloedsgebied_m": reach, "bedrijfsbrandweer": s == 1, "contact": "meldkamer bedrijf, nummer in de kluis",
            "rampbestrijdingsplan": "2025-11", "fictief": True,
        })
        for name, at, level, s, street, reach in sites
    ]  # fmt: skip


def _events(plan: Plan) -> list[Feature]:
    shape = next(shape for _, name, shape in plan.greens if name.startswith("Evenemententerrein"))
    return [
        (shape, {"naam": "Evenemententerrein De Weide (FICTIEF)", "capaciteit": 12000, "toegangen": 4,
                 "calamiteitenroute": "Oosterweg", "evenement": "Lichtjesparade", "fictief": True}),
        (Point(1408, 935), {"naam": "Markt (FICTIEF)", "capaciteit": 3500, "toegangen": 5,
                                       "calamiteitenroute": "Zuiderstraat", "evenement": "Kermis", "fictief": True}),
    ]  # fmt: skip


def _key_safes(plan: Plan, register: _Register) -> list[Feature]:
    out: list[Feature] = []
    for card in _cards(plan, register)[::2]:
        shape, properties = card
        out.append((shapely.affinity.translate(shape, 9, -14), {
            "naam": f"Sleutelkluis {properties['naam']}", "object": properties["naam"], "soort": "buis",
            "code": "bij de meldkamer", "fictief": True,
        }))  # fmt: skip
    return out


def _cards(plan: Plan, register: _Register) -> list[Feature]:
    out: list[Feature] = [_card(plan.sites["seveso"], COMPANIES[0], "industrie", 48, 0, f"Chemiekade 4, {TOWN}", 0,
                                _STOFFEN[0])]  # fmt: skip
    out.append(_card((-420.0, 770.0), "Tankterminal Zijlgat", "industrie", 36, 0, f"Tankweg 12, {TOWN}", 1,
                     _STOFFEN[1]))  # fmt: skip
    out.append(_card(plan.sites["ziekenhuis"], "Ziekenhuis De Polder", "gezondheidszorg", 640, 190,
                     register.near(plan.sites["ziekenhuis"]), 2, _STOFFEN[4]))  # fmt: skip
    out.append(_card(plan.sites["station"], "Station Nieuw-Kruishaven", "vervoer", 900, 20, "Stationsweg", 3))
    out.append(_card(plan.sites["centrum"], "Grote Kerk", "bijeenkomst", 700, 40, f"Markt, {TOWN}", 4))
    out.append(_card(plan.sites["gemeentehuis"], "Stadhuis Markerwaard", "kantoor", 140, 4, f"Markt, {TOWN}", 5))
    for use, names, kind, people, frail in (
        ("zorg", CARE_HOMES, "gezondheidszorg", 130, 82), ("school", SCHOOLS, "onderwijs", 340, 110),
        ("hal", HALLS, "bijeenkomst", 400, 30),
    ):
        for number, name in enumerate(names):
            at = plan.sites.get(f"{use} {number + 1}")
            if at is not None:
                step = (number * 17) % 60
                out.append(_card(at, name, kind, people + step, frail + step // 3, register.near(at), len(out)))
    return out + _company_cards(plan, register, len(out))


def _company_cards(plan: Plan, register: _Register, first: int) -> list[Feature]:
    """Give cards to the largest halls; one of them has a refrigeration plant with ammonia."""
    halls = sorted((b for b in plan.buildings if b.gebruik == "bedrijf"), key=lambda b: (-b.shape.area, b.shape.bounds))
    near_quay = [b for b in halls if b.shape.bounds[1] > 450][:10]
    inland = [b for b in halls if b.shape.bounds[1] < 0][:6]
    names = [name for name in COMPANIES if name not in (COMPANIES[0], "Tankterminal Zijlgat")]
    out: list[Feature] = []
    for number, (name, hall) in enumerate(zip(names, [*near_quay, *inland], strict=False)):
        at = hall.shape.centroid
        stoffen = _STOFFEN[2] if name.startswith("Koelhuis") else (_STOFFEN[3] if number % 5 == 3 else ())
        out.append(_card((at.x, at.y), name, "industrie", 24 + (number * 13) % 90, 0, register.near((at.x, at.y)),
                         first + number, stoffen))  # fmt: skip
    return out


_NOTES = (
    "Bluswaterleiding aan de westzijde. Verzamelplaats op het voorterrein.",
    "Sprinkler in de hal, afsluiter naast de ingang.",
    "Droge blusleiding bij trap A. Rookluiken met de hand te openen.",
    "Zonnepanelen op het dak, scheiding in de meterkast.",
    "Liftkooi bruikbaar met sleutel uit de kluis.", "Smalle toegang: ladderwagen alleen van de straatzijde.",
    "Vloerbelasting binnenplaats beperkt tot 7 ton.",
)  # fmt: skip


def _card(
    at: Place, name: str, use: str, people: int, frail: int, address: str, number: int,
    substances: Sequence[dict[str, Any]] = (),
) -> Feature:
    level = "hoog" if substances or frail > 60 else ("midden" if people > 200 else "laag")
    return Point(at), {
        "naam": f"{name} (FICTIEF)", "nummer": f"OK-{number + 1:03d}", "adres": address, "gebruik": use,
        "aanwezigen_max": people, "niet_zelfredzaam_max": frail, "bijzonderheden": _NOTES[number % len(_NOTES)],
        "gevaarlijke_stoffen": list(substances), "sleutelkluis": number % 2 == 0,
        "controle_datum": f"2025-{number % 12 + 1:02d}-{number * 7 % 27 + 1:02d}", "classificatie": level,
        "brandmeldinstallatie": number % 3 != 1, "fictief": True,
    }  # fmt: skip
