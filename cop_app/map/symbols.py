"""All signs by id: the Dutch name, a code for what is meant, and the drawing.

The national set of 2010 (IMOOV, s0010-s1210) has no licence and is not shipped; these are own drawings after its
grammar. Its codes are facts: `meaning` is "imoov:s0850" where the set has the same thing, which other programs
understand, else our own "ketenbeeld:ID", so that no sign travels without a meaning. Several signs may share a code of
the set, because it tells fewer things apart.
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
    """A sign: id, Dutch name, code of its meaning ("imoov:s0010", "ketenbeeld:ID"), its drawing on the grid of 48."""

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


_TABLE: tuple[tuple[str, str, str, Callable[[Sign], None]], ...] = (
    ("inc.verkeer", "Verkeer of vervoer", "s0010", incident.traffic),
    ("inc.stof", "Gevaarlijke stof", "s0020", incident.substance),
    ("inc.brand", "Brand", "s0040", incident.fire),
    ("inc.gezond", "Volksgezondheid", "s0030", incident.health),
    ("inc.infra", "Vitale infrastructuur", "s0040", incident.infrastructure),
    ("inc.bevolking", "Bevolking, orde", "s0050", incident.population),
    ("inc.natuur", "Natuur, water", "s0060", incident.nature),
    ("inc.overig", "Incident", "", incident.other_incident),
    ("plek.copi", "CoPI", "s0810", places.copi),
    ("plek.rot", "ROT", "", places.rot),
    ("off.b", "OvD-B", "s0850", units.officer_fire),
    ("off.p", "OvD-P", "s0940", units.officer_police),
    ("off.g", "OvD-G", "s0990", units.officer_medical),
    ("off.bz", "OvD-Bz", "", units.officer_welfare),
    ("een.ts", "Tankautospuit", "s0590", units.engine),
    ("een.al", "Ladderwagen", "s0590", units.ladder),
    ("een.mpl", "Meetploeg", "s0610", units.measuring_team),
    ("een.deco", "Decon-eenheid", "s0620", units.decontamination),
    ("een.amb", "Ambulance", "s0680", units.ambulance),
    ("een.pol", "Politievoertuig", "s0640", units.police_car),
    ("een.me", "Politiebus, ME", "s0640", units.police_van),
    ("een.bz", "Bevolkingszorg", "s0580", units.welfare_van),
    ("een.overig", "Eenheid", "", units.other_vehicle),
    ("vast.b", "Kazerne (vast)", "s0830", places.fire_station),
    ("vast.p", "Politiebureau", "s0920", places.police_station),
    ("vast.g", "Ambulancepost", "s1010", places.ambulance_station),
    ("vast.bz", "Gemeentehuis", "s0820", places.town_hall),
    ("mob.b", "Post brandweer", "s0840", places.fire_post),
    ("mob.p", "Post politie", "s0930", places.police_post),
    ("mob.g", "Behandelcentrum", "s0760", places.treatment),
    ("mob.bz", "Opvanglocatie", "s0750", places.reception),
    ("plek.ugs", "Uitgangsstelling", "s0870", places.staging),
    ("plek.loods", "Loodspost", "s0980", places.relay_post),
    ("plek.nest", "Gewondennest", "", places.casualty_nest),
    ("plek.zkh", "Ziekenhuis", "s0770", places.hospital),
    ("plek.zkhx", "Ziekenhuis dicht", "s0300", places.hospital_closed),
    ("plek.dood", "Plaats overledenen", "s0790", places.place_of_dead),
    ("plek.heli", "Heli-landing", "", places.helicopter),
    ("plek.opst", "Opstelplaats", "", places.set_up),
    ("plek.verzamel", "Verzamelplaats", "", places.meeting_point),
    ("maat.hard", "Afzetting hard", "s0670", measures.closure_hard),
    ("maat.verkeer", "Verkeersafsluiting", "s0560", measures.closure_traffic),
    ("maat.water", "Stremming water", "", measures.closure_water),
    ("maat.perimeter", "Perimeter", "", measures.perimeter),
    ("maat.omleiding", "Omleiding", "", measures.diversion),
    ("maat.pd", "Plaats delict", "s0650", measures.crime_scene),
    ("maat.evac", "Ontruiming", "s0690", measures.evacuation),
    ("maat.dicht", "Gebouw gesloten", "s0550", measures.building_closed),
    ("maat.deco", "Deconplek", "s0630", measures.decon_place),
    ("maat.meet", "Meetpunt", "", measures.measuring_point),
    ("maat.route", "Evacuatieroute", "s0700", measures.evacuation_route),
    ("maat.overig", "Maatregel", "", measures.measure),
    ("tel.gewond", "Gewonden (telling)", "s0110", incident.wounded),
    ("tel.dood", "Overleden (telling)", "s0110", incident.dead_count),
    ("tel.bewoner", "Bewoners (telling)", "s0390", incident.healthy),
    ("tel.drukte", "Drukte (telling)", "s0400", incident.crowd),
    ("ris.nh3", "Ammoniak", "s0150", incident.ammonia),
    ("ris.lpg", "LPG", "s0130", incident.lpg),
    ("ris.brzo", "Seveso-inrichting", "s0230", incident.seveso),
    ("ris.expl", "Explosiegevaar", "s0200", incident.explosion),
    ("ris.pipe", "Buisleiding", "s0240", incident.pipeline),
    ("ris.volt", "Hoogspanning", "s0280", incident.high_voltage),
    ("kw.zorg", "Zorginstelling", "s0300", prepared.care),
    ("kw.school", "School, opvang", "s0350", prepared.school),
    ("kw.camping", "Camping", "s0310", prepared.camping),
    ("kw.hotel", "Hotel", "s0360", prepared.hotel),
    ("kw.overig", "Kwetsbaar object", "s0260", prepared.vulnerable),
    ("prep.h100", "Brandkraan 100", "s0890", prepared.hydrant_100),
    ("prep.h150", "Brandkraan 150", "s0900", prepared.hydrant_150),
    ("prep.brandkraan", "Brandkraan", "s0880", prepared.hydrant),
    ("prep.stip", "Voorziening (stip)", "", prepared.dot),
    ("prep.sirene", "Sirene", "s0570", prepared.siren),
    ("prep.water", "Open water", "s0880", prepared.open_water),
    ("prep.gemaal", "Gemaal", "s0370", prepared.pumping_station),
    ("prep.sleutel", "Sleutelkluis", "", prepared.key_safe),
    ("prep.mast", "Zendmast", "", prepared.mast),
    ("prep.object", "Objectkaart", "", prepared.object_card),
    ("prep.opvang", "Opvanglocatie (voorbereid)", "", places.reception_prepared),
    ("prep.parkeren", "Parkeren", "", places.parking),
    ("prep.evenement", "Evenement", "", places.event_place),
    ("prep.aed", "AED", "", prepared.aed),
    ("prep.punt", "Voorziening", "", prepared.point_of_interest),
    ("alg.bericht", "Bericht", "", incident.report),
    ("alg.besluit", "Besluit", "", incident.decision),
    ("alg.actie", "Actie", "", incident.action),
    ("alg.knelpunt", "Knelpunt", "", incident.bottleneck),
    ("alg.scenario", "Scenario", "", incident.scenario),
    ("alg.punt", "Ander gegeven", "", incident.unknown),
)
SYMBOLS: dict[str, SymbolDef] = {
    id_: SymbolDef(id_, name, f"imoov:{code}" if code else f"ketenbeeld:{id_}", draw)
    for id_, name, code, draw in _TABLE
}
