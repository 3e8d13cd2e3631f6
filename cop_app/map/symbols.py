"""All signs by id: the Dutch name, the code of the national symbol set as meaning, and the drawing.

The national set itself has no licence and is not shipped; these are own drawings after its grammar. `meaning` is the
set's code where it is known, else "": a code is a fact, a guess is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cop_app.map import signs_incident as incident
from cop_app.map import signs_measures as measures
from cop_app.map import signs_places as places
from cop_app.map import signs_prepared as prepared
from cop_app.map import signs_units as units
from cop_app.map.shapes import SMALL_BELOW_PX, Drawing
from cop_app.map.sign import Sign


@dataclass(frozen=True, slots=True)
class SymbolDef:
    """A sign: id, Dutch name, code in the national set or "", and how it is drawn on the grid of 48."""

    id: str
    name: str
    meaning: str
    draw: Callable[[Sign], None]

    def build(self, small: bool = False, text: str = "") -> Drawing:
        """Return the parts on the grid of 48; `small` for sizes below 28 px, `text` replaces the sample text."""
        sign = Sign(small, text)
        self.draw(sign)
        return sign.drawing()

    def at(self, size: float, text: str = "") -> Drawing:
        """Return the parts for a size in px (still on the grid of 48)."""
        return self.build(size < SMALL_BELOW_PX, text)


_TABLE: tuple[tuple[str, str, Callable[[Sign], None]], ...] = (
    ("inc.verkeer", "Verkeer of vervoer", incident.traffic),
    ("inc.stof", "Gevaarlijke stof", incident.substance),
    ("inc.brand", "Brand", incident.fire),
    ("inc.gezond", "Volksgezondheid", incident.health),
    ("inc.infra", "Vitale infrastructuur", incident.infrastructure),
    ("inc.bevolking", "Bevolking, orde", incident.population),
    ("inc.natuur", "Natuur, water", incident.nature),
    ("inc.overig", "Incident", incident.other_incident),
    ("plek.copi", "CoPI", places.copi),
    ("plek.rot", "ROT", places.rot),
    ("off.b", "OvD-B", units.officer_fire),
    ("off.p", "OvD-P", units.officer_police),
    ("off.g", "OvD-G", units.officer_medical),
    ("off.bz", "OvD-Bz", units.officer_welfare),
    ("een.ts", "Tankautospuit", units.engine),
    ("een.al", "Ladderwagen", units.ladder),
    ("een.mpl", "Meetploeg", units.measuring_team),
    ("een.deco", "Decon-eenheid", units.decontamination),
    ("een.amb", "Ambulance", units.ambulance),
    ("een.pol", "Politievoertuig", units.police_car),
    ("een.me", "Politiebus, ME", units.police_van),
    ("een.bz", "Bevolkingszorg", units.welfare_van),
    ("een.overig", "Eenheid", units.other_vehicle),
    ("vast.b", "Kazerne (vast)", places.fire_station),
    ("vast.p", "Politiebureau", places.police_station),
    ("vast.g", "Ambulancepost", places.ambulance_station),
    ("vast.bz", "Gemeentehuis", places.town_hall),
    ("mob.b", "Post brandweer", places.fire_post),
    ("mob.p", "Post politie", places.police_post),
    ("mob.g", "Behandelcentrum", places.treatment),
    ("mob.bz", "Opvanglocatie", places.reception),
    ("plek.ugs", "Uitgangsstelling", places.staging),
    ("plek.loods", "Loodspost", places.relay_post),
    ("plek.nest", "Gewondennest", places.casualty_nest),
    ("plek.zkh", "Ziekenhuis", places.hospital),
    ("plek.zkhx", "Ziekenhuis dicht", places.hospital_closed),
    ("plek.dood", "Plaats overledenen", places.place_of_dead),
    ("plek.heli", "Heli-landing", places.helicopter),
    ("plek.opst", "Opstelplaats", places.set_up),
    ("plek.verzamel", "Verzamelplaats", places.meeting_point),
    ("maat.hard", "Afzetting hard", measures.closure_hard),
    ("maat.verkeer", "Verkeersafsluiting", measures.closure_traffic),
    ("maat.water", "Stremming water", measures.closure_water),
    ("maat.perimeter", "Perimeter", measures.perimeter),
    ("maat.omleiding", "Omleiding", measures.diversion),
    ("maat.pd", "Plaats delict", measures.crime_scene),
    ("maat.evac", "Ontruiming", measures.evacuation),
    ("maat.dicht", "Gebouw gesloten", measures.building_closed),
    ("maat.deco", "Deconplek", measures.decon_place),
    ("maat.meet", "Meetpunt", measures.measuring_point),
    ("maat.route", "Evacuatieroute", measures.evacuation_route),
    ("maat.overig", "Maatregel", measures.measure),
    ("tel.gewond", "Gewonden (telling)", incident.wounded),
    ("tel.dood", "Overleden (telling)", incident.dead_count),
    ("tel.bewoner", "Bewoners (telling)", incident.healthy),
    ("tel.drukte", "Drukte (telling)", incident.crowd),
    ("ris.nh3", "Ammoniak", incident.ammonia),
    ("ris.lpg", "LPG", incident.lpg),
    ("ris.brzo", "Seveso-inrichting", incident.seveso),
    ("ris.expl", "Explosiegevaar", incident.explosion),
    ("ris.pipe", "Buisleiding", incident.pipeline),
    ("ris.volt", "Hoogspanning", incident.high_voltage),
    ("kw.zorg", "Zorginstelling", prepared.care),
    ("kw.school", "School, opvang", prepared.school),
    ("kw.camping", "Camping", prepared.camping),
    ("kw.hotel", "Hotel", prepared.hotel),
    ("kw.overig", "Kwetsbaar object", prepared.vulnerable),
    ("prep.h100", "Brandkraan 100", prepared.hydrant_100),
    ("prep.h150", "Brandkraan 150", prepared.hydrant_150),
    ("prep.brandkraan", "Brandkraan", prepared.hydrant),
    ("prep.stip", "Voorziening (stip)", prepared.dot),
    ("prep.sirene", "Sirene", prepared.siren),
    ("prep.water", "Open water", prepared.open_water),
    ("prep.gemaal", "Gemaal", prepared.pumping_station),
    ("prep.sleutel", "Sleutelkluis", prepared.key_safe),
    ("prep.mast", "Zendmast", prepared.mast),
    ("prep.object", "Objectkaart", prepared.object_card),
    ("prep.opvang", "Opvanglocatie (voorbereid)", places.reception_prepared),
    ("prep.parkeren", "Parkeren", places.parking),
    ("prep.evenement", "Evenement", places.event_place),
    ("prep.punt", "Voorziening", prepared.point_of_interest),
    ("alg.bericht", "Bericht", incident.report),
    ("alg.besluit", "Besluit", incident.decision),
    ("alg.knelpunt", "Knelpunt", incident.bottleneck),
    ("alg.scenario", "Scenario", incident.scenario),
    ("alg.punt", "Ander gegeven", incident.unknown),
)
SYMBOLS: dict[str, SymbolDef] = {id_: SymbolDef(id_, name, "", draw) for id_, name, draw in _TABLE}
